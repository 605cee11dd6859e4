// SPDX-License-Identifier: MIT
// Messages that are sent later. What one may not send now is refused at once; what is allowed then
// is looked at when the time has come, by the checks of message.send.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/messages.h"
#include "chat/moderation.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

using proto::KeptSchedule;

// Calls see(schedule) for each one of an account, after everything in flight.
template <class See>
void each_of(const State& state, UserId user, See see) {
    const auto own = state.later.schedules.of.find(user);
    if (own == state.later.schedules.of.end()) {
        return;
    }
    for (const std::uint64_t id : own->second) {
        if (const auto* kept = kept_next<KeptSchedule>(state, id)) {
            see(*kept);
        }
    }
}

const KeptSchedule* made_by(const State& state, UserId user, const std::string& cmid) {
    const KeptSchedule* found = nullptr;
    each_of(state, user, [&](const KeptSchedule& one) {
        if (one.cmid == cmid) {
            found = &one;
        }
    });
    return found;
}

Result<const KeptSchedule*> find_own(const State& state, UserId user, std::uint64_t id) {
    const auto* kept = kept_next<KeptSchedule>(state, id);
    if (kept == nullptr || kept->shown.user != user) {
        return fail(ErrorCode::not_found, "no such message");
    }
    return kept;
}

// Beside `but`, which is replaced.
Status check_space_for(const State& state, UserId user, std::size_t bytes, std::uint64_t but) {
    std::size_t count = 0;
    each_of(state, user, [&](const KeptSchedule& one) {
        if (one.shown.id != but) {
            ++count;
            bytes += one.shown.text.size();
        }
    });
    if (count >= limits::kSchedulesMax || bytes > limits::kScheduleBytesMax) {
        return fail(ErrorCode::too_large, "too much waits to be sent");
    }
    return {};
}

// Where words are covered that is done when it is sent; its author goes on seeing what was written.
Status check_words_of(const State& state, std::string text) {
    return filter_text(state, text, "text");
}

proto::MessageSendRequest message_of(const proto::Schedule& schedule) {
    // Ids are given out again after a restart; together with the time they are not.
    return {.room = schedule.room,
            .cmid = std::string(kOwnCmid) + std::to_string(schedule.id) + "." +
                    std::to_string(schedule.created),
            .text = schedule.text,
            .ref = schedule.ref,
            .mentions = schedule.mentions,
            .all = schedule.all,
            .admins = schedule.admins};
}

template <class R>
Result<proto::Reply> schedule_reply(const State& state, const Pending& pending, const Caller&,
                                    const Done& done) {
    if (done.duplicate) {
        return fail(ErrorCode::conflict, "the cmid was used for a message");
    }
    // It may have been sent in the same commit: then it is answered as it was.
    for (const Change& change : pending.changes) {
        const auto* kept = std::get_if<KeptChange>(&change);
        if (kept != nullptr && kept->value) {
            const auto* now = kept_now<KeptSchedule>(state, kept->id);
            return R{.schedule =
                         now != nullptr ? now->shown : std::get<KeptSchedule>(*kept->value).shown};
        }
    }
    return fail(ErrorCode::internal, "no schedule");
}

Result<proto::Reply> schedule_removed_reply(const State&, const Pending&, const Caller&,
                                            const Done&) {
    return proto::ScheduleRemoveReply{};
}

// --- When the time has come

// As message.send would have it now, by its author.
Result<NewMessage> take_due(State& state, const proto::Schedule& schedule) {
    const proto::UserRecord* author = state.user_next(schedule.user);
    if (author == nullptr || author->disabled) {
        return fail(ErrorCode::disabled, "the account is switched off");
    }
    if (const proto::Ban* ban = ban_of(state, schedule.user)) {
        return tl::unexpected(banned_error(state, *ban));
    }
    proto::MessageSendRequest request = message_of(schedule);
    return make_text(state, {.user = schedule.user}, request);
}

void send_due(State& state, const KeptSchedule& kept) {
    const std::uint64_t id = kept.shown.id;
    const Caller author{.user = kept.shown.user};
    auto message = take_due(state, kept.shown);
    Draft draft;
    if (message) {
        proto::Event event = make_event(state, author, message->room, proto::EventKind::text);
        event.body = std::move(message->body);
        event.ref = message->ref;
        event.cmid = std::move(message->cmid);
        draft.append(std::move(event));
        draft.drop_kept(proto::KeptKind::schedule, id);
        draft.pending.schedule = id;
        draft.pending.repeatable = true;
    } else if (message.error().code == ErrorCode::slow_mode) {
        // Its turn comes.
        const TimeMs wait = std::max<TimeMs>(message.error().retry_after_ms, 1);
        state.later.schedules.due.put(id, state.now + wait);
        return;
    } else {
        KeptSchedule next = kept;
        next.shown.fault = message.error().code;
        draft.put_kept(id, std::move(next));
    }
    (void)submit(state, std::move(draft));  // refused: its time is still there
}

