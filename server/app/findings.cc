// SPDX-License-Identifier: MIT
#include "app/findings.h"

#include <cstdio>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "app/commands.h"

namespace teahouse::app {

int Findings::sum_up(std::string_view well) const {
    const std::string sum =
        bad_ == 0 ? fmt::format("{}\n", well) : fmt::format("{} to be seen to.\n", bad_);
    static_cast<void>(std::fputs(sum.c_str(), stdout));
    return bad_ == 0 ? kExitOk : kExitFailed;
}

void Findings::say(std::string_view sign, std::string_view what, std::string_view text) {
    static_cast<void>(std::fputs(fmt::format("{} {:<8} {}\n", sign, what, text).c_str(), stdout));
    static_cast<void>(std::fflush(stdout));
}

}  // namespace teahouse::app
