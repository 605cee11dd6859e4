// SPDX-License-Identifier: MIT
#include "rtc/stun.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

std::vector<std::uint8_t> stun_from_hex(std::string_view hex) {
    std::vector<std::uint8_t> bytes;
    std::string digits;
    for (const char c : hex) {
        if (c == ' ') {
            continue;
        }
        digits += c;
        if (digits.size() == 2) {
            bytes.push_back(static_cast<std::uint8_t>(std::stoul(digits, nullptr, 16)));
            digits.clear();
        }
    }
    return bytes;
}

// RFC 5769 section 2.1.
constexpr std::string_view kSampleRequest =
    "00010058 2112a442 b7e7a701bc34d686fa87dfae"
    "80220010 5354554e207465737420636c69656e74"
    "00240004 6e0001ff"
    "80290008 932ff9b151263b36"
    "00060009 6576746a3a68367659202020"
    "00080014 9aeaa70cbfd8cb56781ef2b5b2d3f249c1b571a2"
    "80280004 e57a3bcf";
// Section 2.2.
constexpr std::string_view kSampleResponseV4 =
    "0101003c 2112a442 b7e7a701bc34d686fa87dfae"
    "8022000b 7465737420766563746f7220"
    "00200008 0001a147 e112a643"
    "00080014 2b91f599fd9e90c38c7489f92af9ba53f06be7d7"
    "80280004 c07d4c96";
// Section 2.3.
constexpr std::string_view kSampleResponseV6 =
    "01010048 2112a442 b7e7a701bc34d686fa87dfae"
    "8022000b 7465737420766563746f7220"
    "00200014 0002a147 0113a9faa5d3f179bc25f4b5bed2b9d9"
    "00080014 a382954e4be67bf11784c97c8292c275bfe3ed41"
    "80280004 c8fb0b4c";
constexpr std::string_view kSamplePassword = "VOkJxbRl1RmTxUk/WvJxBt";

TEST(Stun, reads_the_sample_request_of_rfc_5769) {
    const auto bytes = stun_from_hex(kSampleRequest);
    const auto message = parse_stun(bytes);
    ASSERT_TRUE(message);
    EXPECT_EQ(message->kind, StunClass::request);
    EXPECT_EQ(message->method, kStunBinding);
    EXPECT_EQ(message->username, "evtj:h6vY");
    EXPECT_EQ(message->priority, 0x6e0001ffU);
    EXPECT_EQ(message->controlled, 0x932ff9b151263b36U);
    EXPECT_FALSE(message->controlling);
    EXPECT_TRUE(message->has_fingerprint);
    EXPECT_EQ(message->unknown_count, 0U);
    EXPECT_TRUE(check_integrity(*message, kSamplePassword));
    EXPECT_FALSE(check_integrity(*message, "VOkJxbRl1RmTxUk/WvJxBu"));
    EXPECT_FALSE(check_integrity(*message, ""));
}

TEST(Stun, reads_the_sample_responses_of_rfc_5769) {
    const auto v4 = stun_from_hex(kSampleResponseV4);
    auto message = parse_stun(v4);
    ASSERT_TRUE(message && message->mapped);
    EXPECT_EQ(message->kind, StunClass::success);
    EXPECT_EQ(to_string(*message->mapped), "192.0.2.1:32853");
    EXPECT_TRUE(check_integrity(*message, kSamplePassword));
    const auto v6 = stun_from_hex(kSampleResponseV6);
    message = parse_stun(v6);
    ASSERT_TRUE(message && message->mapped);
    EXPECT_EQ(to_string(*message->mapped), "[2001:db8:1234:5678:11:2233:4455:6677]:32853");
    EXPECT_TRUE(check_integrity(*message, kSamplePassword));
}

TEST(Stun, any_changed_bit_breaks_a_sealed_message) {
    auto bytes = stun_from_hex(kSampleRequest);
    for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
        bytes.at(bit / 8) ^= static_cast<std::uint8_t>(1U << bit % 8);
        const auto message = parse_stun(bytes);
        // The type of the fingerprint itself may become that of something to be ignored.
        EXPECT_FALSE(message && message->has_fingerprint &&
                     check_integrity(*message, kSamplePassword))
            << bit;
        bytes.at(bit / 8) ^= static_cast<std::uint8_t>(1U << bit % 8);
    }
    EXPECT_TRUE(parse_stun(bytes));
}

