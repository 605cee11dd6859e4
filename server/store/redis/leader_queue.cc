// SPDX-License-Identifier: MIT
#include "store/redis/leader_queue.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/pack.h"
#include "proto/pack_records.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/store.h"

namespace teahouse::store {

void LeaderQueue::start(Completions completions) {
    const std::lock_guard lock{mutex_};
    completions_ = std::move(completions);
}

void LeaderQueue::submit(proto::Txn txn) {
    std::string bytes;
    Packer packer(bytes);
    packer(txn);
    bool wake = false;
    bool refused = false;
    {
        const std::lock_guard lock{mutex_};
        refused = failed_ || away_;
        failed_ = refused;
        items_.push_back({.id = txn.id});
        if (refused) {
            items_.back().done = true;
            items_.back().result = {.id = txn.id,
                                    .state = proto::TxnState::failed,
                                    .error = ErrorCode::store_unavailable};
        } else {
            wake = fresh_.empty();
            fresh_.push_back({.generation = generation_, .bytes = std::move(bytes)});
        }
    }
    if (refused) {
        deliver();
    } else if (wake) {
        wake_();
    }
}

void LeaderQueue::resume() {
    const std::lock_guard lock{mutex_};
    ++generation_;
    failed_ = false;
}

void LeaderQueue::begin_question() {
    const std::lock_guard lock{mutex_};
    ++questions_;
}

void LeaderQueue::wait_finished() {
    std::unique_lock lock{mutex_};
    finished_.wait(lock, [&] { return items_.empty() && questions_ == 0; });
    lock.unlock();
    const std::lock_guard last{delivery_};  // its completions have returned
}

std::vector<LeaderQueue::Fresh> LeaderQueue::take(std::uint64_t first) {
    const std::lock_guard lock{mutex_};
    for (Item& item : items_) {
        if (!item.done && item.index == 0) {
            item.index = first++;
        }
    }
    return std::exchange(fresh_, {});
}

void LeaderQueue::fail_after(std::uint64_t index) {
    {
        const std::lock_guard lock{mutex_};
        for (Item& item : items_) {
            if (item.done || (item.index > 0 && item.index <= index)) {
                continue;
            }
            const bool unknown = item.index > 0;
            item.done = true;
            item.result = {
                .id = item.id,
                .state = proto::TxnState::failed,
                .error = unknown ? ErrorCode::outcome_unknown : ErrorCode::store_unavailable};
            failed_ = true;
        }
        fresh_.clear();
    }
    deliver();
}

void LeaderQueue::set_away(bool away) {
    const std::lock_guard lock{mutex_};
    away_ = away;
}

std::uint64_t LeaderQueue::raise_generation(std::uint64_t least) {
    const std::lock_guard lock{mutex_};
    generation_ = std::max(generation_ + 1, least);
    return generation_;
}

void LeaderQueue::finish(std::vector<proto::TxnResult> results) {
    {
        const std::lock_guard lock{mutex_};
        auto item = items_.begin();
        for (proto::TxnResult& result : results) {
            const std::uint64_t index = result.id.value;
            while (item != items_.end() && (item->done || item->index < index)) {
                ++item;
            }
            if (item == items_.end()) {
                break;
            }
            if (item->index == index) {
                result.id = item->id;
                item->result = std::move(result);
                item->done = true;
            }
        }
    }
    deliver();
}

void LeaderQueue::deliver() {
    const std::lock_guard one_at_a_time{delivery_};
    std::vector<proto::TxnResult> results;
    {
        const std::lock_guard lock{mutex_};
        for (; !items_.empty() && items_.front().done; items_.pop_front()) {
            results.push_back(std::move(items_.front().result));
        }
    }
    if (!results.empty()) {
        completions_.on_txns(std::move(results));
    }
    const std::lock_guard lock{mutex_};
    finished_.notify_all();
}

void LeaderQueue::finish(proto::QueryResult result) {
    completions_.on_query(std::move(result));
    end_question();
}

void LeaderQueue::finish(proto::SearchResult result) {
    completions_.on_search(std::move(result));
    end_question();
}

void LeaderQueue::end_question() {
    const std::lock_guard lock{mutex_};
    --questions_;
    finished_.notify_all();
}

}  // namespace teahouse::store
