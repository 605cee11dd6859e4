// SPDX-License-Identifier: MIT
// Keeps the order of one session's messages when the store fails in between. A client that sends
// without waiting may have more messages under way when it learns that one was refused; taking
// those would put them before the refused one. So after a refusal the gate takes only repeats, in
// their order, until nothing is left or the client was given time enough to repeat.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"

namespace teahouse::chat {

class SendGate {
public:
    // A message was refused in a way that asks for a repeat.
    void refused(RoomId room, std::string_view cmid, TimeMs now);
    // Whether a message may be taken now. What the client skips by repeating a later one is
    // forgotten.
    [[nodiscard]] bool admits(RoomId room, std::string_view cmid, TimeMs now);

private:
    struct Refused {
        RoomId room;
        std::string cmid;
    };
    std::vector<Refused> refused_;  // one per session: an empty deque would hold half a kilobyte
    TimeMs until_ = 0;
};

}  // namespace teahouse::chat
