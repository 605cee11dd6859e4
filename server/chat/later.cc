// SPDX-License-Identifier: MIT
#include "chat/later.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin_state.h"
#include "chat/commit.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/kept.h"
#include "chat/later_state.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

// As many go into one push; a text may be long.
constexpr std::size_t kSchedulesPerPush = 10;
constexpr std::size_t kRemindersPerPush = 100;  // as the schema says

LaterKind* kind_in(State& state, proto::KeptKind kind) {
    switch (kind) {
        case proto::KeptKind::schedule: return &state.later.schedules;
        case proto::KeptKind::reminder: return &state.later.reminders;
        default: return nullptr;
    }
}

std::optional<UserId> owner_in(const proto::KeptValue* value) {
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto* schedule = std::get_if<proto::KeptSchedule>(value)) {
        return schedule->shown.user;
    }
    if (const auto* reminder = std::get_if<proto::Reminder>(value)) {
        return reminder->user;
    }
    return std::nullopt;
}

// When something is to be done about it: never about what failed, or was told.
std::optional<TimeMs> time_in(const proto::KeptValue* value) {
    if (value == nullptr) {
        return std::nullopt;
    }
    if (const auto* schedule = std::get_if<proto::KeptSchedule>(value)) {
        return schedule->shown.fault ? std::nullopt : std::optional(schedule->shown.at);
    }
    if (const auto* reminder = std::get_if<proto::Reminder>(value)) {
        return reminder->due.value_or(false) ? std::nullopt : std::optional(reminder->at);
    }
    return std::nullopt;
}

const Cell<proto::KeptValue>* cell_of(const State& state, const KeptKey& key) {
    const auto found = state.admin.kept.find(key);
    return found == state.admin.kept.end() ? nullptr : &found->second;
}

// By what it will be.
void put_in_order(State& state, LaterKind& kind, const KeptKey& key) {
    const Cell<proto::KeptValue>* cell = cell_of(state, key);
    const std::optional<TimeMs> at = time_in(cell == nullptr ? nullptr : cell->next());
    if (at) {
        kind.due.put(key.second, *at);
        state.wake_at(std::max(*at, state.later.not_before));
    } else {
        kind.due.remove(key.second);
    }
}

void forget(LaterKind& kind, UserId owner, std::uint64_t id) {
    const auto own = kind.of.find(owner);
    if (own != kind.of.end() && own->second.erase(id) > 0 && own->second.empty()) {
        kind.of.erase(own);
    }
}

// Of a record that never came to be and was to be removed already: whose it was is not said.
void forget_anywhere(LaterKind& kind, std::uint64_t id) {
    for (auto own = kind.of.begin(); own != kind.of.end(); ++own) {
        if (own->second.contains(id)) {
            forget(kind, UserId(own->first), id);
            return;
        }
    }
}

bool was_due(const proto::KeptValue* value) {
    const auto* reminder = value == nullptr ? nullptr : std::get_if<proto::Reminder>(value);
    return reminder != nullptr && reminder->due.value_or(false);
}

// Each record belongs to one account, and is in order if something is to be done about it.
void check_kind(const State& state, proto::KeptKind which, const LaterKind& kind) {
    std::size_t due = 0;
    std::size_t known = 0;
    for (auto it = state.admin.kept.lower_bound({which, 0});
         it != state.admin.kept.end() && it->first.first == which; ++it) {
        ++known;
        due += time_in(it->second.next()) ? 1U : 0U;
    }
    std::size_t owned = 0;
    for (const auto& [user, ids] : kind.of) {
        CHECK(!ids.empty());
        owned += ids.size();
    }
    CHECK(owned == known && kind.due.size() == due);
}

// What is said of the records of one account, in pieces of `most`.
template <class PushOf, class Shown>
void tell(State& state, UserId user, std::vector<Shown> shown, std::vector<std::uint64_t> gone,
          std::size_t most) {
    const std::vector<SessionId> sessions = state.ready_sessions(user);
    while (!sessions.empty() && (!shown.empty() || !gone.empty())) {
        PushOf push;
        const auto some = static_cast<std::ptrdiff_t>(std::min(shown.size(), most));
        auto& list = [&]() -> auto& {
            if constexpr (requires { push.schedules; }) {
                return push.schedules;
            } else {
                return push.reminders;
            }
        }();
        list.assign(shown.begin(), shown.begin() + some);
        shown.erase(shown.begin(), shown.begin() + some);
        const auto ends = static_cast<std::ptrdiff_t>(std::min(gone.size(), kRemindersPerPush));
        if (ends > 0) {
            push.gone.emplace(gone.begin(), gone.begin() + ends);
            gone.erase(gone.begin(), gone.begin() + ends);
        }
        state.push(sessions, std::move(push));
    }
}

