// SPDX-License-Identifier: MIT
#include "http/tus.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"

namespace teahouse::http {
namespace {

constexpr std::uint64_t kNumberMax = (1ULL << 53U) - 1;
constexpr std::size_t kDigitsMax = 16;
constexpr std::size_t kPairsMax = 16;
constexpr std::size_t kSha256Bytes = 32;

std::optional<std::uint32_t> sextet(char c) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const std::size_t place = kAlphabet.find(c);
    return place == std::string_view::npos ? std::nullopt
                                           : std::optional(static_cast<std::uint32_t>(place));
}

std::string_view trim(std::string_view text) {
    while (text.starts_with(' ') || text.starts_with('\t')) {
        text.remove_prefix(1);
    }
    while (text.ends_with(' ') || text.ends_with('\t')) {
        text.remove_suffix(1);
    }
    return text;
}

bool is_key(std::string_view key) {
    return !key.empty() && std::ranges::all_of(key, [](char c) {
        return static_cast<unsigned char>(c) > 0x20 && static_cast<unsigned char>(c) < 0x7F;
    });
}

}  // namespace

std::optional<std::uint64_t> parse_tus_number(std::string_view value) {
    if (value.empty() || value.size() > kDigitsMax ||
        !std::ranges::all_of(value, ascii::is_digit)) {
        return std::nullopt;
    }
    std::uint64_t number = 0;
    for (const char c : value) {
        number = number * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return number <= kNumberMax ? std::optional(number) : std::nullopt;
}

std::optional<std::string> decode_base64(std::string_view text) {
    if (text.size() % 4 != 0) {
        return std::nullopt;
    }
    const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
    text.remove_suffix(padding);
    if (text.size() % 4 == 1) {
        return std::nullopt;
    }
    std::string bytes;
    std::uint32_t bits = 0;
    std::size_t count = 0;
    for (const char c : text) {
        const auto value = sextet(c);
        if (!value) {
            return std::nullopt;
        }
        bits = bits << 6U | *value;
        count += 6;
        if (count >= 8) {
            count -= 8;
            bytes += static_cast<char>(bits >> count & 0xFFU);
            bits &= (1U << count) - 1;
        }
    }
    // What is left of the last sextet must be zero: one value, one text.
    return bits == 0 ? std::optional(std::move(bytes)) : std::nullopt;
}

std::optional<std::vector<TusPair>> parse_tus_metadata(std::string_view value) {
    std::vector<TusPair> pairs;
    value = trim(value);
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        const std::string_view pair = trim(value.substr(0, comma));
        const std::size_t space = pair.find(' ');
        const std::string_view key = pair.substr(0, space);
        auto bytes = space == std::string_view::npos ? std::optional(std::string())
                                                     : decode_base64(trim(pair.substr(space)));
        const bool known = std::ranges::find(pairs, key, &TusPair::key) != pairs.end();
        if (!is_key(key) || !bytes || known || pairs.size() == kPairsMax) {
            return std::nullopt;
        }
        pairs.push_back({.key = std::string(key), .value = std::move(*bytes)});
        if (comma == std::string_view::npos) {
            break;
        }
        value.remove_prefix(comma + 1);
        if (trim(value).empty()) {
            return std::nullopt;  // ends with a comma
        }
    }
    return pairs;
}

std::optional<std::string> parse_tus_checksum(std::string_view value) {
    constexpr std::string_view kName = "sha256 ";
    if (!value.starts_with(kName)) {
        return std::nullopt;
    }
    auto bytes = decode_base64(value.substr(kName.size()));
    return bytes && bytes->size() == kSha256Bytes ? std::move(bytes) : std::nullopt;
}

}  // namespace teahouse::http
