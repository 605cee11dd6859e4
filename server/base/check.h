// SPDX-License-Identifier: MIT
// CHECK: states what must be true. A false one is a bug: it prints where and ends the process, in
// every build. NEED: what fails only where the system gives no more memory or descriptors. That is
// nobody's bug: it says so and ends the process with exit code 1, and what was acknowledged is
// safe.
#pragma once

namespace teahouse {

[[noreturn]] void check_failed(const char* expression, const char* file, int line) noexcept;
[[noreturn]] void nothing_left(const char* what, const char* file, int line) noexcept;
// For std::set_new_handler: the same where an allocation fails.
[[noreturn]] void no_memory_left() noexcept;

}  // namespace teahouse

#define CHECK(expression)                                              \
    do {                                                               \
        if (!(expression)) [[unlikely]] {                              \
            ::teahouse::check_failed(#expression, __FILE__, __LINE__); \
        }                                                              \
    } while (false)

#define NEED(expression)                                               \
    do {                                                               \
        if (!(expression)) [[unlikely]] {                              \
            ::teahouse::nothing_left(#expression, __FILE__, __LINE__); \
        }                                                              \
    } while (false)

// On hot paths: checked in debug and sanitizer builds only.
#ifdef NDEBUG
#define DCHECK(expression) static_cast<void>(0)
#else
#define DCHECK(expression) CHECK(expression)
#endif
