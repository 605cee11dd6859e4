// SPDX-License-Identifier: MIT
// What an outgoing webhook of a room is sent.
#pragma once

#include <string>

#include "base/ids.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "proto/hook_call.h"

namespace teahouse::notify {

// The same for every attempt at a message, and for no other.
[[nodiscard]] std::string delivery_id(const proto::HookCall& call);
// Signed over the time and the body, so that what was overheard cannot be sent again later.
// `now_ms`: Unix time.
[[nodiscard]] HttpRequest make_hook_request(const About& about, const proto::HookCall& call,
                                            TimeMs now_ms);

}  // namespace teahouse::notify
