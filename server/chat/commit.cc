// SPDX-License-Identifier: MIT
#include "chat/commit.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <span>
#include <utility>
#include <variant>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/channels.h"
#include "chat/delivery.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/hook_calls.h"
#include "chat/kept.h"
#include "chat/later.h"
#include "chat/mentions.h"
#include "chat/notify.h"
#include "chat/programs.h"
#include "chat/retention.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/preview.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

bool is_member(const proto::MemberRecord* member) { return member != nullptr; }

// Counts a membership that is made, while it is in flight.
void count_joining(State& state, const MemberUpdate& update, bool begins) {
    if (update.change == proto::MemberChange::joins ||
        update.change == proto::MemberChange::founds) {
        std::size_t& joining = state.users.at(update.member.user).joining;
        joining = begins ? joining + 1 : joining - 1;
    }
}

std::optional<proto::MemberRecord> membership_after(const MemberUpdate& update) {
    const bool leaves = update.change == proto::MemberChange::leaves;
    return leaves ? std::nullopt : std::optional(update.member);
}

// --- Planning -----------------------------------------------------------------------------------

void plan(State& state, const UserChange& change) {
    state.users[change.user.id].record.plan(change.user);
    if (change.key_changes) {
        if (!change.old_key.empty()) {
            state.names[change.old_key].plan(std::nullopt);
        }
        state.names[change.user.name_key].plan(change.user.id);
    }
}

void plan(State& state, const DeviceChange& change) {
    Device& device = state.devices[change.device.id];
    if (device.record.empty()) {
        state.tokens[change.device.token] = change.device.id;
        state.users.at(change.device.user).devices.push_back(change.device.id);
    }
    device.record.plan(change.ends ? std::nullopt : std::optional(change.device));
}

void plan(State& state, const RoomChange& change) {
    Room& room = state.rooms[change.room.id];
    if (room.about.empty() && change.room.kind == proto::RoomKind::direct) {
        state.directs[{change.room.direct_low, change.room.direct_high}] = change.room.id;
    }
    if (room.about.empty() && change.room.kind == proto::RoomKind::lobby) {
        state.lobby = change.room.id;
    }
    room.about.plan(change.room);
}

void plan(State& state, const MemberUpdate& change) {
    count_joining(state, change, true);
    Room& room = state.rooms.at(change.member.room);
    Cell<proto::MemberRecord>& cell = room.members[change.member.user];
    const bool before = is_member(cell.next());
    cell.plan(membership_after(change));
    room.member_count_next += is_member(cell.next()) ? 1U : 0U;
    room.member_count_next -= before ? 1U : 0U;
}

void plan(State& state, const ChannelChange& change) { plan_channel(state, change); }

void plan(State& state, const FileChange& change) { state.files.plan(change); }

void plan(State& state, const KeptChange& change) { plan_kept(state, change); }

void plan(State& /*state*/, const MarkUpdate& /*change*/) {}  // positions move by commits only

void plan(State& state, const DetailChange& change) { plan_detail(state, change); }

// --- Taking back --------------------------------------------------------------------------------

void drop(State& state, const UserChange& change) {
    const auto user = state.users.find(change.user.id);
    user->second.record.drop();
    if (change.key_changes) {
        for (const std::string& key : {change.old_key, change.user.name_key}) {
            const auto name = state.names.find(key);
            if (name != state.names.end()) {
                name->second.drop();
                if (name->second.empty()) {
                    state.names.erase(name);
                }
            }
        }
    }
    if (user->second.record.empty()) {
        state.users.erase(user);
    }
}

void forget_if_empty(State& state, const proto::DeviceRecord& device) {
    const auto found = state.devices.find(device.id);
    if (!found->second.record.empty()) {
        return;
    }
    state.tokens.erase(device.token);
    state.devices.erase(found);
    if (const auto user = state.users.find(device.user); user != state.users.end()) {
        std::erase(user->second.devices, device.id);
    }
}

void drop(State& state, const DeviceChange& change) {
    state.devices.at(change.device.id).record.drop();
    forget_if_empty(state, change.device);
}

