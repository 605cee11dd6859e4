// SPDX-License-Identifier: MIT
#include "gateway/work_pool.h"

#include <latch>
#include <thread>

#include <gtest/gtest.h>

namespace teahouse::gateway {
namespace {

TEST(WorkPool, runs_jobs_and_refuses_beyond_the_bound) {
    WorkPool pool(1, 2);
    std::latch started(1);
    std::latch release(1);
    std::latch done(3);
    ASSERT_TRUE(pool.submit([&] {
        started.count_down();
        release.wait();
        done.count_down();
    }));
    started.wait();
    ASSERT_TRUE(pool.submit([&] { done.count_down(); }));
    ASSERT_TRUE(pool.submit([&] { done.count_down(); }));
    EXPECT_FALSE(pool.submit([] {}));
    EXPECT_EQ(pool.waiting(), 2U);
    release.count_down();
    done.wait();
}

TEST(WorkPool, drops_what_waits_at_the_end) {
    std::latch started(1);
    std::latch release(1);
    bool ran = false;
    std::jthread later;
    {
        WorkPool pool(1, 4);
        ASSERT_TRUE(pool.submit([&] {
            started.count_down();
            release.wait();
        }));
        started.wait();
        ASSERT_TRUE(pool.submit([&] { ran = true; }));
        // The destructor clears the queue before it waits for the running job.
        later = std::jthread([&] {
            while (pool.waiting() != 0) {
                std::this_thread::yield();
            }
            release.count_down();
        });
    }
    EXPECT_FALSE(ran);
}

TEST(WorkPool, takes_nothing_after_its_end) {
    WorkPool pool(1, 4);
    std::latch started(1);
    std::latch release(1);
    bool ran = false;
    bool finished = false;
    bool taken = true;
    ASSERT_TRUE(pool.submit([&] {
        started.count_down();
        release.wait();
        taken = pool.submit([&] { ran = true; });  // as a job that hands on to the next
        finished = true;
    }));
    started.wait();
    ASSERT_TRUE(pool.submit([&] { ran = true; }));
    std::jthread later([&] {
        while (pool.waiting() != 0) {
            std::this_thread::yield();
        }
        release.count_down();
    });
    pool.stop();
    EXPECT_TRUE(finished);
    EXPECT_FALSE(taken);
    EXPECT_FALSE(pool.submit([&] { ran = true; }));
    EXPECT_EQ(pool.waiting(), 0U);
    pool.stop();  // once more is nothing
    EXPECT_FALSE(ran);
}

}  // namespace
}  // namespace teahouse::gateway
