// SPDX-License-Identifier: MIT
// Files as administrators see them: names, kinds and sizes, never what is in them.
#pragma once

#include <cstdint>

#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// The store has answered for a page or a removal.
void uploads_read(State& state, std::uint64_t read, proto::QueryResult result);
// The next rounds of removals.
void uploads_tick(State& state);

}  // namespace teahouse::chat
