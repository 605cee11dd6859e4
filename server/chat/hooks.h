// SPDX-License-Identifier: MIT
// Webhooks of rooms: made and ended by admins of the room; what is posted to incoming ones.
#pragma once

#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/kept.h"

namespace teahouse::chat {

// With how it fares, for its admins.
proto::HookInfo hook_info(const State& state, const proto::KeptHook& hook);
// All webhooks of a room that ends.
void forget_hooks(const State& state, Draft& draft, RoomId room);
// Answers with a Reply. A wrong secret is answered as if there was no such webhook.
void post_by_hook(State& state, HookPost command);
// Whether a webhook may write there now, whoever else may: not_found, muted.
Status check_hook_room(const State& state, RoomId room);
// Whether a text begins with a word, followed by nothing or a space; ASCII in either case.
[[nodiscard]] bool begins_with(std::string_view text, std::string_view word);

}  // namespace teahouse::chat
