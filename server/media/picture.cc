// SPDX-License-Identifier: MIT
#include "media/picture.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <utility>

namespace teahouse::media {
namespace {

constexpr std::string_view kPngSignature = "\x89PNG\r\n\x1a\n";

std::uint32_t byte_at(std::string_view bytes, std::size_t at) {
    return static_cast<unsigned char>(bytes[at]);
}

std::uint32_t big_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < size; ++i) {
        value = value << 8U | byte_at(bytes, at + i);
    }
    return value;
}

std::uint32_t little_endian(std::string_view bytes, std::size_t at, std::size_t size) {
    std::uint32_t value = 0;
    for (std::size_t i = size; i > 0; --i) {
        value = value << 8U | byte_at(bytes, at + i - 1);
    }
    return value;
}

tl::unexpected<Error> broken() { return fail(ErrorCode::invalid, "the picture is broken", "file"); }

// --- PNG: signature, then chunks of length, type, data, CRC ------------------------------------

// What is needed to show the picture; everything else (tEXt, eXIf, tIME, iCCP …) may tell about
// people.
bool keeps_png_chunk(std::string_view type) {
    constexpr std::array<std::string_view, 12> kKept = {"IHDR", "PLTE", "IDAT", "IEND",
                                                        "tRNS", "gAMA", "cHRM", "sRGB",
                                                        "sBIT", "acTL", "fcTL", "fdAT"};
    for (const std::string_view kept : kKept) {
        if (type == kept) {
            return true;
        }
    }
    return false;
}

Result<Picture> read_png(std::string_view bytes) {
    Picture picture{
        .type = PictureType::png, .width = 0, .height = 0, .bytes = std::string(kPngSignature)};
    std::size_t at = kPngSignature.size();
    bool has_data = false;
    while (at + 12 <= bytes.size()) {
        const std::uint32_t length = big_endian(bytes, at, 4);
        if (length > bytes.size() - at - 12) {
            return broken();
        }
        const std::string_view type = bytes.substr(at + 4, 4);
        const bool first = at == kPngSignature.size();
        if (first != (type == "IHDR") || (first && length != 13)) {
            return broken();
        }
        if (first) {
            picture.width = big_endian(bytes, at + 8, 4);
            picture.height = big_endian(bytes, at + 12, 4);
        }
        has_data = has_data || type == "IDAT";
        if (keeps_png_chunk(type)) {
            picture.bytes += bytes.substr(at, length + 12);
        }
        at += length + 12;
        if (type == "IEND") {
            return has_data ? Result<Picture>(std::move(picture)) : broken();
        }
    }
    return broken();
}

// --- JPEG: markers; most head a segment with a length, SOS is followed by the scan itself --------

constexpr std::uint32_t kEndOfImage = 0xD9;
constexpr std::uint32_t kStartOfScan = 0xDA;
constexpr std::uint32_t kComment = 0xFE;

bool is_frame_header(std::uint32_t marker) {
    return marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC;
}

// TEM, RST and SOI have no length; between segments they have no business, and read as one they
// would hide what follows.
bool heads_segment(std::uint32_t marker) {
    return marker >= 0xC0 && (marker < 0xD0 || marker > 0xD8);
}

bool keeps_jpeg_segment(std::uint32_t marker, std::string_view data) {
    if (marker == kComment) {
        return false;
    }
    if (marker >= 0xE1 && marker <= 0xEF) {
        return marker == 0xEE && data.starts_with("Adobe");  // tells the colour transform
    }
    return true;
}

// Where the marker behind a scan begins. Within a scan 0xFF is followed by 0 or a restart marker.
std::size_t end_of_scan(std::string_view bytes, std::size_t at) {
    for (; at + 1 < bytes.size(); ++at) {
        const std::uint32_t next = byte_at(bytes, at + 1);
        const bool within = next == 0 || next == 0xFF || (next >= 0xD0 && next <= 0xD7);
        if (byte_at(bytes, at) == 0xFF && !within) {
            return at;
        }
    }
    return bytes.size();
}

