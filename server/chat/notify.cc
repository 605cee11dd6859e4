// SPDX-License-Identifier: MIT
#include "chat/notify.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "chat/details.h"
#include "chat/effects.h"
#include "chat/kept.h"
#include "chat/mentions.h"
#include "chat/notify_state.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/preview.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void set_due(State& state, UserId user, RoomId room, Waiting& waiting, TimeMs due) {
    state.notify.due.erase({waiting.due, user, room});
    waiting.due = due;
    state.notify.due.insert({due, user, room});
    state.wake_at(due);
}

void add_waiting(State& state, UserId user, const proto::Event& event) {
    auto& all = state.notify.waiting;
    auto found = all.find({user, event.room});
    if (found == all.end()) {
        if (all.size() >= limits::kNotifyWaitingMax) {
            ++state.stats.notifications_dropped;
            return;
        }
        found = all.try_emplace({user, event.room}).first;
    }
    Waiting& waiting = found->second;
    if (waiting.seqs.empty()) {
        const TimeMs due = state.now + state.config.notify_delay_ms;
        set_due(state, user, event.room, waiting, std::max(due, waiting.quiet_until));
    }
    waiting.seqs.push_back(event.seq);
    if (waiting.seqs.size() > limits::kMentionsShownMax) {
        waiting.seqs.erase(waiting.seqs.begin());
    }
}

// Up to where the member has read, or is about to have.
Seq read_by(const State& state, const proto::MemberRecord& member) {
    const auto mark = state.marks.find({member.room, member.user});
    return mark == state.marks.end() ? member.read : std::max(member.read, mark->second.want);
}

// The newest form of a message as far as it is in memory.
const proto::Event* newest_form(const State& state, const Room& room, RoomId id, Seq seq) {
    if (const proto::Event* event = state.recent.find_merged(id, seq); event != nullptr) {
        return event;
    }
    return room.last && room.last->seq == seq ? &*room.last : nullptr;
}

// Takes away what need not be told any more.
void keep_unread(const State& state, const Room& room, const proto::MemberRecord& member,
                 std::vector<Seq>& seqs) {
    const Seq read = read_by(state, member);
    const Seq first = State::first_seq(room, member);
    std::erase_if(seqs, [&](Seq seq) {
        const proto::Event* event = newest_form(state, room, member.room, seq);
        return seq <= read || seq < first || (event != nullptr && proto::is_recalled(*event));
    });
}

void describe_message(const State& state, const proto::Event& event, Notify& notify) {
    notify.kind = event.kind;
    if (const proto::UserRecord* sender = state.user_now(event.from); sender != nullptr) {
        notify.sender = sender->name;
    }
    if (event.body.text) {
        notify.text = proto::cut_text(*event.body.text, limits::kNotifyTextChars);
    }
}

Notify describe(const State& state, const Room& room, RoomId id, const std::vector<Seq>& seqs) {
    const proto::RoomRecord& about = room.about.committed();
    Notify notify{.room = id,
                  .seq = seqs.back(),
                  .count = static_cast<std::uint32_t>(seqs.size()),
                  .direct = about.kind == proto::RoomKind::direct,
                  .server = server_name(state),
                  .title = about.title};
    const proto::Event* event = newest_form(state, room, id, seqs.back());
    if (event != nullptr) {
        describe_message(state, *event, notify);
    }
    return notify;
}

// No more than the channel is to tell.
void cut_to_level(Notify& notify, proto::ContentLevel level) {
    if (level != proto::ContentLevel::full) {
        notify.text.clear();
        notify.kind.reset();
    }
    if (level == proto::ContentLevel::none) {
        notify.sender.clear();
        notify.title.clear();
    }
}

void tell(State& state, UserId user, const Notify& what) {
    const auto channels = state.notify.by_user.find(user);
    if (channels == state.notify.by_user.end()) {
        return;
    }
    for (const std::uint64_t id : channels->second) {
        const Cell<proto::ChannelRecord>& cell = state.notify.channels.at(id).record;
        if (cell.now() == nullptr || cell.next() == nullptr) {
            continue;
        }
        if (!state.users.at(user).notify_rate.take(state.now, limits::kNotifyPerSecond,
                                                   limits::kNotifyBurst)) {
            ++state.stats.notifications_dropped;
            continue;
        }
        Notify notify = what;
        notify.channel = *cell.next();
        cut_to_level(notify, notify.channel.level);
        state.effects->notifications.push_back(std::move(notify));
    }
}

// "Do not disturb".
bool wants_quiet(const State& state, UserId user) {
    const auto* account = detail_now<proto::Account>(state, account_key(user));
    return account != nullptr && account->mode == proto::PresenceMode::busy;
}

bool has_blocked(const State& state, UserId user, UserId other) {
    const auto* account = detail_now<proto::Account>(state, account_key(user));
    return account != nullptr && account->blocked &&
           std::ranges::find(*account->blocked, other) != account->blocked->end();
}

