// SPDX-License-Identifier: MIT
#include "rtc/media_packet.h"

#include <cstdint>
#include <optional>

#include "rtc/bytes.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/vp8.h"

namespace teahouse::rtc {

namespace {

std::optional<std::uint8_t> extension_byte(Bytes packet, const RtpHeader& header, std::uint8_t id) {
    const Bytes value = find_extension(packet, header, id);
    return value.size() == 1 ? std::optional(value[0]) : std::nullopt;
}

}  // namespace

MediaCodec PayloadTypes::codec_of(std::uint8_t payload_type) const {
    if (payload_type == 0) {
        return MediaCodec::none;
    }
    if (payload_type == opus) {
        return MediaCodec::opus;
    }
    if (payload_type == vp8) {
        return MediaCodec::vp8;
    }
    if (payload_type == red) {
        return MediaCodec::red;
    }
    return payload_type == rtx ? MediaCodec::rtx : MediaCodec::none;
}

std::optional<MediaPacket> read_media(Bytes packet, const PayloadTypes& types,
                                      const SectionExtensions& extensions, int layer) {
    const auto header = parse_rtp(packet);
    if (!header) {
        return std::nullopt;
    }
    MediaPacket media{.codec = types.codec_of(header->payload_type), .marker = header->marker};
    media.numbers = {.layer = layer, .sequence = header->sequence, .timestamp = header->timestamp};
    media.payload = header->payload(packet);
    switch (media.codec) {
        case MediaCodec::opus:
        case MediaCodec::red:
            media.level = extension_byte(packet, *header, extensions.ids.audio_level);
            break;
        case MediaCodec::vp8:
            media.vp8 = parse_vp8(media.payload);
            media.orientation = extension_byte(packet, *header, extensions.orientation);
            media.numbers.can_start = media.vp8 && media.vp8->key_frame;
            if (media.vp8) {
                media.numbers.picture_id = media.vp8->picture_id.value_or(std::uint16_t{0});
                media.numbers.tl0_picture = media.vp8->tl0_picture.value_or(std::uint8_t{0});
            }
            break;
        case MediaCodec::none:
        case MediaCodec::rtx: return std::nullopt;
    }
    return media;
}

}  // namespace teahouse::rtc
