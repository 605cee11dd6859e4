// SPDX-License-Identifier: MIT
// Calls where text cannot show them: a store that refuses, processes that die, accounts that are
// switched off in a call. The engine in virtual time, on a store in memory.
#include "chat/calls.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_calls.h"
#include "base/one_of.h"
#include "chat/call_quality.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"

namespace teahouse::chat::calls_test {
namespace {

constexpr TimeMs kStart = 1'000'000;
constexpr TimeMs kRing = 45'000;

EngineConfig config(bool calls = true) { return {.notify_key = "key", .calls = calls}; }

class Calls : public ::testing::Test {
protected:
    Calls() {
        ann_ = add_account("ann", 1);
        bob_ = add_account("bob", 2);
        ann_at_ = connect(1);
        bob_at_ = connect(2);
        talk_ =
            reply<proto::RoomCreateReply>(
                ann_at_, proto::RoomCreateRequest{.kind = proto::RoomKind::direct, .users = {bob_}})
                .room.id;
    }
    ~Calls() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }
    store::MemoryStore& store() { return host().store(); }

    // From now on the store leaves what it gets where it is.
    void hold() { holding_ = true; }
    void go() {
        holding_ = false;
        settle();
    }
    void settle() {
        while (!holding_ && store().queued_txns() + store().queued_queries() > 0) {
            store().commit_next(64);
            while (store().queued_queries() > 0) {
                store().answer_query(0);
            }
        }
        host().engine().check_invariants();
    }
    void apply(Command command) {
        host().apply(std::move(command));
        settle();
    }

    void restart(bool calls = true) {
        const TimeMs now = host().now();
        store::MemoryState kept = host().crash({});
        host_ = std::make_unique<testkit::Host>(config(calls), store::CommitMode::manual,
                                                std::move(kept), now);
        settle();
    }
    static proto::TokenHash token(std::uint8_t who) {
        proto::TokenHash hash{};
        hash.fill(who);
        return hash;
    }
    UserId add_account(const std::string& name, std::uint8_t who) {
        const SessionId session{++last_session_};
        host().connect(session);
        apply(Register{.session = session,
                       .name = name,
                       .name_key = name,
                       .password_hash = "hash",
                       .token = token(who)});
        return std::get<proto::UserInfo>(host().take_login(session).value().result).id;
    }
    SessionId connect(std::uint8_t who) {
        const SessionId session{++last_session_};
        apply(Hello{.session = session,
                    .re = 1,
                    .token = token(who),
                    .request = {.version = proto::kProtocolVersion}});
        return session;
    }
    std::variant<proto::Reply, Error> ask(SessionId session, proto::Request request) {
        const std::string number = std::to_string(++last_secret_);
        const std::string half = std::string(32 - number.size(), '0') + number;
        const std::uint64_t re = ++last_re_ + 1;
        apply(Request{
            .session = session, .re = re, .request = std::move(request), .secret = half + half});
        std::optional<std::variant<proto::Reply, Error>> found;
        for (testkit::Received& received : host().take(session)) {
            auto* answered = std::get_if<testkit::Answered>(&received);
            if (answered != nullptr && answered->re == re) {
                found = std::move(answered->result);
            } else if (auto* push = std::get_if<proto::Push>(&received)) {
                pushes_.emplace_back(session, std::move(*push));
            }
        }
        EXPECT_TRUE(found) << "no answer";
        return found.value_or(Error{});
    }
    // The answer waits for the store.
    void ask_only(SessionId session, proto::Request request) {
        apply(Request{.session = session, .re = ++last_re_ + 1, .request = std::move(request)});
    }
    template <class Reply>
    Reply reply(SessionId session, proto::Request request) {
        auto answer = ask(session, std::move(request));
        if (const auto* error = std::get_if<Error>(&answer); error != nullptr) {
            ADD_FAILURE() << error->message;
            return {};
        }
        return get<Reply>(std::get<proto::Reply>(std::move(answer)));
    }
    ErrorCode refused(SessionId session, proto::Request request) {
        const auto answer = ask(session, std::move(request));
        const auto* error = std::get_if<Error>(&answer);
        return error == nullptr ? ErrorCode::internal : error->code;
    }
    proto::CallSeat start(SessionId session) {
        return reply<proto::CallStartReply>(
                   session, proto::CallStartRequest{.room = talk_,
                                                    .kind = proto::CallKind::audio,
                                                    .ref = "starting-" + std::to_string(last_re_)})
            .seat;
    }
    proto::CallSeat accept(SessionId session, const std::string& call) {
        return reply<proto::CallAcceptReply>(session,
                                             proto::CallAcceptRequest{.call = call, .audio = true})
            .seat;
    }
    void pass(TimeMs ms) {
        host().advance_to(host().now() + ms);
        settle();
    }
    // The pushes of a kind to a session so far.
    template <class P>
    std::vector<P> pushed(SessionId session) {
        for (testkit::Received& received : host().take(session)) {
            if (auto* push = std::get_if<proto::Push>(&received)) {
                pushes_.emplace_back(session, std::move(*push));
            }
        }
        std::vector<P> found;
        for (const auto& [to, push] : pushes_) {
            if (const auto* one = get_if<P>(&push); one != nullptr && to == session) {
                found.push_back(*one);
            }
        }
        return found;
    }
    // The lines of calls in the log.
    std::vector<proto::Event> rows() {
        std::vector<proto::Event> found;
        for (const proto::Event& event : store().state().log(talk_)) {
            if (event.body.call) {
                found.push_back(event);
            }
        }
        return found;
    }
    // Records of calls that the store holds.
    std::size_t records() {
        const auto kept = store().state().snapshot().kept;
        return static_cast<std::size_t>(
            std::ranges::count(kept, proto::KeptKind::call, &proto::KeptRecord::kind));
    }

