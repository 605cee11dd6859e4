// SPDX-License-Identifier: MIT
// Hostile pictures: read_picture() must neither crash nor run long, and what it keeps must be
// accepted again as it is, within the limits of pixels.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/result.h"
#include "media/picture.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes{reinterpret_cast<const char*>(data), size};
    const teahouse::Result<teahouse::media::Picture> picture = teahouse::media::read_picture(bytes);
    if (!picture) {
        return 0;
    }
    CHECK(picture->width > 0 && picture->width <= teahouse::media::kPictureSideMax);
    CHECK(picture->height > 0 && picture->height <= teahouse::media::kPictureSideMax);
    CHECK(picture->bytes.size() <= size + 1);
    const teahouse::Result<teahouse::media::Picture> again =
        teahouse::media::read_picture(picture->bytes);
    CHECK(again.has_value());
    CHECK(again->bytes == picture->bytes);
    return 0;
}
