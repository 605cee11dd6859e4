// SPDX-License-Identifier: MIT
#include "gateway/held_pushes.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

// proto/teahouse.schema: people of one presence.watch, and entries of one ephemeral push.
constexpr std::size_t kWatchedMax = 200;
constexpr std::size_t kEphemeralsPerPush = 200;

void keep_newest(std::optional<proto::Head>& kept, const proto::Head& head) {
    if (!kept || kept->seq < head.seq) {
        kept = head;
    }
}

void append(std::optional<std::vector<UserId>>& list, UserId user) {
    if (!list) {
        list.emplace();
    }
    list->push_back(user);
}

void append_ephemerals(std::vector<proto::Push>& pushes, std::vector<proto::Ephemeral> all) {
    proto::EphemeralPush push;
    for (proto::Ephemeral& one : all) {
        push.ephemeral.push_back(std::move(one));
        if (push.ephemeral.size() == kEphemeralsPerPush) {
            pushes.emplace_back(std::exchange(push, {}));
        }
    }
    if (!push.ephemeral.empty()) {
        pushes.emplace_back(std::move(push));
    }
}

}  // namespace

bool HeldPushes::may_wait(const proto::Push& push, const IsClosed& is_closed) {
    if (const auto* heads = get_if<proto::HeadsPush>(&push)) {
        return std::ranges::all_of(heads->heads,
                                   [&](const proto::Head& head) { return is_closed(head.room); });
    }
    const auto* ephemerals = get_if<proto::EphemeralPush>(&push);
    return ephemerals != nullptr &&
           std::ranges::all_of(ephemerals->ephemeral, [&](const proto::Ephemeral& one) {
               return one.kind == proto::EphemeralKind::presence ||
                      (one.kind == proto::EphemeralKind::cursor && one.room &&
                       is_closed(*one.room));
           });
}

void HeldPushes::add(SessionId session, const proto::Push& push) {
    Held& held = held_[session];
    if (const auto* heads = get_if<proto::HeadsPush>(&push)) {
        for (const proto::Head& head : heads->heads) {
            add_head(held, head);
        }
    } else if (const auto* ephemerals = get_if<proto::EphemeralPush>(&push)) {
        for (const proto::Ephemeral& one : ephemerals->ephemeral) {
            if (one.kind == proto::EphemeralKind::cursor) {
                add_mark(held, one);
            } else {
                add_presence(held, one);
            }
        }
    }
}

HeldPushes::Room* HeldPushes::room_of(Held& held, RoomId room) {
    if (held.rooms.size() >= limits::kRoomsPerUserMax && !held.rooms.contains(room)) {
        return nullptr;
    }
    return &held.rooms[room];
}

void HeldPushes::add_head(Held& held, const proto::Head& head) {
    if (Room* room = room_of(held, head.room)) {
        keep_newest(room->mark ? room->after : room->before, head);
    }
}

void HeldPushes::add_mark(Held& held, const proto::Ephemeral& mark) {
    if (Room* room = room_of(held, mark.room.value_or(RoomId{}))) {
        if (room->after) {
            keep_newest(room->before, *room->after);
            room->after.reset();
        }
        room->mark = mark;
    }
}

void HeldPushes::add_presence(Held& held, const proto::Ephemeral& presence) {
    const auto keep = [&held](const std::optional<std::vector<UserId>>& users, bool online) {
        for (const UserId user : users.value_or(std::vector<UserId>{})) {
            if (held.online.size() < kWatchedMax || held.online.contains(user)) {
                held.online[user] = online;
            }
        }
    };
    keep(presence.users, true);
    keep(presence.gone, false);
}

void HeldPushes::forget_room(SessionId session, RoomId room) {
    if (const auto found = held_.find(session); found != held_.end()) {
        found->second.rooms.erase(room);
    }
}

void HeldPushes::overtaken_by(SessionId session, const proto::Push& push) {
    const auto found = held_.find(session);
    if (found == held_.end()) {
        return;
    }
    if (const auto* described = get_if<proto::RoomsPush>(&push)) {
        for (const proto::RoomInfo& info : described->rooms) {
            forget_room(session, info.id);
        }
    } else if (const auto* gone = get_if<proto::GonePush>(&push)) {
        for (const RoomId room : gone->gone) {
            forget_room(session, room);
        }
    } else if (const auto* mentions = get_if<proto::MentionsPush>(&push)) {
        for (const proto::Mention& mention : mentions->mentions) {
            const auto room = found->second.rooms.find(mention.room);
            if (room == found->second.rooms.end()) {
                continue;
            }
            if (std::optional<proto::Ephemeral>& mark = room->second.mark) {
                mark->mentions = mention.count;
            }
        }
    }
}

void HeldPushes::overtaken_by(SessionId session, const proto::Reply& reply) {
    const auto found = held_.find(session);
    if (found == held_.end()) {
        return;
    }
    if (holds_alternative<proto::PresenceWatchReply>(reply)) {
        found->second.online.clear();
        return;
    }
    visit(
        [&]<class Answer>(const Answer& answer) {
            if constexpr (requires { answer.room.unread; }) {
                forget_room(session, answer.room.id);
            } else if constexpr (requires { answer.rooms.front().unread; }) {
                for (const proto::RoomInfo& info : answer.rooms) {
                    forget_room(session, info.id);
                }
            }
        },
        reply);
}

void HeldPushes::flush(const Send& send) {
    bool go_on = true;
    for (std::size_t left = held_.size(); left > 0 && go_on; --left) {
        auto next = held_.upper_bound(last_);
        if (next == held_.end()) {
            next = held_.begin();
        }
        last_ = next->first;
        const std::vector<proto::Push> pushes = pushes_of(next->second);
        held_.erase(next);
        go_on = send(last_, pushes);
    }
}

std::vector<proto::Push> HeldPushes::pushes_of(Held& held) {
    proto::HeadsPush before;
    proto::HeadsPush after;
    std::vector<proto::Ephemeral> ephemerals;
    if (!held.online.empty()) {
        proto::Ephemeral presence{.kind = proto::EphemeralKind::presence};
        for (const auto& [user, online] : held.online) {
            append(online ? presence.users : presence.gone, user);
        }
        ephemerals.push_back(std::move(presence));
    }
    for (auto& [id, room] : held.rooms) {
        if (room.before) {
            before.heads.push_back(*room.before);
        }
        if (room.mark) {
            ephemerals.push_back(std::move(*room.mark));
        }
        if (room.after) {
            after.heads.push_back(*room.after);
        }
    }
    std::vector<proto::Push> pushes;
    if (!before.heads.empty()) {
        pushes.emplace_back(std::move(before));
    }
    append_ephemerals(pushes, std::move(ephemerals));
    if (!after.heads.empty()) {
        pushes.emplace_back(std::move(after));
    }
    return pushes;
}

}  // namespace teahouse::gateway
