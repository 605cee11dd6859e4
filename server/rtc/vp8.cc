// SPDX-License-Identifier: MIT
#include "rtc/vp8.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

constexpr unsigned kExtended = 0x80;      // X, and I in the byte that it announces
constexpr unsigned kNonReference = 0x20;  // N
constexpr unsigned kStart = 0x10;         // S
constexpr unsigned kHasTl0 = 0x40;        // L
constexpr unsigned kHasLayer = 0x20;      // T
constexpr unsigned kHasKeyIndex = 0x10;   // K

// The optional parts, from the byte with I, L, T and K on; `at` goes on behind them. False: the
// payload ends before.
bool read_optional(Bytes payload, Vp8Descriptor& out, std::size_t& at) {
    const unsigned flags = payload[at++];
    if ((flags & kExtended) != 0) {
        out.long_picture_id = at < payload.size() && (payload[at] & 0x80U) != 0;
        const std::size_t bytes = out.long_picture_id ? 2 : 1;
        if (payload.size() < at + bytes) {
            return false;
        }
        out.picture_id_at = static_cast<std::uint8_t>(at);
        out.picture_id = out.long_picture_id
                             ? static_cast<std::uint16_t>(read_u16(payload, at) & 0x7FFFU)
                             : payload[at];
        at += bytes;
    }
    if ((flags & kHasTl0) != 0) {
        if (at >= payload.size()) {
            return false;
        }
        out.tl0_picture_at = static_cast<std::uint8_t>(at);
        out.tl0_picture = payload[at++];
    }
    if ((flags & (kHasLayer | kHasKeyIndex)) != 0) {
        if (at >= payload.size()) {
            return false;
        }
        const unsigned byte = payload[at++];
        if ((flags & kHasLayer) != 0) {
            out.temporal_layer = static_cast<std::uint8_t>(byte >> 6U);
            out.layer_sync = (byte & 0x20U) != 0;
        }
        if ((flags & kHasKeyIndex) != 0) {
            out.key_index = static_cast<std::uint8_t>(byte & 0x1FU);
        }
    }
    return true;
}

// RFC 6386 section 9.1: three bytes of tag, the lowest bit 0 in a key frame; there the start code
// and the size follow, both as little-endian numbers of 14 bits.
void read_frame_header(Bytes frame, Vp8Descriptor& out) {
    out.key_frame = (frame[0] & 1U) == 0;
    if (out.key_frame && frame.size() >= 10 && read_u24(frame, 3) == 0x9D012A) {
        out.width = static_cast<std::uint16_t>((frame[6] | unsigned{frame[7]} << 8U) & 0x3FFFU);
        out.height = static_cast<std::uint16_t>((frame[8] | unsigned{frame[9]} << 8U) & 0x3FFFU);
    }
}

}  // namespace

std::optional<Vp8Descriptor> parse_vp8(Bytes payload) {
    if (payload.empty()) {
        return std::nullopt;
    }
    const unsigned first = payload[0];
    Vp8Descriptor out;
    out.non_reference = (first & kNonReference) != 0;
    out.starts_partition = (first & kStart) != 0;
    out.partition = static_cast<std::uint8_t>(first & 0x07U);
    std::size_t at = 1;
    if ((first & kExtended) != 0 && (payload.size() < 2 || !read_optional(payload, out, at))) {
        return std::nullopt;
    }
    if (at >= payload.size()) {
        return std::nullopt;
    }
    out.bytes = static_cast<std::uint8_t>(at);
    if (out.starts_frame()) {
        read_frame_header(payload.subspan(at), out);
    }
    return out;
}

void set_vp8_picture_id(MutableBytes payload, const Vp8Descriptor& descriptor, std::uint16_t id) {
    if (descriptor.picture_id_at == 0) {
        return;
    }
    if (descriptor.long_picture_id) {
        write_u16(payload, descriptor.picture_id_at, static_cast<std::uint16_t>(id | 0x8000U));
    } else {
        payload[descriptor.picture_id_at] = static_cast<std::uint8_t>(id & 0x7FU);
    }
}

void set_vp8_tl0_picture(MutableBytes payload, const Vp8Descriptor& descriptor,
                         std::uint8_t index) {
    if (descriptor.tl0_picture_at != 0) {
        payload[descriptor.tl0_picture_at] = index;
    }
}

}  // namespace teahouse::rtc
