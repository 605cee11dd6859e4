// SPDX-License-Identifier: MIT
// Looks at profile pictures without decoding them: type from the first bytes, size in pixels from
// the headers, and a copy without metadata (positions, comments, thumbnails). PNG (RFC 2083), JPEG
// (ITU T.81), WebP (RIFF container).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse::media {

enum class PictureType : std::uint8_t { png, jpeg, webp };

std::string_view content_type(PictureType type);
// "png", "jpg", "webp"
std::string_view suffix(PictureType type);

struct Picture {
    PictureType type = PictureType::png;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::string bytes;  // without metadata
};

inline constexpr std::uint32_t kPictureSideMax = 4096;

// Pictures in messages may be larger than those of people.
inline constexpr std::uint32_t kPhotoSideMax = 16'384;
// A few bytes may claim very many pixels, which every reader's browser would make room for.
inline constexpr std::uint64_t kPhotoPixelsMax = 100'000'000;

// unsupported_type: none of the three; invalid: broken; too_large: more pixels than `side_max`
// on a side.
Result<Picture> read_picture(std::string_view bytes, std::uint32_t side_max = kPictureSideMax);

}  // namespace teahouse::media
