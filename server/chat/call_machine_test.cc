// SPDX-License-Identifier: MIT
// Calls as a machine: single rules, and random orders of everything that can happen, after each of
// which the invariants hold and nobody was told twice or never.
#include "chat/call_machine.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits_calls.h"
#include "proto/generated/call_table.h"
#include "proto/messages.h"

namespace teahouse::chat::call_test {
namespace {

using proto::CallEnd;
using proto::CallState;
using proto::LegEvent;
using proto::LegState;
using What = CallChange::What;

constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr UserId kEve{3};
constexpr TimeMs kRing = 45'000;
constexpr TimeMs kConnect = 20'000;
constexpr TimeMs kLost = 15'000;

CallPlace at(std::uint64_t session) {
    return {.device = DeviceId(session), .session = SessionId(session), .token = "token"};
}

// One call and what it told, told again as text.
class Call {
public:
    explicit Call(bool direct, std::vector<UserId> users = {kBob}) {
        call.direct = direct;
        call.by = kAnn;
        std::vector<CallStep> steps{{.user = kAnn, .event = LegEvent::enter, .place = at(1)}};
        for (const UserId user : users) {
            steps.push_back({.user = user, .event = LegEvent::invite});
        }
        begin_call(call, std::move(steps), now, changes);
        check_call(call);
    }
    bool does(UserId user, LegEvent event, CallPlace place = {}) {
        changes.clear();
        const bool done =
            step(call, {.user = user, .event = event, .place = std::move(place)}, now, changes);
        check_call(call);
        return done;
    }
    void pass(TimeMs ms) {
        changes.clear();
        now += ms;
        call_time(call, now, changes);
        check_call(call);
    }
    [[nodiscard]] LegState state_of(UserId user) const { return leg_of(call, user)->state; }
    [[nodiscard]] std::vector<CallEnd> told(What what, UserId user = {}) const {
        std::vector<CallEnd> why;
        for (const CallChange& change : changes) {
            if (change.what == what && (!user || change.user == user)) {
                why.push_back(change.why);
            }
        }
        return why;
    }

    LiveCall call{.id = "1"};
    CallChanges changes;
    TimeMs now = 1'000;
};

using Ends = std::vector<CallEnd>;

TEST(CallMachine, of_two_nobody_answers_in_time) {
    Call call(true);
    call.pass(kRing - 1);
    EXPECT_EQ(call.call.state, CallState::ringing);
    call.pass(1);
    EXPECT_EQ(call.call.state, CallState::ended);
    EXPECT_EQ(call.told(What::ring_stop, kBob), Ends{CallEnd::missed});
    EXPECT_EQ(call.told(What::seat_end, kAnn), Ends{CallEnd::missed});
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::missed});
    EXPECT_EQ(call.call.answered, 0);
}

TEST(CallMachine, the_one_who_calls_hangs_up) {
    Call call(true);
    ASSERT_TRUE(call.does(kAnn, LegEvent::quit));
    EXPECT_EQ(call.told(What::ring_stop, kBob), Ends{CallEnd::cancelled});
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::cancelled});
    EXPECT_EQ(call.state_of(kBob), LegState::missed);
}

TEST(CallMachine, declined_and_busy_end_a_call_of_two) {
    Call declined(true);
    ASSERT_TRUE(declined.does(kBob, LegEvent::decline));
    EXPECT_EQ(declined.told(What::ended), Ends{CallEnd::declined});
    Call busy(true);
    ASSERT_TRUE(busy.does(kBob, LegEvent::refuse));
    EXPECT_EQ(busy.told(What::ended), Ends{CallEnd::busy});
}

