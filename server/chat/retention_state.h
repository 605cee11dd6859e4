// SPDX-License-Identifier: MIT
// How far the sweep over old messages is: part of State.
#pragma once

#include <vector>

#include "base/ids.h"

namespace teahouse::chat {

struct RetentionState {
    TimeMs round_at = 0;        // the next round over all rooms, not before
    TimeMs step_at = 0;         // the next step of the round under way, not before
    std::vector<RoomId> rooms;  // of the round under way, the next one last
    Seq upto;                   // what the store is being asked about
    TxnId step;                 // submitted last
    bool reading = false;       // the store is being asked
};

}  // namespace teahouse::chat
