// SPDX-License-Identifier: MIT
// Special members of the variants of requests, replies and pushes.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

#include <variant>

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,modernize-use-designated-initializers) made from tables

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

// NOLINTEND(readability-function-*,readability-identifier-naming,modernize-use-designated-initializers)