    UserId ann_;
    UserId bob_;
    SessionId ann_at_;
    SessionId bob_at_;
    RoomId talk_;

private:
    std::unique_ptr<testkit::Host> host_ = std::make_unique<testkit::Host>(
        config(), store::CommitMode::manual, store::MemoryState(), kStart);
    bool holding_ = false;
    std::vector<std::pair<SessionId, proto::Push>> pushes_;
    std::uint64_t last_session_ = 0;
    std::uint64_t last_secret_ = 0;
    std::uint64_t last_re_ = 1;
};

TEST_F(Calls, a_ring_does_not_wait_for_the_store) {
    hold();
    const proto::CallSeat seat = start(ann_at_);
    ASSERT_EQ(pushed<proto::RingPush>(bob_at_).size(), 1U);
    EXPECT_EQ(pushed<proto::RingPush>(bob_at_).front().ring.id, seat.call.id);
    EXPECT_EQ(records(), 0U);
    store().commit_next(9);
    EXPECT_EQ(records(), 1U);
}

TEST_F(Calls, a_line_that_the_store_refuses_comes_later_and_once) {
    const proto::CallSeat seat = start(ann_at_);
    hold();
    reply<proto::CallLeaveReply>(ann_at_, proto::CallLeaveRequest{.call = seat.call.id});
    for (int i = 0; i < 8; ++i) {  // longer than any number of attempts that gives up
        store().fail_next(ErrorCode::read_only, 9);
        pass(limits::kCallRetryMaxMs);
        EXPECT_TRUE(rows().empty());
        EXPECT_EQ(records(), 1U);
    }
    go();
    store().commit_next(9);
    pass(limits::kCallRetryMaxMs);
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().body.call->end, proto::CallEnd::cancelled);
    EXPECT_EQ(rows().front().kind, proto::EventKind::missed_call);
    EXPECT_EQ(records(), 0U);
    pass(10 * limits::kCallRetryMaxMs);
    EXPECT_EQ(rows().size(), 1U);
}

TEST_F(Calls, a_line_comes_even_if_the_store_never_had_the_call) {
    hold();
    const proto::CallSeat seat = start(ann_at_);
    reply<proto::CallLeaveReply>(ann_at_, proto::CallLeaveRequest{.call = seat.call.id});
    store().fail_next(ErrorCode::store_unavailable, 9);
    go();
    pass(2 * limits::kCallRetryMs);
    EXPECT_EQ(rows().size(), 1U);
    EXPECT_EQ(records(), 0U);
}

