// SPDX-License-Identifier: MIT
// Search by looking at every message: what an index is compared with. And where a time stands.
#include "proto/search.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/halving.h"
#include "store/memory/state.h"
#include "store/search_match.h"

namespace teahouse::store {

proto::SearchResult MemoryState::search(const proto::SearchQuery& query) const {
    proto::SearchResult result{.id = query.id};
    const SearchMatch match(query);
    for (const proto::SearchScope& scope : query.scopes) {
        const auto room = rooms_.find(scope.room);
        if (room == rooms_.end()) {
            continue;
        }
        for (const Logged& logged : room->second.log) {
            if (logged.event.seq < scope.first || logged.event.seq > scope.last) {
                continue;
            }
            const proto::Event& now = logged.merged ? *logged.merged : logged.event;
            if (std::optional<proto::SearchHit> hit = match.match(now)) {
                result.hits.push_back(*std::move(hit));
            }
        }
    }
    std::ranges::sort(result.hits, std::greater(),
                      [](const proto::SearchHit& hit) { return proto::place_of(hit.event); });
    result.more = result.hits.size() > query.limit;
    if (result.more) {
        result.hits.resize(query.limit);
    }
    return result;
}

Seq MemoryState::find_since(const Room& room, const proto::EventQuery& query) {
    const Seq last = std::min(query.to, Seq{room.log.size()});
    const Seq first = std::max(query.from, Seq{1});
    if (first > last) {
        return {};
    }
    const Result<Seq> found =
        first_since(first, last, *query.since,
                    [&](Seq seq) -> Result<TimeMs> { return room.log[seq.value - 1].event.at; });
    CHECK(found.has_value());  // what is in memory can be read
    return *found > last ? Seq{} : *found;
}

}  // namespace teahouse::store
