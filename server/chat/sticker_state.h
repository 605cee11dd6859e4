// SPDX-License-Identifier: MIT
// Whose stickers are whose: the records themselves are among the others (AdminState::kept).
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <unordered_map>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::chat {

// sticker.add waits for the store's word on the file.
struct StickerRead {
    proto::StickerAddRequest request = {};
    std::optional<proto::FilePart> part = {};  // as a message has it; absent: an own upload
};

struct StickerState {
    std::unordered_map<UserId, std::set<std::uint64_t>> of_user;  // committed or in flight
    std::unordered_map<std::uint64_t, UserId> owners;             // the same by id
};

}  // namespace teahouse::chat
