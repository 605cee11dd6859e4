// SPDX-License-Identifier: MIT
// Stickers of one's own: small pictures that an account collects and sends. Each holds its file
// like a message does, so it stays when the message that it was taken from goes.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

class Delivery;

// Whether a sticker of the account has this file.
bool has_sticker_of(const State& state, UserId user, const std::string& file);
// Those of `ids` that there are, in the order of their owner.
std::vector<proto::Sticker> stickers_of(const State& state, const std::vector<std::uint64_t>& ids);

// sticker.add for an upload, when the message was found, and when the store has answered about the
// file.
Result<Outcome> add_uploaded(State& state, const Caller& caller,
                             const proto::StickerAddRequest& request);
Result<Outcome> act(State& state, const Caller& caller, proto::StickerAddRequest& request,
                    const proto::Event& message);
Result<Outcome> add_sticker(State& state, const Caller& caller, const StickerRead& read,
                            proto::QueryResult result);

// --- The steps of a transaction (chat/kept.h)
void sticker_planned(State& state, const KeptChange& change);
// Its record is neither committed nor planned any more.
void sticker_forgotten(State& state, std::uint64_t id);
void sticker_committed(State& state, Delivery& delivery, std::uint64_t id, UserId owner);

}  // namespace teahouse::chat