TEST(CallMachine, the_first_device_wins_and_the_others_are_told_in_the_same_step) {
    Call call(true);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    ASSERT_EQ(call.told(What::ring_stop, kBob), Ends{CallEnd::elsewhere});
    EXPECT_EQ(call.changes.front().session, SessionId(2)) << "not the winner";
    EXPECT_EQ(call.call.state, CallState::active);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(3)));
    EXPECT_TRUE(call.told(What::ring_stop).empty());
    ASSERT_EQ(call.told(What::seat_end, kBob), Ends{CallEnd::elsewhere});
    EXPECT_EQ(call.changes.front().session, SessionId(2));
    EXPECT_EQ(leg_of(call.call, kBob)->number, 3U);
    EXPECT_EQ(leg_by_number(call.call, 2), nullptr);
}

TEST(CallMachine, connecting_fails_only_in_company) {
    Call call(true);
    call.pass(kRing - 1);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    call.pass(kConnect - 1);
    EXPECT_EQ(call.call.state, CallState::active);
    call.pass(1);
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::failed});
}

TEST(CallMachine, who_is_alone_in_a_group_waits_as_long_as_he_likes) {
    Call call(false, {});
    call.pass(10 * kConnect);
    EXPECT_EQ(call.state_of(kAnn), LegState::connecting);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    ASSERT_TRUE(call.does(kBob, LegEvent::quit));
    call.pass(10 * kConnect);
    EXPECT_EQ(call.state_of(kAnn), LegState::connecting) << "alone again";
}

TEST(CallMachine, a_lost_socket_comes_back_or_ends_a_call_of_two) {
    Call call(true);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    ASSERT_TRUE(call.does(kBob, LegEvent::connect));
    ASSERT_TRUE(call.does(kAnn, LegEvent::connect));
    ASSERT_TRUE(call.does(kAnn, LegEvent::lose));
    call.pass(kLost - 1);
    ASSERT_TRUE(call.does(kAnn, LegEvent::resume, at(9)));
    EXPECT_EQ(leg_of(call.call, kAnn)->number, 1U) << "the same leg";
    ASSERT_TRUE(call.does(kAnn, LegEvent::lose));
    call.pass(kLost);
    EXPECT_EQ(call.told(What::seat_end, kBob), Ends{CallEnd::completed});
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::completed});
}

TEST(CallMachine, a_group_lingers_and_the_time_after_the_last_one_does_not_count) {
    Call call(false);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    const TimeMs answered = call.now;
    call.pass(5'000);
    ASSERT_TRUE(call.does(kAnn, LegEvent::quit));
    EXPECT_EQ(call.call.state, CallState::active) << "nobody owns it";
    ASSERT_TRUE(call.does(kBob, LegEvent::quit));
    call.pass(limits::kCallLingerMs - 1);
    ASSERT_TRUE(call.does(kAnn, LegEvent::enter, at(4)));
    ASSERT_TRUE(call.does(kAnn, LegEvent::quit));
    const TimeMs last = call.now;
    call.pass(limits::kCallLingerMs);
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::completed});
    EXPECT_EQ(call.call.answered, answered);
    EXPECT_EQ(call.call.ended, last);
}

TEST(CallMachine, whoever_is_called_quietly_hears_nothing) {
    Call call(false, {});
    call.changes.clear();
    step(call.call, {.user = kBob, .event = LegEvent::invite, .quiet = true}, call.now,
         call.changes);
    EXPECT_TRUE(call.told(What::ring).empty());
    call.pass(kRing);
    EXPECT_TRUE(call.told(What::ring_stop).empty());
    EXPECT_EQ(call.state_of(kBob), LegState::missed);
}

TEST(CallMachine, after_a_restart_nobody_coming_back_is_an_end_by_shutdown) {
    Call call(true);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    const std::uint32_t rev = call.call.rev;
    restore_call(call.call, call.now);
    check_call(call.call);
    EXPECT_GT(call.call.rev, rev + 1) << "the record may have been older than what was told";
    Call back = call;
    call.pass(limits::kCallRestartMs - 1);
    EXPECT_EQ(call.call.state, CallState::active);
    call.pass(1);
    EXPECT_EQ(call.told(What::ended), Ends{CallEnd::shutdown});

    ASSERT_TRUE(back.does(kAnn, LegEvent::resume, at(5)));
    back.pass(limits::kCallRestartMs);
    EXPECT_EQ(back.told(What::ended), Ends{CallEnd::completed}) << "one was there";
}

