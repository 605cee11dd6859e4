// SPDX-License-Identifier: MIT
#include "chat/forward.h"

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/messages.h"
#include "chat/moderation.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// What people are called where they wrote it.
std::string name_in(const State& state, RoomId room, UserId user) {
    const auto* note = detail_now<proto::MemberNote>(state, note_key(room, user));
    if (note != nullptr && note->nick) {
        return *note->nick;
    }
    const proto::UserRecord* record = state.user_now(user);
    return record == nullptr ? std::string() : record->name;
}

Result<proto::ChatRecord> record_of(const State& state, const std::vector<proto::Event>& messages) {
    proto::ChatRecord record;
    std::size_t bytes = 0;
    for (const proto::Event& message : messages) {
        TRY_STATUS(check_message(message));
        if (message.kind == proto::EventKind::missed_call) {
            return fail(ErrorCode::unsupported_type, "of a kind that stays where it is", "refs");
        }
        proto::RecordItem item{.user = message.from,
                               .name = name_in(state, message.room, message.from),
                               .at = message.at,
                               .kind = message.kind,
                               .text = message.body.text,
                               .file = message.body.file};
        bytes += item.text ? item.text->size() : 0;
        record.items.push_back(std::move(item));
    }
    if (bytes > limits::kRecordBytesMax) {
        return fail(ErrorCode::too_large, "together they are too long", "refs");
    }
    const Room* room = state.room_now(messages.front().room);
    if (room != nullptr && room->about.committed().kind == proto::RoomKind::direct) {
        record.direct = true;
    }
    return record;
}

}  // namespace

Status check_message(const proto::Event& message) {
    if (!proto::is_countable(message.kind)) {
        return fail(ErrorCode::unsupported_type, "not a message");
    }
    if (proto::is_recalled(message)) {
        return fail(ErrorCode::recalled, "the message was taken back");
    }
    return {};
}

Result<Outcome> forward_message(State& state, const Caller& caller,
                                const proto::MessageForwardRequest& request,
                                const proto::Event& message) {
    if (message.kind != proto::EventKind::text && message.kind != proto::EventKind::sticker &&
        message.kind != proto::EventKind::record && !proto::has_file(message.kind)) {
        return fail(ErrorCode::unsupported_type, "of a kind that stays where it is");
    }
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_peer(state, mine, caller.user));
    TRY_STATUS(check_new_message(state, mine, request.cmid));
    proto::Body body = message.body;  // with the same file, for as long as any message carries it
    body.mentions.reset();
    body.all.reset();
    body.admins.reset();
    if (!body.origin) {
        const proto::UserRecord* author = state.user_now(message.from);
        body.origin = proto::Origin{
            .user = message.from, .name = author == nullptr ? "" : author->name, .at = message.at};
    }
    TRY_STATUS(filter_body(state, body));
    take_turn(state, mine, request.cmid);
    return send_message(state, caller,
                        {request.room, message.kind, request.cmid, std::move(body), {}});
}

Result<Outcome> forward_record(State& state, const Caller& caller,
                               const proto::MessageRecordRequest& request,
                               const std::vector<proto::Event>& messages) {
    TRY(record, record_of(state, messages));
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_peer(state, mine, caller.user));
    TRY_STATUS(check_new_message(state, mine, request.cmid));
    proto::Body body{.record = std::move(record)};
    TRY_STATUS(filter_body(state, body));
    take_turn(state, mine, request.cmid);
    return send_message(
        state, caller, {request.room, proto::EventKind::record, request.cmid, std::move(body), {}});
}

}  // namespace teahouse::chat
