// SPDX-License-Identifier: MIT
#include "ws/parser.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "ws/deflate.h"
#include "ws/frame.h"
#include "ws/writer.h"

namespace teahouse::ws {
namespace {

constexpr std::array<std::byte, 4> kKey = {std::byte{0x37}, std::byte{0xFA}, std::byte{0x21},
                                           std::byte{0x3D}};

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

// An event with its own copy of the payload.
struct Seen {
    Event::Kind kind = Event::Kind::need_more;
    bool text = false;
    int code = 0;
    std::string payload = {};

    friend bool operator==(const Seen&, const Seen&) = default;
    friend void PrintTo(const Seen& seen, std::ostream* out) {
        *out << "{kind " << static_cast<int>(seen.kind) << (seen.text ? " text " : " ") << seen.code
             << " '" << seen.payload.substr(0, 60) << "' of " << seen.payload.size() << "}";
    }
};

Seen message(std::string payload, bool text = true) {
    return {.kind = Event::Kind::message, .text = text, .payload = std::move(payload)};
}
Seen ping(std::string payload) {
    return {.kind = Event::Kind::ping, .payload = std::move(payload)};
}

// Feeds pieces to one parser and keeps what it says. Error texts are not compared.
class Reader {
public:
    explicit Reader(const ParserOptions& options) : parser_(options) {}

