// SPDX-License-Identifier: MIT
#include "chat/call_machine.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits_calls.h"
#include "proto/generated/call_table.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

using proto::CallEnd;
using proto::CallState;
using proto::LegEvent;
using proto::LegState;

constexpr TimeMs kNoTime = std::numeric_limits<TimeMs>::max();

const proto::LegAfter* timer_of(LegState state) {
    const auto* found = std::ranges::find(proto::kLegAfter, state, &proto::LegAfter::state);
    return found == proto::kLegAfter.end() ? nullptr : &*found;
}

void tell(CallChanges& out, CallChange::What what, const LiveLeg& leg, CallEnd why) {
    out.push_back({.what = what, .user = leg.user, .session = leg.place.session, .why = why});
}

// The time of the new state. Ringing goes on from when it was called; whether connecting counts
// depends on the others (watch_connecting).
void set_timer(LiveLeg& leg, LegState before, TimeMs now) {
    const proto::LegAfter* timer = timer_of(leg.state);
    if (timer == nullptr || leg.state == LegState::connecting) {
        leg.due = kNoTime;
    } else if (leg.state != LegState::ringing || before != LegState::invited) {
        leg.due = leg.state == before ? leg.due : now + timer->ms;
    }
}

void leave_place(LiveLeg& leg) {
    leg.place.session = {};
    leg.screen = false;
    leg.hand = false;
    leg.held.clear();
    leg.held_bytes = 0;
    leg.peer = 0;
}

void enter(LiveCall& call, LiveLeg& leg, CallPlace place, std::optional<LegState> before,
           TimeMs now, CallChanges& out) {
    const bool was_called = before == LegState::invited || before == LegState::ringing;
    if (was_called && !leg.quiet) {
        out.push_back({.what = CallChange::What::ring_stop,
                       .user = leg.user,
                       .session = place.session,
                       .why = CallEnd::elsewhere});
    }
    if (leg.place.session.value != 0 && leg.place.session != place.session) {
        tell(out, CallChange::What::seat_end, leg, CallEnd::elsewhere);
    }
    leave_place(leg);
    leg.number = ++call.last_number;
    leg.place = std::move(place);
    leg.joined = now;
    leg.signals = 0;
    leg.renumber = false;
}

CallEnd why_unanswered(const LiveLeg& leg) {
    return leg.state == LegState::declined ? CallEnd::declined
           : leg.state == LegState::busy   ? CallEnd::busy
                                           : CallEnd::missed;
}

// What a step means for the person and for whom it is about.
void follow(LiveCall& call, LiveLeg& leg, CallStep& step, std::optional<LegState> before,
            TimeMs now, CallChanges& out) {
    switch (step.event) {
        case LegEvent::invite:
            leg.quiet = step.quiet;
            leg.rings = 0;
            if (!leg.quiet) {
                tell(out, CallChange::What::ring, leg, CallEnd::completed);
            }
            break;
        case LegEvent::alert: ++leg.rings; break;
        case LegEvent::enter: enter(call, leg, std::move(step.place), before, now, out); break;
        case LegEvent::decline:
        case LegEvent::refuse:
        case LegEvent::expire:
        case LegEvent::cancel:
            if (!leg.quiet) {
                const CallEnd why = step.event == LegEvent::cancel ? step.why : why_unanswered(leg);
                out.push_back({.what = CallChange::What::ring_stop, .user = leg.user, .why = why});
            }
            break;
        case LegEvent::connect: break;
        case LegEvent::lose: leg.place.session = {}; break;
        case LegEvent::resume: leg.place.session = step.place.session; break;
        case LegEvent::quit:
        case LegEvent::fail:
        case LegEvent::lapse:
            if (leg.place.session.value != 0) {
                tell(out, CallChange::What::seat_end, leg, step.why);
            }
            leave_place(leg);
            break;
    }
}

// Only who is not alone can wait in vain for sound.
void watch_connecting(LiveCall& call, TimeMs now) {
    const bool company = count_in(call) > 1;
    for (LiveLeg& leg : call.legs) {
        if (leg.state != LegState::connecting) {
            continue;
        }
        if (!company) {
            leg.due = kNoTime;
        } else if (leg.due == kNoTime) {
            leg.due = now + timer_of(LegState::connecting)->ms;
        }
    }
}

