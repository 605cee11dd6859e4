// SPDX-License-Identifier: MIT
// What the pages say that messages link to. The engine says which links somebody may know of;
// whoever carries out Effects::previews asks the pages.
#pragma once

#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The links in these messages, which the caller may read; answers when the pages were asked.
// rate_limited: too many requests wait.
Result<Outcome> ask_for_cards(State& state, const Caller& caller, RoomId room,
                              const std::vector<proto::Event>& events);
void cards_found(State& state, PreviewResult result);

}  // namespace teahouse::chat
