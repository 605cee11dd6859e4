// SPDX-License-Identifier: MIT
// The vocabulary of RFC 6455: opcodes and close codes, shared by parser and writer.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::ws {

// Who we are on this connection. A client masks what it sends, a server does not (section 5.1).
enum class Role : std::uint8_t { server, client };

enum class Opcode : std::uint8_t {
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA,
};

// The 7-bit lengths that announce two and eight more bytes (section 5.2).
inline constexpr unsigned kLength16 = 126;
inline constexpr unsigned kLength64 = 127;

constexpr bool is_control(Opcode opcode) { return (static_cast<unsigned>(opcode) & 0x8U) != 0; }

// Close codes that the framing itself uses (section 7.4.1). The chat's own (4001 ...) are in the
// protocol.
namespace close_code {
inline constexpr std::uint16_t kNormal = 1000;
inline constexpr std::uint16_t kGoingAway = 1001;
inline constexpr std::uint16_t kProtocolError = 1002;
inline constexpr std::uint16_t kUnsupported = 1003;
inline constexpr std::uint16_t kNoStatus = 1005;  // a close frame without a code; never on the wire
inline constexpr std::uint16_t kInvalidPayload = 1007;
inline constexpr std::uint16_t kPolicy = 1008;
inline constexpr std::uint16_t kTooBig = 1009;
inline constexpr std::uint16_t kInternal = 1011;
}  // namespace close_code

// Whether a peer may send this code in a close frame: 1000-1003, 1007-1014, 3000-4999.
bool is_valid_close_code(std::uint16_t code);

inline constexpr std::size_t kFrameHeaderBytesMax = 14;  // 2, length 8, mask 4

}  // namespace teahouse::ws
