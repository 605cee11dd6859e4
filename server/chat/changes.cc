// SPDX-License-Identifier: MIT
// A change is checked against the message as it is. If that is not in memory it is read first, and
// the request waits; what happens to the message in between is settled by the log (proto/merge.h).
#include "chat/changes.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/acts.h"
#include "chat/catch_up.h"
#include "chat/commit.h"
#include "chat/confirms.h"
#include "chat/draft.h"
#include "chat/forward.h"
#include "chat/handlers.h"
#include "chat/later.h"
#include "chat/mentions.h"
#include "chat/messages.h"
#include "chat/opening.h"
#include "chat/polls.h"
#include "chat/previews.h"
#include "chat/queries.h"
#include "chat/readers.h"
#include "chat/repeat.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/stickers.h"
#include "chat/views.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// --- Finding the message

Result<Outcome> read_later(State& state, const Caller& caller, proto::Request request, RoomId room,
                           Seq head, std::vector<Seq> seqs) {
    // Bounded per account, so that one reader cannot take the store from all others.
    User& user = state.users.at(caller.user);
    const std::uint64_t id = ++state.last_read;
    if (user.reads >= limits::kReadsPerUserMax ||
        !ask(state, {.by = Asked::By::messages, .read = id},
             {.room = room, .merged = true, .seqs = seqs, .viewer = caller.user})) {
        return tl::unexpected(too_many_reads());
    }
    ++user.reads;
    state.messages.emplace(id, MessageRead{.caller = caller,
                                           .request = std::move(request),
                                           .room = room,
                                           .head = head,
                                           .seqs = std::move(seqs)});
    return Later{};
}

std::vector<Seq> in_order(std::vector<Seq> seqs) {
    std::ranges::sort(seqs);
    seqs.erase(std::ranges::unique(seqs).begin(), seqs.end());
    return seqs;
}

std::vector<proto::Event> at_hand(const State& state, RoomId room, const std::vector<Seq>& seqs) {
    std::vector<proto::Event> events;
    for (const Seq seq : seqs) {
        events.push_back(*state.recent.find_merged(room, seq));
    }
    return events;
}

Result<Outcome> find_messages(State& state, const Caller& caller,
                              proto::MessageRecordRequest& request) {
    TRY(source, membership_now(state, caller.user, request.source));
    std::vector<Seq> wanted = in_order(request.refs);
    if (wanted.empty()) {
        return fail(ErrorCode::invalid, "no messages", "refs");
    }
    if (wanted.front() < State::first_seq(source.room, source.member) ||
        wanted.back() > source.room.head) {
        return fail(ErrorCode::not_found, "no such message");
    }
    const RoomId from = request.source;
    if (state.recent.reaches_back(from, wanted.front())) {
        return forward_record(state, caller, request, at_hand(state, from, wanted));
    }
    return read_later(state, caller, std::move(request), from, source.room.head, std::move(wanted));
}

template <class R>
Result<Outcome> find_message(State& state, const Caller& caller, R& request, RoomId room, Seq ref) {
    TRY(mine, membership_now(state, caller.user, room));
    if (ref < State::first_seq(mine.room, mine.member) || ref > mine.room.head) {
        return fail(ErrorCode::not_found, "no such message");
    }
    if (const proto::Event* message = state.recent.find_merged(room, ref)) {
        return act(state, caller, request, *message);
    }
    return read_later(state, caller, std::move(request), room, mine.room.head, {ref});
}

// --- Refusing what was not done before ----------------------------------------------------------

// What the log has if the request was done, and how it is answered then.
struct DoneAs {
    proto::EventKind kind;
    ReplyMaker reply;
};
template <class R>
constexpr DoneAs done_as(const R& request) {
    if constexpr (std::is_same_v<R, proto::MessageEditRequest>) {
        return {proto::EventKind::edit, changed_reply<proto::MessageEditReply>};
    } else if constexpr (std::is_same_v<R, proto::MessageRecallRequest>) {
        return {proto::EventKind::recall, changed_reply<proto::MessageRecallReply>};
    } else if constexpr (std::is_same_v<R, proto::MessageReactRequest>) {
        return {proto::EventKind::reaction, changed_reply<proto::MessageReactReply>};
    } else if constexpr (std::is_same_v<R, proto::MessageNudgeRequest>) {
        return {proto::EventKind::nudge, changed_reply<proto::MessageNudgeReply>};
    } else if constexpr (std::is_same_v<R, proto::PollVoteRequest>) {
        return {proto::EventKind::vote, changed_reply<proto::PollVoteReply>};
    } else if constexpr (std::is_same_v<R, proto::PollCloseRequest>) {
        return {proto::EventKind::poll_end, changed_reply<proto::PollCloseReply>};
    } else if constexpr (std::is_same_v<R, proto::MessageConfirmRequest>) {
        return {proto::EventKind::confirm, confirm_reply};
    } else {
        return {request.off.value_or(false) ? proto::EventKind::unpin : proto::EventKind::pin,
                changed_reply<proto::MessagePinReply>};
    }
}

