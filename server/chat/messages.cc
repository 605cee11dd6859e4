// SPDX-License-Identifier: MIT
// message.send, read, typing, room.state.
#include "chat/messages.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/confirms.h"
#include "chat/draft.h"
#include "chat/files.h"
#include "chat/handlers.h"
#include "chat/mentions.h"
#include "chat/moderation.h"
#include "chat/polls.h"
#include "chat/presence.h"
#include "chat/repeat.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// Which stickers there are, the clients know; what is no sticker at all stays out of the log.
Status check_sticker(const proto::MessageSendRequest& request) {
    if (!request.text || !is_sticker(*request.text)) {
        return fail(ErrorCode::invalid, "pack/name", "text");
    }
    if (request.mentions || request.all.value_or(false) || request.admins.value_or(false)) {
        return fail(ErrorCode::invalid, "a sticker names nobody", "mentions");
    }
    return {};
}

Status check_length(const std::string& text) {
    if (text.size() > limits::kTextBytesMax) {
        return fail(ErrorCode::too_large, "the message is too long");
    }
    return {};
}

Status check_message(const proto::MessageSendRequest& request) {
    TRY_STATUS(check_cmid(request.cmid));
    const proto::EventKind kind = request.kind.value_or(proto::EventKind::text);
    if (kind != proto::EventKind::text && kind != proto::EventKind::sticker &&
        kind != proto::EventKind::poll && !proto::has_file(kind)) {
        return fail(ErrorCode::invalid, "text, a file, a sticker or a poll", "kind");
    }
    TRY_STATUS(check_file(request));
    if (request.confirm.value_or(false) && kind != proto::EventKind::text) {
        return fail(ErrorCode::invalid, "only of a text", "confirm");
    }
    if (kind == proto::EventKind::poll) {
        return check_poll(request);
    }
    if (request.poll) {
        return fail(ErrorCode::invalid, "not a poll", "poll");
    }
    if (kind == proto::EventKind::sticker) {
        return check_sticker(request);
    }
    if (!request.file) {
        return check_text(request.text);
    }
    return request.text ? check_length(*request.text) : Status{};
}

Result<proto::Reply> sent_reply(const State& state, const Pending& pending, const Caller&,
                                const Done& done) {
    if (done.room != pending.room || !proto::is_countable(done.kind)) {
        return fail(ErrorCode::conflict, "the cmid was used for something else");
    }
    const auto room = state.rooms.find(pending.room);
    if (room == state.rooms.end()) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");  // dissolved since
    }
    proto::MessageSendReply reply{.seq = done.seq, .epoch = room->second.epoch, .at = done.at};
    if (done.duplicate) {
        reply.duplicate = true;
    }
    return reply;
}

Error out_of_turn() {
    Error error = store_error(ErrorCode::store_unavailable);
    error.message = "an earlier message of this session has to be repeated first";
    return error;
}

// --- Read marks
// -------------------------------------------------------------------------------------

proto::ReadReply read_of(const Room& room, const proto::MemberRecord& member) {
    return {.read = member.read,
            .unread = unread_of(room, member),
            .mentions = mentions_of(room, member)};
}

Result<proto::Reply> read_reply(const State& state, const Pending& pending, const Caller& caller,
                                const Done&) {
    const proto::MemberRecord* member = state.member_now(pending.room, caller.user);
    if (member == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");
    }
    return read_of(state.rooms.at(pending.room), *member);
}

// Writes the mark that is wanted; all who wait are answered by it. Refused: they are told at once.
void submit_mark(State& state, RoomId room, UserId user, Mark& mark) {
    Draft draft;
    draft.pending.answer_as = AnswerAs::reply;
    draft.pending.make_reply = read_reply;
    draft.pending.room = room;
    draft.pending.callers = std::exchange(mark.waiting, {});
    const Seq want = std::exchange(mark.want, {});
    mark.submitted = state.now;
    if (state.member_next(room, user) == nullptr) {
        for (const Caller& caller : draft.pending.callers) {
            state.reply(caller, fail(ErrorCode::not_a_member, "not a member of such a room"));
        }
        return;
    }
    draft.mark_read(room, user, want);
    const std::vector<Caller> callers = draft.pending.callers;
    if (const auto outcome = submit(state, std::move(draft)); !outcome) {
        for (const Caller& caller : callers) {
            state.reply(caller, tl::unexpected(outcome.error()));
        }
    }
}

}  // namespace

Status check_text(const std::optional<std::string>& text) {
    if (!text || is_blank(*text)) {
        return fail(ErrorCode::invalid, "an empty message", "text");
    }
    return check_length(*text);
}

Result<Membership> check_may_send(const State& state, const Caller& caller,
                                  const proto::MessageSendRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_peer(state, mine, caller.user));
    TRY_STATUS(check_ref(state, caller.user, request.room, request.ref));
    TRY_STATUS(check_names_all(state, mine, request.all));
    TRY_STATUS(check_names_admins(mine, request.admins));
    TRY_STATUS(check_poll_here(state, mine, request));
    TRY_STATUS(check_asks_here(state, mine, request));
    return mine;
}

