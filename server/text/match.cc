// SPDX-License-Identifier: MIT
#include "text/match.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "text/cut.h"

namespace teahouse::text {

namespace {

bool stands_at(const std::vector<Token>& tokens, std::size_t at, const Phrase& phrase) {
    if (at + phrase.tokens.size() > tokens.size()) {
        return false;
    }
    for (std::size_t i = 0; i < phrase.tokens.size(); ++i) {
        const std::string& there = tokens[at + i].text;
        const bool last = i + 1 == phrase.tokens.size();
        if (last && phrase.prefix ? !there.starts_with(phrase.tokens[i])
                                  : there != phrase.tokens[i]) {
            return false;
        }
    }
    return true;
}

Range range_of(const std::vector<Token>& tokens, std::size_t at, const Phrase& phrase) {
    const Token& last = tokens[at + phrase.tokens.size() - 1];
    // One character of a dense script was found in a pair: only it is meant.
    const bool half = last.dense && phrase.prefix;
    return {.start = tokens[at].start, .end = half ? last.first_end : last.end};
}

void merge_overlaps(std::vector<Range>& ranges) {
    std::ranges::sort(ranges, {}, [](const Range& range) { return range.start; });
    std::size_t kept = 0;
    for (const Range& range : ranges) {
        if (kept > 0 && range.start <= ranges[kept - 1].end) {
            ranges[kept - 1].end = std::max(ranges[kept - 1].end, range.end);
        } else {
            ranges[kept++] = range;
        }
    }
    ranges.resize(kept);
}

bool is_continuation(char c) { return (static_cast<std::uint8_t>(c) & 0xC0U) == 0x80; }

// Moves `at` by so many characters, not beyond the ends.
std::size_t forward(std::string_view text, std::size_t at, std::size_t characters) {
    while (characters > 0 && at < text.size()) {
        ++at;
        while (at < text.size() && is_continuation(text[at])) {
            ++at;
        }
        --characters;
    }
    return at;
}

std::size_t backward(std::string_view text, std::size_t at, std::size_t characters) {
    while (characters > 0 && at > 0) {
        --at;
        while (at > 0 && is_continuation(text[at])) {
            --at;
        }
        --characters;
    }
    return at;
}

std::uint32_t utf16_units(std::string_view text) {
    std::uint32_t units = 0;
    for (const char c : text) {
        const auto byte = static_cast<std::uint8_t>(c);
        units += byte >= 0xF0 ? 2 : (byte & 0xC0U) != 0x80 ? 1 : 0;
    }
    return units;
}

}  // namespace

std::optional<std::vector<Range>> find_all(std::string_view source,
                                           const std::vector<Phrase>& phrases) {
    std::vector<Range> ranges;
    if (phrases.empty()) {
        return ranges;
    }
    const std::vector<Token> tokens = cut(source);
    for (const Phrase& phrase : phrases) {
        bool found = false;
        for (std::size_t at = 0; at < tokens.size(); ++at) {
            if (stands_at(tokens, at, phrase)) {
                ranges.push_back(range_of(tokens, at, phrase));
                found = true;
            }
        }
        if (!found) {
            return std::nullopt;
        }
    }
    merge_overlaps(ranges);
    return ranges;
}

Piece make_piece(std::string_view source, const std::vector<Range>& ranges,
                 const PieceBounds& bounds) {
    const std::size_t first = ranges.empty() ? 0 : ranges.front().start;
    std::size_t start = backward(source, first, bounds.before);
    const std::size_t end = forward(source, start, bounds.characters);
    if (end == source.size()) {
        start = backward(source, end, bounds.characters);  // short rest: show more before it
    }
    Piece piece{.text = std::string(source.substr(start, end - start)),
                .before = start > 0,
                .after = end < source.size()};
    for (const Range& range : ranges) {
        if (range.start >= end || piece.marks.size() == bounds.marks) {
            break;
        }
        if (range.start < start) {
            continue;
        }
        const std::size_t stop = std::min<std::size_t>(range.end, end);
        const std::uint32_t from = utf16_units(source.substr(start, range.start - start));
        const std::uint32_t units = utf16_units(source.substr(range.start, stop - range.start));
        piece.marks.push_back({.start = from, .end = from + units});
    }
    return piece;
}

bool has_link(std::string_view source) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        const auto same = [](char a, char b) { return ascii::to_lower(a) == b; };
        const auto found = std::ranges::search(source, scheme, same);
        const auto after = found.end() - source.begin();
        if (!found.empty() && static_cast<std::size_t>(after) < source.size()) {
            const auto next = static_cast<std::uint8_t>(source[static_cast<std::size_t>(after)]);
            if (next > ' ') {
                return true;
            }
        }
    }
    return false;
}

}  // namespace teahouse::text
