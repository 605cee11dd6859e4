// SPDX-License-Identifier: MIT
#include "store/search_match.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/limits_search.h"
#include "proto/messages.h"
#include "proto/search.h"
#include "text/match.h"

namespace teahouse::store {

SearchMatch::SearchMatch(const proto::SearchQuery& query) : query_(query) {
    for (const proto::SearchPhrase& phrase : query.phrases) {
        phrases_.push_back({.tokens = phrase.tokens, .prefix = phrase.prefix});
    }
}

namespace {

// In the room of the cursor seqs alone say what comes after it, also where a clock was set back.
bool comes_after(const proto::SearchPlace& cursor, const proto::Event& event) {
    return event.room == cursor.room ? event.seq < cursor.seq : proto::place_of(event) < cursor;
}

}  // namespace

std::optional<proto::SearchHit> SearchMatch::match(const proto::Event& event) const {
    if (!proto::is_searched(event) || (query_.after && event.at < *query_.after) ||
        (query_.before && event.at >= *query_.before) ||
        (query_.cursor && !comes_after(*query_.cursor, event))) {
        return std::nullopt;
    }
    if (!query_.from.empty() && std::ranges::find(query_.from, event.from) == query_.from.end()) {
        return std::nullopt;
    }
    const auto is_other = [&](proto::EventKind kind) { return kind != event.kind; };
    if (std::ranges::any_of(query_.kinds, is_other) ||
        (query_.link && !text::has_link(proto::text_of(event)))) {
        return std::nullopt;
    }
    std::string joined;
    const std::string_view words = proto::searched_text(event, joined);
    const auto ranges = text::find_all(words, phrases_);
    if (!ranges) {
        return std::nullopt;
    }
    // What a file is called is shown where it was found, or where nothing else is said.
    const std::string_view text = proto::text_of(event);
    const bool named = text.empty() || std::ranges::any_of(*ranges, [&](const auto& range) {
                           return range.end > text.size();
                       });
    text::Piece piece = text::make_piece(named ? words : text, *ranges,
                                         {.before = limits::kSearchPieceBefore,
                                          .characters = limits::kSearchPieceChars,
                                          .marks = limits::kSearchMarksMax});
    proto::SearchHit hit{.event = event};
    hit.event.cmid.reset();
    hit.event.body.poll.reset();
    hit.event.body.record.reset();
    if (hit.event.merged) {
        hit.event.merged->reactions.reset();
        hit.event.merged->poll.reset();
        if (*hit.event.merged == proto::Merged{}) {
            hit.event.merged.reset();
        }
    }
    if (!piece.text.empty()) {
        hit.event.body.text = std::move(piece.text);
    }
    for (const text::Range& mark : piece.marks) {
        hit.marks.push_back({.start = mark.start, .size = mark.end - mark.start});
    }
    if (piece.before) {
        hit.before = true;
    }
    if (piece.after) {
        hit.after = true;
    }
    return hit;
}

}  // namespace teahouse::store
