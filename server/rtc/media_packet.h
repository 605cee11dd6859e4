// SPDX-License-Identifier: MIT
// A packet of a published track as a forwarder sees it, and what was negotiated about payloads.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "rtc/bytes.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/simulcast.h"
#include "rtc/vp8.h"

namespace teahouse::rtc {

enum class MediaCodec : std::uint8_t { none, opus, red, vp8, rtx };

// The payload types of one section; 0: not negotiated (it would be PCMU, which we do not take).
struct PayloadTypes {
    std::uint8_t opus = 0;
    std::uint8_t red = 0;
    std::uint8_t vp8 = 0;
    std::uint8_t rtx = 0;  // of vp8

    [[nodiscard]] MediaCodec codec_of(std::uint8_t payload_type) const;
    friend bool operator==(const PayloadTypes&, const PayloadTypes&) = default;
};

// Numbers of header extensions; `orientation` is that of video (3GPP TS 26.114).
struct SectionExtensions {
    ExtensionIds ids;
    std::uint8_t orientation = 0;

    friend bool operator==(const SectionExtensions&, const SectionExtensions&) = default;
};
inline constexpr std::string_view kUriOrientation = "urn:3gpp:video-orientation";

struct MediaPacket {
    MediaCodec codec = MediaCodec::none;
    bool marker = false;
    LayerPacket numbers;
    std::optional<Vp8Descriptor> vp8;
    std::optional<std::uint8_t> level;        // the byte of RFC 6464, with its flag
    std::optional<std::uint8_t> orientation;  // the byte of the extension
    Bytes payload;                            // within the packet
};

// None: not a packet of a codec that is forwarded. `packet` is in the clear.
std::optional<MediaPacket> read_media(Bytes packet, const PayloadTypes& types,
                                      const SectionExtensions& extensions, int layer);

}  // namespace teahouse::rtc
