// SPDX-License-Identifier: MIT
// Bits per second over the last second.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace teahouse::rtc {

class RateMeter {
public:
    void add(std::size_t bytes, std::int64_t now_us) {
        move_to(now_us);
        slots_[static_cast<std::size_t>(slot_) % kSlots] += bytes;
        sum_ += bytes;
    }
    // Young meters are given the time they have measured.
    [[nodiscard]] double bits_per_second(std::int64_t now_us) {
        move_to(now_us);
        const std::int64_t begun = slot_ - first_ + 1;
        const auto slots = static_cast<double>(
            begun < static_cast<std::int64_t>(kSlots) ? begun : static_cast<std::int64_t>(kSlots));
        return slots > 0 ? static_cast<double>(sum_) * 8 * 1e6 / (slots * kSlotUs) : 0;
    }

private:
    static constexpr std::size_t kSlots = 8;
    static constexpr std::int64_t kSlotUs = 125'000;

    void move_to(std::int64_t now_us) {
        const std::int64_t slot = now_us / kSlotUs;
        if (slot_ < 0 || slot - slot_ >= static_cast<std::int64_t>(kSlots)) {
            slots_.fill(0);
            sum_ = 0;
            first_ = slot_ < 0 ? slot : first_;
            slot_ = slot;
        }
        while (slot_ < slot) {
            ++slot_;
            auto& old = slots_[static_cast<std::size_t>(slot_) % kSlots];
            sum_ -= old;
            old = 0;
        }
    }

    std::array<std::uint64_t, kSlots> slots_{};
    std::uint64_t sum_ = 0;
    std::int64_t slot_ = -1;
    std::int64_t first_ = 0;
};

}  // namespace teahouse::rtc
