// SPDX-License-Identifier: MIT
#include "rtc/track.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>

#include <openssl/rand.h>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/bytes.h"
#include "rtc/media_packet.h"
#include "rtc/receive_stream.h"
#include "rtc/red.h"
#include "rtc/router_state.h"
#include "rtc/simulcast.h"
#include "rtc/vp8.h"

namespace teahouse::rtc {

namespace {

constexpr std::uint32_t kAudioRate = 48'000;
constexpr std::uint32_t kVideoRate = 90'000;
constexpr std::int64_t kFlowsUs = 2'000'000;  // a layer without a packet for so long is off
constexpr double kLayerBpsMin = 20'000;

std::uint32_t random_u32() {
    std::uint32_t value = 0;
    CHECK(RAND_bytes(reinterpret_cast<unsigned char*>(&value), sizeof value) == 1);
    return value;
}

// Never 0, which means "none" here.
std::uint32_t random_ssrc() { return random_u32() | 1U; }

void put_one_byte(ByteWriter& writer, std::uint8_t id, std::optional<std::uint8_t> value) {
    if (id != 0 && value) {
        writer.u8(static_cast<std::uint8_t>(id << 4U));
        writer.u8(*value);
    }
}

// One-byte headers (RFC 8285); nothing at all when there is nothing to say.
void put_extensions(ByteWriter& writer, const MediaPacket& packet,
                    const SectionExtensions& extensions,
                    std::optional<std::uint16_t> transport_sequence) {
    const std::size_t begin = writer.size();
    writer.u16(0xBEDE);
    writer.u16(0);
    const std::size_t data = writer.size();
    put_one_byte(writer, extensions.ids.audio_level, packet.level);
    put_one_byte(writer, extensions.orientation, packet.orientation);
    if (extensions.ids.transport_sequence != 0 && transport_sequence) {
        writer.u8(static_cast<std::uint8_t>(extensions.ids.transport_sequence * 16U | 1U));
        writer.u16(*transport_sequence);
    }
    if (writer.size() == data) {
        writer.rewind(begin);
        return;
    }
    writer.pad4();
    if (writer.ok()) {
        constexpr std::uint8_t kWithExtensions = 0x10;
        writer.whole()[0] |= kWithExtensions;
        write_u16(writer.whole(), begin + 2,
                  static_cast<std::uint16_t>((writer.size() - data) / 4));
    }
}

std::uint8_t payload_type_for(MediaCodec codec, const PayloadTypes& types) {
    switch (codec) {
        case MediaCodec::opus: return types.opus;
        case MediaCodec::red: return types.red != 0 ? types.red : types.opus;
        case MediaCodec::vp8: return types.vp8;
        case MediaCodec::rtx: return types.rtx;
        case MediaCodec::none: return 0;
    }
    return 0;
}

}  // namespace

std::array<double, limits::kMediaLayersMax> Track::layer_bps(std::int64_t now_us) {
    std::array<double, limits::kMediaLayersMax> all{};
    const bool begun = std::ranges::any_of(
        layers, [](const TrackLayer& layer) { return layer.received.started(); });
    for (std::size_t i = 0; i < layers.size(); ++i) {
        ReceiveStream& received = layers[i].received;
        if (!begun && i == 0) {
            all[i] = kLayerBpsMin;  // so that the very first key frame is shown
            continue;
        }
        // A still screen sends nothing for long and is there all the same.
        const bool flows =
            layers.size() == 1 || (received.started() && now_us - received.last_us() < kFlowsUs);
        all[i] = flows ? std::max(received.bits_per_second(now_us), kLayerBpsMin) : 0;
    }
    return all;
}

void Track::want_key_frame(int layer) {
    if (layer >= 0 && static_cast<std::size_t>(layer) < layers.size()) {
        layers[static_cast<std::size_t>(layer)].key_wanted = true;
    }
}

Feed::Feed(Peer& the_viewer, FeedOptions the_options)
    : viewer(the_viewer),
      options(std::move(the_options)),
      ssrc(random_ssrc()),
      rtx_ssrc(ssrc + 2 != 0 ? ssrc + 2 : 1),
      // A small number at first: an early wrap upsets receivers that lose the first packets.
      stream(is_video(options.source) ? kVideoRate : kAudioRate,
             static_cast<std::uint16_t>(random_u32() & 0x7FFFU), random_u32()),
      rtx_sequence_(static_cast<std::uint16_t>(random_u32() & 0x7FFFU)) {}

Feed::~Feed() { tie(nullptr); }

void Feed::tie(Track* to) {
    if (track == to) {
        return;
    }
    if (track != nullptr) {
        std::erase(track->feeds, this);
    }
    track = to;
    stream.forget_source();
    if (track != nullptr) {
        track->feeds.push_back(this);
        listen();
    }
}

void Feed::listen() {
    if (!is_video(options.source) && track != nullptr) {
        stream.want(track->heard && layer_max >= 0 ? 0 : StreamSwitch::kPaused);
    }
}

std::size_t Feed::forward(const MediaPacket& packet,
                          std::optional<std::uint16_t> transport_sequence, MutableBytes into,
                          const StreamPacket& numbers) {
    const std::size_t written = write(packet, numbers, transport_sequence, false, into);
    if (written > 0) {
        ++packets;
        bytes += static_cast<std::uint32_t>(packet.payload.size());
    }
    return written;
}

std::size_t Feed::write_again(const MediaPacket& packet, const StreamPacket& numbers,
                              std::optional<std::uint16_t> transport_sequence, MutableBytes into) {
    return options.types.rtx != 0 ? write(packet, numbers, transport_sequence, true, into) : 0;
}

std::size_t Feed::write(const MediaPacket& packet, const StreamPacket& numbers,
                        std::optional<std::uint16_t> transport_sequence, bool again,
                        MutableBytes into) {
    const std::uint8_t type =
        again ? options.types.rtx : payload_type_for(packet.codec, options.types);
    Bytes payload = packet.payload;
    RedParts twice;
    if (packet.codec == MediaCodec::red && viewer.room.kind == RoomKind::sealed) {
        if (options.types.red == 0) {
            return 0;  // its blocks cannot be taken apart
        }
    } else if (packet.codec == MediaCodec::red && options.types.red == 0) {
        payload = red_primary(payload);
    } else if (packet.codec == MediaCodec::red && viewer.lossy_us == 0) {
        twice = red_twice(payload);
    }
    if (type == 0) {
        return 0;
    }
    constexpr std::uint8_t kRtpVersion = 0x80;
    ByteWriter writer(into);
    writer.u8(kRtpVersion);
    writer.u8(static_cast<std::uint8_t>(type | (packet.marker ? 0x80U : 0U)));
    writer.u16(again ? rtx_sequence_ : numbers.sequence);
    writer.u32(numbers.timestamp);
    writer.u32(again ? rtx_ssrc : ssrc);
    put_extensions(writer, packet, options.extensions, transport_sequence);
    if (again) {
        writer.u16(numbers.sequence);
        ++rtx_sequence_;
    }
    const std::size_t payload_at = writer.size();
    writer.bytes(twice.headers);
    writer.bytes(twice.headers.empty() ? payload : twice.blocks);
    if (!writer.ok()) {
        return 0;
    }
    const MutableBytes copy = writer.whole().subspan(payload_at);
    if (packet.vp8) {
        set_vp8_picture_id(copy, *packet.vp8, numbers.picture_id);
        set_vp8_tl0_picture(copy, *packet.vp8, numbers.tl0_picture);
    } else if (packet.codec == MediaCodec::red && options.types.red != 0 &&
               viewer.room.kind != RoomKind::sealed && track->types.opus != options.types.opus) {
        set_red_payload_types(copy, options.types.opus);
    }
    return writer.size();
}

bool Feed::may_resend(std::uint16_t sequence, std::int64_t now_us) {
    Resent& entry = resent_[sequence % resent_.size()];
    if (entry.times == 0 || entry.sequence != sequence) {
        entry = {.sequence = sequence};
    } else if (now_us - entry.last_us < limits::kResendMs * 1'000) {
        return false;
    } else if (entry.times >= limits::kResendsMax) {
        // It will not come through; a key frame makes it superfluous.
        track->want_key_frame(stream.current());
        return false;
    }
    ++entry.times;
    entry.last_us = now_us;
    return true;
}

}  // namespace teahouse::rtc
