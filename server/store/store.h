// SPDX-License-Identifier: MIT
// The Store interface: one writer in submit order with group commit, readers beside it.
// Implementations: store/memory (tests, simulator), store/sqlite (default).
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "proto/records.h"
#include "proto/search.h"

namespace teahouse::store {

// Everything the engine keeps in memory. Messages are not in it.
struct Snapshot {
    std::vector<proto::UserRecord> users;
    std::vector<proto::DeviceRecord> devices;
    std::vector<proto::RoomRecord> rooms;
    std::vector<proto::MemberRecord> members;  // current (leave 0) and former ones
    // Beyond the read mark of the member, and the newest ones of everybody (kMentionsShownMax a
    // room); by user, room, seq.
    std::vector<proto::MentionRecord> mentions = {};
    std::vector<proto::DetailRecord> details = {};    // by key
    std::vector<proto::ChannelRecord> channels = {};  // by id
    std::vector<proto::FileRecord> files = {};        // those in no message
    std::vector<proto::FileUse> file_use = {};        // by account, of all files
    // All but the audit log, by kind and id; and the highest id of all, the audit log's too.
    std::vector<proto::KeptRecord> kept = {};
    std::uint64_t last_kept = 0;
};

// Called on a store thread, or on the submitting thread by synchronous stores. Must not block and
// not call back into the store.
struct Completions {
    std::function<void(std::vector<proto::TxnResult>)>
        on_txns;  // one call per group commit, in id order
    std::function<void(proto::QueryResult)> on_query;
    std::function<void(proto::SearchResult)> on_search = {};
};

// submit, query, search and resume are called from one thread (the engine's). Destruction waits for
// what was submitted, so that an orderly end loses nothing.
class Store {
public:
    virtual ~Store() = default;
    Store() = default;
    Store(const Store&) = delete;
    Store& operator=(const Store&) = delete;

    // Reads all state; blocking, before the first submit.
    virtual Result<Snapshot> load() = 0;
    virtual void start(Completions completions) = 0;
    // Queues a Txn. Committed means durable (SQLite: WAL, synchronous=FULL). After a failed Txn all
    // later ones fail with the same error until resume(), so that the engine can take back what it
    // had assumed.
    virtual void submit(proto::Txn txn) = 0;
    virtual void query(proto::EventQuery query) = 0;
    // Finds messages; whoever may not see a room does not name it. What was committed before the
    // call is found, also where an index lags behind.
    virtual void search(proto::SearchQuery query) = 0;
    // From here on Txns are tried again. Those submitted before still fail, so call it when what
    // was rolled back includes everything in flight.
    virtual void resume() = 0;
};

}  // namespace teahouse::store
