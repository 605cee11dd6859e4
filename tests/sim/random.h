// SPDX-License-Identifier: MIT
// Numbers from a seed, the same on every machine (splitmix64).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace teahouse::sim {

class Random {
public:
    // Mixed once: neighbouring seeds would give the same numbers, shifted by one.
    explicit Random(std::uint64_t seed) : state_(seed) { state_ = next(); }

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15ULL;
        std::uint64_t z = state_;
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
        return z ^ (z >> 31U);
    }
    // 0 … end - 1
    std::size_t below(std::size_t end) { return static_cast<std::size_t>(next() % end); }
    bool chance(unsigned percent) { return below(100) < percent; }
    template <class T>
    T& pick(std::vector<T>& from) {
        return from[below(from.size())];
    }

private:
    std::uint64_t state_;
};

}  // namespace teahouse::sim
