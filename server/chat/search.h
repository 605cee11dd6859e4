// SPDX-License-Identifier: MIT
// Search: who and what is found by name, and messages by their words.
#pragma once

#include <string_view>

#include "base/ids.h"
#include "chat/state.h"
#include "proto/search.h"
#include "text/names.h"

namespace teahouse::chat {

// A search of messages was answered.
void search_answered(State& state, proto::SearchResult result);

// The name of somebody, or of a room as `viewer` sees it, ready to be matched. Made anew when the
// name has changed.
const text::NameKey& name_key_of(State& state, UserId user);
const text::NameKey& name_key_of(State& state, RoomId room, UserId viewer);
// At load, so that the first search need not.
void make_name_keys(State& state);

}  // namespace teahouse::chat
