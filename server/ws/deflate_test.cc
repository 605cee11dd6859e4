// SPDX-License-Identifier: MIT
#include "ws/deflate.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::ws {
namespace {

constexpr std::string_view kAnswer =
    "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

std::span<const std::byte> bytes_of(std::string_view text) {
    return std::as_bytes(std::span(text));
}

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

struct OfferCase {
    std::string_view offers;
    int window_bits;  // 0: declined
    std::string_view suffix = {};
};

TEST(WsDeflate, negotiates_each_offer) {
    const std::vector<OfferCase> cases = {
        // NOLINT(modernize-use-designated-initializers): a table
        {"permessage-deflate", 15},
        {"permessage-deflate; client_max_window_bits", 15},
        {"permessage-deflate; client_max_window_bits=8", 15},
        {"permessage-deflate; client_max_window_bits=\"15\"", 15},
        {"permessage-deflate;server_no_context_takeover;client_no_context_takeover", 15},
        {"permessage-deflate; server_max_window_bits=15", 15, "; server_max_window_bits=15"},
        {"permessage-deflate; server_max_window_bits=\"12\"", 12, "; server_max_window_bits=12"},
        {"permessage-deflate; server_max_window_bits = 9", 9, "; server_max_window_bits=9"},
        {"permessage-deflate; server_max_window_bits=8", 8, "; server_max_window_bits=8"},
        {"x-webkit-deflate-frame, permessage-deflate", 15},
        {"permessage-deflate; unknown, permessage-deflate; server_max_window_bits=10", 10,
         "; server_max_window_bits=10"},
        {"foo; bar=\"a, b\", permessage-deflate", 0},  // the value is no token
        {"foo; bar=\"ab\", permessage-deflate", 15},
        {", permessage-deflate,", 15},
        {"", 0},
        {"permessage-bzip2", 0},
        {"Permessage-Deflate", 0},
        {"permessage-deflate=1", 0},
        {"permessage-deflate;", 0},
        {"permessage-deflate; ;", 0},
        {"permessage-deflate; =1", 0},
        {"permessage-deflate; unknown", 0},
        {"permessage-deflate; server_no_context_takeover=1", 0},
        {"permessage-deflate; client_no_context_takeover=true", 0},
        {"permessage-deflate; server_no_context_takeover; server_no_context_takeover", 0},
        {"permessage-deflate; client_no_context_takeover; client_no_context_takeover", 0},
        {"permessage-deflate; client_max_window_bits; client_max_window_bits=10", 0},
        {"permessage-deflate; server_max_window_bits=10; server_max_window_bits=10", 0},
        {"permessage-deflate; server_max_window_bits", 0},
        {"permessage-deflate; server_max_window_bits=", 0},
        {"permessage-deflate; server_max_window_bits=\"\"", 0},
        {"permessage-deflate; server_max_window_bits=7", 0},
        {"permessage-deflate; server_max_window_bits=16", 0},
        {"permessage-deflate; server_max_window_bits=08", 0},
        {"permessage-deflate; server_max_window_bits=+9", 0},
        {"permessage-deflate; server_max_window_bits=1000000000000000000000", 0},
        {"permessage-deflate; server_max_window_bits=-1", 0},
        {"permessage-deflate; server_max_window_bits=\"15", 0},
        {"permessage-deflate; client_max_window_bits=7", 0},
        {"permessage-deflate; client_max_window_bits=16", 0},
        {"permessage-deflate; client_max_window_bits=", 0},
        {"permessage-deflate server_no_context_takeover", 0},
    };
    for (const OfferCase& item : cases) {
        const DeflateAgreement agreement = negotiate_deflate(item.offers);
        EXPECT_EQ(agreement.agreed, item.window_bits != 0) << item.offers;
        if (item.window_bits != 0) {
            EXPECT_EQ(agreement.server_window_bits, item.window_bits) << item.offers;
            EXPECT_EQ(agreement.extensions, std::string(kAnswer) + std::string(item.suffix))
                << item.offers;
        } else {
            EXPECT_EQ(agreement.extensions, "") << item.offers;
        }
    }
}

// Words in random order: compressible, but not by much.
std::string make_text(std::size_t size, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::string text;
    while (text.size() < size) {
        text += "tea house room message lobby ";
        text += std::to_string(random() % 1000);
    }
    text.resize(size);
    return text;
}

TEST(WsDeflate, inflates_what_it_deflates) {
    Deflater deflater;
    Inflater inflater;
    for (const std::size_t size : {10U, 100U, 256U, 257U, 1024U, 5000U, 70'000U, 250'000U}) {
        for (const int bits : {8, 9, 10, 12, 14, 15}) {
            const std::string text = make_text(size, size);
            std::string compressed = "before";
            if (!deflater.deflate(bytes_of(text), compressed, bits)) {
                EXPECT_EQ(compressed, "before");
                EXPECT_TRUE(size <= 100 || (bits == 8 && size > 256)) << size << ' ' << bits;
                continue;
            }
            EXPECT_TRUE(compressed.starts_with("before"));
            const std::string_view wire = std::string_view(compressed).substr(6);
            EXPECT_LT(wire.size(), size);
            ASSERT_EQ(inflater.inflate(bytes_of(wire), size), Inflater::Outcome::ok) << size;
            EXPECT_EQ(text_of(inflater.output()), text);
            EXPECT_EQ(inflater.inflate(bytes_of(wire), size - 1), Inflater::Outcome::too_big);
            EXPECT_TRUE(inflater.output().empty());
        }
    }
}

TEST(WsDeflate, gives_the_same_bytes_each_time) {
    Deflater deflater;
    std::string first;
    ASSERT_TRUE(deflater.deflate(bytes_of(make_text(3000, 1)), first));
    std::string other;
    ASSERT_TRUE(deflater.deflate(bytes_of(make_text(5000, 2)), other));
    std::string second;
    ASSERT_TRUE(deflater.deflate(bytes_of(make_text(3000, 1)), second));
    EXPECT_EQ(first, second);
}

TEST(WsDeflate, sends_plain_what_does_not_shrink) {
    Deflater deflater;
    std::mt19937_64 random(7);
    std::string noise(4096, '\0');
    for (char& c : noise) {
        c = static_cast<char>(random() & 0xFFU);
    }
    std::string out;
    EXPECT_FALSE(deflater.deflate(bytes_of(noise), out));
    EXPECT_FALSE(deflater.deflate({}, out));
    EXPECT_FALSE(deflater.deflate(bytes_of("a"), out));
    EXPECT_EQ(out, "");
}

// The examples of RFC 7692 section 7.2.3.
TEST(WsDeflate, inflates_the_examples_of_the_specification) {
    Inflater inflater;
    const std::vector<std::string> hellos = {
        {"\xF2\x48\xCD\xC9\xC9\x07\x00", 7},                           // one block
        {"\x00\x05\x00\xFA\xFF\x48\x65\x6C\x6C\x6F\x00", 11},          // stored
        {"\xF3\x48\xCD\xC9\xC9\x07\x00\x00", 8},                       // BFINAL set
        {"\xF2\x48\x05\x00\x00\x00\xFF\xFF\xCA\xC9\xC9\x07\x00", 13},  // two blocks
    };
    for (const std::string& hello : hellos) {
        ASSERT_EQ(inflater.inflate(bytes_of(hello), 5), Inflater::Outcome::ok);
        EXPECT_EQ(text_of(inflater.output()), "Hello");
    }
    ASSERT_EQ(inflater.inflate(bytes_of(std::string(1, '\0')), 0), Inflater::Outcome::ok);
    EXPECT_TRUE(inflater.output().empty());
}

TEST(WsDeflate, refuses_what_is_cut_off_or_garbage) {
    Deflater deflater;
    Inflater inflater;
    std::string compressed;
    ASSERT_TRUE(deflater.deflate(bytes_of(make_text(2000, 3)), compressed));
    for (std::size_t size = 1; size + 1 < compressed.size(); ++size) {
        const std::string_view cut = std::string_view(compressed).substr(0, size);
        ASSERT_EQ(inflater.inflate(bytes_of(cut), 2000), Inflater::Outcome::corrupt) << size;
    }
    EXPECT_EQ(inflater.inflate(bytes_of("\xFF\xFF\xFF\xFF"), 100), Inflater::Outcome::corrupt);
    EXPECT_EQ(inflater.inflate(bytes_of("\x06"), 100), Inflater::Outcome::corrupt);  // block type 3
    // The window starts empty: a reference before the message is no data of ours.
    ASSERT_EQ(inflater.inflate(bytes_of(compressed), 2000), Inflater::Outcome::ok);
    EXPECT_EQ(inflater.inflate(bytes_of(std::string("\x4B\x04\x22\x00\x00", 5)), 100),
              Inflater::Outcome::corrupt);
}

TEST(WsDeflate, stops_a_bomb_at_the_limit) {
    // 1 GB of zeros in about 1 MB: a block repeated.
    Deflater deflater;
    std::string block;
    ASSERT_TRUE(deflater.deflate(bytes_of(std::string(1 << 20U, '\0')), block));
    block.append("\0\0\xFF\xFF", 4);
    std::string bomb;
    for (int i = 0; i < 1024; ++i) {
        bomb += block;
    }
    EXPECT_LT(bomb.size(), 6U << 20U);
    Inflater inflater;
    EXPECT_EQ(inflater.inflate(bytes_of(bomb), 256 * 1024), Inflater::Outcome::too_big);
    EXPECT_TRUE(inflater.output().empty());
}

}  // namespace
}  // namespace teahouse::ws