void drop(State& state, const RoomChange& change) {
    const auto room = state.rooms.find(change.room.id);
    room->second.about.drop();
    if (!room->second.about.empty()) {
        return;
    }
    if (change.room.kind == proto::RoomKind::direct) {
        state.directs.erase({change.room.direct_low, change.room.direct_high});
    }
    if (state.lobby == change.room.id) {
        state.lobby = {};
    }
    // Its members were planned by the same transaction and are dropped after it.
}

void drop(State& state, const MemberUpdate& change) {
    count_joining(state, change, false);
    Room& room = state.rooms.at(change.member.room);
    const auto cell = room.members.find(change.member.user);
    const bool before = is_member(cell->second.next());
    cell->second.drop();
    room.member_count_next += is_member(cell->second.next()) ? 1U : 0U;
    room.member_count_next -= before ? 1U : 0U;
    if (cell->second.empty()) {
        room.members.erase(cell);
    }
}

void drop(State& state, const KeptChange& change) { take_back_kept(state, change); }
void drop(State& state, const ChannelChange& change) { drop_channel(state, change); }
void drop(State& /*state*/, const MarkUpdate& /*change*/) {}
void drop(State& state, const DetailChange& change) { drop_detail(state, change); }
void drop(State& state, const FileChange& change) { state.files.drop(change); }

// The lobby is joined by later transactions before the one that makes it is committed: they are
// taken back after it, and need it until then.
void forget_if_never_made(State& state, RoomId id) {
    const auto room = state.rooms.find(id);
    if (room != state.rooms.end() && room->second.about.empty() && room->second.members.empty()) {
        state.rooms.erase(room);
    }
}

void drop_all(State& state, const Pending& pending) {
    for (const Change& change : pending.changes) {
        std::visit([&](const auto& one) { drop(state, one); }, change);
    }
    for (const Change& change : pending.changes) {
        if (const auto* made = std::get_if<RoomChange>(&change)) {
            forget_if_never_made(state, made->room.id);
        } else if (const auto* member = std::get_if<MemberUpdate>(&change)) {
            forget_if_never_made(state, member->member.room);
        }
    }
}

// --- Taking over --------------------------------------------------------------------------------

// What a committed transaction brings, handed out in the order of its writes.
class Committed {
public:
    explicit Committed(proto::TxnResult& result) : result_(result) {}
    proto::MemberRecord next_member() {
        CHECK(member_ < result_.members.size());
        return result_.members[member_++];
    }
    bool next_file() {
        CHECK(file_ < result_.new_files.size());
        return result_.new_files[file_++];
    }
    bool next_held() { return result_.held[held_++]; }
    Epoch next_epoch() {
        CHECK(epoch_ < result_.epochs.size());
        return result_.epochs[epoch_++];
    }

private:
    proto::TxnResult& result_;
    std::size_t member_ = 0;
    std::size_t epoch_ = 0;
    std::size_t file_ = 0;
    std::size_t held_ = 0;
};

class TakeOver {
public:
    TakeOver(State& state, Delivery& delivery, const Pending& pending, proto::TxnResult& result)
        : state_(state), delivery_(delivery), callers_(pending.callers), committed_(result) {}

    void event(const proto::Event& event) {
        Room& room = state_.rooms.at(event.room);
        CHECK(event.seq.value == room.head.value + 1);
        room.head = event.seq;
        room.last_at = event.kind == proto::EventKind::expired ? room.last_at : event.at;
        room.changed = state_.now;
        if (proto::is_countable(event.kind)) {
            ++room.count;
            room.last = proto::make_preview(event);
            const auto sender = room.members.find(event.from);
            if (sender != room.members.end() && sender->second.edit() != nullptr) {
                ++sender->second.edit()->own_count;
            }
            ++state_.stats.messages_accepted;
            state_.admin.live.wrote(event.room, state_.now);
        }
        if (event.body.file) {
            state_.files.sent(*event.body.file);
        }
        state_.recent.append(event);
        note_change(event, room);
        note_retention(state_, delivery_, event);
        hooks_due(state_, event.room);
        delivery_.event(event);
    }

