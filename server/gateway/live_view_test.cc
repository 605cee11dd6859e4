// SPDX-License-Identifier: MIT
#include "gateway/live_view.h"

#include <cstdint>
#include <vector>

#include <gtest/gtest.h>

#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

using Ids = std::vector<std::uint64_t>;

Ids page_of(const proto::AdminConnectionsRequest& request, bool& more) {
    ConnectionPage page(request);
    for (std::uint64_t id = 1; id <= 9; ++id) {
        page.offer(id % 3, id);  // keys 1 2 0 1 2 0 1 2 0
    }
    return page.take(more);
}

TEST(ConnectionPage, goes_through_all_once_whatever_the_size_of_pages) {
    const Ids all = {8, 5, 2, 7, 4, 1, 9, 6, 3};
    for (std::uint32_t limit = 1; limit <= 10; ++limit) {
        Ids found;
        proto::AdminConnectionsRequest request{.limit = limit};
        bool more = true;
        while (more) {
            const Ids page = page_of(request, more);
            ASSERT_FALSE(page.empty());
            ASSERT_LE(page.size(), limit);
            found.insert(found.end(), page.begin(), page.end());
            request.key = page.back() % 3;
            request.after = page.back();
        }
        EXPECT_EQ(found, all) << limit;
    }
}

TEST(ConnectionPage, shows_nothing_twice_that_was_offered_twice) {
    ConnectionPage page({.limit = 5});
    page.offer(1, 7);
    page.offer(3, 7);
    page.offer(2, 8);
    bool more = true;
    EXPECT_EQ(page.take(more), (Ids{7, 8}));
    EXPECT_FALSE(more);
}

}  // namespace
}  // namespace teahouse::gateway
