// SPDX-License-Identifier: MIT
// One stream as a viewer sees it, made of the layers that a publisher sends: the layer changes at
// key frames, and numbers, times and VP8 picture ids go on without a gap. Audio and streams of one
// layer take the same way.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "base/limits_sfu.h"

namespace teahouse::rtc {

// What counts of a packet of a layer.
struct LayerPacket {
    int layer = 0;
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    bool can_start = true;  // begins a key frame; audio always
    std::uint16_t picture_id = 0;
    std::uint8_t tl0_picture = 0;
};

// The same in the viewer's stream.
struct StreamPacket {
    std::uint16_t sequence = 0;
    std::uint32_t timestamp = 0;
    std::uint16_t picture_id = 0;  // 15 bits
    std::uint8_t tl0_picture = 0;
};

// A sender report of a layer: the same moment in the publisher's time and in the layer's.
struct LayerClock {
    std::uint64_t ntp = 0;  // 0: none yet
    std::uint32_t timestamp = 0;
};

// On the router's thread.
class StreamSwitch {
public:
    static constexpr int kPaused = -1;

    // `rate` of the timestamps. The first number is given, so that it does not start anew when a
    // session is renegotiated.
    StreamSwitch(std::uint32_t rate, std::uint16_t first_sequence, std::uint32_t first_timestamp)
        : rate_(rate), next_sequence_(first_sequence), next_timestamp_(first_timestamp) {}

    // Another track takes the place of the former: its numbers have nothing to do with those.
    void forget_source();
    // What shall be seen. Pausing is at once, all else waits for a packet that can start.
    void want(int layer);
    [[nodiscard]] int wanted() const { return wanted_; }
    [[nodiscard]] int current() const { return current_; }
    // True while a key frame of wanted() is missing.
    [[nodiscard]] bool waits() const { return wanted_ != current_; }

    // The packet in the viewer's stream, if it belongs there. `clocks` of all layers.
    using Clocks = std::array<LayerClock, limits::kMediaLayersMax>;
    [[nodiscard]] std::optional<StreamPacket> forward(const LayerPacket& packet,
                                                      const Clocks& clocks, std::int64_t now_us);

    struct Origin {
        int layer = 0;
        std::uint16_t sequence = 0;
    };
    // Where a packet of the viewer's stream came from, to send it again.
    [[nodiscard]] std::optional<Origin> origin(std::uint16_t sequence) const;
    // That packet as it was sent; `packet` is the one of origin().
    [[nodiscard]] StreamPacket again(const LayerPacket& packet, std::uint16_t sequence) const;
    // A time of the current layer in the viewer's stream; none while paused.
    [[nodiscard]] std::optional<std::uint32_t> timestamp_of(int layer,
                                                            std::uint32_t timestamp) const;

private:
    // From one change of layers to the next.
    struct Epoch {
        int layer = kPaused;
        std::uint16_t first = 0;  // in the viewer's stream
        std::uint16_t sequence_offset = 0;
        std::uint32_t timestamp_offset = 0;
        std::uint16_t picture_offset = 0;
        std::uint8_t tl0_offset = 0;
    };
    static constexpr std::size_t kEpochs = 8;

    void start(const LayerPacket& packet, const Clocks& clocks, std::int64_t now_us);
    [[nodiscard]] std::uint32_t start_time(const LayerPacket& packet, const Clocks& clocks,
                                           std::int64_t now_us) const;
    [[nodiscard]] const Epoch* epoch_of(std::uint16_t sequence) const;
    static StreamPacket map(const Epoch& epoch, const LayerPacket& packet);

    const std::uint32_t rate_;
    int wanted_ = kPaused;
    int current_ = kPaused;
    static constexpr int kOther = -2;
    int last_layer_ = kPaused;  // of the newest packet that was sent; kOther: of another track
    std::uint32_t last_timestamp_ = 0;  // the same in the layer's time
    std::int64_t last_us_ = 0;
    std::uint16_t next_sequence_;
    std::uint32_t next_timestamp_;  // the newest that was sent
    std::uint16_t next_picture_ = 0;
    std::uint8_t next_tl0_ = 0;
    std::array<Epoch, kEpochs> epochs_{};
    std::size_t epoch_count_ = 0;  // since the beginning
};

}  // namespace teahouse::rtc
