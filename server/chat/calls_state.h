// SPDX-License-Identifier: MIT
// The calls under way, as the engine holds them: part of State.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/token_bucket.h"
#include "chat/call_machine.h"
#include "chat/draft.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The line of a call that is over, until the log has it and the record of the call is gone.
struct CallEnded {
    proto::Event event = {};
    std::uint64_t kept = 0;
    TxnId flight = {};  // the newest attempt
    TimeMs next = 0;    // when to look again
    std::uint32_t tries = 0;
    bool logged = false;  // the log has the line
};

// Who may not be in a call any more.
struct CallGone {
    UserId user = {};
    RoomId room = {};      // in this room; 0: anywhere
    DeviceId device = {};  // not 0: only on this device
};

// What the media router has been told (chat/call_router.h). Peers are people in a call, or in a
// test of their own.
struct RouterPeer {
    std::string call = {};   // empty: a test
    SessionId session = {};  // of a test
    TimeMs until = 0;        // so long it may go on
    bool joined = false;     // else others only wait for it
};
struct RouterState {
    struct Asked {
        Caller caller = {};
        std::uint64_t peer = 0;
    };
    std::map<std::uint64_t, Asked> asked;  // offers, by the id of the RouterAct
    std::unordered_map<std::uint64_t, RouterPeer> peers;
    std::unordered_map<SessionId, std::uint64_t> tests;  // their peers; at most one each
    std::uint64_t last_peer = 0;
    std::uint64_t last_ask = 0;
};

struct CallsState {
    std::map<std::string, LiveCall> calls;             // by id
    std::unordered_map<RoomId, std::string> by_room;   // at most one each
    std::unordered_map<SessionId, std::string> seats;  // at most one each: sockets in a call
    std::unordered_map<UserId, TokenBucket> starts;
    std::deque<CallEnded> rows;  // the oldest first
    RouterState router;
    // Seen to before the engine returns; empty between its calls.
    std::vector<CallGone> gone;
};

}  // namespace teahouse::chat