TEST_F(Calls, a_line_of_which_nobody_knows_is_tried_again) {
    const proto::CallSeat seat = start(ann_at_);
    hold();
    reply<proto::CallLeaveReply>(ann_at_, proto::CallLeaveRequest{.call = seat.call.id});
    store().fail_next(ErrorCode::outcome_unknown, 9);
    EXPECT_TRUE(rows().empty());
    go();
    pass(4 * limits::kCallRetryMs);
    EXPECT_EQ(rows().size(), 1U);
    EXPECT_EQ(records(), 0U);
}

TEST_F(Calls, camera_and_hand_are_not_written) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    hold();
    const std::size_t before = store().queued_txns();
    reply<proto::CallMediaReply>(
        ann_at_, proto::CallMediaRequest{
                     .call = seat.call.id, .video = true, .hand = true, .connected = true});
    EXPECT_EQ(store().queued_txns(), before);
    go();
}

TEST_F(Calls, after_a_restart_counters_are_behind_what_was_told) {
    const proto::CallSeat seat = start(ann_at_);
    const proto::CallSeat bobs = accept(bob_at_, seat.call.id);
    for (int i = 0; i < 3; ++i) {
        reply<proto::CallSignalReply>(
            bob_at_, proto::CallSignalRequest{
                         .call = seat.call.id, .to = seat.leg, .epoch = 1, .last = true});
    }
    const std::uint32_t rev = pushed<proto::CallsPush>(ann_at_).back().calls.front().rev;
    restart();
    ann_at_ = connect(1);
    bob_at_ = connect(2);
    const auto again = pushed<proto::CallsPush>(ann_at_);
    ASSERT_FALSE(again.empty());
    EXPECT_GT(again.front().calls.front().rev, rev);
    reply<proto::CallResumeReply>(
        bob_at_, proto::CallResumeRequest{
                     .call = seat.call.id, .leg = bobs.leg, .token = bobs.token, .last = 0});
    reply<proto::CallSignalReply>(
        bob_at_, proto::CallSignalRequest{
                     .call = seat.call.id, .to = seat.leg, .epoch = 1, .candidate = "new"});
    const auto back = reply<proto::CallResumeReply>(
        ann_at_, proto::CallResumeRequest{
                     .call = seat.call.id, .leg = seat.leg, .token = seat.token, .last = 3});
    EXPECT_EQ(back.seat.seq, 4U);
    const auto signals = pushed<proto::SignalPush>(ann_at_);
    ASSERT_EQ(signals.size(), 1U);
    EXPECT_EQ(signals.back().seq, 4U) << "it goes on where it was";
    EXPECT_EQ(signals.back().candidate, "new");
}

TEST_F(Calls, a_server_that_has_no_calls_any_more_ends_those_that_it_finds) {
    start(ann_at_);
    restart(false);
    pass(1);
    ASSERT_EQ(rows().size(), 1U);
    EXPECT_EQ(rows().front().body.call->end, proto::CallEnd::shutdown);
    EXPECT_EQ(records(), 0U);
    bob_at_ = connect(2);
    EXPECT_TRUE(pushed<proto::RingPush>(bob_at_).empty());
}

TEST_F(Calls, an_account_that_is_switched_off_is_out_even_without_a_socket) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    apply(Disconnect{.session = bob_at_});
    apply(ChangeAccount{.session = SessionId(900), .name_key = "bob", .disabled = true});
    pass(1);
    const auto ends = pushed<proto::CallEndPush>(ann_at_);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends.front().why, proto::CallEnd::completed);
}

TEST_F(Calls, an_account_that_is_switched_off_is_not_called) {
    apply(ChangeAccount{.session = SessionId(900), .name_key = "bob", .disabled = true});
    EXPECT_EQ(refused(ann_at_,
                      proto::CallStartRequest{
                          .room = talk_, .kind = proto::CallKind::audio, .ref = "starting-off"}),
              ErrorCode::forbidden);
}

