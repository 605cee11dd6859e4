// SPDX-License-Identifier: MIT
#include "chat/call_rows.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits_calls.h"
#include "chat/call_machine.h"
#include "chat/calls_state.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/kept.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

constexpr TimeMs kSecond = 1'000;
constexpr std::uint32_t kDoublings = 6;  // from the first pause between attempts to the longest

proto::Event row_of(const State& state, const LiveCall& call) {
    proto::Event event =
        make_event(state, {.user = call.by}, call.room,
                   call.answered != 0 ? proto::EventKind::call : proto::EventKind::missed_call);
    proto::CallRow row{.id = call.id,
                       .kind = call.kind,
                       .end = call.why,
                       .at = call.at,
                       .seconds = seconds_of(call, call.ended)};
    std::vector<UserId> missed;
    for (const LiveLeg& leg : call.legs) {
        (leg.number != 0 ? row.users : missed).push_back(leg.user);
    }
    if (!missed.empty()) {
        row.missed = std::move(missed);
    }
    event.body.call = std::move(row);
    event.cmid = std::string(kOwnCmid) + "call." + call.id;
    return event;
}

bool in_flight(const State& state, TxnId txn) {
    return !state.pending.empty() && txn >= state.pending.front().id;
}

bool has_record(const State& state, const CallEnded& ended) {
    return kept_next<proto::KeptCall>(state, ended.kept) != nullptr;
}

bool wants_line(const State& state, const CallEnded& ended) {
    return !ended.logged && state.room_next(ended.event.room) != nullptr;
}

void write_row(State& state, CallEnded& ended) {
    Draft draft;
    draft.pending.repeatable = true;
    if (wants_line(state, ended)) {
        draft.append(ended.event);
        draft.pending.call = ended.event.body.call->id;
    }
    if (has_record(state, ended)) {
        draft.drop_kept(proto::KeptKind::call, ended.kept);
    }
    if (submit(state, std::move(draft))) {
        ended.flight = state.last_txn;
    }
    const TimeMs pause = limits::kCallRetryMs << std::min(ended.tries++, kDoublings);
    ended.next = state.now + std::min(pause, limits::kCallRetryMaxMs);
}

}  // namespace

std::uint32_t seconds_of(const LiveCall& call, TimeMs end) {
    return call.answered == 0 ? 0 : static_cast<std::uint32_t>((end - call.answered) / kSecond);
}

void add_row(State& state, const LiveCall& call) {
    if (state.calls.rows.size() < limits::kCallRowsMax) {
        state.calls.rows.push_back(
            {.event = row_of(state, call), .kept = call.kept, .next = state.now});
        state.wake_at(state.now);
    }
}

void write_rows(State& state) {
    std::erase_if(state.calls.rows, [&](CallEnded& ended) {
        if (in_flight(state, ended.flight)) {
            ended.next = std::max(ended.next, state.now + limits::kCallRetryMs);
            return false;
        }
        if (!wants_line(state, ended) && !has_record(state, ended)) {
            return true;
        }
        if (ended.next <= state.now) {
            write_row(state, ended);
        }
        return false;
    });
    for (const CallEnded& ended : state.calls.rows) {
        state.wake_at(ended.next);
    }
}

void row_logged(State& state, const std::string& call) {
    std::erase_if(state.calls.rows, [&](CallEnded& ended) {
        if (ended.event.body.call->id != call) {
            return false;
        }
        ended.logged = true;
        // Where the log had the line before, the record goes by a transaction of its own.
        ended.next = state.now;
        state.wake_at(ended.next);
        return !has_record(state, ended);
    });
}

}  // namespace teahouse::chat
