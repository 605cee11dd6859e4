// SPDX-License-Identifier: MIT
// Finds phrases in a text, by the same tokens as the index: what decides whether a message is a
// hit, and what is marked in it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "text/cut.h"

namespace teahouse::text {

struct Range {
    std::uint32_t start = 0;  // bytes
    std::uint32_t end = 0;

    friend bool operator==(const Range&, const Range&) = default;
};

// Where the phrases occur: sorted, without overlaps. Nothing if one of them does not; an empty list
// if there are none.
std::optional<std::vector<Range>> find_all(std::string_view source,
                                           const std::vector<Phrase>& phrases);

// A piece of a text, which is UTF-8, around its first range, on whole characters.
struct Piece {
    std::string text = {};
    std::vector<Range> marks = {};  // in `text`, in UTF-16 units
    bool before = false;            // there is text before it
    bool after = false;
};

struct PieceBounds {
    std::size_t before = 0;  // characters before the first range
    std::size_t characters = 0;
    std::size_t marks = 0;
};

Piece make_piece(std::string_view source, const std::vector<Range>& ranges,
                 const PieceBounds& bounds);

// Whether there is a web address in it.
bool has_link(std::string_view source);

}  // namespace teahouse::text
