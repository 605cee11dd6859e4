// SPDX-License-Identifier: MIT
// The newest packets of one stream, for viewers that have missed some. A NACK is answered from here
// and never passed on: what a publisher sent again would be a replay for those who have it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/limits_sfu.h"

namespace teahouse::rtc {

// A ring of kPacketCacheBytes that holds at most kPacketCachePackets; its memory is taken with the
// first packet and does not grow. On the router's thread.
class PacketCache {
public:
    // Larger packets than kPacketCacheBytesMax are not kept.
    void put(std::uint16_t sequence, std::span<const std::uint8_t> packet);
    // Empty: not there, or no longer. Valid until the next put().
    [[nodiscard]] std::span<const std::uint8_t> find(std::uint16_t sequence) const;
    [[nodiscard]] std::size_t memory_bytes() const;

private:
    struct Entry {
        std::uint64_t begin = 0;  // counted from the first byte ever put
        std::uint16_t sequence = 0;
        std::uint16_t bytes = 0;  // 0: never used
    };

    std::unique_ptr<std::uint8_t[]> ring_;
    std::uint64_t head_ = 0;
    std::array<Entry, limits::kPacketCachePackets> entries_{};  // by sequence
};

}  // namespace teahouse::rtc
