// SPDX-License-Identifier: MIT
#include "gateway/admission.h"

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

TEST(KeyedLimiter, counts_each_key_for_itself) {
    KeyedLimiter limiter({.per_minute = 60, .burst = 2, .keys_max = 10});
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_GT(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("b", 0), 0U);
    EXPECT_EQ(limiter.admit("a", 1000), 0U);
}

TEST(KeyedLimiter, admits_newcomers_when_it_is_full_and_forgets_who_was_not_seen_longest) {
    KeyedLimiter limiter({.per_minute = 60, .burst = 1, .keys_max = 3});
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("b", 0), 0U);
    EXPECT_EQ(limiter.admit("c", 0), 0U);
    EXPECT_GT(limiter.admit("a", 0), 0U);  // seen again: "b" is the oldest now
    EXPECT_EQ(limiter.admit("d", 0), 0U);
    EXPECT_EQ(limiter.size(), 3U);
    EXPECT_GT(limiter.admit("a", 0), 0U);
    EXPECT_GT(limiter.admit("c", 0), 0U);
    EXPECT_EQ(limiter.admit("b", 0), 0U);  // was forgotten
}

TEST(KeyedLimiter, charges_what_things_cost) {
    KeyedLimiter limiter({.per_minute = 60, .burst = 100});
    EXPECT_EQ(limiter.admit("a", 0, 100), 0U);
    EXPECT_EQ(limiter.admit("a", 0, 10), 10'000U);
    EXPECT_EQ(limiter.admit("a", 10'000, 10), 0U);
}

TEST(KeyedCount, counts_each_key_up_to_the_bound) {
    KeyedCount count;
    EXPECT_TRUE(count.enter("a", 2));
    EXPECT_TRUE(count.enter("a", 2));
    EXPECT_FALSE(count.enter("a", 2));
    EXPECT_TRUE(count.enter("b", 2));
    count.leave("a");
    EXPECT_TRUE(count.enter("a", 2));
    EXPECT_FALSE(count.enter("a", 2));
}

}  // namespace
}  // namespace teahouse::gateway
