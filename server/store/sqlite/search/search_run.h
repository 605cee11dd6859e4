// SPDX-License-Identifier: MIT
// One search on its way: a stream of hits for each room, merged so that the newest come first. A
// room is opened only when its newest message could be the next hit.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <queue>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/search.h"
#include "store/search_match.h"
#include "store/sqlite/db.h"
#include "store/sqlite/search/log_reader.h"

namespace teahouse::store {

struct SearchStatements {
    Statement& match;        // rows of a range that match, newest first
    Statement& match_all;    // all rows that match
    Statement& indexed;      // how far a room is indexed
    bool available = false;  // there is an index; else the newest messages are looked at
};

struct SearchTime {
    std::function<bool()> is_over;  // nothing more is looked at
    std::function<bool()> is_late;  // half of it is over: what is there is looked at
};

// What FTS5 is asked for a query; empty if the index can say nothing about it.
std::string match_expression(const proto::SearchQuery& query);

class SearchRun {
public:
    // `time` is asked now and then, because SQLite itself looks at it only within long statements.
    SearchRun(const proto::SearchQuery& query, LogReader& log, SearchStatements statements,
              SearchTime time);

    // Fails also when time is over; what was found until then is in result().
    Status run();
    [[nodiscard]] proto::SearchResult& result() { return result_; }

private:
    struct Stream {
        RoomId room = {};
        Seq lower = {};  // what is left: lower <= seq <= upper
        Seq upper = {};
        Seq indexed = {};
        TimeMs newest = 0;
        std::deque<Seq> candidates = {};  // from the index, to be looked at
        std::vector<Seq> edited = {};     // of which the index has not the newest form, ascending
        std::deque<proto::SearchHit> ready = {};
        std::size_t scanned = 0;  // without the index
    };

    // An answer of the index for all rooms, newest row first, on its way to them.
    struct Dealing {
        std::unordered_map<RoomId, Stream*> rooms = {};
        std::unordered_map<RoomId, Seq> left_at = {};  // rooms of which there is more
        std::uint64_t rows = 0;
        std::optional<std::int64_t> stopped_at = {};  // no time for rows below
    };

    struct Head {
        proto::SearchHit hit = {};
        std::size_t stream = 0;  // index of streams_

        friend bool operator<(const Head& a, const Head& b) {
            return proto::place_of(a.hit.event) < proto::place_of(b.hit.event);
        }
    };

    Status plan();
    Status plan_room(const proto::SearchScope& scope);
    Status gather();
    static bool take_candidate(Stream& stream, Seq seq);
    Status find_edited(Stream& stream, Seq last);
    static void take_edited(Stream& stream, Seq rest);
    Status merge();
    Status open_rooms();
    Status advance(std::size_t index);
    Result<std::optional<proto::SearchHit>> next(Stream& stream);
    Status refill(Stream& stream);
    Status scan(Stream& stream, bool whole);
    bool deal_out(Row row, Dealing& dealing);
    static Seq named_down_to(const Stream& stream, const Dealing& dealing);
    [[nodiscard]] Status check_time() const;

    const proto::SearchQuery& query_;
    const SearchMatch match_;
    const std::string expression_;
    LogReader& log_;
    SearchStatements statements_;
    SearchTime time_;
    std::vector<Stream> streams_;      // by their newest message
    std::size_t opened_ = 0;           // so many of them are
    std::priority_queue<Head> heads_;  // the newest hit of each
    proto::SearchResult result_;
};

}  // namespace teahouse::store
