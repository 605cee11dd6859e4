// SPDX-License-Identifier: MIT
#include "http/etag.h"

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ascii.h"

namespace teahouse::http {
namespace {

struct Tag {
    bool weak = false;
    std::string_view opaque;  // with its quotes
};

// etagc: visible characters without the quote, and obs-text.
bool is_tag_char(char c) {
    const unsigned char byte = static_cast<unsigned char>(c);
    return byte == 0x21 || (byte >= 0x23 && byte != 0x7F);
}

std::optional<Tag> read_tag(std::string_view text) {
    Tag tag;
    if (text.starts_with("W/")) {
        tag.weak = true;
        text.remove_prefix(2);
    }
    if (text.size() < 2 || text.front() != '"' || text.back() != '"') {
        return std::nullopt;
    }
    tag.opaque = text;
    text = text.substr(1, text.size() - 2);
    return std::all_of(text.begin(), text.end(), is_tag_char) ? std::optional(tag) : std::nullopt;
}

// A tag may hold commas and backslashes, and knows no escapes, so this does not split like other
// lists.
std::optional<std::vector<Tag>> read_tags(std::string_view list) {
    std::vector<Tag> tags;
    while (!list.empty()) {
        const std::size_t open = list.find('"');
        const std::size_t close = open == std::string_view::npos ? open : list.find('"', open + 1);
        if (close == std::string_view::npos) {
            return std::nullopt;
        }
        const std::optional<Tag> tag = read_tag(ascii::trim(list.substr(0, close + 1)));
        list = ascii::trim(list.substr(close + 1));
        if (!tag || (!list.empty() && list.front() != ',')) {
            return std::nullopt;
        }
        tags.push_back(*tag);
        list = ascii::trim(list.substr(list.empty() ? 0 : 1));
    }
    return tags;
}

bool matches(std::string_view list, std::string_view etag, bool strong) {
    if (ascii::trim(list) == "*") {
        return true;
    }
    const std::optional<Tag> ours = read_tag(etag);
    const std::optional<std::vector<Tag>> theirs = read_tags(ascii::trim(list));
    if (!ours || !theirs) {
        return false;
    }
    return std::any_of(theirs->begin(), theirs->end(), [&](const Tag& tag) {
        return tag.opaque == ours->opaque && !(strong && (tag.weak || ours->weak));
    });
}

}  // namespace

bool if_none_match_hits(std::string_view if_none_match, std::string_view etag) {
    return !if_none_match.empty() && matches(if_none_match, etag, false);
}

bool if_match_holds(std::string_view if_match, std::string_view etag) {
    return if_match.empty() || matches(if_match, etag, true);
}

}  // namespace teahouse::http
