// SPDX-License-Identifier: MIT
#include "net/segment_log.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace teahouse::net {

void SegmentLog::append(Segment segment, std::int64_t now_ms, bool ephemeral) {
    if (segment.size == 0) {
        return;
    }
    const std::uint64_t begin = head_;
    head_ += segment.size;
    entries_.push_back({.begin = begin,
                        .segment = std::move(segment),
                        .published_ms = now_ms,
                        .ephemeral = ephemeral});
}

std::size_t SegmentLog::find(std::uint64_t cursor) const {
    DCHECK(cursor < head_ && !empty() && cursor >= entry(0).begin);
    const auto live = entries_.begin() + static_cast<std::ptrdiff_t>(first_);
    const auto after = std::upper_bound(
        live, entries_.end(), cursor,
        [](std::uint64_t offset, const LogEntry& entry) { return offset < entry.begin; });
    return static_cast<std::size_t>(after - live) - 1;
}

LogRun SegmentLog::tail() const {
    LogRun run{.data = nullptr, .begin = head_, .end = head_};
    for (std::size_t i = entries_.size(); i > first_; --i) {
        const LogEntry& entry = entries_[i - 1];
        if (run.data != nullptr && entry.segment.data + entry.segment.size != run.data) {
            break;
        }
        run.data = entry.segment.data;
        run.begin = entry.begin;
    }
    return run;
}

void SegmentLog::trim(std::uint64_t cursor) {
    while (first_ < entries_.size() && entries_[first_].end() <= cursor) {
        entries_[first_].segment = {};
        ++first_;
    }
    if (first_ == entries_.size()) {
        entries_.clear();
        first_ = 0;
    } else if (first_ > entries_.size() / 2) {
        entries_.erase(entries_.begin(), entries_.begin() + static_cast<std::ptrdiff_t>(first_));
        first_ = 0;
    }
}

}  // namespace teahouse::net
