// SPDX-License-Identifier: MIT
#include "gateway/names.h"

#include <string>

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

TEST(Names, folds_case_width_and_composition_to_one_key) {
    const auto plain = normalize_name("Anna");
    const auto wide = normalize_name("ＡＮＮＡ");
    ASSERT_TRUE(plain && wide);
    EXPECT_EQ(plain->key, wide->key);
    EXPECT_EQ(plain->shown, "Anna");
    const auto composed = normalize_name("Zo\u00eb");
    const auto decomposed = normalize_name("Zoe\u0308");
    ASSERT_TRUE(composed && decomposed);
    EXPECT_EQ(composed->key, decomposed->key);
    EXPECT_EQ(composed->shown, decomposed->shown);
}

TEST(Names, keeps_chinese_and_emoji) {
    const auto chinese = normalize_name("  王大锤 ");
    ASSERT_TRUE(chinese);
    EXPECT_EQ(chinese->shown, "王大锤");
    EXPECT_TRUE(normalize_name("tea 🍵"));
}

TEST(Names, refuses_what_cannot_be_seen) {
    for (const char* bad :
         {"", "   ", "\u200b", "an\u200bna", "\u202eanna", "a\nb", "a\tb", "\u3164", "a\x01"}) {
        const auto name = normalize_name(bad);
        ASSERT_FALSE(name) << bad;
        EXPECT_EQ(name.error().code, ErrorCode::invalid);
        EXPECT_EQ(name.error().field, "name");
    }
    EXPECT_FALSE(normalize_name(std::string(65, 'x')));
    EXPECT_TRUE(normalize_name(std::string(64, 'x')));
}

TEST(Passwords, are_normalised_and_long_enough) {
    EXPECT_EQ(normalize_password("short").error().code, ErrorCode::weak_password);
    EXPECT_TRUE(normalize_password("long enough"));
    EXPECT_EQ(*normalize_password("Zoe\u0308 and tea leaves"),
              *normalize_password("Zo\u00eb and tea leaves"));
    EXPECT_EQ(normalize_password(std::string(129, 'x')).error().code, ErrorCode::invalid);
    EXPECT_TRUE(normalize_password("十个汉字的密码也够长"));
    EXPECT_TRUE(password_for_comparison("short"));
}

}  // namespace
}  // namespace teahouse::gateway
