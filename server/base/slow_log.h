// SPDX-License-Identifier: MIT
// Says in the log what took longer than it should: what it was, how long, and where it waited.
// Never what people wrote. kSlowLinesMax lines in kSlowWindowMs, or one or two more where threads
// meet; the next line tells how many were left out.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace teahouse {

enum class SlowKind : std::uint8_t { command, commit, query, search };
inline constexpr std::array<std::string_view, 4> kSlowKinds = {"command", "commit", "query",
                                                               "search"};

// Microseconds. The parts may be less than the whole: what is left passed between threads.
struct SlowTimes {
    std::int64_t total = 0;
    std::int64_t queue = 0;   // until somebody began with it
    std::int64_t engine = 0;  // in the engine
    std::int64_t store = 0;   // in the store, of commands with the way there and back
};

// Any thread.
class SlowLog {
public:
    // In milliseconds; 0: nothing is slow.
    explicit SlowLog(std::int64_t limit_ms) { set_limit_ms(limit_ms); }

    void set_limit_ms(std::int64_t limit_ms) {
        limit_us_.store(limit_ms * 1'000, std::memory_order_relaxed);
    }
    // Whether it is worth the look at the clock.
    [[nodiscard]] bool is_on() const { return limit_us_.load(std::memory_order_relaxed) > 0; }

    // Counts and tells it, if it is slow. `what`: a word of ours. `items`: how many there were.
    void note(SlowKind kind, std::string_view what, const SlowTimes& times,
              std::size_t items = 1) noexcept;

    // How many were slow, told or not.
    [[nodiscard]] std::uint64_t count(SlowKind kind) const {
        return counts_[static_cast<std::size_t>(kind)].load(std::memory_order_relaxed);
    }

private:
    [[nodiscard]] bool may_tell();

    std::atomic<std::int64_t> limit_us_{0};
    std::array<std::atomic<std::uint64_t>, kSlowKinds.size()> counts_{};
    std::atomic<std::int64_t> window_ms_{0};  // when it began
    std::atomic<std::uint32_t> lines_{0};     // in it
    std::atomic<std::uint64_t> left_out_{0};
};

}  // namespace teahouse
