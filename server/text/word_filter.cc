// SPDX-License-Identifier: MIT
#include "text/word_filter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <unicode/translit.h>
#include <unicode/unistr.h>
#include <unicode/utypes.h>

#include "text/fold.h"

namespace teahouse::text {

namespace {

constexpr char32_t kGap = U' ';  // between words; no word has one within
constexpr unsigned kCharacterBits = 21;

// Found wherever it stands: so is an emoji, a sign of its own.
bool is_dense(const Folded& one) {
    return one.kind == CharClass::dense || one.kind == CharClass::emoji ||
           one.kind == CharClass::flag;
}

// Traditional characters and what they are in simplified ones, by ICU, one by one: so a word that
// mixes both is found as well.
std::unordered_map<char32_t, char32_t> read_simplified() {
    constexpr char32_t kFirst = 0x4E00;
    constexpr char32_t kLast = 0x9FFF;
    std::unordered_map<char32_t, char32_t> simplified;
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> change(
        icu::Transliterator::createInstance("Traditional-Simplified", UTRANS_FORWARD, status));
    if (U_FAILURE(status) || change == nullptr) {
        return simplified;
    }
    icu::UnicodeString text;
    for (char32_t c = kFirst; c <= kLast; ++c) {
        text.append(static_cast<UChar32>(c)).append(u'\n');  // no character sees its neighbours
    }
    change->transliterate(text);
    char32_t of = kFirst;
    for (std::int32_t i = 0; i < text.length() && of <= kLast; ++of) {
        const std::int32_t end = text.indexOf(u'\n', i);
        const UChar32 to = text.char32At(i);
        if (end == text.moveIndex32(i, 1) && static_cast<char32_t>(to) != of) {
            simplified.emplace(of, static_cast<char32_t>(to));
        }
        i = end + 1;
    }
    return simplified;
}

char32_t simplified(const Folded& one) {
    if (!is_dense(one)) {
        return one.character;
    }
    static const std::unordered_map<char32_t, char32_t> kSimplified = read_simplified();
    const auto found = kSimplified.find(one.character);
    return found == kSimplified.end() ? one.character : found->second;
}

}  // namespace

// --- The automaton
// --------------------------------------------------------------------------------

const std::uint32_t* WordFilter::Automaton::child(std::uint32_t node, char32_t c) const {
    const auto found = children_.find((std::uint64_t{node} << kCharacterBits) | c);
    return found == children_.end() ? nullptr : &found->second;
}

void WordFilter::Automaton::add(std::u32string_view word) {
    std::uint32_t node = 0;
    for (const char32_t c : word) {
        const auto [entry, made] = children_.try_emplace(
            (std::uint64_t{node} << kCharacterBits) | c, static_cast<std::uint32_t>(nodes_.size()));
        if (made) {
            nodes_.emplace_back();
        }
        node = entry->second;
    }
    nodes_[node].length = static_cast<std::uint32_t>(word.size());
}

void WordFilter::Automaton::finish() {
    std::vector<std::vector<std::pair<char32_t, std::uint32_t>>> below(nodes_.size());
    for (const auto& [key, node] : children_) {
        below[key >> kCharacterBits].emplace_back(
            static_cast<char32_t>(key & ((1U << kCharacterBits) - 1)), node);
    }
    std::deque<std::uint32_t> next = {0};
    while (!next.empty()) {
        const std::uint32_t node = next.front();
        next.pop_front();
        for (const auto& [c, to] : below[node]) {
            Node& made = nodes_[to];
            made.fail = node == 0 ? 0 : step(nodes_[node].fail, c);
            const Node& fail = nodes_[made.fail];
            made.shorter = fail.length > 0 ? made.fail : fail.shorter;
            next.push_back(to);
        }
    }
}

std::uint32_t WordFilter::Automaton::step(std::uint32_t node, char32_t c) const {
    while (true) {
        if (const std::uint32_t* to = child(node, c); to != nullptr) {
            return *to;
        }
        if (node == 0) {
            return 0;
        }
        node = nodes_[node].fail;
    }
}

template <class F>
void WordFilter::Automaton::run(const std::vector<Sign>& signs, F found) const {
    std::uint32_t node = 0;
    for (std::size_t i = 0; i < signs.size(); ++i) {
        node = step(node, signs[i].character);
        for (std::uint32_t end = nodes_[node].length > 0 ? node : nodes_[node].shorter; end != 0;
             end = nodes_[end].shorter) {
            if (!found(i + 1 - nodes_[end].length, i)) {
                return;
            }
        }
    }
}

// --- Words and texts
// ------------------------------------------------------------------------------

WordFilter::WordFilter(const std::vector<std::string>& words) {
    for (const std::string& word : words) {
        add(word);
    }
    words_.finish();
    dense_.finish();
}

void WordFilter::add(std::string_view word) {
    const std::vector<Folded> folded = fold(word);
    const bool dense = std::ranges::any_of(folded, is_dense);
    std::u32string signs;
    for (const Folded& one : folded) {
        if (one.kind != CharClass::separator) {
            signs += simplified(one);
        } else if (!dense && !signs.empty() && signs.back() != kGap) {
            signs += kGap;
        }
    }
    while (!signs.empty() && signs.back() == kGap) {
        signs.pop_back();
    }
    if (signs.empty()) {
        return;
    }
    if (dense) {
        dense_.add(signs);
    } else {
        words_.add(kGap + signs + kGap);
    }
}

template <class F>
void WordFilter::run(std::string_view text, F found) const {
    const std::vector<Folded> folded = fold(text);
    bool go_on = true;
    const auto tell = [&](const std::vector<Sign>& signs, std::size_t first, std::size_t last) {
        go_on = found(Place{.start = signs[first].place.start, .end = signs[last].place.end});
        return go_on;
    };
    std::vector<Sign> signs;
    if (!dense_.empty()) {
        for (const Folded& one : folded) {
            if (one.kind != CharClass::separator) {
                signs.push_back({simplified(one), {one.start, one.end}});
            }
        }
        dense_.run(signs,
                   [&](std::size_t first, std::size_t last) { return tell(signs, first, last); });
    }
    if (!go_on || words_.empty()) {
        return;
    }
    // A word ends where its kind of character does, too: 坏word坏.
    signs = {{.character = kGap}};
    CharClass before = CharClass::separator;
    for (const Folded& one : folded) {
        if (one.kind != before && signs.back().character != kGap) {
            signs.push_back({.character = kGap, .place = {one.start, one.start}});
        }
        before = one.kind;
        if (one.kind != CharClass::separator) {
            signs.push_back({one.character, {one.start, one.end}});
        }
    }
    if (signs.back().character != kGap) {
        signs.push_back({.character = kGap});
    }
    words_.run(signs, [&](std::size_t first, std::size_t last) {
        return tell(signs, first + 1, last - 1);
    });
}

bool WordFilter::finds(std::string_view text) const {
    bool any = false;
    run(text, [&](Place) {
        any = true;
        return false;
    });
    return any;
}

std::optional<std::string> WordFilter::masked(std::string_view text) const {
    std::vector<Place> places;
    run(text, [&](Place place) {
        places.push_back(place);
        return true;
    });
    if (places.empty()) {
        return std::nullopt;
    }
    std::ranges::sort(places, {}, &Place::start);
    std::string out;
    std::size_t at = 0;
    for (const Place& place : places) {
        if (place.start > at) {
            out += text.substr(at, place.start - at);
            at = place.start;
        }
        for (; at < place.end; ++at) {
            const bool continues = (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
            out += continues ? "" : "*";
        }
    }
    return out += text.substr(at);
}

}  // namespace teahouse::text
