// SPDX-License-Identifier: MIT
// A message on its way to the address of an outgoing webhook: the engine says what, notify/ sends.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::proto {

struct HookCall {
    std::uint64_t hook = 0;
    // No call: that of this `seq` is not wanted any more. If it is under way it ends as it ends,
    // but it is not tried again, and that it failed is told to nobody.
    bool cancel = false;
    UserId identity = {};
    UserId by = {};             // who made the webhook
    std::string endpoint = {};  // a secret, like the next
    std::string secret = {};
    std::string server = {};  // its name
    RoomId room = {};
    std::string title = {};
    Epoch epoch = {};
    Seq seq = {};
    TimeMs at = 0;
    UserId from = {};
    std::string sender = {};
    bool bot = false;  // it is from a program
    EventKind kind = EventKind::text;
    std::string text = {};
    std::string word = {};  // with which it begins, as the webhook was told to listen
    std::optional<FilePart> file = {};
    std::optional<Seq> ref = {};
};

}  // namespace teahouse::proto
