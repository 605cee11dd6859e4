// SPDX-License-Identifier: MIT
// Messages and read marks; the part that the tick drives.
#pragma once

#include "chat/state.h"

namespace teahouse::chat {

// tick: submits the read marks that wait for their second.
void marks_tick(State& state);

}  // namespace teahouse::chat