    void operator()(UserChange& change) {
        User& user = state_.users.at(change.user.id);
        const proto::UserRecord* before = user.record.now();
        const bool disabled = change.user.disabled && before != nullptr && !before->disabled;
        const bool shown =
            before != nullptr &&
            (before->name != change.user.name || before->avatar != change.user.avatar ||
             before->status != change.user.status || before->role != change.user.role ||
             before->disabled != change.user.disabled);
        if (change.key_changes) {
            if (!change.old_key.empty()) {
                commit_name(change.old_key, std::nullopt);
            }
            commit_name(change.user.name_key, change.user.id);
        }
        const UserId id = change.user.id;
        user.record.commit(std::move(change.user));
        if (shown) {
            user.changed = state_.now;
            delivery_.profile(id);
        }
        if (disabled) {
            delivery_.account_disabled(id);
        }
    }

    void operator()(const DeviceChange& change) {
        Cell<proto::DeviceRecord>& record = state_.devices.at(change.device.id).record;
        const bool created = record.now() == nullptr;
        record.commit(change.ends ? std::nullopt : std::optional(change.device));
        if (change.ends) {
            delivery_.login_ended(change.device.id, change.device.user);
            forget_if_empty(state_, change.device);
        } else if (created && state_.config.single_session &&
                   !is_program(state_, change.device.user)) {
            delivery_.replaced(change.device.user, change.device.id);
        }
    }

    void operator()(RoomChange& change) {
        const RoomId id = change.room.id;
        Room& room = state_.rooms.at(id);
        const bool created = room.about.now() == nullptr;
        const TimeMs created_at = change.room.created;
        const bool dissolved = change.room.dissolved && !created;
        const Epoch epoch = committed_.next_epoch();
        room.about.commit(std::move(change.room));
        room.changed = state_.now;
        if (created) {
            room.epoch = epoch;
            room.last_at = std::max(room.last_at, created_at);
        } else if (!dissolved) {
            delivery_.described(id);
        } else {
            delivery_.dissolved(id);
            room.members.clear();
            room.mentions.clear();
            room.all_named.clear();
            room.member_count = room.member_count_next = 0;
            state_.recent.forget(id);
        }
    }

    void operator()(MemberUpdate& change) {
        count_joining(state_, change, false);
        const proto::MemberRecord stored = committed_.next_member();
        Room& room = state_.rooms.at(stored.room);
        Cell<proto::MemberRecord>& cell = room.members.at(stored.user);
        const bool before = is_member(cell.now());
        const bool after = change.change != proto::MemberChange::leaves;
        cell.commit(after ? std::optional(stored) : std::nullopt);
        room.member_count += after ? 1U : 0U;
        room.member_count -= before ? 1U : 0U;
        if (before != after) {
            room.mentions.erase(stored.user);
        }
        if (!before && after) {
            state_.users.at(stored.user).rooms[stored.room] = state_.now;
            delivery_.joined(stored.room, stored.user);
        } else if (before && !after) {
            User& user = state_.users.at(stored.user);
            user.rooms.erase(stored.room);
            delivery_.left(stored.room, stored.user);
            if (cell.empty()) {
                room.members.erase(stored.user);
            }
        } else if (after) {
            state_.users.at(stored.user).rooms[stored.room] = state_.now;
        }
        delivery_.described(stored.room);
    }

    void operator()(const KeptChange& change) {
        const bool kept = !change.holds || committed_.next_held();
        kept ? commit_kept(state_, delivery_, change) : take_back_kept(state_, change);
    }

    void operator()(const DetailChange& change) { commit_detail(state_, delivery_, change); }
    void operator()(const ChannelChange& change) { commit_channel(state_, change); }

    void operator()(const FileChange& change) {
        // One that the store knew already may be in a message by now: nothing was added.
        if (!change.ends && !committed_.next_file()) {
            state_.files.drop(change);
        } else {
            state_.files.commit(change);
        }
    }

