// SPDX-License-Identifier: MIT
#include "rtc/bandwidth.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/rtcp.h"

namespace teahouse::rtc {

namespace {

constexpr std::int64_t kMs = 1'000;
constexpr double kQueueSmoothing = 0.1;       // of a packet
constexpr double kQueueFullUs = 100'000;      // a queue so long is one that grows
constexpr double kQueueSomeUs = 40'000;       // no increase above it
constexpr std::int64_t kBaseUs = 10'000'000;  // a period of the least delay
constexpr std::int64_t kDecreaseUs = 300 * kMs;
constexpr std::int64_t kHoldUs = 2'000 * kMs;
constexpr std::int64_t kHoldMaxUs = 30'000 * kMs;
constexpr std::int64_t kCalmUs = 30'000 * kMs;  // without a decrease: the hold is short again
constexpr std::int64_t kWindowUs = 500 * kMs;
constexpr std::uint32_t kWindowPacketsMin = 20;
constexpr double kLossHigh = 0.10;
constexpr double kLossSome = 0.02;
constexpr double kGrowth = 0.15;      // a second
constexpr double kStartGrowth = 1.0;  // a second, until something goes wrong
constexpr double kOverArrived = 3;    // never estimate more than so many times what arrives
constexpr double kBackOff = 0.85;
constexpr double kRaiseMargin = 1.15;  // room that a higher layer must have

}  // namespace

std::uint16_t DownlinkEstimator::on_sent(std::size_t bytes, std::int64_t now_us) {
    if (sent_.empty()) {
        sent_.resize(kSent);
        base_since_us_ = now_us;
        window_since_us_ = now_us;
        increased_us_ = now_us;
    }
    sent_[next_ % kSent] = {
        .at_us = now_us, .bytes = static_cast<std::uint32_t>(bytes), .told = false};
    return next_++;
}

void DownlinkEstimator::on_feedback(std::span<const PacketArrival> packets, std::int64_t now_us) {
    if (sent_.empty()) {
        return;
    }
    for (const PacketArrival& packet : packets) {
        // Only what is still remembered; a number twice counts once.
        if (static_cast<std::uint16_t>(next_ - packet.sequence - 1) >= kSent) {
            continue;
        }
        Sent& sent = sent_[packet.sequence % kSent];
        if (sent.told) {
            continue;
        }
        ++window_sent_;
        if (!packet.received) {
            // It may still come and be told of later, but as lost it counts already.
            ++window_lost_;
            sent.told = true;
            continue;
        }
        sent.told = true;
        arrived_.add(sent.bytes, now_us);
        on_delay(packet.time_us - sent.at_us, now_us);
    }
    update(now_us);
}

// The two clocks are different; what counts is how far above its least the difference is.
void DownlinkEstimator::on_delay(std::int64_t delay_us, std::int64_t now_us) {
    const bool first = base_us_[0] == 0;
    if (first || now_us - base_since_us_ > kBaseUs) {
        base_us_[1] = first ? delay_us : base_us_[0];
        base_us_[0] = delay_us;
        base_since_us_ = now_us;
    }
    base_us_[0] = std::min(base_us_[0], delay_us);
    const auto queue = static_cast<double>(delay_us - std::min(base_us_[0], base_us_[1]));
    queue_us_ += (queue - queue_us_) * kQueueSmoothing;
}

void DownlinkEstimator::update(std::int64_t now_us) {
    if (now_us - window_since_us_ >= kWindowUs && window_sent_ >= kWindowPacketsMin) {
        loss_ = static_cast<double>(window_lost_) / window_sent_;
        window_sent_ = window_lost_ = 0;
        window_since_us_ = now_us;
        if (loss_ > kLossHigh) {
            // Loss alone never takes away the lowest layer: on a line that loses at random it would
            // help nobody, and retransmission does.
            decrease(std::max(estimate_ * (1 - 0.5 * loss_), limits::kDownlinkLossFloorBps),
                     now_us);
        }
    }
    const double arrived = arrived_.bits_per_second(now_us);
    if (queue_us_ > kQueueFullUs) {
        decrease(arrived * kBackOff, now_us);
    } else if (queue_us_ < kQueueSomeUs && loss_ < kLossSome) {
        increase(now_us);
    }
}

void DownlinkEstimator::decrease(double to, std::int64_t now_us) {
    increased_us_ = now_us;
    if (now_us - decreased_us_ < kDecreaseUs || to >= estimate_) {
        return;
    }
    const bool calm = now_us - decreased_us_ > kCalmUs;
    hold_us_ = calm ? kHoldUs : std::min(hold_us_ * 2, kHoldMaxUs);
    decreased_us_ = now_us;
    starting_ = false;
    ++congestions_;
    estimate_ = std::max(to, limits::kDownlinkMinBps);
}

void DownlinkEstimator::increase(std::int64_t now_us) {
    const double seconds = static_cast<double>(std::min(now_us - increased_us_, kWindowUs)) / 1e6;
    increased_us_ = now_us;
    if (!starting_ && now_us - decreased_us_ < hold_us_) {
        return;
    }
    const double bound = std::min(
        std::max(arrived_.bits_per_second(now_us) * kOverArrived, limits::kDownlinkStartBps),
        limits::kDownlinkMaxBps);
    const double grown = estimate_ * (1 + (starting_ ? kStartGrowth : kGrowth) * seconds);
    estimate_ = std::max(estimate_, std::min(grown, bound));
}

void DownlinkEstimator::on_remb(double bits_per_second) {
    estimate_ = std::clamp(bits_per_second, limits::kDownlinkMinBps, limits::kDownlinkMaxBps);
}

void DownlinkEstimator::on_loss(std::uint8_t fraction, std::int64_t now_us) {
    loss_ = fraction / 256.0;
    if (loss_ > kLossHigh) {
        decrease(std::max(estimate_ * (1 - 0.5 * loss_), limits::kDownlinkLossFloorBps), now_us);
    } else if (loss_ < kLossSome) {
        if (increased_us_ == 0) {
            increased_us_ = now_us;
        }
        increase(now_us);
    }
}

namespace {

double bps_of(const VideoWish& wish, int layer) {
    return wish.layer_bps[static_cast<std::size_t>(layer)];
}

// -1: none flows that the viewer wants.
int lowest_of(const VideoWish& wish) {
    for (int layer = 0; layer <= wish.layer_max; ++layer) {
        if (bps_of(wish, layer) > 0) {
            return layer;
        }
    }
    return -1;
}

// One step up if there is room; what it costs is taken from the budget.
bool raise_layer(const VideoWish& wish, int& chosen, double& budget_bps) {
    const int next = chosen + 1;
    if (chosen < 0 || next > wish.layer_max || bps_of(wish, next) <= 0) {
        return false;
    }
    const double more = bps_of(wish, next) - bps_of(wish, chosen);
    if (more * (next > wish.current ? kRaiseMargin : 1) > budget_bps) {
        return false;
    }
    chosen = next;
    budget_bps -= more;
    return true;
}

}  // namespace

std::vector<int> allocate_layers(double budget_bps, std::span<const VideoWish> wishes) {
    std::vector<int> chosen(wishes.size(), -1);
    for (std::size_t i = 0; i < wishes.size(); ++i) {
        const int lowest = lowest_of(wishes[i]);
        const double bps = lowest < 0 ? 0 : bps_of(wishes[i], lowest);
        // The most important one is shown even when it does not quite fit.
        if (lowest >= 0 && (bps <= budget_bps || (i == 0 && bps <= 2 * budget_bps))) {
            chosen[i] = lowest;
            budget_bps -= bps;
        }
    }
    bool raised = true;
    while (raised) {
        raised = false;
        for (std::size_t i = 0; i < wishes.size(); ++i) {
            raised = raise_layer(wishes[i], chosen[i], budget_bps) || raised;
        }
    }
    return chosen;
}

}  // namespace teahouse::rtc
