// SPDX-License-Identifier: MIT
#include "gateway/admission.h"

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "base/token_bucket.h"

namespace teahouse::gateway {

std::uint32_t KeyedLimiter::admit(std::string_view key, std::int64_t now_ms, double cost) {
    const double per_second = options_.per_minute / 60.0;
    const std::scoped_lock lock(mutex_);
    const auto found = places_.find(key);
    if (found != places_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
    } else {
        if (entries_.size() >= options_.keys_max) {
            places_.erase(entries_.back().key);
            entries_.pop_back();
        }
        entries_.push_front({.key = std::string(key), .bucket = {}});
        places_.emplace(entries_.front().key, entries_.begin());
    }
    TokenBucket& bucket = entries_.front().bucket;
    return bucket.take(now_ms, per_second, options_.burst, cost) ? 0
                                                                 : bucket.wait_ms(per_second, cost);
}

std::size_t KeyedLimiter::size() const {
    const std::scoped_lock lock(mutex_);
    return entries_.size();
}

bool KeyedCount::enter(const std::string& key, std::size_t max) {
    const std::scoped_lock lock(mutex_);
    std::size_t& count = counts_[key];
    if (count >= max) {
        if (count == 0) {
            counts_.erase(key);
        }
        return false;
    }
    ++count;
    return true;
}

void KeyedCount::leave(const std::string& key) {
    const std::scoped_lock lock(mutex_);
    const auto found = counts_.find(key);
    if (found != counts_.end() && --found->second == 0) {
        counts_.erase(found);
    }
}

}  // namespace teahouse::gateway
