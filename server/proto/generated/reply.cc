// SPDX-License-Identifier: MIT
// Special members of Reply, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

#include <variant>

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

Reply::Reply() = default;
Reply::Reply(const Reply&) = default;
Reply::Reply(Reply&&) noexcept = default;
Reply& Reply::operator=(const Reply&) = default;
Reply& Reply::operator=(Reply&&) noexcept = default;
Reply::~Reply() = default;
bool operator==(const Reply& a, const Reply& b) {
    using Base = Reply::variant;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
