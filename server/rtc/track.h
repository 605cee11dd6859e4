// SPDX-License-Identifier: MIT
// What a peer publishes (Track) and what one is given of it (Feed). Both belong to their peer; they
// point to each other, and whoever goes first unties that.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/limits_sfu.h"
#include "base/token_bucket.h"
#include "rtc/media_packet.h"
#include "rtc/out.h"
#include "rtc/packet_cache.h"
#include "rtc/receive_stream.h"
#include "rtc/simulcast.h"

namespace teahouse::rtc {

struct Peer;
class Feed;

inline constexpr bool is_video(MediaSource source) {
    return source == MediaSource::video || source == MediaSource::screen;
}

struct TrackLayer {
    std::string rid;         // empty without simulcast
    std::uint32_t ssrc = 0;  // 0: not known yet
    std::uint32_t rtx_ssrc = 0;
    ReceiveStream received;
    PacketCache cache;
    std::int64_t key_us = 0;  // when the last key frame began; 0: none came
    std::uint16_t key_sequence = 0;
    bool key_wanted = false;
    std::int64_t key_asked_us = 0;

    TokenBucket key_frames;

    TrackLayer(std::uint32_t rate, bool asks) : received(rate, asks) {}
    [[nodiscard]] bool key_is_due(std::int64_t now_us) const {
        return key_wanted && ssrc != 0 &&
               (key_asked_us == 0 || now_us - key_asked_us >= limits::kKeyFrameAskMs * 1'000);
    }
};

// One published stream with its layers, the lowest first. On the router's thread.
struct Track {
    PeerId publisher;
    MediaSource source = MediaSource::audio;
    std::string mid;
    PayloadTypes types;
    SectionExtensions extensions;
    bool nacks = false;  // the publisher answers NACKs
    std::vector<TrackLayer> layers;
    StreamSwitch::Clocks clocks{};
    std::vector<Feed*> feeds;
    bool heard = true;  // of voices: whether the room hears it now

    // For allocate_layers(): what flows in each layer.
    [[nodiscard]] std::array<double, limits::kMediaLayersMax> layer_bps(std::int64_t now_us);
    // The layer is asked for a key frame as soon as the last asking is long enough ago.
    void want_key_frame(int layer);
};

// What a viewer negotiated for one section that it receives.
struct FeedOptions {
    std::string mid;
    PeerId publisher;
    MediaSource source = MediaSource::audio;
    PayloadTypes types;
    SectionExtensions extensions;

    friend bool operator==(const FeedOptions&, const FeedOptions&) = default;
};

// A stream to one viewer, with SSRCs and numbers of its own. On the router's thread.
class Feed {
public:
    Feed(Peer& viewer, FeedOptions options);
    ~Feed();
    Feed(const Feed&) = delete;
    Feed& operator=(const Feed&) = delete;

    // The publisher's track, once it is there; nullptr: it is gone.
    void tie(Track* track);

    // Of audio: pauses or goes on, as the viewer and the room have it.
    void listen();

    // A packet of the track for the viewer, written and not yet protected. 0: not for this viewer,
    // or it does not fit.
    std::size_t forward(const MediaPacket& packet, std::optional<std::uint16_t> transport_sequence,
                        MutableBytes into, const StreamPacket& numbers);
    // The same again as RTX.
    std::size_t write_again(const MediaPacket& packet, const StreamPacket& numbers,
                            std::optional<std::uint16_t> transport_sequence, MutableBytes into);
    // Whether the packet may be sent again now; counts it as sent.
    [[nodiscard]] bool may_resend(std::uint16_t sequence, std::int64_t now_us);

    Peer& viewer;
    FeedOptions options;
    Track* track = nullptr;
    const std::uint32_t ssrc;
    const std::uint32_t rtx_ssrc;
    StreamSwitch stream;
    int layer_max = static_cast<int>(limits::kMediaLayersMax) - 1;  // as the viewer asked
    int told_layer = -2;                                            // of LayerChanged; -2: never
    std::uint32_t packets = 0;
    std::uint32_t bytes = 0;

private:
    struct Resent {
        std::uint16_t sequence = 0;
        std::uint16_t times = 0;
        std::int64_t last_us = 0;
    };

    std::size_t write(const MediaPacket& packet, const StreamPacket& numbers,
                      std::optional<std::uint16_t> transport_sequence, bool again,
                      MutableBytes into);

    std::uint16_t rtx_sequence_;
    std::array<Resent, 64> resent_{};
};

}  // namespace teahouse::rtc
