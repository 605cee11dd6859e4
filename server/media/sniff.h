// SPDX-License-Identifier: MIT
// What a file is, from its first bytes; its name says nothing. And what of it a browser may show in
// place.
#pragma once

#include <cstdint>
#include <string_view>

namespace teahouse::media {

inline constexpr std::size_t kSniffBytes = 4096;
inline constexpr std::string_view kUnknownType = "application/octet-stream";

// The type of a file that begins with `head`; kUnknownType for everything that is not on our short
// list. HTML, SVG and other text are never recognised, so that they are never served as such.
std::string_view sniff(std::string_view head);

// Raster pictures, sound and video: served inline. All else is an attachment of no type.
bool is_shown_inline(std::string_view mime);

struct PixelSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};
// Of a GIF, which is kept as it is.
PixelSize gif_size(std::string_view head);

}  // namespace teahouse::media
