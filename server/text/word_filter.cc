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

bool is_dense(const Folded& one) { return one.kind == CharClass::dense; }

std::string transliterated(const char* id, std::string_view word) {
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::Transliterator> change(
        icu::Transliterator::createInstance(id, UTRANS_FORWARD, status));
    if (U_FAILURE(status) || change == nullptr) {
        return std::string(word);
    }
    auto text = icu::UnicodeString::fromUTF8(
        icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
    change->transliterate(text);
    std::string out;
    return text.toUTF8String(out);
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
        add(transliterated("Traditional-Simplified", word));
        add(transliterated("Simplified-Traditional", word));
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
            signs += one.character;
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
                signs.push_back({one.character, {one.start, one.end}});
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
