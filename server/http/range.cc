// SPDX-License-Identifier: MIT
#include "http/range.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/limits.h"
#include "http/chars.h"

namespace teahouse::http {
namespace {

// The headers of a second part would cost about this much: two ranges this near are sent as one
// piece.
constexpr std::uint64_t kGapBytesMax = 80;

struct Piece {
    std::uint64_t first = 0;
    std::uint64_t end = 0;  // one behind the last byte; equal to first: not satisfiable
};

// One range-spec; nothing when it is malformed.
std::optional<Piece> read_piece(std::string_view spec, std::uint64_t file_size) {
    const std::size_t dash = spec.find('-');
    if (dash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view left = spec.substr(0, dash);
    const std::string_view right = spec.substr(dash + 1);
    if (left.empty()) {
        const std::optional<std::uint64_t> suffix = read_decimal(right);
        return suffix ? std::optional(Piece{.first = file_size - std::min(*suffix, file_size),
                                            .end = file_size})
                      : std::nullopt;
    }
    const std::optional<std::uint64_t> first = read_decimal(left);
    const std::optional<std::uint64_t> last =
        right.empty() ? std::optional(std::numeric_limits<std::uint64_t>::max())
                      : read_decimal(right);
    if (!first || !last || *last < *first) {
        return std::nullopt;
    }
    if (*first >= file_size) {
        return Piece{};
    }
    return Piece{.first = *first, .end = std::min(*last, file_size - 1) + 1};
}

// All range-specs, or nothing when any is malformed or there are too many.
std::optional<std::vector<Piece>> read_pieces(std::string_view range, std::uint64_t file_size) {
    const std::size_t equals = range.find('=');
    if (equals == std::string_view::npos ||
        !ascii::equals_ignoring_case(ascii::trim(range.substr(0, equals)), "bytes")) {
        return std::nullopt;
    }
    std::vector<Piece> pieces;
    for (const std::string_view spec : ascii::split(range.substr(equals + 1), ',')) {
        const std::optional<Piece> piece = read_piece(spec, file_size);
        if (!piece || pieces.size() == limits::kRangesMax) {
            return std::nullopt;
        }
        pieces.push_back(*piece);
    }
    return pieces;
}

}  // namespace

RangeChoice choose_range(std::string_view range, std::uint64_t file_size) {
    const RangeChoice whole = {.kind = RangeChoice::Kind::whole, .offset = 0, .size = file_size};
    if (range.empty() || file_size == 0) {
        return whole;
    }
    std::optional<std::vector<Piece>> pieces = read_pieces(range, file_size);
    if (!pieces) {
        return whole;
    }
    std::erase_if(*pieces, [](const Piece& piece) { return piece.first == piece.end; });
    if (pieces->empty()) {
        return {.kind = RangeChoice::Kind::unsatisfiable};
    }
    std::sort(pieces->begin(), pieces->end(),
              [](const Piece& a, const Piece& b) { return a.first < b.first; });
    Piece joined = pieces->front();
    for (const Piece& piece : *pieces) {
        if (piece.first > joined.end + kGapBytesMax) {
            return whole;
        }
        joined.end = std::max(joined.end, piece.end);
    }
    return {.kind = RangeChoice::Kind::partial,
            .offset = joined.first,
            .size = joined.end - joined.first};
}

bool if_range_holds(std::string_view if_range, std::string_view etag,
                    std::string_view last_modified) {
    if (if_range.empty()) {
        return true;
    }
    if (if_range.starts_with('"')) {
        return if_range == etag;
    }
    return !last_modified.empty() && if_range == last_modified;
}

std::string content_range(const RangeChoice& choice, std::uint64_t file_size) {
    std::string text = "bytes ";
    text += std::to_string(choice.offset);
    text += '-';
    text += std::to_string(choice.offset + choice.size - 1);
    text += '/';
    text += std::to_string(file_size);
    return text;
}

std::string unsatisfied_range(std::uint64_t file_size) {
    return "bytes */" + std::to_string(file_size);
}

}  // namespace teahouse::http
