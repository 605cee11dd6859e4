// SPDX-License-Identifier: MIT
// The manual mode: its owner decides what is committed, fails, is answered late or is lost.
#include "store/memory/memory_store.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "proto/records.h"
#include "store/memory/state.h"
#include "store/store.h"
#include "store/testing/samples.h"

namespace teahouse::store {
namespace {

using proto::TxnState;
using testing::kAnn;
using testing::kRoom;
using testing::make_room;
using testing::message;

class ManualStore : public ::testing::Test {
protected:
    ManualStore() { begin({}); }

    void begin(MemoryState state) {
        store_ = std::make_unique<MemoryStore>(CommitMode::manual, std::move(state));
        snapshot_ = store_->load().value();
        store_->start(
            {.on_txns =
                 [this](std::vector<proto::TxnResult> results) {
                     ++calls_;
                     for (proto::TxnResult& result : results) {
                         results_.push_back(std::move(result));
                     }
                 },
             .on_query =
                 [this](proto::QueryResult answer) { answers_.push_back(std::move(answer)); }});
    }
    void submit(proto::Write write) {
        proto::Txn txn{.id = TxnId{++last_txn_}};
        txn.writes.push_back(std::move(write));
        store().submit(std::move(txn));
    }
    void say(const std::string& cmid) { submit(message(kRoom, kAnn, cmid)); }
    void ask(std::uint64_t id) {
        store().query({.id = QueryId{id}, .room = kRoom, .to = Seq{99}, .limit = 99});
    }
    // c committed, d duplicate, f failed
    std::string states() {
        std::string states;
        for (const proto::TxnResult& result : results_) {
            states += "cdf"[static_cast<std::size_t>(result.state)];
        }
        return states;
    }
    MemoryStore& store() { return *store_; }

    Snapshot snapshot_;
    std::vector<proto::TxnResult> results_;
    std::vector<proto::QueryResult> answers_;
    int calls_ = 0;

private:
    std::unique_ptr<MemoryStore> store_;
    std::uint64_t last_txn_ = 0;
};

TEST_F(ManualStore, commits_when_told_and_as_many) {
    submit(proto::PutRoom{.room = make_room(1)});
    for (const char* cmid : {"message-1", "message-2", "message-3"}) {
        say(cmid);
    }
    EXPECT_EQ(states(), "");
    EXPECT_EQ(store().commit_next(3), 3U);
    EXPECT_EQ(calls_, 1) << "one group commit";
    EXPECT_EQ(store().queued_txns(), 1U);
    EXPECT_EQ(store().commit_next(100), 1U);
    EXPECT_EQ(store().commit_next(100), 0U);
    EXPECT_EQ(calls_, 2);
    EXPECT_EQ(states(), "cccc");
    EXPECT_EQ(store().state().log(kRoom).size(), 3U);
}

TEST_F(ManualStore, a_failure_poisons_what_was_submitted_before_resume) {
    submit(proto::PutRoom{.room = make_room(1)});
    store().commit_next();
    say("message-1");
    say("message-2");
    say("message-3");
    EXPECT_EQ(store().fail_next(ErrorCode::read_only, 2), 2U);
    say("message-4");
    store().resume();
    say("message-5");
    store().commit_next(100);
    EXPECT_EQ(states(), "cffffc");
    EXPECT_EQ(results_[4].error, ErrorCode::read_only);
    EXPECT_EQ(results_[5].events.at(0).seq, Seq{1});
}

TEST_F(ManualStore, a_crash_keeps_what_was_committed_and_as_much_of_the_queue_as_wanted) {
    submit(proto::PutRoom{.room = make_room(1)});
    say("message-1");
    store().commit_next(2);
    say("message-2");
    say("message-3");
    ask(1);
    begin(store().crash({.queued_stored = 1}));
    EXPECT_EQ(states(), "cc") << "nobody was told of the second";
    EXPECT_TRUE(answers_.empty());
    EXPECT_EQ(snapshot_.rooms.at(0).head, Seq{2});
    say("message-2");
    say("message-3");
    store().commit_next(2);
    EXPECT_EQ(states(), "ccdc");
}

TEST_F(ManualStore, an_unknown_outcome_may_turn_up_after_a_crash) {
    submit(proto::PutRoom{.room = make_room(1)});
    store().commit_next();
    say("message-1");
    store().fail_next(ErrorCode::outcome_unknown);
    const MemoryState before = store().state();
    EXPECT_TRUE(before.log(kRoom).empty());
    begin(store().crash({.unknown_stored = true}));
    EXPECT_EQ(snapshot_.rooms.at(0).head, Seq{1});
    say("message-1");
    store().commit_next();
    EXPECT_EQ(states(), "cfd");
}

TEST_F(ManualStore, a_later_commit_settles_an_unknown_outcome) {
    submit(proto::PutRoom{.room = make_room(1)});
    store().commit_next();
    say("message-1");
    store().fail_next(ErrorCode::outcome_unknown);
    store().resume();
    say("message-2");
    store().commit_next();
    begin(store().crash({.unknown_stored = true}));
    EXPECT_EQ(snapshot_.rooms.at(0).head, Seq{1});
}

TEST_F(ManualStore, answers_queries_in_any_order_and_with_what_was_read_then) {
    submit(proto::PutRoom{.room = make_room(1)});
    say("message-1");
    store().commit_next(2);
    ask(1);
    ask(2);
    ask(3);
    store().run_query(0);
    say("message-2");
    store().commit_next();
    store().answer_query(1);
    store().fail_query(1);
    store().answer_query(0);
    ASSERT_EQ(answers_.size(), 3U);
    EXPECT_EQ(answers_[0].id, QueryId{2});
    EXPECT_EQ(answers_[0].events.size(), 2U);
    EXPECT_EQ(answers_[1].id, QueryId{3});
    EXPECT_FALSE(answers_[1].ok);
    EXPECT_EQ(answers_[2].id, QueryId{1});
    EXPECT_EQ(answers_[2].events.size(), 1U) << "read before the second message";
}

TEST(ImmediateStore, fails_the_next_submit_if_told_so) {
    std::vector<proto::TxnResult> results;
    MemoryStore store;
    store.start({.on_txns =
                     [&](std::vector<proto::TxnResult> some) {
                         results.insert(results.end(), some.begin(), some.end());
                     },
                 .on_query = [](const proto::QueryResult& /*result*/) {}});
    store.fail_next(ErrorCode::store_unavailable);
    const proto::Write write = proto::PutRoom{.room = make_room(1)};
    store.submit({.id = TxnId{1}, .writes = {write}});
    store.submit({.id = TxnId{2}, .writes = {write}});
    store.resume();
    store.submit({.id = TxnId{3}, .writes = {write}});
    ASSERT_EQ(results.size(), 3U);
    EXPECT_EQ(results[0].error, ErrorCode::store_unavailable);
    EXPECT_EQ(results[1].state, TxnState::failed);
    EXPECT_EQ(results[2].state, TxnState::committed);
}

}  // namespace
}  // namespace teahouse::store