// Nobody rings and nobody came: why the one who called hears nothing.
CallEnd why_nobody(const LiveCall& call) {
    for (const LiveLeg& leg : call.legs) {
        if (leg.user != call.by &&
            (leg.state == LegState::declined || leg.state == LegState::busy)) {
            return why_unanswered(leg);
        }
    }
    return CallEnd::missed;
}

bool any(const LiveCall& call, LegState state) {
    return std::ranges::any_of(call.legs, [&](const LiveLeg& leg) { return leg.state == state; });
}

// What the call as a whole makes of a step.
void settle(LiveCall& call, TimeMs now, CallChanges& out) {
    const std::size_t in = count_in(call);
    if (call.state == CallState::ringing && in > 1) {
        call.state = *proto::next_state(std::optional(call.state), proto::CallEvent::answer);
        call.answered = now;
    }
    watch_connecting(call, now);
    if (call.state == CallState::ringing) {
        const bool waits = std::ranges::any_of(call.legs, is_called);
        if (in == 0) {
            end_call(call, call.away ? CallEnd::shutdown : CallEnd::cancelled, now, out);
        } else if (call.direct && !waits) {
            end_call(call, why_nobody(call), now, out);
        }
        return;
    }
    if (call.state != CallState::active) {
        return;
    }
    if (call.direct && in < 2) {
        end_call(call,
                 any(call, LegState::failed) ? CallEnd::failed
                 : call.away                 ? CallEnd::shutdown
                                             : CallEnd::completed,
                 now, out);
    } else if (in > 0) {
        call.empty_due = kNoTime;
    } else if (call.empty_due == kNoTime) {
        call.empty_due = now + limits::kCallLingerMs;
    }
}

// One person's step, whatever it makes of the call.
bool take_step(LiveCall& call, CallStep& step, TimeMs now, CallChanges& out) {
    LiveLeg* leg = leg_of(call, step.user);
    const auto before = leg == nullptr ? std::nullopt : std::optional(leg->state);
    const auto next = proto::next_state(before, step.event);
    if (!next) {
        return false;
    }
    if (leg == nullptr) {
        leg = &call.legs.emplace_back(LiveLeg{.user = step.user});
    }
    leg->state = *next;
    call.away = call.away && step.event != LegEvent::enter && step.event != LegEvent::resume;
    set_timer(*leg, before.value_or(LegState::left), now);
    follow(call, *leg, step, before, now, out);
    ++call.rev;
    return true;
}

// A counter of a call, behind all that it can have been before a restart. By its age, since it may
// be restored from the same record more than once.
std::uint32_t after_restart(std::uint32_t known, TimeMs age) {
    constexpr TimeMs kMost = std::numeric_limits<std::uint32_t>::max() / 2;
    const TimeMs grown = std::max<TimeMs>(age, 0) / limits::kCallChangeMs;
    return static_cast<std::uint32_t>(std::min(known + limits::kCallRestartLeap + grown, kMost));
}

}  // namespace

LiveLeg* leg_of(LiveCall& call, UserId user) {
    const auto found = std::ranges::find(call.legs, user, &LiveLeg::user);
    return found == call.legs.end() ? nullptr : &*found;
}

const LiveLeg* leg_of(const LiveCall& call, UserId user) {
    const auto found = std::ranges::find(call.legs, user, &LiveLeg::user);
    return found == call.legs.end() ? nullptr : &*found;
}

LiveLeg* leg_by_number(LiveCall& call, std::uint32_t number) {
    const auto found = std::ranges::find_if(call.legs, [&](const LiveLeg& leg) {
        return leg.number == number && number != 0 && is_in(leg);
    });
    return found == call.legs.end() ? nullptr : &*found;
}

bool is_in(const LiveLeg& leg) {
    return leg.state == LegState::connecting || leg.state == LegState::joined ||
           leg.state == LegState::reconnecting;
}

bool is_called(const LiveLeg& leg) {
    return leg.state == LegState::invited || leg.state == LegState::ringing;
}

std::size_t count_in(const LiveCall& call) {
    return static_cast<std::size_t>(std::ranges::count_if(call.legs, is_in));
}