    void feed(std::string piece) {
        std::span<std::byte> input = std::as_writable_bytes(std::span(piece));
        for (;;) {
            const Event event = parser_.next(input, &inflater_);
            if (event.kind == Event::Kind::need_more) {
                break;
            }
            seen_.push_back({.kind = event.kind,
                             .text = event.text,
                             .code = event.code,
                             .payload = event.kind == Event::Kind::error
                                            ? std::string()
                                            : std::string(event.payload_text())});
        }
        EXPECT_TRUE(input.empty());
    }
    [[nodiscard]] const std::vector<Seen>& seen() const { return seen_; }
    [[nodiscard]] const Parser& parser() const { return parser_; }

private:
    Parser parser_;
    Inflater inflater_;
    std::vector<Seen> seen_;
};

std::vector<Seen> read(const std::string& stream, const ParserOptions& options = {}) {
    Reader reader(options);
    reader.feed(stream);
    return reader.seen();
}

std::vector<Seen> read_by_bytes(const std::string& stream, const ParserOptions& options) {
    Reader reader(options);
    for (const char c : stream) {
        reader.feed(std::string(1, c));
    }
    return reader.seen();
}

// A masked frame.
std::string frame(Opcode opcode, std::string_view payload, bool fin = true,
                  bool compressed = false) {
    std::string out;
    append_masked_frame(out, {.opcode = opcode, .fin = fin, .compressed = compressed},
                        bytes_of(payload), kKey);
    return out;
}

// A header written by hand, with a mask key of zeros, so that the payload that follows is plain.
std::string raw(std::initializer_list<int> header, std::string_view payload = "") {
    std::string out;
    for (const int byte : header) {
        out.push_back(static_cast<char>(byte));
    }
    out.append(4, '\0');
    out.append(payload);
    return out;
}

std::string deflated(std::string_view text) {
    Deflater deflater;
    std::string out;
    if (!deflater.deflate(bytes_of(text), out)) {
        // Too short to gain anything: one stored block, and the empty one's first byte.
        const unsigned size = static_cast<unsigned>(text.size());
        out.push_back('\0');
        for (const unsigned value : {size, ~size}) {
            out.push_back(static_cast<char>(value & 0xFFU));
            out.push_back(static_cast<char>((value >> 8U) & 0xFFU));
        }
        out.append(text);
        out.push_back('\0');
    }
    return out;
}

TEST(WsParser, is_small_when_idle) {
    EXPECT_LE(sizeof(Parser), 72U);
    Reader reader({});
    EXPECT_TRUE(reader.parser().idle());
    reader.feed(frame(Opcode::text, "a", false) + frame(Opcode::ping, "x") +
                frame(Opcode::continuation, "b").substr(0, 6));
    EXPECT_FALSE(reader.parser().idle());
    reader.feed(frame(Opcode::continuation, "b").substr(6) + frame(Opcode::binary, ""));
    EXPECT_TRUE(reader.parser().idle());
    EXPECT_EQ(reader.seen(), (std::vector<Seen>{ping("x"), message("ab"), message("", false)}));
}

TEST(WsParser, does_not_copy_a_whole_message) {
    std::string stream = frame(Opcode::text, "hello") + frame(Opcode::text, "world");
    std::span<std::byte> input = std::as_writable_bytes(std::span(stream));
    const std::byte* const payload = input.data() + 6;
    Parser parser({});
    const Event event = parser.next(input, nullptr);
    EXPECT_EQ(event.payload_text(), "hello");
    EXPECT_EQ(event.payload.data(), payload);
    EXPECT_EQ(parser.bytes_held(), 0U);
    EXPECT_EQ(parser.next(input, nullptr).payload_text(), "world");
}

TEST(WsParser, reads_every_length_form) {
    for (const std::size_t size : {0U, 1U, 125U, 126U, 127U, 128U, 65535U, 65536U, 200'000U}) {
        const std::string payload(size, 'x');
        const std::string stream = frame(Opcode::binary, payload);
        EXPECT_EQ(stream.size(), frame_size(size, Role::client));
        EXPECT_EQ(read(stream), (std::vector<Seen>{message(payload, false)})) << size;
    }
}

TEST(WsParser, gives_close_with_code_and_reason) {
    const Seen no_status = {.kind = Event::Kind::close, .code = close_code::kNoStatus};
    EXPECT_EQ(read(frame(Opcode::close, "")), (std::vector<Seen>{no_status}));
    const Seen bye = {
        .kind = Event::Kind::close, .code = 1000, .payload = "\xE5\x86\x8D\xE8\xA7\x81"};
    EXPECT_EQ(read(frame(Opcode::close, close_payload(1000, bye.payload))),
              (std::vector<Seen>{bye}));
}

TEST(WsParser, judges_every_close_code) {
    for (int code = 0; code <= 0xFFFF; ++code) {
        const bool valid = (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) ||
                           (code >= 3000 && code <= 4999);
        const std::string payload = {static_cast<char>(code >> 8), static_cast<char>(code & 0xFF)};
        const Seen expected = {.kind = valid ? Event::Kind::close : Event::Kind::error,
                               .code = valid ? code : close_code::kProtocolError};
        ASSERT_EQ(read(frame(Opcode::close, payload)), (std::vector<Seen>{expected})) << code;
    }
}

TEST(WsParser, ignores_everything_after_close_and_error) {
    const std::string tail = frame(Opcode::ping, "x") + frame(Opcode::text, "y");
    EXPECT_EQ(read(frame(Opcode::close, "") + tail).size(), 1U);
    EXPECT_EQ(read(raw({0x83, 0x80}) + tail).size(), 1U);
}

struct Refusal {
    std::string_view name;
    std::string stream;
    int code;
    ParserOptions options = {};
};

std::vector<Refusal> refusals() {
    const ParserOptions deflate = {.deflate = true};
    const ParserOptions small = {.message_bytes_max = 100};
    const ParserOptions small_deflate = {.deflate = true, .message_bytes_max = 100};
    const ParserOptions client = {.role = Role::client};
    const std::string bad = "\xCE\xBA\xED\xA0\x80";
    const std::string open = frame(Opcode::text, "a", false);
    std::string unmasked;
    append_frame(unmasked, {.opcode = Opcode::text}, bytes_of("x"));
    return {
        {"unmasked frame", unmasked, 1002},
        {"unmasked empty ping", std::string("\x89\x00", 2), 1002},
        {"masked frame from a server", frame(Opcode::text, "x"), 1002, client},
        {"RSV1 without deflate", raw({0xC1, 0x80}), 1002},
        {"RSV2", raw({0xA1, 0x80}), 1002, deflate},
        {"RSV3", raw({0x91, 0x80}), 1002, deflate},
        {"RSV1 on ping", raw({0xC9, 0x80}), 1002, deflate},
        {"RSV1 on pong", raw({0xCA, 0x80}), 1002, deflate},
        {"RSV1 on close", raw({0xC8, 0x80}), 1002, deflate},
        {"RSV1 on continuation", open + raw({0xC0, 0x80}), 1002, deflate},
        {"RSV1 on continuation of compressed",
         frame(Opcode::text, deflated("abc"), false, true) + raw({0xC0, 0x80}), 1002, deflate},
        {"opcode 3", raw({0x83, 0x80}), 1002},
        {"opcode 4", raw({0x84, 0x80}), 1002},
        {"opcode 5", raw({0x85, 0x80}), 1002},
        {"opcode 6", raw({0x86, 0x80}), 1002},
        {"opcode 7", raw({0x87, 0x80}), 1002},
        {"opcode 11", raw({0x8B, 0x80}), 1002},
        {"opcode 12", raw({0x8C, 0x80}), 1002},
        {"opcode 13", raw({0x8D, 0x80}), 1002},
        {"opcode 14", raw({0x8E, 0x80}), 1002},
        {"opcode 15", raw({0x8F, 0x80}), 1002},
        {"125 in 16 bits", raw({0x81, 0xFE, 0, 125}), 1002},
        {"0 in 16 bits", raw({0x81, 0xFE, 0, 0}), 1002},
        {"65535 in 64 bits", raw({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF}), 1002},
        {"1 in 64 bits", raw({0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 1}), 1002},
        {"top bit of 64", raw({0x81, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0}), 1002},
        {"all bits of 64", raw({0x81, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), 1002},
        {"huge length", raw({0x81, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}), 1009},
        {"huge length that would wrap the sum",
         frame(Opcode::binary, "abc", false) +
             raw({0x80, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF}),
         1009},
        {"one byte above the limit", raw({0x82, 0x80 + 101}), 1009, small},
        {"fragments above the limit",
         frame(Opcode::binary, std::string(60, 'x'), false) + raw({0x80, 0x80 + 41}), 1009, small},
        {"inflates above the limit",
         frame(Opcode::binary, deflated(std::string(101, 'x')), true, true), 1009, small_deflate},
        {"fragmented ping", raw({0x09, 0x80}), 1002},
        {"fragmented pong", raw({0x0A, 0x80}), 1002},
        {"fragmented close", raw({0x08, 0x80}), 1002},
        {"ping of 126", raw({0x89, 0xFE, 0, 126}), 1002},
        {"ping with a 64-bit length", raw({0x89, 0xFF, 0, 0, 0, 0, 0, 1, 0, 0}), 1002},
        {"close of 126", raw({0x88, 0xFE, 0, 126}), 1002},
        {"continuation first", frame(Opcode::continuation, "x"), 1002},
        {"continuation after a whole message", frame(Opcode::continuation, "x", false), 1002},
        {"text inside a message", open + frame(Opcode::text, "b"), 1002},
        {"binary inside a message", open + frame(Opcode::binary, "b", false), 1002},
        {"close of one byte", frame(Opcode::close, "\x03"), 1002},
        {"close 1005", frame(Opcode::close, close_payload(1006, "x")), 1002},
        {"close reason not UTF-8", frame(Opcode::close, "\x03\xE8" + bad), 1007},
        {"close reason cut off", frame(Opcode::close, "\x03\xE8\xE2\x82"), 1007},
        {"text not UTF-8", frame(Opcode::text, bad + "edited"), 1007},
        {"text ends inside a character", frame(Opcode::text, "\xE2\x82"), 1007},
        {"fragments not UTF-8",
         frame(Opcode::text, "\xCE\xBA", false) + frame(Opcode::continuation, "\xED\xA0", false),
         1007},
        {"fragments end inside a character",
         frame(Opcode::text, "\xE2", false) + frame(Opcode::continuation, "\x82"), 1007},
        {"compressed text not UTF-8", frame(Opcode::text, deflated(bad + "edited"), true, true),
         1007, deflate},
        {"compressed garbage", frame(Opcode::binary, "\xFF\xFF\xFF\xFF\xFF", true, true), 1007,
         deflate},
        {"compressed and cut off",
         frame(Opcode::binary, deflated(std::string(50, 'x') + "abcdefgh").substr(0, 4), true,
               true),
         1007, deflate},
    };
}

TEST(WsParser, refuses_with_the_right_code) {
    for (const Refusal& refusal : refusals()) {
        const std::vector<Seen> expected = {{.kind = Event::Kind::error, .code = refusal.code}};
        EXPECT_EQ(read(refusal.stream, refusal.options), expected) << refusal.name;
        EXPECT_EQ(read_by_bytes(refusal.stream, refusal.options), expected) << refusal.name;
    }
}

TEST(WsParser, refuses_too_big_before_the_payload) {
    Reader reader({.message_bytes_max = 1000});
    reader.feed(raw({0x82, 0xFE, 0x03, 0xE9}).substr(0, 4));
    EXPECT_EQ(reader.seen(), (std::vector<Seen>{{.kind = Event::Kind::error, .code = 1009}}));
    EXPECT_EQ(reader.parser().bytes_held(), 0U);
}

TEST(WsParser, fails_fast_inside_a_frame) {
    const std::string text = "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xF4\x90\x80\x80 edited";
    const std::string stream = frame(Opcode::text, text);
    const std::size_t header = stream.size() - text.size();
    Reader reader({});
    reader.feed(stream.substr(0, header + 12));
    EXPECT_TRUE(reader.seen().empty());
    reader.feed(stream.substr(header + 12, 1));  // 90 after F4: above U+10FFFF
    EXPECT_EQ(reader.seen(), (std::vector<Seen>{{.kind = Event::Kind::error, .code = 1007}}));
}

TEST(WsParser, bounds_the_bytes_held_not_the_fragments) {
    Reader reader({.message_bytes_max = 50'000});
    reader.feed(frame(Opcode::text, "", false));
    for (int i = 0; i < 50'000; ++i) {
        reader.feed(frame(Opcode::continuation, i % 2 == 0 ? "x" : "", false));
    }
    EXPECT_TRUE(reader.seen().empty());
    EXPECT_EQ(reader.parser().bytes_held(), 25'000U);
    reader.feed(frame(Opcode::continuation, ""));
    EXPECT_EQ(reader.seen(), (std::vector<Seen>{message(std::string(25'000, 'x'))}));
    EXPECT_TRUE(reader.parser().idle());
}

// --- Any cut of a stream gives the same events
// --------------------------------------------------------

struct Script {
    std::string stream;
    std::vector<Seen> expected;
};

class ScriptMaker {
public:
    ScriptMaker(std::uint64_t seed, Role sender) : random_(seed), sender_(sender) {}

    Script make(int messages) {
        for (int i = 0; i < messages; ++i) {
            if (chance(4)) {
                control();
            }
            data();
        }
        return std::move(script_);
    }

private:
    std::size_t below(std::size_t bound) { return static_cast<std::size_t>(random_() % bound); }
    bool chance(std::size_t one_in) { return below(one_in) == 0; }

    std::string text(std::size_t characters) {
        static const std::array<std::string_view, 6> kPieces = {
            "a", "tea", "\xC3\xA9", "\xE8\x8C\xB6", " ", "\xF0\x9F\x8D\xB5"};
        std::string out;
        for (std::size_t i = 0; i < characters; ++i) {
            out += kPieces[below(kPieces.size())];
        }
        return out;
    }
    void put(const FrameOptions& options, std::string_view payload) {
        if (sender_ == Role::server) {
            append_frame(script_.stream, options, bytes_of(payload));
            return;
        }
        std::array<std::byte, 4> key = {};
        std::generate(key.begin(), key.end(),
                      [this] { return static_cast<std::byte>(below(256)); });
        append_masked_frame(script_.stream, options, bytes_of(payload), key);
    }
    void control() {
        const std::string payload = text(below(20));
        const bool is_ping = chance(2);
        put({.opcode = is_ping ? Opcode::ping : Opcode::pong}, payload);
        script_.expected.push_back(
            {.kind = is_ping ? Event::Kind::ping : Event::Kind::pong, .payload = payload});
    }
    void data() {
        const bool is_text = chance(2);
        const bool compressed = chance(2);
        const std::string payload = text(chance(8) ? below(400) : below(20));
        const std::string wire = compressed ? deflated(payload) : payload;
        const std::size_t fragments = chance(2) ? 1 : 1 + below(4);
        std::size_t start = 0;
        for (std::size_t i = 0; i < fragments; ++i) {
            const bool last = i + 1 == fragments;
            const std::size_t size = last ? wire.size() - start : below(wire.size() - start + 1);
            const Opcode first = is_text ? Opcode::text : Opcode::binary;
            put({.opcode = i == 0 ? first : Opcode::continuation,
                 .fin = last,
                 .compressed = compressed && i == 0},
                std::string_view(wire).substr(start, size));
            start += size;
            if (!last && chance(3)) {
                control();
            }
        }
        script_.expected.push_back(message(payload, is_text));
    }

    std::mt19937_64 random_;
    Role sender_;
    Script script_;
};

void check_cuts(const Script& script, const ParserOptions& options, std::uint64_t seed) {
    ASSERT_EQ(read(script.stream, options), script.expected) << "seed " << seed;
    ASSERT_EQ(read_by_bytes(script.stream, options), script.expected) << "seed " << seed;
    for (std::size_t cut = 0; cut < script.stream.size(); ++cut) {
        Reader reader(options);
        reader.feed(script.stream.substr(0, cut));
        reader.feed(script.stream.substr(cut));
        ASSERT_EQ(reader.seen(), script.expected) << "seed " << seed << " cut at " << cut;
        ASSERT_TRUE(reader.parser().idle());
    }
    std::mt19937_64 random(seed);
    for (int round = 0; round < 10; ++round) {
        Reader reader(options);
        for (std::size_t start = 0; start < script.stream.size();) {
            const std::size_t size = 1 + static_cast<std::size_t>(random() % 40);
            reader.feed(script.stream.substr(start, size));
            start += size;
        }
        ASSERT_EQ(reader.seen(), script.expected) << "seed " << seed << " round " << round;
    }
}

TEST(WsParser, gives_the_same_events_for_every_cut) {
    for (std::uint64_t seed = 1; seed <= 40; ++seed) {
        check_cuts(ScriptMaker(seed, Role::client).make(6), {.deflate = true}, seed);
        check_cuts(ScriptMaker(seed, Role::server).make(6), {.role = Role::client, .deflate = true},
                   seed);
    }
}

}  // namespace
}  // namespace teahouse::ws
