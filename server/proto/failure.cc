// SPDX-License-Identifier: MIT
#include "proto/failure.h"

#include <cstddef>
#include <string>
#include <string_view>

#include "base/error.h"

namespace teahouse::proto {

namespace {

constexpr std::size_t kPathBytesMax = 64;  // as in ErrorBody

}  // namespace

bool Failure::set(ErrorCode code, std::string_view message) {
    if (!failed_) {
        failed_ = true;
        error_.code = code;
        error_.message = message;
    }
    return false;
}

bool Failure::at(std::string_view name) {
    // Only invalid and too_large are about a field; in broken bytes a path would mean nothing.
    const bool names_field =
        error_.code == ErrorCode::invalid || error_.code == ErrorCode::too_large;
    if (names_field && error_.field.size() + name.size() < kPathBytesMax) {
        const bool joined = error_.field.empty() || error_.field.front() == '[';
        error_.field.insert(0, joined ? "" : ".").insert(0, name);
    }
    return false;
}

bool Failure::at_index(std::size_t index) { return at("[" + std::to_string(index) + "]"); }

void Failure::clear() {
    if (failed_) {
        failed_ = false;
        error_ = {};
    }
}

}  // namespace teahouse::proto
