// SPDX-License-Identifier: MIT
#include "original/left_out.h"

#include <fstream>
#include <iterator>
#include <limits>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "store/testing/backend.h"

namespace teahouse::original {
namespace {

std::string text_in(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(LeftOut, keeps_rows_byte_by_byte) {
    EXPECT_EQ(line_of({.why = "broken_message", .key = "k", .row = "no \"json\"\n", .score = 1.25}),
              "{\"why\":\"broken_message\",\"key\":\"k\",\"score\":\"1.25\","
              "\"row\":\"no \\\"json\\\"\\n\"}\n");
    EXPECT_EQ(
        line_of({.why = "w",
                 .key = "\xFF",
                 .row = std::string("\0\xFE", 2),
                 .score = std::numeric_limits<double>::infinity()}),
        "{\"why\":\"w\",\"key_base64\":\"/w==\",\"score\":\"inf\",\"row_base64\":\"AP4=\"}\n");
}

TEST(LeftOut, makes_its_file_with_the_first_row) {
    const store::testing::TempDir folder;
    const std::string path = folder.path() + "/rows";
    LeftOut none(path);
    ASSERT_TRUE(none.end());
    EXPECT_FALSE(std::ifstream(path).is_open());
    LeftOut some(path);
    std::string wanted;
    for (int i = 0; i < 3; ++i) {
        const std::string row(200'000, static_cast<char>('a' + i));
        ASSERT_TRUE(some.keep({.why = "w", .key = "k", .row = row}));
        wanted += line_of({.why = "w", .key = "k", .row = row});
    }
    ASSERT_TRUE(some.end());
    EXPECT_EQ(some.rows(), 3U);
    EXPECT_EQ(text_in(path), wanted);
    LeftOut again(path);
    ASSERT_TRUE(again.keep({.why = "w", .key = "k", .row = ""}));
    EXPECT_FALSE(again.end()) << "never over what is there";
    EXPECT_EQ(text_in(path), wanted);
}

TEST(LeftOut, tells_when_it_cannot_write) {
    const store::testing::TempDir folder;
    LeftOut rows(folder.path() + "/none/rows");
    ASSERT_TRUE(rows.keep({.why = "w", .key = "k", .row = "r"}));
    EXPECT_EQ(rows.end().error().code, ErrorCode::store_unavailable);
}

}  // namespace
}  // namespace teahouse::original
