// SPDX-License-Identifier: MIT
// Requests that wait for the cards of links. Nothing of it outlives the process: whoever waited
// asks again.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "chat/draft.h"

namespace teahouse::chat {

struct PreviewWait {
    struct Links {
        Seq seq = {};
        std::vector<std::string> urls = {};
    };
    Caller caller = {};
    RoomId room = {};
    std::vector<Links> messages = {};
};

struct PreviewState {
    std::map<std::uint64_t, PreviewWait> waiting;
    std::unordered_map<UserId, std::size_t> by_user;  // how many of them
    std::uint64_t last = 0;
};

}  // namespace teahouse::chat