namespace {

// What comes after the checks.
Result<NewMessage> make_message(State& state, const Caller& caller, const Membership& mine,
                                proto::MessageSendRequest& request) {
    proto::Body body{.mentions = members_of(state, request.room, caller.user, request.mentions),
                     .all = request.all.value_or(false) ? request.all : std::nullopt};
    if (request.admins.value_or(false)) {
        body.admins = true;
        body.mentions = with_admins(state, mine, caller.user, body.mentions);
    }
    if (request.file) {
        TRY(part, file_part(state, caller.user, request));
        body.file = std::move(part);
    }
    body.text = std::move(request.text);
    body.poll = std::move(request.poll);
    if (request.confirm.value_or(false)) {
        body.confirm = true;
    }
    TRY_STATUS(filter_body(state, body));
    take_turn(state, mine, request.cmid);
    return NewMessage{.room = request.room,
                      .kind = request.kind.value_or(proto::EventKind::text),
                      .cmid = request.cmid,
                      .body = std::move(body),
                      .ref = request.ref};
}

Result<Outcome> take_message(State& state, const Caller& caller,
                             proto::MessageSendRequest& request) {
    TRY(mine, check_may_send(state, caller, request));
    TRY_STATUS(check_new_message(state, mine, request.cmid));
    if (request.file && !files_at_hand(state, request)) {
        return ask_for_files(state, caller, request);
    }
    TRY(message, make_message(state, caller, mine, request));
    return send_message(state, caller, std::move(message));
}

}  // namespace

Result<NewMessage> make_text(State& state, const Caller& caller,
                             proto::MessageSendRequest& request) {
    TRY(mine, check_may_send(state, caller, request));
    TRY_STATUS(check_new_message(state, mine, request.cmid));
    return make_message(state, caller, mine, request);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageSendRequest& request) {
    TRY_STATUS(check_message(request));
    return unless_sent(state, caller, request.room, request.cmid,
                       take_message(state, caller, request));
}

Status check_ref(const State& state, UserId user, RoomId room_id, const std::optional<Seq>& ref) {
    if (!ref) {
        return {};
    }
    const Room* room = state.room_now(room_id);
    const proto::MemberRecord* member = state.member_now(room_id, user);
    if (room == nullptr || member == nullptr || *ref > room->head ||
        *ref < State::first_seq(*room, *member)) {
        return fail(ErrorCode::invalid, "no such message", "ref");
    }
    return {};
}

Result<Outcome> unless_sent(State& state, const Caller& caller, RoomId room,
                            const std::string& cmid, Result<Outcome> outcome) {
    if (outcome || !may_be_done(outcome.error())) {
        return outcome;
    }
    Draft draft(caller, sent_reply);
    draft.pending.room = room;
    draft.pending.cmid = cmid;
    auto asked = refuse_unless_done(state, caller, cmid, std::move(draft), outcome.error());
    Session* session = caller.socket ? state.session(caller.session) : nullptr;
    if (!asked && session != nullptr) {
        session->gate.refused(room, cmid, state.now);
    }
    return asked;
}

Result<Outcome> send_message(State& state, const Caller& caller, NewMessage message) {
    const RoomId room = message.room;
    const std::string cmid = message.cmid;
    Session* session = caller.socket ? state.session(caller.session) : nullptr;
    if (session != nullptr && !session->gate.admits(room, cmid, state.now)) {
        session->gate.refused(room, cmid, state.now);
        return tl::unexpected(out_of_turn());
    }
    Draft draft(caller, sent_reply);
    draft.pending.room = room;
    draft.pending.cmid = cmid;
    draft.pending.repeatable = true;
    proto::Event event = make_event(state, caller, room, message.kind);
    event.body = std::move(message.body);
    event.ref = message.ref;
    event.cmid = std::move(message.cmid);
    draft.append(std::move(event));
    auto outcome = submit(state, std::move(draft));
    if (!outcome && session != nullptr) {
        session->gate.refused(room, cmid, state.now);
    }
    stop_typing(state, room, caller.user);
    return outcome;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ReadRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    const Seq want = std::min(request.seq, mine.room.head);
    if (want <= mine.member.read) {
        return read_of(mine.room, mine.member);
    }
    Mark& mark = state.marks[{request.room, caller.user}];
    mark.want = std::max(mark.want, want);
    mark.waiting.push_back(caller);
    const TimeMs due = mark.submitted + limits::kReadMarkMs;
    if (state.now >= due) {
        submit_mark(state, request.room, caller.user, mark);
    }
    state.wake_at(mark.submitted + limits::kReadMarkMs);
    return Later{};
}

void marks_tick(State& state) {
    for (auto it = state.marks.begin(); it != state.marks.end();) {
        Mark& mark = it->second;
        const TimeMs due = mark.submitted + limits::kReadMarkMs;
        if (state.now < due) {
            state.wake_at(due);
            ++it;
        } else if (mark.want) {
            submit_mark(state, it->first.first, it->first.second, mark);
            state.wake_at(mark.submitted + limits::kReadMarkMs);
            ++it;
        } else {
            it = state.marks.erase(it);
        }
    }
}

Result<Outcome> handle(State& state, const Caller& caller, proto::TypingRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    if (request.on && check_direct(state, mine)) {
        start_typing(state, request.room, caller.user);
    } else {
        stop_typing(state, request.room, caller.user);
    }
    return proto::TypingReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomStateRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    return proto::RoomStateReply{.epoch = mine.room.epoch,
                                 .head = mine.room.head,
                                 .read = mine.member.read,
                                 .unread = unread_of(mine.room, mine.member)};
}

}  // namespace teahouse::chat