// Takes the size out of a frame header. False: too short, or a second one.
bool take_jpeg_size(std::string_view data, Picture& picture) {
    if (data.size() < 5 || picture.width != 0) {
        return false;
    }
    picture.height = big_endian(data, 1, 2);
    picture.width = big_endian(data, 3, 2);
    return true;
}

// Ends at the first end marker: what is hung on behind it (a second picture with its own metadata,
// a film) stays out. Progressive pictures have several scans with segments between them.
Result<Picture> read_jpeg(std::string_view bytes) {
    Picture picture{.type = PictureType::jpeg, .width = 0, .height = 0, .bytes = "\xFF\xD8"};
    std::size_t at = 2;
    bool has_scan = false;
    while (at + 2 <= bytes.size() && byte_at(bytes, at) == 0xFF) {
        const std::uint32_t marker = byte_at(bytes, at + 1);
        if (marker == 0xFF) {
            ++at;  // fill byte
            continue;
        }
        if (marker == kEndOfImage) {
            picture.bytes += "\xFF\xD9";
            return has_scan && picture.width != 0 ? Result<Picture>(std::move(picture)) : broken();
        }
        const std::uint32_t length = at + 4 <= bytes.size() ? big_endian(bytes, at + 2, 2) : 0;
        if (!heads_segment(marker) || length < 2 || length > bytes.size() - at - 2) {
            return broken();
        }
        const std::string_view data = bytes.substr(at + 4, length - 2);
        if (is_frame_header(marker) && !take_jpeg_size(data, picture)) {
            return broken();
        }
        std::size_t end = at + 2 + length;
        if (marker == kStartOfScan) {
            has_scan = true;
            end = end_of_scan(bytes, end);
        }
        if (keeps_jpeg_segment(marker, data)) {
            picture.bytes += bytes.substr(at, end - at);
        }
        at = end;
    }
    return broken();
}

// --- WebP: a RIFF container of chunks; the frames of an animation hold chunks themselves ---------

struct WebpChunk {
    std::string_view type;
    std::string_view data;
    std::size_t whole = 0;  // with head and padding, as far as it is there
};

std::optional<WebpChunk> webp_chunk(std::string_view bytes) {
    if (bytes.size() < 8) {
        return std::nullopt;
    }
    const std::size_t length = little_endian(bytes, 4, 4);
    if (length > bytes.size() - 8) {
        return std::nullopt;
    }
    return WebpChunk{.type = bytes.substr(0, 4),
                     .data = bytes.substr(8, length),
                     .whole = std::min(bytes.size(), 8 + length + length % 2)};
}

void add_webp_chunk(std::string_view type, std::string_view data, std::string& out) {
    out += type;
    for (std::size_t i = 0; i < 4; ++i) {
        out += static_cast<char>(data.size() >> (8 * i) & 0xFFU);
    }
    out += data;
    if (data.size() % 2 == 1) {
        out += '\0';
    }
}

