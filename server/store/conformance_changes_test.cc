// SPDX-License-Identifier: MIT
// What every store must do with changes of messages (proto/merge.h), run against each of them.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

using proto::EventKind;
using proto::MemberChange;

class StoreChanges : public ::testing::TestWithParam<BackendKind> {
protected:
    StoreChanges() : backend_(make_backend(GetParam())) {
        reopen();
        client_->commit({proto::PutRoom{make_room(kRoom.value)},
                         put_member(make_member(kRoom, kAnn), MemberChange::founds),
                         put_member(make_member(kRoom, kBob), MemberChange::founds)});
    }

    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    Client& client() { return *client_; }
    proto::Event add(proto::Append append) {
        return client_->commit_one(std::move(append)).events.at(0);
    }
    proto::Event change(EventKind kind, std::uint64_t ref, proto::Body body = {},
                        UserId from = kAnn) {
        proto::Event event = make_event(kRoom, from, kind);
        event.ref = Seq{ref};
        event.body = std::move(body);
        return add({.event = std::move(event)});
    }
    std::vector<proto::Event> merged() {
        return client_
            ->query({.room = kRoom,
                     .from = Seq{1},
                     .to = Seq{UINT64_MAX},
                     .limit = UINT32_MAX,
                     .merged = true})
            .events;
    }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

INSTANTIATE_TEST_SUITE_P(Stores, StoreChanges, ::testing::ValuesIn(backends()),
                         [](const ::testing::TestParamInfo<BackendKind>& kind) {
                             return name_of(kind.param);
                         });

TEST_P(StoreChanges, shows_the_newest_text_and_keeps_what_was_logged) {
    add(message(kRoom, kAnn, "cmid-0001", "first"));
    change(EventKind::edit, 1, {.text = "second"});
    change(EventKind::reaction, 1, {.sign = "👍"}, kBob);
    EXPECT_EQ(client().log(kRoom)[0].body.text, "first");
    const proto::Event now = merged().at(0);
    EXPECT_EQ(now.body.text, "second");
    EXPECT_EQ(now.merged->edit, Seq{2});
    EXPECT_EQ(now.merged->reactions->at(0).users, std::vector{kBob});
    EXPECT_EQ(now.cmid, "cmid-0001");
    reopen();
    EXPECT_EQ(merged().at(0), now);
    const proto::Event last = client().snapshot().rooms.at(0).last.value_or(proto::Event{});
    EXPECT_EQ(last.body.text, "second");
    EXPECT_FALSE(last.merged->reactions.has_value());
}

TEST_P(StoreChanges, removes_the_words_of_a_recalled_message_and_of_its_edits) {
    add(message(kRoom, kAnn, "cmid-0001", "first"));
    change(EventKind::edit, 1, {.text = "second"});
    change(EventKind::recall, 1);
    EXPECT_EQ(change(EventKind::edit, 1, {.text = "late"}).body, proto::Body{});
    for (const proto::Event& event : client().log(kRoom)) {
        EXPECT_EQ(event.body, proto::Body{}) << event.seq.value;
    }
    EXPECT_EQ(merged().at(0).merged->recalled, kAnn);
    reopen();
    EXPECT_EQ(client().snapshot().rooms.at(0).last->merged->recalled, kAnn);
    EXPECT_EQ(client().snapshot().rooms.at(0).count, 1U);
}

TEST_P(StoreChanges, keeps_pins_and_mentions) {
    proto::Append named = message(kRoom, kAnn, "cmid-0001", "@bob");
    named.event.body.mentions = {kBob, kAnn};
    add(std::move(named));
    proto::Append all = message(kRoom, kAnn, "cmid-0002", "@all");
    all.event.body.all = true;
    add(std::move(all));
    change(EventKind::pin, 2);
    change(EventKind::pin, 1);
    reopen();
    EXPECT_EQ(client().snapshot().rooms.at(0).pins, (std::vector{Seq{2}, Seq{1}}));
    EXPECT_EQ(client().snapshot().mentions,
              (std::vector<proto::MentionRecord>{
                  {.room = kRoom, .seq = Seq{2}, .from = kAnn},
                  {.room = kRoom, .user = kBob, .seq = Seq{1}, .from = kAnn}}));
    client().commit_one(read_mark(kRoom, kBob, Seq{1}));
    change(EventKind::recall, 2);
    reopen();
    EXPECT_EQ(client().snapshot().rooms.at(0).pins, std::vector{Seq{1}});
    EXPECT_TRUE(client().snapshot().mentions.empty());
}

TEST_P(StoreChanges, counts_announcements_and_reminders_as_mentions) {
    add(message(kRoom, kAnn, "cmid-0001", "read this"));
    proto::Event announcement = make_event(kRoom, kAnn, EventKind::announcement);
    announcement.body = {.text = "tea at five", .all = true};
    client().commit_one(proto::Append{announcement});
    proto::Event nudge = make_event(kRoom, kAnn, EventKind::nudge);
    nudge.ref = Seq{1};
    nudge.body.mentions = {kBob};
    client().commit_one(proto::Append{nudge});
    reopen();
    EXPECT_EQ(client().snapshot().mentions,
              (std::vector<proto::MentionRecord>{
                  {.room = kRoom, .seq = Seq{2}, .from = kAnn},
                  {.room = kRoom, .user = kBob, .seq = Seq{3}, .from = kAnn}}));
    EXPECT_EQ(client().snapshot().rooms.at(0).count, 1U);
}

TEST_P(StoreChanges, keeps_polls_and_counts_their_votes) {
    proto::Append asked = message(kRoom, kAnn, "cmid-0001", "tea?");
    asked.event.kind = EventKind::poll;
    asked.event.body.poll =
        proto::Poll{.options = {{.text = "yes"}, {.text = "no"}}, .anonymous = true};
    add(std::move(asked));
    change(EventKind::vote, 1, {.choices = {{1}}, .secret = true});
    const proto::Event vote = change(EventKind::vote, 1, {.choices = {{0}}, .secret = true}, kBob);
    EXPECT_EQ(vote.body.tally, (proto::Tally{.counts = {1, 1}, .voters = 2}));
    change(EventKind::vote, 1, {.choices = {{1}}, .secret = true}, kBob);
    change(EventKind::poll_end, 1);
    const proto::Event late = change(EventKind::vote, 1, {.choices = {{0}}, .secret = true}, kBob);
    EXPECT_FALSE(late.body.choices.has_value());
    EXPECT_EQ(late.body.tally, (proto::Tally{.counts = {0, 2}, .voters = 2}));
    EXPECT_EQ(change(EventKind::poll_end, 1).body.off, true);
    reopen();
    const proto::PollState state = merged().at(0).merged->poll.value_or(proto::PollState{});
    EXPECT_EQ(state.tally, (proto::Tally{.counts = {0, 2}, .voters = 2}));
    EXPECT_EQ(state.votes->size(), 2U);
    EXPECT_EQ(state.ended, merged().at(4).at);
    // A poll is a message: it counts, is previewed by its question, and is found by its author.
    const proto::RoomRecord room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.count, 1U);
    EXPECT_EQ(room.last->body, proto::Body{.text = "tea?"});
    EXPECT_FALSE(room.last->merged.has_value());
    const auto written = client().query({.limit = 9, .sender = kAnn}).events;
    ASSERT_EQ(written.size(), 1U);
    EXPECT_EQ(written[0].kind, EventKind::poll);
    change(EventKind::recall, 1);
    EXPECT_FALSE(merged().at(0).body.poll.has_value());
    EXPECT_FALSE(merged().at(0).merged->poll.has_value());
}

