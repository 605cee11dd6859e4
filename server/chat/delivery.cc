// SPDX-License-Identifier: MIT
#include "chat/delivery.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_files.h"
#include "chat/call_rows.h"
#include "chat/calls.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/files.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/mentions.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "chat/stickers.h"
#include "chat/views.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::ptrdiff_t kVotesPerPush = 200;  // as the schema says

}  // namespace

Delivery::RoomPart& Delivery::part(RoomId room) {
    const auto [place, created] = places_.try_emplace(room, rooms_.size());
    if (created) {
        rooms_.push_back({.room = room});
    }
    return rooms_[place->second];
}

void Delivery::flush(RoomPart& part) {
    if (part.events.empty()) {
        return;
    }
    part.out.emplace_back(Deliver{.room = part.room,
                                  .events = std::exchange(part.events, {}),
                                  .count = state_.rooms.at(part.room).count});
}

void Delivery::event(const proto::Event& event) {
    RoomPart& room = part(event.room);
    room.events.push_back(event);
    room.events.back().cmid.reset();
    proto::hide_votes(room.events.back(), UserId{});  // one frame for all, the voter too
    if (event.kind == proto::EventKind::vote && event.body.secret && event.body.choices &&
        event.ref) {
        votes_[event.from].push_back({.room = event.room,
                                      .ref = *event.ref,
                                      .seq = event.seq,
                                      .choices = *event.body.choices});
    }
    if (event.kind == proto::EventKind::confirm && event.ref && !event.body.off.value_or(false)) {
        votes_[event.from].push_back(
            {.room = event.room, .ref = *event.ref, .seq = event.seq, .choices = {}});
    }
    if (proto::is_countable(event.kind)) {
        const auto sender = state_.users.find(event.from);
        if (sender != state_.users.end() && sender->second.sessions.size() > 1) {
            room.senders.insert(event.from);
        }
    }
}

void Delivery::joined(RoomId room, UserId user) { part(room).newcomers.insert(user); }

void Delivery::described(RoomId room) { part(room).described = true; }

void Delivery::left(RoomId room, UserId user) {
    RoomPart& here = part(room);
    flush(here);
    if (here.newcomers.erase(user) > 0) {
        return;  // came and went in one batch: was never told of the room
    }
    std::vector<SessionId> told;
    for (Out& out : detach_room(state_, room, user, told)) {
        here.out.push_back(std::move(out));
    }
    if (!told.empty()) {
        here.out.emplace_back(
            Push{.sessions = std::move(told), .push = proto::GonePush{.gone = {room}}});
    }
}

void Delivery::dissolved(RoomId room) {
    RoomPart& here = part(room);
    flush(here);
    std::vector<SessionId> told;
    for (const auto& [user, cell] : state_.rooms.at(room).members) {
        state_.users.at(user).rooms.erase(room);
        if (here.newcomers.contains(user)) {
            continue;
        }
        for (Out& out : detach_room(state_, room, user, told)) {
            here.out.push_back(std::move(out));
        }
    }
    here.newcomers.clear();
    here.described = false;
    if (!told.empty()) {
        here.out.emplace_back(
            Push{.sessions = std::move(told), .push = proto::GonePush{.gone = {room}}});
    }
}

void Delivery::read_mark(RoomId room, UserId user, const std::vector<Caller>& callers) {
    marks_.push_back({.room = room, .user = user, .callers = callers});
}

void Delivery::all_mentioned(RoomId room, UserId but) {
    const auto [place, first] = all_mentioned_.try_emplace(room, but);
    if (!first && place->second != but) {
        place->second = {};
    }
}

void Delivery::profile(UserId user) { profiles_.insert(user); }

void Delivery::login_ended(DeviceId device, UserId user) {
    call_user_gone(state_, user, device);
    for (const SessionId session : state_.users.at(user).sessions) {
        if (state_.sessions.at(session).device == device) {
            endings_.push_back({.session = session,
                                .notice = {.notice = proto::NoticeKind::session_ended},
                                .code = kCloseNotAuthenticated});
        }
    }
}

void Delivery::replaced(UserId user, DeviceId by) {
    for (const SessionId session : state_.users.at(user).sessions) {
        if (state_.sessions.at(session).device != by) {
            endings_.push_back({.session = session,
                                .notice = {.notice = proto::NoticeKind::replaced},
                                .code = kCloseReplaced});
        }
    }
}

void Delivery::account_disabled(UserId user) {
    call_user_gone(state_, user);
    for (const SessionId session : state_.users.at(user).sessions) {
        endings_.push_back({.session = session,
                            .notice = {.notice = proto::NoticeKind::disabled},
                            .code = kCloseDisabled});
    }
}

void Delivery::banned(const proto::Ban& ban) {
    if (ban.user) {
        call_user_gone(state_, *ban.user);
    }
    for (const SessionId session : sessions_under(state_, ban)) {
        endings_.push_back(
            {.session = session, .notice = notice_of(state_, ban), .code = kCloseBanned});
    }
}

