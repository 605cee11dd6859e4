// SPDX-License-Identifier: MIT
// Header extensions of RTP (RFC 8285), with one-byte and two-byte headers: read as views, and their
// values and numbers rewritten in place. Which number means what was negotiated (a=extmap).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "rtc/bytes.h"
#include "rtc/rtp.h"

namespace teahouse::rtc {

// The URIs of the extensions that we know.
inline constexpr std::string_view kUriMid = "urn:ietf:params:rtp-hdrext:sdes:mid";
inline constexpr std::string_view kUriRid = "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id";
inline constexpr std::string_view kUriRepairedRid =
    "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id";
inline constexpr std::string_view kUriAudioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level";
inline constexpr std::string_view kUriTransportSequence =
    "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01";
inline constexpr std::string_view kUriAbsSendTime =
    "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time";

// The numbers of one transport or section; 0: not negotiated.
struct ExtensionIds {
    std::uint8_t mid = 0;
    std::uint8_t rid = 0;
    std::uint8_t repaired_rid = 0;
    std::uint8_t audio_level = 0;
    std::uint8_t transport_sequence = 0;
    std::uint8_t abs_send_time = 0;

    friend bool operator==(const ExtensionIds&, const ExtensionIds&) = default;
};

// Views into the packet; what is absent or of a wrong size is empty.
struct RtpExtensions {
    std::string_view mid;
    std::string_view rid;
    std::string_view repaired_rid;
    std::optional<std::uint8_t> audio_level;  // RFC 6464: 0 loudest, 127 silence (-dBov)
    bool voice = false;                       // the sender takes it for speech
    std::optional<std::uint16_t> transport_sequence;
    std::optional<std::uint32_t> abs_send_time;  // 24 bits, 6.18 seconds
};

RtpExtensions read_extensions(Bytes packet, const RtpHeader& header, const ExtensionIds& ids);

// Goes through all of them.
//
//     ExtensionCursor cursor(packet, header);
//     while (cursor.next()) { ... cursor.id(), cursor.value_at(), cursor.value_bytes() ... }
class ExtensionCursor {
public:
    ExtensionCursor(Bytes packet, const RtpHeader& header);

    // False at the end, or where the rest is broken.
    bool next();
    [[nodiscard]] std::uint8_t id() const { return id_; }
    // Where the header of this one begins in the packet, and where and how long its value is.
    [[nodiscard]] std::size_t header_at() const { return header_at_; }
    [[nodiscard]] std::size_t value_at() const { return value_at_; }
    [[nodiscard]] std::size_t value_bytes() const { return value_bytes_; }
    [[nodiscard]] bool two_bytes() const { return two_bytes_; }

private:
    Bytes packet_;
    std::size_t at_ = 0;
    std::size_t end_ = 0;
    std::size_t header_at_ = 0;
    std::size_t value_at_ = 0;
    std::size_t value_bytes_ = 0;
    std::uint8_t id_ = 0;
    bool two_bytes_ = false;
};

// The value of the extension with this number, to be read or overwritten; empty when there is none
// (or it has no bytes).
Bytes find_extension(Bytes packet, const RtpHeader& header, std::uint8_t id);
MutableBytes find_extension(MutableBytes packet, const RtpHeader& header, std::uint8_t id);

// False when the packet has no such extension, or one of another size.
bool set_transport_sequence(MutableBytes packet, const RtpHeader& header, std::uint8_t id,
                            std::uint16_t sequence);
bool set_abs_send_time(MutableBytes packet, const RtpHeader& header, std::uint8_t id,
                       std::uint32_t time);

// What the numbers of one side are on another; 0 takes the extension away (it becomes padding).
// Numbers above 14 are always taken away: with them a packet could need another form.
using ExtensionMap = std::array<std::uint8_t, 15>;
ExtensionMap map_extensions(const ExtensionIds& from, const ExtensionIds& to);
void renumber_extensions(MutableBytes packet, const RtpHeader& header, const ExtensionMap& map);

// The packet with the extensions of `ids` and values of its own instead of those it has: for a
// packet that needs one it came without. One-byte headers; values longer than 16 bytes and absent
// ones are left out. Empty when it does not fit. `into` must not be the packet.
MutableBytes replace_extensions(Bytes packet, const RtpHeader& header, const ExtensionIds& ids,
                                const RtpExtensions& values, MutableBytes into);

}  // namespace teahouse::rtc
