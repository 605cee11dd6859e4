// SPDX-License-Identifier: MIT
// The sub-commands of the program. Each returns the exit code: 0 well, 1 failed, 2 wrong usage or
// configuration.
#pragma once

#include <functional>

#include "app/config.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

// Of a server that does not start: a wrong value, a port or a folder in use is for the
// administrator to change.
inline int exit_code(const Error& error) {
    const bool usage = error.code == ErrorCode::invalid || error.code == ErrorCode::conflict ||
                       error.code == ErrorCode::forbidden;
    return usage ? kExitUsage : kExitFailed;
}

int serve(const Config& config, const std::function<Result<Config>()>& read_again);
// teahouse config [template|table]: the effective values; a file with all settings as comments; the
// table of settings as JSON, of which manual pages and completions are made.
int print_config(const Config& config);
// teahouse user add|passwd|promote|disable|enable|list [NAME] [ROLE] [--force]; `force`: even if no
// owner is left.
int user(const Config& config, bool force);

// teahouse top: what the running server does, again and again; `once`: for one interval.
int top(const Config& config, bool once);

// teahouse bench [MEMBERS [SECONDS]]: what this machine can do. Begins a server of its own with
// data in a new folder in that of the configuration, and removes both. Blocks, for a minute or two.
// The environment must have no settings of the server (run() takes them away).
int bench(const Config& config);

// teahouse doctor calls: asks for real, and says what keeps calls from working. Blocks.
// teahouse doctor redis: the same of the Redis of several nodes (doctor_redis.h).
// teahouse doctor health: whether the running server is ready.
int doctor(const Config& config);

// The whole program.
int run(int argc, char** argv);

}  // namespace teahouse::app
