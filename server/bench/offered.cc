// SPDX-License-Identifier: MIT
#include "bench/offered.h"

#include <algorithm>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/numbers.h"
#include "bench/process.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kProbes = 32;   // members whose messages are timed
constexpr std::size_t kWatched = 16;  // members whose frames are looked at for errors
constexpr std::string_view kTooMuch = "store_unavailable";  // said where more waits than may
constexpr double kStep = 1.5;                               // of the rate, on the way up
constexpr int kBisections = 3;
constexpr double kKeptUp = 0.95;  // of what should have been sent

class Offering {
public:
    Offering(Group& group, Pattern pattern)
        : group_(group), pattern_(pattern), first_(next_number()) {
        group_.watch_for_errors(std::min(kWatched, group_.size()), [this](const std::string& why) {
            if (!why.starts_with(kTooMuch)) {
                give_up(why);
            }
            refused_ = true;
        });
        const std::size_t stride = std::max<std::size_t>(1, group_.size() / kProbes);
        // In pairs everybody is timed: each message has one receiver, and its own comes back too.
        for (std::size_t i = 0; i < group_.size(); i += pattern_ == Pattern::pairs ? 1 : stride) {
            group_.at(i).on_marker = [this, i](std::string_view text) { on_message(i, text); };
        }
    }
    ~Offering() {
        for (std::size_t i = 0; i < group_.size(); ++i) {
            group_.at(i).on_marker = nullptr;
            group_.at(i).on_frame = nullptr;
        }
    }
    Offering(const Offering&) = delete;
    Offering& operator=(const Offering&) = delete;

    Offered run(double per_second, double seconds);

private:
    void send_one();
    void on_message(std::size_t member, std::string_view text);
    [[nodiscard]] std::uint64_t expected() const {
        return sent_.size() * (pattern_ == Pattern::pairs ? 2 : group_.size());
    }

    Group& group_;
    Pattern pattern_;
    std::uint64_t first_;
    std::vector<std::pair<std::int64_t, std::size_t>> sent_;  // when, and by whom
    std::uint64_t came_ = 0;
    bool refused_ = false;
    std::vector<double> times_ms_;
};

void Offering::send_one() {
    const std::uint64_t number = next_number();
    const std::size_t member = sent_.size() % group_.size();
    sent_.emplace_back(now_ns(), member);
    group_.at(member).send(pattern_ == Pattern::pairs ? group_.side().send_pair(member / 2, number)
                                                      : group_.side().send_large(number));
}

void Offering::on_message(std::size_t member, std::string_view text) {
    const std::uint64_t index = number_of(text) - first_ - 1;
    if (index >= sent_.size() || (pattern_ == Pattern::pairs && sent_[index].second == member)) {
        return;  // cut by a read, of an earlier run, or one's own
    }
    times_ms_.push_back(static_cast<double>(now_ns() - sent_[index].first) / 1e6);
}

Offered Offering::run(double per_second, double seconds) {
    const std::int64_t begin = now_ns();
    const auto all = static_cast<std::size_t>(std::max(1.0, per_second * seconds));
    const std::int64_t end = begin + static_cast<std::int64_t>(seconds * 1e9);
    const std::int64_t late = end + static_cast<std::int64_t>(seconds * 2e9);
    sent_.reserve(all);
    const auto due_ns = [&](std::size_t index) {
        return begin + static_cast<std::int64_t>(static_cast<double>(index) * 1e9 / per_second);
    };
    // Whoever cannot keep up would otherwise go on for ever.
    while (!refused_ && sent_.size() < all && now_ns() < late) {
        while (sent_.size() < all && now_ns() >= due_ns(sent_.size())) {
            send_one();
        }
        const std::int64_t wait = sent_.size() < all ? due_ns(sent_.size()) - now_ns() : 0;
        came_ += group_.read(static_cast<int>(std::clamp<std::int64_t>(wait / 1'000'000, 0, 10)));
    }
    const double took = static_cast<double>(std::max(now_ns(), end) - begin) / 1e9;
    while (!refused_ && came_ < expected() && now_ns() < late) {
        came_ += group_.read(10);
    }
    Offered offered{.per_second = static_cast<double>(sent_.size()) / took,
                    .p50_ms = percentile(times_ms_, 0.5),
                    .p99_ms = percentile(times_ms_, 0.99),
                    .complete = !refused_ && came_ >= expected()};
    group_.settle();  // a late rest must not count for the next run
    return offered;
}

}  // namespace

Offered offer(Group& group, Pattern pattern, double per_second, double seconds) {
    return Offering(group, pattern).run(per_second, seconds);
}

Reached find_rate(Group& group, Pattern pattern, double from, double to, double seconds,
                  double p99_ms) {
    Reached best;
    const auto holds = [&](double rate) {
        const Offered offered = offer(group, pattern, rate, seconds);
        const bool good =
            offered.complete && offered.p99_ms <= p99_ms && offered.per_second >= rate * kKeptUp;
        if (good) {
            best = {.per_second = offered.per_second,
                    .p50_ms = offered.p50_ms,
                    .p99_ms = offered.p99_ms};
        }
        return good;
    };
    double low = 0;
    double high = from;
    while (holds(high)) {
        low = high;
        if (high >= to) {
            return best;
        }
        high = std::min(to, high * kStep);
    }
    for (int i = 0; low > 0 && i < kBisections; ++i) {
        const double middle = (low + high) / 2;
        (holds(middle) ? low : high) = middle;
    }
    return best;
}

}  // namespace teahouse::bench
