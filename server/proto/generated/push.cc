// SPDX-License-Identifier: MIT
// Special members of Push, compiled here once.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

#include <variant>

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

Push::Push() = default;
Push::Push(const Push&) = default;
Push::Push(Push&&) noexcept = default;
Push& Push::operator=(const Push&) = default;
Push& Push::operator=(Push&&) noexcept = default;
Push::~Push() = default;
bool operator==(const Push& a, const Push& b) {
    using Base = Push::variant;
    return static_cast<const Base&>(a) == static_cast<const Base&>(b);
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
