// SPDX-License-Identifier: MIT
// What is due at a time that its author chose: messages that are sent later (schedules.cc), and
// reminders (reminders.cc). Both are small records (chat/kept.h). When the time of one has come the
// tick writes what becomes of it in one transaction: the message together with the end of its
// record, or the mark at the reminder. So neither a crash nor a repeat does a thing twice, and what
// became due while the server was down is seen to after the start, the oldest first.
#pragma once

#include <cstdint>
#include <set>
#include <utility>

#include "base/ids.h"
#include "base/result.h"
#include "chat/admin_state.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

class Delivery;

// too_late unless it is ahead; invalid more than a year ahead.
Status check_time(const State& state, TimeMs at);

// --- The records, as they go through a transaction (chat/kept.cc). Those of other kinds are let
// be.
void index_later(State& state, const KeptChange& change);
void take_back_later(State& state, const KeptChange& change);
// While the record is as it was before.
void before_commit_of_later(State& state, Delivery& delivery, const KeptChange& change);
void load_later(State& state, const KeptKey& key);

// --- The tick
void schedules_tick(State& state);
void reminders_tick(State& state);
void wake_for_later(State& state);
// Whether something may be tried now; otherwise the tick comes again.
bool may_try_later(State& state);
// The message of a schedule (0: of none) was in the log before.
void schedule_known(State& state, std::uint64_t id);
// A reminder came due.
void remind(State& state, const proto::Reminder& reminder);
// The message that it is about was read from the log.
void reminder_read(State& state, std::uint64_t id, const proto::QueryResult& result);

// For check_invariants().
void check_later(const State& state);

// --- Pushes to all devices of their authors
using OfUsers = std::set<std::pair<UserId, std::uint64_t>>;
void tell_schedules(State& state, const OfUsers& changed);
void tell_reminders(State& state, const OfUsers& changed);

}  // namespace teahouse::chat
