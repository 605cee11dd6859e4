// SPDX-License-Identifier: MIT
// Who may lead, as the scripts of the log decide it in a real server that became another one.
#include <chrono>
#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>

#include <gtest/gtest.h>

#include "redis/link.h"
#include "resp/url.h"
#include "servers.h"
#include "store/redis/log.h"
#include "store/redis/redis_log.h"

namespace teahouse::store::testing {
namespace {

using resp::live::Folder;
using resp::live::Redis;

constexpr std::int64_t kSettleTestMs = 700;
constexpr std::int64_t kHeadTestMs = 1'000;
constexpr auto kAskAgain = std::chrono::milliseconds(50);

// A log whose leader was the node "led", in term 1 and up to entry 1, before the server became
// another one.
class Election : public ::testing::Test {
protected:
    Election() {
        link_->start();
        const AcquireAnswer won = acquire({.node = "led"});
        EXPECT_EQ(won.state, AcquireState::acquired);
        EXPECT_EQ(won.term, 1U);
        const AppendAnswer put = answer_of<AppendAnswer>([&](auto answer) {
            log_->put_snapshot(1, {.id = "s", .position = {.term = 1, .index = 1}}, kUid, true,
                               answer);
        });
        EXPECT_EQ(put.state, AppendState::appended);
        const Beat leads{.node = "led", .head = kHead, .term = 1, .whole = 1};
        EXPECT_TRUE(beat(leads).leads);
        redis_.kill();
        std::this_thread::sleep_for(std::chrono::milliseconds(kLeaseTestMs));  // it lapses
        redis_.start();
    }
    ~Election() override { link_->stop(); }

    template <class Answer>
    Answer answer_of(const std::function<void(std::function<void(const Answer&)>)>& ask) {
        std::promise<Answer> told;
        link_->post([&] { ask([&](const Answer& answer) { told.set_value(answer); }); });
        return told.get_future().get();
    }
    BeatAnswer beat(const Beat& beat) {
        return answer_of<BeatAnswer>([&](auto answer) { log_->beat(beat, answer); });
    }
    AcquireAnswer ask(const Beat& beat) {
        return answer_of<AcquireAnswer>([&](auto answer) { log_->acquire(beat, kUid, answer); });
    }
    // Until there is an answer other than to ask again.
    AcquireAnswer acquire(const Beat& beat, const std::function<void()>& meanwhile = [] {}) {
        for (;;) {
            meanwhile();
            const AcquireAnswer answer = ask(beat);
            if (answer.state != AcquireState::settle && answer.state != AcquireState::lost) {
                return answer;
            }
            waited_since_ += kAskAgain;
            std::this_thread::sleep_for(kAskAgain);
        }
    }

    static constexpr const char* kUid = "store";
    static constexpr LogHead kHead = {.term = 1, .index = 1};
    static constexpr std::int64_t kLeaseTestMs = 600;
    const Beat led_ = {.node = "led", .head = kHead, .term = 1, .whole = 1, .leading = true};
    const Beat other_ = {.node = "other", .head = kHead, .term = 1};
    std::chrono::milliseconds waited_since_{0};

private:
    Folder folder_;
    Redis redis_{folder_, {"--appendonly", "yes", "--appendfsync", "always"}};
    std::unique_ptr<redis::Link> link_ =
        redis::Link::open(
            {.url = resp::parse_url("redis://127.0.0.1:" + std::to_string(redis_.port())).value(),
             .name = "election"})
            .value();
    std::unique_ptr<RedisLog> log_ = RedisLog::make(*link_, {.prefix = "tea",
                                                             .lease_ms = kLeaseTestMs,
                                                             .head_ms = kHeadTestMs,
                                                             .settle_ms = kSettleTestMs})
                                         .value();
};

TEST_F(Election, gives_way_to_who_led) {
    Beat heard = led_;
    heard.term = 0;  // as one that waits to come back
    bool settled = false;
    for (int i = 0; !settled; ++i) {
        ASSERT_LT(i, 100);
        EXPECT_TRUE(beat(heard).answered);
        EXPECT_EQ(ask(other_).state, AcquireState::settle);
        const AcquireAnswer back = ask(led_);
        settled = back.state == AcquireState::acquired;
        EXPECT_FALSE(back.doubt);
        std::this_thread::sleep_for(kAskAgain);
    }
    EXPECT_EQ(ask(other_).state, AcquireState::held);
}

TEST_F(Election, waits_for_who_led_only_so_long) {
    Beat heard = led_;
    heard.term = 0;
    const AcquireAnswer won = acquire(other_, [&] { EXPECT_TRUE(beat(heard).answered); });
    EXPECT_EQ(won.state, AcquireState::acquired);
    EXPECT_FALSE(won.doubt) << "it has as much as who led";
    EXPECT_GT(won.term, 1U);
    EXPECT_GE(waited_since_.count(), kSettleTestMs) << "who led could have come";
}

TEST_F(Election, doubts_where_who_led_was_not_heard) {
    const AcquireAnswer won = acquire(other_);
    EXPECT_EQ(won.state, AcquireState::acquired);
    EXPECT_TRUE(won.doubt);
}

TEST_F(Election, believes_who_led_also_when_it_has_gone) {
    EXPECT_TRUE(beat({.node = "led", .head = kHead, .whole = 1}).answered);
    const AcquireAnswer won = acquire(other_);
    EXPECT_EQ(won.state, AcquireState::acquired);
    EXPECT_FALSE(won.doubt);
}

TEST_F(Election, follows_who_has_more_than_who_led) {
    EXPECT_TRUE(beat({.node = "led", .head = kHead, .whole = 1}).answered);
    EXPECT_TRUE(beat({.node = "more", .head = {.term = 1, .index = 2}}).answered);
    const AcquireAnswer behind = acquire(other_);
    EXPECT_EQ(behind.state, AcquireState::behind);
    const AcquireAnswer won = acquire({.node = "more", .head = {.term = 1, .index = 2}, .term = 1});
    EXPECT_EQ(won.state, AcquireState::acquired);
    EXPECT_FALSE(won.doubt);
}

}  // namespace
}  // namespace teahouse::store::testing