// The log has the message; the record goes after it.
void drop_known(State& state) {
    while (!state.later.known.empty() && may_try_later(state)) {
        const std::uint64_t id = state.later.known.back();
        state.later.known.pop_back();
        if (kept_next<KeptSchedule>(state, id) != nullptr) {
            Draft draft;
            draft.drop_kept(proto::KeptKind::schedule, id);
            (void)submit(state, std::move(draft));
        }
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleAddRequest& request) {
    TRY_STATUS(check_cmid(request.cmid));
    if (const KeptSchedule* first = made_by(state, caller.user, request.cmid)) {
        if (const auto* now = kept_now<KeptSchedule>(state, first->shown.id)) {
            return proto::ScheduleAddReply{.schedule = now->shown};
        }
        Draft again(caller, schedule_reply<proto::ScheduleAddReply>);
        again.put_kept(first->shown.id, *first);  // after the first one, which is on its way
        return submit(state, std::move(again));
    }
    TRY_STATUS(check_text(request.text));
    TRY_STATUS(check_time(state, request.at));
    KeptSchedule made{
        .shown = {.user = caller.user,
                  .room = request.room,
                  .at = request.at,
                  .text = std::move(request.text),
                  .ref = request.ref,
                  .mentions = std::move(request.mentions),
                  .all = request.all.value_or(false) ? request.all : std::nullopt,
                  .admins = request.admins.value_or(false) ? request.admins : std::nullopt,
                  .created = state.now},
        .cmid = std::move(request.cmid)};
    TRY(mine, check_may_send(state, caller, message_of(made.shown)));
    TRY_STATUS(check_may_write(state, mine));
    TRY_STATUS(check_words_of(state, made.shown.text));
    TRY_STATUS(check_space_for(state, caller.user, made.shown.text.size(), 0));
    TRY_STATUS(can_write(state));
    made.shown.id = next_kept_id(state);
    Draft draft(caller, schedule_reply<proto::ScheduleAddReply>);
    draft.find_appended(caller.user, made.cmid);
    const std::uint64_t id = made.shown.id;
    draft.put_kept(id, std::move(made));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleListRequest& /*all*/) {
    proto::ScheduleListReply reply;
    if (const auto own = state.later.schedules.of.find(caller.user);
        own != state.later.schedules.of.end()) {
        for (const std::uint64_t id : own->second) {
            if (const auto* kept = kept_now<KeptSchedule>(state, id)) {
                reply.schedules.push_back(kept->shown);
            }
        }
    }
    std::ranges::sort(reply.schedules, {},
                      [](const proto::Schedule& one) { return std::tuple(one.at, one.id); });
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleSetRequest& request) {
    TRY(found, find_own(state, caller.user, request.schedule));
    TRY_STATUS(membership_next(state, caller.user, found->shown.room));
    KeptSchedule next = *found;
    next.shown.fault.reset();
    if (request.at == 0) {
        next.shown.at = state.now;
    } else if (request.at) {
        TRY_STATUS(check_time(state, *request.at));
        next.shown.at = *request.at;
    }
    if (request.text) {
        TRY_STATUS(check_text(request.text));
        TRY_STATUS(check_words_of(state, *request.text));
        TRY_STATUS(check_space_for(state, caller.user, request.text->size(), request.schedule));
        next.shown.text = std::move(*request.text);
    }
    if (request.mentions) {
        next.shown.mentions = std::move(request.mentions);
    }
    Draft draft(caller, schedule_reply<proto::ScheduleSetReply>);
    draft.put_kept(request.schedule, std::move(next));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ScheduleRemoveRequest& request) {
    TRY_STATUS(find_own(state, caller.user, request.schedule));
    Draft draft(caller, schedule_removed_reply);
    draft.drop_kept(proto::KeptKind::schedule, request.schedule);
    return submit(state, std::move(draft));
}

void schedule_known(State& state, std::uint64_t id) {
    if (id != 0) {
        state.later.known.push_back(id);
        state.wake_at(state.now);
    }
}

void schedules_tick(State& state) {
    drop_known(state);
    for (std::size_t i = 0; i < limits::kLaterPerTick; ++i) {
        const auto id = state.later.schedules.due.due(state.now);
        if (!id || !state.later.known.empty() || !may_try_later(state)) {
            break;
        }
        const auto* kept = kept_next<KeptSchedule>(state, *id);
        CHECK(kept != nullptr && !kept->shown.fault);
        send_due(state, *kept);
    }
    wake_for_later(state);
}

}  // namespace teahouse::chat