// Calls say(user, ids) for each account among `changed`.
template <class Say>
void each_user(const OfUsers& changed, Say say) {
    for (auto it = changed.begin(); it != changed.end();) {
        const UserId user = it->first;
        std::vector<std::uint64_t> ids;
        for (; it != changed.end() && it->first == user; ++it) {
            ids.push_back(it->second);
        }
        say(user, ids);
    }
}

}  // namespace

Status check_time(const State& state, TimeMs at) {
    if (at <= state.now) {
        return fail(ErrorCode::too_late, "that time is over");
    }
    if (at > state.now + limits::kLaterMsMax) {
        return fail(ErrorCode::invalid, "within a year", "at");
    }
    return {};
}

void index_later(State& state, const KeptChange& change) {
    LaterKind* kind = kind_in(state, change.kind);
    if (kind == nullptr) {
        return;
    }
    if (const auto owner = owner_in(change.value ? &*change.value : nullptr)) {
        kind->of[*owner].insert(change.id);
    }
    put_in_order(state, *kind, {change.kind, change.id});
}

void take_back_later(State& state, const KeptChange& change) {
    LaterKind* kind = kind_in(state, change.kind);
    if (kind == nullptr) {
        return;
    }
    // Not at once: whatever the tick tried would fail again.
    state.later.not_before = state.now + limits::kLaterRetryMs;
    const KeptKey key{change.kind, change.id};
    put_in_order(state, *kind, key);
    const Cell<proto::KeptValue>* cell = cell_of(state, key);
    if (cell == nullptr || cell->empty()) {
        forget_anywhere(*kind, change.id);
    }
}

void before_commit_of_later(State& state, Delivery& delivery, const KeptChange& change) {
    LaterKind* kind = kind_in(state, change.kind);
    const Cell<proto::KeptValue>* cell = cell_of(state, {change.kind, change.id});
    if (kind == nullptr || cell == nullptr) {
        return;
    }
    const proto::KeptValue* after = change.value ? &*change.value : nullptr;
    const auto before = owner_in(cell->now());
    const auto owner = before ? before : owner_in(after);
    if (!owner) {
        return;
    }
    if (change.kind == proto::KeptKind::schedule) {
        delivery.schedule(*owner, change.id);
    } else {
        delivery.reminder(*owner, change.id);
    }
    if (after == nullptr) {
        forget(*kind, *owner, change.id);
    } else if (was_due(after) && !was_due(cell->now())) {
        remind(state, std::get<proto::Reminder>(*after));
    }
}

void load_later(State& state, const KeptKey& key) {
    LaterKind* kind = kind_in(state, key.first);
    const Cell<proto::KeptValue>* cell = cell_of(state, key);
    if (kind == nullptr || cell == nullptr) {
        return;
    }
    if (const auto owner = owner_in(cell->now())) {
        kind->of[*owner].insert(key.second);
        put_in_order(state, *kind, key);
    }
}

bool may_try_later(State& state) {
    if (state.now < state.later.not_before) {
        return false;
    }
    if (!can_write(state)) {
        state.later.not_before = state.now + limits::kLaterRetryMs;
        return false;
    }
    return true;
}

void wake_for_later(State& state) {
    const LaterState& later = state.later;
    if (!later.known.empty()) {
        state.wake_at(std::max(state.now, later.not_before));
    }
    for (const LaterKind* kind : {&later.schedules, &later.reminders}) {
        if (const auto next = kind->due.next()) {
            state.wake_at(std::max({*next, later.not_before, state.now + limits::kLaterPauseMs}));
        }
    }
}

void check_later(const State& state) {
    check_kind(state, proto::KeptKind::schedule, state.later.schedules);
    check_kind(state, proto::KeptKind::reminder, state.later.reminders);
}

void tell_schedules(State& state, const OfUsers& changed) {
    each_user(changed, [&](UserId user, const std::vector<std::uint64_t>& ids) {
        std::vector<proto::Schedule> shown;
        std::vector<std::uint64_t> gone;
        for (const std::uint64_t id : ids) {
            if (const auto* kept = kept_now<proto::KeptSchedule>(state, id)) {
                shown.push_back(kept->shown);
            } else {
                gone.push_back(id);
            }
        }
        tell<proto::SchedulesPush>(state, user, std::move(shown), std::move(gone),
                                   kSchedulesPerPush);
    });
}

void tell_reminders(State& state, const OfUsers& changed) {
    each_user(changed, [&](UserId user, const std::vector<std::uint64_t>& ids) {
        std::vector<proto::Reminder> shown;
        std::vector<std::uint64_t> gone;
        for (const std::uint64_t id : ids) {
            if (const auto* kept = kept_now<proto::Reminder>(state, id)) {
                shown.push_back(*kept);
            } else {
                gone.push_back(id);
            }
        }
        tell<proto::RemindersPush>(state, user, std::move(shown), std::move(gone),
                                   kRemindersPerPush);
    });
}

}  // namespace teahouse::chat
