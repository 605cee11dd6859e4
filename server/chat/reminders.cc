// SPDX-License-Identifier: MIT
// Reminders of messages. A reminder names its message and holds nothing of it: what it says is read
// when it is asked for, with the rights of that time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/acts.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/notify.h"
#include "chat/opening.h"
#include "chat/queries.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

Status check_to_remind(const proto::Event& message) {
    if (!proto::is_countable(message.kind)) {
        return fail(ErrorCode::not_found, "no message");
    }
    if (proto::is_recalled(message)) {
        return fail(ErrorCode::recalled, "the message was taken back");
    }
    return {};
}

struct Own {
    std::size_t count = 0;
    const proto::Reminder* same = nullptr;  // of the message
};
Own own_of(const State& state, UserId user, RoomId room, Seq seq) {
    Own own;
    const auto found = state.later.reminders.of.find(user);
    if (found == state.later.reminders.of.end()) {
        return own;
    }
    for (const std::uint64_t id : found->second) {
        const auto* one = kept_next<proto::Reminder>(state, id);
        if (one != nullptr) {
            ++own.count;
            own.same = one->room == room && one->seq == seq ? one : own.same;
        }
    }
    return own;
}

Result<proto::Reply> reminder_added_reply(const State& state, const Pending& pending, const Caller&,
                                          const Done&) {
    for (const Change& change : pending.changes) {
        const auto* kept = std::get_if<KeptChange>(&change);
        if (kept != nullptr && kept->value) {
            const auto* now = kept_now<proto::Reminder>(state, kept->id);
            return proto::ReminderAddReply{
                .reminder = now != nullptr ? *now : std::get<proto::Reminder>(*kept->value)};
        }
    }
    return fail(ErrorCode::internal, "no reminder");
}

Result<proto::Reply> reminder_removed_reply(const State&, const Pending&, const Caller&,
                                            const Done&) {
    return proto::ReminderRemoveReply{};
}

}  // namespace

Result<Outcome> act(State& state, const Caller& caller, proto::ReminderAddRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_to_remind(message));
    TRY_STATUS(check_time(state, request.at));
    TRY_STATUS(can_write(state));
    const Own own = own_of(state, caller.user, request.room, request.ref);
    if (own.same == nullptr && own.count >= limits::kRemindersMax) {
        return fail(ErrorCode::too_large, "too many reminders");
    }
    proto::Reminder reminder{.user = caller.user,
                             .room = request.room,
                             .seq = request.ref,
                             .at = request.at,
                             .created = state.now};
    if (request.note && !request.note->empty()) {
        reminder.note = std::move(request.note);
    }
    reminder.id = own.same != nullptr ? own.same->id : next_kept_id(state);
    Draft draft(caller, reminder_added_reply);
    const std::uint64_t id = reminder.id;
    draft.put_kept(id, std::move(reminder));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderListRequest& /*all*/) {
    proto::ReminderListReply reply;
    if (const auto own = state.later.reminders.of.find(caller.user);
        own != state.later.reminders.of.end()) {
        for (const std::uint64_t id : own->second) {
            if (const auto* kept = kept_now<proto::Reminder>(state, id)) {
                reply.reminders.push_back(*kept);
            }
        }
    }
    std::ranges::sort(reply.reminders, {}, [](const proto::Reminder& one) {
        return std::tuple(!one.due.value_or(false), one.at, one.id);
    });
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderRemoveRequest& request) {
    const auto* kept = kept_next<proto::Reminder>(state, request.reminder);
    if (kept == nullptr || kept->user != caller.user) {
        return fail(ErrorCode::not_found, "no such reminder");
    }
    Draft draft(caller, reminder_removed_reply);
    draft.drop_kept(proto::KeptKind::reminder, request.reminder);
    return submit(state, std::move(draft));
}

void reminders_tick(State& state) {
    for (std::size_t i = 0; i < limits::kLaterPerTick; ++i) {
        const auto id = state.later.reminders.due.due(state.now);
        if (!id || !may_try_later(state)) {
            break;
        }
        const auto* kept = kept_next<proto::Reminder>(state, *id);
        CHECK(kept != nullptr && !kept->due.value_or(false));
        proto::Reminder next = *kept;
        next.due = true;
        Draft draft;
        draft.put_kept(*id, std::move(next));
        (void)submit(state, std::move(draft));
    }
    wake_for_later(state);
}

// Devices that are there learn of it by the push; without any, the channels are told.
void remind(State& state, const proto::Reminder& reminder) {
    if (!state.ready_sessions(reminder.user).empty() ||
        !state.notify.by_user.contains(reminder.user)) {
        return;
    }
    if (const proto::Event* message = state.recent.find_merged(reminder.room, reminder.seq)) {
        tell_of_reminder(state, reminder, message);
    } else if (!ask(state, {.by = Asked::By::reminder, .read = reminder.id},
                    {.room = reminder.room, .merged = true, .seqs = {reminder.seq}})) {
        tell_of_reminder(state, reminder, nullptr);
    }
}

void reminder_read(State& state, std::uint64_t id, const proto::QueryResult& result) {
    const auto* reminder = kept_now<proto::Reminder>(state, id);
    if (reminder != nullptr && reminder->due.value_or(false)) {
        tell_of_reminder(state, *reminder,
                         result.events.empty() ? nullptr : &result.events.front());
    }
}

}  // namespace teahouse::chat
