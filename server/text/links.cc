// SPDX-License-Identifier: MIT
#include "text/links.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "base/ascii.h"

namespace teahouse::text {
namespace {

constexpr std::size_t kNone = std::string_view::npos;

bool is_letter_or_number(UChar32 c) {
    return (U_GET_GC_MASK(c) & (U_GC_L_MASK | U_GC_N_MASK)) != 0;
}

// What ends an address: white space, signs that stand around one, the signs of Chinese sentences.
bool ends_link(UChar32 c) {
    if (c < 0x80) {
        constexpr std::string_view kSigns = "<>\"'`|\\^{}";
        return c <= 0x20 || c == 0x7F || kSigns.find(static_cast<char>(c)) != kNone;
    }
    return (c >= 0x3000 && c <= 0x303F) || (c >= 0xFF00 && c <= 0xFF0F) ||
           (c >= 0xFF1A && c <= 0xFF20) || c == 0xFEFF || u_isUWhiteSpace(c) != 0;
}

UChar32 next_character(std::string_view text, std::size_t& at) {
    UChar32 c = 0;
    auto place = static_cast<std::int32_t>(at);
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    // NOLINTNEXTLINE(bugprone-inc-dec-in-conditions): a macro of ICU
    U8_NEXT(bytes, place, static_cast<std::int32_t>(text.size()), c);
    at = static_cast<std::size_t>(place);
    return c;
}

UChar32 character_before(std::string_view text, std::size_t at) {
    const auto continues = [&](std::size_t i) {
        return (static_cast<unsigned char>(text[i]) & 0xC0U) == 0x80U;
    };
    std::size_t start = at - 1;
    while (start > 0 && continues(start)) {
        --start;
    }
    return next_character(text, start);
}

// The length of http:// or https:// at the start; 0: neither.
std::size_t scheme_length(std::string_view text) {
    for (const std::string_view scheme : {"http://", "https://"}) {
        if (ascii::equals_ignoring_case(text.substr(0, scheme.size()), scheme)) {
            return scheme.size();
        }
    }
    return 0;
}

// Words in brackets before it, (address): the bracket that closes is not of the address.
std::string_view before_closing(std::string_view link) {
    int open = 0;
    for (std::size_t i = 0; i < link.size(); ++i) {
        open += link[i] == '(' ? 1 : 0;
        if (link[i] == ')' && --open < 0) {
            return link.substr(0, i);
        }
    }
    return link;
}

// Punctuation at the end belongs to the sentence, a bracket too unless the link opened it.
std::string_view without_punctuation(std::string_view link) {
    constexpr std::string_view kSigns = ".,;:!?*_~";
    auto open = std::ranges::count(link, '(') - std::ranges::count(link, ')');
    while (!link.empty()) {
        const char last = link.back();
        if (last == ')' && open < 0) {
            ++open;
        } else if (kSigns.find(last) == kNone && (last != ']' || link.find('[') != kNone)) {
            break;
        }
        link.remove_suffix(1);
    }
    return link;
}

// The address at `at`, as far as it goes; empty: there is none.
std::string_view link_at(std::string_view source, std::size_t at) {
    const std::size_t scheme = scheme_length(source.substr(at));
    if (scheme == 0) {
        return {};
    }
    std::size_t end = at + scheme;
    std::size_t after = end;
    if (after >= source.size()) {
        return {};
    }
    const UChar32 first = next_character(source, after);
    if (first != '[' && (first < 0 || !is_letter_or_number(first))) {
        return {};
    }
    while (end < source.size()) {
        after = end;
        const UChar32 c = next_character(source, after);
        if (c < 0 || ends_link(c)) {
            break;
        }
        end = after;
    }
    const std::string_view whole = source.substr(at, end - at);
    const bool labelled = at >= 2 && source.substr(at - 2, 2) == "](";
    const std::string_view link = without_punctuation(labelled ? before_closing(whole) : whole);
    const std::string_view authority =
        link.substr(std::min(scheme, link.size()), link.find_first_of("/?#", scheme) - scheme);
    return authority.empty() || authority.find('@') != kNone ? std::string_view() : link;
}

// Where the code ends that begins at `at`; `at` + 1 if none does.
std::size_t after_code(std::string_view source, std::size_t at) {
    constexpr std::string_view kFence = "```";
    const bool line_start = at == 0 || source[at - 1] == '\n';
    if (line_start && source.substr(at, kFence.size()) == kFence) {
        const std::size_t end = source.find("\n```", at + kFence.size());
        return end == kNone ? source.size() : end + 1 + kFence.size();
    }
    const std::size_t end = source.find_first_of("`\n", at + 2);
    return end != kNone && source[end] == '`' ? end + 1 : at + 1;
}

}  // namespace

std::vector<std::string> links_in(std::string_view source, const LinkBounds& bounds) {
    std::vector<std::string> links;
    std::size_t at = 0;
    while (at < source.size() && links.size() < bounds.links) {
        if (source[at] == '`') {
            at = after_code(source, at);
            continue;
        }
        if (ascii::to_lower(source[at]) != 'h') {
            ++at;
            continue;
        }
        const UChar32 before = at == 0 ? UChar32{' '} : character_before(source, at);
        const bool in_word = before == '_' || (before >= 0 && is_letter_or_number(before));
        const std::string_view link = in_word ? std::string_view() : link_at(source, at);
        if (!link.empty() && link.size() <= bounds.bytes &&
            std::ranges::find(links, link) == links.end()) {
            links.emplace_back(link);
        }
        at += std::max<std::size_t>(1, link.size());
    }
    return links;
}

}  // namespace teahouse::text
