// SPDX-License-Identifier: MIT
// Bounds of stickers of one's own, and of what administrators do with files; the others are in
// limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::size_t kStickersMax = 200;  // of one account; then `too_large`
inline constexpr std::uint64_t kStickerFileBytesMax = 1024 * 1024;
inline constexpr std::uint32_t kStickerSideMax = 1'024;       // pixels
inline constexpr std::uint32_t kFileRemoveBatch = 100;        // messages taken back at once
inline constexpr std::uint32_t kFileRemoveRoundsMax = 1'000;  // of those for one request
inline constexpr std::size_t kFileRemovalsMax = 16;           // requests under way
inline constexpr std::int64_t kFileRemoveMs = 50;             // between two rounds

}  // namespace teahouse::limits
