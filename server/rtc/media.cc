// SPDX-License-Identifier: MIT
// The way of a packet of media through the router.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/bytes.h"
#include "rtc/media_packet.h"
#include "rtc/out.h"
#include "rtc/router_state.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/srtp.h"
#include "rtc/track.h"

namespace teahouse::rtc {

namespace {

// What stands in front of a payload, roughly, for the estimate of the line.
constexpr std::size_t kFrontBytes = 60;

int layer_of_rid(const Track& track, std::string_view rid) {
    for (std::size_t i = 0; i < track.layers.size(); ++i) {
        if (track.layers[i].rid == rid) {
            return static_cast<int>(i);
        }
    }
    return -1;
}

// The SSRCs of simulcast are not in descriptions: the first packets say what they are (RFC 8852).
Peer::Inbound* learn_inbound(Peer& peer, Bytes packet, const RtpHeader& header) {
    const RtpExtensions found = read_extensions(packet, header, peer.ids);
    if (found.mid.empty()) {
        return nullptr;
    }
    for (const auto& track : peer.tracks) {
        if (track == nullptr || track->mid != found.mid) {
            continue;
        }
        const bool again = track->types.codec_of(header.payload_type) == MediaCodec::rtx;
        const std::string_view rid = again ? found.repaired_rid : found.rid;
        const int layer = layer_of_rid(*track, rid);
        if (layer < 0 || peer.inbound.size() >= limits::kMediaSsrcsMax) {
            return nullptr;
        }
        add_inbound(peer,
                    {.ssrc = header.ssrc, .track = track.get(), .layer = layer, .again = again});
        return &peer.inbound.back();
    }
    return nullptr;
}

Peer::Inbound* find_inbound(Peer& peer, Bytes packet, const RtpHeader& header) {
    const auto found = std::ranges::find(peer.inbound, header.ssrc, &Peer::Inbound::ssrc);
    return found != peer.inbound.end() ? &*found : learn_inbound(peer, packet, header);
}

void forward_to(RouterState& state, Feed& feed, const MediaPacket& packet, std::int64_t now_us,
                Out& out) {
    Peer& viewer = feed.viewer;
    if (!viewer.transport.ready()) {
        return;
    }
    const auto numbers = feed.stream.forward(packet.numbers, feed.track->clocks, now_us);
    if (!numbers) {
        return;
    }
    std::optional<std::uint16_t> transport_sequence;
    if (feed.options.extensions.ids.transport_sequence != 0) {
        transport_sequence = viewer.line.on_sent(packet.payload.size() + kFrontBytes, now_us);
    }
    const MutableBytes buffer = out.reserve(limits::kDatagramBytesMax + kSrtpTrailerBytes);
    const std::size_t written =
        feed.forward(packet, transport_sequence, buffer.first(limits::kDatagramBytesMax), *numbers);
    const std::size_t sent = written > 0 ? viewer.transport.send_rtp(buffer, written, out) : 0;
    if (sent == 0) {
        return;
    }
    if (!is_video(feed.options.source)) {
        viewer.audio_out.add(sent, now_us);
    }
    ++viewer.packets_out;
    ++state.stats.packets_out;
    state.stats.bytes_out += sent;
}

// Voices are ranked by their levels, and in a large room only the loudest are heard.
void on_voice(Peer& peer, Track& track, const MediaPacket& packet, std::int64_t now_us) {
    constexpr std::uint8_t kUntold = 70;  // a quiet voice
    const auto level = static_cast<std::uint8_t>(packet.level ? *packet.level & 0x7FU : kUntold);
    if (packet.level) {
        peer.room.speakers.on_level(peer.id, level, now_us);
    }
    const bool heard = peer.room.voices.pass(peer.id, level, now_us);
    if (heard != track.heard) {
        track.heard = heard;
        for (Feed* feed : track.feeds) {
            feed->listen();
        }
    }
}

// A packet in the clear, in the stream that it was sent in first.
void on_layer_packet(RouterState& state, const Peer::Inbound& from, Bytes packet,
                     std::int64_t now_us, Out& out) {
    Track& track = *from.track;
    const auto media = read_media(packet, track.types, track.extensions, from.layer);
    if (!media) {
        return;
    }
    TrackLayer& layer = track.layers[static_cast<std::size_t>(from.layer)];
    // Publishers send packets twice to probe their line.
    if (!layer.received.on_packet(media->numbers.sequence, media->numbers.timestamp, packet.size(),
                                  from.again, now_us)) {
        return;
    }
    if (is_video(track.source)) {
        layer.cache.put(media->numbers.sequence, packet);
        if (media->numbers.can_start) {
            layer.key_us = now_us;
            layer.key_sequence = media->numbers.sequence;
        }
    } else if (track.source == MediaSource::audio) {
        on_voice(*from.peer, track, *media, now_us);
    }
    for (Feed* feed : track.feeds) {
        forward_to(state, *feed, *media, now_us, out);
    }
}

}  // namespace

void add_inbound(Peer& peer, const Peer::Inbound& inbound) {
    if (inbound.ssrc == 0 || peer.inbound.size() >= limits::kMediaSsrcsMax) {
        return;
    }
    std::erase_if(peer.inbound, [&](const auto& one) { return one.ssrc == inbound.ssrc; });
    peer.inbound.push_back(inbound);
    peer.inbound.back().peer = &peer;
    TrackLayer& layer = inbound.track->layers[static_cast<std::size_t>(inbound.layer)];
    (inbound.again ? layer.rtx_ssrc : layer.ssrc) = inbound.ssrc;
}

void on_media(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us, Out& out) {
    on_plain_media(state, peer, packet.first(peer.transport.unprotect_rtp(packet)), now_us, out);
}

void on_plain_media(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us,
                    Out& out) {
    const auto header = parse_rtp(packet);
    if (!header) {
        ++state.stats.forged;
        return;
    }
    ++state.stats.packets_in;
    state.stats.bytes_in += packet.size();
    ++peer.packets_in;
    const Bytes number = find_extension(Bytes(packet), *header, peer.ids.transport_sequence);
    if (number.size() == 2) {
        peer.arrivals.on_packet(read_u16(number, 0), now_us);
    }
    const Peer::Inbound* from = find_inbound(peer, packet, *header);
    if (from == nullptr) {
        return;
    }
    if (from->again) {
        // Only VP8 is sent again. Padding alone (a probe) has no former number and ends here.
        const TrackLayer& layer = from->track->layers[static_cast<std::size_t>(from->layer)];
        packet = unwrap_rtx(packet, *header,
                            {.ssrc = layer.ssrc, .payload_type = from->track->types.vp8});
        if (packet.empty()) {
            return;
        }
    }
    on_layer_packet(state, *from, packet, now_us, out);
}

void catch_up(RouterState& state, Feed& feed, int layer, std::int64_t now_us, Out& out) {
    const Track& track = *feed.track;
    if (feed.packets > 0 || static_cast<std::size_t>(layer) >= track.layers.size()) {
        return;  // time must not go back for who has seen something
    }
    const TrackLayer& from = track.layers[static_cast<std::size_t>(layer)];
    const int count = sequence_distance(from.key_sequence, from.received.newest()) + 1;
    if (from.key_us == 0 || now_us - from.key_us > limits::kCatchUpMs * 1'000 || count <= 0 ||
        count > static_cast<int>(limits::kCatchUpPackets)) {
        return;
    }
    for (int i = 0; i < count; ++i) {
        const Bytes packet = from.cache.find(static_cast<std::uint16_t>(from.key_sequence + i));
        const auto media = read_media(packet, track.types, track.extensions, layer);
        if (media) {
            forward_to(state, feed, *media, now_us, out);
        }
    }
}

bool resend(RouterState& state, Feed& feed, std::uint16_t sequence, std::int64_t now_us, Out& out) {
    Peer& viewer = feed.viewer;
    const auto origin = feed.stream.origin(sequence);
    if (!origin || feed.track == nullptr || !viewer.transport.ready() ||
        static_cast<std::size_t>(origin->layer) >= feed.track->layers.size()) {
        return false;
    }
    const Track& track = *feed.track;
    const Bytes cached =
        track.layers[static_cast<std::size_t>(origin->layer)].cache.find(origin->sequence);
    if (cached.empty() || !feed.may_resend(sequence, now_us) ||
        !viewer.resends.take(now_us / 1'000, limits::kResendBytesPerSecond,
                             limits::kResendBytesPerSecond, static_cast<double>(cached.size()))) {
        return false;
    }
    const auto media = read_media(cached, track.types, track.extensions, origin->layer);
    if (!media) {
        return false;
    }
    std::optional<std::uint16_t> transport_sequence;
    if (feed.options.extensions.ids.transport_sequence != 0) {
        transport_sequence = viewer.line.on_sent(cached.size(), now_us);
    }
    const MutableBytes buffer = out.reserve(limits::kDatagramBytesMax + kSrtpTrailerBytes);
    const std::size_t written =
        feed.write_again(*media, feed.stream.again(media->numbers, sequence), transport_sequence,
                         buffer.first(limits::kDatagramBytesMax));
    if (written == 0 || viewer.transport.send_rtp(buffer, written, out) == 0) {
        return false;
    }
    ++state.stats.resent;
    return true;
}

}  // namespace teahouse::rtc
