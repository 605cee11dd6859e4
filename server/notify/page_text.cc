// SPDX-License-Identifier: MIT
#include "notify/page_text.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/utf8.h>
#include <unicode/utypes.h>

#include "base/ascii.h"
#include "base/utf8.h"
#include "text/fold.h"

namespace teahouse::notify {
namespace {

constexpr std::size_t kNowhere = std::string_view::npos;

// --- Charsets

struct Charset {
    std::string_view label;  // WHATWG Encoding, and what pages write
    const char* converter;   // of ICU
};
constexpr const char* kUtf8 = "UTF-8";
constexpr std::array kCharsets = {
    Charset{.label = "utf-8", .converter = kUtf8},
    Charset{.label = "utf8", .converter = kUtf8},
    Charset{.label = "gb18030", .converter = "gb18030"},
    Charset{.label = "gbk", .converter = "gb18030"},
    Charset{.label = "gb2312", .converter = "gb18030"},
    Charset{.label = "x-gbk", .converter = "gb18030"},
    Charset{.label = "big5", .converter = "Big5"},
    Charset{.label = "big5-hkscs", .converter = "Big5-HKSCS"},
    Charset{.label = "shift_jis", .converter = "windows-31j"},
    Charset{.label = "euc-jp", .converter = "EUC-JP"},
    Charset{.label = "euc-kr", .converter = "windows-949"},
    Charset{.label = "iso-8859-1", .converter = "windows-1252"},
    Charset{.label = "us-ascii", .converter = "windows-1252"},
    Charset{.label = "windows-1252", .converter = "windows-1252"},
    Charset{.label = "windows-1251", .converter = "windows-1251"},
};

// The word behind charset=, wherever that stands; empty: nowhere.
std::string label_in(std::string_view text) {
    constexpr std::string_view kName = "charset";
    const auto same = [](char a, char b) { return ascii::to_lower(a) == b; };
    for (;;) {
        const auto found = std::ranges::search(text, kName, same);
        if (found.empty()) {
            return {};
        }
        text.remove_prefix(static_cast<std::size_t>(found.end() - text.begin()));
        const std::size_t sign = text.find_first_not_of(" \t\r\n");
        if (sign == kNowhere || text[sign] != '=') {
            continue;
        }
        const std::size_t start = text.find_first_not_of(" \t\r\n\"'", sign + 1);
        if (start == kNowhere) {
            return {};
        }
        const std::string_view rest = text.substr(start);
        return ascii::to_lower(rest.substr(0, rest.find_first_of(" \t\r\n\"';/>")));
    }
}

const char* converter_of(std::string_view bytes, std::string_view type) {
    constexpr std::size_t kLookedAt = 2'048;  // pages say it early
    if (bytes.starts_with("\xEF\xBB\xBF")) {
        return kUtf8;
    }
    for (const std::string& label : {label_in(type), label_in(bytes.substr(0, kLookedAt))}) {
        for (const Charset& charset : kCharsets) {
            if (charset.label == label) {
                return charset.converter;
            }
        }
    }
    return kUtf8;
}

struct CloseConverter {
    void operator()(UConverter* converter) const { ucnv_close(converter); }
};

// --- Entities

struct Entity {
    std::string_view name;
    char32_t character;
};
constexpr std::array kEntities = {
    Entity{.name = "amp", .character = U'&'},
    Entity{.name = "lt", .character = U'<'},
    Entity{.name = "gt", .character = U'>'},
    Entity{.name = "quot", .character = U'"'},
    Entity{.name = "apos", .character = U'\''},
    Entity{.name = "nbsp", .character = U' '},
    Entity{.name = "ensp", .character = U' '},
    Entity{.name = "emsp", .character = U' '},
    Entity{.name = "middot", .character = U'\u00B7'},
    Entity{.name = "bull", .character = U'\u2022'},
    Entity{.name = "hellip", .character = U'\u2026'},
    Entity{.name = "mdash", .character = U'\u2014'},
    Entity{.name = "ndash", .character = U'\u2013'},
    Entity{.name = "lsquo", .character = U'\u2018'},
    Entity{.name = "rsquo", .character = U'\u2019'},
    Entity{.name = "ldquo", .character = U'\u201C'},
    Entity{.name = "rdquo", .character = U'\u201D'},
    Entity{.name = "laquo", .character = U'\u00AB'},
    Entity{.name = "raquo", .character = U'\u00BB'},
    Entity{.name = "lsaquo", .character = U'\u2039'},
    Entity{.name = "rsaquo", .character = U'\u203A'},
    Entity{.name = "copy", .character = U'\u00A9'},
    Entity{.name = "reg", .character = U'\u00AE'},
    Entity{.name = "trade", .character = U'\u2122'},
    Entity{.name = "times", .character = U'\u00D7'},
    Entity{.name = "deg", .character = U'\u00B0'},
    Entity{.name = "euro", .character = U'\u20AC'},
    Entity{.name = "pound", .character = U'\u00A3'},
    Entity{.name = "yen", .character = U'\u00A5'},
    Entity{.name = "sect", .character = U'\u00A7'},
    Entity{.name = "eacute", .character = U'\u00E9'},
    Entity{.name = "egrave", .character = U'\u00E8'},
    Entity{.name = "agrave", .character = U'\u00E0'},
    Entity{.name = "ccedil", .character = U'\u00E7'},
    Entity{.name = "auml", .character = U'\u00E4'},
    Entity{.name = "ouml", .character = U'\u00F6'},
    Entity{.name = "uuml", .character = U'\u00FC'},
    Entity{.name = "szlig", .character = U'\u00DF'},
    Entity{.name = "ntilde", .character = U'\u00F1'},
};
constexpr std::size_t kEntityCharsMax = 10;  // between & and ;

constexpr bool is_character(char32_t c) {
    return c != 0 && c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
}

std::optional<char32_t> numbered(std::string_view digits) {
    const bool hex = digits.starts_with('x') || digits.starts_with('X');
    digits.remove_prefix(hex ? 1 : 0);
    if (digits.empty()) {
        return std::nullopt;
    }
    char32_t value = 0;
    for (const char c : digits) {
        const int digit = ascii::hex_value(c);
        if (digit < 0 || (!hex && digit > 9)) {
            return std::nullopt;
        }
        // The length is bounded, so that this does not overflow more than once: what is too large
        // stays too large.
        value =
            std::min<char32_t>(value * (hex ? 16U : 10U) + static_cast<char32_t>(digit), 0x110000);
    }
    return is_character(value) ? value : U'\uFFFD';
}

std::optional<char32_t> entity(std::string_view name) {
    if (name.starts_with('#')) {
        return numbered(name.substr(1));
    }
    const auto found = std::ranges::find(kEntities, name, &Entity::name);
    return found == kEntities.end() ? std::nullopt : std::optional(found->character);
}

// --- Lines

// Of the marks that are not seen only the one that joins emoji is kept: the others turn lines
// around, or let words look like others.
bool is_dropped(UChar32 c) {
    constexpr UChar32 kJoiner = 0x200D;
    const auto kind = U_GET_GC_MASK(c);
    return c < 0 || (kind & (U_GC_CC_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK)) != 0 ||
           ((kind & U_GC_CF_MASK) != 0 && c != kJoiner);
}

void cut(std::string& line, std::size_t bytes_max) {
    constexpr std::string_view kEllipsis = "…";
    if (line.size() <= bytes_max) {
        return;
    }
    std::size_t end = bytes_max - kEllipsis.size();
    while ((static_cast<unsigned char>(line[end]) & 0xC0U) == 0x80U) {
        --end;
    }
    line.resize(end);
    while (line.ends_with(' ')) {
        line.pop_back();
    }
    line += kEllipsis;
}

}  // namespace

std::string page_to_utf8(std::string_view bytes, std::string_view type) {
    const char* const name = converter_of(bytes, type);
    if (name == kUtf8 && is_utf8(bytes)) {
        return std::string(bytes);
    }
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, CloseConverter> converter(ucnv_open(name, &error));
    // No byte becomes more than three.
    std::string text(bytes.size() * 3 + 1, '\0');
    const std::int32_t size =
        U_FAILURE(error) != 0
            ? 0
            : ucnv_toAlgorithmic(UCNV_UTF8, converter.get(), text.data(),
                                 static_cast<std::int32_t>(text.size()), bytes.data(),
                                 static_cast<std::int32_t>(bytes.size()), &error);
    text.resize(U_FAILURE(error) != 0 ? 0 : static_cast<std::size_t>(size));
    return text;
}

std::string decode_entities(std::string_view text) {
    std::string decoded;
    std::size_t at = 0;
    while (at < text.size()) {
        const std::size_t sign = std::min(text.find('&', at), text.size());
        decoded += text.substr(at, sign - at);
        if (sign == text.size()) {
            break;
        }
        const std::string_view rest = text.substr(sign + 1, kEntityCharsMax + 1);
        const std::size_t end = rest.find(';');
        const auto character = end == kNowhere ? std::nullopt : entity(rest.substr(0, end));
        if (character) {
            text::append_utf8(*character, decoded);
            at = sign + end + 2;
        } else {
            decoded += '&';
            at = sign + 1;
        }
    }
    return decoded;
}

// NOLINTNEXTLINE(readability-function-size): a macro of ICU in it
std::string one_line(std::string_view text, std::size_t bytes_max) {
    std::string line;
    bool space = false;
    std::int32_t at = 0;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int32_t>(text.size());
    while (at < size && line.size() <= bytes_max) {
        UChar32 c = 0;
        // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): the same
        U8_NEXT(bytes, at, size, c);
        if (c >= 0 && u_isUWhiteSpace(c) != 0) {
            space = !line.empty();
        } else if (!is_dropped(c)) {
            if (space) {
                line += ' ';
                space = false;
            }
            text::append_utf8(static_cast<char32_t>(c), line);
        }
    }
    cut(line, bytes_max);
    return line;
}

}  // namespace teahouse::notify
