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

// unsupported_type: none of the three; invalid: broken; too_large: more pixels than kPictureSideMax
// on a side.
Result<Picture> read_picture(std::string_view bytes);

}  // namespace teahouse::media