// Those that the log does not know by a cmid.
template <class R>
concept WithoutCmid =
    std::is_same_v<R, proto::MessageReportRequest> ||
    std::is_same_v<R, proto::ReminderAddRequest> ||
    std::is_same_v<R, proto::MessageConfirmsRequest> || std::is_same_v<R, proto::StickerAddRequest>;

template <class R>
Result<Outcome> unless_done(State& state, const Caller& caller, const R& request,
                            Result<Outcome> outcome) {
    if constexpr (WithoutCmid<R>) {
        return outcome;
    } else if constexpr (std::is_same_v<R, proto::MessageForwardRequest> ||
                         std::is_same_v<R, proto::MessageRecordRequest>) {
        return unless_sent(state, caller, request.room, request.cmid, std::move(outcome));
    } else {
        if (outcome || !may_be_done(outcome.error())) {
            return outcome;
        }
        const DoneAs done = done_as(request);
        Draft draft(caller, done.reply);
        draft.pending.room = request.room;
        draft.pending.count = static_cast<std::uint32_t>(done.kind);
        return refuse_unless_done(state, caller, request.cmid, std::move(draft),
                                  std::move(outcome).error());
    }
}

// --- message.get
// ----------------------------------------------------------------------------------

proto::Reply messages_reply(const State& state, std::vector<proto::Event> events, UserId viewer) {
    std::size_t bytes = 0;
    std::erase_if(events, [&](const proto::Event& event) {
        bytes += weight_of(event);
        return bytes > limits::kHistoryBytesMax;
    });
    strip_for(state, viewer, events);
    return proto::MessageGetReply{.events = std::move(events)};
}

template <class R>
Result<Outcome> with_message(State& state, const Caller& caller, R& request, RoomId room) {
    TRY_STATUS(check_cmid(request.cmid));
    return unless_done(state, caller, request,
                       find_message(state, caller, request, room, request.ref));
}

Result<Outcome> answer_with(State& state, const Caller& caller,
                            const proto::MessageGetRequest& /*request*/,
                            std::vector<proto::Event> events) {
    return messages_reply(state, std::move(events), caller.user);
}
Result<Outcome> answer_with(State& state, const Caller& caller,
                            const proto::PreviewGetRequest& request,
                            const std::vector<proto::Event>& events) {
    return ask_for_cards(state, caller, request.room, events);
}

// Requests for messages, as many of them as the caller may read.
template <class R>
concept ForMessages =
    std::is_same_v<R, proto::MessageGetRequest> || std::is_same_v<R, proto::PreviewGetRequest>;

template <ForMessages R>
Result<Outcome> go_on(State& state, const MessageRead& read, R& request,
                      std::vector<proto::Event> events) {
    const Caller& caller = read.caller;
    TRY(mine, membership_now(state, caller.user, request.room));
    const Seq first = State::first_seq(mine.room, mine.member);
    std::erase_if(events, [&](const proto::Event& event) { return event.seq < first; });
    return answer_with(state, caller, request, std::move(events));
}

template <ForMessages R>
Result<Outcome> look_up(State& state, const Caller& caller, R& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    const Seq first = State::first_seq(mine.room, mine.member);
    std::vector<Seq> wanted = in_order(request.seqs);
    std::erase_if(wanted, [&](Seq seq) { return seq < first || seq > mine.room.head; });
    if (wanted.empty() || state.recent.reaches_back(request.room, wanted.front())) {
        return answer_with(state, caller, request, at_hand(state, request.room, wanted));
    }
    const RoomId room = request.room;
    return read_later(state, caller, std::move(request), room, mine.room.head, std::move(wanted));
}

// The message as the caller may see it now.
template <class R>
Result<Outcome> act_on(State& state, const MessageRead& read, R& request,
                       const std::vector<proto::Event>& events) {
    TRY(mine, membership_now(state, read.caller.user, read.room));
    if (events.size() != 1 || events.front().seq < State::first_seq(mine.room, mine.member)) {
        return fail(ErrorCode::not_found, "no such message");
    }
    return act(state, read.caller, request, events.front());
}

// All of them, as the caller may see them now.
Result<Outcome> act_on(State& state, const MessageRead& read, proto::MessageRecordRequest& request,
                       const std::vector<proto::Event>& events) {
    TRY(source, membership_now(state, read.caller.user, read.room));
    if (events.size() != read.seqs.size() ||
        events.front().seq < State::first_seq(source.room, source.member)) {
        return fail(ErrorCode::not_found, "no such message");
    }
    return forward_record(state, read.caller, request, events);
}

template <class R>
    requires(!ForMessages<R>)
