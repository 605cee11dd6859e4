// SPDX-License-Identifier: MIT
// The newest entries of a log, in memory. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <utility>

#include "store/redis/log.h"

namespace teahouse::store {

class LogRing {
public:
    // Empty, behind `base`.
    void reset(LogHead base) {
        entries_.clear();
        bytes_ = 0;
        base_ = base;
    }
    // The one behind last().
    void push(LogEntry entry) {
        bytes_ += entry.bytes.size();
        entries_.push_back(std::move(entry));
    }
    // Drops what is behind `index`.
    void cut_after(std::uint64_t index) {
        while (!entries_.empty() && entries_.back().position.index > index) {
            bytes_ -= entries_.back().bytes.size();
            entries_.pop_back();
        }
    }
    // Drops the oldest up to `index`, until it is within its bounds.
    void trim(std::uint64_t index, std::size_t bytes_max, std::size_t entries_max) {
        while ((bytes_ > bytes_max || entries_.size() > entries_max) &&
               entries_.front().position.index <= index) {
            base_ = head_of(entries_.front().position);
            bytes_ -= entries_.front().bytes.size();
            entries_.pop_front();
        }
    }

    [[nodiscard]] LogHead last() const {
        return entries_.empty() ? base_ : head_of(entries_.back().position);
    }
    [[nodiscard]] const LogEntry* find(std::uint64_t index) const {
        const bool there = index > base_.index && index <= last().index;
        return there ? &entries_[index - base_.index - 1] : nullptr;
    }
    // Of the entry, also of the one before the first.
    [[nodiscard]] std::optional<std::uint64_t> term_at(std::uint64_t index) const {
        if (index == base_.index) {
            return base_.term;
        }
        const LogEntry* entry = find(index);
        return entry == nullptr ? std::nullopt : std::optional(entry->position.term);
    }

private:
    std::deque<LogEntry> entries_;
    LogHead base_;
    std::size_t bytes_ = 0;
};

}  // namespace teahouse::store
