// SPDX-License-Identifier: MIT
#include "gateway/passwords.h"

#include <gtest/gtest.h>

#include "gateway/token.h"

namespace teahouse::gateway {
namespace {

TEST(Passwords, fit_their_own_hash_only) {
    ASSERT_TRUE(init_crypto());
    const Passwords passwords(true);
    const std::string kept = passwords.hash("a cup of tea");
    ASSERT_TRUE(kept.starts_with("$argon2id$"));
    EXPECT_TRUE(passwords.verify("a cup of tea", kept).fits);
    EXPECT_TRUE(passwords.verify("a cup of tea", kept).rehash.empty());
    EXPECT_FALSE(passwords.verify("a cup of te", kept).fits);
    EXPECT_FALSE(passwords.verify("", kept).fits);
    EXPECT_FALSE(passwords.verify("a cup of tea", "").fits);
    EXPECT_FALSE(passwords.verify("a cup of tea", "$argon2id$nonsense").fits);
}

TEST(Passwords, are_hashed_anew_when_the_parameters_rise) {
    ASSERT_TRUE(init_crypto());
    const std::string old = Passwords(true).hash("a cup of tea");
    const Passwords::Outcome outcome = Passwords(false).verify("a cup of tea", old);
    EXPECT_TRUE(outcome.fits);
    EXPECT_FALSE(outcome.rehash.empty());
    EXPECT_NE(outcome.rehash, old);
}

// As PHP's password_hash() writes them, at the lowest cost.
TEST(Passwords, of_another_chat_fit_and_are_hashed_anew) {
    ASSERT_TRUE(init_crypto());
    const Passwords passwords(true);
    const std::string kept = "$2y$04$abcdefghijklmnopqrstuuFwMibPVIyV1/Vdxb3PVZCmM4bYxIada";
    const Passwords::Outcome outcome = passwords.verify("123456", kept);
    EXPECT_TRUE(outcome.fits);
    EXPECT_TRUE(outcome.rehash.starts_with("$argon2id$"));
    EXPECT_TRUE(passwords.verify("123456", outcome.rehash).fits);
    for (const std::string_view wrong : {"1234567", "12345", "", "abc"}) {
        EXPECT_FALSE(passwords.verify(wrong, kept).fits) << wrong;
        EXPECT_TRUE(passwords.verify(wrong, kept).rehash.empty()) << wrong;
    }
    EXPECT_FALSE(passwords.verify(std::string_view("123456\0", 7), kept).fits);
    EXPECT_FALSE(passwords.verify("123456", kept.substr(0, 59)).fits);
    EXPECT_FALSE(passwords.verify("123456", "$2y$").fits);
    EXPECT_FALSE(passwords.verify("123456", "$2y$99" + kept.substr(6)).fits);
}

// Time would tell which it was.
TEST(Passwords, cost_the_same_work_whether_they_fit_or_not) {
    ASSERT_TRUE(init_crypto());
    const Passwords passwords(true);
    const std::string ours = passwords.hash("123456");
    const std::string theirs = "$2y$04$abcdefghijklmnopqrstuuFwMibPVIyV1/Vdxb3PVZCmM4bYxIada";
    const std::string_view with_nul("123456\0", 7);
    for (const std::string_view password :
         {std::string_view("123456"), std::string_view("1"), std::string_view(), with_nul}) {
        const auto unknown = passwords.verify(password, "");
        EXPECT_EQ(unknown.argon2ids, 1);
        EXPECT_EQ(unknown.bcrypts, 0);
        const auto known = passwords.verify(password, ours);
        EXPECT_EQ(known.argon2ids, 1);
        EXPECT_EQ(known.bcrypts, 0);
        const auto imported = passwords.verify(password, theirs);
        EXPECT_EQ(imported.argon2ids, 1);
        EXPECT_EQ(imported.bcrypts, 1);
    }
}

TEST(Tokens, are_random_and_hashed) {
    ASSERT_TRUE(init_crypto());
    const std::string a = make_token();
    const std::string b = make_token();
    EXPECT_EQ(a.size(), 43U);
    EXPECT_NE(a, b);
    ASSERT_TRUE(hash_token(a));
    EXPECT_EQ(hash_token(a), hash_token(a));
    EXPECT_NE(hash_token(a), hash_token(b));
    EXPECT_FALSE(hash_token(""));
    EXPECT_FALSE(hash_token(a.substr(1)));
    EXPECT_FALSE(hash_token(std::string(43, ' ')));
    EXPECT_EQ(random_hex(8).size(), 16U);
}

}  // namespace
}  // namespace teahouse::gateway
