// SPDX-License-Identifier: MIT
// A search of messages that the store is asked for.
#pragma once

#include <unordered_map>

#include "base/ids.h"
#include "chat/draft.h"

namespace teahouse::chat {

struct Searching {
    Caller caller = {};
    std::unordered_map<RoomId, Seq> heads = {};  // as the store was asked
    bool partial = false;                        // not everybody who is meant was looked for
};

}  // namespace teahouse::chat
