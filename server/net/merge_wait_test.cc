// SPDX-License-Identifier: MIT
#include "net/merge_wait.h"

#include <cstdint>

#include <gtest/gtest.h>

namespace teahouse::net {
namespace {

constexpr std::int64_t kFlushUs = 4'000;

MergeWait::Moment at(std::int64_t now_ms, std::uint32_t waiting, bool more_expected = false) {
    return {.now_ms = now_ms,
            .flush_us = kFlushUs,
            .waiting = waiting,
            .more_expected = more_expected,
            .wait_max_ms = 10};
}

// One message every 4 ms, each flushed by itself: all of the worker's time.
std::int64_t press(MergeWait& wait, std::int64_t now_ms) {
    for (int i = 0; i < 40; ++i) {
        now_ms += 4;
        wait.flushed(now_ms, 1);
    }
    return now_ms;
}

TEST(MergeWait, an_idle_channel_goes_out_at_once) {
    MergeWait wait;
    for (std::int64_t now = 1'000; now < 60'000; now += 1'000) {
        EXPECT_FALSE(wait.holds(at(now, 1)));
        wait.flushed(now, 1);
    }
}

TEST(MergeWait, waits_for_one_flush_while_more_is_known_to_come) {
    MergeWait wait;
    EXPECT_TRUE(wait.holds(at(1'000, 1, true)));
    EXPECT_EQ(wait.until_ms(), 1'004);
    EXPECT_TRUE(wait.holds(at(1'003, 2, true)));
    EXPECT_FALSE(wait.holds(at(1'003, 2, false))) << "all is there";
    EXPECT_FALSE(wait.holds(at(1'004, 2, true)));
}

TEST(MergeWait, waits_longer_under_pressure) {
    MergeWait wait;
    const std::int64_t now = press(wait, 1'000);
    EXPECT_TRUE(wait.holds(at(now + 4, 1)));
    EXPECT_EQ(wait.until_ms(), now + 10);
    EXPECT_TRUE(wait.holds(at(now + 9, 2)));
    EXPECT_FALSE(wait.holds(at(now + 10, 3)));
    wait.flushed(now + 10, 3);
    EXPECT_TRUE(wait.holds(at(now + 12, 1, true)));
    EXPECT_EQ(wait.until_ms(), now + 18) << "whether or not more is known to come";
}

TEST(MergeWait, never_waits_longer_than_it_may) {
    MergeWait wait;
    const std::int64_t now = press(wait, 1'000);
    MergeWait::Moment moment = at(now + 4, 1);
    moment.flush_us = 50'000;
    EXPECT_TRUE(wait.holds(moment));
    EXPECT_EQ(wait.until_ms(), now + 14);
    wait.flushed(now + 14, 1);
    moment.wait_max_ms = 0;
    moment.now_ms = now + 15;
    EXPECT_FALSE(wait.holds(moment));
}

TEST(MergeWait, pressure_is_forgotten_in_a_pause) {
    MergeWait wait;
    const std::int64_t now = press(wait, 1'000);
    EXPECT_FALSE(wait.holds(at(now + 150, 1)));
    wait.flushed(now + 150, 1);
    EXPECT_FALSE(wait.holds(at(now + 160, 1)));
}

TEST(MergeWait, gives_up_where_nothing_comes_and_tries_again_later) {
    MergeWait wait;
    std::int64_t now = press(wait, 1'000);
    int waited = 0;
    constexpr int kFlushes = 4 + 64 * 3;
    for (int i = 0; i < kFlushes; ++i) {
        now += 4;
        const bool holds = wait.holds(at(now, 1));
        waited += holds ? 1 : 0;
        wait.flushed(now, 1);
    }
    EXPECT_EQ(waited, 4 + 3);
    // Once something comes, it waits each time again.
    for (int i = 0; i < 80; ++i) {
        now += 4;
        const bool holds = wait.holds(at(now, 1));
        wait.flushed(now, holds ? 2 : 1);
    }
    now += 4;
    EXPECT_TRUE(wait.holds(at(now, 1)));
}

}  // namespace
}  // namespace teahouse::net
