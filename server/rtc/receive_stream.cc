// SPDX-License-Identifier: MIT
#include "rtc/receive_stream.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/rtp.h"

namespace teahouse::rtc {

namespace {
constexpr std::int64_t kNackWaitUs = 5'000;  // for packets that overtake each other
constexpr std::int64_t kNackAgainUs = 50'000;
constexpr std::int64_t kSecondUs = 1'000'000;
constexpr int kFarJump = 3'000;  // a gap so long is a new beginning
}  // namespace

bool ReceiveStream::on_packet(std::uint16_t sequence, std::uint32_t timestamp, std::size_t bytes,
                              bool again, std::int64_t now_us) {
    rate_meter_.add(bytes, now_us);
    last_us_ = now_us;
    if (!started_) {
        started_ = true;
        first_ = highest_ = sequence;
        received_ = 1;
        return true;
    }
    const int ahead = sequence_distance(static_cast<std::uint16_t>(highest_), sequence);
    if (ahead > kFarJump || ahead < -kFarJump) {
        missing_.clear();
        first_ = highest_ = sequence;
        received_ = 1;
        expected_before_ = received_before_ = 0;
        return true;
    }
    if (ahead > 0) {
        on_gap(static_cast<std::uint16_t>(highest_ + 1), sequence, now_us);
        highest_ += static_cast<std::uint32_t>(ahead);
    } else if (std::erase_if(missing_,
                             [&](const Missing& one) { return one.sequence == sequence; }) == 0) {
        return false;
    }
    ++received_;
    if (!again) {
        on_jitter(timestamp, now_us);
    }
    return true;
}

void ReceiveStream::on_gap(std::uint16_t from, std::uint16_t to, std::int64_t now_us) {
    for (std::uint16_t sequence = from; sequence != to; ++sequence) {
        if (missing_.size() >= limits::kNackListMax) {
            missing_.erase(missing_.begin());
        }
        missing_.push_back({.sequence = sequence, .next_us = now_us + kNackWaitUs});
    }
}

void ReceiveStream::on_jitter(std::uint32_t timestamp, std::int64_t now_us) {
    // Whole seconds apart: the product of both would leave 64 bits after some years.
    const std::int64_t ticks = now_us / kSecondUs * rate_ + now_us % kSecondUs * rate_ / kSecondUs;
    const std::int64_t transit = ticks - timestamp;
    const auto change = static_cast<std::int32_t>(transit - transit_);
    transit_ = transit;
    // A jump of the clock is no jitter.
    if (std::abs(static_cast<double>(change)) < rate_ * 10.0) {
        jitter_ += (std::abs(static_cast<double>(change)) - jitter_) / 16;
    }
}

void ReceiveStream::on_sender_report(std::uint32_t ntp_middle, std::int64_t now_us) {
    report_ntp_ = ntp_middle;
    report_us_ = now_us;
}

const std::vector<std::uint16_t>& ReceiveStream::due_nacks(std::int64_t now_us) {
    due_.clear();
    std::erase_if(missing_, [](const Missing& one) { return one.asks >= limits::kNackAsksMax; });
    for (Missing& one : missing_) {
        if (one.next_us <= now_us) {
            due_.push_back(one.sequence);
            ++one.asks;
            one.next_us = now_us + kNackAgainUs;
        }
    }
    return due_;
}

ReceiveStream::Report ReceiveStream::report(std::int64_t now_us) {
    Report report{.highest = highest_, .jitter = static_cast<std::uint32_t>(jitter_)};
    const std::uint32_t expected = highest_ - first_ + 1;
    report.lost = static_cast<std::int32_t>(expected - received_);
    const std::uint32_t expected_now = expected - expected_before_;
    const std::uint32_t received_now = received_ - received_before_;
    if (expected_now > received_now && expected_now > 0) {
        report.fraction_lost = static_cast<std::uint8_t>(
            std::min((expected_now - received_now) * 256 / expected_now, std::uint32_t{255}));
    }
    expected_before_ = expected;
    received_before_ = received_;
    if (report_ntp_ != 0) {
        report.last_report = report_ntp_;
        report.delay = static_cast<std::uint32_t>((now_us - report_us_) * 65'536 / 1'000'000);
    }
    return report;
}

}  // namespace teahouse::rtc
