// SPDX-License-Identifier: MIT
// What we know as the receiver of one stream: which packets are missing (to ask the publisher for
// them), and the numbers of a receiver report (RFC 3550 section 6.4.1 and appendix A).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/rate_meter.h"

namespace teahouse::rtc {

// On the router's thread.
class ReceiveStream {
public:
    // `rate` of the timestamps; `asks`: whether missing packets can be had again.
    ReceiveStream(std::uint32_t rate, bool asks) : rate_(rate), asks_(asks) {}

    // A packet; `again`: it came as a retransmission. False: it was here before, or is too late.
    bool on_packet(std::uint16_t sequence, std::uint32_t timestamp, std::size_t bytes, bool again,
                   std::int64_t now_us);
    // A sender report, the middle 32 bits of its NTP time.
    void on_sender_report(std::uint32_t ntp_middle, std::int64_t now_us);

    // Packets to ask for now; valid until the next call.
    [[nodiscard]] const std::vector<std::uint16_t>& due_nacks(std::int64_t now_us);
    [[nodiscard]] bool misses() const { return !missing_.empty(); }

    struct Report {
        std::uint8_t fraction_lost = 0;  // since the last report, in 1/256
        std::int32_t lost = 0;
        std::uint32_t highest = 0;  // with the cycles above
        std::uint32_t jitter = 0;
        std::uint32_t last_report = 0;  // of on_sender_report(); 0: none
        std::uint32_t delay = 0;        // since it, in 1/65536 s
    };
    [[nodiscard]] Report report(std::int64_t now_us);

    [[nodiscard]] std::uint16_t newest() const { return static_cast<std::uint16_t>(highest_); }
    [[nodiscard]] bool started() const { return started_; }
    [[nodiscard]] std::int64_t last_us() const { return last_us_; }
    [[nodiscard]] double bits_per_second(std::int64_t now_us) {
        return rate_meter_.bits_per_second(now_us);
    }

private:
    struct Missing {
        std::uint16_t sequence = 0;
        std::uint8_t asks = 0;
        std::int64_t next_us = 0;
    };

    void on_gap(std::uint16_t from, std::uint16_t to, std::int64_t now_us);
    void on_jitter(std::uint32_t timestamp, std::int64_t now_us);

    const std::uint32_t rate_;
    const bool asks_;
    bool started_ = false;
    std::uint32_t first_ = 0;
    std::uint32_t highest_ = 0;  // with the cycles above
    std::uint32_t received_ = 0;
    std::uint32_t expected_before_ = 0;
    std::uint32_t received_before_ = 0;
    double jitter_ = 0;
    std::int64_t transit_ = 0;
    std::int64_t last_us_ = 0;
    std::uint32_t report_ntp_ = 0;
    std::int64_t report_us_ = 0;
    RateMeter rate_meter_;
    std::vector<Missing> missing_;
    std::vector<std::uint16_t> due_;
};

}  // namespace teahouse::rtc
