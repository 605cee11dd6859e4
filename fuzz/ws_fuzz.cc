// SPDX-License-Identifier: MIT
// WebSocket frames from any bytes: however they are cut, the parser says the same and keeps its
// bounds.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "cutter.h"
#include "ws/deflate.h"
#include "ws/frame.h"
#include "ws/parser.h"
#include "ws/writer.h"

namespace {

using teahouse::fuzz::Cutter;
namespace ws = teahouse::ws;

constexpr std::size_t kMessageBytesMax = 4096;

struct Seen {
    ws::Event::Kind kind;
    bool text;
    std::uint16_t code;
    std::string payload;

    friend bool operator==(const Seen&, const Seen&) = default;
};

void check(const ws::Event& event) {
    switch (event.kind) {
        case ws::Event::Kind::need_more: break;
        case ws::Event::Kind::message:
            CHECK(event.payload.size() <= kMessageBytesMax);
            CHECK(!event.text || teahouse::is_utf8(event.payload));
            break;
        case ws::Event::Kind::ping:
        case ws::Event::Kind::pong: CHECK(event.payload.size() <= 125); break;
        case ws::Event::Kind::close:
            CHECK(event.code == ws::close_code::kNoStatus || ws::is_valid_close_code(event.code));
            CHECK(teahouse::is_utf8(event.payload));
            break;
        case ws::Event::Kind::error:
            CHECK(event.code == 1002 || event.code == 1007 || event.code == 1009);
            break;
    }
}

class Reader {
public:
    explicit Reader(const ws::ParserOptions& options) : parser_(options) {}

    void feed(std::string_view piece) {
        std::string copy(piece);  // of its own, so that reading beyond it is seen
        std::span<std::byte> input = std::as_writable_bytes(std::span(copy));
        for (;;) {
            const ws::Event event = parser_.next(input, &inflater_);
            check(event);
            if (event.kind == ws::Event::Kind::need_more) {
                break;
            }
            seen_.push_back({.kind = event.kind,
                             .text = event.text,
                             .code = event.code,
                             .payload = std::string(event.payload_text())});
        }
        CHECK(input.empty());
        CHECK(parser_.bytes_held() <= kMessageBytesMax + kMessageBytesMax / 1024 + 64 + 125);
        CHECK(!parser_.idle() || parser_.bytes_held() == 0);
    }
    [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }

private:
    ws::Parser parser_;
    ws::Inflater inflater_;
    std::vector<Seen> seen_;
};

// What was understood, written and read again, is understood the same.
void check_echo(const std::vector<Seen>& seen) {
    std::string stream;
    for (const Seen& event : seen) {
        if (event.kind == ws::Event::Kind::message) {
            ws::append_frame(stream, {.opcode = event.text ? ws::Opcode::text : ws::Opcode::binary},
                             std::as_bytes(std::span(event.payload)));
        }
    }
    Reader reader({.role = ws::Role::client, .message_bytes_max = kMessageBytesMax});
    reader.feed(stream);
    std::size_t messages = 0;
    for (const Seen& event : seen) {
        if (event.kind == ws::Event::Kind::message) {
            CHECK(reader.seen().at(messages) == event);
            ++messages;
        }
    }
    CHECK(reader.seen().size() == messages);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Cutter cutter(data, size);
    const ws::ParserOptions options = {
        .role = (cutter.options() & 2U) != 0 ? ws::Role::client : ws::Role::server,
        .deflate = (cutter.options() & 1U) != 0,
        .message_bytes_max = kMessageBytesMax};
    Reader whole(options);
    whole.feed(cutter.whole());
    Reader pieces(options);
    for (std::string_view piece = cutter.next(); !piece.empty(); piece = cutter.next()) {
        pieces.feed(piece);
    }
    CHECK(whole.seen() == pieces.seen());
    check_echo(whole.seen());
    return 0;
}
