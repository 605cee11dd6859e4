// SPDX-License-Identifier: MIT
#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace teahouse {

void check_failed(const char* expression, const char* file, int line) noexcept {
    static_cast<void>(std::fprintf(stderr, "%s:%d: CHECK failed: %s\n", file, line, expression));
    std::abort();
}

void nothing_left(const char* what, const char* file, int line) noexcept {
    static_cast<void>(std::fprintf(
        stderr, "teahouse: out of memory or file descriptors (%s:%d: %s)\n", file, line, what));
    std::_Exit(1);  // other threads may be in the middle of anything
}

void no_memory_left() noexcept {
    static_cast<void>(std::fputs("teahouse: out of memory\n", stderr));
    std::_Exit(1);
}

}  // namespace teahouse
