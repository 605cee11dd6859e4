// SPDX-License-Identifier: MIT
#include "http/tus.h"

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::http {
namespace {

std::string encode(std::string_view bytes) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t bits = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            bits =
                bits << 8U | (i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U);
        }
        for (std::size_t j = 0; j < 4; ++j) {
            text += i + j <= bytes.size() ? kAlphabet[bits >> (18U - 6U * j) & 63U] : '=';
        }
    }
    return text;
}

TEST(Tus, reads_numbers_of_digits_only) {
    EXPECT_EQ(parse_tus_number("0"), 0U);
    EXPECT_EQ(parse_tus_number("52428800"), 52'428'800U);
    EXPECT_EQ(parse_tus_number("9007199254740991"), 9'007'199'254'740'991U);
    for (const char* wrong : {"", "-1", "+1", "1.0", " 1", "1 ", "0x10", "1e3", "9007199254740992",
                              "99999999999999999999999"}) {
        EXPECT_EQ(parse_tus_number(wrong), std::nullopt) << wrong;
    }
}

TEST(Tus, reads_metadata) {
    const auto pairs = parse_tus_metadata("filename aGVsbG8udHh0, empty,type  dGV4dA==");
    ASSERT_TRUE(pairs);
    EXPECT_EQ(*pairs,
              (std::vector<TusPair>{{"filename", "hello.txt"}, {"empty", ""}, {"type", "text"}}));
    EXPECT_EQ(parse_tus_metadata(""), std::vector<TusPair>());
    for (const char* wrong :
         {"filename aGVsbG8", "a YQ==,a YQ==", ",", "a YQ==,", "a =", "a Y*==", "a YQ==,,b YQ=="}) {
        EXPECT_EQ(parse_tus_metadata(wrong), std::nullopt) << wrong;
    }
}

TEST(Tus, reads_checksums_of_sha256_only) {
    const std::string hash(32, 'h');
    EXPECT_EQ(parse_tus_checksum("sha256 " + encode(hash)), hash);
    EXPECT_EQ(parse_tus_checksum("sha1 " + encode(std::string(20, 'h'))), std::nullopt);
    EXPECT_EQ(parse_tus_checksum("sha256 " + encode("short")), std::nullopt);
    EXPECT_EQ(parse_tus_checksum("sha256"), std::nullopt);
}

TEST(Tus, base64_has_one_text_for_each_value) {
    EXPECT_EQ(decode_base64(""), "");
    EXPECT_EQ(decode_base64("YQ=="), "a");
    EXPECT_EQ(decode_base64("YR=="), std::nullopt) << "bits beyond the end";
    EXPECT_EQ(decode_base64("YQ="), std::nullopt);
    EXPECT_EQ(decode_base64("Y==="), std::nullopt);
    EXPECT_EQ(decode_base64("YQ==YQ=="), std::nullopt);
}

TEST(Tus, decodes_whatever_was_encoded) {
    std::mt19937 random(7);  // NOLINT(cert-msc32-c,cert-msc51-cpp): the same values each time
    for (int round = 0; round < 500; ++round) {
        std::string bytes(random() % 80, '\0');
        for (char& c : bytes) {
            c = static_cast<char>(random());
        }
        EXPECT_EQ(decode_base64(encode(bytes)), bytes);
        const auto pairs = parse_tus_metadata("filename " + encode(bytes));
        ASSERT_TRUE(pairs);
        EXPECT_EQ(pairs->front().value, bytes);
    }
}

}  // namespace
}  // namespace teahouse::http
