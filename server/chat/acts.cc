// SPDX-License-Identifier: MIT
#include "chat/acts.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/forward.h"
#include "chat/mentions.h"
#include "chat/moderation.h"
#include "chat/polls.h"
#include "chat/readers.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

proto::Event change_of(const State& state, const Caller& caller, const proto::Event& message,
                       proto::EventKind kind) {
    proto::Event event = make_event(state, caller, message.room, kind);
    event.ref = message.seq;
    return event;
}

// Nothing that could change the answer is on its way.
bool settled(const State& state) { return state.pending.empty(); }

}  // namespace

Result<Outcome> act(State& state, const Caller& caller, proto::MessageEditRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    if (message.kind != proto::EventKind::text || message.body.origin) {
        return fail(ErrorCode::unsupported_type, "not a text of one's own");
    }
    if (message.from != caller.user) {
        return fail(ErrorCode::forbidden, "not your message");
    }
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_peer(state, mine, caller.user));
    TRY_STATUS(check_may_write(state, mine));
    TRY_STATUS(filter_text(state, request.text, "text"));
    proto::Event event = change_of(state, caller, message, proto::EventKind::edit);
    event.body.text = std::move(request.text);
    event.body.mentions = members_of(state, request.room, caller.user, request.mentions);
    if (message.body.admins.value_or(false)) {
        event.body.mentions = with_admins_of(message, state, mine, event.body.mentions);
    }
    return submit_change<proto::MessageEditReply>(state, caller, request.cmid, std::move(event));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageRecallRequest& request,
                    const proto::Event& message) {
    // A repeat whose first answer was lost: the message is gone, and by the same person.
    if (message.merged && message.merged->recalled == caller.user) {
        return unchanged<proto::MessageRecallReply>(message.merged->recall.value_or(message.seq),
                                                    message.at);
    }
    TRY_STATUS(check_message(message));
    if (message.kind == proto::EventKind::missed_call) {
        return fail(ErrorCode::unsupported_type, "a call was, whoever wants it or not");
    }
    TRY(mine, membership_next(state, caller.user, request.room));
    if (!is_admin(state, mine)) {
        if (message.from != caller.user) {
            return fail(ErrorCode::forbidden, "not your message");
        }
        const TimeMs own = TimeMs{mine.about.recall} * 60 * kSecondMs;
        const TimeMs within = own > 0 ? own : state.config.recall_ms;
        if (state.now - message.at > within || within == 0) {
            return fail(ErrorCode::too_late, "the time for it is over");
        }
    }
    std::optional<Act> audit;
    if (mine.about.kind == proto::RoomKind::lobby && message.from != caller.user) {
        audit = Act{.act = proto::AuditAct::lobby,
                    .user = message.from,
                    .room = message.room,
                    .text = std::string(proto::to_string(proto::EventKind::recall))};
    }
    return submit_change<proto::MessageRecallReply>(
        state, caller, request.cmid, change_of(state, caller, message, proto::EventKind::recall),
        audit);
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageReactRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_direct(state, mine));
    proto::Event event = change_of(state, caller, message, proto::EventKind::reaction);
    event.body.sign = request.sign;
    if (request.off.value_or(false)) {
        event.body.off = true;
    }
    proto::Event after = message;
    if (settled(state) && !proto::merge(after, event)) {
        std::vector<proto::Reaction> reactions;
        if (message.merged && message.merged->reactions) {
            reactions = *message.merged->reactions;
        }
        const auto found = std::ranges::find(reactions, request.sign, &proto::Reaction::sign);
        const bool there = found != reactions.end() &&
                           std::ranges::find(found->users, caller.user) != found->users.end();
        if (there == !event.body.off.value_or(false)) {
            return unchanged<proto::MessageReactReply>(message.seq, message.at);
        }
        return fail(ErrorCode::too_large, "no more reactions fit here", "sign");
    }
    return submit_change<proto::MessageReactReply>(state, caller, request.cmid, std::move(event));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessagePinRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY(mine, membership_next(state, caller.user, request.room));
    if (mine.about.kind != proto::RoomKind::direct && !is_admin(state, mine)) {
        return fail(ErrorCode::forbidden, "only admins pin here");
    }
    TRY_STATUS(check_direct(state, mine));
    const bool off = request.off.value_or(false);
    const std::vector<Seq>& pins = mine.room.pins;
    const bool pinned = std::ranges::find(pins, message.seq) != pins.end();
    if (settled(state) && pinned == !off) {
        return unchanged<proto::MessagePinReply>(message.seq, message.at);
    }
    if (!off && !pinned && pins.size() >= limits::kPinsMax) {
        return fail(ErrorCode::too_large, "too many messages are pinned");
    }
    return submit_change<proto::MessagePinReply>(
        state, caller, request.cmid,
        change_of(state, caller, message, off ? proto::EventKind::unpin : proto::EventKind::pin));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageForwardRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    return forward_message(state, caller, request, message);
}

Result<Outcome> act(State& state, const Caller& caller, proto::PollVoteRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY(event, make_vote(state, caller, message, request.choices));
    proto::Event after = message;
    if (settled(state) && !proto::merge(after, event)) {
        return unchanged<proto::PollVoteReply>(message.seq, message.at);
    }
    return submit_change<proto::PollVoteReply>(state, caller, request.cmid, std::move(event));
}

Result<Outcome> act(State& state, const Caller& caller, proto::PollCloseRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY(event, make_poll_end(state, caller, message));
    return submit_change<proto::PollCloseReply>(state, caller, request.cmid, std::move(event));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageNudgeRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY(reminder, make_reminder(state, caller, message, request.cmid));
    if (!reminder.needed) {
        return unchanged<proto::MessageNudgeReply>(message.seq, message.at);
    }
    return submit_change<proto::MessageNudgeReply>(state, caller, request.cmid,
                                                   std::move(reminder.event));
}

}  // namespace teahouse::chat
