// SPDX-License-Identifier: MIT
// CHECK: states what must be true. A false one is a bug: it prints where and ends the process, in
// every build.
#pragma once

namespace teahouse {

[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;

}  // namespace teahouse

#define CHECK(expression)                                              \
    do {                                                               \
        if (!(expression)) [[unlikely]] {                              \
            ::teahouse::check_failed(#expression, __FILE__, __LINE__); \
        }                                                              \
    } while (false)

// On hot paths: checked in debug and sanitizer builds only.
#ifdef NDEBUG
#define DCHECK(expression) static_cast<void>(0)
#else
#define DCHECK(expression) CHECK(expression)
#endif
