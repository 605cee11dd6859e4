// SPDX-License-Identifier: MIT
#include "media/sniff.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

namespace teahouse::media {
namespace {

using namespace std::string_view_literals;

struct Magic {
    std::size_t offset;
    std::string_view bytes;
    std::string_view mime;
};

constexpr std::array kMagic = {
    Magic{0, "\x89PNG\r\n\x1A\n"sv, "image/png"},
    Magic{0, "\xFF\xD8\xFF"sv, "image/jpeg"},
    Magic{0, "GIF87a"sv, "image/gif"},
    Magic{0, "GIF89a"sv, "image/gif"},
    Magic{0, "fLaC"sv, "audio/flac"},
    Magic{0, "ID3"sv, "audio/mpeg"},
    Magic{0, "%PDF-"sv, "application/pdf"},
    Magic{0, "PK\x03\x04"sv, "application/zip"},
    Magic{0, "\x1F\x8B\x08"sv, "application/gzip"},
    Magic{0, "7z\xBC\xAF\x27\x1C"sv, "application/x-7z-compressed"},
};

constexpr std::array kInline = {
    "image/png"sv, "image/jpeg"sv, "image/gif"sv,  "image/webp"sv, "audio/mpeg"sv, "audio/mp4"sv,
    "audio/ogg"sv, "audio/wav"sv,  "audio/flac"sv, "video/mp4"sv,  "video/webm"sv,
};

std::string_view sniff_riff(std::string_view head) {
    if (head.substr(8, 4) == "WEBP") {
        return "image/webp";
    }
    return head.substr(8, 4) == "WAVE" ? "audio/wav"sv : kUnknownType;
}

// ISO base media (ISO/IEC 14496-12): the brand says what it is for.
std::string_view sniff_boxes(std::string_view head) {
    constexpr std::array kVideo = {"isom"sv, "iso2"sv, "iso4"sv, "iso5"sv, "iso6"sv, "mp41"sv,
                                   "mp42"sv, "avc1"sv, "M4V "sv, "MSNV"sv, "dash"sv};
    const std::string_view brand = head.substr(8, 4);
    if (brand == "M4A " || brand == "M4B ") {
        return "audio/mp4";
    }
    return std::ranges::find(kVideo, brand) != kVideo.end() ? "video/mp4"sv : kUnknownType;
}

std::string_view sniff_ogg(std::string_view head) {
    const std::string_view first = head.substr(0, 256);
    const bool sound = first.find("OpusHead") != std::string_view::npos ||
                       first.find("\x01vorbis") != std::string_view::npos ||
                       first.find(
                           "\x7F"
                           "FLAC") != std::string_view::npos;
    return sound ? "audio/ogg"sv : kUnknownType;
}

// A frame of MPEG layer III without tags: sync, version, layer, and a bit rate and a sampling rate
// that exist.
bool is_mpeg_audio(std::string_view head) {
    if (head.size() < 4) {
        return false;
    }
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(head[i]); };
    return at(0) == 0xFF && (at(1) & 0xE6U) == 0xE2U && (at(2) & 0xF0U) != 0xF0U &&
           (at(2) & 0xF0U) != 0 && (at(2) & 0x0CU) != 0x0CU;
}

}  // namespace

std::string_view sniff(std::string_view head) {
    for (const Magic& magic : kMagic) {
        if (head.size() >= magic.offset + magic.bytes.size() &&
            head.substr(magic.offset, magic.bytes.size()) == magic.bytes) {
            return magic.mime;
        }
    }
    if (head.size() >= 12 && head.starts_with("RIFF")) {
        return sniff_riff(head);
    }
    if (head.size() >= 12 && head.substr(4, 4) == "ftyp") {
        return sniff_boxes(head);
    }
    if (head.starts_with("OggS")) {
        return sniff_ogg(head);
    }
    if (head.starts_with("\x1A\x45\xDF\xA3")) {
        return head.substr(0, 64).find("webm") != std::string_view::npos ? "video/webm"sv
                                                                         : kUnknownType;
    }
    return is_mpeg_audio(head) ? "audio/mpeg"sv : kUnknownType;
}

bool is_shown_inline(std::string_view mime) {
    return std::ranges::find(kInline, mime) != kInline.end();
}

PixelSize gif_size(std::string_view head) {
    if (head.size() < 10) {
        return {};
    }
    const auto at = [&](std::size_t i) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(head[i]));
    };
    return {.width = at(6) | at(7) << 8U, .height = at(8) | at(9) << 8U};
}

}  // namespace teahouse::media
