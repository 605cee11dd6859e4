// SPDX-License-Identifier: MIT
// How much a viewer's line carries, and what of the room is sent over it. Conservative: audio is
// never held back, video is raised a layer at a time and comes down at once.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/rate_meter.h"
#include "rtc/rtcp.h"

namespace teahouse::rtc {

// The down-link of one viewer, estimated from the fate of the packets sent to it: by the delay that
// queues add, by loss, and by how much arrives. On the router's thread.
class DownlinkEstimator {
public:
    // The transport-wide number for the next packet, which is noted as sent.
    std::uint16_t on_sent(std::size_t bytes, std::int64_t now_us);
    void on_feedback(std::span<const PacketArrival> packets, std::int64_t now_us);
    // From viewers that do not send transport-wide feedback: a receiver's own estimate (REMB), and
    // the loss of receiver reports, in 1/256.
    void on_remb(double bits_per_second);
    void on_loss(std::uint8_t fraction, std::int64_t now_us);

    [[nodiscard]] double bits_per_second() const { return estimate_; }
    // Rises when the estimate fell because of a queue or loss.
    [[nodiscard]] std::uint32_t congestions() const { return congestions_; }
    [[nodiscard]] double loss() const { return loss_; }

private:
    struct Sent {
        std::int64_t at_us = 0;
        std::uint32_t bytes = 0;
        bool told = true;  // its fate is known, or it was never sent
    };
    static constexpr std::size_t kSent = 2'048;

    void on_delay(std::int64_t delay_us, std::int64_t now_us);
    void update(std::int64_t now_us);
    void decrease(double to, std::int64_t now_us);
    void increase(std::int64_t now_us);

    std::vector<Sent> sent_;  // by number; kSent of them once the first is sent
    std::uint16_t next_ = 0;
    RateMeter arrived_;
    double estimate_ = limits::kDownlinkStartBps;
    bool starting_ = true;                   // nothing has gone wrong yet
    double queue_us_ = 0;                    // smoothed
    std::array<std::int64_t, 2> base_us_{};  // the least delay of this and the former period
    std::int64_t base_since_us_ = 0;
    std::uint32_t window_sent_ = 0;
    std::uint32_t window_lost_ = 0;
    std::int64_t window_since_us_ = 0;
    double loss_ = 0;  // of the last window
    std::int64_t decreased_us_ = 0;
    std::int64_t increased_us_ = 0;
    std::int64_t hold_us_ = 0;  // after a decrease, before the next increase; doubles
    std::uint32_t congestions_ = 0;
};

// One video stream that a viewer wants.
struct VideoWish {
    std::array<double, limits::kMediaLayersMax> layer_bps{};        // 0: that layer does not flow
    int layer_max = static_cast<int>(limits::kMediaLayersMax) - 1;  // as the viewer asked
    int current = -1;
};

// Which layer of each, -1: none. `wishes` in the order of their importance: everybody gets the
// lowest layer before anybody gets a higher one.
std::vector<int> allocate_layers(double budget_bps, std::span<const VideoWish> wishes);

}  // namespace teahouse::rtc
