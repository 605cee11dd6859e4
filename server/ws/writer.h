// SPDX-License-Identifier: MIT
// Writes WebSocket frames (RFC 6455 section 5.2).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "ws/frame.h"

namespace teahouse::ws {

struct FrameOptions {
    Opcode opcode = Opcode::text;
    bool fin = true;
    bool compressed = false;  // sets RSV1: the payload is a permessage-deflate message
};

// A finished header, for callers that write straight into their own chunk: header, then payload.
struct FrameHeader {
    std::array<std::byte, kFrameHeaderBytesMax> data = {};
    std::size_t size = 0;

    [[nodiscard]] std::span<const std::byte> bytes() const { return {data.data(), size}; }
};

FrameHeader make_header(const FrameOptions& options, std::size_t payload_bytes);

// Bytes of a whole frame with its header.
std::size_t frame_size(std::size_t payload_bytes, Role role = Role::server);

// Appends one frame as a server sends it: not masked.
void append_frame(std::string& out, const FrameOptions& options,
                  std::span<const std::byte> payload);
// Appends one frame as a client sends it, masked with the key, which must be unpredictable
// (section 5.3).
void append_masked_frame(std::string& out, const FrameOptions& options,
                         std::span<const std::byte> payload, std::array<std::byte, 4> key);

// The payload of a close frame. kNoStatus gives an empty one; a reason is cut to 123 bytes at a
// character's border.
std::string close_payload(std::uint16_t code, std::string_view reason);
// Appends a server's close frame.
void append_close(std::string& out, std::uint16_t code, std::string_view reason);

// XORs with the mask key; `offset` is the position of the first byte within the frame's payload.
void apply_mask(std::span<std::byte> bytes, std::array<std::byte, 4> key, std::size_t offset = 0);

// Answers pings without letting a flood of them become a flood of pongs (section 5.5.3 allows to
// answer only the newest). One on the stack for each read: the first kAnsweredPerRead are all
// answered, of the rest only the newest.
//   on ping: add(payload).  Before each message is handled, and at the end of the read: flush(out).
class PongBatch {
public:
    static constexpr std::size_t kAnsweredPerRead = 16;

    void add(std::span<const std::byte> payload);
    // Appends the server's pong frames to `out`. Beyond kAnsweredPerRead only with `end_of_read`.
    void flush(std::string& out, bool end_of_read);
    [[nodiscard]] bool empty() const { return pongs_.empty() && newest_.empty(); }

private:
    std::string pongs_;
    std::string newest_;
    std::size_t count_ = 0;
};

}  // namespace teahouse::ws