TEST(Stun, reads_what_it_writes) {
    std::array<std::uint8_t, 256> memory{};
    const TransactionId id{1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12};
    StunWriter writer(memory, StunClass::request, id);
    writer.username("server:client");
    writer.priority(42);
    writer.controlling(0x0123456789abcdef);
    writer.use_candidate();
    writer.integrity("a password");
    writer.fingerprint();
    const auto message = parse_stun(writer.finish());
    ASSERT_TRUE(message);
    EXPECT_EQ(message->transaction, id);
    EXPECT_EQ(message->username, "server:client");
    EXPECT_EQ(message->priority, 42U);
    EXPECT_EQ(message->controlling, 0x0123456789abcdefU);
    EXPECT_TRUE(message->use_candidate && message->has_fingerprint);
    EXPECT_TRUE(check_integrity(*message, "a password"));
}

TEST(Stun, writes_errors_and_addresses) {
    for (const char* text : {"198.51.100.7:1", "[2001:db8::7]:65535"}) {
        std::array<std::uint8_t, 128> memory{};
        StunWriter writer(memory, StunClass::error, {});
        writer.error(kStunRoleConflict, "Role Conflict");
        writer.xor_mapped_address(*parse_endpoint(text));
        const auto message = parse_stun(writer.finish());
        ASSERT_TRUE(message && message->mapped) << text;
        EXPECT_EQ(message->kind, StunClass::error);
        EXPECT_EQ(message->error_code, 487);
        EXPECT_EQ(to_string(*message->mapped), text);
        EXPECT_FALSE(message->has_fingerprint);
        EXPECT_FALSE(check_integrity(*message, ""));
    }
}

TEST(Stun, what_does_not_fit_is_not_written) {
    for (std::size_t size = 0; size < 80; ++size) {
        std::vector<std::uint8_t> memory(size);
        StunWriter writer(memory, StunClass::success, {});
        writer.xor_mapped_address(*parse_endpoint("198.51.100.7:1"));
        writer.integrity("secret");
        writer.fingerprint();
        EXPECT_EQ(writer.finish().size(), size < 64 ? 0U : 64U) << size;
    }
    std::vector<std::uint8_t> large(2 * limits::kDatagramBytesMax);
    StunWriter writer(large, StunClass::request, {});
    writer.username(std::string(limits::kDatagramBytesMax - 40, 'u'));
    writer.integrity("secret");
    EXPECT_TRUE(writer.finish().empty());
}

TEST(Stun, refuses_what_is_broken) {
    const auto good = stun_from_hex("00010000 2112a442 000000000000000000000000");
    ASSERT_TRUE(parse_stun(good));
    for (const std::string_view wrong : {
             "",
             "00010000 2112a442 0000000000000000000000",             // short
             "00010004 2112a442 000000000000000000000000",           // says more than there is
             "00010000 2112a442 000000000000000000000000 00000000",  // says less
             "00010000 2112a443 000000000000000000000000",           // RFC 3489
             "40010000 2112a442 000000000000000000000000",           // first two bits
             "00010004 2112a442 000000000000000000000000 00240004",  // attribute without its value
             "00010008 2112a442 000000000000000000000000 00240003 00000001",  // priority of 3 bytes
             "00010008 2112a442 000000000000000000000000 8028000400000000",   // fingerprint
             "00010008 2112a442 000000000000000000000000 000800040000 0000",  // integrity of 4
                                                                              // bytes
             "0101000c 2112a442 000000000000000000000000 00200008 0003a147 e112a643",  // family
         }) {
        EXPECT_FALSE(parse_stun(stun_from_hex(wrong))) << wrong;
    }
    std::vector<std::uint8_t> many = good;
    for (std::size_t i = 0; i <= limits::kStunAttributesMax; ++i) {
        many.insert(many.end(), {0x80, 0x22, 0, 0});
        write_u16(many, 2, static_cast<std::uint16_t>(many.size() - 20));
        EXPECT_EQ(parse_stun(many).has_value(), i < limits::kStunAttributesMax) << i;
    }
}

