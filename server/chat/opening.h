// SPDX-License-Identifier: MIT
// Requests that wait for the log: hello and room.open with what was missed, and pages of history.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "chat/draft.h"
#include "proto/messages.h"

namespace teahouse::chat {

// One room that a session opens. `events` is a dense run that ends at `upto`; it is complete when
// `upto` is the head, and only then the room goes live, so that nothing falls between backlog and
// live.
struct OpeningRoom {
    proto::OpenRoom asked = {};
    proto::OpenState state = proto::OpenState::ok;
    Seq first = {};  // the member's window when it was planned: if it moves, all starts anew
    Seq upto = {};
    std::vector<proto::Event> events = {};
    std::uint32_t rounds = 0;  // queries so far
    bool planned = false;
    bool waiting = false;  // for a query
    bool failed = false;   // the log could not be read
};

struct Opening {
    Caller caller = {};
    std::optional<proto::HelloRequest> hello = {};  // otherwise room.open
    std::vector<OpeningRoom> rooms = {};
    bool abandoned = false;  // room.close came first: answered, but not subscribed
};

struct HistoryRead {
    Caller caller = {};
    proto::HistoryRequest request = {};  // `around` is what was found of `at`
    Seq first = {};                      // the window when it was planned
    Seq head = {};
    std::vector<proto::Event> older = {};  // up to and including `around`, or the whole page
    std::vector<proto::Event> newer = {};  // with `around`: what follows it
    std::uint32_t waiting = 0;
    std::uint32_t rounds = 0;  // how often it began anew
    bool placed = false;       // where `at` stands in this window is known
    bool failed = false;
};

// A request about messages that are not in memory: done when they were read.
struct MessageRead {
    Caller caller = {};
    proto::Request request = {};
    RoomId room = {};  // of the messages
    Seq head = {};     // of that room when they were asked for
    std::vector<Seq> seqs = {};
    std::uint32_t rounds = 0;  // how often they were asked for again
};

// Whom a query belongs to.
struct Asked {
    enum class By : std::uint8_t {
        opening,
        history_place,
        history_older,
        history_newer,
        messages,
        files,
        audit,
        purge,
        hook,
        confirms,
        reminder,
        uploads,
        retention
    };
    By by = By::opening;
    // Key of State::openings, histories, messages or audits, FileShelf::reads, LaterState::confirms
    // or UploadState; of a Purge, a webhook or a reminder; a room (retention).
    std::uint64_t read = 0;
    std::size_t index = 0;  // of Opening::rooms
};

}  // namespace teahouse::chat
