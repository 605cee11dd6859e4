// SPDX-License-Identifier: MIT
#include "chat/confirms.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/acts.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/forward.h"
#include "chat/later_state.h"
#include "chat/opening.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

Status check_asks(const proto::Event& message) {
    if (!proto::asks_confirmation(message)) {
        return fail(ErrorCode::unsupported_type, "nobody is asked to confirm it");
    }
    return {};
}

bool has_confirmed(const State& state, const proto::Event& message, UserId user) {
    const bool stored = message.merged && message.merged->confirmed.value_or(false);
    return stored || state.recent.has_confirmed(message.room, message.seq, user);
}

std::vector<UserId> shown(std::vector<UserId> users) {
    users.resize(std::min(users.size(), limits::kReadersShownMax));
    return users;
}

// `confirmed`: ascending.
Result<proto::Reply> board_of(const State& state, const ConfirmsRead& read,
                              const std::vector<UserId>& confirmed) {
    TRY_STATUS(check_login(state, read.caller.user, read.caller.device));
    TRY(mine, membership_now(state, read.caller.user, read.room));
    std::vector<UserId> missing;
    for (const auto& [user, cell] : mine.room.members) {
        const proto::MemberRecord* member = cell.now();
        if (member != nullptr && user != read.sender &&
            read.seq >= State::first_seq(mine.room, *member) &&
            !std::ranges::binary_search(confirmed, user)) {
            missing.push_back(user);
        }
    }
    return proto::MessageConfirmsReply{
        .confirmed = shown(confirmed),
        .missing = shown(missing),
        .confirmed_count = static_cast<std::uint32_t>(confirmed.size()),
        .missing_count = static_cast<std::uint32_t>(missing.size())};
}

}  // namespace

Status check_asks_here(const State& state, const Membership& mine,
                       const proto::MessageSendRequest& request) {
    if (!request.confirm.value_or(false)) {
        return {};
    }
    if (!is_admin(state, mine)) {
        return fail(ErrorCode::forbidden, "only admins of groups ask for it", "confirm");
    }
    if (mine.room.member_count > limits::kConfirmsMembersMax) {
        return fail(ErrorCode::forbidden, "the room is too large", "confirm");
    }
    return {};
}

Result<proto::Reply> confirm_reply(const State&, const Pending& pending, const Caller&,
                                   const Done& done) {
    if (done.room != pending.room || done.kind != proto::EventKind::confirm) {
        return fail(ErrorCode::conflict, "the cmid was used for something else");
    }
    proto::MessageConfirmReply reply{.seq = done.seq, .at = done.at};
    if (done.idle && pending.seq) {
        reply.seq = pending.seq;
    }
    if (done.duplicate || done.idle) {
        reply.duplicate = true;
    }
    return reply;
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageConfirmRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    TRY_STATUS(check_asks(message));
    if (message.from == caller.user) {
        return fail(ErrorCode::unsupported_type, "one's own message");
    }
    TRY_STATUS(membership_next(state, caller.user, message.room));
    if (has_confirmed(state, message, caller.user)) {
        return unchanged<proto::MessageConfirmReply>(message.seq, message.at);
    }
    Draft draft(caller, confirm_reply);
    draft.pending.room = message.room;
    draft.pending.seq = message.seq;
    draft.pending.repeatable = true;
    proto::Event event = make_event(state, caller, message.room, proto::EventKind::confirm);
    event.ref = message.seq;
    event.cmid = request.cmid;
    draft.append(std::move(event));
    return submit(state, std::move(draft));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageConfirmsRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_asks(message));
    TRY(mine, membership_now(state, caller.user, request.room));
    if (message.from != caller.user && !is_admin(state, mine)) {
        return fail(ErrorCode::forbidden, "for the sender and admins");
    }
    User& user = state.users.at(caller.user);
    const std::uint64_t id = ++state.last_read;
    if (user.reads >= limits::kReadsPerUserMax ||
        !ask(state, {.by = Asked::By::confirms, .read = id},
             {.room = request.room, .limit = limits::kConfirmsReadMax, .confirms = request.seq})) {
        return tl::unexpected(too_many_reads());
    }
    ++user.reads;
    state.later.confirms[id] = {
        .caller = caller, .room = request.room, .seq = request.seq, .sender = message.from};
    return Later{};
}

void confirms_read(State& state, std::uint64_t id, const proto::QueryResult& result) {
    const auto found = state.later.confirms.find(id);
    const ConfirmsRead read = found->second;
    state.later.confirms.erase(found);
    --state.users.at(read.caller.user).reads;
    if (!result.ok) {
        state.reply(read.caller, tl::unexpected(not_read()));
        return;
    }
    state.reply(read.caller, board_of(state, read, result.users));
}

}  // namespace teahouse::chat
