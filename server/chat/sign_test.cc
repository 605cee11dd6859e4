// SPDX-License-Identifier: MIT
#include "chat/sign.h"

#include <gtest/gtest.h>

namespace teahouse::chat {
namespace {

TEST(Sign, takes_emoji_of_every_make) {
    for (const char* sign :
         {"👍",
          "👍🏽",
          "❤",
          "❤️",
          "1️⃣",
          "#⃣",
          "🇨🇳",
          "👨‍👩‍👧",
          "🏳️‍🌈",
          "🏴‍☠️",
          "©️",
          "㊗️",
          "↩️",
          "™️",
          "⌚",
          "🈚",
          "🫠",
          "👍👎",
          "1️⃣👍",
          "\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7\xF3\xA0\x81\xA2\xF3\xA0\x81\xB3\xF3\xA0\x81\xA3"
          "\xF3\xA0\x81\xB4\xF3\xA0\x81\xBF"}) {
        EXPECT_TRUE(is_sign(sign)) << sign;
    }
}

TEST(Sign, refuses_words_marks_and_what_is_not_seen) {
    for (const char* sign : {"",
                             "1",
                             "yes",
                             "é",
                             "好",
                             "好👍",
                             "か",
                             "\xE2\x80\xAE",                      // right to left from here
                             "\xF0\x9F\x91\x8D\xE2\x80\xAE",      // the same after an emoji
                             "\xE2\x81\xA6\xF0\x9F\x91\x8D",      // an isolate
                             "\xE2\x80\x8B",                      // no width
                             "\xF0\x9F\x91\x8D\xE2\x80\x8B",      // the same after an emoji
                             "\xE3\x80\x80",                      // a wide blank
                             "\xC2\xA0",                          // a blank that does not break
                             "\xCC\x81",                          // an accent alone
                             "\xF0\x9F\x91\x8D\xCC\x81",          // on an emoji
                             "\xEF\xB8\x8F",                      // a style of nothing
                             "\xE2\x80\x8D",                      // a joiner alone
                             "\xF0\x9F\x91\x8D\xE2\x80\x8D",      // one that joins nothing
                             "\xF0\x9F\x8F\xB4\xF3\xA0\x81\xA7",  // a flag that does not end
                             "\xF0\x9F\x91\x8D\xF3\xA0\x81\xA7",  // a tag of no flag
                             "1\xEF\xB8\x8F",
                             "👍1",
                             "👍 👍"}) {
        EXPECT_FALSE(is_sign(sign)) << sign;
    }
}

}  // namespace
}  // namespace teahouse::chat