TEST_F(Calls, who_was_blocked_just_before_a_crash_is_not_in_the_call_after_it) {
    const proto::CallSeat seat = start(ann_at_);
    hold();
    ask_only(bob_at_, proto::BlockSetRequest{.user = ann_, .on = true});
    store().commit_next(1);  // the block; what it means for the call is behind it
    restart();
    go();
    ann_at_ = connect(1);
    EXPECT_EQ(refused(ann_at_,
                      proto::CallResumeRequest{
                          .call = seat.call.id, .leg = seat.leg, .token = seat.token, .last = 0}),
              ErrorCode::not_found);
}

TEST_F(Calls, an_account_that_is_switched_off_does_not_ring) {
    start(ann_at_);
    apply(Disconnect{.session = bob_at_});
    apply(ChangeAccount{.session = SessionId(900), .name_key = "bob", .disabled = true});
    pass(1);
    EXPECT_EQ(pushed<proto::CallEndPush>(ann_at_).size(), 1U);
}

TEST_F(Calls, the_end_of_a_login_ends_its_leg) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    reply<proto::LogoutReply>(bob_at_, proto::LogoutRequest{});
    pass(1);
    EXPECT_EQ(pushed<proto::CallEndPush>(ann_at_).size(), 1U);
}

TEST_F(Calls, a_second_socket_of_the_device_takes_the_leg_and_the_first_is_told) {
    const proto::CallSeat seat = start(ann_at_);
    const SessionId second = connect(1);
    const auto back = reply<proto::CallResumeReply>(
        second, proto::CallResumeRequest{
                    .call = seat.call.id, .leg = seat.leg, .token = seat.token, .last = 0});
    EXPECT_EQ(back.seat.leg, seat.leg);
    const auto ends = pushed<proto::CallEndPush>(ann_at_);
    ASSERT_EQ(ends.size(), 1U);
    EXPECT_EQ(ends.front().why, proto::CallEnd::elsewhere);
    EXPECT_EQ(refused(ann_at_, proto::CallMediaRequest{.call = seat.call.id, .audio = false}),
              ErrorCode::conflict);
}

TEST_F(Calls, what_does_not_fit_is_forgotten_from_the_oldest) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    apply(Disconnect{.session = ann_at_});
    const std::string large(60'000, 'x');
    for (int i = 0; i < 6; ++i) {
        reply<proto::CallSignalReply>(
            bob_at_, proto::CallSignalRequest{
                         .call = seat.call.id,
                         .to = seat.leg,
                         .epoch = 1,
                         .sdp = proto::Sdp{.type = proto::SdpType::offer, .sdp = large}});
    }
    ann_at_ = connect(1);
    const auto back = reply<proto::CallResumeReply>(
        ann_at_, proto::CallResumeRequest{
                     .call = seat.call.id, .leg = seat.leg, .token = seat.token, .last = 0});
    EXPECT_EQ(back.seat.seq, 6U);
    const auto signals = pushed<proto::SignalPush>(ann_at_);
    ASSERT_EQ(signals.size(), limits::kCallHeldBytesMax / large.size());
    EXPECT_EQ(signals.front().seq, 6 - signals.size() + 1);
}

TEST_F(Calls, channels_are_told_at_once_that_somebody_calls_and_later_that_it_was_missed) {
    reply<proto::NotifyAddReply>(bob_at_,
                                 proto::NotifyAddRequest{.kind = proto::ChannelKind::json,
                                                         .endpoint = "https://hook.example/1",
                                                         .level = proto::ContentLevel::full});
    start(ann_at_);
    const auto told = host().take_notifications();
    ASSERT_EQ(told.size(), 1U);
    EXPECT_EQ(told.front().call, proto::CallKind::audio);
    EXPECT_EQ(told.front().sender, "ann");
    pass(kRing);
    pass(limits::kNotifyDelayMs);
    const auto missed = host().take_notifications();
    ASSERT_EQ(missed.size(), 1U);
    EXPECT_FALSE(missed.front().call);
    EXPECT_EQ(missed.front().kind, proto::EventKind::missed_call);
}