void Delivery::answer(Pending pending, const Done& done) {
    if (!pending.call.empty()) {
        row_logged(state_, pending.call);
    }
    answers_.push_back({.pending = std::move(pending), .done = done, .refused = std::nullopt});
}

void Delivery::refuse(Pending pending, ErrorCode error) {
    const bool unknown = error == ErrorCode::outcome_unknown && !pending.repeatable;
    answers_.push_back({.pending = std::move(pending),
                        .done = {},
                        .refused = store_error(unknown ? ErrorCode::store_unavailable : error)});
}

void Delivery::finish() {
    for (const Answer& answer : answers_) {
        for (const Caller& caller : answer.pending.callers) {
            make_answer(answer, caller);
        }
    }
    for (RoomPart& part : rooms_) {
        finish_room(part);
    }
    for (const auto& [room, but] : all_mentioned_) {
        for (const UserId user : members_online(state_, room)) {
            if (user != but) {
                mentioned_.insert({room, user});
            }
        }
    }
    for (const auto& [room, user] : mentioned_) {
        tell_mentions(room, user);
    }
    for (const Mark& mark : marks_) {
        tell_mark(mark);
    }
    for (const UserId user : profiles_) {
        tell_profile(user);
    }
    for (const UserId user : accounts_) {
        tell_account(user);
    }
    for (auto& [user, votes] : votes_) {
        tell_votes(user, std::move(votes));
    }
    for (const auto& [room, user] : own_views_) {
        tell_own_view(room, user);
    }
    tell_schedules(state_, schedules_);
    tell_reminders(state_, reminders_);
    for (auto& [user, ids] : stickers_) {
        std::ranges::sort(ids);
        ids.erase(std::ranges::unique(ids).begin(), ids.end());
        tell_stickers(user, ids);
    }
    for (const Ending& ending : endings_) {
        if (state_.session(ending.session) != nullptr) {
            close_session(state_, ending.session, ending.notice, ending.code);
        }
    }
}

void Delivery::make_answer(const Answer& answer, const Caller& caller) {
    const Pending& pending = answer.pending;
    Session* session = state_.session(caller.session);
    if (answer.refused && !pending.cmid.empty() && session != nullptr) {
        session->gate.refused(pending.room, pending.cmid, state_.now);
    }
    switch (pending.answer_as) {
        case AnswerAs::nothing: break;
        case AnswerAs::reply:
            if (answer.refused) {
                state_.reply(caller, tl::unexpected(*answer.refused));
            } else if (pending.refusal && !answer.done.duplicate) {
                state_.reply(caller, tl::unexpected(*pending.refusal));
            } else {
                state_.reply(caller, pending.make_reply(state_, pending, caller, answer.done));
            }
            break;
        case AnswerAs::logged_in: {
            LoggedIn out{.session = caller.session, .re = caller.re, .result = {}};
            if (answer.refused) {
                out.result = *answer.refused;
            } else {
                out.result = user_info(state_, caller.user);
            }
            state_.effects->logins.push_back(std::move(out));
            break;
        }
        case AnswerAs::applied:
            state_.effects->logins.push_back(
                {.session = caller.session,
                 .re = caller.re,
                 .result = answer.refused.value_or(
                     Error{.code = ErrorCode::approval_pending,
                           .message = "an administrator has to agree first"})});
            break;
        case AnswerAs::account: {
            AccountRows out{.session = caller.session, .re = caller.re, .result = {}};
            if (answer.refused) {
                out.result = *answer.refused;
            } else {
                out.result = std::vector{account_row(state_, caller.user)};
            }
            state_.effects->accounts.push_back(std::move(out));
            break;
        }
        case AnswerAs::file:
            state_.effects->files.push_back(
                file_answer(state_, caller, answer.pending.file, answer.refused));
            break;
    }
}

void Delivery::finish_room(RoomPart& part) {
    flush(part);
    std::ranges::move(part.out, std::back_inserter(state_.effects->out));
    if (state_.room_now(part.room) == nullptr) {
        return;  // dissolved in this batch
    }
    tell_newcomers(part);
    if (part.described) {
        tell_description(part);
    }
    for (const UserId sender : part.senders) {
        tell_badge(part.room, sender);
    }
}

void Delivery::tell_newcomers(const RoomPart& part) {
    for (const UserId user : part.newcomers) {
        const std::vector<SessionId> sessions = state_.ready_sessions(user);
        if (sessions.empty()) {
            continue;
        }
        state_.push(sessions, proto::RoomsPush{.rooms = {room_info(state_, part.room, user)}});
        for (const SessionId session : sessions) {
            state_.emit(Follow{.session = session, .room = part.room});
        }
    }
}

void Delivery::tell_description(const RoomPart& part) {
    const Room& room = state_.rooms.at(part.room);
    if (room.member_count > limits::kSmallRoomMembers) {
        return;  // those who have it open learn from the event
    }
    for (const auto& [user, cell] : room.members) {
        if (cell.now() != nullptr && !part.newcomers.contains(user)) {
            std::vector<SessionId> sessions = state_.ready_sessions(user);
            if (!sessions.empty()) {
                state_.push(std::move(sessions),
                            proto::RoomsPush{.rooms = {room_info(state_, part.room, user)}});
            }
        }
    }
}