TEST(CallMachine, long_after_a_restart_a_group_ends_as_always) {
    Call call(false);
    ASSERT_TRUE(call.does(kBob, LegEvent::enter, at(2)));
    restore_call(call.call, call.now);
    ASSERT_TRUE(call.does(kBob, LegEvent::resume, at(5)));
    ASSERT_TRUE(call.does(kBob, LegEvent::quit));
    call.pass(limits::kCallRestartMs + limits::kCallLingerMs);
    call.pass(limits::kCallLingerMs);
    EXPECT_EQ(call.call.why, CallEnd::completed);
    EXPECT_EQ(call.call.state, CallState::ended);
}

TEST(CallMachine, what_the_table_has_not_changes_nothing) {
    Call call(true);
    const std::uint32_t rev = call.call.rev;
    EXPECT_FALSE(call.does(kBob, LegEvent::quit));
    EXPECT_FALSE(call.does(kEve, LegEvent::decline));
    EXPECT_FALSE(call.does(kAnn, LegEvent::resume, at(7)));
    EXPECT_EQ(call.call.rev, rev);
    EXPECT_EQ(leg_of(call.call, kEve), nullptr);
    call.pass(kRing);
    EXPECT_FALSE(call.does(kBob, LegEvent::enter, at(2))) << "it is over";
}

// --- Random orders

// What each device must have understood from what it was told, and nothing else.
class Listener {
public:
    explicit Listener(const LiveCall& call) : call_(call) {}

    void told(const CallChanges& changes) {
        for (const CallChange& change : changes) {
            ASSERT_FALSE(ended_) << "nothing follows the end";
            switch (change.what) {
                case What::ring:
                    ASSERT_TRUE(rings_.insert(change.user).second) << "rings already";
                    break;
                case What::ring_stop:
                    ASSERT_EQ(rings_.erase(change.user), 1U) << "did not ring";
                    break;
                case What::seat_end:
                    ASSERT_EQ(seats_.erase(change.session), 1U) << "was not in it, or was told";
                    break;
                case What::ended: ended_ = true; break;
            }
        }
    }
    void sits(SessionId session) { seats_.insert(session); }
    void lost(SessionId session) { seats_.erase(session); }
    // Rings and seats are those of the call, and no others.
    void compare() const {
        std::set<UserId> rings;
        std::set<SessionId> seats;
        for (const LiveLeg& leg : call_.legs) {
            if (is_called(leg) && !leg.quiet) {
                rings.insert(leg.user);
            }
            if (leg.place.session.value != 0) {
                seats.insert(leg.place.session);
            }
        }
        ASSERT_EQ(rings_, rings);
        ASSERT_EQ(seats_, seats);
        ASSERT_EQ(ended_, call_.state == CallState::ended);
    }

private:
    const LiveCall& call_;
    std::set<UserId> rings_;
    std::set<SessionId> seats_;
    bool ended_ = false;
};

class Story {
public:
    explicit Story(std::uint64_t seed) : random_(seed), listener_(call_) {
        call_.direct = below(2) == 0;
        call_.by = kAnn;
        std::vector<CallStep> steps{enters(kAnn)};
        for (std::uint64_t user = 2; user < 2 + (call_.direct ? 1 : below(4)); ++user) {
            steps.push_back({.user = UserId(user), .event = LegEvent::invite, .quiet = one_in(5)});
        }
        listener_.sits(steps.front().place.session);
        CallChanges changes;
        begin_call(call_, std::move(steps), now_, changes);
        after(changes);
    }

