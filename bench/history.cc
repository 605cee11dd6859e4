// SPDX-License-Identifier: MIT
#include "history.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "bench/side.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kMessagesInTxn = 500;
constexpr std::size_t kTxnsInFlight = 4;

// Hands transactions to the store, a few at a time.
class Feeder {
public:
    explicit Feeder(store::Store& store) : store_(store) {}

    void start() {
        store_.start({.on_txns = [this](const std::vector<proto::TxnResult>& some) { take(some); },
                      .on_query = [](const proto::QueryResult&) {}});
    }
    void put(std::vector<proto::Write> writes) {
        wait_until_at_most(kTxnsInFlight - 1);
        store_.submit({.id = TxnId{++submitted_}, .writes = std::move(writes)});
    }
    void finish() { wait_until_at_most(0); }
    [[nodiscard]] Seq first() const { return first_; }

private:
    void take(const std::vector<proto::TxnResult>& some) {
        const std::lock_guard lock{mutex_};
        for (const proto::TxnResult& result : some) {
            if (result.state != proto::TxnState::committed || result.events.empty()) {
                give_up("the store refused messages");
            }
            first_ = first_ ? first_ : result.events.front().seq;
        }
        committed_ += some.size();
        changed_.notify_all();
    }
    void wait_until_at_most(std::size_t in_flight) {
        std::unique_lock lock{mutex_};
        changed_.wait(lock, [&] { return submitted_ - committed_ <= in_flight; });
    }

    store::Store& store_;
    std::mutex mutex_;  // guards committed_ and first_
    std::condition_variable changed_;
    std::size_t submitted_ = 0;
    std::size_t committed_ = 0;
    Seq first_;
};

proto::Write message(RoomId room, UserId from, TimeMs at, std::size_t number,
                     const std::string& text) {
    proto::Event event;
    event.room = room;
    event.from = from;
    event.kind = proto::EventKind::text;
    event.at = at;
    event.cmid = "history-" + std::to_string(number);
    event.body.text = text;
    return proto::Append{.event = std::move(event)};
}

}  // namespace

Seq append_history(const std::string& data_folder, RoomId room, const std::vector<UserId>& people,
                   const std::vector<std::string>& texts) {
    store::SqliteStore store({.directory = data_folder, .synchronous = store::Synchronous::normal});
    const auto snapshot = store.load();
    if (!snapshot) {
        give_up("the history cannot be written: " + snapshot.error().message);
    }
    const auto about = std::ranges::find(snapshot->rooms, room, &proto::RoomRecord::id);
    if (about == snapshot->rooms.end()) {
        give_up("there is no such room");
    }
    Feeder feeder(store);
    feeder.start();
    std::vector<proto::Write> writes;
    for (std::size_t i = 0; i < texts.size(); ++i) {
        const auto at = about->last_at + static_cast<TimeMs>(i / 10);
        writes.push_back(message(room, people[i % people.size()], at, i, texts[i]));
        if (writes.size() == kMessagesInTxn || i + 1 == texts.size()) {
            feeder.put(std::exchange(writes, {}));
        }
    }
    feeder.finish();
    return feeder.first();
}

}  // namespace teahouse::bench
