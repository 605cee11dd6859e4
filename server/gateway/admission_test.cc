// SPDX-License-Identifier: MIT
#include "gateway/admission.h"

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

TEST(TokenBucket, refuses_beyond_the_burst_and_refills_with_time) {
    TokenBucket bucket;
    for (int i = 0; i < 5; ++i) {
        EXPECT_TRUE(bucket.take(1000, 10, 5)) << i;
    }
    EXPECT_FALSE(bucket.take(1000, 10, 5));
    EXPECT_EQ(bucket.wait_ms(10), 100U);
    EXPECT_FALSE(bucket.take(1050, 10, 5));
    EXPECT_TRUE(bucket.take(1100, 10, 5));
    EXPECT_FALSE(bucket.take(1100, 10, 5));
}

TEST(TokenBucket, gains_nothing_when_the_clock_goes_back) {
    TokenBucket bucket;
    EXPECT_TRUE(bucket.take(10'000, 1, 1));
    EXPECT_FALSE(bucket.take(5'000, 1, 1));
    EXPECT_FALSE(bucket.take(5'500, 1, 1));
}

TEST(KeyedLimiter, counts_each_key_for_itself) {
    KeyedLimiter limiter({.per_minute = 60, .burst = 2, .keys_max = 10});
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_GT(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("b", 0), 0U);
    EXPECT_EQ(limiter.admit("a", 1000), 0U);
}

TEST(KeyedLimiter, stays_bounded_and_forgets_those_at_rest) {
    KeyedLimiter limiter({.per_minute = 60, .burst = 2, .keys_max = 3});
    EXPECT_EQ(limiter.admit("a", 0), 0U);
    EXPECT_EQ(limiter.admit("b", 0), 0U);
    EXPECT_EQ(limiter.admit("c", 0), 0U);
    EXPECT_GT(limiter.admit("d", 0), 0U);     // all buckets are in use
    EXPECT_EQ(limiter.admit("d", 5000), 0U);  // they have filled up again
}

}  // namespace
}  // namespace teahouse::gateway
