// SPDX-License-Identifier: MIT
#include "app/turn_message.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace teahouse::app {
namespace {

using namespace std::string_view_literals;

constexpr TurnTransaction kTransaction = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};

std::string answer_with(std::string_view type, std::string_view attributes) {
    std::string out{type};
    out += static_cast<char>(attributes.size() >> 8U);
    out += static_cast<char>(attributes.size());
    out += "\x21\x12\xA4\x42"sv;
    out.append(kTransaction.begin(), kTransaction.end());
    return out + std::string(attributes);
}

TEST(TurnMessage, asks_without_credentials_first) {
    const std::string request = turn_request(TurnMethod::allocate, kTransaction, {});
    EXPECT_EQ(request, std::string("\x00\x03\x00\x08\x21\x12\xA4\x42"sv) +
                           std::string(kTransaction.begin(), kTransaction.end()) +
                           std::string("\x00\x19\x00\x04\x11\x00\x00\x00"sv));
    EXPECT_EQ(turn_message_bytes(request), request.size());
}

// HMAC-SHA1 keyed with MD5("user:realm:pass"), from Python's hmac.
TEST(TurnMessage, signs_with_long_term_credentials) {
    const std::string request =
        turn_request(TurnMethod::refresh, kTransaction,
                     {.username = "user", .password = "pass", .realm = "realm", .nonce = "nonce"});
    EXPECT_EQ(turn_message_bytes(request), request.size());
    EXPECT_EQ(request.substr(request.size() - 24),
              "\x00\x08\x00\x14"
              "\x37\x7D\x1C\xED\x92\xB0\x62\xF2\x9A\xEC"
              "\xBA\x31\xE5\xCD\x89\xB9\x72\x21\xBA\xCE"sv);
}

TEST(TurnMessage, reads_addresses_of_both_kinds) {
    const std::string v4 = answer_with("\x01\x03"sv,
                                       "\x00\x16\x00\x08\x00\x01\x21\x13\x5E\x12\xA4\x43"
                                       "\x00\x0D\x00\x04\x00\x00\x02\x58"sv);
    const auto answer = parse_turn_answer(v4, TurnMethod::allocate, kTransaction);
    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->success);
    EXPECT_EQ(answer->relayed, "127.0.0.1:1");
    EXPECT_EQ(answer->lifetime_s, 600U);
    const std::string v6 =
        answer_with("\x01\x01"sv,
                    "\x00\x20\x00\x14\x00\x02\x21\x13"
                    "\x21\x12\xA4\x42\x01\x02\x03\x04\x05\x06\x07\x08\x09\x0A\x0B\x0D"sv);
    EXPECT_EQ(parse_turn_answer(v6, TurnMethod::binding, kTransaction)->mapped, "[::1]:1");
}

TEST(TurnMessage, reads_a_refusal) {
    const std::string bytes = answer_with("\x01\x13"sv,
                                          "\x00\x09\x00\x10\x00\x00\x04\x01Unauthorized"
                                          "\x00\x14\x00\x05realm\x00\x00\x00"
                                          "\x00\x15\x00\x04"
                                          "abcd"sv);
    const auto answer = parse_turn_answer(bytes, TurnMethod::allocate, kTransaction);
    ASSERT_TRUE(answer);
    EXPECT_FALSE(answer->success);
    EXPECT_EQ(answer->error_code, 401);
    EXPECT_EQ(answer->reason, "Unauthorized");
    EXPECT_EQ(answer->realm, "realm");
    EXPECT_EQ(answer->nonce, "abcd");
}

TEST(TurnMessage, takes_nothing_broken) {
    const std::string good = answer_with("\x01\x03"sv, "\x00\x14\x00\x05realm\x00\x00\x00"sv);
    for (std::size_t length = 0; length < good.size(); ++length) {
        EXPECT_FALSE(parse_turn_answer(good.substr(0, length), TurnMethod::allocate, kTransaction));
    }
    EXPECT_TRUE(parse_turn_answer(good, TurnMethod::allocate, kTransaction));
    EXPECT_FALSE(parse_turn_answer(good, TurnMethod::refresh, kTransaction));
    EXPECT_FALSE(parse_turn_answer(good, TurnMethod::allocate, {}));
    // An attribute that says it is longer than what follows.
    EXPECT_FALSE(parse_turn_answer(answer_with("\x01\x03"sv, "\x00\x14\x00\x09realm\x00\x00\x00"sv),
                                   TurnMethod::allocate, kTransaction));
    // Short values of attributes that have a form.
    for (const std::string_view type : {"\x00\x09"sv, "\x00\x0D"sv, "\x00\x16"sv, "\x00\x20"sv}) {
        const auto answer = parse_turn_answer(
            answer_with("\x01\x03"sv, std::string(type) + std::string("\x00\x01x\x00\x00\x00"sv)),
            TurnMethod::allocate, kTransaction);
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->error_code, 0);
        EXPECT_EQ(answer->relayed + answer->mapped, "");
    }
}

}  // namespace
}  // namespace teahouse::app
