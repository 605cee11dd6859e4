// SPDX-License-Identifier: MIT
// Disks that are full, fail or lie: what is refused is not stored, what is answered is, and it goes
// on when they heal.
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sqlite3.h>

#include "base/error.h"
#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"
#include "store/testing/shim_vfs.h"

namespace teahouse::store::testing {
namespace {

using proto::TxnState;

constexpr std::string_view kLog = "main.db-wal";

class Faults : public ::testing::Test {
protected:
    Faults() { open(); }

    void open() {
        client_.reset();
        auto store = std::make_unique<SqliteStore>(
            SqliteOptions{.directory = dir_.path(), .writer_cache_kb = 64, .vfs = vfs_.name()});
        store_ = store.get();
        client_ = std::make_unique<Client>(std::move(store));
    }
    // The store as it is after kill -9 right now.
    std::vector<proto::Event> log_after_crash() {
        const TempDir other;
        for (const char* name : {"main.db", "main.db-wal"}) {
            if (std::filesystem::exists(dir_.path() + "/" + name)) {
                std::filesystem::copy_file(dir_.path() + "/" + name, other.path() + "/" + name);
            }
        }
        Client client{std::make_unique<SqliteStore>(SqliteOptions{.directory = other.path()})};
        return client.log(kRoom);
    }

    Client& client() { return *client_; }
    SqliteStore& store() { return *store_; }
    ShimVfs& vfs() { return vfs_; }

