// SPDX-License-Identifier: MIT
// Pictures for tests: sound containers with the word SECRET in their metadata. Their pixels are
// nonsense.
#pragma once

#include <cstdint>
#include <string>

namespace teahouse::media::testing {

inline std::string number(std::uint32_t value, std::size_t bytes, bool big) {
    std::string out;
    for (std::size_t i = 0; i < bytes; ++i) {
        out += static_cast<char>(value >> (8 * (big ? bytes - 1 - i : i)) & 0xFFU);
    }
    return out;
}

inline std::string png_chunk(const std::string& type, const std::string& data) {
    return number(static_cast<std::uint32_t>(data.size()), 4, true) + type + data + "\1\2\3\4";
}

inline std::string png(std::uint32_t width, std::uint32_t height) {
    return "\x89PNG\r\n\x1a\n" +
           png_chunk("IHDR", number(width, 4, true) + number(height, 4, true) +
                                 std::string("\x08\x02\0\0\0", 5)) +
           png_chunk("tEXt", "Author SECRET") + png_chunk("IDAT", "pixels") +
           png_chunk("eXIf", "SECRET") + png_chunk("IEND", "");
}

inline std::string jpeg_segment(std::uint8_t marker, const std::string& data) {
    return "\xFF" + std::string(1, static_cast<char>(marker)) +
           number(static_cast<std::uint32_t>(data.size() + 2), 2, true) + data;
}

inline std::string jpeg(std::uint32_t width, std::uint32_t height) {
    return "\xFF\xD8" + jpeg_segment(0xE0, std::string("JFIF\0\1\1", 7)) +
           jpeg_segment(0xE1, "Exif SECRET") + jpeg_segment(0xFE, "SECRET") +
           jpeg_segment(0xC0, "\x08" + number(height, 2, true) + number(width, 2, true) +
                                  "\1\1\x11" + std::string(1, '\0')) +
           jpeg_segment(0xDA, "scan") + std::string("pix\xFF\0els\xFF\xD0", 9) +
           jpeg_segment(0xE1, "between scans SECRET") + jpeg_segment(0xDA, "scan") + "more" +
           "\xFF\xD9" + "\xFF\xD8" + jpeg_segment(0xE1, "another picture SECRET") + "\xFF\xD9";
}

inline std::string webp_chunk(const std::string& type, const std::string& data) {
    return type + number(static_cast<std::uint32_t>(data.size()), 4, false) + data +
           (data.size() % 2 == 1 ? std::string(1, '\0') : std::string());
}

inline std::string riff(const std::string& chunks) {
    return "RIFF" + number(static_cast<std::uint32_t>(chunks.size() + 4), 4, false) + "WEBP" +
           chunks;
}

inline std::string webp(std::uint32_t width, std::uint32_t height) {
    const std::string chunks =
        webp_chunk("VP8X", "\x2C" + std::string(3, '\0') + number(width - 1, 3, false) +
                               number(height - 1, 3, false)) +
        webp_chunk("VP8L",
                   "\x2F" + number((width - 1) | (height - 1) << 14U, 4, false) + "pixels") +
        webp_chunk("EXIF", "SECRET") + webp_chunk("XMP ", "SECRET") + webp_chunk("odd ", "SECRET");
    return riff(chunks) + "SECRET";
}

// A frame of width x height on a canvas of 8 x 8.
inline std::string webp_animation(std::uint32_t width, std::uint32_t height) {
    const std::string frame =
        std::string(16, '\0') + webp_chunk("odd ", "SECRET") +
        webp_chunk("VP8L", "\x2F" + number((width - 1) | (height - 1) << 14U, 4, false) + "pixels");
    return riff(webp_chunk("VP8X", "\x02" + std::string(3, '\0') + number(7, 3, false) +
                                       number(7, 3, false)) +
                webp_chunk("ANIM", std::string(6, '\0')) + webp_chunk("ANMF", frame));
}

}  // namespace teahouse::media::testing
