// SPDX-License-Identifier: MIT
// What must hold of the state between calls. For tests: the cost is that of a walk over everything.
#pragma once

#include "chat/state.h"

namespace teahouse::chat {

void check_invariants(const State& state);

}  // namespace teahouse::chat
