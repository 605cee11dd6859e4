// SPDX-License-Identifier: MIT
#include "text/names.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <unicode/parseerr.h>
#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utypes.h>

#include "base/ascii.h"
#include "base/check.h"
#include "text/fold.h"

namespace teahouse::text {

namespace {

struct Surname {
    char32_t character;
    std::string_view reading;
};
// Read otherwise as a surname than elsewhere; ICU knows one reading of each character.
constexpr std::array kSurnames{
    Surname{.character = U'单', .reading = "shan"},  Surname{.character = U'曾', .reading = "zeng"},
    Surname{.character = U'解', .reading = "xie"},   Surname{.character = U'仇', .reading = "qiu"},
    Surname{.character = U'区', .reading = "ou"},    Surname{.character = U'查', .reading = "zha"},
    Surname{.character = U'朴', .reading = "piao"},  Surname{.character = U'翟', .reading = "zhai"},
    Surname{.character = U'盖', .reading = "ge"},    Surname{.character = U'任', .reading = "ren"},
    Surname{.character = U'华', .reading = "hua"},   Surname{.character = U'乐', .reading = "yue"},
    Surname{.character = U'覃', .reading = "qin"},   Surname{.character = U'缪', .reading = "miao"},
    Surname{.character = U'长', .reading = "zhang"}, Surname{.character = U'尉', .reading = "yu"},
};

std::string_view surname_reading(char32_t character) {
    const auto* found = std::ranges::find(kSurnames, character, &Surname::character);
    return found == kSurnames.end() ? std::string_view() : found->reading;
}

}  // namespace

// Han-Latin of ICU, one character at a time, each remembered.
class Speller::Readings {
public:
    const std::string& of(char32_t character) {
        const auto [found, fresh] = known_.try_emplace(character);
        if (fresh) {
            found->second = read(character);
        }
        return found->second;
    }

private:
    std::string read(char32_t character) {
        if (!rules_) {
            UErrorCode status = U_ZERO_ERROR;
            UParseError place{};
            rules_.reset(icu::Transliterator::createInstance("Han-Latin; Latin-ASCII",
                                                             UTRANS_FORWARD, place, status));
            CHECK(U_SUCCESS(status) && rules_ != nullptr);
        }
        icu::UnicodeString text(static_cast<UChar32>(character));
        rules_->transliterate(text);
        std::string out;
        text.toUTF8String(out);
        std::string letters;
        for (const char c : out) {
            if (ascii::is_alpha(c)) {
                letters += ascii::to_lower(c);
            }
        }
        return letters;
    }

    std::unique_ptr<icu::Transliterator> rules_;
    std::unordered_map<char32_t, std::string> known_;
};

namespace {

// Bit i: the first i letters can be used up by the syllables so far.
using Reached = std::uint64_t;
constexpr std::size_t kTypedMax = 63;  // letters; more than any name is looked for with

// After one more syllable, of which at least a letter is used.
Reached extend(Reached reached, std::string_view syllable, std::string_view typed) {
    Reached next = 0;
    for (std::size_t i = 0; i < typed.size(); ++i) {
        if ((reached >> i & 1U) == 0) {
            continue;
        }
        for (std::size_t n = 0;
             n < syllable.size() && i + n < typed.size() && syllable[n] == typed[i + n]; ++n) {
            next |= Reached{1} << (i + n + 1);
        }
    }
    return next;
}

template <class Readings>
std::vector<std::string> spell(const std::vector<Folded>& folded, Readings& readings,
                               bool as_surname) {
    std::vector<std::string> syllables;
    bool in_word = false;
    for (std::size_t i = 0; i < folded.size(); ++i) {
        const Folded& one = folded[i];
        if (one.kind == CharClass::word) {
            if (!in_word) {
                syllables.emplace_back();
            }
            append_utf8(one.character, syllables.back());
        } else if (one.kind == CharClass::dense) {
            const std::string_view surname =
                as_surname && i == 0 ? surname_reading(one.character) : std::string_view();
            std::string syllable{surname.empty() ? readings.of(one.character) : surname};
            if (!syllable.empty()) {
                syllables.push_back(std::move(syllable));
            }
        }
        in_word = one.kind == CharClass::word;
    }
    return syllables;
}

// Typed letters without what stands between them; empty if there are others.
std::string letters_of(std::string_view typed) {
    std::string letters;
    for (const char c : typed) {
        if (c == ' ' || c == '\'' || c == '-') {
            continue;
        }
        if (!ascii::is_alpha(c) && !ascii::is_digit(c)) {
            return {};
        }
        letters += c;
    }
    return letters;
}

// `typed` as beginnings of syllables in a row: 3 from the first syllable on, 4 from a later one,
// negative: not at all. One walk for all places where it could begin.
int rank_spelling(const std::vector<std::string>& syllables, std::string_view typed) {
    if (typed.size() > kTypedMax) {
        return -1;
    }
    Reached first = 1;
    Reached later = 0;
    bool found = false;
    for (std::size_t i = 0; i < syllables.size(); ++i) {
        first = extend(first, syllables[i], typed);
        later = extend(later | (i > 0 ? 1U : 0U), syllables[i], typed);
        if ((first >> typed.size() & 1U) != 0) {
            return 3;
        }
        found = found || (later >> typed.size() & 1U) != 0;
    }
    return found ? 4 : -1;
}

}  // namespace

Speller::Speller() : readings_(std::make_unique<Readings>()) {}
Speller::~Speller() = default;

NameKey Speller::make(std::string_view name) {
    Readings& readings = *readings_;
    const std::vector<Folded> folded = fold(name);
    NameKey key{.name = std::string(name)};
    for (const Folded& one : folded) {
        append_utf8(one.character, key.folded);
    }
    key.spellings.push_back(spell(folded, readings, false));
    if (!folded.empty() && !surname_reading(folded.front().character).empty()) {
        key.spellings.push_back(spell(folded, readings, true));
    }
    return key;
}

int rank_name(const NameKey& key, std::string_view folded_query) {
    const std::size_t at = key.folded.find(folded_query);
    if (at != std::string::npos) {
        return at > 0 ? 2 : key.folded.size() == folded_query.size() ? 0 : 1;
    }
    const std::string typed = letters_of(folded_query);
    int best = -1;
    for (const std::vector<std::string>& syllables : key.spellings) {
        const int rank = typed.empty() ? -1 : rank_spelling(syllables, typed);
        best = best < 0 || (rank >= 0 && rank < best) ? rank : best;
    }
    return best;
}

}  // namespace teahouse::text
