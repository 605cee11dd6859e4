// SPDX-License-Identifier: MIT
// A token bucket: the rate limit of one connection, account or address.
#pragma once

#include <cstdint>

namespace teahouse {

// Holds at most `burst` tokens, refilled evenly. Times are milliseconds of any clock; one that
// goes back gains nothing.
class TokenBucket {
public:
    // Takes `cost` tokens if they are there. What costs more than the whole burst takes all of it.
    [[nodiscard]] bool take(std::int64_t now_ms, double per_second, double burst, double cost = 1);
    // How long until there are `cost` tokens, at least 1 ms. After a take() that failed.
    [[nodiscard]] std::uint32_t wait_ms(double per_second, double cost = 1) const;

private:
    float tokens_ = -1;  // below zero: not used yet, full
    std::int64_t last_ms_ = 0;
};

}  // namespace teahouse
