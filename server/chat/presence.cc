// SPDX-License-Identifier: MIT
#include "chat/presence.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/state.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void presence_changes(State& state, UserId user) {
    state.presence_changed.insert(user);
    if (state.presence_at == kNever) {
        state.presence_at = state.now + limits::kPresenceTickMs;
    }
    state.wake_at(state.presence_at);
}

// When somebody was here last. Written without waiting for anybody: if the store refuses, the next
// time will do.
void put_seen(Draft& draft, UserId user, TimeMs at) {
    std::string value;
    proto::encode_detail(proto::Seen{.at = at}, value);
    draft.writes.emplace_back(proto::PutDetail{
        .detail = {.key = {.kind = proto::DetailKind::seen, .a = user.value}, .value = value}});
}

void end_delays(State& state) {
    Draft draft;
    while (!state.leaving.empty() && state.leaving.front().first <= state.now) {
        const auto [due, id] = state.leaving.front();
        state.leaving.pop_front();
        User& user = state.users.at(id);
        if (user.sessions.empty() && user.online && user.offline_at <= state.now) {
            user.online = false;
            user.seen = state.now;
            put_seen(draft, id, state.now);
            --state.online;
            presence_changes(state, id);
        }
    }
    if (!state.leaving.empty()) {
        state.wake_at(state.leaving.front().first);
    }
    if (!draft.writes.empty()) {
        (void)submit(state, std::move(draft));
    }
}

// Who came and who went since the last tick.
struct Traffic {
    std::vector<UserId> entered;
    std::vector<UserId> left;
};

Traffic take_changes(State& state) {
    Traffic traffic;
    for (const UserId id : std::exchange(state.presence_changed, {})) {
        User& user = state.users.at(id);
        if (user.online != user.told_online) {
            user.told_online = user.online;
            (user.online ? traffic.entered : traffic.left).push_back(id);
        }
    }
    return traffic;
}

void tell_watchers(const State& state, const Traffic& traffic) {
    struct News {
        std::vector<UserId> came;
        std::vector<UserId> gone;
    };
    std::map<SessionId, News> news;
    for (const UserId id : traffic.entered) {
        for (const SessionId watcher : state.users.at(id).watchers) {
            news[watcher].came.push_back(id);
        }
    }
    for (const UserId id : traffic.left) {
        for (const SessionId watcher : state.users.at(id).watchers) {
            news[watcher].gone.push_back(id);
        }
    }
    for (auto& [session, one] : news) {
        proto::Ephemeral presence{.kind = proto::EphemeralKind::presence};
        if (!one.came.empty()) {
            presence.users = std::move(one.came);
        }
        if (!one.gone.empty()) {
            presence.gone = std::move(one.gone);
        }
        state.push({session}, proto::EphemeralPush{.ephemeral = {std::move(presence)}});
    }
}

std::vector<UserId> newest(const std::vector<UserId>& users) {
    const std::size_t count = std::min(users.size(), limits::kTrafficNamesMax);
    return {users.end() - static_cast<std::ptrdiff_t>(count), users.end()};
}

void tell_lobby(const State& state, const Traffic& traffic) {
    if (!state.lobby || state.room_now(state.lobby) == nullptr) {
        return;
    }
    proto::Ephemeral notice{.kind = proto::EphemeralKind::traffic, .room = state.lobby};
    if (!traffic.entered.empty()) {
        notice.entered = newest(traffic.entered);
        notice.entered_count = static_cast<std::uint32_t>(traffic.entered.size());
    }
    if (!traffic.left.empty()) {
        notice.left = newest(traffic.left);
        notice.left_count = static_cast<std::uint32_t>(traffic.left.size());
    }
    notice.online = state.online;
    state.emit(DeliverEphemeral{.room = state.lobby, .ephemeral = std::move(notice)});
}

void typing_changes(State& state, RoomId id) {
    state.typing_changed.insert(id);
    const TimeMs due = state.rooms.at(id).typing_told + limits::kPresenceTickMs;
    state.wake_at(std::max(due, state.now));
}

}  // namespace

void came_online(State& state, UserId id) {
    User& user = state.users.at(id);
    if (!user.online) {
        user.online = true;
        ++state.online;
        presence_changes(state, id);
    }
}

void went_offline(State& state, UserId id) {
    User& user = state.users.at(id);
    if (user.sessions.empty() && user.online) {
        user.offline_at = state.now + limits::kOfflineDelayMs;
        state.leaving.emplace_back(user.offline_at, id);
        state.wake_at(state.leaving.front().first);
    }
}

void presence_tick(State& state) {
    end_delays(state);
    if (state.now < state.presence_at) {
        if (state.presence_at != kNever) {
            state.wake_at(state.presence_at);
        }
        return;
    }
    state.presence_at = kNever;
    const Traffic traffic = take_changes(state);
    if (!traffic.entered.empty() || !traffic.left.empty()) {
        tell_watchers(state, traffic);
        tell_lobby(state, traffic);
    }
}

void watch(State& state, Session& session, const std::vector<UserId>& users) {
    for (const UserId id : std::exchange(session.watched, {})) {
        state.users.at(id).watchers.erase(session.id);
    }
    for (const UserId id : users) {
        const auto user = state.users.find(id);
        if (user != state.users.end() && user->second.record.now() != nullptr &&
            user->second.watchers.insert(session.id).second) {
            session.watched.push_back(id);
        }
    }
}

void start_typing(State& state, RoomId room, UserId user) {
    std::map<UserId, TimeMs>& typing = state.rooms.at(room).typing;
    if (typing.size() >= limits::kTypingUsersMax && !typing.contains(user)) {
        return;  // nobody reads so many names
    }
    typing[user] = state.now + limits::kTypingMs;
    typing_changes(state,
                   room);  // renewals are told too: receivers let a mark fade after kTypingMs
}

void stop_typing(State& state, RoomId id, UserId user) {
    const auto room = state.rooms.find(id);
    if (room != state.rooms.end() && room->second.typing.erase(user) > 0) {
        typing_changes(state, id);
    }
}

void typing_tick(State& state) {
    for (auto it = state.typing_changed.begin(); it != state.typing_changed.end();) {
        const auto found = state.rooms.find(*it);
        if (found == state.rooms.end() || state.room_now(*it) == nullptr) {
            it = state.typing_changed.erase(it);
            continue;
        }
        Room& room = found->second;
        const TimeMs due = room.typing_told + limits::kPresenceTickMs;
        if (due > state.now) {
            state.wake_at(due);
            ++it;
            continue;
        }
        room.typing_told = state.now;
        std::erase_if(room.typing, [&](const auto& one) { return one.second <= state.now; });
        proto::Ephemeral typing{.kind = proto::EphemeralKind::typing, .room = *it};
        typing.users.emplace();
        for (const auto& [user, until] : room.typing) {
            typing.users->push_back(user);
        }
        state.emit(DeliverEphemeral{.room = *it, .ephemeral = std::move(typing)});
        it = state.typing_changed.erase(it);
    }
}

}  // namespace teahouse::chat