TEST_F(Calls, a_missed_call_stays_as_it_is) {
    const proto::CallSeat seat = start(ann_at_);
    reply<proto::CallLeaveReply>(ann_at_, proto::CallLeaveRequest{.call = seat.call.id});
    const Seq row = rows().front().seq;
    EXPECT_EQ(refused(ann_at_,
                      proto::MessageRecallRequest{.room = talk_, .cmid = "recall-1", .ref = row}),
              ErrorCode::unsupported_type);
    EXPECT_EQ(refused(ann_at_,
                      proto::MessageEditRequest{
                          .room = talk_, .cmid = "editing-1", .ref = row, .text = "no"}),
              ErrorCode::unsupported_type);
    EXPECT_EQ(refused(ann_at_,
                      proto::MessageForwardRequest{
                          .room = talk_, .cmid = "forward-1", .source = talk_, .ref = row}),
              ErrorCode::unsupported_type);
    EXPECT_EQ(refused(ann_at_,
                      proto::MessageRecordRequest{
                          .room = talk_, .cmid = "record-1", .source = talk_, .refs = {row}}),
              ErrorCode::unsupported_type);
    reply<proto::MessageReactReply>(
        bob_at_,
        proto::MessageReactRequest{.room = talk_, .cmid = "reacting-1", .ref = row, .sign = "👍"});
}

TEST_F(Calls, sums_are_those_of_what_happened) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    for (const SessionId at : {ann_at_, bob_at_}) {
        reply<proto::CallMediaReply>(
            at, proto::CallMediaRequest{.call = seat.call.id, .connected = true});
    }
    reply<proto::CallStatsReply>(
        ann_at_, proto::CallStatsRequest{
                     .call = seat.call.id,
                     .sample = proto::CallSample{.rtt = 4'000'000'000U, .lost = 7, .quality = 3}});
    pass(61'000);
    reply<proto::CallLeaveReply>(bob_at_, proto::CallLeaveRequest{.call = seat.call.id});
    const EngineStats stats = host().engine().stats();
    EXPECT_EQ(stats.calls, 0U);
    EXPECT_EQ(stats.calls_started, 1U);
    EXPECT_EQ(stats.calls_answered, 1U);
    EXPECT_EQ(stats.calls_missed, 0U);
    EXPECT_EQ(stats.call_seconds, 61U);
    const CallQuality& p2p = stats.call_quality[static_cast<std::size_t>(CallWay::p2p)];
    EXPECT_EQ(p2p.measures[static_cast<std::size_t>(CallMeasure::lost)].sum, 7U);
    EXPECT_EQ(p2p.measures[static_cast<std::size_t>(CallMeasure::rtt)].sum, limits::kCallTimeMaxMs);
    EXPECT_EQ(p2p.levels, (std::array<std::uint64_t, kCallLevels>{0, 0, 1}));
}

TEST_F(Calls, how_it_goes_is_said_by_who_hears_something_and_not_too_often) {
    const proto::CallSeat seat = start(ann_at_);
    accept(bob_at_, seat.call.id);
    const proto::CallStatsRequest said{.call = seat.call.id,
                                       .sample = proto::CallSample{.rtt = 1, .relay = true}};
    EXPECT_EQ(refused(ann_at_, said), ErrorCode::conflict);  // nothing has arrived yet
    reply<proto::CallMediaReply>(ann_at_,
                                 proto::CallMediaRequest{.call = seat.call.id, .connected = true});
    EXPECT_EQ(refused(ann_at_, proto::CallStatsRequest{.call = seat.call.id,
                                                       .sample = proto::CallSample{.lost = 1'001}}),
              ErrorCode::invalid);
    for (int count = 1; count < static_cast<int>(limits::kCallSamplesBurst); ++count) {
        reply<proto::CallStatsReply>(ann_at_, said);
    }
    EXPECT_EQ(refused(ann_at_, said), ErrorCode::rate_limited);
    pass(5'000);
    reply<proto::CallStatsReply>(ann_at_, said);
    EXPECT_EQ(refused(ann_at_, said), ErrorCode::rate_limited);
    EXPECT_EQ(refused(bob_at_, said), ErrorCode::conflict);
    const CallQualities all = host().engine().stats().call_quality;
    EXPECT_EQ(all[static_cast<std::size_t>(CallWay::relay)].measures[0].counts[0], 5U);
    EXPECT_EQ(all[static_cast<std::size_t>(CallWay::p2p)].measures[0].counts[0], 0U);
}

}  // namespace
}  // namespace teahouse::chat::calls_test
