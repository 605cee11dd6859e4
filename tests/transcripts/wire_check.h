// SPDX-License-Identifier: MIT
// What must hold on the wire of every client in every transcript, whatever it is about: events of a
// room come without a hole and never twice, and from where the client asked for.
#pragma once

#include <cstdint>
#include <map>
#include <optional>

#include "testkit/json.h"

namespace teahouse::transcripts {

class WireCheck {
public:
    // A room was opened by an answer: {room, state, head}; `asked` is the seq that the client said
    // it has.
    void opened(const testkit::Json& opened, std::int64_t epoch, std::int64_t asked);
    // Events that arrived; throws Failure.
    void events(const testkit::Json& events);

    struct Cursor {
        std::int64_t epoch = 0;
        std::optional<std::int64_t> seq;  // none: the next event tells
        std::int64_t head = 0;
    };
    [[nodiscard]] const std::map<std::int64_t, Cursor>& cursors() const { return cursors_; }

private:
    std::map<std::int64_t, Cursor> cursors_;
};

}  // namespace teahouse::transcripts
