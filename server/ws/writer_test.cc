// SPDX-License-Identifier: MIT
#include "ws/writer.h"

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/utf8.h"
#include "ws/frame.h"

namespace teahouse::ws {
namespace {

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

// The examples of RFC 6455 section 5.7.
TEST(WsWriter, writes_the_frames_of_the_specification) {
    std::string out;
    append_frame(out, {.opcode = Opcode::text}, bytes_of("Hello"));
    EXPECT_EQ(out, "\x81\x05Hello");

    out.clear();
    const std::array<std::byte, 4> key = {std::byte{0x37}, std::byte{0xFA}, std::byte{0x21},
                                          std::byte{0x3D}};
    append_masked_frame(out, {.opcode = Opcode::text}, bytes_of("Hello"), key);
    EXPECT_EQ(out, "\x81\x85\x37\xFA\x21\x3D\x7F\x9F\x4D\x51\x58");

    out.clear();
    append_frame(out, {.opcode = Opcode::text, .fin = false}, bytes_of("Hel"));
    append_frame(out, {.opcode = Opcode::continuation}, bytes_of("lo"));
    EXPECT_EQ(out, "\x01\x03Hel\x80\x02lo");
}

TEST(WsWriter, uses_the_shortest_length) {
    struct Case {
        std::size_t payload;
        std::size_t frame;
    };
    for (const Case& item :
         {Case{0, 2}, Case{125, 127}, Case{126, 130}, Case{65535, 65539}, Case{65536, 65546}}) {
        std::string out;
        append_frame(out, {.opcode = Opcode::binary}, bytes_of(std::string(item.payload, 'x')));
        EXPECT_EQ(out.size(), item.frame);
        EXPECT_EQ(frame_size(item.payload), item.frame);
        EXPECT_EQ(frame_size(item.payload, Role::client), item.frame + 4);
    }
    EXPECT_EQ(make_header({.opcode = Opcode::text, .compressed = true}, 0x12345).bytes()[0],
              std::byte{0xC1});
    EXPECT_EQ(make_header({}, 0x12345).bytes()[9], std::byte{0x45});
}

TEST(WsWriter, masks_at_any_offset) {
    const std::array<std::byte, 4> key = {std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    for (std::size_t size = 0; size < 40; ++size) {
        for (std::size_t cut = 0; cut <= size; ++cut) {
            std::string whole(size, 'x');
            std::string parts = whole;
            apply_mask(std::as_writable_bytes(std::span(whole)), key);
            const std::span<std::byte> bytes = std::as_writable_bytes(std::span(parts));
            apply_mask(bytes.first(cut), key);
            apply_mask(bytes.subspan(cut), key, cut);
            ASSERT_EQ(whole, parts);
        }
    }
}

TEST(WsWriter, writes_close_frames) {
    std::string out;
    append_close(out, 1000, "bye");
    EXPECT_EQ(out,
              "\x88\x05\x03\xE8"
              "bye");
    out.clear();
    append_close(out, close_code::kNoStatus, "ignored");
    EXPECT_EQ(out, std::string("\x88\x00", 2));
}

TEST(WsWriter, cuts_a_long_reason_between_characters) {
    for (std::size_t ascii = 118; ascii <= 125; ++ascii) {
        std::string reason(ascii, 'x');
        reason += "\xF0\x9F\x8D\xB5\xF0\x9F\x8D\xB5";
        const std::string payload = close_payload(1000, reason);
        EXPECT_LE(payload.size(), 125U);
        EXPECT_GE(payload.size(), 122U);
        EXPECT_TRUE(is_utf8(std::string_view(payload).substr(2)));
    }
}

TEST(WsWriter, answers_a_flood_of_pings_with_the_newest) {
    PongBatch batch;
    std::string out;
    EXPECT_TRUE(batch.empty());
    for (std::size_t i = 0; i < 1000; ++i) {
        batch.add(bytes_of(std::to_string(i)));
        if (i == 3) {
            batch.flush(out, false);
            EXPECT_EQ(out, std::string("\x8A\x01"
                                       "0\x8A\x01"
                                       "1\x8A\x01"
                                       "2\x8A\x01"
                                       "3"));
        }
    }
    batch.flush(out, true);
    EXPECT_TRUE(
        out.ends_with("\x8A\x02"
                      "15\x8A\x03"
                      "999"));
    EXPECT_TRUE(batch.empty());
}

}  // namespace
}  // namespace teahouse::ws
