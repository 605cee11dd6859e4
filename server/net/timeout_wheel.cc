// SPDX-License-Identifier: MIT
#include "net/timeout_wheel.h"

#include <algorithm>

#include "base/check.h"

namespace teahouse::net {

namespace {

// The turn at whose end a timeout is surely due: rounded up, so that none is early.
std::int64_t turn_of(std::int64_t due_ms) { return due_ms / TimeoutWheel::kBucketMs + 1; }

}  // namespace

void TimeoutWheel::set(std::uint32_t slot, std::int64_t due_ms) {
    if (slot >= links_.size()) {
        links_.resize(slot + 1);
    }
    Link& entry = links_[slot];
    const bool later = entry.bucket != kNone && due_ms >= entry.due_ms;
    entry.due_ms = due_ms;
    if (due_ms == kNever) {
        unlink(slot);
    } else if (!later) {
        unlink(slot);
        link(slot);
    }
}

void TimeoutWheel::clear(std::uint32_t slot) {
    if (slot < links_.size()) {
        unlink(slot);
        links_[slot].due_ms = kNever;
    }
}

void TimeoutWheel::link(std::uint32_t slot) {
    Link& entry = links_[slot];
    const std::int64_t turn = std::clamp(turn_of(entry.due_ms), turn_ + 1,
                                         turn_ + static_cast<std::int64_t>(kBuckets) - 1);
    entry.bucket = static_cast<std::uint32_t>(turn % static_cast<std::int64_t>(kBuckets));
    entry.previous = kNone;
    entry.next = first_[entry.bucket];
    if (entry.next != kNone) {
        links_[entry.next].previous = slot;
    }
    first_[entry.bucket] = slot;
    ++linked_;
}

void TimeoutWheel::unlink(std::uint32_t slot) {
    Link& entry = links_[slot];
    if (entry.bucket == kNone) {
        return;
    }
    if (entry.previous != kNone) {
        links_[entry.previous].next = entry.next;
    } else {
        first_[entry.bucket] = entry.next;
    }
    if (entry.next != kNone) {
        links_[entry.next].previous = entry.previous;
    }
    entry.bucket = kNone;
    --linked_;
}

void TimeoutWheel::advance(std::int64_t now_ms, std::vector<std::uint32_t>& expired) {
    const std::int64_t target = now_ms / kBucketMs;
    if (linked_ == 0 || target - turn_ >= static_cast<std::int64_t>(kBuckets)) {
        // After a long sleep one round visits every bucket.
        turn_ = std::max(turn_, target - (linked_ == 0 ? 0 : static_cast<std::int64_t>(kBuckets)));
    }
    while (turn_ < target) {
        ++turn_;
        const auto bucket = static_cast<std::size_t>(turn_ % static_cast<std::int64_t>(kBuckets));
        std::uint32_t slot = first_[bucket];
        while (slot != kNone) {
            const std::uint32_t next = links_[slot].next;
            unlink(slot);
            if (turn_of(links_[slot].due_ms) <= turn_) {
                links_[slot].due_ms = kNever;
                expired.push_back(slot);
            } else {
                link(slot);
            }
            slot = next;
        }
    }
}

std::int64_t TimeoutWheel::next_ms() const {
    if (linked_ == 0) {
        return kNever;
    }
    for (std::int64_t turn = turn_ + 1; turn <= turn_ + static_cast<std::int64_t>(kBuckets);
         ++turn) {
        if (first_[static_cast<std::size_t>(turn % static_cast<std::int64_t>(kBuckets))] != kNone) {
            return turn * kBucketMs;
        }
    }
    return kNever;
}

}  // namespace teahouse::net
