// SPDX-License-Identifier: MIT
#include "ws/parser.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/limits.h"
#include "base/utf8.h"
#include "ws/deflate.h"
#include "ws/frame.h"
#include "ws/writer.h"

namespace teahouse::ws {
namespace {

constexpr unsigned kFinBit = 0x80;
constexpr unsigned kRsv1Bit = 0x40;
constexpr unsigned kRsv23Bits = 0x30;
constexpr unsigned kOpcodeBits = 0x0F;
constexpr unsigned kMaskBit = 0x80;
constexpr unsigned kLengthBits = 0x7F;

constexpr bool is_known(Opcode opcode) {
    switch (opcode) {
        case Opcode::continuation:
        case Opcode::text:
        case Opcode::binary:
        case Opcode::close:
        case Opcode::ping:
        case Opcode::pong: return true;
    }
    return false;
}

// How many bytes of a compressed message may be held: deflate adds at most 5 bytes to each 16 KB of
// data that it cannot compress; four times that for senders that flush now and then.
constexpr std::uint64_t compressed_bytes_max(std::uint64_t message_bytes_max) {
    return message_bytes_max + message_bytes_max / 1024 + 64;
}

std::size_t length_bytes_of(unsigned short_length) {
    if (short_length == kLength16) {
        return 2;
    }
    return short_length == kLength64 ? 8 : 0;
}

}  // namespace

struct Parser::State {
    std::vector<std::byte> message;  // unmasked payload of the open message so far
    std::array<std::byte, limits::kControlFrameBytesMax> control = {};
    std::uint8_t control_size = 0;
};

std::string_view Event::payload_text() const {
    return {reinterpret_cast<const char*>(payload.data()), payload.size()};
}

Parser::Parser(const ParserOptions& options)
    : message_bytes_max_(static_cast<std::uint32_t>(options.message_bytes_max)),
      role_(options.role),
      deflate_(options.deflate) {
    CHECK(options.message_bytes_max < (std::size_t{1} << 31U));
}

Parser::Parser(Parser&& other) noexcept = default;
Parser& Parser::operator=(Parser&& other) noexcept = default;
Parser::~Parser() = default;

bool Parser::idle() const {
    return state_ == nullptr && stage_ == Stage::header && header_size_ == 0 &&
           message_opcode_ == Opcode::continuation;
}

std::size_t Parser::bytes_held() const {
    return state_ == nullptr ? 0 : state_->message.size() + state_->control_size;
}

Event Parser::next(std::span<std::byte>& input, Inflater* inflater) {
    if (release_pending_) {
        release();
    }
    while (stage_ != Stage::finished) {
        if (stage_ == Stage::header) {
            const Event event = read_header(input);
            if (event.kind != Event::Kind::need_more || stage_ == Stage::header) {
                return event;
            }
        }
        const Event event = read_payload(input, inflater);
        if (event.kind != Event::Kind::need_more || stage_ == Stage::payload) {
            return event;
        }
    }
    input = {};
    return {};
}

// Moves bytes of `input` to the header until it has `size`.
bool Parser::fill_header(std::span<std::byte>& input, std::size_t size) {
    if (header_size_ >= size) {
        return true;
    }
    const std::size_t count = std::min(size - header_size_, input.size());
    std::copy_n(input.begin(), count, header_.begin() + header_size_);
    header_size_ = static_cast<std::uint8_t>(header_size_ + count);
    input = input.subspan(count);
    return header_size_ == size;
}

// Each part of the header is judged as soon as it is there, so a bad frame is refused before its
// payload is waited for.
Event Parser::read_header(std::span<std::byte>& input) {
    if (!fill_header(input, 2)) {
        return {};
    }
    const unsigned first = std::to_integer<unsigned>(header_[0]);
    const unsigned second = std::to_integer<unsigned>(header_[1]);
    const unsigned short_length = second & kLengthBits;
    if (const Event event = check_start(first, second); event.kind == Event::Kind::error) {
        return event;
    }
    const std::size_t length_bytes = length_bytes_of(short_length);
    if (!fill_header(input, 2 + length_bytes)) {
        return {};
    }
    std::uint64_t length = length_bytes == 0 ? short_length : 0;
    for (std::size_t i = 0; i < length_bytes; ++i) {
        length = (length << 8U) | std::to_integer<std::uint64_t>(header_[2 + i]);
    }
    if (const Event event = check_length(first, length_bytes, length);
        event.kind == Event::Kind::error) {
        return event;
    }
    const std::size_t mask_bytes = role_ == Role::server ? mask_.size() : 0;
    if (!fill_header(input, 2 + length_bytes + mask_bytes)) {
        return {};
    }
    std::copy_n(header_.begin() + static_cast<std::ptrdiff_t>(2 + length_bytes), mask_bytes,
                mask_.begin());
    start_frame(first, length);
    return {};
}

// Section 5.2 to 5.5, as far as the first two bytes tell.
Event Parser::check_start(unsigned first, unsigned second) {
    const Opcode opcode = static_cast<Opcode>(first & kOpcodeBits);
    const bool masked = (second & kMaskBit) != 0;
    const bool message_open = message_opcode_ != Opcode::continuation;
    if ((first & kRsv23Bits) != 0) {
        return fail(close_code::kProtocolError, "reserved bits are set");
    }
    if (!is_known(opcode)) {
        return fail(close_code::kProtocolError, "unknown opcode");
    }
    const bool starts_message = opcode == Opcode::text || opcode == Opcode::binary;
    if ((first & kRsv1Bit) != 0 && !(deflate_ && starts_message)) {
        return fail(close_code::kProtocolError, "RSV1 is set where no compressed message starts");
    }
    if (masked != (role_ == Role::server)) {
        return fail(close_code::kProtocolError,
                    masked ? "a server must not mask" : "a client must mask");
    }
    if (is_control(opcode)) {
        if ((first & kFinBit) == 0) {
            return fail(close_code::kProtocolError, "a control frame is fragmented");
        }
        if ((second & kLengthBits) > limits::kControlFrameBytesMax) {
            return fail(close_code::kProtocolError, "a control frame is too long");
        }
        return {};
    }
    if (opcode == Opcode::continuation && !message_open) {
        return fail(close_code::kProtocolError, "nothing to continue");
    }
    if (starts_message && message_open) {
        return fail(close_code::kProtocolError, "the last message is unfinished");
    }
    return {};
}

Event Parser::check_length(unsigned first, std::size_t length_bytes, std::uint64_t length) {
    if ((length >> 63U) != 0) {
        return fail(close_code::kProtocolError, "the length has its top bit set");
    }
    if ((length_bytes == 2 && length < kLength16) || (length_bytes == 8 && length <= 0xFFFF)) {
        return fail(close_code::kProtocolError, "the length is not in its shortest form");
    }
    const Opcode opcode = static_cast<Opcode>(first & kOpcodeBits);
    if (is_control(opcode)) {
        return {};
    }
    const bool compressed =
        opcode == Opcode::continuation ? message_compressed_ : (first & kRsv1Bit) != 0;
    const std::uint64_t limit =
        compressed ? compressed_bytes_max(message_bytes_max_) : message_bytes_max_;
    const std::uint64_t held = state_ == nullptr ? 0 : state_->message.size();
    if (length > limit || held + length > limit) {
        return fail(close_code::kTooBig, "the message is too big");
    }
    return {};
}

void Parser::start_frame(unsigned first, std::uint64_t length) {
    frame_opcode_ = static_cast<Opcode>(first & kOpcodeBits);
    frame_final_ = (first & kFinBit) != 0;
    frame_left_ = length;
    mask_offset_ = 0;
    header_size_ = 0;
    stage_ = Stage::payload;
    if (frame_opcode_ == Opcode::text || frame_opcode_ == Opcode::binary) {
        message_opcode_ = frame_opcode_;
        message_compressed_ = (first & kRsv1Bit) != 0;
        utf8_.reset();
    }
}

Event Parser::read_payload(std::span<std::byte>& input, Inflater* inflater) {
    const std::size_t count =
        static_cast<std::size_t>(std::min<std::uint64_t>(frame_left_, input.size()));
    const std::span<std::byte> bytes = input.first(count);
    input = input.subspan(count);
    frame_left_ -= count;
    if (role_ == Role::server) {
        apply_mask(bytes, mask_, mask_offset_);
        mask_offset_ = static_cast<std::uint8_t>((mask_offset_ + count) % mask_.size());
    }
    const bool complete = frame_left_ == 0;
    if (complete) {
        stage_ = Stage::header;
    }
    if (is_control(frame_opcode_)) {
        return read_control(bytes, complete);
    }
    if (message_opcode_ == Opcode::text && !message_compressed_ && !utf8_.feed(bytes)) {
        return fail(close_code::kInvalidPayload, "the text is not UTF-8");
    }
    const bool message_complete = complete && frame_final_;
    if (message_complete && (state_ == nullptr || state_->message.empty())) {
        return finish_message(bytes, inflater);
    }
    if (!bytes.empty()) {
        std::vector<std::byte>& message = make_state().message;
        message.insert(message.end(), bytes.begin(), bytes.end());
    }
    return message_complete ? finish_message(state_->message, inflater) : Event();
}

Parser::State& Parser::make_state() {
    if (state_ == nullptr) {
        state_ = std::make_unique<State>();
    }
    return *state_;
}

Event Parser::read_control(std::span<const std::byte> bytes, bool complete) {
    if (complete && (state_ == nullptr || state_->control_size == 0)) {
        return finish_control(bytes);
    }
    if (!bytes.empty()) {
        State& state = make_state();
        std::copy(bytes.begin(), bytes.end(), state.control.begin() + state.control_size);
        state.control_size = static_cast<std::uint8_t>(state.control_size + bytes.size());
    }
    if (!complete) {
        return {};
    }
    release_pending_ = true;
    return finish_control(std::span(state_->control).first(state_->control_size));
}

Event Parser::finish_control(std::span<const std::byte> payload) {
    if (frame_opcode_ == Opcode::close) {
        return finish_close(payload);
    }
    return {.kind = frame_opcode_ == Opcode::ping ? Event::Kind::ping : Event::Kind::pong,
            .payload = payload};
}

// Section 5.5.1 and 7.4.
Event Parser::finish_close(std::span<const std::byte> payload) {
    if (payload.empty()) {
        finish();
        return {.kind = Event::Kind::close, .code = close_code::kNoStatus};
    }
    if (payload.size() == 1) {
        return fail(close_code::kProtocolError, "a close frame holds half a code");
    }
    const std::uint16_t code = static_cast<std::uint16_t>(
        (std::to_integer<unsigned>(payload[0]) << 8U) | std::to_integer<unsigned>(payload[1]));
    if (!is_valid_close_code(code)) {
        return fail(close_code::kProtocolError, "the close code is not valid");
    }
    if (!is_utf8(payload.subspan(2))) {
        return fail(close_code::kInvalidPayload, "the close reason is not UTF-8");
    }
    finish();
    return {.kind = Event::Kind::close, .code = code, .payload = payload.subspan(2)};
}

Event Parser::finish_message(std::span<const std::byte> whole, Inflater* inflater) {
    const bool text = message_opcode_ == Opcode::text;
    if (message_compressed_) {
        CHECK(inflater != nullptr);
        switch (inflater->inflate(whole, message_bytes_max_)) {
            case Inflater::Outcome::ok: break;
            case Inflater::Outcome::too_big:
                return fail(close_code::kTooBig, "the message is too big when inflated");
            case Inflater::Outcome::corrupt:
                return fail(close_code::kInvalidPayload, "the message does not inflate");
        }
        whole = inflater->output();
    }
    if (text && (message_compressed_ ? !is_utf8(whole) : !utf8_.complete())) {
        return fail(close_code::kInvalidPayload, "the text is not UTF-8");
    }
    message_opcode_ = Opcode::continuation;
    release_pending_ = state_ != nullptr;
    return {.kind = Event::Kind::message, .text = text, .payload = whole};
}

Event Parser::fail(std::uint16_t code, std::string_view why) {
    finish();
    return {.kind = Event::Kind::error, .code = code, .payload = std::as_bytes(std::span(why))};
}

// Nothing more will be read. The state goes with the next call: the last event may still point into
// it.
void Parser::finish() {
    stage_ = Stage::finished;
    message_opcode_ = Opcode::continuation;
    release_pending_ = true;
}

void Parser::release() {
    release_pending_ = false;
    if (message_opcode_ == Opcode::continuation) {
        state_.reset();
    } else if (state_ != nullptr) {
        state_->control_size = 0;
    }
}

}  // namespace teahouse::ws
