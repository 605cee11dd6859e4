// SPDX-License-Identifier: MIT
// Follows each command from the mailbox through the engine and the store, for the log of slow
// operations. On the engine's thread only. Costs two looks at the clock for a command and an entry
// in a list for what waits for the store; nothing while the log is off.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "proto/records.h"
#include "proto/search.h"

namespace teahouse::gateway {

class SlowCommands {
public:
    using Clock = std::int64_t (*)();
    // `log` outlives this; null: nothing is followed. `clock` is for tests.
    explicit SlowCommands(SlowLog* log, Clock clock = steady_us) : log_(log), clock_(clock) {}

    // The engine begins with a command that was posted at `posted_us` (0: just now), or with work
    // of its own. What it asks of the store until end() is that of this command.
    void begin(const chat::Command& command, std::int64_t posted_us, const chat::Effects& effects);
    void begin(std::string_view what, const chat::Effects& effects);
    // The engine goes on with what waited for this.
    void begin(const proto::QueryResult& result, const chat::Effects& effects);
    void begin(const proto::SearchResult& result, const chat::Effects& effects);
    // The same for all of a commit: what the engine asks of the store then is a work of its own.
    void begin(std::span<const proto::TxnResult> results, const chat::Effects& effects);
    void end(const chat::Effects& effects);

    [[nodiscard]] std::size_t waiting() const { return waits_; }

private:
    struct Work {
        std::string_view what;
        std::int64_t began_us = 0;  // when it was posted
        std::int64_t queue_us = 0;
        std::int64_t engine_us = 0;
        std::size_t waits = 0;  // answers of the store that are still to come
    };
    using Place = std::size_t;  // in works_
    struct Wait {
        TxnId id;
        Place place = 0;
    };

    [[nodiscard]] bool is_on() const { return log_ != nullptr && log_->is_on(); }
    void begin_new(std::string_view what, std::int64_t posted_us, const chat::Effects& effects);
    void resume(QueryId id, const chat::Effects& effects);
    void note_effects(const chat::Effects& effects);
    void finish(Place place, std::int64_t now_us);

    SlowLog* log_;
    Clock clock_;
    std::vector<Work> works_;
    std::vector<Place> free_;                       // places of works_ that hold none
    std::deque<Wait> txns_;                         // answered in order
    std::unordered_map<QueryId, Place> questions_;  // queries and searches: one row of ids
    std::size_t waits_ = 0;
    // Between begin() and end(): the work at hand, when this step began, and what the effects held.
    bool in_step_ = false;
    Place current_ = 0;
    std::int64_t step_us_ = 0;
    std::size_t txns_seen_ = 0;
    std::size_t queries_seen_ = 0;
    std::size_t searches_seen_ = 0;
};

}  // namespace teahouse::gateway
