// SPDX-License-Identifier: MIT
#include "notify/card_cache.h"

#include <gtest/gtest.h>

#include "proto/messages.h"

namespace teahouse::notify {
namespace {

CardCache::Known known(const char* title, std::int64_t until_ms) {
    return {.card = proto::LinkCard{.title = title}, .until_ms = until_ms};
}

TEST(CardCache, forgets_after_the_time) {
    CardCache cache(10);
    cache.put("a", known("A", 100));
    cache.put("b", {.until_ms = 50});
    ASSERT_NE(cache.find("a", 99), nullptr);
    EXPECT_EQ(cache.find("a", 99)->card->title, "A");
    ASSERT_NE(cache.find("b", 49), nullptr);
    EXPECT_FALSE(cache.find("b", 49)->card);
    EXPECT_EQ(cache.find("b", 50), nullptr);
    EXPECT_EQ(cache.size(), 1U);
    cache.put("a", known("A2", 200));
    EXPECT_EQ(cache.find("a", 150)->card->title, "A2");
    EXPECT_EQ(cache.size(), 1U);
}

TEST(CardCache, drops_what_nobody_asked_for_longest) {
    CardCache cache(2);
    cache.put("a", known("A", 100));
    cache.put("b", known("B", 100));
    EXPECT_NE(cache.find("a", 0), nullptr);
    cache.put("c", known("C", 100));
    EXPECT_EQ(cache.find("b", 0), nullptr);
    EXPECT_NE(cache.find("a", 0), nullptr);
    EXPECT_NE(cache.find("c", 0), nullptr);
    EXPECT_EQ(cache.size(), 2U);
}

}  // namespace
}  // namespace teahouse::notify
