// SPDX-License-Identifier: MIT
#include "store/sqlite/search/search_run.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_search.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/search.h"
#include "store/search_match.h"
#include "store/sqlite/db.h"
#include "store/sqlite/search/cjk2.h"
#include "store/sqlite/search/log_reader.h"
#include "store/sqlite/search/search_file.h"

namespace teahouse::store {

namespace {

constexpr std::uint64_t kCandidates = 64;  // asked of the index at once, for one room
constexpr std::uint64_t kScanPage = 64;
constexpr std::uint64_t kRowsBetweenLooks = 1'024;  // at the clock
// The beginning of a word costs a walk over all words that begin so, for each question: with more
// rooms than this the question is put once, for all.
constexpr std::size_t kRoomsOneByOne = 4;
// Of a question, that the index is asked for; the message is asked for all.
constexpr std::size_t kTokensMax = 64;

std::string quoted(const std::string& tokens) { return '"' + tokens + '"'; }

bool has_prefix(const proto::SearchQuery& query) {
    return std::ranges::any_of(query.phrases, &proto::SearchPhrase::prefix);
}

Seq before(Seq seq) { return Seq{seq.value - 1}; }

}  // namespace

// The index knows no places, so of a phrase it is asked only whether all of its tokens are there.
std::string match_expression(const proto::SearchQuery& query) {
    std::string expression;
    const auto add = [&](const std::string& part) {
        expression += expression.empty() ? part : " AND " + part;
    };
    std::size_t tokens = 0;
    for (const proto::SearchPhrase& phrase : query.phrases) {
        for (std::size_t i = 0; i < phrase.tokens.size() && tokens < kTokensMax; ++i, ++tokens) {
            const bool prefix = phrase.prefix && i + 1 == phrase.tokens.size();
            add(quoted(ready_made({&phrase.tokens[i], 1})) + (prefix ? " *" : ""));
        }
    }
    if (!query.from.empty()) {
        std::string anybody;
        for (const UserId user : query.from) {
            const std::string token = sender_token(user);
            anybody += (anybody.empty() ? "" : " OR ") + quoted(ready_made({&token, 1}));
        }
        add("(" + anybody + ")");
    }
    for (const proto::EventKind kind : query.kinds) {
        const std::string token = kind_token(kind);
        add(quoted(ready_made({&token, 1})));
    }
    if (query.link) {
        const std::string token{kLinkToken};
        add(quoted(ready_made({&token, 1})));
    }
    return expression;
}

SearchRun::SearchRun(const proto::SearchQuery& query, LogReader& log, SearchStatements statements,
                     SearchTime time)
    : query_(query),
      match_(query),
      expression_(match_expression(query)),
      log_(log),
      statements_(statements),
      time_(std::move(time)),
      result_{.id = query.id} {}

Status SearchRun::run() {
    TRY_STATUS(plan());
    if (statements_.available && !expression_.empty() && has_prefix(query_) &&
        streams_.size() > kRoomsOneByOne) {
        TRY_STATUS(gather());
    }
    return merge();
}

Status SearchRun::check_time() const {
    return time_.is_over() ? fail(ErrorCode::store_unavailable, "out of time") : Status{};
}

Status SearchRun::plan() {
    for (const proto::SearchScope& scope : query_.scopes) {
        TRY_STATUS(check_time());
        TRY_STATUS(plan_room(scope));
    }
    std::ranges::sort(streams_, std::greater(), &Stream::newest);
    return {};
}

// Times become seqs here; that times ascend is checked again at each hit.
Status SearchRun::plan_room(const proto::SearchScope& scope) {
    Stream stream{.room = scope.room, .lower = scope.first, .upper = scope.last};
    stream.lower = std::max(stream.lower, Seq{1});
    if (stream.lower > stream.upper) {
        return {};
    }
    if (query_.after) {
        TRY(first, log_.times().first_since(scope.room, stream.lower, stream.upper, *query_.after));
        stream.lower = first;
    }
    if (query_.before && stream.lower <= stream.upper) {
        TRY(end, log_.times().first_since(scope.room, stream.lower, stream.upper, *query_.before));
        stream.upper = before(end);
    }
    if (query_.cursor && query_.cursor->room == scope.room) {
        stream.upper = std::min(stream.upper, before(query_.cursor->seq));
    } else if (query_.cursor && stream.lower <= stream.upper) {
        TRY(end, log_.times().first_since(scope.room, stream.lower, stream.upper,
                                          query_.cursor->at + 1));
        stream.upper = before(end);
    }
    if (stream.lower > stream.upper) {
        return {};
    }
    TRY(newest, log_.times().newest(scope.room, stream.upper));
    stream.newest = newest.at;
    if (statements_.available) {
        TRY_STATUS(statements_.indexed.query([&](Row row) { stream.indexed = row.id<Seq>(0); },
                                             scope.room));
        TRY_STATUS(find_edited(stream, scope.last));
    }
    streams_.push_back(std::move(stream));
    return {};
}

// What was edited since the index was told is looked at, whatever the index says of it.
Status SearchRun::find_edited(Stream& stream, Seq last) {
    const bool behind = stream.indexed && stream.indexed < last && !expression_.empty();
    if (!behind) {
        return {};
    }
    TRY(edited,
        log_.edited(stream.room, Seq{stream.indexed.value + 1}, last, limits::kSearchUnindexedMax));
    const Seq upper = std::min(stream.upper, stream.indexed);
    std::erase_if(edited, [&](Seq seq) { return seq < stream.lower || seq > upper; });
    std::ranges::sort(edited);
    stream.edited = std::move(edited);
    return {};
}

// Puts the edited messages above `rest` among the candidates.
void SearchRun::take_edited(Stream& stream, Seq rest) {
    if (stream.edited.empty() || stream.edited.back() <= rest) {
        return;
    }
    while (!stream.edited.empty() && stream.edited.back() > rest) {
        stream.candidates.push_back(stream.edited.back());
        stream.edited.pop_back();
    }
    std::ranges::sort(stream.candidates, std::greater());
    const auto repeated = std::ranges::unique(stream.candidates);
    stream.candidates.erase(repeated.begin(), repeated.end());
}

// Takes what the index names, if it may be looked at. False: there is more of that room than is
// kept.
bool SearchRun::take_candidate(Stream& stream, Seq seq) {
    if (seq < stream.lower || seq > std::min(stream.upper, stream.indexed)) {
        return true;
    }
    if (stream.candidates.size() == kCandidates) {
        return false;
    }
    stream.candidates.push_back(seq);
    return true;
}

// False: enough, since every room has as much as is kept, or since it is late.
bool SearchRun::deal_out(Row row, Dealing& dealing) {
    const std::int64_t id = row.integer(0);
    const auto found = dealing.rooms.find(room_of_row(id));
    const Seq seq = seq_of_row(id);
    if (found != dealing.rooms.end() && !take_candidate(*found->second, seq)) {
        dealing.left_at.try_emplace(found->first, seq);
        if (dealing.left_at.size() == dealing.rooms.size()) {
            return false;
        }
    }
    if (++dealing.rows % kRowsBetweenLooks == 0 && time_.is_late()) {
        dealing.stopped_at = id;
        return false;
    }
    return true;
}

// Below which seq a room has yet to be asked for.
Seq SearchRun::named_down_to(const Stream& stream, const Dealing& dealing) {
    const auto left = dealing.left_at.find(stream.room);
    if (left != dealing.left_at.end()) {
        return left->second;
    }
    if (!dealing.stopped_at || *dealing.stopped_at < search_row(stream.room, stream.lower)) {
        return before(stream.lower);
    }
    const bool within = room_of_row(*dealing.stopped_at) == stream.room;
    return within ? before(seq_of_row(*dealing.stopped_at)) : stream.upper;
}

// Asks the index once for all rooms and deals out what it names.
Status SearchRun::gather() {
    Dealing dealing;
    for (Stream& stream : streams_) {
        dealing.rooms[stream.room] = &stream;
    }
    TRY_STATUS(statements_.match_all.query_while([&](Row row) { return deal_out(row, dealing); },
                                                 expression_));
    for (Stream& stream : streams_) {
        TRY_STATUS(scan(stream, true));  // what the index does not have
        stream.upper = std::min(stream.upper, named_down_to(stream, dealing));
        take_edited(stream, stream.upper);
    }
    return {};
}

Status SearchRun::advance(std::size_t index) {
    TRY(hit, next(streams_[index]));
    if (hit) {
        heads_.push({.hit = *std::move(hit), .stream = index});
    }
    return {};
}

// Opens the rooms that may hold the next hit.
Status SearchRun::open_rooms() {
    while (opened_ < streams_.size() &&
           (heads_.empty() || streams_[opened_].newest >= heads_.top().hit.event.at)) {
        TRY_STATUS(advance(opened_++));
    }
    return {};
}

Status SearchRun::merge() {
    for (;;) {
        TRY_STATUS(open_rooms());
        if (heads_.empty() || result_.hits.size() == query_.limit) {
            result_.more = !heads_.empty();
            return {};
        }
        Head head = heads_.top();
        heads_.pop();
        result_.hits.push_back(std::move(head.hit));
        TRY_STATUS(advance(head.stream));
    }
}

Result<std::optional<proto::SearchHit>> SearchRun::next(Stream& stream) {
    for (;;) {
        TRY_STATUS(check_time());
        if (!stream.ready.empty()) {
            std::optional<proto::SearchHit> hit = std::move(stream.ready.front());
            stream.ready.pop_front();
            return hit;
        }
        if (!stream.candidates.empty()) {
            const Seq seq = stream.candidates.front();
            stream.candidates.pop_front();
            TRY(event, log_.one(stream.room, seq));
            std::optional<proto::SearchHit> hit = event ? match_.match(*event) : std::nullopt;
            if (hit) {
                return hit;
            }
            continue;
        }
        if (stream.lower > stream.upper) {
            return std::optional<proto::SearchHit>{};
        }
        const bool blind = expression_.empty() || stream.upper > stream.indexed;
        TRY_STATUS(blind ? scan(stream, false) : refill(stream));
    }
}

Status SearchRun::refill(Stream& stream) {
    std::uint64_t rows = 0;
    const auto take = [&](Row row) {
        ++rows;
        stream.candidates.push_back(seq_of_row(row.integer(0)));
    };
    TRY_STATUS(statements_.match.query(take, expression_, search_row(stream.room, stream.lower),
                                       search_row(stream.room, stream.upper), kCandidates));
    stream.upper = rows < kCandidates ? before(stream.lower) : before(stream.candidates.back());
    take_edited(stream, stream.upper);
    return {};
}

// Looks at the newest messages one by one: all of them where the index says nothing, else those
// that it does not have yet. `whole`: down to the end of these, not only to the next hits.
Status SearchRun::scan(Stream& stream, bool whole) {
    const bool all = expression_.empty();
    const Seq floor = all ? stream.lower : std::max(stream.lower, Seq{stream.indexed.value + 1});
    while (stream.upper >= floor && (stream.ready.empty() || whole)) {
        if (!all && stream.scanned >= limits::kSearchUnindexedMax) {
            result_.partial = true;
            stream.upper = before(floor);
            break;
        }
        TRY_STATUS(check_time());
        TRY(events, log_.newest(stream.room, floor, stream.upper, kScanPage));
        stream.scanned += events.size();
        for (const proto::Event& event : events) {
            if (std::optional<proto::SearchHit> hit = match_.match(event)) {
                stream.ready.push_back(*std::move(hit));
            }
        }
        stream.upper = events.size() < kScanPage ? before(floor) : before(events.back().seq);
    }
    return {};
}

}  // namespace teahouse::store
