// SPDX-License-Identifier: MIT
// Strong identifier types: one class per kind of id, no implicit conversion between them or from
// numbers.
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace teahouse {

// A 64-bit id that only compares with its own kind. Values stay below 2^53 so that JSON numbers
// carry them exactly; 0 means "none".
template <class Tag>
struct Id {
    std::uint64_t value = 0;

    constexpr Id() = default;
    constexpr explicit Id(std::uint64_t v) : value(v) {}
    constexpr explicit operator bool() const { return value != 0; }
    friend constexpr auto operator<=>(const Id&, const Id&) = default;
};

using UserId = Id<struct UserTag>;
using RoomId = Id<struct RoomTag>;
using DeviceId = Id<struct DeviceTag>;  // one login: a browser or a bot
using Seq = Id<struct SeqTag>;          // position in one room's log, dense from 1
using Epoch = Id<struct EpochTag>;      // changes only when a log may have lost its tail
using SessionId =
    Id<struct SessionTag>;        // one live client connection; unique for the life of the process
using TxnId = Id<struct TxnTag>;  // one store transaction in flight
using QueryId = Id<struct QueryTag>;  // one store query in flight

// Milliseconds since the Unix epoch. Only shown to people, never used for order.
using TimeMs = std::int64_t;

struct IdHash {
    using is_transparent = void;
    template <class Tag>
    std::size_t operator()(const Id<Tag>& id) const noexcept {
        // Fibonacci hashing spreads dense ids over a power-of-two table.
        return static_cast<std::size_t>(id.value * 0x9E3779B97F4A7C15ULL >> 7U);
    }
};

}  // namespace teahouse

template <class Tag>
struct std::hash<teahouse::Id<Tag>> : teahouse::IdHash {};
