// SPDX-License-Identifier: MIT
// `teahouse top`: asks the running server over its control socket, every two seconds.
#include <chrono>
#include <cstdio>
#include <string>
#include <utility>

#include <poll.h>
#include <unistd.h>

#include "app/commands.h"
#include "app/config.h"
#include "app/control_client.h"
#include "app/metrics_text.h"
#include "app/service.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kOnceMs = 1'000;
constexpr int kIntervalMs = 2'000;
constexpr const char* kClearScreen = "\x1b[H\x1b[2J";

struct Reading {
    MetricValues values;
    Clock::time_point at;
};

Result<Reading> read_load(const Config& config) {
    TRY(answer, control_request(Service::control_path(config), "/control/metrics", ""));
    if (answer.status != 200) {
        return fail(ErrorCode::internal, "the server that runs here does not tell its metrics");
    }
    return Reading{.values = parse_metrics(answer.body), .at = Clock::now()};
}

}  // namespace

int top(const Config& config, bool once) {
    const bool screen = !once && ::isatty(STDOUT_FILENO) == 1;
    Result<Reading> before = read_load(config);
    while (before) {
        // Time is what is measured here: no event stands for it.
        static_cast<void>(::poll(nullptr, 0, once ? kOnceMs : kIntervalMs));
        Result<Reading> after = read_load(config);
        if (!after) {
            before = std::move(after);
            break;
        }
        const std::chrono::duration<double> passed = after->at - before->at;
        const std::string text = (screen ? kClearScreen : "") +
                                 describe_load(before->values, after->values, passed.count());
        if (std::fputs(text.c_str(), stdout) < 0 || std::fflush(stdout) != 0 || once) {
            return kExitOk;
        }
        before = std::move(after);
    }
    static_cast<void>(std::fprintf(stderr, "teahouse: %s\n", before.error().message.c_str()));
    return kExitFailed;
}

}  // namespace teahouse::app