    void make_room_1() {
        ASSERT_EQ(client().commit_one(proto::PutRoom{.room = make_room(1)}).state,
                  TxnState::committed);
    }
    proto::TxnResult say(const std::string& cmid, std::size_t bytes = 50) {
        return client().commit_one(message(kRoom, kAnn, cmid, std::string(bytes, 'x')));
    }
    // Writing to the log answers `code` from now on.
    void fail_log_writes(int code) {
        vfs_.set_fault([code](FileOp op, std::string_view file) {
            return op == FileOp::write && file == kLog ? code : SQLITE_OK;
        });
    }
    void heal() {
        vfs_.set_fault({});
        client().store().resume();
    }
    void expect_log(std::size_t size) {
        const std::vector<proto::Event> log = client().log(kRoom);
        ASSERT_EQ(log.size(), size);
        for (std::size_t i = 0; i < size; ++i) {
            EXPECT_EQ(log[i].seq.value, i + 1);
        }
    }

private:
    TempDir dir_;
    ShimVfs vfs_{"faults"};
    std::unique_ptr<Client> client_;
    SqliteStore* store_ = nullptr;  // client_'s
};

TEST_F(Faults, a_full_disk_refuses_writing_and_lets_read) {
    make_room_1();
    ASSERT_EQ(say("message-1").state, TxnState::committed);
    fail_log_writes(SQLITE_FULL);
    for (int i = 0; i < 3; ++i) {
        const proto::TxnResult refused = say("message-2");
        EXPECT_EQ(refused.state, TxnState::failed);
        EXPECT_EQ(refused.error, ErrorCode::read_only);
        EXPECT_TRUE(store().metrics().failing);
        expect_log(1);
        client().store().resume();
    }
    EXPECT_EQ(log_after_crash().size(), 1U);
    heal();
    EXPECT_EQ(say("message-2").events.at(0).seq, Seq{2});
    EXPECT_FALSE(store().metrics().failing);
    open();
    expect_log(2);
}

TEST_F(Faults, the_size_limit_of_tests_is_a_full_disk) {
    make_room_1();
    store().set_disk_limit_kb(256);
    std::uint64_t stored = 0;
    proto::TxnResult last;
    for (int i = 0; i < 100; ++i) {
        last = say("message-" + std::to_string(i), 10'000);
        if (last.state == TxnState::failed) {
            break;
        }
        ++stored;
    }
    EXPECT_EQ(last.error, ErrorCode::read_only);
    EXPECT_GT(stored, 5U);
    expect_log(stored);
    store().set_disk_limit_kb(0);
    client().store().resume();
    EXPECT_EQ(say("after-it", 10'000).events.at(0).seq.value, stored + 1);
}

TEST_F(Faults, the_size_limit_also_holds_from_the_start) {
    const TempDir dir;
    Client small{
        std::make_unique<SqliteStore>(SqliteOptions{.directory = dir.path(), .disk_limit_kb = 40})};
    small.commit_one(proto::PutRoom{.room = make_room(1)});
    EXPECT_EQ(small.commit_one(message(kRoom, kAnn, "message-1", std::string(60'000, 'x'))).error,
              ErrorCode::read_only);
}

TEST_F(Faults, a_commit_that_was_not_synced_is_refused_and_never_returns) {
    make_room_1();
    ASSERT_EQ(say("message-1").state, TxnState::committed);
    std::atomic<int> syncs{0};
    vfs().set_fault([&](FileOp op, std::string_view file) {
        return op == FileOp::sync && file == kLog && syncs++ == 0 ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    });
    const proto::TxnResult refused = say("message-2");
    EXPECT_EQ(refused.state, TxnState::failed);
    EXPECT_EQ(refused.error, ErrorCode::store_unavailable);
    EXPECT_GE(syncs, 2) << "something was committed over it";
    EXPECT_EQ(log_after_crash().size(), 1U) << "refused for certain, so not there after a crash";
    heal();
    EXPECT_EQ(say("message-3").events.at(0).seq, Seq{2});
    EXPECT_EQ(say("message-2").events.at(0).seq, Seq{3});
}

TEST_F(Faults, a_commit_that_cannot_be_settled_has_an_unknown_outcome) {
    make_room_1();
    ASSERT_EQ(say("message-1").state, TxnState::committed);
    vfs().set_fault([&](FileOp op, std::string_view file) {
        return op == FileOp::sync && file == kLog ? SQLITE_IOERR_FSYNC : SQLITE_OK;
    });
    const proto::TxnResult unknown = say("message-2");
    EXPECT_EQ(unknown.state, TxnState::failed);
    EXPECT_EQ(unknown.error, ErrorCode::outcome_unknown);
    EXPECT_LE(log_after_crash().size(), 2U) << "there or not, but sound";
    expect_log(1);
    heal();
    const Seq seq = say("message-2").events.at(0).seq;
    EXPECT_EQ(seq, Seq{2});
    EXPECT_EQ(say("message-2").events.at(0).seq, seq);
    EXPECT_EQ(log_after_crash().size(), 2U);
    open();
    expect_log(2);
}

TEST_F(Faults, a_disk_that_fails_altogether_is_tried_again_with_a_new_connection) {
    make_room_1();
    ASSERT_EQ(say("message-1").state, TxnState::committed);
    vfs().set_fault([](FileOp /*op*/, std::string_view /*file*/) { return SQLITE_IOERR; });
    for (int i = 0; i < 3; ++i) {
        const proto::TxnResult refused = say("message-2");
        EXPECT_EQ(refused.state, TxnState::failed);
        EXPECT_TRUE(refused.error == ErrorCode::store_unavailable ||
                    refused.error == ErrorCode::outcome_unknown);
        client().store().resume();
    }
    heal();
    EXPECT_EQ(say("message-2").events.at(0).seq, Seq{2});
    expect_log(2);
}

TEST_F(Faults, a_query_that_cannot_read_fails_and_the_next_one_works) {
    make_room_1();
    ASSERT_EQ(say("message-1").state, TxnState::committed);
    vfs().set_fault([](FileOp op, std::string_view /*file*/) {
        return op == FileOp::read ? SQLITE_IOERR_READ : SQLITE_OK;
    });
    const proto::EventQuery everything{.room = kRoom, .to = Seq{9}, .limit = 9};
    EXPECT_FALSE(client().query(everything).ok);
    vfs().set_fault({});
    EXPECT_TRUE(client().query(everything).ok);
    EXPECT_EQ(store().metrics().queries_failed, 1U);
}

TEST_F(Faults, nothing_is_written_any_more_once_damage_was_seen) {
    make_room_1();
    for (int i = 0; i < 50; ++i) {
        ASSERT_EQ(say("message-" + std::to_string(i), 3'000).state, TxnState::committed);
    }
    open();  // with nothing in the cache
    vfs().set_fault([](FileOp op, std::string_view file) {
        return op == FileOp::read && file == "main.db" ? SQLITE_CORRUPT : SQLITE_OK;
    });
    EXPECT_FALSE(store().metrics().damaged);
    EXPECT_EQ(say("after-it").error, ErrorCode::store_unavailable);
    EXPECT_TRUE(store().metrics().damaged);
    heal();
    EXPECT_EQ(say("after-it").error, ErrorCode::store_unavailable) << "until a restart";
    EXPECT_TRUE(store().metrics().damaged);
    expect_log(50);
    open();
    EXPECT_EQ(say("after-it").events.at(0).seq, Seq{51});
}

// Lets the n-th write or sync fail, for every n, until all of it works at the first try.
TEST_F(Faults, any_write_may_fail_once) {
    make_room_1();
    constexpr int kRounds = 60;
    constexpr int kMessages = 5;
    std::size_t expected = 0;
    for (int round = 0; round < kRounds; ++round) {
        std::atomic<int> calls{0};
        const int code = round % 2 == 0 ? SQLITE_IOERR_WRITE : SQLITE_FULL;
        vfs().set_fault([&calls, round, code](FileOp op, std::string_view /*file*/) {
            return op != FileOp::read && calls++ == round ? code : SQLITE_OK;
        });
        std::vector<TxnId> ids;
        ids.reserve(kMessages);
        for (int i = 0; i < kMessages; ++i) {
            ids.push_back(client().submit(
                {message(kRoom, kAnn, std::to_string(round) + "-message-" + std::to_string(i),
                         std::string(2'000, 'x'))}));
        }
        for (const TxnId id : ids) {
            client().wait(id);
        }
        heal();
        for (int i = 0; i < kMessages; ++i) {
            const proto::TxnResult again =
                say(std::to_string(round) + "-message-" + std::to_string(i));
            ASSERT_NE(again.state, TxnState::failed) << "round " << round;
        }
        expected += kMessages;
        expect_log(expected);
    }
    EXPECT_EQ(log_after_crash().size(), expected);
}

TEST_F(Faults, metrics_tell_what_happened) {
    make_room_1();
    say("message-1");
    say("message-1");
    client().log(kRoom);
    const StoreMetrics& metrics = store().metrics();
    EXPECT_EQ(metrics.txns_committed, 2U);
    EXPECT_EQ(metrics.txns_duplicate, 1U);
    EXPECT_EQ(metrics.txns_failed, 0U);
    EXPECT_EQ(metrics.txns_queued, 0U);
    EXPECT_EQ(metrics.commits, 3U);
    EXPECT_EQ(metrics.batch_txns.counts[0], 3U);
    EXPECT_EQ(metrics.batch_txns.sum, 3U);
    EXPECT_GT(metrics.commit_us.sum, 0U);
    EXPECT_EQ(metrics.queries, 1U);
}

}  // namespace
}  // namespace teahouse::store::testing