    void run(int steps) {
        for (int i = 0; i < steps && !::testing::Test::HasFatalFailure(); ++i) {
            const std::uint32_t rev = call_.rev;
            const std::uint32_t number = call_.last_number;
            CallChanges changes;
            const bool changed = happens(changes);
            ASSERT_GE(call_.rev, rev);
            ASSERT_GE(call_.last_number, number);
            ASSERT_TRUE(!changed || call_.rev > rev) << "a change has another rev";
            ASSERT_TRUE(changed || changes.empty()) << "nothing happened, somebody was told";
            after(changes);
        }
        finish();
    }

private:
    std::uint64_t below(std::uint64_t end) { return random_() % end; }
    bool one_in(std::uint64_t some) { return below(some) == 0; }

    CallStep enters(UserId user) {
        return {.user = user, .event = LegEvent::enter, .place = at(++last_session_)};
    }
    UserId somebody() { return UserId(1 + below(call_.direct ? 2 : 5)); }

    bool happens(CallChanges& changes) {
        switch (below(10)) {
            case 0: now_ += static_cast<TimeMs>(below(50'000)); return in_time(changes);
            case 1:
                if (one_in(4) && call_.state != CallState::ended) {
                    for (const LiveLeg& leg : call_.legs) {
                        listener_.lost(leg.place.session);
                    }
                    restore_call(call_, now_);
                    return true;
                }
                return false;
            case 2:
                if (one_in(10) && call_.state != CallState::ended) {
                    end_call(call_, CallEnd::kicked, now_, changes);
                    return true;
                }
                return false;
            default: return one_step(changes);
        }
    }
    bool in_time(CallChanges& changes) {
        const bool due = call_due(call_) <= now_;
        call_time(call_, now_, changes);
        EXPECT_GT(call_due(call_), now_) << "all that was due has happened";
        return due;
    }
    bool one_step(CallChanges& changes) {
        CallStep one = enters(somebody());
        one.event = static_cast<LegEvent>(below(proto::kLegEvents));
        one.quiet = one_in(4);
        const LiveLeg* leg = leg_of(call_, one.user);
        const SessionId before = leg == nullptr ? SessionId() : leg->place.session;
        const LegEvent event = one.event;
        const SessionId session = one.place.session;
        const bool done = step(call_, std::move(one), now_, changes);
        if (done && event == LegEvent::lose) {
            listener_.lost(before);
        }
        if (done && (event == LegEvent::enter || event == LegEvent::resume)) {
            listener_.sits(session);
        }
        return done;
    }
    void after(const CallChanges& changes) {
        check_call(call_);
        listener_.told(changes);
        listener_.compare();
    }
    // Everybody who is in it leaves: it ends by itself, in time.
    void finish() {
        for (const UserId user : {UserId(1), UserId(2), UserId(3), UserId(4), UserId(5)}) {
            CallChanges changes;
            step(call_, {.user = user, .event = LegEvent::quit}, now_, changes);
            after(changes);
        }
        for (int i = 0; i < 20 && call_.state != CallState::ended; ++i) {
            ASSERT_LT(call_due(call_), now_ + 60'001) << "something is due while it lasts";
            now_ = std::max(now_, call_due(call_));
            CallChanges changes;
            call_time(call_, now_, changes);
            after(changes);
        }
        ASSERT_EQ(call_.state, CallState::ended);
        ASSERT_EQ(call_due(call_), std::numeric_limits<TimeMs>::max()) << "no time runs";
    }

    std::mt19937_64 random_;
    LiveCall call_{.id = "1"};
    Listener listener_;
    std::uint64_t last_session_ = 0;
    TimeMs now_ = 1'000;
};

std::uint64_t stories() {
    constexpr std::uint64_t kAll = 100'000;
    constexpr std::uint64_t kShort = 4'000;
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    return kShort;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
    return kShort;
#endif
#endif
    return std::getenv("TEAHOUSE_SHORT") == nullptr ? kAll : kShort;
}

TEST(CallMachine, random_orders_keep_every_promise) {
    const std::uint64_t end = stories();
    for (std::uint64_t seed = 1; seed <= end; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Story(seed).run(30);
        if (::testing::Test::HasFailure()) {
            FAIL() << "seed " << seed;
        }
    }
}

}  // namespace
}  // namespace teahouse::chat::call_test
