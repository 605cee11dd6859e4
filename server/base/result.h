// SPDX-License-Identifier: MIT
// Result<T>: a value or an Error. TRY unwraps or returns the error to the caller.
#pragma once

#include <tl/expected.hpp>

#include "base/error.h"

namespace teahouse {

template <class T>
using Result = tl::expected<T, Error>;

using Status = Result<void>;

inline tl::unexpected<Error> fail(ErrorCode code, std::string message = {},
                                  std::string field = {}) {
    return tl::unexpected<Error>(
        Error{.code = code, .message = std::move(message), .field = std::move(field)});
}

}  // namespace teahouse

#define TEAHOUSE_CONCAT_INNER(a, b) a##b
#define TEAHOUSE_CONCAT(a, b) TEAHOUSE_CONCAT_INNER(a, b)
#define TEAHOUSE_TRY(name, expression, holder)                               \
    auto holder = (expression);                                              \
    if (!holder) {                                                           \
        return tl::unexpected<::teahouse::Error>(std::move(holder).error()); \
    }                                                                        \
    auto&& name = *std::move(holder)

// TRY(user, find_user(id)); declares `user` or returns the error. __COUNTER__, because two on a
// line would collide with __LINE__.
#define TRY(name, expression) \
    TEAHOUSE_TRY(name, expression, TEAHOUSE_CONCAT(try_holder_, __COUNTER__))

// TRY_STATUS(check()); returns the error of a Status, declares nothing.
#define TRY_STATUS(expression)                                                          \
    do {                                                                                \
        if (auto status_of_try = (expression); !status_of_try) {                        \
            return tl::unexpected<::teahouse::Error>(std::move(status_of_try).error()); \
        }                                                                               \
    } while (false)
