// SPDX-License-Identifier: MIT
// The log of several nodes in Redis: a stream, and a few keys beside it in the same slot. What
// changes them is scripts (log_scripts.h), so that each change is whole or not there, also in a
// copy that lost its tail.
//
// {PREFIX}:log    stream; entry INDEX-0 has the fields t (term), g (generation), d (packed Txn)
// {PREFIX}:meta   hash: uid, term, index and head_term (of the last entry), snap, snap_before, and
//                 run, run_since: which server this is, and since when; sure: the one on which a
//                 leader was whole last; full: what somebody had who was whole
// {PREFIX}:lease  the node that leads; goes by itself when it is not renewed
// {PREFIX}:heads  hash: node -> what it has, and until when it counts as alive
// {PREFIX}:snap:* hashes: number -> chunk
// {PREFIX}:tail   channel (sharded): entries as they are appended; "!": look again
//
// Destroy it on the link's thread, or after the link has stopped.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits_redis.h"
#include "base/result.h"
#include "redis/link.h"
#include "resp/client.h"
#include "store/redis/log.h"

namespace teahouse::store {

struct RedisLogOptions {
    std::string prefix = "teahouse";
    std::int64_t lease_ms = limits::kLogLeaseMs;
    std::int64_t head_ms = limits::kLogHeadMs;
    std::int64_t settle_ms = limits::kLogSettleMs;
};

inline constexpr std::uint64_t kRedisMajorLeast = 7;  // sharded channels

// What a message that was answered survives, with appendonly and appendfsync as they are.
[[nodiscard]] std::string_view what_survives(bool append_only, std::string_view fsync);

class RedisLog final : public LogServer {
public:
    // Before the link starts, as it takes its scripts.
    static Result<std::unique_ptr<RedisLog>> make(redis::Link& link, RedisLogOptions options);
    ~RedisLog() override { *alive_ = false; }
    RedisLog(const RedisLog&) = delete;
    RedisLog& operator=(const RedisLog&) = delete;

    void listen(Listener listener) override;
    void check(std::function<void(Status)> answer) override;
    void append(std::uint64_t term, LogHead before, std::vector<LogEntry> entries,
                std::function<void(AppendAnswer)> answer) override;
    void acquire(Beat beat, std::string uid, std::function<void(AcquireAnswer)> answer) override;
    void beat(Beat beat, std::function<void(BeatAnswer)> answer) override;
    void release(std::string node, std::uint64_t index, std::function<void()> answer) override;
    void range(std::uint64_t from, Entries answer) override;
    void put_chunk(std::string id, std::uint64_t number, std::string bytes,
                   std::function<void(Status)> answer) override;
    void put_snapshot(std::uint64_t term, SnapshotInfo info, std::string uid, bool reset,
                      std::function<void(AppendAnswer)> answer) override;
    void get_chunk(std::string id, std::uint64_t number,
                   std::function<void(Result<std::string>)> answer) override;
    void post(std::function<void()> task) override;
    void call_after(std::int64_t ms, std::function<void()> task) override;
    [[nodiscard]] std::int64_t now_ms() const override;

private:
    RedisLog(redis::Link& link, RedisLogOptions options)
        : link_(link), options_(std::move(options)) {}
    [[nodiscard]] std::string key(std::string_view name) const;
    [[nodiscard]] std::vector<std::string> keys() const;
    using Ended = std::function<void(const resp::Value&)>;
    // `answered` with the reply; `lost` where there is none, or an error.
    void run(resp::ScriptId script, std::vector<std::string> arguments, Ended answered,
             std::function<void()> lost);
    redis::Link::Answer ended(Ended answered, std::function<void()> lost);
    void on_message(std::string_view payload);

    redis::Link& link_;
    const RedisLogOptions options_;
    std::shared_ptr<bool> alive_ = std::make_shared<bool>(true);
    Listener listener_;
    resp::ScriptId append_{};
    resp::ScriptId acquire_{};
    resp::ScriptId beat_{};
    resp::ScriptId release_{};
    resp::ScriptId put_chunk_{};
    resp::ScriptId put_snapshot_{};
};

}  // namespace teahouse::store
