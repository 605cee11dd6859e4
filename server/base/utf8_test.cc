// SPDX-License-Identifier: MIT
#include "base/utf8.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse {
namespace {

std::string encode(std::uint32_t code_point) {
    std::string out;
    const auto put = [&out](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
    if (code_point < 0x80) {
        put(code_point);
    } else if (code_point < 0x800) {
        put(0xC0U | (code_point >> 6U));
        put(0x80U | (code_point & 0x3FU));
    } else if (code_point < 0x10000) {
        put(0xE0U | (code_point >> 12U));
        put(0x80U | ((code_point >> 6U) & 0x3FU));
        put(0x80U | (code_point & 0x3FU));
    } else {
        put(0xF0U | (code_point >> 18U));
        put(0x80U | ((code_point >> 12U) & 0x3FU));
        put(0x80U | ((code_point >> 6U) & 0x3FU));
        put(0x80U | (code_point & 0x3FU));
    }
    return out;
}

const std::vector<std::string> kInvalid = {
    "\x80",
    "\xBF",
    "\xC0\x80",
    "\xC1\xBF",
    "\xC3",
    "\xC3(",
    "\xE0\x80\x80",
    "\xE0\x9F\xBF",
    "\xE2\x82",
    "\xED\xA0\x80",
    "\xED\xBF\xBF",
    "\xF0\x80\x80\x80",
    "\xF0\x8F\xBF\xBF",
    "\xF0\x9F\x8D",
    "\xF4\x90\x80\x80",
    "\xF5\x80\x80\x80",
    "\xF8\x88\x80\x80\x80",
    "\xFE",
    "\xFF",
    "12345678\x80",
    "\xCE\xBA\xE1\xBD\xB9\xCF\x83\xCE\xBC\xCE\xB5\xED\xA0\x80 edited",
};

TEST(Utf8, accepts_every_code_point_but_surrogates) {
    for (std::uint32_t code_point = 0; code_point <= 0x110010; ++code_point) {
        const bool valid = code_point <= 0x10FFFF && (code_point < 0xD800 || code_point > 0xDFFF);
        ASSERT_EQ(is_utf8(encode(code_point)), valid) << code_point;
    }
}

TEST(Utf8, refuses_what_no_encoder_makes) {
    for (const std::string& text : kInvalid) {
        EXPECT_FALSE(is_utf8(text)) << testing::PrintToString(text);
    }
}

TEST(Utf8, gives_the_same_answer_for_every_cut) {
    std::vector<std::string> texts = kInvalid;
    texts.emplace_back("");
    texts.emplace_back(
        "\xE8\x8C\xB6\xE9\xA6\x86 teahouse \xF0\x9F\x8D\xB5 caf\xC3\xA9 plain ascii tail");
    for (const std::string& text : texts) {
        const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
        for (std::size_t cut = 0; cut <= text.size(); ++cut) {
            Utf8Checker checker;
            const bool valid = checker.feed(bytes.first(cut)) && checker.feed(bytes.subspan(cut)) &&
                               checker.complete();
            EXPECT_EQ(valid, is_utf8(text)) << testing::PrintToString(text) << " cut at " << cut;
        }
    }
}

TEST(Utf8, fails_at_the_first_impossible_byte) {
    const std::string text = "ab\xF4\x90";
    const std::span<const std::byte> bytes = std::as_bytes(std::span(text));
    Utf8Checker checker;
    EXPECT_TRUE(checker.feed(bytes.first(3)));
    EXPECT_FALSE(checker.complete());
    EXPECT_FALSE(checker.feed(bytes.subspan(3)));
}

}  // namespace
}  // namespace teahouse
