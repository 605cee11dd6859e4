// SPDX-License-Identifier: MIT
// The VP8 payload descriptor (RFC 7741 section 4.2): what a forwarder must know to switch between
// layers, and the numbers it must rewrite in place so that a decoder sees one stream.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {

struct Vp8Descriptor {
    std::uint8_t bytes = 0;         // of the descriptor; the payload of VP8 follows
    std::uint8_t partition = 0;     // PID
    bool starts_partition = false;  // S
    bool non_reference = false;     // N: may be dropped, no other frame needs it
    bool layer_sync = false;        // Y: needs the base layer only
    bool key_frame = false;         // this packet begins one
    std::optional<std::uint16_t> picture_id;
    bool long_picture_id = false;             // of 15 bits, not of 7
    std::optional<std::uint8_t> tl0_picture;  // TL0PICIDX
    std::optional<std::uint8_t> temporal_layer;
    std::optional<std::uint8_t> key_index;
    // Of a packet that begins a key frame; 0: not told.
    std::uint16_t width = 0;
    std::uint16_t height = 0;

    std::uint8_t picture_id_at = 0;  // in the payload; 0: absent
    std::uint8_t tl0_picture_at = 0;

    // Whether the packet begins a frame.
    [[nodiscard]] bool starts_frame() const { return starts_partition && partition == 0; }
};

// None: shorter than it says to be, or a descriptor without any VP8 behind it.
std::optional<Vp8Descriptor> parse_vp8(Bytes payload);

// In place, within the width that the number has in this packet; nothing where it has none.
void set_vp8_picture_id(MutableBytes payload, const Vp8Descriptor& descriptor, std::uint16_t id);
void set_vp8_tl0_picture(MutableBytes payload, const Vp8Descriptor& descriptor, std::uint8_t index);

// How far picture `to` is ahead of `from`, among numbers of 15 bits.
constexpr int picture_distance(std::uint16_t from, std::uint16_t to) {
    const int distance = (to - from) & 0x7FFF;
    return distance < 0x4000 ? distance : distance - 0x8000;
}

}  // namespace teahouse::rtc
