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
