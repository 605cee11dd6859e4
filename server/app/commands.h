// SPDX-License-Identifier: MIT
// The sub-commands of the program. Each returns the exit code: 0 well, 1 failed, 2 wrong usage or
// configuration.
#pragma once

#include "app/config.h"

namespace teahouse::app {

inline constexpr int kExitOk = 0;
inline constexpr int kExitFailed = 1;
inline constexpr int kExitUsage = 2;

int serve(const Config& config, const std::function<Result<Config>()>& read_again);
int print_config(const Config& config);
// teahouse user add|passwd|promote|disable|enable|list [NAME] [ROLE]
int user(const Config& config);

// The whole program.
int run(int argc, char** argv);

}  // namespace teahouse::app
