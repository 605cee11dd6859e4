// SPDX-License-Identifier: MIT
#include "chat/readers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/handlers.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

struct Readers {
    std::vector<UserId> read = {};
    std::vector<UserId> unread = {};
};

// The members who may see a message, without one of them.
Readers readers_of(const Room& room, Seq seq, UserId but) {
    Readers readers;
    for (const auto& [user, cell] : room.members) {
        const proto::MemberRecord* member = cell.now();
        if (member == nullptr || user == but || seq < State::first_seq(room, *member)) {
            continue;
        }
        (member->read >= seq ? readers.read : readers.unread).push_back(user);
    }
    return readers;
}

Status check_tells(const Membership& mine) {
    TRY_STATUS(check_group(mine.about));
    if (mine.room.member_count > limits::kReadersMembersMax) {
        return fail(ErrorCode::forbidden, "the group is too large");
    }
    return {};
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReadersRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    TRY_STATUS(check_tells(mine));
    if (request.seq < State::first_seq(mine.room, mine.member) || request.seq > mine.room.head) {
        return fail(ErrorCode::not_found, "no such message");
    }
    // Of a vote at an anonymous poll it would tell who was there just then.
    const proto::Event* message = state.recent.find_merged(request.room, request.seq);
    if (message != nullptr && !proto::is_countable(message->kind)) {
        return fail(ErrorCode::not_found, "no message");
    }
    Readers readers = readers_of(mine.room, request.seq, caller.user);
    proto::MessageReadersReply reply{
        .read_count = static_cast<std::uint32_t>(readers.read.size()),
        .unread_count = static_cast<std::uint32_t>(readers.unread.size())};
    const auto shown = [](std::vector<UserId>& users) {
        users.resize(std::min(users.size(), limits::kReadersShownMax));
        return std::move(users);
    };
    reply.read = shown(readers.read);
    reply.unread = shown(readers.unread);
    return reply;
}

Result<Reminder> make_reminder(State& state, const Caller& caller, const proto::Event& message,
                               const std::string& cmid) {
    if (message.from != caller.user) {
        return fail(ErrorCode::forbidden, "not your message");
    }
    TRY(mine, membership_next(state, caller.user, message.room));
    TRY_STATUS(check_tells(mine));
    TRY_STATUS(check_may_write(state, mine));
    const std::vector<UserId> unread = readers_of(mine.room, message.seq, caller.user).unread;
    if (unread.empty()) {
        return Reminder{};
    }
    std::map<std::pair<RoomId, Seq>, LastMessage>& nudges = state.nudges;
    const auto last = nudges.find({message.room, message.seq});
    // A repeat is taken: the store may have refused the first one, and it knows if it did not.
    if (last != nudges.end() && last->second.cmid != cmid &&
        state.now < last->second.at + limits::kNudgeMs) {
        return tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                    .message = "they were reminded a moment ago",
                                    .retry_after_ms = static_cast<std::uint32_t>(
                                        last->second.at + limits::kNudgeMs - state.now)});
    }
    if (nudges.size() >= limits::kNudgesRememberedMax) {
        std::erase_if(
            nudges, [&](const auto& one) { return one.second.at + limits::kNudgeMs <= state.now; });
    }
    if (nudges.size() >= limits::kNudgesRememberedMax) {
        return tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                    .message = "too many reminders",
                                    .retry_after_ms = limits::kRetryAfterMs});
    }
    nudges[{message.room, message.seq}] = {.at = state.now, .cmid = cmid};
    Reminder reminder{.needed = true,
                      .event = make_event(state, caller, message.room, proto::EventKind::nudge)};
    reminder.event.ref = message.seq;
    if (unread.size() > limits::kMentionsMax) {
        reminder.event.body.all = true;
    } else {
        reminder.event.body.mentions = unread;
    }
    return reminder;
}

}  // namespace teahouse::chat
