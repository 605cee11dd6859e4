// SPDX-License-Identifier: MIT
// One coarse timeout per connection: a wheel of buckets that hold slots in linked lists. Setting
// and clearing are O(1) and allocate nothing. Pushing a timeout back, what happens all the time,
// only writes a number: the slot stays in its bucket and is moved on when that bucket comes up.
// Worker's thread only.
#pragma once

#include <array>
#include <cstdint>
#include <limits>
#include <vector>

namespace teahouse::net {

class TimeoutWheel {
public:
    static constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kBucketMs =
        64;  // timeouts are late by up to so much, never early

    // Sets or replaces the timeout of a slot; kNever clears it.
    void set(std::uint32_t slot, std::int64_t due_ms);
    void clear(std::uint32_t slot);
    // Appends the slots whose time has come; their timeouts are cleared.
    void advance(std::int64_t now_ms, std::vector<std::uint32_t>& expired);
    // When advance() has something to do at the earliest; kNever if no timeout is set.
    [[nodiscard]] std::int64_t next_ms() const;

private:
    static constexpr std::size_t kBuckets = 1024;  // 65 s; what is due later goes round again
    static constexpr std::uint32_t kNone = 0xffff'ffff;

    struct Link {
        std::int64_t due_ms = kNever;
        std::uint32_t previous = kNone;
        std::uint32_t next = kNone;
        std::uint32_t bucket = kNone;  // kNone: in no list
    };

    void link(std::uint32_t slot);
    void unlink(std::uint32_t slot);

    std::vector<Link> links_;  // by slot
    std::array<std::uint32_t, kBuckets> first_ = filled();
    std::int64_t turn_ = 0;  // the last bucket that was emptied, counted from time 0
    std::uint32_t linked_ = 0;

    static constexpr std::array<std::uint32_t, kBuckets> filled() {
        std::array<std::uint32_t, kBuckets> empty{};
        empty.fill(kNone);
        return empty;
    }
};

}  // namespace teahouse::net
