// SPDX-License-Identifier: MIT
// Takes over what the store has.
#pragma once

#include "chat/engine.h"
#include "chat/state.h"

namespace teahouse::chat {

void load_records(State& state, Records records);

}  // namespace teahouse::chat
