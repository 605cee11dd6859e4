// SPDX-License-Identifier: MIT
#include "rtc/packet_cache.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

#include "base/limits_sfu.h"

namespace teahouse::rtc {

namespace {
constexpr std::uint64_t kRing = limits::kPacketCacheBytes;
constexpr std::size_t kEntryMask = limits::kPacketCachePackets - 1;
static_assert(limits::kPacketCacheBytesMax < kRing);
}  // namespace

void PacketCache::put(std::uint16_t sequence, std::span<const std::uint8_t> packet) {
    if (packet.empty() || packet.size() > limits::kPacketCacheBytesMax) {
        return;
    }
    if (ring_ == nullptr) {
        ring_ = std::make_unique_for_overwrite<std::uint8_t[]>(kRing);
    }
    // A packet lies in one piece.
    if (head_ % kRing + packet.size() > kRing) {
        head_ += kRing - head_ % kRing;
    }
    std::ranges::copy(packet, ring_.get() + head_ % kRing);
    entries_[sequence & kEntryMask] = {
        .begin = head_, .sequence = sequence, .bytes = static_cast<std::uint16_t>(packet.size())};
    head_ += packet.size();
}

std::span<const std::uint8_t> PacketCache::find(std::uint16_t sequence) const {
    const Entry& entry = entries_[sequence & kEntryMask];
    if (entry.bytes == 0 || entry.sequence != sequence || head_ - entry.begin > kRing) {
        return {};
    }
    return {ring_.get() + entry.begin % kRing, entry.bytes};
}

std::size_t PacketCache::memory_bytes() const {
    return sizeof *this + (ring_ != nullptr ? kRing : 0);
}

}  // namespace teahouse::rtc
