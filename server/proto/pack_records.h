// SPDX-License-Identifier: MIT
// How transactions of the store and the records in them are packed (base/pack.h): what the log of
// several nodes holds. These bytes are kept: fields are added at the end only, and
// pack_records_test.cc holds one of each as it is.
#pragma once

#include <string>
#include <utility>

#include "base/pack.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/pack.h"
#include "proto/records.h"

namespace teahouse::proto {

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, UserRecord>& user) {
    archive(user.id, user.name, user.name_key, user.password_hash, user.avatar, user.status,
            user.role, user.disabled, user.created);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DeviceRecord>& device) {
    archive(device.id, device.user, device.token, device.label, device.created, device.seen);
}
// `last` stays behind: it is the store's own.
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, RoomRecord>& room) {
    archive(room.id, room.kind, room.title, room.avatar, room.announcement, room.join, room.history,
            room.direct_low, room.direct_high, room.dissolved, room.created, room.slow,
            room.writers, room.keep, room.recall, room.epoch, room.head, room.count, room.last_at,
            room.pins, room.gone, room.gone_count);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, MemberRecord>& member) {
    archive(member.room, member.user, member.role, member.join, member.leave, member.read,
            member.read_count, member.own_count, member.joined);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DetailKey>& key) {
    archive(key.kind, key.a, key.b);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DetailRecord>& detail) {
    archive(detail.key, detail.value);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, KeptRecord>& kept) {
    archive(kept.kind, kept.id, kept.body, kept.secret);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, MentionRecord>& mention) {
    archive(mention.room, mention.user, mention.seq, mention.from);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FileUse>& use) {
    archive(use.user, use.bytes);
}

template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutUser>& put) {
    archive(put.user);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutDevice>& put) {
    archive(put.device);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DeleteDevice>& remove) {
    archive(remove.device);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutRoom>& put) {
    archive(put.room);
}
// The event as the store keeps it, without what later events made of it: any time and any text that
// the engine let through, also where the schema of the wire is stricter. Events are packed by their
// schema everywhere else (proto/pack.h).
inline void pack(Packer& archive, const Append& append) {
    const Event& event = append.event;
    std::string body;
    encode_body(event.body, body);
    archive(event.room, event.seq, event.at, event.from, event.kind, event.ref, event.cmid, body);
}
inline void pack(Unpacker& archive, Append& append) {
    Event& event = append.event;
    std::string bytes;
    archive(event.room, event.seq, event.at, event.from, event.kind, event.ref, event.cmid, bytes);
    Result<Body> body = decode_body(bytes);
    if (!archive.good() || !body) {
        archive.fail();
        return;
    }
    event.body = *std::move(body);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutMember>& put) {
    archive(put.member, put.change);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, ReadMark>& mark) {
    archive(mark.room, mark.user, mark.seq);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, TouchDevice>& touch) {
    archive(touch.device, touch.seen);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, FindAppended>& find) {
    archive(find.from, find.cmid);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutDetail>& put) {
    archive(put.detail);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutChannel>& put) {
    archive(put.channel);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DeleteChannel>& remove) {
    archive(remove.channel);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutFile>& put) {
    archive(put.file);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DropFile>& drop) {
    archive(drop.id);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, PutKept>& put) {
    archive(put.record);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, DropKept>& drop) {
    archive(drop.kind, drop.id);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, HoldFile>& hold) {
    archive(hold.record, hold.file);
}
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, RaiseEpochs>& raise) {
    archive(raise.generation);
}
// Without its position, which stands beside it in the log.
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Txn>& txn) {
    archive(txn.id, txn.writes);
}

}  // namespace teahouse::proto