void Delivery::tell_badge(RoomId room_id, UserId sender) {
    const proto::MemberRecord* member = state_.member_now(room_id, sender);
    if (member == nullptr) {
        return;
    }
    const Room& room = state_.rooms.at(room_id);
    std::vector<SessionId> closed = state_.ready_sessions(sender);
    std::erase_if(closed, [&](SessionId id) { return is_open(*state_.session(id), room_id); });
    state_.push(closed, proto::HeadsPush{
                            .heads = {{.room = room_id, .seq = room.head, .count = room.count}}});
    state_.push(closed, proto::EphemeralPush{.ephemeral = {cursor_of(room, *member)}});
}

void Delivery::tell_mark(const Mark& mark) {
    const proto::MemberRecord* member = state_.member_now(mark.room, mark.user);
    if (member == nullptr) {
        return;
    }
    std::vector<SessionId> others = state_.ready_sessions(mark.user);
    std::erase_if(others, [&](SessionId id) {
        return std::ranges::any_of(mark.callers,
                                   [&](const Caller& caller) { return caller.session == id; });
    });
    state_.push(
        std::move(others),
        proto::EphemeralPush{.ephemeral = {cursor_of(state_.rooms.at(mark.room), *member)}});
    const proto::RoomRecord& about = state_.rooms.at(mark.room).about.committed();
    const UserId peer = State::peer_of(about, mark.user);
    if (about.kind == proto::RoomKind::direct && peer != mark.user) {
        state_.push(state_.ready_sessions(peer),
                    proto::EphemeralPush{.ephemeral = {{.kind = proto::EphemeralKind::seen,
                                                        .room = mark.room,
                                                        .users = std::vector{mark.user},
                                                        .seq = member->read}}});
    }
}

void Delivery::tell_mentions(RoomId room, UserId user) {
    const proto::MemberRecord* member = state_.member_now(room, user);
    if (member == nullptr) {
        return;
    }
    std::vector<SessionId> sessions = state_.ready_sessions(user);
    if (!sessions.empty()) {
        state_.push(std::move(sessions),
                    proto::MentionsPush{
                        .mentions = {
                            {.room = room, .count = mentions_of(state_.rooms.at(room), *member)}}});
    }
}

void Delivery::tell_account(UserId user) {
    state_.push(state_.ready_sessions(user),
                proto::AccountPush{.account = account_of(state_, user)});
}

// In pieces of what a frame may hold.
void Delivery::tell_votes(UserId user, std::vector<proto::OwnVote> votes) {
    std::erase_if(votes, [&](const proto::OwnVote& vote) {
        return state_.member_now(vote.room, user) == nullptr;
    });
    const std::vector<SessionId> sessions = state_.ready_sessions(user);
    for (auto from = votes.begin(); from != votes.end();) {
        const auto to = votes.end() - from > kVotesPerPush ? from + kVotesPerPush : votes.end();
        state_.push(sessions, proto::VotesPush{.votes = {from, to}});
        from = to;
    }
}

void Delivery::tell_own_view(RoomId room, UserId user) {
    if (state_.member_now(room, user) != nullptr) {
        state_.push(state_.ready_sessions(user),
                    proto::RoomsPush{.rooms = {room_info(state_, room, user)}});
    }
}

void Delivery::tell_stickers(UserId user, const std::vector<std::uint64_t>& ids) {
    const std::vector<SessionId> sessions = state_.ready_sessions(user);
    if (sessions.empty()) {
        return;
    }
    // An account may add and remove more of them in one commit than fit into a push.
    for (std::size_t from = 0; from < ids.size(); from += limits::kStickersMax) {
        const std::size_t to = std::min(ids.size(), from + limits::kStickersMax);
        const std::vector<std::uint64_t> some(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                              ids.begin() + static_cast<std::ptrdiff_t>(to));
        proto::StickersPush push{.stickers = stickers_of(state_, some)};
        std::vector<std::uint64_t> gone;
        std::ranges::copy_if(some, std::back_inserter(gone), [&](std::uint64_t id) {
            return kept_now<proto::KeptSticker>(state_, id) == nullptr;
        });
        if (!gone.empty()) {
            push.gone = std::move(gone);
        }
        state_.push(sessions, std::move(push));
    }
}

void Delivery::tell_profile(UserId id) {
    const User& user = state_.users.at(id);
    std::set<SessionId> told(user.sessions.begin(), user.sessions.end());
    for (const auto& [room_id, changed] : user.rooms) {
        const Room& room = state_.rooms.at(room_id);
        if (room.member_count > limits::kSmallRoomMembers) {
            continue;
        }
        for (const auto& [other, cell] : room.members) {
            if (cell.now() != nullptr) {
                const std::vector<SessionId>& sessions = state_.users.at(other).sessions;
                told.insert(sessions.begin(), sessions.end());
            }
        }
    }
    std::erase_if(told, [&](SessionId session) { return !state_.session(session)->ready; });
    state_.push({told.begin(), told.end()}, proto::UsersPush{.users = {user_info(state_, id)}});
}

}  // namespace teahouse::chat
