// SPDX-License-Identifier: MIT
// For tests: records to put into a store.
#pragma once

#include <cstdint>
#include <string>
#include <utility>

#include "base/ids.h"
#include "proto/records.h"

namespace teahouse::store::testing {

inline constexpr RoomId kRoom{1};
inline constexpr RoomId kTea{1};
inline constexpr UserId kAnn{11};
inline constexpr UserId kBob{12};

inline proto::UserRecord make_user(std::uint64_t id, std::string name) {
    proto::UserRecord user;
    user.id = UserId{id};
    user.name = name;
    user.name_key = std::move(name);
    user.password_hash = "$argon2id$" + std::to_string(id);
    user.created = 1'000 + static_cast<TimeMs>(id);
    return user;
}

inline proto::DeviceRecord make_device(std::uint64_t id, UserId user) {
    proto::DeviceRecord device;
    device.id = DeviceId{id};
    device.user = user;
    device.token.fill(static_cast<std::uint8_t>(id));
    device.label = "browser " + std::to_string(id);
    device.created = 5;
    device.seen = 6;
    return device;
}

inline proto::ChannelRecord make_channel(std::uint64_t id, UserId user) {
    proto::ChannelRecord channel;
    channel.id = id;
    channel.user = user;
    channel.device = DeviceId{id + 1};
    channel.kind = proto::ChannelKind::web_push;
    channel.level = proto::ContentLevel::sender;
    channel.label = "phone " + std::to_string(id);
    channel.endpoint = "https://push.example/" + std::to_string(id);
    channel.p256dh = "key";
    channel.auth = "secret";
    channel.lang = "zh-CN";
    channel.created = 9;
    return channel;
}

inline proto::RoomRecord make_room(std::uint64_t id) {
    proto::RoomRecord room;
    room.id = RoomId{id};
    room.title = "room " + std::to_string(id);
    room.created = 7;
    return room;
}

inline proto::MemberRecord make_member(RoomId room, UserId user) {
    proto::MemberRecord member;
    member.room = room;
    member.user = user;
    member.joined = 8;
    return member;
}

inline proto::Event make_event(RoomId room, UserId from, proto::EventKind kind) {
    proto::Event event;
    event.room = room;
    event.from = from;
    event.kind = kind;
    event.at = 1'700'000'000'000;
    return event;
}

inline proto::Append message(RoomId room, UserId from, std::string cmid,
                             std::string text = "hello") {
    proto::Event event = make_event(room, from, proto::EventKind::text);
    event.body.text = std::move(text);
    event.cmid = std::move(cmid);
    return {.event = std::move(event)};
}

inline proto::PutMember put_member(const proto::MemberRecord& member, proto::MemberChange change) {
    return {.member = member, .change = change};
}

inline proto::ReadMark read_mark(RoomId room, UserId user, Seq seq) {
    return {.room = room, .user = user, .seq = seq};
}

inline proto::TouchDevice touch_device(DeviceId device, TimeMs seen) {
    return {.device = device, .seen = seen};
}

}  // namespace teahouse::store::testing