Result<Outcome> go_on(State& state, const MessageRead& read, R& request,
                      const std::vector<proto::Event>& events) {
    return unless_done(state, read.caller, request, act_on(state, read, request, events));
}

// The requests that wait for messages.
template <class R>
concept AboutMessages =
    ForMessages<R> || std::is_same_v<R, proto::MessageEditRequest> ||
    std::is_same_v<R, proto::MessageRecallRequest> ||
    std::is_same_v<R, proto::MessageReactRequest> || std::is_same_v<R, proto::MessagePinRequest> ||
    std::is_same_v<R, proto::MessageForwardRequest> ||
    std::is_same_v<R, proto::MessageRecordRequest> ||
    std::is_same_v<R, proto::MessageNudgeRequest> || std::is_same_v<R, proto::PollVoteRequest> ||
    std::is_same_v<R, proto::PollCloseRequest> || std::is_same_v<R, proto::MessageConfirmRequest> ||
    WithoutCmid<R>;

Result<Outcome> go_on_with(State& state, MessageRead& read, std::vector<proto::Event> events) {
    // Whoever logged out or left meanwhile, or has a later window now, is told nothing of it.
    TRY_STATUS(check_login(state, read.caller.user, read.caller.device));
    return visit(
        [&](auto& request) -> Result<Outcome> {
            if constexpr (AboutMessages<std::decay_t<decltype(request)>>) {
                return go_on(state, read, request, std::move(events));
            } else {
                return fail(ErrorCode::internal, "not about messages");
            }
        },
        read.request);
}

// More has happened in the room than is in memory: from its new head on. False: often enough.
bool read_again(State& state, const Asked& asked, MessageRead& read) {
    const Room* room = state.room_now(read.room);
    if (room == nullptr || read.rounds >= limits::kOpenRoundsMax) {
        return false;
    }
    ++read.rounds;
    read.head = room->head;
    return ask(state, asked,
               {.room = read.room, .merged = true, .seqs = read.seqs, .viewer = read.caller.user});
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageEditRequest& request) {
    if (is_blank(request.text)) {
        return fail(ErrorCode::invalid, "an empty message", "text");
    }
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageRecallRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReactRequest& request) {
    TRY_STATUS(check_sign(request.sign));
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessagePinRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageNudgeRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::PollVoteRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::PollCloseRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageConfirmRequest& request) {
    return with_message(state, caller, request, request.room);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageConfirmsRequest& request) {
    return find_message(state, caller, request, request.room, request.seq);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ReminderAddRequest& request) {
    TRY_STATUS(check_time(state, request.at));
    return find_message(state, caller, request, request.room, request.ref);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageReportRequest& request) {
    return find_message(state, caller, request, request.room, request.ref);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::StickerAddRequest& request) {
    if (request.file.has_value() == (request.room && request.seq)) {
        return fail(ErrorCode::invalid, "either an upload or a message", "file");
    }
    if (request.file) {
        return add_uploaded(state, caller, request);
    }
    return find_message(state, caller, request, *request.room, *request.seq);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageForwardRequest& request) {
    TRY_STATUS(check_cmid(request.cmid));
    if (auto mine = membership_next(state, caller.user, request.room); !mine) {
        return unless_done(state, caller, request, tl::unexpected(std::move(mine).error()));
    }
    return with_message(state, caller, request, request.source);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageRecordRequest& request) {
    TRY_STATUS(check_cmid(request.cmid));
    auto mine = membership_next(state, caller.user, request.room);
    return unless_done(
        state, caller, request,
        mine ? find_messages(state, caller, request) : tl::unexpected(std::move(mine).error()));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::MessageGetRequest& request) {
    return look_up(state, caller, request);
}

Result<Outcome> handle(State& state, const Caller& caller, proto::PreviewGetRequest& request) {
    if (!state.config.previews) {
        TRY(mine, membership_now(state, caller.user, request.room));
        static_cast<void>(mine);
        return proto::PreviewGetReply{};
    }
    return look_up(state, caller, request);
}

void messages_read(State& state, const Asked& asked, proto::QueryResult result) {
    const auto found = state.messages.find(asked.read);
    const bool usable = result.ok && can_catch_up(state, found->second.room, found->second.head);
    if (result.ok && !usable && read_again(state, asked, found->second)) {
        return;
    }
    MessageRead read = std::move(found->second);
    state.messages.erase(found);
    --state.users.at(read.caller.user).reads;
    if (!usable) {
        state.reply(read.caller, tl::unexpected(not_read()));
        return;
    }
    catch_up(state, read.room, read.head, result.events);
    auto outcome = go_on_with(state, read, std::move(result.events));
    if (!outcome) {
        state.reply(read.caller, tl::unexpected(std::move(outcome).error()));
    } else if (auto* reply = std::get_if<proto::Reply>(&*outcome)) {
        state.reply(read.caller, std::move(*reply));
    }
}

}  // namespace teahouse::chat
