// SPDX-License-Identifier: MIT
#include "chat/draft.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/ids.h"
#include "proto/details.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

Done done_of(const proto::Event& event, bool duplicate) {
    const bool may_be_late = event.kind == proto::EventKind::vote ||
                             event.kind == proto::EventKind::poll_end ||
                             event.kind == proto::EventKind::confirm;
    return {.duplicate = duplicate,
            .idle = may_be_late && event.body.off.value_or(false),
            .room = event.room,
            .seq = event.seq,
            .at = event.at,
            .kind = event.kind};
}

Change::Change() = default;
Change::Change(const Change&) = default;
Change::Change(Change&&) noexcept = default;
Change& Change::operator=(const Change&) = default;
Change& Change::operator=(Change&&) noexcept = default;
Change::~Change() = default;

void Draft::put_user(proto::UserRecord user, const proto::UserRecord* former) {
    UserChange change{.user = user};
    change.old_key = former != nullptr ? former->name_key : "";
    change.key_changes = former == nullptr || former->name_key != user.name_key;
    pending.changes.emplace_back(std::move(change));
    writes.emplace_back(proto::PutUser{.user = std::move(user)});
}

void Draft::put_device(proto::DeviceRecord device) {
    pending.changes.emplace_back(DeviceChange{.device = device});
    writes.emplace_back(proto::PutDevice{.device = std::move(device)});
}

void Draft::touch_device(proto::DeviceRecord device, TimeMs seen) {
    device.seen = seen;
    writes.emplace_back(proto::TouchDevice{.device = device.id, .seen = seen});
    pending.changes.emplace_back(DeviceChange{.device = std::move(device)});
}

void Draft::delete_device(proto::DeviceRecord device) {
    writes.emplace_back(proto::DeleteDevice{.device = device.id});
    pending.changes.emplace_back(DeviceChange{.device = std::move(device), .ends = true});
}

void Draft::put_channel(proto::ChannelRecord channel) {
    writes.emplace_back(proto::PutChannel{.channel = channel});
    pending.changes.emplace_back(ChannelChange{.channel = std::move(channel)});
}

void Draft::delete_channel(proto::ChannelRecord channel) {
    writes.emplace_back(proto::DeleteChannel{.channel = channel.id});
    pending.changes.emplace_back(ChannelChange{.channel = std::move(channel), .ends = true});
}

void Draft::find_appended(UserId from, std::string cmid) {
    writes.emplace_back(proto::FindAppended{.from = from, .cmid = std::move(cmid)});
}

void Draft::put_room(proto::RoomRecord room) {
    pending.changes.emplace_back(RoomChange{.room = room});
    writes.emplace_back(proto::PutRoom{.room = std::move(room)});
}

void Draft::append(proto::Event event) {
    writes.emplace_back(proto::Append{.event = std::move(event)});
}

void Draft::put_member(proto::MemberRecord member, proto::MemberChange change) {
    pending.changes.emplace_back(MemberUpdate{.member = member, .change = change});
    writes.emplace_back(proto::PutMember{.member = std::move(member), .change = change});
}

void Draft::mark_read(RoomId room, UserId user, Seq seq) {
    pending.changes.emplace_back(MarkUpdate{.room = room, .user = user});
    writes.emplace_back(proto::ReadMark{.room = room, .user = user, .seq = seq});
}

void Draft::put_detail(const proto::DetailKey& key, std::optional<proto::Detail> value) {
    std::string bytes;
    if (value) {
        proto::encode_detail(*value, bytes);
    }
    writes.emplace_back(proto::PutDetail{.detail = {.key = key, .value = std::move(bytes)}});
    pending.changes.emplace_back(DetailChange{.key = key, .value = std::move(value)});
}

void Draft::put_file(proto::FileRecord file) {
    pending.changes.emplace_back(FileChange{.file = file});
    writes.emplace_back(proto::PutFile{.file = std::move(file)});
}

void Draft::drop_file(proto::FileRecord file) {
    writes.emplace_back(proto::DropFile{.id = file.id});
    pending.changes.emplace_back(FileChange{.file = std::move(file), .ends = true});
}

void Draft::put_kept(std::uint64_t id, proto::KeptValue value) {
    writes.emplace_back(proto::PutKept{.record = proto::encode_kept(id, value)});
    const proto::KeptKind kind = proto::kind_of(value);
    pending.changes.emplace_back(KeptChange{.kind = kind, .id = id, .value = std::move(value)});
}

void Draft::drop_kept(proto::KeptKind kind, std::uint64_t id) {
    writes.emplace_back(proto::DropKept{.kind = kind, .id = id});
    pending.changes.emplace_back(KeptChange{.kind = kind, .id = id, .value = std::nullopt});
}

void Draft::hold_file(std::uint64_t id, proto::KeptValue value, std::string file) {
    writes.emplace_back(
        proto::HoldFile{.record = proto::encode_kept(id, value), .file = std::move(file)});
    const proto::KeptKind kind = proto::kind_of(value);
    pending.changes.emplace_back(
        KeptChange{.kind = kind, .id = id, .value = std::move(value), .holds = true});
}

void Draft::put_audit(const proto::AuditEntry& entry) {
    writes.emplace_back(proto::PutKept{.record = proto::encode_kept(entry.id, entry)});
}

}  // namespace teahouse::chat
