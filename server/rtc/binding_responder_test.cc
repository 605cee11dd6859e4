// SPDX-License-Identifier: MIT
#include "rtc/binding_responder.h"

#include <array>
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/stun.h"

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

using Outcome = BindingResponder::Outcome;

struct Asking {
    BindingResponder responder;
    std::array<std::uint8_t, kBindingAnswerBytesMax> memory{};
    Bytes last;

    Outcome ask(const std::string& source, std::int64_t now_ms) {
        std::array<std::uint8_t, 20> request{};
        const StunWriter writer(request, StunClass::request, TransactionId{7});
        return responder.answer(writer.finish(), *parse_endpoint(source), now_ms, memory, last);
    }
    int ask_often(const std::string& source, int times, std::int64_t now_ms) {
        int answered = 0;
        for (int i = 0; i < times; ++i) {
            answered += ask(source, now_ms) == Outcome::answered ? 1 : 0;
        }
        return answered;
    }
};

TEST(BindingResponder, answers_strangers_at_a_rate) {
    Asking asking;
    EXPECT_EQ(asking.ask("192.0.2.1:5", 0), Outcome::answered);
    EXPECT_EQ(to_string(*parse_stun(asking.last)->mapped), "192.0.2.1:5");
    const int burst = static_cast<int>(limits::kBindingBurst);
    EXPECT_EQ(asking.ask_often("192.0.2.1:6", 1'000, 0), burst - 1) << "the port does not matter";
    EXPECT_EQ(asking.ask("192.0.2.1:5", 0), Outcome::limited);
    EXPECT_EQ(asking.ask_often("192.0.2.2:5", 1'000, 0), burst) << "another address";
    EXPECT_EQ(asking.ask_often("192.0.2.1:5", 1'000, 1'000),
              static_cast<int>(limits::kBindingsPerSecond));
}

TEST(BindingResponder, a_network_of_ipv6_counts_as_one) {
    Asking asking;
    int answered = 0;
    for (int i = 0; i < 1'000; ++i) {
        answered += asking.ask_often("[2001:db8::" + std::to_string(i + 1) + "]:5", 1, 0);
    }
    EXPECT_EQ(answered, static_cast<int>(limits::kBindingBurst));
    EXPECT_EQ(asking.ask("[2001:db8:0:1::1]:5", 0), Outcome::answered);
}

TEST(BindingResponder, leaves_the_rest_alone) {
    Asking asking;
    std::array<std::uint8_t, 100> garbage{};
    garbage.fill(0x80);
    EXPECT_EQ(asking.responder.answer(garbage, *parse_endpoint("192.0.2.1:5"), 0, asking.memory,
                                      asking.last),
              Outcome::ignored);
    EXPECT_EQ(
        asking.responder.answer({}, *parse_endpoint("192.0.2.1:5"), 0, asking.memory, asking.last),
        Outcome::ignored);
    std::array<std::uint8_t, 100> request{};
    StunWriter writer(request, StunClass::request, TransactionId{7});
    writer.username("a:b");
    EXPECT_EQ(asking.responder.answer(writer.finish(), *parse_endpoint("192.0.2.1:5"), 0,
                                      asking.memory, asking.last),
              Outcome::ignored)
        << "the checks of ICE are the router's";
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
