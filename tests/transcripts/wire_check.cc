// SPDX-License-Identifier: MIT
#include "wire_check.h"

#include <cstdint>
#include <string>

#include "backend.h"
#include "testkit/json.h"

namespace teahouse::transcripts {
namespace {

std::int64_t number(const testkit::Json& json, std::string_view path) {
    const auto found = json.at(path);
    return found ? found->number : 0;
}

}  // namespace

void WireCheck::opened(const testkit::Json& opened, std::int64_t epoch, std::int64_t asked) {
    const auto state = opened.at("state");
    if (!state || state->string == "refused") {
        return;
    }
    Cursor& cursor = cursors_[number(opened, "room")];
    cursor.epoch = epoch;
    cursor.head = number(opened, "head");
    if (state->string == "ok") {
        cursor.seq = asked;
    } else {
        cursor.seq.reset();
    }
}

void WireCheck::events(const testkit::Json& events) {
    for (const testkit::Json& event : events.items) {
        Cursor& cursor = cursors_[number(event, "room")];
        const std::int64_t seq = number(event, "seq");
        if (cursor.seq && seq != *cursor.seq + 1) {
            throw Failure("on the wire: seq " + std::to_string(seq) + " after " +
                          std::to_string(*cursor.seq));
        }
        cursor.seq = seq;
    }
}

}  // namespace teahouse::transcripts
