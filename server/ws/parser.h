// SPDX-License-Identifier: MIT
// Incremental WebSocket frame parser (RFC 6455, RFC 7692). Bytes in, events out; no sockets, no
// clock.
//
//     std::span<std::byte> input = received;
//     for (;;) {
//         ws::Event event = parser.next(input, &inflater);
//         if (event.kind == ws::Event::Kind::need_more) break;   // input is used up
//         ...                                                    // handle it, or stop calling
//     }
//
// Always call it until need_more: only then has an idle parser given its buffer back. It holds no
// memory between messages, so an idle connection costs sizeof(Parser).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "base/limits.h"
#include "base/utf8.h"
#include "ws/frame.h"

namespace teahouse::ws {

class Inflater;

struct ParserOptions {
    Role role = Role::server;  // server: every frame must be masked; client: none may be
    bool deflate = false;      // permessage-deflate was agreed: RSV1 may mark compressed messages
    std::size_t message_bytes_max =
        limits::kMessageBytesMax;  // of a whole message, after inflating; below 2 GB
};

struct Event {
    enum class Kind : std::uint8_t {
        need_more,  // the input is used up
        message,    // whole; `text` or binary, `payload`. Text is valid UTF-8.
        ping,       // answer with a pong of the same `payload` (see PongBatch in ws/writer.h)
        pong,       // `payload`
        close,      // the peer's close frame: `code` (kNoStatus when it has none), `payload` is the
                    // reason. Answer with the same code. Later input is ignored.
        error,  // the peer broke the protocol: close with `code`; `payload` says why. Later input
                // is ignored.
    };
    Kind kind = Kind::need_more;
    bool text = false;
    std::uint16_t code = 0;
    // Lives until the next call of next() on any parser that shares the Inflater, and not longer
    // than the input.
    std::span<const std::byte> payload = {};

    [[nodiscard]] std::string_view payload_text() const;
};

// One per connection, on the thread of that connection. Not copyable; movable.
class Parser {
public:
    explicit Parser(const ParserOptions& options);
    Parser(Parser&& other) noexcept;
    Parser& operator=(Parser&& other) noexcept;
    Parser(const Parser&) = delete;
    Parser& operator=(const Parser&) = delete;
    ~Parser();

    // The next event of `input`, which shrinks by what was used. The bytes are unmasked in place; a
    // message that lies completely in the input, in one frame and uncompressed, is not copied.
    // `inflater` is the thread's; it may be null when deflate was not agreed.
    Event next(std::span<std::byte>& input, Inflater* inflater);

    // After close or error: nothing more will come.
    [[nodiscard]] bool finished() const { return stage_ == Stage::finished; }
    // Between two messages, nothing held.
    [[nodiscard]] bool idle() const;
    // Payload bytes of unfinished frames and messages held; never above message_bytes_max plus what
    // compression may add to incompressible data, plus 125 of a control frame.
    [[nodiscard]] std::size_t bytes_held() const;

private:
    enum class Stage : std::uint8_t { header, payload, finished };
    struct State;  // allocated while a message or control frame is unfinished

    bool fill_header(std::span<std::byte>& input, std::size_t size);
    Event read_header(std::span<std::byte>& input);
    Event check_start(unsigned first, unsigned second);
    Event check_length(unsigned first, std::size_t length_bytes, std::uint64_t length);
    void start_frame(unsigned first, std::uint64_t length);
    Event read_payload(std::span<std::byte>& input, Inflater* inflater);
    Event read_control(std::span<const std::byte> bytes, bool complete);
    Event finish_control(std::span<const std::byte> payload);
    Event finish_close(std::span<const std::byte> payload);
    Event finish_message(std::span<const std::byte> whole, Inflater* inflater);
    Event fail(std::uint16_t code, std::string_view why);
    void finish();
    void release();
    State& make_state();

    std::unique_ptr<State> state_;
    std::uint64_t frame_left_ = 0;  // payload bytes of the current frame still to come
    std::uint32_t message_bytes_max_;
    std::array<std::byte, kFrameHeaderBytesMax> header_ = {};
    std::uint8_t header_size_ = 0;
    std::array<std::byte, 4> mask_ = {};
    std::uint8_t mask_offset_ = 0;
    Stage stage_ = Stage::header;
    Utf8Checker utf8_;
    Role role_;
    Opcode frame_opcode_ = Opcode::continuation;
    Opcode message_opcode_ = Opcode::continuation;  // continuation: no message is open
    bool deflate_ = false;
    bool frame_final_ = false;
    bool message_compressed_ = false;
    bool release_pending_ = false;  // the state was handed out with the last event
};

}  // namespace teahouse::ws
