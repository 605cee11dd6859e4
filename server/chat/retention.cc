// SPDX-License-Identifier: MIT
#include "chat/retention.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "chat/commit.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/kept.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr TimeMs kDayMs = 24LL * 60 * 60 * 1'000;

// Dissolved rooms too: nobody reads them, but they are in the database. Null: nothing is kept
// shorter than for ever there, or nothing was logged since all of it expired.
const Room* room_to_sweep(const State& state, RoomId id) {
    const auto found = state.rooms.find(id);
    if (found == state.rooms.end()) {
        return nullptr;
    }
    const Room& room = found->second;
    const proto::RoomRecord* about = room.about.now();
    const bool due = about != nullptr && keep_days(state, *about) > 0 && room.head > room.gone &&
                     room.head != room.quiet;
    return due ? &room : nullptr;
}

void begin_round(State& state) {
    RetentionState& sweep = state.retention;
    sweep.round_at = kNever;  // without anything to sweep only a change begins another one
    bool any = server_keep(state) > 0;
    for (const auto& [id, room] : state.rooms) {
        const proto::RoomRecord* about = room.about.now();
        any = any || (about != nullptr && about->keep > 0);
        if (room_to_sweep(state, id) != nullptr) {
            sweep.rooms.push_back(id);
        }
    }
    std::ranges::sort(sweep.rooms);  // the engine does the same whatever the order in memory is
    if (any) {
        sweep.round_at = state.now + limits::kExpireRoundMs;
    }
}

// Where the first event stands that is young enough.
bool ask_for(State& state, RoomId id, const Room& room) {
    const TimeMs keep = keep_days(state, room.about.committed()) * kDayMs;
    state.retention.upto = room.head;
    return ask(
        state, {.by = Asked::By::retention, .read = id.value},
        {.room = id, .from = Seq(room.gone.value + 1), .to = room.head, .since = state.now - keep});
}

// Mentions in what is gone are read by nobody. True: there were some.
bool forget_mentions_until(Room& room, Seq gone) {
    bool any =
        std::erase_if(room.all_named, [&](const auto& one) { return one.first <= gone; }) > 0;
    for (auto it = room.mentions.begin(); it != room.mentions.end();) {
        any = std::erase_if(it->second, [&](Seq seq) { return seq <= gone; }) > 0 || any;
        it = it->second.empty() ? room.mentions.erase(it) : std::next(it);
    }
    return any;
}

}  // namespace

std::uint32_t keep_days(const State& state, const proto::RoomRecord& room) {
    const std::uint32_t all = server_keep(state);
    if (all == 0 || room.keep == 0) {
        return all + room.keep;
    }
    return std::min(all, room.keep);
}

void look_for_expired(State& state) {
    state.retention.round_at = state.now;
    state.wake_at(state.now);
}

void retention_tick(State& state) {
    RetentionState& sweep = state.retention;
    if (sweep.rooms.empty() && state.now >= sweep.round_at) {
        begin_round(state);
    }
    if (sweep.rooms.empty() || sweep.reading) {
        state.wake_at(sweep.reading ? kNever : sweep.round_at);
        return;
    }
    // What the last step did is not known before it is committed.
    const bool waits = !state.pending.empty() && state.pending.front().id <= sweep.step;
    if (!waits && state.now >= sweep.step_at) {
        sweep.step_at = state.now + limits::kExpireMs;
        while (!sweep.rooms.empty() && !sweep.reading) {
            const RoomId id = sweep.rooms.back();
            const Room* room = room_to_sweep(state, id);
            if (room == nullptr) {
                sweep.rooms.pop_back();
            } else if (sweep.reading = ask_for(state, id, *room); !sweep.reading) {
                break;  // too much is being read
            }
        }
    }
    state.wake_at(std::max(sweep.step_at, state.now + limits::kExpireMs));
}

void retention_read(State& state, RoomId id, const proto::QueryResult& result) {
    RetentionState& sweep = state.retention;
    sweep.reading = false;
    state.wake_at(sweep.step_at);
    const Room* room = room_to_sweep(state, id);
    if (!result.ok || room == nullptr || !can_write(state)) {
        return;  // the next step asks again, or passes the room over
    }
    const Seq last = result.found ? Seq(result.found.value - 1) : sweep.upto;
    const Seq upto(std::min(last.value, room->gone.value + limits::kExpireBatch));
    if (upto == last) {
        sweep.rooms.pop_back();
    }
    if (upto <= room->gone) {
        return;
    }
    Draft draft;
    proto::Event event = make_event(state, {}, id, proto::EventKind::expired);
    event.ref = upto;
    event.body.keep = keep_days(state, room->about.committed());
    draft.append(std::move(event));
    (void)submit(state, std::move(draft));  // if the store fails, the next round does it
    sweep.step = state.last_txn;
}

void note_retention(State& state, Delivery& delivery, const proto::Event& event) {
    if (event.kind == proto::EventKind::rules && event.body.keep) {
        look_for_expired(state);
    }
    if (event.kind != proto::EventKind::expired || !event.ref) {
        return;
    }
    Room& room = state.rooms.at(event.room);
    room.gone = std::max(room.gone, *event.ref);
    room.gone_count = std::max(room.gone_count, event.body.count.value_or(0));
    if (room.gone.value + 1 == event.seq.value) {
        room.quiet = event.seq;
    }
    state.recent.expire(event.room, room.gone);
    const bool last = room.last && room.last->seq <= room.gone;
    if (last) {
        room.last.reset();
    }
    // Whoever has the room open sees what is gone by the event; the lists of the others show no
    // more of it than the preview and the marks.
    if (forget_mentions_until(room, room.gone) || last) {
        delivery.described(event.room);
    }
}

}  // namespace teahouse::chat
