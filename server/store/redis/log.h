// SPDX-License-Identifier: MIT
// The log of several nodes, as a server keeps it: entries in order, who leads, what each node has,
// and snapshots. Implementations: RedisLog (redis_log.h), and one in memory for tests
// (testing/fake_log.h).
//
// All calls and callbacks are on one thread, that of the server's connection; only post() may be
// called from any. Each callback is called exactly once, or never after the server has gone.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "proto/records.h"

namespace teahouse::store {

struct LogEntry {
    proto::LogPosition position = {};
    std::string bytes = {};  // a packed proto::Txn; empty: nothing, it only begins a term

    friend bool operator==(const LogEntry&, const LogEntry&) = default;
};

// What is last in a log. The later one is the more complete: whoever leads begins its term with an
// entry, and could only do so with all that was acknowledged before.
struct LogHead {
    std::uint64_t term = 0;
    std::uint64_t index = 0;

    friend auto operator<=>(const LogHead&, const LogHead&) = default;
};
constexpr LogHead head_of(const proto::LogPosition& position) {
    return {.term = position.term, .index = position.index};
}

// A compressed copy of a replica's database.
struct SnapshotInfo {
    std::string id = {};
    proto::LogPosition position = {};  // it holds the log up to here
    std::uint64_t chunks = 0;
    std::uint64_t bytes = 0;
    std::string sha256 = {};  // in hex, of the compressed bytes

    friend bool operator==(const SnapshotInfo&, const SnapshotInfo&) = default;
};

struct LogState {
    std::string uid = {};  // of the store that this is the log of; empty: nothing is there yet
    std::uint64_t term = 0;
    LogHead head = {};
    std::string leader = {};  // who holds the lease; empty: nobody
    std::optional<SnapshotInfo> snapshot = {};
};

enum class AppendState : std::uint8_t {
    appended,  // now, or when the same was sent before
    fenced,    // another leads, or the server lost the election
    rewound,   // the log ends before what should be before the entries: at `head`
    diverged,  // the log holds other entries
    lost,      // no answer: unknown
};
struct AppendAnswer {
    AppendState state = AppendState::lost;
    LogHead head = {};  // of the log
};

enum class AcquireState : std::uint8_t {
    acquired,
    held,     // another leads
    behind,   // the log, or a node that is alive, has more
    settle,   // the server is another one since a moment ago, or who led lives: ask again
    foreign,  // it is the log of another store
    lost,     // no answer
};
struct AcquireAnswer {
    AcquireState state = AcquireState::lost;
    std::uint64_t term = 0;
    LogHead head = {};
    bool doubt = false;  // acquired, and what was acknowledged before may be lost
};

struct Beat {
    std::string node = {};
    LogHead head = {};       // what it has
    std::uint64_t term = 0;  // that it leads in; 0: it does not. To acquire: the highest known
    // The last term in which it certainly had all that was acknowledged; 0: none.
    std::uint64_t whole = 0;
    bool leading = false;  // to acquire: it was given the lease and has not ceased to lead
};
struct BeatAnswer {
    bool answered = false;
    bool leads = false;  // the lease was renewed
    LogState state = {};
};

class LogServer {
public:
    struct Listener {
        std::function<void(LogEntry entry, std::uint64_t term_before)> entry = {};
        std::function<void()> news = {};  // a lease was given back, a snapshot replaced the log
        std::function<void()> gap = {};   // some of both may have been missed
    };
    using Entries = std::function<void(Result<std::vector<LogEntry>>)>;

    LogServer() = default;
    virtual ~LogServer() = default;
    LogServer(const LogServer&) = delete;
    LogServer& operator=(const LogServer&) = delete;

    virtual void listen(Listener listener) = 0;
    // Whether the server may keep a log: invalid with what to change. And says in our log what of
    // it is durable.
    virtual void check(std::function<void(Status)> answer) = 0;

    // Entries behind `before`, as the leader of `term`. What of them is in the log stays.
    virtual void append(std::uint64_t term, LogHead before, std::vector<LogEntry> entries,
                        std::function<void(AppendAnswer)> answer) = 0;
    // `beat`: who asks, and what it has; `term`: the highest it knows of. `uid`: of its store.
    virtual void acquire(Beat beat, std::string uid, std::function<void(AcquireAnswer)> answer) = 0;
    virtual void beat(Beat beat, std::function<void(BeatAnswer)> answer) = 0;
    // Gives the lease back, if it is held, and forgets the node. `index`: what was acknowledged by
    // it is not behind this.
    virtual void release(std::string node, std::uint64_t index, std::function<void()> answer) = 0;

    // From `from` on, a bounded number; empty: the log ends before. store_unavailable: no answer.
    virtual void range(std::uint64_t from, Entries answer) = 0;

    virtual void put_chunk(std::string id, std::uint64_t number, std::string bytes,
                           std::function<void(Status)> answer) = 0;
    // Makes it the newest snapshot and drops what is older than the one before, with their entries.
    // `reset`: the log begins anew behind it, and is that of the store `uid`.
    virtual void put_snapshot(std::uint64_t term, SnapshotInfo info, std::string uid, bool reset,
                              std::function<void(AppendAnswer)> answer) = 0;
    // not_found: there is none (any more).
    virtual void get_chunk(std::string id, std::uint64_t number,
                           std::function<void(Result<std::string>)> answer) = 0;

    virtual void post(std::function<void()> task) = 0;
    virtual void call_after(std::int64_t ms, std::function<void()> task) = 0;
    [[nodiscard]] virtual std::int64_t now_ms() const = 0;  // of a clock that does not go back
};

}  // namespace teahouse::store
