// SPDX-License-Identifier: MIT
// The gateway's counters, and /metrics in the Prometheus text format. Labels are bounded: op and
// error words of the schema.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>

#include "base/error.h"
#include "chat/engine.h"
#include "proto/messages.h"

namespace teahouse::gateway {

inline constexpr std::size_t kOpNumbersMax = 256;
inline constexpr std::size_t kErrorNumbersMax = 64;

// Touched from all workers; relaxed atomics, one cache line of contention per op at most.
struct Counters {
    std::array<std::atomic<std::uint64_t>, kOpNumbersMax> requests{};
    std::array<std::atomic<std::uint64_t>, kErrorNumbersMax> errors{};
    std::atomic<std::uint64_t> http_requests{0};
    std::atomic<std::uint64_t> http_refused{0};
    std::atomic<std::uint64_t> rate_limited{0};
    std::atomic<std::uint64_t> bad_frames{0};
    std::atomic<std::uint64_t> lagged{0};
    std::atomic<std::uint64_t> password_hashes{0};

    void count_request(proto::Op op) { add(requests, static_cast<std::size_t>(op)); }
    void count_error(ErrorCode code) { add(errors, static_cast<std::size_t>(code)); }

private:
    template <std::size_t N>
    static void add(std::array<std::atomic<std::uint64_t>, N>& counters, std::size_t index) {
        if (index < N) {
            counters[index].fetch_add(1, std::memory_order_relaxed);
        }
    }
};

// Writes one metric family after the other.
class PrometheusText {
public:
    void gauge(std::string_view name, std::string_view help, double value);
    void counter(std::string_view name, std::string_view help, std::uint64_t value);
    // A family with one label.
    void labelled(std::string_view name, std::string_view help, std::string_view type);
    void sample(std::string_view name, std::string_view label, std::string_view value,
                std::uint64_t count);
    // The same, with labels as they are written: name="value", and so on.
    void sample(std::string_view name, std::string_view labels, std::uint64_t count);
    // One of a family of histograms, by a label. Each sample is counted once: at the first bound
    // that it does not exceed, or behind the last of them.
    struct Histogram {
        std::string_view label;
        std::string_view value;
        std::span<const std::uint32_t> bounds;
        std::span<const std::uint64_t> counts;
        std::uint64_t sum = 0;
        double unit = 1;  // bounds and sum are shown divided by it
    };
    void histogram(std::string_view name, const Histogram& of);
    [[nodiscard]] std::string take() { return std::move(text_); }

private:
    void head(std::string_view name, std::string_view help, std::string_view type);
    std::string text_;
};

void write_counters(const Counters& counters, PrometheusText& out);
// Of calls: how many, and how they go as devices say it.
void write_calls(const chat::EngineStats& stats, PrometheusText& out);

}  // namespace teahouse::gateway
