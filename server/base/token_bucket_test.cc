// SPDX-License-Identifier: MIT
#include "base/token_bucket.h"

#include <gtest/gtest.h>

namespace teahouse {
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

TEST(TokenBucket, charges_what_things_cost) {
    TokenBucket bucket;
    EXPECT_TRUE(bucket.take(0, 10, 20, 15));
    EXPECT_FALSE(bucket.take(0, 10, 20, 15));
    EXPECT_EQ(bucket.wait_ms(10, 15), 1000U);
    EXPECT_TRUE(bucket.take(0, 10, 20, 5));  // the cheaper thing still fits
    EXPECT_TRUE(bucket.take(2000, 10, 20, 100));
    EXPECT_FALSE(bucket.take(2000, 10, 20, 1));
}

}  // namespace
}  // namespace teahouse
