// SPDX-License-Identifier: MIT
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace teahouse {

void check_failed(const char* expression, const char* file, int line) noexcept {
    static_cast<void>(std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, expression));
    std::abort();
}

}  // namespace teahouse
