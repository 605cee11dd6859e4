// SPDX-License-Identifier: MIT
// What administrators decided, as the engine holds it: part of State.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/ids.h"
#include "base/token_bucket.h"
#include "chat/cell.h"
#include "chat/draft.h"
#include "chat/live_rooms.h"
#include "proto/kept.h"
#include "proto/records.h"
#include "text/word_filter.h"

namespace teahouse::chat {

using KeptKey = std::pair<proto::KeptKind, std::uint64_t>;

// The committed bans by whom they are about; some may be over.
struct BanIndex {
    std::unordered_map<UserId, std::uint64_t> users;
    std::vector<std::pair<Cidr, std::uint64_t>> blocks;
};

// What comes with a command beside its fields, while it runs.
struct Call {
    std::string address = {};                   // of whoever asks; empty for the command line
    std::string name_key = {};                  // of a name in the request
    std::uint64_t random = 0;                   // for a short code
    std::string secret = {};                    // random or hashed, made by the caller
    std::optional<proto::TokenHash> hash = {};  // of the secret
};

// admin.audit waits for the store.
struct AuditRead {
    Caller caller = {};
    std::uint32_t limit = 0;
};

struct AdminState {
    std::map<KeptKey, Cell<proto::KeptValue>> kept;
    std::uint64_t last_kept = 1;  // the highest id given out
    BanIndex bans;
    std::unordered_map<UserId, RoomId> programs;  // committed or in flight; 0: bots
    Call call;
    text::WordFilter words;   // that are not allowed
    bool mask_words = false;  // in messages; else those are refused
    TimeMs started = 0;
    TimeMs purge_at = 0;   // not before
    bool purging = false;  // messages are being read for it
    std::map<std::uint64_t, AuditRead> audits;
    LiveRooms live;
    TokenBucket looks;  // at connections and live rooms, of all administrators
};

}  // namespace teahouse::chat
