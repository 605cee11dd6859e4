// SPDX-License-Identifier: MIT
// Full-text search between engine and store: the engine says what is looked for and where the
// searcher may look, the store finds. See text/ for how texts are cut and matched.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::proto {

// As text::Phrase: tokens in a row, the last one perhaps only as a beginning.
struct SearchPhrase {
    std::vector<std::string> tokens = {};
    bool prefix = false;
};

// A part of a room's log that may be searched: first <= seq <= last.
struct SearchScope {
    RoomId room = {};
    Seq first = {};
    Seq last = {};
};

// Where a hit stands among all: newer ones first.
struct SearchPlace {
    TimeMs at = 0;
    RoomId room = {};
    Seq seq = {};

    friend auto operator<=>(const SearchPlace& a, const SearchPlace& b) {
        return std::tie(a.at, a.room, a.seq) <=> std::tie(b.at, b.room, b.seq);
    }
    friend bool operator==(const SearchPlace&, const SearchPlace&) = default;
};

// Messages that hold all phrases and pass all filters; without phrases, all that pass.
struct SearchQuery {
    QueryId id = {};
    std::vector<SearchPhrase> phrases = {};
    std::vector<UserId> from = {};      // by any of them; empty: by anybody
    std::vector<EventKind> kinds = {};  // is of all of them, so of more than one nothing is
    bool link = false;                  // holds a web address
    std::optional<TimeMs> after = {};   // at >= after
    std::optional<TimeMs> before = {};  // at < before
    std::vector<SearchScope> scopes = {};
    std::optional<SearchPlace> cursor = {};  // only what comes after it
    std::uint32_t limit = 0;
};

struct SearchResult {
    QueryId id = {};
    bool ok = true;
    std::vector<SearchHit> hits = {};  // newest first; texts cut, without cmid
    bool more = false;                 // there is, or may be, more after the last hit
    bool partial = false;              // not all was looked at
};

inline std::string_view text_of(const Event& event) {
    return event.body.text ? std::string_view(*event.body.text) : std::string_view();
}

// Whether search finds it at all: a message that was not taken back.
inline bool is_searched(const Event& event) {
    return is_countable(event.kind) && (event.body.file || !text_of(event).empty());
}

// The words that search looks into: the text, and in a line of its own what a file is called, which
// for a recording nobody chose. None: it is found by its sender and its kind alone. Belongs to the
// event or to `joined`.
inline std::string_view searched_text(const Event& event, std::string& joined) {
    if (!is_searched(event)) {
        return {};
    }
    const std::string_view text = text_of(event);
    if (!event.body.file || !has_file(event.kind) || event.kind == EventKind::voice) {
        return text;
    }
    if (text.empty()) {
        return event.body.file->name;
    }
    joined.assign(text).append("\n").append(event.body.file->name);
    return joined;
}

inline SearchPlace place_of(const Event& event) {
    return {.at = event.at, .room = event.room, .seq = event.seq};
}

}  // namespace teahouse::proto
