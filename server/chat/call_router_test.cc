// SPDX-License-Identifier: MIT
// Calls through the media router where transcripts cannot show them: what the router is told when
// somebody leaves, and what becomes of what it says. The engine in virtual time.
#include "chat/call_router.h"

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
#include "chat/command.h"
#include "chat/engine.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"

namespace teahouse::chat::call_router_test {
namespace {

constexpr const char* kOffer = "m=audio";

class Routed : public ::testing::Test {
protected:
    Routed() {
        for (std::uint8_t who = 1; who <= 3; ++who) {
            const SessionId session{100U + who};
            host().connect(session);
            apply(Register{.session = session,
                           .name = std::string(1, static_cast<char>('a' + who)),
                           .name_key = std::string(1, static_cast<char>('a' + who)),
                           .password_hash = "hash",
                           .token = token(who)});
            users_.push_back(
                std::get<proto::UserInfo>(host().take_login(session).value().result).id);
            at_.push_back(connect(who));
        }
        tea_ = reply<proto::RoomCreateReply>(
                   at_[0], proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                    .title = "tea",
                                                    .users = {users_[1], users_[2]}})
                   .room.id;
    }
    ~Routed() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }

    void apply(Command command) {
        host().apply(std::move(command));
        settle();
    }
    void settle() {
        while (host().store().queued_txns() + host().store().queued_queries() > 0) {
            host().store().commit_next(64);
            while (host().store().queued_queries() > 0) {
                host().store().answer_query(0);
            }
        }
        host().engine().check_invariants();
    }
    void pass(TimeMs ms) {
        host().advance_to(host().now() + ms);
        settle();
    }
    static proto::TokenHash token(std::uint8_t who) {
        proto::TokenHash hash{};
        hash.fill(who);
        return hash;
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
        const std::string number = std::to_string(++last_re_);
        const std::string half = std::string(32 - number.size(), '0') + number;
        apply(Request{.session = session,
                      .re = last_re_,
                      .request = std::move(request),
                      .secret = half + half});
        for (testkit::Received& received : host().take(session)) {
            auto* answered = std::get_if<testkit::Answered>(&received);
            if (answered != nullptr && answered->re == last_re_) {
                return std::move(answered->result);
            }
        }
        ADD_FAILURE() << "no answer";
        return Error{};
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
    // The newest push of a kind since the last look.
    template <class Push>
    std::optional<Push> pushed(SessionId session) {
        std::optional<Push> found;
        for (testkit::Received& received : host().take(session)) {
            if (auto* push = std::get_if<proto::Push>(&received)) {
                if (auto* one = get_if<Push>(push)) {
                    found = std::move(*one);
                }
            }
        }
        return found;
    }

    // Everybody in it, the second and the third in this order; each has offered.
    std::string call_of_three() {
        const auto seat = reply<proto::CallStartReply>(
                              at_[0],
                              proto::CallStartRequest{
                                  .room = tea_, .kind = proto::CallKind::audio, .ref = "starting"})
                              .seat;
        EXPECT_EQ(seat.call.mode, proto::CallMode::sfu);
        for (const std::size_t who : {1U, 2U}) {
            reply<proto::CallAcceptReply>(
                at_[who], proto::CallAcceptRequest{.call = seat.call.id, .audio = true});
        }
        for (const std::size_t who : {0U, 1U, 2U}) {
            offer(at_[who], seat.call.id);
        }
        return seat.call.id;
    }
    void offer(SessionId session, const std::string& call) {
        reply<proto::CallSfuReply>(session, sfu(call));
    }
    static proto::CallSfuRequest sfu(const std::string& call, bool fresh = true) {
        proto::CallSfuRequest request{.call = call, .epoch = 1, .sdp = kOffer, .fresh = fresh};
        for (const std::uint32_t leg : {1U, 2U, 3U}) {
            request.wants.push_back(
                {.mid = std::to_string(leg), .leg = leg, .source = proto::CallSource::audio});
        }
        return request;
    }

    EngineConfig config_{.notify_key = "key", .sfu = true};
    std::unique_ptr<testkit::Host> host_ = std::make_unique<testkit::Host>(
        config_, store::CommitMode::manual, store::MemoryState(), 1'000'000);
    std::vector<UserId> users_;
    std::vector<SessionId> at_;
    RoomId tea_ = {};
    std::uint64_t last_session_ = 0;
    std::uint64_t last_re_ = 1;
};

TEST_F(Routed, the_router_forgets_who_leaves) {
    const std::string call = call_of_three();
    EXPECT_EQ(host().routed().size(), 3U);
    reply<proto::CallLeaveReply>(at_[1], proto::CallLeaveRequest{.call = call});
    EXPECT_EQ(host().routed().size(), 2U);
    // A lost socket has its time; media goes on.
    apply(Disconnect{.session = at_[2]});
    EXPECT_EQ(host().routed().size(), 2U);
    pass(15'000);
    EXPECT_EQ(host().routed().size(), 1U);
    reply<proto::CallLeaveReply>(at_[0], proto::CallLeaveRequest{.call = call});
    EXPECT_TRUE(host().routed().empty());
}

TEST_F(Routed, who_is_put_out_is_out_of_the_router) {
    call_of_three();
    reply<proto::RoomRemoveReply>(at_[0],
                                  proto::RoomRemoveRequest{.room = tea_, .users = {users_[1]}});
    EXPECT_EQ(host().routed().size(), 2U);
}

TEST_F(Routed, another_device_takes_the_place_over) {
    const std::string call = call_of_three();
    const SessionId phone = connect(2);
    const auto seat =
        reply<proto::CallJoinReply>(phone, proto::CallJoinRequest{.call = call, .audio = true});
    EXPECT_EQ(host().routed().size(), 2U);
    EXPECT_EQ(refused(at_[1], sfu(call)), ErrorCode::conflict);
    EXPECT_EQ(refused(phone, sfu(call, false)), ErrorCode::conflict);
    offer(phone, call);
    EXPECT_EQ(host().routed().size(), 3U);
    EXPECT_EQ(seat.seat.leg, 4U);
}

TEST_F(Routed, what_the_router_tells_reaches_whom_it_is_about) {
    const std::string call = call_of_three();
    // Peers are numbered as they are first named: the wishes of the first one name all.
    const std::vector<std::uint64_t> peers(host().routed().begin(), host().routed().end());
    ASSERT_EQ(peers.size(), 3U);
    apply(RouterEvents{.events = {{.what = RouterEvent::What::speakers,
                                   .peer = peers[1],
                                   .call = call,
                                   .ranked = {peers[1], peers[2], 4'711}}}});
    const auto speakers = pushed<proto::SpeakersPush>(at_[0]);
    ASSERT_TRUE(speakers);
    EXPECT_EQ(speakers->speaking, 2U);
    EXPECT_EQ(speakers->ranked, (std::vector{2U, 3U}));
    apply(RouterEvents{.events = {{.what = RouterEvent::What::layer,
                                   .peer = peers[0],
                                   .publisher = peers[2],
                                   .source = proto::CallSource::video,
                                   .layer = 2}}});
    const auto layer = pushed<proto::LayerPush>(at_[0]);
    ASSERT_TRUE(layer);
    EXPECT_EQ(layer->is,
              (proto::SfuLayer{.leg = 3, .source = proto::CallSource::video, .layer = 2}));
    EXPECT_FALSE(pushed<proto::LayerPush>(at_[1]));
    apply(RouterEvents{
        .events = {{.what = RouterEvent::What::lost, .peer = peers[2], .why = "closed"}}});
    const auto lost = pushed<proto::SfuLostPush>(at_[2]);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->sfu_lost, call);
    EXPECT_EQ(lost->why, "closed");
    // What is said of those who have left is about nobody.
    reply<proto::CallLeaveReply>(at_[2], proto::CallLeaveRequest{.call = call});
    apply(RouterEvents{.events = {{.what = RouterEvent::What::lost, .peer = peers[2]},
                                  {.what = RouterEvent::What::layer,
                                   .peer = peers[0],
                                   .publisher = peers[2],
                                   .source = proto::CallSource::video},
                                  {.what = RouterEvent::What::speakers, .call = "gone"}}});
    EXPECT_FALSE(pushed<proto::SfuLostPush>(at_[2]));
    EXPECT_FALSE(pushed<proto::LayerPush>(at_[0]));
}

TEST_F(Routed, wishes_for_sizes_have_a_rate_of_each_leg) {
    const std::string call = call_of_three();
    const proto::CallLayersRequest wish{
        .call = call, .layers = {{.leg = 2, .source = proto::CallSource::video, .layer = 1}}};
    for (int count = 0; count < static_cast<int>(limits::kSfuLayersBurst); ++count) {
        reply<proto::CallLayersReply>(at_[0], wish);
    }
    const auto answer = ask(at_[0], wish);
    const auto* error = std::get_if<Error>(&answer);
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, ErrorCode::rate_limited);
    EXPECT_EQ(error->retry_after_ms, 250U);
    // Not that of offers, nor of others; and it comes back.
    offer(at_[0], call);
    reply<proto::CallLayersReply>(at_[2], wish);
    pass(250);
    reply<proto::CallLayersReply>(at_[0], wish);
    EXPECT_EQ(refused(at_[0], wish), ErrorCode::rate_limited);
}

TEST_F(Routed, an_answer_that_nobody_waits_for_is_nothing) {
    apply(RouterAnswer{.id = 4'711, .sdp = "v=0"});
    const std::string call = call_of_three();
    apply(RouterAnswer{.id = 1, .sdp = "v=0"});
    EXPECT_EQ(host().routed().size(), 3U);
}

TEST_F(Routed, after_a_restart_it_is_said_that_the_router_knows_nobody) {
    const std::string call = call_of_three();
    const auto seat =
        reply<proto::CallJoinReply>(at_[0], proto::CallJoinRequest{.call = call, .audio = true});
    store::MemoryState kept = host().crash({});
    host_ = std::make_unique<testkit::Host>(config_, store::CommitMode::manual, std::move(kept),
                                            2'000'000);
    const SessionId again = connect(1);
    (void)host().take(again);
    const std::uint64_t re = ++last_re_;
    apply(Request{.session = again,
                  .re = re,
                  .request = proto::CallResumeRequest{
                      .call = call, .leg = seat.seat.leg, .token = seat.seat.token}});
    const auto lost = pushed<proto::SfuLostPush>(again);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->sfu_lost, call);
}

TEST_F(Routed, without_the_router_a_restored_call_goes_from_device_to_device) {
    const std::string call = call_of_three();
    store::MemoryState kept = host().crash({});
    config_.sfu = false;
    host_ = std::make_unique<testkit::Host>(config_, store::CommitMode::manual, std::move(kept),
                                            2'000'000);
    const auto calls = reply<proto::CallListReply>(connect(1), proto::CallListRequest{}).calls;
    ASSERT_EQ(calls.size(), 1U);
    EXPECT_EQ(calls[0].mode, proto::CallMode::mesh);
    EXPECT_EQ(calls[0].epoch, 2U);
}

TEST_F(Routed, a_test_ends_with_its_time_and_with_its_socket) {
    const auto test = [&](SessionId at) {
        reply<proto::CallTestReply>(at, proto::CallTestRequest{.sdp = kOffer});
    };
    test(at_[0]);
    test(at_[1]);
    EXPECT_EQ(host().routed().size(), 2U);
    apply(Disconnect{.session = at_[0]});
    EXPECT_EQ(host().routed().size(), 1U);
    pass(limits::kSfuTestMs);
    EXPECT_TRUE(host().routed().empty());
    const auto lost = pushed<proto::SfuLostPush>(at_[1]);
    ASSERT_TRUE(lost);
    EXPECT_EQ(lost->sfu_lost, "");
}

}  // namespace
}  // namespace teahouse::chat::call_router_test
