// SPDX-License-Identifier: MIT
#include "store/sqlite/writer.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <sqlite3.h>
#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/changes.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/kept.h"
#include "store/sqlite/members.h"
#include "store/sqlite/rooms.h"

namespace teahouse::store {

namespace {

constexpr std::uint64_t kPageKb = 4;  // SQLite's default page size

proto::TxnResult failed(TxnId id, ErrorCode error) {
    return {.id = id, .state = proto::TxnState::failed, .error = error};
}

// The usual case: one message and nothing else.
proto::Append* single_append(proto::Txn& txn) {
    return txn.writes.size() == 1 ? std::get_if<proto::Append>(txn.writes.data()) : nullptr;
}

Bytes hash_bytes(const proto::TokenHash& hash) { return {hash.data(), hash.size()}; }

// Hands the events, which now have their seq, over to the result.
void take_events(proto::Txn& txn, proto::TxnResult& result) {
    if (result.state != proto::TxnState::committed) {
        return;
    }
    for (proto::Write& one : txn.writes) {
        if (auto* append = std::get_if<proto::Append>(&one); append != nullptr) {
            result.events.push_back(std::move(append->event));
        }
    }
}

}  // namespace

Result<std::unique_ptr<Writer>> Writer::make(Db db) {
    std::unique_ptr<Writer> writer{new Writer{std::move(db)}};
    TRY_STATUS(writer->prepare());
    return writer;
}

Status Writer::prepare() {
    TRY(rooms, RoomTable::prepare(db_));
    TRY(events, EventTable::prepare(db_));
    TRY(changes, ChangeTables::prepare(db_));
    TRY(members, MemberTable::prepare(db_));
    TRY(kept, KeptTable::prepare(db_));
    kept_ = std::move(kept);
    rooms_ = std::move(rooms);
    events_ = std::move(events);
    changes_ = std::move(changes);
    members_ = std::move(members);
    TRY(files, FileTable::prepare(db_));
    files_ = std::move(files);

    const auto set = [&](Statement& statement, const char* sql) -> Status {
        TRY(prepared, db_.prepare(sql));
        statement = std::move(prepared);
        return {};
    };
    TRY_STATUS(set(begin_, "BEGIN IMMEDIATE"));
    TRY_STATUS(set(commit_, "COMMIT"));
    TRY_STATUS(set(rollback_, "ROLLBACK"));
    TRY_STATUS(set(overwrite_, "UPDATE store SET commits = commits + 1"));
    TRY_STATUS(set(mark_clean_, "UPDATE store SET clean = ?"));
    TRY_STATUS(
        set(put_position_, "UPDATE store SET log_term = ?, log_index = ?, log_generation = ?"));
    TRY_STATUS(set(put_failure_,
                   "UPDATE store SET log_term = ?1, log_index = ?2, log_generation = ?3,"
                   " log_failed = ?3"));
    TRY_STATUS(set(put_user_,
                   "INSERT INTO user(id, name, name_key, password_hash, avatar, status, role,"
                   " disabled, created) VALUES(?,?,?,?,?,?,?,?,?)"
                   " ON CONFLICT(id) DO UPDATE SET name = excluded.name,"
                   " name_key = excluded.name_key, password_hash = excluded.password_hash,"
                   " avatar = excluded.avatar, status = excluded.status, role = excluded.role,"
                   " disabled = excluded.disabled, created = excluded.created"));
    TRY_STATUS(set(put_device_,
                   "INSERT INTO device(id, user, token, label, created, seen) VALUES(?,?,?,?,?,?)"
                   " ON CONFLICT(id) DO UPDATE SET user = excluded.user, token = excluded.token,"
                   " label = excluded.label, created = excluded.created, seen = excluded.seen"));
    TRY_STATUS(set(delete_device_, "DELETE FROM device WHERE id = ?"));
    TRY_STATUS(set(touch_device_, "UPDATE device SET seen = ?2 WHERE id = ?1"));
    TRY_STATUS(
        set(put_detail_, "INSERT OR REPLACE INTO detail(kind, a, b, value) VALUES(?,?,?,?)"));
    TRY_STATUS(set(delete_detail_, "DELETE FROM detail WHERE kind = ? AND a = ? AND b = ?"));
    TRY_STATUS(set(put_channel_,
                   "INSERT OR REPLACE INTO channel(id, user, device, kind, level, label, endpoint,"
                   " p256dh, auth, lang, created) VALUES(?,?,?,?,?,?,?,?,?,?,?)"));
    TRY_STATUS(set(delete_channel_, "DELETE FROM channel WHERE id = ?"));
    return {};
}

Status Writer::limit_size_kb(std::uint64_t limit_kb) {
    // SQLite answers a page that would lie beyond this with SQLITE_FULL, as it does a full disk.
    const std::uint64_t pages =
        limit_kb == 0 ? std::numeric_limits<std::uint32_t>::max() - 1 : limit_kb / kPageKb;
    const std::string sql = "PRAGMA max_page_count=" + std::to_string(pages);
    return db_.run_script(sql.c_str());
}

Status Writer::mark_clean(bool clean) { return mark_clean_.run(clean); }

Status Writer::pass(const proto::LogPosition& position) {
    return put_failure_.run(position.term, position.index, position.generation);
}

Status Writer::forget_position() {
    return db_.run_script(
        "UPDATE store SET log_term = 0, log_index = 0, log_generation = 0, log_failed = 0"
        " WHERE log_index > 0");
}

std::vector<proto::TxnResult> Writer::commit(std::span<proto::Txn> txns) {
    Attempt first = attempt(txns);
    if (!first.error.has_value()) {
        return std::move(first.results);
    }
    ErrorCode error = first.error->code;
    std::vector<proto::TxnResult> results;
    if (error == ErrorCode::conflict) {
        // Everything was undone, as that needs no savepoint per Txn. Those before the conflict can
        // be committed.
        Attempt second = attempt(txns.first(first.failed_at), txns.back().position);
        if (second.error.has_value()) {
            error = second.error->code;
        } else {
            results = std::move(second.results);
        }
    }
    for (std::size_t i = results.size(); i < txns.size(); ++i) {
        results.push_back(failed(txns[i].id, error));
    }
    return results;
}

Writer::Attempt Writer::attempt(std::span<proto::Txn> txns,
                                const std::optional<proto::LogPosition>& passed) {
    Attempt attempt;
    if (txns.empty() && !passed) {
        return attempt;
    }
    attempt.results.reserve(txns.size());
    Status done = run_batch(txns, attempt, passed);
    if (done) {
        if (done = commit_.run(); !done) {
            done = tl::unexpected<Error>(settle_failed_commit(std::move(done).error()));
        }
    }
    if (!done) {
        note_failure(done.error());
        roll_back();
        attempt.error = std::move(done).error();
        return attempt;
    }
    rooms_.accept();
    members_.clear();
    for (std::size_t i = 0; i < txns.size(); ++i) {
        take_events(txns[i], attempt.results[i]);
    }
    return attempt;
}

Status Writer::run_batch(std::span<proto::Txn> txns, Attempt& attempt,
                         const std::optional<proto::LogPosition>& passed) {
    TRY_STATUS(begin_.run());
    for (proto::Txn& txn : txns) {
        attempt.failed_at = attempt.results.size();
        attempt.results.push_back({.id = txn.id});
        TRY_STATUS(apply(txn, attempt.results.back()));
    }
    if (passed) {
        TRY_STATUS(pass(*passed));
    } else if (const auto& position = txns.back().position; position) {
        TRY_STATUS(put_position_.run(position->term, position->index, position->generation));
    }
    return members_.flush();
}

Error Writer::settle_failed_commit(Error error) {
    // A full disk is noticed while the pages are written, before the mark that makes them count.
    if (error.code == ErrorCode::read_only) {
        return error;
    }
    note_failure(error);
    roll_back();
    if (!overwrite_.run()) {
        error.code = ErrorCode::outcome_unknown;
    }
    return error;
}

void Writer::note_failure(const Error& error) {
    last_error_ = error.message;
    damaged_ = damaged_ || is_damage(db_.last_code());
    broken_ = broken_ || (error.code != ErrorCode::conflict && error.code != ErrorCode::read_only);
}

void Writer::roll_back() {
    // SQLite may have rolled back by itself. If ROLLBACK fails, the next BEGIN fails too and says
    // so.
    if (db_.in_transaction()) {
        static_cast<void>(rollback_.run());
    }
    rooms_.roll_back();
    members_.clear();
}

Status Writer::apply(proto::Txn& txn, proto::TxnResult& result) {
    if (proto::Append* one = single_append(txn); one != nullptr) {
        TRY(added, append(one->event, result));
        if (added) {
            return {};
        }
    }
    TRY(first, find_duplicate(txn));
    if (first.has_value()) {
        result.state = proto::TxnState::duplicate;
        result.events.push_back(*std::move(first));
        return {};
    }
    for (proto::Write& one : txn.writes) {
        TRY_STATUS(std::visit([&](auto& it) { return write(it, result); }, one));
    }
    return {};
}

Result<std::optional<proto::Event>> Writer::find_duplicate(const proto::Txn& txn) {
    for (const proto::Write& one : txn.writes) {
        const proto::Appended appended = proto::appended_by(one);
        if (appended.cmid.empty()) {
            continue;
        }
        TRY(event, events_.find(appended.from, appended.cmid));
        if (event.has_value()) {
            return std::move(event);
        }
    }
    return std::optional<proto::Event>{};
}

Result<bool> Writer::append(proto::Event& event, proto::TxnResult& result) {
    TRY(room, rooms_.find(event.room));
    if (!room.has_value()) {
        return false;
    }
    const bool countable = proto::is_countable(event.kind);
    event.seq = Seq{room->head.value + 1};
    const std::uint64_t count = room->count + (countable ? 1 : 0);
    const bool expires = event.kind == proto::EventKind::expired && event.ref;
    if (expires) {
        event.ref = std::clamp(*event.ref, room->gone, room->head);
        TRY(count_there, events_.count_at(event.room, *event.ref));
        event.body.count = count_there;
    }
    TRY_STATUS(changes_.prepare_event(event, room->gone));
    TRY(added, events_.insert(event, count));
    if (!added) {
        return false;
    }
    TRY_STATUS(changes_.apply(event, room->gone));
    TRY_STATUS(files_.place(event));
    if (event.kind == proto::EventKind::recall && event.ref) {
        TRY_STATUS(files_.release(event.room, *event.ref, result.freed));
    }
    Seq gone = room->gone;
    if (expires && *event.ref > gone) {
        TRY_STATUS(files_.release_range(event.room, gone, *event.ref, result.freed));
        gone = *event.ref;
    }
    rooms_.set_head(event.room,
                    {.epoch = room->epoch, .head = event.seq, .count = count, .gone = gone});
    if (countable) {
        members_.add_own(event.room, event.from);
    }
    return true;
}

Status Writer::write(proto::PutUser& put, proto::TxnResult& /*result*/) {
    const proto::UserRecord& user = put.user;
    return put_user_.run(user.id, user.name, user.name_key, user.password_hash, user.avatar,
                         user.status, user.role, user.disabled, user.created);
}

Status Writer::write(proto::PutDevice& put, proto::TxnResult& /*result*/) {
    const proto::DeviceRecord& device = put.device;
    return put_device_.run(device.id, device.user, hash_bytes(device.token), device.label,
                           device.created, device.seen);
}

Status Writer::write(proto::DeleteDevice& remove, proto::TxnResult& /*result*/) {
    return delete_device_.run(remove.device);
}

Status Writer::write(proto::TouchDevice& touch, proto::TxnResult& /*result*/) {
    return touch_device_.run(touch.device, touch.seen);
}

Status Writer::write(proto::PutDetail& put, proto::TxnResult& /*result*/) {
    const auto& [key, value] = put.detail;
    if (value.empty()) {
        return delete_detail_.run(key.kind, key.a, key.b);
    }
    const Bytes bytes{reinterpret_cast<const std::uint8_t*>(value.data()), value.size()};
    return put_detail_.run(key.kind, key.a, key.b, bytes);
}

Status Writer::write(proto::PutChannel& put, proto::TxnResult& /*result*/) {
    const proto::ChannelRecord& channel = put.channel;
    return put_channel_.run(channel.id, channel.user, channel.device, channel.kind, channel.level,
                            channel.label, channel.endpoint, channel.p256dh, channel.auth,
                            channel.lang, channel.created);
}

Status Writer::write(proto::DeleteChannel& remove, proto::TxnResult& /*result*/) {
    return delete_channel_.run(remove.channel);
}

Status Writer::write(proto::PutKept& put, proto::TxnResult& /*result*/) {
    return kept_.put(put.record);
}

Status Writer::write(proto::DropKept& drop, proto::TxnResult& result) {
    TRY_STATUS(kept_.drop(drop.kind, drop.id));
    return files_.release(RoomId{}, Seq{drop.id}, result.freed);
}

Status Writer::write(proto::HoldFile& hold, proto::TxnResult& result) {
    TRY(held, files_.hold(hold.file, hold.record.id));
    result.held.push_back(held);
    return held ? kept_.put(hold.record) : Status{};
}

Status Writer::write(proto::PutRoom& put, proto::TxnResult& result) {
    TRY(head, rooms_.put(put.room));
    result.epochs.push_back(head.epoch);
    return put.room.dissolved ? files_.release_range(put.room.id, Seq{}, head.head, result.freed)
                              : Status{};
}

Status Writer::write(proto::RaiseEpochs& raise, proto::TxnResult& /*result*/) {
    return rooms_.raise_epochs(raise.generation);
}

Status Writer::write(proto::FindAppended& /*find*/, proto::TxnResult& /*result*/) { return {}; }

Status Writer::write(proto::Append& append_one, proto::TxnResult& result) {
    TRY(added, append(append_one.event, result));
    if (!added) {
        return fail(ErrorCode::conflict, "no such room, or one cmid twice in a transaction");
    }
    return {};
}

Status Writer::write(proto::PutMember& put, proto::TxnResult& result) {
    proto::MemberRecord member = put.member;
    TRY(room, rooms_.find(member.room));
    if (!room.has_value()) {
        return fail(ErrorCode::conflict, "a member of no room");
    }
    TRY(stored, members_.find(member.room, member.user));
    if (stored.has_value()) {
        member.join = stored->join;
        member.leave = stored->leave;
        member.read = stored->read;
        member.read_count = stored->read_count;
        member.own_count = stored->own_count;
    } else {
        TRY(own, events_.count_own(member.room, member.user, member.read, room->head));
        member.own_count = own;
    }
    switch (put.change) {
        case proto::MemberChange::keep: break;
        case proto::MemberChange::joins:
            member.join = room->head;
            member.leave = Seq{};
            member.read = room->head;
            member.read_count = room->count;
            member.own_count = 0;
            break;
        case proto::MemberChange::leaves: member.leave = room->head; break;
        case proto::MemberChange::founds: {
            TRY(own, events_.count_own(member.room, member.user, Seq{}, room->head));
            member.join = Seq{};
            member.leave = Seq{};
            member.read = Seq{};
            member.read_count = 0;
            member.own_count = own;
            break;
        }
    }
    members_.put(member);
    result.members.push_back(member);
    return {};
}

Status Writer::write(proto::PutFile& put, proto::TxnResult& result) {
    TRY(added, files_.put(put.file));
    result.new_files.push_back(added);
    return {};
}

Status Writer::write(proto::DropFile& drop, proto::TxnResult& /*result*/) {
    return files_.drop(drop.id);
}

Status Writer::write(proto::ReadMark& mark, proto::TxnResult& result) {
    TRY(room, rooms_.find(mark.room));
    TRY(stored, members_.find(mark.room, mark.user));
    if (!room.has_value() || !stored.has_value()) {
        return fail(ErrorCode::conflict, "a read mark of no member");
    }
    proto::MemberRecord member = *stored;
    const Seq last = member.leave ? member.leave : room->head;
    const Seq seq = std::min(mark.seq, last);
    if (seq > member.read) {
        // Own messages are counted over the shorter side, so that all marks of a member together
        // cost at most one pass over the log.
        const std::uint64_t passed = seq.value - member.read.value;
        if (const std::uint64_t ahead = room->head.value - seq.value; ahead <= passed) {
            TRY(own, events_.count_own(mark.room, mark.user, seq, room->head));
            member.own_count = own;
        } else {
            TRY(own, events_.count_own(mark.room, mark.user, member.read, seq));
            member.own_count -= std::min(own, member.own_count);
        }
        std::uint64_t count = room->count;
        if (seq != room->head) {
            TRY(count_there, events_.count_at(mark.room, seq));
            count = count_there;
        }
        member.read = seq;
        member.read_count = count;
        members_.put(member);
    }
    result.members.push_back(member);
    return {};
}

}  // namespace teahouse::store
