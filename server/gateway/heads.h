// SPDX-License-Identifier: MIT
// Badges: tells sessions that rooms they keep closed have moved on, merged over a second, one frame
// per session.
#pragma once

#include <cstdint>
#include <functional>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {

class Heads {
public:
    void follow(SessionId session, RoomId room);
    void unfollow(SessionId session, RoomId room);
    // Forgets a session; `rooms` it followed are found from its own list.
    void forget(SessionId session);
    [[nodiscard]] bool follows(SessionId session, RoomId room) const;
    void moved(RoomId room, Seq seq, std::uint64_t count);

    // Whether something waits to be told.
    [[nodiscard]] bool pending() const { return !moved_.empty(); }
    // Calls back once per session with what it should know, and forgets that.
    void flush(const std::function<void(SessionId, std::vector<proto::Head>)>& send);

private:
    struct Slot {
        RoomId room;
        std::uint32_t index = 0;  // of the session in the room's list
    };
    void remove(SessionId session, const Slot& slot);

    std::unordered_map<RoomId, std::vector<SessionId>> followers_;
    std::unordered_map<SessionId, std::vector<Slot>> sessions_;
    std::unordered_map<RoomId, proto::Head> moved_;
};

}  // namespace teahouse::gateway
