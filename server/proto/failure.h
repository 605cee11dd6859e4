// SPDX-License-Identifier: MIT
// Why and where reading stopped: shared by the readers of both formats.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace teahouse::proto {

// Every function that notes something returns false, so that a reader can write `return
// failure.set(…)`.
class Failure {
public:
    // The first reason stays.
    bool set(ErrorCode code, std::string_view message);
    // Called while the readers of enclosing values return: puts `name` or `[index]` in front of the
    // path.
    bool at(std::string_view name);
    bool at_index(std::size_t index);

    [[nodiscard]] explicit operator bool() const { return failed_; }
    [[nodiscard]] const Error& error() const { return error_; }
    // Forgets all, for a second try at something else.
    void clear();

private:
    bool failed_ = false;
    Error error_ = {};
};

}  // namespace teahouse::proto
