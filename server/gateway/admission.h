// SPDX-License-Identifier: MIT
// Limits per key (address, account, account name), shared by the workers. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/limits.h"
#include "base/token_bucket.h"

namespace teahouse::gateway {

// One bucket per key, e.g. login attempts per address. Holds at most `keys_max` keys; when there
// are more, the one not seen for longest is forgotten. So a crowd of keys can neither use up
// memory nor shut anybody else out.
class KeyedLimiter {
public:
    struct Options {
        double per_minute = 60;
        double burst = 60;
        std::size_t keys_max = limits::kLimiterKeysMax;
    };
    explicit KeyedLimiter(Options options) : options_(options) {}

    // 0: go on. Otherwise the milliseconds to wait.
    [[nodiscard]] std::uint32_t admit(std::string_view key, std::int64_t now_ms, double cost = 1);
    [[nodiscard]] std::size_t size() const;

private:
    struct Entry {
        std::string key;
        TokenBucket bucket;
    };

    Options options_;
    mutable std::mutex mutex_;
    std::list<Entry> entries_;  // seen last first
    std::unordered_map<std::string_view, std::list<Entry>::iterator>
        places_;  // the keys are those of the entries
};

// How many there are of each key, e.g. sockets of one address. As many keys as things counted.
class KeyedCount {
public:
    // One more, unless there are `max` already.
    [[nodiscard]] bool enter(const std::string& key, std::size_t max);
    void leave(const std::string& key);

private:
    std::mutex mutex_;
    std::unordered_map<std::string, std::size_t> counts_;
};

}  // namespace teahouse::gateway
