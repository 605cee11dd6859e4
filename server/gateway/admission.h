// SPDX-License-Identifier: MIT
// Rate limits: token buckets per connection, address and account name. Used on one thread each,
// except KeyedLimiter, which is shared by the workers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

namespace teahouse::gateway {

// Holds at most `burst` tokens, refilled evenly. Times are milliseconds of any monotonic clock.
class TokenBucket {
public:
    // Takes one token if there is one.
    [[nodiscard]] bool take(std::int64_t now_ms, double per_second, double burst);
    // How long until the next token, at least 1 ms.
    [[nodiscard]] std::uint32_t wait_ms(double per_second) const;
    [[nodiscard]] bool is_full(std::int64_t now_ms, double per_second, double burst) const;

private:
    float tokens_ = -1;  // below zero: not used yet, full
    std::int64_t last_ms_ = 0;
};

// One bucket per key, e.g. login attempts per address. Holds at most `keys_max` keys: full buckets
// are dropped first, and when every bucket is in use a new key is refused, so that memory stays
// bounded under attack.
class KeyedLimiter {
public:
    struct Options {
        double per_minute = 60;
        double burst = 60;
        std::size_t keys_max = 65'536;
    };
    explicit KeyedLimiter(Options options) : options_(options) {}

    // 0: go on. Otherwise the milliseconds to wait. Any thread.
    [[nodiscard]] std::uint32_t admit(std::string_view key, std::int64_t now_ms);

private:
    void drop_full(std::int64_t now_ms);

    Options options_;
    std::mutex mutex_;
    std::unordered_map<std::string, TokenBucket> buckets_;
};

}  // namespace teahouse::gateway
