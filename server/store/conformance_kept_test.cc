// SPDX-License-Identifier: MIT
// Conformance of what administrators leave behind, and of what is asked on their behalf.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

using proto::KeptKind;

proto::PutKept put(KeptKind kind, std::uint64_t id, std::string body, std::string secret = {}) {
    return {
        .record = {.kind = kind, .id = id, .body = std::move(body), .secret = std::move(secret)}};
}

class StoreKept : public ::testing::TestWithParam<BackendKind> {
protected:
    StoreKept() : backend_(make_backend(GetParam())) { reopen(); }
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    Client& client() { return *client_; }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

TEST_P(StoreKept, records_come_back_without_the_audit_log) {
    client().commit({put(KeptKind::ban, 4, std::string("b\0n", 3)),
                     put(KeptKind::applicant, 3, "a", "secret"), put(KeptKind::audit, 9, "log"),
                     put(KeptKind::settings, 1, "old")});
    client().commit_one(put(KeptKind::settings, 1, "new"));
    reopen();
    const Snapshot& snapshot = client().snapshot();
    ASSERT_EQ(snapshot.kept.size(), 3U);
    EXPECT_EQ(snapshot.kept[0].body, "new");
    EXPECT_EQ(snapshot.kept[1].body, std::string("b\0n", 3));
    EXPECT_EQ(snapshot.kept[2].secret, "secret");
    EXPECT_EQ(snapshot.last_kept, 9U);
}

TEST_P(StoreKept, a_record_goes_and_one_that_is_not_there_may) {
    client().commit_one(put(KeptKind::ban, 4, "x"));
    const auto dropped = client().commit({proto::DropKept{.kind = KeptKind::ban, .id = 4},
                                          proto::DropKept{.kind = KeptKind::ban, .id = 5}});
    EXPECT_EQ(dropped.state, proto::TxnState::committed);
    reopen();
    EXPECT_TRUE(client().snapshot().kept.empty());
}

TEST_P(StoreKept, nothing_of_a_transaction_that_fails_is_kept) {
    client().commit_one(put(KeptKind::ban, 4, "before"));
    client().commit({put(KeptKind::ban, 4, "after"), put(KeptKind::ban, 5, "new"),
                     proto::DropKept{.kind = KeptKind::ban, .id = 4},
                     message(RoomId{99}, kAnn, "cmid-0001")});
    client().store().resume();
    reopen();
    ASSERT_EQ(client().snapshot().kept.size(), 1U);
    EXPECT_EQ(client().snapshot().kept[0].body, "before");
}

TEST_P(StoreKept, the_audit_log_is_read_from_its_end) {
    for (std::uint64_t id = 1; id <= 5; ++id) {
        client().commit_one(put(KeptKind::audit, id * 2, std::to_string(id)));
    }
    client().commit_one(put(KeptKind::ban, 7, "none of it"));
    const auto bodies = [&](std::uint64_t before, std::uint32_t limit) {
        std::string all;
        for (const proto::KeptRecord& record :
             client().query({.limit = limit, .audit = true, .before = before}).kept) {
            all += record.body;
        }
        return all;
    };
    EXPECT_EQ(bodies(11, 3), "543");
    EXPECT_EQ(bodies(6, 3), "21");
    EXPECT_EQ(bodies(UINT64_MAX, 9), "54321");
    EXPECT_EQ(bodies(2, 9), "");
}

TEST_P(StoreKept, messages_of_a_sender_are_found_in_all_rooms) {
    client().commit({proto::PutRoom{.room = make_room(1)}, proto::PutRoom{.room = make_room(2)}});
    proto::Event recall = make_event(kRoom, UserId{12}, proto::EventKind::recall);
    recall.ref = Seq{1};
    recall.cmid = "zzz-recall";
    proto::Event sign = make_event(kRoom, kAnn, proto::EventKind::reaction);
    sign.cmid = "cmid-0002a";
    client().commit_one(message(kRoom, kAnn, "cmid-0003"));
    client().commit_one(message(RoomId{2}, kAnn, "cmid-0001"));
    client().commit_one(message(RoomId{2}, UserId{12}, "cmid-0000"));
    client().commit_one(message(kRoom, kAnn, "cmid-0002"));
    client().commit_one(proto::Append{.event = sign});
    client().commit_one(proto::Append{.event = recall});
    const auto first = client().query({.limit = 2, .merged = true, .sender = kAnn});
    ASSERT_EQ(first.events.size(), 2U);
    EXPECT_EQ(first.events[0].room, RoomId{2});
    EXPECT_EQ(first.events[1].cmid, "cmid-0002");
    const auto rest =
        client().query({.limit = 9, .merged = true, .sender = kAnn, .after = "cmid-0002"});
    ASSERT_EQ(rest.events.size(), 1U);
    EXPECT_EQ(rest.events[0].seq, Seq{1});
    ASSERT_TRUE(rest.events[0].merged.has_value());
    EXPECT_EQ(rest.events[0].merged->recalled, UserId{12});
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreKept, ::testing::ValuesIn(backends()),
                         [](const auto& kind) { return name_of(kind.param); });

}  // namespace
}  // namespace teahouse::store::testing
