// SPDX-License-Identifier: MIT
// The newest message of a room as lists show it (RoomRecord::last, RoomInfo::last): the same in the
// engine's memory and in what a store loads.
#pragma once

#include <cstddef>
#include <string_view>

#include "base/limits.h"
#include "proto/messages.h"

namespace teahouse::proto {

// The first `chars` code points of valid UTF-8.
inline std::string_view cut_text(std::string_view text, std::size_t chars) {
    std::size_t seen = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool starts_character = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
        if (starts_character && seen++ == chars) {
            return text.substr(0, i);
        }
    }
    return text;
}

// The event with its text cut and without its cmid, its mentions, its reactions and confirmations,
// all of a poll but the question, and what a record holds.
inline Event make_preview(Event event) {
    event.cmid.reset();
    event.body.mentions.reset();
    event.body.poll.reset();
    event.body.record.reset();
    if (event.merged.has_value()) {
        event.merged->reactions.reset();
        event.merged->poll.reset();
        event.merged->confirms.reset();
        event.merged->confirmed.reset();
        if (*event.merged == Merged{}) {
            event.merged.reset();
        }
    }
    if (event.body.text.has_value()) {
        event.body.text->resize(cut_text(*event.body.text, limits::kPreviewChars).size());
    }
    return event;
}

}  // namespace teahouse::proto
