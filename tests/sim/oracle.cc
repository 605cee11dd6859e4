// SPDX-License-Identifier: MIT
#include "oracle.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/state.h"

namespace teahouse::sim {
namespace {

std::string where(RoomId room, Seq seq) {
    return " (room " + std::to_string(room.value) + ", seq " + std::to_string(seq.value) + ")";
}

}  // namespace

void Oracle::follow(const store::MemoryState& state) {
    for (const proto::RoomRecord& record : state.snapshot().rooms) {
        const auto [found, created] = rooms_.try_emplace(record.id);
        Room& room = found->second;
        if (created) {
            order_.push_back(record.id);
            room.all = record.history == proto::HistoryPolicy::all;
            room.lobby = record.kind == proto::RoomKind::lobby;
            for (const UserId user : std::set{record.direct_low, record.direct_high}) {
                if (user) {
                    room.windows[user].push_back({});
                }
            }
        }
        const proto::QueryResult news = state.run({.room = record.id,
                                                   .from = Seq(room.log.size() + 1),
                                                   .to = record.head,
                                                   .limit = UINT32_MAX});
        std::set<Seq> recalled;
        for (const proto::Event& event : news.events) {
            if (event.kind == proto::EventKind::recall && event.ref) {
                recalled.insert(*event.ref);
            }
        }
        for (const proto::Event& event : news.events) {
            const bool edit = event.kind == proto::EventKind::edit && event.ref;
            append(room, event, recalled.contains(edit ? *event.ref : event.seq));
        }
        if (room.log.size() != record.head.value) {
            throw Violation("gap: the log has holes" + where(record.id, record.head));
        }
    }
}

void Oracle::reload(const store::MemoryState& state) {
    for (const auto& [id, room] : rooms_) {
        const std::vector<proto::Event> log = state.log(id);
        Room seen = room;
        for (std::size_t i = seen.log.size(); i < log.size(); ++i) {
            if (log[i].kind == proto::EventKind::recall) {
                take_back(seen, log[i]);  // stored, but nobody was told of it
            }
        }
        if (log.size() < seen.log.size() ||
            !std::equal(seen.log.begin(), seen.log.end(), log.begin())) {
            throw Violation("acked-lost: the log lost its tail" + where(id, Seq(log.size())));
        }
    }
}

void Oracle::take_back(Room& room, const proto::Event& recall) {
    for (proto::Event& event : room.log) {
        const bool edit = event.kind == proto::EventKind::edit && event.ref == recall.ref;
        if (event.seq == recall.ref || edit) {
            room.words.try_emplace(event.seq, std::exchange(event.body, {}));
        }
    }
}

void Oracle::append(Room& room, const proto::Event& event, bool recalled_since) {
    if (event.seq.value != room.log.size() + 1) {
        throw Violation("gap" + where(event.room, event.seq));
    }
    room.log.push_back(event);
    move_members(room, event);
    check_may_write(room, event);
    if (event.kind == proto::EventKind::recall) {
        take_back(room, event);
    }
    if (!event.cmid) {
        return;
    }
    const Cmid key{event.from, *event.cmid};
    if (!stored_.emplace(key, std::pair(event.room, event.seq)).second) {
        throw Violation("duplicate: stored twice" + where(event.room, event.seq));
    }
    if (event.body.call) {
        take_call(event);
        return;
    }
    if (event.cmid->starts_with("later.")) {
        take_planned(event);
        return;
    }
    const auto message = messages_.find(key);
    if (event.kind != proto::EventKind::text) {
        return;
    }
    const bool words_gone = recalled_since && !event.body.text;
    if (message == messages_.end() || message->second.room != event.room ||
        (!words_gone && !message->second.copy && message->second.text != event.body.text) ||
        (!words_gone && message->second.copy != event.body.origin.has_value())) {
        throw Violation("phantom: nobody sent this" + where(event.room, event.seq));
    }
    if (message->second.refused) {
        throw Violation("refused-stored" + where(event.room, event.seq));
    }
    if (event.seq <= message->second.after) {
        throw Violation("realtime: before what was acknowledged first" +
                        where(event.room, event.seq));
    }
}

void Oracle::called(UserId user, RoomId room, const std::string& call) {
    calls_.emplace(call, Call{.user = user, .room = room});
}

void Oracle::take_call(const proto::Event& event) {
    const auto call = calls_.find(event.body.call->id);
    if (call == calls_.end() || call->second.room != event.room ||
        call->second.user != event.from) {
        throw Violation("phantom: nobody called" + where(event.room, event.seq));
    }
    if (std::exchange(call->second.logged, true)) {
        throw Violation("duplicate: two lines of one call" + where(event.room, event.seq));
    }
}

void Oracle::take_planned(const proto::Event& event) {
    if (!event.body.text) {
        ++plans_gone_[event.from];
        return;
    }
    const auto plan = plans_.find({event.from, *event.body.text});
    if (plan == plans_.end() || plan->second.room != event.room) {
        throw Violation("phantom: nobody planned this" + where(event.room, event.seq));
    }
    if (plan->second.sent) {
        throw Violation("duplicate: planned once, sent twice" + where(event.room, event.seq));
    }
    plan->second.sent = true;
}

void Oracle::check_may_write(Room& room, const proto::Event& event) {
    if (event.kind == proto::EventKind::mute) {
        for (const UserId user : event.body.users.value_or(std::vector<UserId>())) {
            room.muted[user] = event.body.until.value_or(0);
        }
    }
    if (event.kind == proto::EventKind::rules) {
        room.read_only = event.body.writers == proto::Writers::nobody;
    }
    // The line of a call is the server's.
    const bool says = (proto::is_countable(event.kind) && !event.body.call) ||
                      event.kind == proto::EventKind::edit;
    const auto muted = room.muted.find(event.from);
    if (says && (room.read_only || (muted != room.muted.end() && event.at < muted->second))) {
        throw Violation("muted: somebody said something" + where(event.room, event.seq));
    }
}

void Oracle::move_members(Room& room, const proto::Event& event) {
    const std::vector<UserId> users = event.body.users.value_or(std::vector<UserId>());
    switch (event.kind) {
        case proto::EventKind::created:
            room.windows[event.from].push_back({});
            for (const UserId user : users) {
                room.windows[user].push_back({});
            }
            break;
        case proto::EventKind::join:
            for (const UserId user : users) {
                room.windows[user].push_back({.join = event.seq, .leave = {}});
            }
            break;
        case proto::EventKind::leave:
        case proto::EventKind::remove:
            for (const UserId user : users) {
                room.windows[user].back().leave = event.seq;
            }
            break;
        case proto::EventKind::dissolved:
            room.dissolved = true;
            for (auto& [user, windows] : room.windows) {
                if (!windows.back().leave) {
                    windows.back().leave = event.seq;
                }
            }
            break;
        default: break;
    }
}

// --- What clients did and saw
// -------------------------------------------------------------------------------

void Oracle::sent(UserId user, const std::string& cmid, RoomId room, const std::string& text) {
    messages_.try_emplace({user, cmid},
                          Message{.room = room, .text = text, .after = acked_head_[room]});
}

void Oracle::forwarded(UserId user, const std::string& cmid, RoomId room) {
    messages_.try_emplace({user, cmid},
                          Message{.room = room, .after = acked_head_[room], .copy = true});
}

void Oracle::planned(UserId user, RoomId room, const std::string& text) {
    plans_.try_emplace({user, text}, Plan{.room = room});
}

void Oracle::check_plans() const {
    std::map<UserId, std::size_t> lost;
    for (const auto& [key, plan] : plans_) {
        if (plan.acked && !plan.sent && !plan.waits) {
            ++lost[key.first];
        }
        if (plan.sent && plan.waits) {
            throw Violation("planned: sent, and it waits still: " + key.second);
        }
    }
    for (const auto& [user, count] : lost) {
        const auto gone = plans_gone_.find(user);
        if (count > (gone == plans_gone_.end() ? 0 : gone->second)) {
            throw Violation("planned-lost: of user " + std::to_string(user.value));
        }
    }
}

void Oracle::acked(UserId user, const std::string& cmid, RoomId room, Seq seq) {
    Message& message = messages_.at({user, cmid});
    const auto stored = stored_.find({user, cmid});
    if (stored == stored_.end() || stored->second != std::pair(room, seq)) {
        throw Violation("acked-lost: acknowledged, not committed" + where(room, seq));
    }
    if (message.acked && *message.acked != seq) {
        throw Violation("ack-differs" + where(room, seq));
    }
    message.acked = seq;
    acked_head_[room] = std::max(acked_head_[room], seq);
}

void Oracle::refused(UserId user, const std::string& cmid) {
    messages_.at({user, cmid}).refused = true;
    if (stored_.contains({user, cmid})) {
        throw Violation("refused-stored: refused after it was stored");
    }
}

void Oracle::shown(UserId user, const proto::Event& event) const {
    const auto room = rooms_.find(event.room);
    if (room == rooms_.end() || event.seq.value == 0 || event.seq.value > room->second.log.size()) {
        throw Violation("shown-lost: shown before it was committed" + where(event.room, event.seq));
    }
    proto::Event truth = room->second.log[event.seq.value - 1];
    if (truth.from != user && event.cmid) {
        throw Violation("leak: a foreign client id" + where(event.room, event.seq));
    }
    truth.cmid = event.cmid ? truth.cmid : std::nullopt;
    // On its way before the recall was taken over, it still has its words.
    if (const auto words = room->second.words.find(event.seq);
        words != room->second.words.end() && event.body != truth.body) {
        truth.body = words->second;
    }
    if (truth != event) {
        throw Violation("corrupt: not what was committed" + where(event.room, event.seq));
    }
    if (!may_see(user, event.room, event.seq)) {
        throw Violation("leak: user " + std::to_string(user.value) + where(event.room, event.seq));
    }
}

// The message after the events up to `upto`, by the simplest reading of them.
proto::Event Oracle::replay(const Room& room, Seq seq, std::uint64_t upto) {
    proto::Event message = room.log[seq.value - 1];
    if (const auto words = room.words.find(seq); words != room.words.end()) {
        const bool edit = message.kind == proto::EventKind::edit;
        const auto gone = [&](const proto::Event& one) {
            return one.seq.value <= upto && one.kind == proto::EventKind::recall &&
                   one.ref == message.ref;
        };
        if (!edit || std::ranges::none_of(room.log, gone)) {
            message.body = words->second;
        }
    }
    proto::Merged merged;
    std::vector<proto::Reaction> reactions;
    for (std::uint64_t at = seq.value; at < upto; ++at) {
        const proto::Event& event = room.log[at];
        if (event.ref != seq) {
            continue;
        }
        if (event.kind == proto::EventKind::recall) {
            message.body = {};
            message.merged = proto::Merged{.recalled = event.from, .recall = event.seq};
            return message;
        }
        if (event.kind == proto::EventKind::edit) {
            const auto words = room.words.find(event.seq);
            const proto::Body& body = words == room.words.end() ? event.body : words->second;
            message.body.text = body.text;
            message.body.mentions = body.mentions;
            merged.edited = event.at;
            merged.edit = event.seq;
        }
        if (event.kind == proto::EventKind::reaction) {
            auto sign = std::ranges::find(reactions, *event.body.sign, &proto::Reaction::sign);
            if (sign == reactions.end() && !event.body.off) {
                reactions.push_back({.sign = *event.body.sign, .users = {event.from}});
            } else if (sign != reactions.end()) {
                std::erase(sign->users, event.from);
                // Whoever is there already keeps the place: told apart by the order of the log.
                if (!event.body.off) {
                    sign->users.push_back(event.from);
                }
                if (sign->users.empty()) {
                    reactions.erase(sign);
                }
            }
        }
    }
    if (!reactions.empty()) {
        merged.reactions = std::move(reactions);
    }
    if (merged != proto::Merged{}) {
        message.merged = std::move(merged);
    }
    return message;
}

namespace {

// Who is behind a sign is a set; in which order is not promised.
proto::Event in_order(proto::Event event) {
    if (event.merged && event.merged->reactions) {
        for (proto::Reaction& one : *event.merged->reactions) {
            std::ranges::sort(one.users);
        }
        std::ranges::sort(*event.merged->reactions, {}, &proto::Reaction::sign);
    }
    return event;
}

}  // namespace

void Oracle::shown_merged(UserId user, const proto::Event& event, Seq head) const {
    const auto room = rooms_.find(event.room);
    if (room == rooms_.end() || event.seq.value == 0 || event.seq.value > room->second.log.size()) {
        throw Violation("shown-lost: shown before it was committed" + where(event.room, event.seq));
    }
    if (event.from != user && event.cmid) {
        throw Violation("leak: a foreign client id" + where(event.room, event.seq));
    }
    if (!may_see(user, event.room, event.seq)) {
        throw Violation("leak: user " + std::to_string(user.value) + where(event.room, event.seq));
    }
    const proto::Event shown = in_order(event);
    const std::size_t size = room->second.log.size();
    for (std::uint64_t upto = std::max(head, event.seq).value; upto <= size; ++upto) {
        proto::Event truth = in_order(replay(room->second, event.seq, upto));
        truth.cmid = event.cmid ? truth.cmid : std::nullopt;
        if (truth == shown) {
            return;
        }
    }
    throw Violation("corrupt: not what the log makes of it" + where(event.room, event.seq));
}

void Oracle::unread(UserId user, RoomId room, Seq head, Seq read, std::uint32_t unread) const {
    std::uint32_t count = 0;
    const std::uint64_t from = std::max(read.value + 1, first(user, room).value);
    for (std::uint64_t seq = from; seq <= head.value; ++seq) {
        const proto::Event& one = event(room, Seq(seq));
        count += one.from != user && proto::is_countable(one.kind) ? 1U : 0U;
    }
    if (count != unread) {
        throw Violation("unread: user " + std::to_string(user.value) + " is told " +
                        std::to_string(unread) + ", it is " + std::to_string(count) +
                        where(room, head));
    }
}

void Oracle::mentioned(UserId user, RoomId room, Seq head, Seq read, std::uint32_t count) const {
    std::uint32_t least = 0;
    std::uint32_t most = 0;  // with those whose recall is on its way
    const Room& here = rooms_.at(room);
    for (std::uint64_t seq = std::max(read.value + 1, first(user, room).value); seq <= head.value;
         ++seq) {
        const proto::Event& one = event(room, Seq(seq));
        const auto words = here.words.find(one.seq);
        const proto::Body& body = words == here.words.end() ? one.body : words->second;
        if (one.from != user && proto::is_countable(one.kind) && body.mentions &&
            std::ranges::find(*body.mentions, user) != body.mentions->end()) {
            ++most;
            least += words == here.words.end() ? 1U : 0U;
        }
    }
    if (count < least || count > most) {
        throw Violation("mentions: user " + std::to_string(user.value) + " is told " +
                        std::to_string(count) + where(room, head));
    }
}

void Oracle::read_acked(UserId user, RoomId room, Seq read) {
    Seq& mark = marks_[{user, room}];
    mark = std::max(mark, read);
}

void Oracle::read_seen(UserId user, RoomId room, Seq read) const {
    const auto mark = marks_.find({user, room});
    if (mark != marks_.end() && read < mark->second && mark->second >= first(user, room)) {
        throw Violation("read-mark: user " + std::to_string(user.value) + " went back from " +
                        std::to_string(mark->second.value) + where(room, read));
    }
}

// --- Truth
// ---------------------------------------------------------------------------------------------------

const Oracle::Window* Oracle::window(UserId user, RoomId room) const {
    const auto found = rooms_.find(room);
    if (found == rooms_.end()) {
        return nullptr;
    }
    const auto windows = found->second.windows.find(user);
    return windows == found->second.windows.end() ? nullptr : &windows->second.back();
}

bool Oracle::may_see(UserId user, RoomId id, Seq seq) const {
    const Room& room = rooms_.at(id);
    if (room.lobby) {
        return true;
    }
    const auto windows = room.windows.find(user);
    if (windows == room.windows.end()) {
        return false;
    }
    return std::ranges::any_of(windows->second, [&](const Window& one) {
        return (room.all || one.join < seq) && (!one.leave || seq <= one.leave);
    });
}

bool Oracle::is_member(UserId user, RoomId id) const {
    const auto room = rooms_.find(id);
    if (room != rooms_.end() && room->second.lobby) {
        return true;
    }
    const Window* last = window(user, id);
    return last != nullptr && !last->leave;
}

Seq Oracle::head(RoomId room) const { return Seq(rooms_.at(room).log.size()); }

Seq Oracle::head_or_none(RoomId room) const { return rooms_.contains(room) ? head(room) : Seq(); }

Seq Oracle::first(UserId user, RoomId room) const {
    const Window* last = window(user, room);
    return rooms_.at(room).all || last == nullptr ? Seq(1) : Seq(last->join.value + 1);
}

const proto::Event& Oracle::event(RoomId room, Seq seq) const {
    return rooms_.at(room).log.at(seq.value - 1);
}

}  // namespace teahouse::sim
