// SPDX-License-Identifier: MIT
// Cuts fuzz input: the first byte is a choice of options, the second a seed for where the rest is
// split.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace teahouse::fuzz {

class Cutter {
public:
    Cutter(const std::uint8_t* data, std::size_t size)
        : options_(size > 0 ? data[0] : 0), seed_(size > 1 ? data[1] : 0) {
        if (size > 2) {
            rest_ = {reinterpret_cast<const char*>(data) + 2, size - 2};
        }
    }

    [[nodiscard]] unsigned options() const { return options_; }
    [[nodiscard]] std::string_view whole() const { return rest_; }

    // Pieces of the whole, one after the other; empty at the end. Seeds below 16 cut pieces of that
    // many bytes.
    std::string_view next() {
        std::size_t size = seed_ & 0x0FU;
        if (seed_ >= 16) {
            state_ = state_ * 1'103'515'245U + 12'345U + seed_;
            size = (state_ >> 16U) % (2U * seed_);
        }
        size = std::min(std::max<std::size_t>(size, 1), rest_.size() - at_);
        const std::string_view piece = rest_.substr(at_, size);
        at_ += size;
        return piece;
    }

private:
    std::string_view rest_;
    std::size_t at_ = 0;
    std::uint32_t state_ = 1;
    std::uint8_t options_;
    std::uint8_t seed_;
};

}  // namespace teahouse::fuzz
