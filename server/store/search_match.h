// SPDX-License-Identifier: MIT
// Whether an event is a hit of a search, and how it is shown. Both stores decide by this alone: an
// index only says where to look.
#pragma once

#include <optional>
#include <vector>

#include "proto/messages.h"
#include "proto/search.h"
#include "text/cut.h"

namespace teahouse::store {

class SearchMatch {
public:
    explicit SearchMatch(const proto::SearchQuery& query);

    // The event as a hit: its text, and what its file is called, cut to a piece; without its cmid.
    // None if it is no hit.
    [[nodiscard]] std::optional<proto::SearchHit> match(const proto::Event& event) const;

private:
    const proto::SearchQuery& query_;
    std::vector<text::Phrase> phrases_;
};

}  // namespace teahouse::store
