// SPDX-License-Identifier: MIT
#include "text/fold.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <unicode/utypes.h>

#include "base/check.h"

namespace teahouse::text {

namespace {

const icu::Normalizer2& folding() {
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* found = icu::Normalizer2::getNFKCCasefoldInstance(status);
    CHECK(U_SUCCESS(status));
    return *found;
}

bool is_han(UChar32 c) { return c >= 0x4E00 && c <= 0x9FFF; }
// Characters that are their own fold and that no mark before them changes.
bool is_plain(UChar32 c) { return c < 0x80 || is_han(c); }

bool is_dense_script(UChar32 c) {
    if (is_han(c) || c == 0x3005 || c == 0x30FC) {
        return true;
    }
    UErrorCode status = U_ZERO_ERROR;
    switch (uscript_getScript(c, &status)) {
        case USCRIPT_HAN:
        case USCRIPT_HIRAGANA:
        case USCRIPT_KATAKANA:
        case USCRIPT_BOPOMOFO:
        case USCRIPT_HANGUL:
        case USCRIPT_THAI:
        case USCRIPT_LAO:
        case USCRIPT_KHMER:
        case USCRIPT_MYANMAR: return true;
        default: return false;
    }
}

bool is_word_mark(UChar32 c) {
    const std::uint32_t bit = U_MASK(u_charType(c));
    return (bit & (U_GC_MN_MASK | U_GC_MC_MASK)) != 0;
}

CharClass class_of(UChar32 c) {
    if (c < 0x80) {
        const bool alnum =
            (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z');
        return alnum ? CharClass::word : CharClass::separator;
    }
    if (is_han(c) || c == 0x3007) {  // 〇 is a number to Unicode and no letter
        return CharClass::dense;
    }
    if (u_hasBinaryProperty(c, UCHAR_REGIONAL_INDICATOR) != 0) {
        return CharClass::flag;
    }
    if (u_isalnum(c) != 0 || is_word_mark(c)) {
        return is_dense_script(c) ? CharClass::dense : CharClass::word;
    }
    if (u_hasBinaryProperty(c, UCHAR_EXTENDED_PICTOGRAPHIC) != 0) {
        return CharClass::emoji;
    }
    return CharClass::separator;
}

// Dropped: what says how an emoji looks, and accents on their own.
bool is_dropped(UChar32 c) {
    return u_hasBinaryProperty(c, UCHAR_EMOJI_MODIFIER) != 0 || (c >= 0x0300 && c <= 0x036F) ||
           c == 0x20E3;
}

// é is found as e: the letter that the accents stand on, for Latin.
UChar32 without_accent(UChar32 c) {
    const bool latin = (c >= 0xC0 && c <= 0x24F) || (c >= 0x1E00 && c <= 0x1EFF);
    if (!latin) {
        return c;
    }
    UErrorCode status = U_ZERO_ERROR;
    const icu::Normalizer2* nfd = icu::Normalizer2::getNFDInstance(status);
    icu::UnicodeString parts;
    if (U_SUCCESS(status) && nfd->getDecomposition(c, parts) != 0) {
        return parts.char32At(0);
    }
    return c;
}

class Folder {
public:
    explicit Folder(std::string_view source) : source_(source) { out_.reserve(source.size()); }

    std::vector<Folded> run() {
        std::size_t at = 0;
        while (at < source_.size()) {
            std::size_t next = at;
            const UChar32 c = read(next);
            if (c < 0) {
                add(U' ', CharClass::separator, at, next);
                at = next;
            } else if (is_plain(c) && ends_before_plain(next)) {
                const UChar32 lower = c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
                add(static_cast<char32_t>(lower), class_of(lower), at, next);
                at = next;
            } else {
                at = fold_piece(at, next);
            }
        }
        return std::move(out_);
    }

private:
    // The character at `at`, which moves behind it; negative: not UTF-8.
    UChar32 read(std::size_t& at) const {
        const auto* bytes = reinterpret_cast<const std::uint8_t*>(source_.data());
        auto index = static_cast<std::int32_t>(at);
        UChar32 c = 0;
        // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): a macro of ICU
        U8_NEXT(bytes, index, static_cast<std::int32_t>(source_.size()), c);
        at = static_cast<std::size_t>(index);
        return c;
    }

    bool ends_before_plain(std::size_t at) const {
        return at >= source_.size() || static_cast<std::uint8_t>(source_[at]) < 0x80 ||
               is_plain(read(at));
    }

    // From `at` up to a character before which the normal form cannot change; each such piece is
    // normalised by itself, so that its characters keep their place.
    std::size_t fold_piece(std::size_t at, std::size_t next) {
        while (next < source_.size() && next - at < kPieceBytesMax) {
            std::size_t after = next;
            const UChar32 c = read(after);
            if (c < 0 || folding().hasBoundaryBefore(c) != 0) {
                break;
            }
            next = after;
        }
        UErrorCode status = U_ZERO_ERROR;
        const auto piece = icu::UnicodeString::fromUTF8(
            icu::StringPiece(source_.data() + at, static_cast<std::int32_t>(next - at)));
        const icu::UnicodeString folded = folding().normalize(piece, status);
        if (U_FAILURE(status)) {
            return next;
        }
        for (std::int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
            const UChar32 c = without_accent(folded.char32At(i));
            if (!is_dropped(c)) {
                add(static_cast<char32_t>(c), class_of(c), at, next);
            }
        }
        return next;
    }

    void add(char32_t c, CharClass kind, std::size_t start, std::size_t end) {
        out_.push_back({.character = c,
                        .kind = kind,
                        .start = static_cast<std::uint32_t>(start),
                        .end = static_cast<std::uint32_t>(end)});
    }

    static constexpr std::size_t kPieceBytesMax = 128;  // of one letter with its marks

    std::string_view source_;
    std::vector<Folded> out_;
};

}  // namespace

std::vector<Folded> fold(std::string_view source) { return Folder(source).run(); }

void append_utf8(char32_t character, std::string& out) {
    const auto c = static_cast<std::uint32_t>(character);
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | (c >> 6U));
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | (c >> 12U));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | (c >> 18U));
        put(0x80U | ((c >> 12U) & 0x3FU));
        put(0x80U | ((c >> 6U) & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

std::int64_t unicode_version() {
    UVersionInfo version{};
    u_getUnicodeVersion(version);
    return version[0] * 100 + version[1];
}

std::string folded_text(std::string_view source) {
    std::string out;
    for (const Folded& one : fold(source)) {
        append_utf8(one.character, out);
    }
    return out;
}

}  // namespace teahouse::text
