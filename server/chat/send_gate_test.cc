// SPDX-License-Identifier: MIT
#include "chat/send_gate.h"

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"

namespace teahouse::chat {
namespace {

constexpr RoomId kRoom(1);
constexpr RoomId kOther(2);

TEST(SendGate, admits_everything_while_nothing_was_refused) {
    SendGate gate;
    EXPECT_TRUE(gate.admits(kRoom, "a", 0));
}

TEST(SendGate, takes_repeats_in_their_order_before_anything_new) {
    SendGate gate;
    gate.refused(kRoom, "a", 0);
    gate.refused(kRoom, "b", 0);
    EXPECT_FALSE(gate.admits(kRoom, "c", 1));
    EXPECT_TRUE(gate.admits(kRoom, "a", 1));
    EXPECT_FALSE(gate.admits(kRoom, "c", 1));
    EXPECT_TRUE(gate.admits(kRoom, "b", 1));
    EXPECT_TRUE(gate.admits(kRoom, "c", 1));
}

TEST(SendGate, forgets_what_the_client_skips) {
    SendGate gate;
    gate.refused(kRoom, "a", 0);
    gate.refused(kRoom, "b", 0);
    EXPECT_TRUE(gate.admits(kRoom, "b", 1));
    EXPECT_TRUE(gate.admits(kRoom, "c", 1));
}

TEST(SendGate, keeps_rooms_apart) {
    SendGate gate;
    gate.refused(kRoom, "a", 0);
    EXPECT_TRUE(gate.admits(kOther, "x", 1));
    EXPECT_FALSE(gate.admits(kRoom, "x", 1));
}

TEST(SendGate, opens_by_itself_after_a_while) {
    SendGate gate;
    gate.refused(kRoom, "a", 0);
    EXPECT_FALSE(gate.admits(kRoom, "b", limits::kSendGateMs - 1));
    EXPECT_TRUE(gate.admits(kRoom, "b", limits::kSendGateMs));
}

}  // namespace
}  // namespace teahouse::chat