TEST(Stun, nothing_counts_after_the_integrity) {
    std::array<std::uint8_t, 256> memory{};
    StunWriter writer(memory, StunClass::request, {});
    writer.username("a:b");
    writer.integrity("secret");
    writer.use_candidate();
    const auto message = parse_stun(writer.finish());
    ASSERT_TRUE(message);
    EXPECT_TRUE(check_integrity(*message, "secret"));
    EXPECT_FALSE(message->use_candidate);
}

TEST(Stun, classes_and_methods_survive_the_mixing_of_their_bits) {
    for (const StunClass kind :
         {StunClass::request, StunClass::indication, StunClass::success, StunClass::error}) {
        for (std::uint16_t method = 0; method < 0x1000;
             method = static_cast<std::uint16_t>(method + 7)) {
            std::array<std::uint8_t, 20> memory{};
            const StunWriter writer(memory, kind, {}, method);
            const auto message = parse_stun(writer.finish());
            ASSERT_TRUE(message);
            EXPECT_EQ(message->kind, kind);
            EXPECT_EQ(message->method, method);
        }
    }
}

TEST(BindingAnswer, tells_the_source) {
    std::array<std::uint8_t, kBindingAnswerBytesMax> memory{};
    const auto request = stun_from_hex("00010000 2112a442 0102030405060708090a0b0c");
    for (const char* text : {"198.51.100.7:5000", "[2001:db8::7]:5000"}) {
        const Bytes answer = answer_binding(request, *parse_endpoint(text), memory);
        const auto message = parse_stun(answer);
        ASSERT_TRUE(message && message->mapped);
        EXPECT_EQ(message->kind, StunClass::success);
        EXPECT_EQ(to_string(*message->mapped), text);
        EXPECT_EQ(message->transaction, parse_stun(request)->transaction);
        EXPECT_FALSE(message->has_fingerprint);
        EXPECT_LE(answer.size(), request.size() + 24);
    }
}

TEST(BindingAnswer, leaves_ice_and_all_else_alone) {
    std::array<std::uint8_t, kBindingAnswerBytesMax> memory{};
    const Endpoint source = *parse_endpoint("198.51.100.7:5000");
    for (const std::string_view hex : {
             kSampleRequest,
             kSampleResponseV4,
             std::string_view("00110000 2112a442 0102030405060708090a0b0c"),  // an indication
             std::string_view("00030000 2112a442 0102030405060708090a0b0c"),  // TURN's allocate
             std::string_view("00010000 00000000 0102030405060708090a0b0c"),
         }) {
        EXPECT_TRUE(answer_binding(stun_from_hex(hex), source, memory).empty()) << hex;
    }
}

TEST(BindingAnswer, names_what_it_does_not_know) {
    std::array<std::uint8_t, kBindingAnswerBytesMax> memory{};
    auto request = stun_from_hex("00010000 2112a442 0102030405060708090a0b0c");
    for (std::size_t i = 0; i < 20; ++i) {
        request.insert(request.end(), {0, 3, 0, 0});  // CHANGE-REQUEST of RFC 5780
        write_u16(request, 2, static_cast<std::uint16_t>(request.size() - 20));
        const Bytes answer = answer_binding(request, *parse_endpoint("[::1]:9"), memory);
        const auto message = parse_stun(answer);
        ASSERT_TRUE(message);
        EXPECT_EQ(message->kind, StunClass::error);
        EXPECT_EQ(message->error_code, kStunUnknownAttribute);
        EXPECT_EQ(read_u16(answer, answer.size() - (i % 2 == 1 || i >= 8 ? 2 : 4)), 3);
        EXPECT_LE(answer.size(), kBindingAnswerBytesMax);
    }
}

TEST(Stun, survives_noise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    const auto good = stun_from_hex(kSampleRequest);
    for (int round = 0; round < 20'000; ++round) {
        auto bytes = good;
        for (unsigned i = 0; i <= random() % 4; ++i) {
            bytes.at(random() % bytes.size()) = static_cast<std::uint8_t>(random());
        }
        bytes.resize(random() % 3 == 0 ? random() % (bytes.size() + 1) : bytes.size());
        if (const auto message = parse_stun(bytes)) {
            static_cast<void>(check_integrity(*message, kSamplePassword));
        }
    }
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