TEST_P(StoreChanges, counts_each_confirmation_once) {
    proto::Append asked = message(kRoom, kAnn, "cmid-0001", "read this");
    asked.event.body.confirm = true;
    add(std::move(asked));
    add(message(kRoom, kAnn, "cmid-0002", "only words"));
    EXPECT_EQ(change(EventKind::confirm, 1, {}, kBob).body.tally->voters, 1U);
    EXPECT_EQ(change(EventKind::confirm, 1, {}, kBob).body.off, true);
    EXPECT_EQ(change(EventKind::confirm, 1).body.tally->voters, 2U);
    EXPECT_EQ(change(EventKind::confirm, 2, {}, kBob).body.off, true);
    reopen();
    EXPECT_EQ(merged().at(0).merged->confirms, 2U);
    EXPECT_FALSE(merged().at(0).merged->confirmed.has_value());
    EXPECT_FALSE(merged().at(1).merged.has_value());
    // Whose view it is, and who they are.
    const auto seen_by = [&](UserId viewer) {
        const auto page = client().query({.room = kRoom,
                                          .from = Seq{1},
                                          .to = Seq{2},
                                          .limit = 9,
                                          .merged = true,
                                          .viewer = viewer});
        return page.events.at(0).merged->confirmed.value_or(false);
    };
    EXPECT_TRUE(seen_by(kBob));
    EXPECT_FALSE(seen_by(UserId{99}));
    const auto who = [&](std::uint32_t limit) {
        return client().query({.room = kRoom, .limit = limit, .confirms = Seq{1}}).users;
    };
    EXPECT_EQ(who(9), (std::vector{kAnn, kBob}));
    EXPECT_EQ(who(1), std::vector{kAnn});
    // Neither unread nor previewed; and nothing is left of it when the message is taken back.
    const proto::RoomRecord room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.count, 2U);
    change(EventKind::recall, 1);
    EXPECT_FALSE(merged().at(0).merged->confirms.has_value());
    EXPECT_EQ(change(EventKind::confirm, 1, {}, UserId{99}).body.off, true);
}

