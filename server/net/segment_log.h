// SPDX-License-Identifier: MIT
// The part of a channel's frame log that local subscribers still need: segments at absolute byte
// offsets. Offsets only grow; a subscriber is a cursor. Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "net/segment.h"

namespace teahouse::net {

struct LogEntry {
    std::uint64_t begin = 0;
    Segment segment;
    std::int64_t published_ms = 0;
    bool ephemeral = false;

    [[nodiscard]] std::uint64_t end() const { return begin + segment.size; }
};

// Bytes of the log that lie together in memory.
struct LogRun {
    const std::byte* data = nullptr;
    std::uint64_t begin = 0;
    std::uint64_t end = 0;
};

class SegmentLog {
public:
    void append(Segment segment, std::int64_t now_ms, bool ephemeral);

    // One past the last byte ever appended.
    [[nodiscard]] std::uint64_t head() const { return head_; }
    [[nodiscard]] bool empty() const { return first_ == entries_.size(); }
    // From the oldest entry that is held to head.
    [[nodiscard]] std::uint64_t bytes() const { return empty() ? 0 : head_ - entry(0).begin; }
    // The entries still held, oldest first.
    [[nodiscard]] std::size_t count() const { return entries_.size() - first_; }
    [[nodiscard]] const LogEntry& entry(std::size_t index) const {
        return entries_[first_ + index];
    }
    // The entry that holds the byte at `cursor`, which must be below head and not trimmed.
    [[nodiscard]] std::size_t find(std::uint64_t cursor) const;
    // The longest run that ends at head: what nearly every subscriber is sent.
    [[nodiscard]] LogRun tail() const;
    // Drops what lies wholly below `cursor`.
    void trim(std::uint64_t cursor);

private:
    std::vector<LogEntry> entries_;
    std::size_t first_ = 0;  // entries before it are dropped; they are erased in bulk
    std::uint64_t head_ = 0;
};

}  // namespace teahouse::net