    void operator()(const MarkUpdate& change) {
        const proto::MemberRecord stored = committed_.next_member();
        const auto room = state_.rooms.find(change.room);
        if (room == state_.rooms.end()) {
            return;
        }
        const auto cell = room->second.members.find(change.user);
        proto::MemberRecord* member =
            cell == room->second.members.end() ? nullptr : cell->second.edit();
        if (member == nullptr || member->join != stored.join) {
            return;  // removed meanwhile
        }
        const bool moved = stored.read > member->read;
        member->read = stored.read;
        member->read_count = stored.read_count;
        member->own_count = stored.own_count;
        forget_mentions(room->second, *member);
        if (moved) {
            state_.users.at(change.user).rooms[change.room] = state_.now;
            delivery_.read_mark(change.room, change.user, callers_);
        }
    }

private:
    // What an event means for pins, mentions and the preview.
    void note_change(const proto::Event& event, Room& room) {
        proto::merge_pins(room.pins, event);
        const Named named = note_mentions(room, event);
        for (const UserId user : named.users) {
            delivery_.mentioned(event.room, user);
        }
        note_message(state_, event, room, named);
        if (named.all) {
            const bool said = event.kind != proto::EventKind::recall;
            delivery_.all_mentioned(event.room, said ? event.from : UserId{});
        }
        const bool about_last =
            room.last && event.ref == room.last->seq &&
            (event.kind == proto::EventKind::edit || event.kind == proto::EventKind::recall);
        if (about_last && proto::merge(*room.last, event)) {
            room.last = proto::make_preview(*std::move(room.last));
            delivery_.described(event.room);
        }
    }

    void commit_name(const std::string& key, std::optional<UserId> user) {
        const auto name = state_.names.find(key);
        name->second.commit(user);
        if (name->second.empty()) {
            state_.names.erase(name);
        }
    }

    State& state_;
    Delivery& delivery_;
    const std::vector<Caller>& callers_;
    Committed committed_;
};

void settle_committed(State& state, Pending pending, proto::TxnResult& result, Delivery& delivery) {
    TakeOver take_over(state, delivery, pending, result);
    Done done;
    // A room is created before its first event is appended: epochs first.
    for (Change& change : pending.changes) {
        if (auto* made = std::get_if<RoomChange>(&change);
            made != nullptr && !made->room.dissolved) {
            take_over(*made);
        }
    }
    state.files.freed(result.freed);
    for (const proto::Event& event : result.events) {
        take_over.event(event);
        done = done_of(event, false);
    }
    for (Change& change : pending.changes) {
        if (const auto* made = std::get_if<RoomChange>(&change);
            made == nullptr || made->room.dissolved) {
            std::visit(take_over, change);
        }
    }
    delivery.answer(std::move(pending), done);
}

}  // namespace

Result<Outcome> submit(State& state, Draft draft) {
    TRY_STATUS(can_write(state));
    end_channels_of_logins(state, draft);
    state.last_txn = TxnId(state.last_txn.value + 1);
    draft.pending.id = state.last_txn;
    for (const Change& change : draft.pending.changes) {
        std::visit([&](const auto& one) { plan(state, one); }, change);
    }
    state.pending.push_back(std::move(draft.pending));
    state.effects->txns.push_back({.id = state.last_txn, .writes = std::move(draft.writes)});
    return Later{};
}

void take_over(State& state, std::span<proto::TxnResult> results) {
    Delivery delivery(state);
    for (proto::TxnResult& result : results) {
        CHECK(!state.pending.empty() && state.pending.front().id == result.id);
        Pending pending = std::move(state.pending.front());
        state.pending.pop_front();
        switch (result.state) {
            case proto::TxnState::committed:
                CHECK(!state.failing);
                settle_committed(state, std::move(pending), result, delivery);
                break;
            case proto::TxnState::duplicate: {
                CHECK(result.events.size() == 1);
                drop_all(state, pending);
                ++state.stats.messages_duplicate;
                schedule_known(state, pending.schedule);
                delivery.answer(std::move(pending), done_of(result.events.front(), true));
                break;
            }
            case proto::TxnState::failed:
                drop_all(state, pending);
                ++state.stats.store_failures;
                state.failing = state.failing.value_or(result.error);
                delivery.refuse(std::move(pending), result.error);
                break;
        }
    }
    delivery.finish();
    if (state.failing && state.pending.empty()) {
        state.failing.reset();
        state.effects->resume_store = true;
    }
}

}  // namespace teahouse::chat
