// SPDX-License-Identifier: MIT
// What later events make of a message: edits, recalls, reactions and pins. The one place that says
// it, for the engine's memory and for every store. A replay of the log from the start gives the
// same, and so does applying a stretch of it again.
#pragma once

#include <vector>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::proto {

// Kinds that change the message `ref`.
constexpr bool changes_message(EventKind kind) {
    return kind == EventKind::edit || kind == EventKind::recall || kind == EventKind::reaction;
}

bool is_recalled(const Event& message);

// Whether a message names `user` by name; its author is not told of his own message.
bool names(const Event& message, UserId user);

// Applies `change` to `message`, which is in its newest form. False: it has no effect on it.
bool merge(Event& message, const Event& change);

// Applies a pin, an unpin or a recall to the pins of its room. False: nothing changed.
bool merge_pins(std::vector<Seq>& pins, const Event& change);

// Takes the effect out of a change that comes too late for `message` (in its newest form).
void disarm(Event& change, const Event& message);

}  // namespace teahouse::proto