struct WebpSize {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

std::optional<WebpSize> webp_size(std::string_view type, std::string_view data) {
    if (type == "VP8X" && data.size() >= 10) {
        return WebpSize{.width = little_endian(data, 4, 3) + 1,
                        .height = little_endian(data, 7, 3) + 1};
    }
    if (type == "VP8 " && data.size() >= 10) {
        return WebpSize{.width = little_endian(data, 6, 2) & 0x3FFFU,
                        .height = little_endian(data, 8, 2) & 0x3FFFU};
    }
    if (type == "VP8L" && data.size() >= 5) {
        const std::uint32_t bits = little_endian(data, 1, 4);
        return WebpSize{.width = (bits & 0x3FFFU) + 1, .height = (bits >> 14U & 0x3FFFU) + 1};
    }
    return std::nullopt;
}

// The largest of all sizes that the file names: a small canvas may announce a huge frame.
void take_webp_size(const WebpChunk& chunk, Picture& picture) {
    if (const auto size = webp_size(chunk.type, chunk.data)) {
        picture.width = std::max(picture.width, size->width);
        picture.height = std::max(picture.height, size->height);
    }
}

bool is_webp_pixels(std::string_view type) {
    return type == "VP8 " || type == "VP8L" || type == "ALPH";
}

constexpr std::size_t kWebpFrameHeadBytes = 16;
constexpr char kWebpMetadataFlags = 0x20 | 0x08 | 0x04;  // ICC, EXIF, XMP

// A frame of an animation with its pixels only. None: broken.
std::optional<std::string> clean_webp_frame(std::string_view data, Picture& picture) {
    if (data.size() < kWebpFrameHeadBytes) {
        return std::nullopt;
    }
    std::string frame(data.substr(0, kWebpFrameHeadBytes));
    data.remove_prefix(kWebpFrameHeadBytes);
    while (!data.empty()) {
        const auto chunk = webp_chunk(data);
        if (!chunk) {
            return std::nullopt;
        }
        if (is_webp_pixels(chunk->type)) {
            take_webp_size(*chunk, picture);
            add_webp_chunk(chunk->type, chunk->data, frame);
        }
        data.remove_prefix(chunk->whole);
    }
    return frame;
}

// Adds the chunk to the copy if it is needed to show the picture. False: broken.
bool take_webp_chunk(const WebpChunk& chunk, Picture& picture) {
    take_webp_size(chunk, picture);
    if (chunk.type == "ANMF") {
        const auto frame = clean_webp_frame(chunk.data, picture);
        if (frame) {
            add_webp_chunk(chunk.type, *frame, picture.bytes);
        }
        return frame.has_value();
    }
    if (chunk.type == "VP8X" && !chunk.data.empty()) {
        std::string data(chunk.data);
        data[0] = static_cast<char>(data[0] & ~kWebpMetadataFlags);
        add_webp_chunk(chunk.type, data, picture.bytes);
    } else if (is_webp_pixels(chunk.type) || chunk.type == "ANIM") {
        add_webp_chunk(chunk.type, chunk.data, picture.bytes);
    }
    return true;
}

Result<Picture> read_webp(std::string_view bytes) {
    Picture picture{.type = PictureType::webp, .width = 0, .height = 0, .bytes = {}};
    const std::size_t named = little_endian(bytes, 4, 4);
    if (named < 4 || named > bytes.size() - 8) {
        return broken();
    }
    std::string_view rest = bytes.substr(12, named - 4);  // what is behind it stays out
    while (!rest.empty()) {
        const auto chunk = webp_chunk(rest);
        if (!chunk || !take_webp_chunk(*chunk, picture)) {
            return broken();
        }
        rest.remove_prefix(chunk->whole);
    }
    std::string whole;
    add_webp_chunk("RIFF", "WEBP" + picture.bytes, whole);
    picture.bytes = std::move(whole);
    return picture;
}

Result<Picture> read_any(std::string_view bytes) {
    if (bytes.starts_with(kPngSignature)) {
        return read_png(bytes);
    }
    if (bytes.starts_with("\xFF\xD8\xFF")) {
        return read_jpeg(bytes);
    }
    if (bytes.size() >= 12 && bytes.starts_with("RIFF") && bytes.substr(8, 4) == "WEBP") {
        return read_webp(bytes);
    }
    return fail(ErrorCode::unsupported_type, "send a PNG, JPEG or WebP picture", "file");
}

}  // namespace

std::string_view content_type(PictureType type) {
    switch (type) {
        case PictureType::png: return "image/png";
        case PictureType::jpeg: return "image/jpeg";
        case PictureType::webp: return "image/webp";
    }
    return "application/octet-stream";
}

std::string_view suffix(PictureType type) {
    switch (type) {
        case PictureType::png: return "png";
        case PictureType::jpeg: return "jpg";
        case PictureType::webp: return "webp";
    }
    return "bin";
}

Result<Picture> read_picture(std::string_view bytes, std::uint32_t side_max) {
    TRY(picture, read_any(bytes));
    if (picture.width == 0 || picture.height == 0) {
        return broken();
    }
    if (picture.width > side_max || picture.height > side_max) {
        return fail(ErrorCode::too_large, "the picture has too many pixels", "file");
    }
    return std::move(picture);
}

}  // namespace teahouse::media
