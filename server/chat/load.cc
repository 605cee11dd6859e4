// SPDX-License-Identifier: MIT
#include "chat/load.h"

#include <algorithm>
#include <utility>

#include "base/check.h"
#include "base/ids.h"
#include "chat/calls.h"
#include "chat/channels.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/engine.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/mentions.h"
#include "chat/purge.h"
#include "chat/retention.h"
#include "chat/rules.h"
#include "chat/search.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

void load_user(State& state, proto::UserRecord record) {
    const UserId id = record.id;
    state.last_user = std::max(state.last_user, id);
    state.names[record.name_key].load(id);
    state.users[id].record.load(std::move(record));
}

void load_device(State& state, proto::DeviceRecord record) {
    state.last_device = std::max(state.last_device, record.id);
    const auto user = state.users.find(record.user);
    CHECK(user != state.users.end());
    user->second.devices.push_back(record.id);
    state.tokens[record.token] = record.id;
    const DeviceId id = record.id;
    state.devices[id].record.load(std::move(record));
}

void load_room(State& state, proto::RoomRecord record) {
    const RoomId id = record.id;
    state.last_room = std::max(state.last_room, id);
    state.since_trusted = std::max(state.since_trusted, record.last_at);
    Room& room = state.rooms[id];
    room.epoch = record.epoch;
    room.head = record.head;
    room.count = record.count;
    room.last_at = record.last_at;
    room.last = std::exchange(record.last, std::nullopt);
    room.pins = std::exchange(record.pins, {});
    room.gone = record.gone;
    room.gone_count = record.gone_count;
    if (record.kind == proto::RoomKind::direct) {
        state.directs[{record.direct_low, record.direct_high}] = id;
    }
    if (record.kind == proto::RoomKind::lobby) {
        state.lobby = id;
    }
    room.about.load(std::move(record));
}

void load_member(State& state, proto::MemberRecord record) {
    const auto room = state.rooms.find(record.room);
    const auto user = state.users.find(record.user);
    CHECK(room != state.rooms.end() && user != state.users.end());
    if (record.leave || room->second.about.committed().dissolved) {
        return;  // who comes back starts anew
    }
    user->second.rooms[record.room] = state.now;
    ++room->second.member_count;
    ++room->second.member_count_next;
    const UserId id = record.user;
    room->second.members[id].load(std::move(record));
}

}  // namespace

void load_records(State& state, Records records) {
    state.since_trusted = state.now;
    for (proto::UserRecord& user : records.users) {
        load_user(state, std::move(user));
    }
    std::ranges::sort(records.devices, {}, &proto::DeviceRecord::id);
    for (proto::DeviceRecord& device : records.devices) {
        load_device(state, std::move(device));
    }
    for (proto::RoomRecord& room : records.rooms) {
        load_room(state, std::move(room));
    }
    for (proto::MemberRecord& member : records.members) {
        load_member(state, std::move(member));
    }
    for (const proto::MentionRecord& mention : records.mentions) {
        load_mention(state, mention);
    }
    for (const proto::DetailRecord& detail : records.details) {
        load_detail(state, detail);
    }
    make_name_keys(state);
    for (proto::ChannelRecord& channel : records.channels) {
        load_channel(state, std::move(channel));
    }
    state.files.load(std::move(records.files), records.file_use);
    if (state.files.any_unsent()) {
        state.files.sweep_at = state.now;
    }
    load_kept(state, records.kept, records.last_kept);
    purge_tick(state);
    wake_for_later(state);
    load_calls(state);
    look_for_expired(state);
    state.sweep_at = state.now;
    state.wake_at(state.sweep_at);
    if (!state.lobby) {
        Draft draft;
        put_lobby(state, draft);
        (void)submit(state, std::move(draft));  // if it fails, the first account brings it along
    }
}

}  // namespace teahouse::chat
