// SPDX-License-Identifier: MIT
#include "net/merge_wait.h"

#include <algorithm>
#include <cstdint>

namespace teahouse::net {

namespace {

constexpr std::int64_t kIdleMs = 100;  // without a flush: what was before says nothing
constexpr std::int64_t kSmoothing = 8;
constexpr std::int64_t kWaitPercent = 150;  // of a flush
constexpr std::int64_t kPressedUs =
    500'000;  // of flushing in a second, if each message had its own
constexpr std::uint32_t kInVainMax = 4;
constexpr std::uint32_t kTriedAgainAfter = 64;  // flushes

}  // namespace

bool MergeWait::holds(const Moment& moment) {
    if (until_ms_ == 0) {
        begin(moment);
    }
    if (!guessed_ && !moment.more_expected) {
        return false;
    }
    return moment.now_ms < until_ms_;
}

void MergeWait::begin(const Moment& moment) {
    guessed_ = is_pressed(moment);
    begun_with_ = moment.waiting;
    const std::int64_t wait_us = guessed_               ? kWaitPercent * moment.flush_us / 100
                                 : moment.more_expected ? moment.flush_us
                                                        : 0;
    until_ms_ = moment.now_ms + std::min(wait_us / 1'000, moment.wait_max_ms);
}

bool MergeWait::is_pressed(const Moment& moment) {
    if (moment.now_ms - flushed_ms_ > kIdleMs || per_second_ * moment.flush_us < kPressedUs) {
        return false;
    }
    if (in_vain_ < kInVainMax) {
        return true;
    }
    if (++in_vain_ < kInVainMax + kTriedAgainAfter) {
        return false;
    }
    in_vain_ = kInVainMax - 1;
    return true;
}

void MergeWait::flushed(std::int64_t now_ms, std::uint32_t messages) {
    if (guessed_) {
        in_vain_ = messages > begun_with_ ? 0 : in_vain_ + 1;
    }
    const std::int64_t now_per_second =
        std::int64_t{messages} * 1'000 / std::max<std::int64_t>(now_ms - flushed_ms_, 1);
    if (now_ms - flushed_ms_ > kIdleMs) {
        per_second_ = now_per_second;
    } else {
        per_second_ += (now_per_second - per_second_) / kSmoothing;
    }
    flushed_ms_ = now_ms;
    until_ms_ = 0;
    guessed_ = false;
}

}  // namespace teahouse::net
