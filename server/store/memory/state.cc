// SPDX-License-Identifier: MIT
#include "store/memory/state.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <tuple>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/preview.h"
#include "proto/records.h"
#include "store/store.h"

namespace teahouse::store {

namespace {

// Sets map[key] = value and notes how to take it back.
template <class Map, class Undo>
void put(Map& map, const typename Map::key_type& key, typename Map::mapped_type value, Undo& undo) {
    const auto found = map.find(key);
    if (found == map.end()) {
        map.emplace(key, std::move(value));
        undo.emplace_back([&map, key] { map.erase(key); });
        return;
    }
    undo.emplace_back([&map, key, old = found->second] { map[key] = old; });
    found->second = std::move(value);
}

// The descriptive fields of `wanted` on the log position of `stored`.
proto::RoomRecord with_position_of(const proto::RoomRecord& stored, proto::RoomRecord wanted) {
    wanted.epoch = stored.epoch;
    wanted.head = stored.head;
    wanted.count = stored.count;
    wanted.last_at = stored.head ? stored.last_at : wanted.created;
    wanted.last = stored.last;
    wanted.pins = stored.pins;
    wanted.gone = stored.gone;
    wanted.gone_count = stored.gone_count;
    return wanted;
}

bool is_in_gallery(const proto::Event& event, const proto::EventQuery& query) {
    if (proto::wants_links(query)) {
        return event.kind == proto::EventKind::text && event.body.text &&
               proto::has_link(*event.body.text);
    }
    return proto::has_file(event.kind) && (proto::kind_bit(event.kind) & query.kinds) != 0 &&
           event.body != proto::Body{};
}

}  // namespace

proto::TxnResult MemoryState::apply(const proto::Txn& txn) {
    proto::TxnResult result{.id = txn.id};
    if (const proto::Event* first = find_duplicate(txn); first != nullptr) {
        result.state = proto::TxnState::duplicate;
        result.events.push_back(*first);
        return result;
    }
    Undo undo;
    const Pending pending{.result = result, .undo = undo};
    for (const proto::Write& one : txn.writes) {
        const bool done = std::visit([&](const auto& it) { return write(it, pending); }, one);
        if (done) {
            continue;
        }
        std::for_each(undo.rbegin(), undo.rend(), [](const auto& take_back) { take_back(); });
        return {.id = txn.id, .state = proto::TxnState::failed, .error = ErrorCode::conflict};
    }
    return result;
}

const proto::Event* MemoryState::find_duplicate(const proto::Txn& txn) const {
    for (const proto::Write& one : txn.writes) {
        const proto::Appended appended = proto::appended_by(one);
        if (appended.cmid.empty()) {
            continue;
        }
        const auto found = cmids_.find({appended.from, std::string(appended.cmid)});
        if (found != cmids_.end()) {
            const auto& [room, seq] = found->second;
            return &rooms_.at(room).log[seq.value - 1].event;
        }
    }
    return nullptr;
}

bool MemoryState::write(const proto::PutUser& put_user, const Pending& pending) {
    const proto::UserRecord& user = put_user.user;
    const bool taken = std::ranges::any_of(users_, [&](const auto& entry) {
        return entry.first != user.id && entry.second.name_key == user.name_key;
    });
    if (taken) {
        return false;
    }
    put(users_, user.id, user, pending.undo);
    return true;
}

bool MemoryState::write(const proto::PutDevice& put_device, const Pending& pending) {
    const proto::DeviceRecord& device = put_device.device;
    const bool taken = std::ranges::any_of(devices_, [&](const auto& entry) {
        return entry.first != device.id && entry.second.token == device.token;
    });
    if (taken) {
        return false;
    }
    put(devices_, device.id, device, pending.undo);
    return true;
}

bool MemoryState::write(const proto::DeleteDevice& remove, const Pending& pending) {
    const auto found = devices_.find(remove.device);
    if (found != devices_.end()) {
        pending.undo.emplace_back([this, old = found->second] { devices_[old.id] = old; });
        devices_.erase(found);
    }
    return true;
}

bool MemoryState::write(const proto::TouchDevice& touch, const Pending& pending) {
    const auto found = devices_.find(touch.device);
    if (found != devices_.end()) {
        proto::DeviceRecord device = found->second;
        device.seen = touch.seen;
        put(devices_, touch.device, std::move(device), pending.undo);
    }
    return true;
}

bool MemoryState::write(const proto::FindAppended& /*find*/, const Pending& /*pending*/) {
    return true;
}

bool MemoryState::write(const proto::PutRoom& put_room, const Pending& pending) {
    const proto::RoomRecord& wanted = put_room.room;
    const bool taken = wanted.direct_low && std::ranges::any_of(rooms_, [&](const auto& entry) {
                           const proto::RoomRecord& other = entry.second.record;
                           return other.id != wanted.id && other.direct_low == wanted.direct_low &&
                                  other.direct_high == wanted.direct_high;
                       });
    if (taken) {
        return false;
    }
    const auto [place, created] = rooms_.try_emplace(wanted.id);
    Room& room = place->second;
    if (created) {
        room.record.epoch = Epoch{generation_};
        pending.undo.emplace_back([this, id = wanted.id] { rooms_.erase(id); });
    } else {
        pending.undo.emplace_back([&room, old = room.record] { room.record = old; });
    }
    room.record = with_position_of(room.record, wanted);
    pending.result.epochs.push_back(room.record.epoch);
    if (wanted.dissolved) {
        release_files(wanted.id, std::nullopt, pending);
    }
    return true;
}

bool MemoryState::write(const proto::Append& append, const Pending& pending) {
    const auto found = rooms_.find(append.event.room);
    if (found == rooms_.end()) {
        return false;
    }
    Room& room = found->second;
    proto::Event event = append.event;
    event.seq = Seq{room.record.head.value + 1};
    if (event.cmid.has_value()) {
        // Known from an earlier Append of this very Txn: there is no first event to answer with.
        if (cmids_.contains({event.from, *event.cmid})) {
            return false;
        }
        put(cmids_, CmidKey{event.from, *event.cmid}, {event.room, event.seq}, pending.undo);
    }
    pending.undo.emplace_back([&room, old = room.record] {
        room.record = old;
        room.log.pop_back();
    });
    settle(room, event);
    room.record.head = event.seq;
    if (event.kind == proto::EventKind::expired) {
        expire(room, event, pending);
    } else {
        room.record.last_at = event.at;
        apply_change(room, event, pending.undo);
    }
    if (event.kind == proto::EventKind::recall && event.ref) {
        release_files(event.room, event.ref, pending);
    }
    if (proto::is_countable(event.kind)) {
        ++room.record.count;
        room.record.last = proto::make_preview(event);
        const auto sender = members_.find({event.room, event.from});
        if (sender != members_.end()) {
            proto::MemberRecord member = sender->second;
            ++member.own_count;
            put(members_, sender->first, member, pending.undo);
        }
    }
    room.log.push_back({.event = event, .count = room.record.count});
    note_confirm(event, pending.undo);
    place_files(event, pending.undo);
    pending.result.events.push_back(std::move(event));
    return true;
}

MemoryState::Logged* MemoryState::target_of(Room& room, const proto::Event& event) {
    const bool there = event.ref && event.ref->value >= 1 && event.ref->value <= room.log.size();
    return there ? &room.log[event.ref->value - 1] : nullptr;
}

void MemoryState::apply_change(Room& room, const proto::Event& event, Undo& undo) {
    Logged* target = target_of(room, event);
    if (target == nullptr || proto::is_about_gone(event, room.record.gone)) {
        return;
    }
    proto::merge_pins(room.record.pins, event);  // taken back with the record
    proto::Event merged = target->merged.value_or(target->event);
    if (!proto::merge(merged, event)) {
        return;
    }
    undo.emplace_back([&room, index = event.ref->value - 1, old = target->merged] {
        room.log[index].merged = old;
    });
    target->merged = std::move(merged);
    if (event.kind == proto::EventKind::recall) {
        remove_bodies(room, *event.ref, undo);
    }
    if (room.record.last && room.record.last->seq == *event.ref) {
        room.record.last = proto::make_preview(*target->merged);
    }
}

void MemoryState::remove_bodies(Room& room, Seq recalled, Undo& undo) {
    for (std::size_t i = recalled.value - 1; i < room.log.size(); ++i) {
        proto::Event& event = room.log[i].event;
        const bool edit = event.kind == proto::EventKind::edit && event.ref == recalled;
        if (event.seq == recalled || edit) {
            undo.emplace_back([&room, i, old = event.body] { room.log[i].event.body = old; });
            event.body = {};
        }
    }
}

bool MemoryState::write(const proto::PutMember& put_member, const Pending& pending) {
    proto::MemberRecord member = put_member.member;
    const auto found = rooms_.find(member.room);
    if (found == rooms_.end()) {
        return false;
    }
    const Room& room = found->second;
    const MemberKey key{member.room, member.user};
    if (const auto stored = members_.find(key); stored != members_.end()) {
        member.join = stored->second.join;
        member.leave = stored->second.leave;
        member.read = stored->second.read;
        member.read_count = stored->second.read_count;
        member.own_count = stored->second.own_count;
    } else {
        member.own_count = count_own(room, member.user, member.read);
    }
    switch (put_member.change) {
        case proto::MemberChange::keep: break;
        case proto::MemberChange::joins:
            member.join = room.record.head;
            member.leave = Seq{};
            member.read = room.record.head;
            member.read_count = room.record.count;
            member.own_count = 0;
            break;
        case proto::MemberChange::leaves: member.leave = room.record.head; break;
        case proto::MemberChange::founds:
            member.join = Seq{};
            member.leave = Seq{};
            member.read = Seq{};
            member.read_count = 0;
            member.own_count = count_own(room, member.user, Seq{});
            break;
    }
    put(members_, key, member, pending.undo);
    pending.result.members.push_back(member);
    return true;
}

bool MemoryState::write(const proto::ReadMark& mark, const Pending& pending) {
    const auto room = rooms_.find(mark.room);
    const auto stored = members_.find({mark.room, mark.user});
    if (room == rooms_.end() || stored == members_.end()) {
        return false;
    }
    proto::MemberRecord member = stored->second;
    const Seq last = member.leave ? member.leave : room->second.record.head;
    const Seq seq = std::min(mark.seq, last);
    if (seq > member.read) {
        member.read = seq;
        member.read_count = room->second.log[seq.value - 1].count;
        member.own_count = count_own(room->second, mark.user, seq);
        put(members_, stored->first, member, pending.undo);
    }
    pending.result.members.push_back(member);
    return true;
}

bool MemoryState::write(const proto::PutDetail& put_detail, const Pending& pending) {
    const auto& [key, value] = put_detail.detail;
    if (!value.empty()) {
        put(details_, key, value, pending.undo);
        return true;
    }
    const auto found = details_.find(key);
    if (found != details_.end()) {
        pending.undo.emplace_back([this, old = *found] { details_[old.first] = old.second; });
        details_.erase(found);
    }
    return true;
}

bool MemoryState::write(const proto::PutChannel& put_channel, const Pending& pending) {
    put(channels_, put_channel.channel.id, put_channel.channel, pending.undo);
    return true;
}

bool MemoryState::write(const proto::DeleteChannel& remove, const Pending& pending) {
    const auto found = channels_.find(remove.channel);
    if (found != channels_.end()) {
        pending.undo.emplace_back([this, old = found->second] { channels_[old.id] = old; });
        channels_.erase(found);
    }
    return true;
}

std::uint64_t MemoryState::count_own(const Room& room, UserId user, Seq after) {
    std::uint64_t own = 0;
    for (std::size_t i = after.value; i < room.log.size(); ++i) {
        const proto::Event& event = room.log[i].event;
        own += event.from == user && proto::is_countable(event.kind) ? 1U : 0U;
    }
    return own;
}

proto::QueryResult MemoryState::run(const proto::EventQuery& query) const {
    proto::QueryResult result{.id = query.id, .ok = true, .events = {}};
    if (query.audit || query.sender) {
        query.audit ? run_audit(query, result) : run_by_sender(query, result);
        return result;
    }
    if (query.uploads) {
        run_uploads(query, result);
        return result;
    }
    if (!query.files.empty() || !query.hashes.empty()) {
        run_files(query, result);
        return result;
    }
    if (query.confirms) {
        run_confirms(query, result);
        return result;
    }
    const auto found = rooms_.find(query.room);
    if (found == rooms_.end()) {
        return result;
    }
    const std::vector<Logged>& log = found->second.log;
    if (query.since) {
        result.found = find_since(found->second, query);
        return result;
    }
    const auto add = [&](std::uint64_t seq) {
        const Logged& one = log[seq - 1];
        result.events.push_back(query.merged && one.merged ? *one.merged : one.event);
        mark_confirmed(result.events.back(), query.viewer);
    };
    if (!query.seqs.empty()) {
        for (const Seq seq : query.seqs) {
            if (seq.value >= 1 && seq.value <= log.size()) {
                add(seq.value);
            }
        }
        return result;
    }
    std::uint64_t from = std::max<std::uint64_t>(query.from.value, 1);
    std::uint64_t to = std::min<std::uint64_t>(query.to.value, log.size());
    if (from > to || query.limit == 0) {
        return result;
    }
    if (query.kinds != 0) {
        for (std::uint64_t seq = to; seq >= from && result.events.size() < query.limit; --seq) {
            if (is_in_gallery(log[seq - 1].event, query)) {
                result.events.push_back(log[seq - 1].merged.value_or(log[seq - 1].event));
            }
        }
        std::ranges::reverse(result.events);
        return result;
    }
    if (to - from + 1 > query.limit) {
        if (query.newest) {
            from = to - query.limit + 1;
        } else {
            to = from + query.limit - 1;
        }
    }
    for (std::uint64_t seq = from; seq <= to; ++seq) {
        add(seq);
    }
    return result;
}

Snapshot MemoryState::snapshot() const {
    Snapshot snapshot;
    for (const auto& [id, user] : users_) {
        snapshot.users.push_back(user);
    }
    for (const auto& [id, device] : devices_) {
        snapshot.devices.push_back(device);
    }
    for (const auto& [id, room] : rooms_) {
        snapshot.rooms.push_back(room.record);
    }
    for (const auto& [key, member] : members_) {
        snapshot.members.push_back(member);
    }
    for (const auto& [id, channel] : channels_) {
        snapshot.channels.push_back(channel);
    }
    add_mentions(snapshot);
    for (const auto& [key, record] : kept_) {
        snapshot.last_kept = std::max(snapshot.last_kept, record.id);
        if (record.kind != proto::KeptKind::audit) {
            snapshot.kept.push_back(record);
        }
    }
    for (const auto& [key, value] : details_) {
        snapshot.details.push_back({.key = key, .value = value});
    }
    std::map<UserId, std::uint64_t> use;
    for (const auto& [id, stored] : files_) {
        if (stored.places.empty()) {
            snapshot.files.push_back(stored.file);
        }
        use[stored.file.owner] += stored.file.size;
    }
    for (const auto& [user, bytes] : use) {
        snapshot.file_use.push_back({.user = user, .bytes = bytes});
    }
    return snapshot;
}

void MemoryState::add_mentions(Snapshot& snapshot) const {
    std::vector<proto::MentionRecord>& out = snapshot.mentions;
    for (const auto& [id, room] : rooms_) {
        std::size_t shown = 0;
        for (auto it = room.log.rbegin();
             it != room.log.rend() && shown < limits::kMentionsShownMax; ++it) {
            if (proto::may_name(it->event.kind) && it->event.body.all.value_or(false)) {
                out.push_back({.room = id, .seq = it->event.seq, .from = it->event.from});
                ++shown;
            }
        }
    }
    for (const auto& [key, member] : members_) {
        const std::vector<Logged>& log = rooms_.at(key.first).log;
        for (std::size_t i = member.read.value; i < log.size(); ++i) {
            const proto::Event& event = log[i].event;
            if (proto::may_name(event.kind) && proto::names(event, key.second)) {
                out.push_back(
                    {.room = key.first, .user = key.second, .seq = event.seq, .from = event.from});
            }
        }
    }
    std::ranges::sort(out, {}, [](const proto::MentionRecord& one) {
        return std::tuple(one.user, one.room, one.seq);
    });
}

std::vector<proto::Event> MemoryState::log(RoomId room) const {
    std::vector<proto::Event> events;
    const auto found = rooms_.find(room);
    if (found != rooms_.end()) {
        for (const Logged& logged : found->second.log) {
            events.push_back(logged.event);
        }
    }
    return events;
}

}  // namespace teahouse::store
