// SPDX-License-Identifier: MIT
#include "text/names.h"

#include <string_view>

#include <gtest/gtest.h>

#include "text/fold.h"

namespace teahouse::text {
namespace {

class Names : public ::testing::Test {
protected:
    int rank(std::string_view name, std::string_view typed) {
        return rank_name(speller_.make(name), folded_text(typed));
    }

private:
    Speller speller_;
};

TEST_F(Names, are_found_by_a_part) {
    EXPECT_EQ(rank("张三", "张三"), 0);
    EXPECT_EQ(rank("张三丰", "张"), 1);
    EXPECT_EQ(rank("张三", "三"), 2);
    EXPECT_EQ(rank("Anna Li", "ANNA li"), 0);
    EXPECT_EQ(rank("Anna Li", "ann"), 1);
    EXPECT_EQ(rank("Anna Li", "na"), 2);
    EXPECT_LT(rank("张三", "李"), 0);
    EXPECT_EQ(rank("Ａnna", "anna"), 0);
    EXPECT_EQ(rank("anything", ""), 1);
}

TEST_F(Names, are_found_by_their_pinyin) {
    EXPECT_EQ(rank("张三", "zhangsan"), 3);
    EXPECT_EQ(rank("张三", "zhang san"), 3);
    EXPECT_EQ(rank("张三", "zs"), 3);
    EXPECT_EQ(rank("张三", "zhs"), 3);
    EXPECT_EQ(rank("张三", "zhangs"), 3);
    EXPECT_EQ(rank("张三", "ZhangSan"), 3);
    EXPECT_EQ(rank("张三", "san"), 4);
    EXPECT_EQ(rank("西安", "xian"), 3);
    EXPECT_EQ(rank("西安", "xi'an"), 3);
    EXPECT_LT(rank("张三", "hang"), 0);  // not from inside a syllable
    EXPECT_LT(rank("张三", "zsx"), 0);
    EXPECT_LT(rank("张三", "zhangsanfeng"), 0);
    EXPECT_EQ(rank("茶馆 Tea", "cgt"), 3);
    EXPECT_EQ(rank("Anna Li", "al"), 3);
    EXPECT_EQ(rank("吕布", "lubu"), 3);
}

TEST_F(Names, know_other_readings_of_surnames) {
    EXPECT_EQ(rank("单田芳", "shantianfang"), 3);
    EXPECT_EQ(rank("单田芳", "dantianfang"), 3);
    EXPECT_EQ(rank("曾国藩", "zgf"), 3);
    EXPECT_EQ(rank("曾国藩", "zeng"), 3);
}

// Whoever may name a room must not make others wait: this took minutes once.
TEST_F(Names, are_matched_in_few_steps_whatever_they_are) {
    std::string title = "a";
    while (title.size() < 127) {
        title += " a";
    }
    Speller speller;
    const NameKey key = speller.make(title);
    const std::string typed = std::string(60, 'a') + "b";
    for (int i = 0; i < 20'000; ++i) {
        ASSERT_LT(rank_name(key, typed), 0);
    }
    EXPECT_EQ(rank_name(key, std::string(60, 'a')), 3);
    EXPECT_LT(rank_name(key, std::string(70, 'a')), 0);
}

}  // namespace
}  // namespace teahouse::text
