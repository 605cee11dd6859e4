// SPDX-License-Identifier: MIT
#include "chat/cell.h"

#include <optional>

#include <gtest/gtest.h>

namespace teahouse::chat {
namespace {

TEST(Cell, shows_readers_what_is_committed_and_writers_what_will_be) {
    Cell<int> cell;
    cell.plan(1);
    EXPECT_EQ(cell.now(), nullptr);
    ASSERT_NE(cell.next(), nullptr);
    EXPECT_EQ(*cell.next(), 1);
    cell.commit(1);
    EXPECT_EQ(*cell.now(), 1);
    EXPECT_FALSE(cell.in_flight());
}

TEST(Cell, keeps_the_newest_plan_while_older_ones_commit) {
    Cell<int> cell;
    cell.load(1);
    cell.plan(2);
    cell.plan(std::nullopt);
    cell.commit(2);
    EXPECT_EQ(*cell.now(), 2);
    EXPECT_EQ(cell.next(), nullptr);
    cell.commit(std::nullopt);
    EXPECT_TRUE(cell.empty());
}

TEST(Cell, falls_back_to_what_is_committed_when_all_in_flight_fails) {
    Cell<int> cell;
    cell.load(1);
    cell.plan(2);
    cell.plan(3);
    cell.drop();
    EXPECT_EQ(*cell.next(), 3);
    cell.drop();
    EXPECT_EQ(*cell.next(), 1);
}

TEST(Cell, is_empty_when_its_creation_fails) {
    Cell<int> cell;
    cell.plan(1);
    cell.drop();
    EXPECT_TRUE(cell.empty());
}

}  // namespace
}  // namespace teahouse::chat