// True: told.
bool tell_of(State& state, UserId user, RoomId id, std::vector<Seq>& seqs) {
    const proto::UserRecord* account = state.user_now(user);
    const proto::MemberRecord* member = state.member_now(id, user);
    const Room* room = state.room_now(id);
    if (account == nullptr || account->disabled || ban_of(state, user) != nullptr ||
        member == nullptr || room == nullptr || wants_quiet(state, user)) {
        return false;
    }
    keep_unread(state, *room, *member, seqs);
    if (seqs.empty()) {
        return false;
    }
    tell(state, user, describe(state, *room, id, seqs));
    return true;
}

}  // namespace

bool wants_notification(const State& state, const Room& room, const proto::Event& event,
                        UserId user, bool named) {
    const auto* prefs = detail_now<proto::RoomPrefs>(state, prefs_key(event.room, user));
    const auto level =
        prefs == nullptr ? proto::NotifyLevel::all : prefs->level.value_or(proto::NotifyLevel::all);
    if (level == proto::NotifyLevel::none || wants_quiet(state, user) ||
        has_blocked(state, user, event.from)) {
        return false;
    }
    const bool muted = prefs != nullptr && prefs->muted.value_or(false);
    if (named || muted || level == proto::NotifyLevel::mentions) {
        return named;
    }
    switch (room.about.committed().kind) {
        case proto::RoomKind::direct: return true;
        case proto::RoomKind::group: return room.member_count <= limits::kNotifyAllMembersMax;
        case proto::RoomKind::lobby: return false;
    }
    return false;
}

void note_message(State& state, const proto::Event& event, const Room& room, const Named& named) {
    if (state.notify.by_user.empty() || !proto::is_countable(event.kind) ||
        room.about.now() == nullptr) {
        return;
    }
    const auto note = [&](UserId user) {
        const bool by_name = named.all || std::ranges::find(named.users, user) != named.users.end();
        if (user != event.from && state.notify.by_user.contains(user) && is_member(room, user) &&
            wants_notification(state, room, event, user, by_name)) {
            add_waiting(state, user, event);
        }
    };
    if (room.member_count <= limits::kNotifyAllMembersMax) {
        for (const auto& [user, member] : room.members) {
            note(user);
        }
    } else if (named.all) {
        for (const auto& [user, channels] : state.notify.by_user) {
            note(user);
        }
    } else {
        std::ranges::for_each(named.users, note);
    }
}

void notify_tick(State& state) {
    auto& due = state.notify.due;
    while (!due.empty() && std::get<TimeMs>(*due.begin()) <= state.now) {
        const auto [at, user, room] = *due.begin();
        const auto found = state.notify.waiting.find({user, room});
        Waiting& waiting = found->second;
        std::vector<Seq> seqs = std::exchange(waiting.seqs, {});
        if (!seqs.empty() && tell_of(state, user, room, seqs)) {
            waiting.quiet_until = state.now + limits::kNotifyEveryMs;
            set_due(state, user, room, waiting, waiting.quiet_until);
        } else {
            due.erase(due.begin());
            state.notify.waiting.erase(found);
        }
    }
    if (!due.empty()) {
        state.wake_at(std::get<TimeMs>(*due.begin()));
    }
}

void tell_of_reminder(State& state, const proto::Reminder& reminder, const proto::Event* message) {
    const proto::UserRecord* account = state.user_now(reminder.user);
    if (account == nullptr || account->disabled || ban_of(state, reminder.user) != nullptr ||
        wants_quiet(state, reminder.user)) {
        return;
    }
    Notify notify{.room = reminder.room,
                  .seq = reminder.seq,
                  .count = 1,
                  .reminder = true,
                  .server = server_name(state)};
    const Room* room = state.room_now(reminder.room);
    const proto::MemberRecord* member = state.member_now(reminder.room, reminder.user);
    // Of a room that was left nothing is told but that there was a reminder.
    if (room != nullptr && member != nullptr) {
        const proto::RoomRecord& about = room->about.committed();
        notify.direct = about.kind == proto::RoomKind::direct;
        notify.title = about.title;
        if (message != nullptr && !proto::is_recalled(*message) &&
            message->seq >= State::first_seq(*room, *member)) {
            describe_message(state, *message, notify);
        }
    }
    if (reminder.note) {
        notify.text = *reminder.note;
    }
    tell(state, reminder.user, notify);
}

void tell_of_call(State& state, UserId user, RoomId id, UserId by, proto::CallKind kind) {
    const proto::UserRecord* account = state.user_now(user);
    const Room* room = state.room_now(id);
    if (!state.notify.by_user.contains(user) || account == nullptr || account->disabled ||
        ban_of(state, user) != nullptr || room == nullptr ||
        !wants_notification(state, *room, {.room = id, .from = by}, user, false)) {
        return;
    }
    const proto::RoomRecord& about = room->about.committed();
    const proto::UserRecord* caller = state.user_now(by);
    tell(state, user,
         {.room = id,
          .seq = room->head,
          .count = 1,
          .direct = about.kind == proto::RoomKind::direct,
          .call = kind,
          .server = server_name(state),
          .title = about.title,
          .sender = caller == nullptr ? "" : caller->name});
}

void send_test(State& state, const proto::ChannelRecord& channel) {
    Notify notify;
    notify.channel = channel;
    notify.test = true;
    notify.server = server_name(state);
    state.effects->notifications.push_back(std::move(notify));
}

}  // namespace teahouse::chat
