// SPDX-License-Identifier: MIT
#include "rtc/simulcast.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/check.h"

namespace teahouse::rtc {

namespace {

constexpr std::uint16_t kPictureMask = 0x7FFF;
constexpr std::uint16_t kEpochPackets = 8'192;  // far more than a cache holds
constexpr std::uint32_t kFarSeconds = 10;       // clocks that disagree by more are not believed

// Numbers that wrap: is `a` behind `b`?
bool is_after(std::uint16_t a, std::uint16_t b) {
    return static_cast<std::int16_t>(static_cast<std::uint16_t>(a - b)) > 0;
}
bool is_later(std::uint32_t a, std::uint32_t b) { return static_cast<std::int32_t>(a - b) > 0; }

// The 32.32 fixed point seconds of NTP in ticks of `rate`.
std::int64_t ticks_between(std::uint64_t ntp_from, std::uint64_t ntp_to, std::uint32_t rate) {
    const auto difference = static_cast<double>(static_cast<std::int64_t>(ntp_to - ntp_from));
    return static_cast<std::int64_t>(difference / 4'294'967'296.0 * rate);
}

}  // namespace

void StreamSwitch::forget_source() {
    want(kPaused);
    epoch_count_ = 0;
    last_layer_ = last_layer_ == kPaused ? kPaused : kOther;
}

void StreamSwitch::want(int layer) {
    wanted_ = layer;
    if (layer == kPaused) {
        current_ = kPaused;
    }
}

std::optional<StreamPacket> StreamSwitch::forward(const LayerPacket& packet, const Clocks& clocks,
                                                  std::int64_t now_us) {
    if (packet.layer == wanted_ && current_ != wanted_ && packet.can_start) {
        start(packet, clocks, now_us);
    }
    if (packet.layer != current_ || current_ == kPaused) {
        return std::nullopt;
    }
    Epoch& epoch = epochs_[(epoch_count_ - 1) % kEpochs];
    const StreamPacket sent = map(epoch, packet);
    // From before the change: its number belongs to the layer that was shown then.
    if (is_after(epoch.first, sent.sequence)) {
        return std::nullopt;
    }
    if (!is_after(next_sequence_, sent.sequence)) {
        next_sequence_ = static_cast<std::uint16_t>(sent.sequence + 1);
        next_picture_ = static_cast<std::uint16_t>(sent.picture_id + 1) & kPictureMask;
        next_tl0_ = static_cast<std::uint8_t>(sent.tl0_picture + 1);
        next_timestamp_ = sent.timestamp;
        last_timestamp_ = packet.timestamp;
        last_layer_ = packet.layer;
        last_us_ = now_us;
        // Numbers wrap: the beginning of a long epoch must stay behind, not come to lie ahead.
        if (static_cast<std::uint16_t>(next_sequence_ - epoch.first) > 2 * kEpochPackets) {
            epoch.first = static_cast<std::uint16_t>(next_sequence_ - kEpochPackets);
        }
    }
    return sent;
}

void StreamSwitch::start(const LayerPacket& packet, const Clocks& clocks, std::int64_t now_us) {
    const std::uint32_t timestamp = start_time(packet, clocks, now_us);
    Epoch& epoch = epochs_[epoch_count_ % kEpochs];
    ++epoch_count_;
    epoch = {.layer = packet.layer,
             .first = next_sequence_,
             .sequence_offset = static_cast<std::uint16_t>(next_sequence_ - packet.sequence),
             .timestamp_offset = timestamp - packet.timestamp,
             .picture_offset = static_cast<std::uint16_t>(next_picture_ - packet.picture_id),
             .tl0_offset = static_cast<std::uint8_t>(next_tl0_ - packet.tl0_picture)};
    current_ = packet.layer;
}

// Layers count their time from different beginnings. Sender reports say how these lie to each
// other; without them, the time of arrival has to do.
std::uint32_t StreamSwitch::start_time(const LayerPacket& packet, const Clocks& clocks,
                                       std::int64_t now_us) const {
    if (last_layer_ == kPaused) {
        return next_timestamp_;
    }
    const auto guess = static_cast<std::uint32_t>((now_us - last_us_) * rate_ / 1'000'000);
    std::uint32_t step = std::max<std::uint32_t>(guess, 1);
    if (last_layer_ == kOther) {
        return next_timestamp_ + step;
    }
    const LayerClock& from = clocks[static_cast<std::size_t>(last_layer_)];
    const LayerClock& to = clocks[static_cast<std::size_t>(packet.layer)];
    if (last_layer_ == packet.layer) {
        step = packet.timestamp - last_timestamp_;
    } else if (from.ntp != 0 && to.ntp != 0) {
        const std::int64_t shift = ticks_between(from.ntp, to.ntp, rate_);
        step = (packet.timestamp - to.timestamp) - (last_timestamp_ - from.timestamp) +
               static_cast<std::uint32_t>(shift);
    }
    const bool believable = is_later(step, 0) && step < guess + kFarSeconds * rate_;
    return next_timestamp_ + (believable ? step : std::max<std::uint32_t>(guess, 1));
}

StreamPacket StreamSwitch::map(const Epoch& epoch, const LayerPacket& packet) {
    return {
        .sequence = static_cast<std::uint16_t>(packet.sequence + epoch.sequence_offset),
        .timestamp = packet.timestamp + epoch.timestamp_offset,
        .picture_id = static_cast<std::uint16_t>(
            static_cast<std::uint16_t>(packet.picture_id + epoch.picture_offset) & kPictureMask),
        .tl0_picture = static_cast<std::uint8_t>(packet.tl0_picture + epoch.tl0_offset)};
}

const StreamSwitch::Epoch* StreamSwitch::epoch_of(std::uint16_t sequence) const {
    if (!is_after(next_sequence_, sequence)) {
        return nullptr;
    }
    for (std::size_t back = 1; back <= std::min(epoch_count_, kEpochs); ++back) {
        const Epoch& epoch = epochs_[(epoch_count_ - back) % kEpochs];
        if (!is_after(epoch.first, sequence)) {
            return &epoch;
        }
    }
    return nullptr;
}

std::optional<StreamSwitch::Origin> StreamSwitch::origin(std::uint16_t sequence) const {
    const Epoch* epoch = epoch_of(sequence);
    if (epoch == nullptr) {
        return std::nullopt;
    }
    return Origin{.layer = epoch->layer,
                  .sequence = static_cast<std::uint16_t>(sequence - epoch->sequence_offset)};
}

StreamPacket StreamSwitch::again(const LayerPacket& packet, std::uint16_t sequence) const {
    const Epoch* epoch = epoch_of(sequence);
    CHECK(epoch != nullptr);
    return map(*epoch, packet);
}

std::optional<std::uint32_t> StreamSwitch::timestamp_of(int layer, std::uint32_t timestamp) const {
    if (layer != current_ || current_ == kPaused) {
        return std::nullopt;
    }
    return timestamp + epochs_[(epoch_count_ - 1) % kEpochs].timestamp_offset;
}

}  // namespace teahouse::rtc