TEST_P(StoreChanges, removes_what_expired_and_nothing_else) {
    add(message(kRoom, kAnn, "cmid-0001", "old"));
    proto::Append named = message(kRoom, kAnn, "cmid-0002", "@bob");
    named.event.body.mentions = {kBob};
    add(std::move(named));
    add(message(kRoom, kBob, "cmid-0003", "young"));
    change(EventKind::pin, 1);
    change(EventKind::pin, 3);
    change(EventKind::reaction, 1, {.sign = "👍"}, kBob);
    const proto::Event edit = change(EventKind::edit, 1, {.text = "old, but edited"});
    change(EventKind::expired, 2, {}, UserId{});
    const proto::Event late = change(EventKind::edit, 2, {.text = "late"});
    EXPECT_EQ(late.body, proto::Body{});
    EXPECT_EQ(change(EventKind::pin, 1).body.off, true);
    reopen();
    const std::vector<proto::Event> log = client().log(kRoom);
    EXPECT_EQ(log.size(), 10U);
    EXPECT_EQ(log[0].body, proto::Body{});
    EXPECT_EQ(log[1].body, proto::Body{});
    EXPECT_EQ(log[2].body.text, "young");
    EXPECT_EQ(log[edit.seq.value - 1].body, proto::Body{});
    EXPECT_FALSE(merged().at(0).merged.has_value());
    const proto::RoomRecord room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.gone, Seq{2});
    EXPECT_EQ(room.gone_count, 2U);
    EXPECT_EQ(room.count, 3U);
    EXPECT_EQ(room.pins, std::vector{Seq{3}});
    EXPECT_EQ(room.last->body.text, "young");
    EXPECT_TRUE(client().snapshot().mentions.empty());
    // What was said is said: the same client id is no second message.
    proto::Append again = message(kRoom, kAnn, "cmid-0001", "old");
    EXPECT_EQ(client().commit_one(std::move(again)).state, proto::TxnState::duplicate);
}

TEST_P(StoreChanges, a_log_may_expire_to_its_end) {
    const TimeMs said = add(message(kRoom, kAnn, "cmid-0001", "old")).at;
    proto::Event all = make_event(kRoom, UserId{}, EventKind::expired);
    all.ref = Seq{99};  // not what comes later
    all.at = said + 1'000;
    EXPECT_EQ(add({.event = std::move(all)}).ref, Seq{1});
    reopen();
    proto::RoomRecord room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.head, Seq{2});
    EXPECT_EQ(room.last_at, said);
    EXPECT_FALSE(room.last.has_value());
    add(message(kRoom, kAnn, "cmid-0002", "new"));
    reopen();
    room = client().snapshot().rooms.at(0);
    EXPECT_EQ(room.last->body.text, "new");
    EXPECT_EQ(room.count, 2U);
}

TEST_P(StoreChanges, answers_single_messages) {
    add(message(kRoom, kAnn, "cmid-0001", "one"));
    add(message(kRoom, kAnn, "cmid-0002", "two"));
    change(EventKind::edit, 2, {.text = "three"});
    const auto events =
        client().query({.room = kRoom, .merged = true, .seqs = {Seq{2}, Seq{9}}}).events;
    ASSERT_EQ(events.size(), 1U);
    EXPECT_EQ(events[0].body.text, "three");
}

TEST_P(StoreChanges, does_nothing_twice_for_one_client_id) {
    add(message(kRoom, kAnn, "cmid-0001", "one"));
    proto::Event event = make_event(kRoom, kAnn, EventKind::edit);
    event.ref = Seq{1};
    event.cmid = "cmid-edit";
    event.body.text = "two";
    EXPECT_EQ(client().commit_one(proto::Append{event}).state, proto::TxnState::committed);
    event.body.text = "three";
    const proto::TxnResult again = client().commit_one(proto::Append{event});
    EXPECT_EQ(again.state, proto::TxnState::duplicate);
    EXPECT_EQ(again.events.at(0).seq, Seq{2});
    EXPECT_EQ(merged().at(0).body.text, "two");
}

}  // namespace
}  // namespace teahouse::store::testing
