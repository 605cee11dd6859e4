// SPDX-License-Identifier: MIT
// Bounds of previews of links; the others are in limits.h.
#pragma once

#include <cstddef>
#include <cstdint>

namespace teahouse::limits {

inline constexpr std::size_t kLinksPerMessageMax = 3;     // that are looked at; later ones are not
inline constexpr std::size_t kLinkBytesMax = 2'048;       // longer ones are passed over
inline constexpr std::size_t kPreviewAsksMax = 512;       // requests that wait; then `rate_limited`
inline constexpr std::size_t kPreviewAsksPerUserMax = 8;  // the same of one account
inline constexpr std::int64_t kPreviewAnswerMs = 6'000;   // then a request gets what is there
inline constexpr std::size_t kPreviewQueueMax = 512;      // pages to ask; more are passed over
inline constexpr std::size_t kPreviewParallelMax = 4;     // asked at once
inline constexpr std::size_t kPreviewParallelPerHostMax = 2;
inline constexpr std::int64_t kPreviewFetchMs = 5'000;  // one page with its picture
inline constexpr std::uint32_t kPreviewRedirectsMax = 3;
inline constexpr std::size_t kPreviewPageBytesMax = 512 * 1024;  // the rest is not read
inline constexpr std::size_t kPreviewPictureBytesMax = 2 * 1024 * 1024;
inline constexpr std::uint64_t kPreviewPixelsMax = 16'000'000;
inline constexpr std::size_t kPreviewCardsMax = 2'000;  // remembered; what was not asked for goes
inline constexpr std::int64_t kPreviewKeptMs = 86'400'000;
inline constexpr std::int64_t kPreviewFaultMs = 600'000;  // that there was none, so long
inline constexpr std::uint64_t kPreviewFolderBytesMax =
    128ULL * 1024 * 1024;                                              // then the least used
inline constexpr std::size_t kPreviewPicturesMax = 4'000;              // kept, the oldest goes
inline constexpr std::int64_t kPreviewPictureMs = 2 * kPreviewKeptMs;  // since it was fetched
inline constexpr std::size_t kPreviewSiteBytes = 128;                  // of LinkCard, as the schema
inline constexpr std::size_t kPreviewTitleBytes = 256;
inline constexpr std::size_t kPreviewTextBytes = 512;

}  // namespace teahouse::limits