bool step(LiveCall& call, CallStep step, TimeMs now, CallChanges& out) {
    if (call.state == CallState::ended || !take_step(call, step, now, out)) {
        return false;
    }
    settle(call, now, out);
    return true;
}

void begin_call(LiveCall& call, std::vector<CallStep> steps, TimeMs now, CallChanges& out) {
    for (CallStep& one : steps) {
        take_step(call, one, now, out);
    }
    settle(call, now, out);
}

void end_call(LiveCall& call, CallEnd why, TimeMs now, CallChanges& out) {
    const auto next = proto::next_state(std::optional(call.state), proto::CallEvent::end);
    if (!next) {
        return;
    }
    call.state = *next;
    call.why = why;
    call.ended = now;
    call.empty_due = kNoTime;
    ++call.rev;
    for (LiveLeg& leg : call.legs) {
        const bool called = is_called(leg);
        if (called || is_in(leg)) {
            const LegEvent event = called ? LegEvent::cancel : LegEvent::quit;
            CallStep last{.user = leg.user, .event = event, .why = why};
            const auto before = std::optional(leg.state);
            leg.state = *proto::next_state(before, event);
            follow(call, leg, last, before, now, out);
        }
        leg.due = kNoTime;
    }
    out.push_back({.what = CallChange::What::ended, .why = why});
}

void call_time(LiveCall& call, TimeMs now, CallChanges& out) {
    if (call.empty_due <= now) {
        // It was over when the last one left.
        end_call(call, call.away ? CallEnd::shutdown : CallEnd::completed,
                 call.empty_due - limits::kCallLingerMs, out);
    }
    // A step may end the call or move the time of others: from the beginning each time.
    for (bool more = true; more && call.state != CallState::ended;) {
        more = false;
        for (const LiveLeg& leg : call.legs) {
            const proto::LegAfter* timer = timer_of(leg.state);
            if (leg.due <= now && timer != nullptr) {
                more = step(call, {.user = leg.user, .event = timer->event, .why = CallEnd::failed},
                            now, out);
                break;
            }
        }
    }
}

TimeMs call_due(const LiveCall& call) {
    TimeMs due = call.empty_due;
    for (const LiveLeg& leg : call.legs) {
        due = std::min(due, leg.due);
    }
    return due;
}

void restore_call(LiveCall& call, TimeMs now) {
    call.restored = true;
    call.away = true;
    call.rev = after_restart(call.rev, now - call.at);
    call.last_number = after_restart(call.last_number, now - call.at);
    for (LiveLeg& leg : call.legs) {
        leg.place.session = {};
        if (is_in(leg)) {
            leg.state = LegState::reconnecting;
            leg.due = now + limits::kCallRestartMs;
            leg.renumber = true;
        } else if (is_called(leg)) {
            leg.due = std::max(now, call.at + timer_of(leg.state)->ms);
        }
    }
    if (count_in(call) == 0) {
        call.empty_due = now + limits::kCallLingerMs;
    }
}

void check_call(const LiveCall& call) {
    std::set<UserId> users;
    std::set<std::uint32_t> numbers;
    const std::size_t in = count_in(call);
    for (const LiveLeg& leg : call.legs) {
        CHECK(users.insert(leg.user).second);
        CHECK(leg.number == 0 || numbers.insert(leg.number).second);
        CHECK(leg.number <= call.last_number);
        CHECK(!is_in(leg) || leg.number != 0);
        const bool seated = leg.state == LegState::connecting || leg.state == LegState::joined;
        CHECK(seated == (leg.place.session.value != 0));
        const bool timed = is_called(leg) || leg.state == LegState::reconnecting ||
                           (leg.state == LegState::connecting && in > 1);
        CHECK(timed == (leg.due != kNoTime));
        CHECK(call.state != CallState::ended || (!is_in(leg) && !is_called(leg)));
    }
    CHECK(call.state == CallState::ended || in > 0 || call.empty_due != kNoTime);
    CHECK(call.state != CallState::ended || call.empty_due == kNoTime);
    CHECK(call.state != CallState::active || !call.direct || in == 2 || call.restored);
    CHECK((call.answered != 0) == (call.state == CallState::active) ||
          call.state == CallState::ended);
    CHECK(call.rev > 0 && (call.restored || !call.away));
}

}  // namespace teahouse::chat
