// SPDX-License-Identifier: MIT
// Special members of Request, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

#include <variant>

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

Request::Request() = default;
Request::Request(const Request&) = default;
Request::Request(Request&&) noexcept = default;
Request& Request::operator=(const Request&) = default;
Request& Request::operator=(Request&&) noexcept = default;
Request::~Request() = default;
bool operator==(const Request& a, const Request& b) {
    using Base = Request::variant;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
