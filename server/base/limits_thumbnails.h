// SPDX-License-Identifier: MIT
// Bounds of small pictures that the server makes; the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/limits.h"

namespace teahouse::limits {

inline constexpr int kThumbnailSide = 480;                       // pixels, at most
inline constexpr std::uint64_t kThumbnailFromBytes = 64 * 1024;  // smaller files are sent whole
inline constexpr std::uint64_t kThumbnailInputBytesMax = 64ULL * 1024 * 1024;  // larger ones too
inline constexpr std::uint64_t kThumbnailPixelsMax = 64'000'000;
inline constexpr std::size_t kThumbnailQueueMax = 16;  // that wait; then the file is sent whole
inline constexpr std::size_t kThumbnailFailuresMax =
    1'000;                                            // remembered, so that none is tried twice
inline constexpr std::int64_t kThumbnailMs = 10'000;  // of one, then its process is ended
inline constexpr std::uint64_t kThumbnailCpuSeconds = 5;
inline constexpr std::uint64_t kThumbnailMemoryBytes = 512ULL * 1024 * 1024;
inline constexpr std::uint64_t kThumbnailFileBytes = 1024 * 1024;  // more is not written anywhere

static_assert(kThumbBytesMax <= kThumbnailFileBytes);

}  // namespace teahouse::limits
