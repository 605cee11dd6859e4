// SPDX-License-Identifier: MIT
// What later events make of a message: edits, recalls, reactions, votes, confirmations and pins.
// The one place that says it, for the engine's memory and for every store. A replay of the log from
// the start gives the same, and so does applying a stretch of it again.
#pragma once

#include <cstddef>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::proto {

// Kinds that change the message `ref`.
constexpr bool changes_message(EventKind kind) {
    return kind == EventKind::edit || kind == EventKind::recall || kind == EventKind::reaction ||
           kind == EventKind::vote || kind == EventKind::poll_end || kind == EventKind::confirm;
}

bool is_recalled(const Event& message);

// Whether a message names `user` by name; its author is not told of his own message.
bool names(const Event& message, UserId user);

// Applies `change` to `message`, which is in its newest form. False: it has no effect on it.
bool merge(Event& message, const Event& change);

// Applies a pin, an unpin, a recall or an expiry to the pins of its room. False: nothing changed.
bool merge_pins(std::vector<Seq>& pins, const Event& change);

// Takes the effect out of a change that comes too late for `message` (in its newest form). A vote
// at an anonymous poll is told how the poll stands after it, and so is a confirmation in its tally,
// so that it counts the same however often it is merged. `confirmed`: its author did so before.
void settle(Event& change, const Event& message, bool confirmed = false);
// The same for a change of a message that expired meanwhile.
void settle_gone(Event& change);
// Whether the event is about a message that is not after `gone`.
bool is_about_gone(const Event& event, Seq gone);

// Whether whoever reads the message is asked to confirm that.
bool asks_confirmation(const Event& message);

// Whether `poll` still takes votes at that time.
bool takes_votes(const Event& poll, TimeMs at);
// What `user` chose, null if nothing.
const Vote* vote_of(const Event& poll, UserId user);
std::size_t voters_of(const Event& poll);

// Takes away what `viewer` must not learn of anonymous polls: who voted, in the event of a vote
// and in what votes made of a poll; and who confirmed a message, which message.confirms tells some.
// Whatever leaves the engine went through this.
void hide_votes(Event& event, UserId viewer);

}  // namespace teahouse::proto
