// SPDX-License-Identifier: MIT
#include "chat/mentions.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void add(std::vector<Seq>& seqs, Seq seq) {
    seqs.push_back(seq);
    if (seqs.size() > limits::kMentionsShownMax) {
        seqs.erase(seqs.begin());
    }
}

void add_all(Room& room, Seq seq, UserId from) {
    room.all_named.emplace_back(seq, from);
    if (room.all_named.size() > limits::kMentionsShownMax) {
        room.all_named.pop_front();
    }
}

std::optional<std::vector<UserId>> admins_first(std::vector<UserId> admins,
                                                const std::optional<std::vector<UserId>>& others) {
    if (others) {
        admins.insert(admins.end(), others->begin(), others->end());
        admins = distinct(admins);
    }
    admins.resize(std::min(admins.size(), limits::kMentionsMax));
    return admins.empty() ? std::nullopt : std::optional(std::move(admins));
}

Named take_back(Room& room, Seq seq) {
    const auto named = [&](const auto& one) { return one.first == seq; };
    if (std::erase_if(room.all_named, named) > 0) {
        return {.all = true};
    }
    std::vector<UserId> users;
    for (auto it = room.mentions.begin(); it != room.mentions.end();) {
        if (std::erase(it->second, seq) > 0) {
            users.push_back(it->first);
        }
        it = it->second.empty() ? room.mentions.erase(it) : std::next(it);
    }
    return {.users = std::move(users)};
}

}  // namespace

bool is_member(const Room& room, UserId user) {
    const auto found = room.members.find(user);
    return found != room.members.end() && found->second.now() != nullptr;
}

std::optional<std::vector<UserId>> members_of(const State& state, RoomId room, UserId author,
                                              const std::optional<std::vector<UserId>>& wanted) {
    if (!wanted) {
        return std::nullopt;
    }
    std::vector<UserId> users = distinct(*wanted);
    std::erase_if(users, [&](UserId user) {
        return user == author || state.member_next(room, user) == nullptr;
    });
    return users.empty() ? std::nullopt : std::optional(std::move(users));
}

Status check_names_all(const State& state, const Membership& mine, std::optional<bool> all) {
    if (!all.value_or(false)) {
        return {};
    }
    if (mine.about.kind == proto::RoomKind::direct ||
        state.role_next(mine.room, mine.member) == proto::Role::member) {
        return fail(ErrorCode::forbidden, "only admins name everybody");
    }
    return {};
}

Status check_names_admins(const Membership& mine, std::optional<bool> admins) {
    if (admins.value_or(false) && mine.about.kind == proto::RoomKind::direct) {
        return fail(ErrorCode::invalid, "there are no admins here", "admins");
    }
    return {};
}

std::optional<std::vector<UserId>> with_admins(const State& state, const Membership& mine,
                                               UserId author,
                                               const std::optional<std::vector<UserId>>& others) {
    std::vector<UserId> admins;
    for (const auto& [user, cell] : mine.room.members) {
        const proto::MemberRecord* member = cell.next();
        if (member != nullptr && user != author &&
            state.role_next(mine.room, *member) != proto::Role::member) {
            admins.push_back(user);
        }
    }
    return admins_first(std::move(admins), others);
}

std::optional<std::vector<UserId>> with_admins_of(
    const proto::Event& message, const State& state, const Membership& mine,
    const std::optional<std::vector<UserId>>& others) {
    std::vector<UserId> admins = message.body.mentions.value_or(std::vector<UserId>());
    std::erase_if(admins, [&](UserId user) {
        const proto::MemberRecord* member = state.member_next(message.room, user);
        return member == nullptr || state.role_next(mine.room, *member) == proto::Role::member;
    });
    return admins_first(std::move(admins), others);
}

std::uint32_t mentions_of(const Room& room, const proto::MemberRecord& member) {
    std::size_t count = 0;
    if (const auto found = room.mentions.find(member.user); found != room.mentions.end()) {
        count += found->second.size();
    }
    count += static_cast<std::size_t>(std::ranges::count_if(room.all_named, [&](const auto& one) {
        return one.first > member.read && one.second != member.user;
    }));
    return static_cast<std::uint32_t>(std::min(count, limits::kMentionsShownMax));
}

Named note_mentions(Room& room, const proto::Event& event) {
    if (event.kind == proto::EventKind::recall && event.ref) {
        return take_back(room, *event.ref);
    }
    if (!proto::may_name(event.kind)) {
        return {};
    }
    if (event.body.all.value_or(false)) {
        add_all(room, event.seq, event.from);
        return {.all = true};
    }
    std::vector<UserId> users;
    if (event.body.mentions) {
        for (const UserId user : *event.body.mentions) {
            if (proto::names(event, user) && is_member(room, user)) {
                add(room.mentions[user], event.seq);
                users.push_back(user);
            }
        }
    }
    return {.users = std::move(users)};
}

bool names_all(const State& state, RoomId room, Seq message) {
    const auto found = state.rooms.find(room);
    return found != state.rooms.end() &&
           std::ranges::any_of(found->second.all_named,
                               [&](const auto& one) { return one.first == message; });
}

std::vector<UserId> members_online(const State& state, RoomId room_id) {
    const Room& room = state.rooms.at(room_id);
    std::vector<UserId> users;
    if (state.sessions.size() < room.members.size()) {
        for (const auto& [id, session] : state.sessions) {
            if (session.ready && is_member(room, session.user)) {
                users.push_back(session.user);
            }
        }
        std::ranges::sort(users);
        const auto repeated = std::ranges::unique(users);
        users.erase(repeated.begin(), repeated.end());
        return users;
    }
    for (const auto& [user, cell] : room.members) {
        if (cell.now() != nullptr && !state.ready_sessions(user).empty()) {
            users.push_back(user);
        }
    }
    return users;
}

void forget_mentions(Room& room, const proto::MemberRecord& member) {
    const auto found = room.mentions.find(member.user);
    if (found == room.mentions.end()) {
        return;
    }
    std::erase_if(found->second, [&](Seq seq) { return seq <= member.read; });
    if (found->second.empty()) {
        room.mentions.erase(found);
    }
}

void load_mention(State& state, const proto::MentionRecord& mention) {
    const auto room = state.rooms.find(mention.room);
    if (room == state.rooms.end()) {
        return;
    }
    if (!mention.user) {
        add_all(room->second, mention.seq, mention.from);
    } else if (is_member(room->second, mention.user)) {
        add(room->second.mentions[mention.user], mention.seq);
    }
}

}  // namespace teahouse::chat
