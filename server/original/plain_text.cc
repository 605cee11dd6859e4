// SPDX-License-Identifier: MIT
#include "original/plain_text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/utf8.h"

namespace teahouse::original {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kEntityBytesMax = 10;
constexpr std::size_t kTagBytesMax = 4'096;

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kEntities = {{
    {"amp", "&"},
    {"lt", "<"},
    {"gt", ">"},
    {"quot", "\""},
    {"apos", "'"},
    {"nbsp", " "},
}};
// Begin a line of their own.
constexpr std::array<std::string_view, 10> kBlocks = {"div", "p",  "li", "tr", "ul",
                                                      "ol",  "h1", "h2", "h3", "pre"};
// Change how a text looks, and nothing else.
constexpr std::array<std::string_view, 22> kLooks = {
    "span",  "b",     "i",  "u",  "s",   "a",   "font", "em",    "strong", "small",   "code",
    "table", "tbody", "td", "th", "sub", "sup", "o:p",  "label", "mark",   "section", "strike"};

void append_character(std::uint32_t c, std::string& out) {
    const bool surrogate = c >= 0xD800 && c <= 0xDFFF;
    if (c == 0 || c > 0x10FFFF || surrogate) {
        out += kReplacement;
        return;
    }
    const auto put = [&](std::uint32_t byte) { out += static_cast<char>(byte); };
    if (c < 0x80) {
        put(c);
    } else if (c < 0x800) {
        put(0xC0U | c >> 6U);
        put(0x80U | (c & 0x3FU));
    } else if (c < 0x10000) {
        put(0xE0U | c >> 12U);
        put(0x80U | (c >> 6U & 0x3FU));
        put(0x80U | (c & 0x3FU));
    } else {
        put(0xF0U | c >> 18U);
        put(0x80U | (c >> 12U & 0x3FU));
        put(0x80U | (c >> 6U & 0x3FU));
        put(0x80U | (c & 0x3FU));
    }
}

std::optional<std::uint32_t> number_of(std::string_view digits, int base) {
    std::uint32_t value = 0;
    const auto [end, error] =
        std::from_chars(digits.data(), digits.data() + digits.size(), value, base);
    const bool whole = end == digits.data() + digits.size();
    return !digits.empty() && error == std::errc() && whole ? std::optional(value) : std::nullopt;
}

// The entity that `html` begins with, behind its &; how many bytes it took, 0: it is none.
std::size_t take_entity(std::string_view html, std::string& out) {
    const std::size_t end = html.substr(0, kEntityBytesMax).find(';');
    if (end == std::string_view::npos) {
        return 0;
    }
    const std::string_view name = html.substr(0, end);
    if (name.starts_with('#')) {
        const bool hex = name.starts_with("#x") || name.starts_with("#X");
        const auto number = number_of(name.substr(hex ? 2 : 1), hex ? 16 : 10);
        if (number) {
            append_character(*number, out);
        }
        return number ? end + 1 : 0;
    }
    for (const auto& [known, text] : kEntities) {
        if (known == name) {
            out += text;
            return end + 1;
        }
    }
    return 0;
}

struct Tag {
    std::string name = {};  // lower case
    bool closes = false;
    std::string_view inside = {};
    std::size_t size = 0;  // with its brackets
};

// The tag that `html` begins with.
std::optional<Tag> read_tag(std::string_view html) {
    // First, so that a text of nothing but "<" is not looked through from each of them.
    if (html.size() < 2 || (html[1] != '/' && !ascii::is_alpha(html[1]))) {
        return std::nullopt;
    }
    const std::size_t end = html.substr(0, kTagBytesMax).find('>');
    if (end == std::string_view::npos) {
        return std::nullopt;
    }
    Tag tag{.inside = html.substr(1, end - 1), .size = end + 1};
    std::string_view rest = tag.inside;
    tag.closes = rest.starts_with('/');
    rest.remove_prefix(tag.closes ? 1 : 0);
    for (const char c : rest) {
        if (!ascii::is_alpha(c) && !ascii::is_digit(c) && c != ':') {
            break;
        }
        tag.name += ascii::to_lower(c);
    }
    return tag.name.empty() ? std::nullopt : std::optional(std::move(tag));
}

std::string attribute(std::string_view inside, std::string_view name) {
    const std::string before = std::string(name) + "=\"";
    const std::size_t at = inside.find(before);
    if (at == std::string_view::npos) {
        return {};
    }
    const std::string_view value = inside.substr(at + before.size());
    return std::string(value.substr(0, value.find('"')));
}

bool is_block(std::string_view name) { return std::ranges::find(kBlocks, name) != kBlocks.end(); }

// What the tag stands for; false: it is none of an editor.
bool take_tag(const Tag& tag, std::string& out) {
    if (tag.name == "br") {
        out += '\n';
        return true;
    }
    if (is_block(tag.name)) {
        if (!tag.closes && !out.empty() && !out.ends_with('\n')) {
            out += '\n';
        }
        return true;
    }
    if (tag.name == "img") {
        const std::string name = attribute(tag.inside, "emoji-name");
        out += name.empty() ? "[图片]" : "[!" + name + ']';
        return true;
    }
    return std::ranges::find(kLooks, tag.name) != kLooks.end();
}

bool is_unwanted(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\n' && c != '\t') || byte == 0x7F;
}

}  // namespace

std::string valid_text(std::string_view bytes) {
    if (is_utf8(bytes) && bytes.find('\0') == std::string_view::npos) {
        return std::string(bytes);
    }
    std::string out;
    for (std::size_t i = 0; i < bytes.size();) {
        std::size_t size = 1;
        while (size < 4 && !is_utf8(bytes.substr(i, size))) {
            ++size;
        }
        const std::string_view one = bytes.substr(i, size);
        const bool good = is_utf8(one) && one.front() != '\0';
        out += good ? one : kReplacement;
        i += good ? one.size() : 1;
    }
    return out;
}

PlainText plain_text(std::string_view html) {
    PlainText plain{.broken = !is_utf8(html)};
    const std::string valid = valid_text(html);
    const std::string_view from = valid;
    std::string& out = plain.text;
    for (std::size_t i = 0; i < from.size();) {
        if (from[i] == '&') {
            if (const std::size_t taken = take_entity(from.substr(i + 1), out); taken > 0) {
                i += taken + 1;
                continue;
            }
        } else if (from[i] == '<') {
            if (const auto tag = read_tag(from.substr(i)); tag && take_tag(*tag, out)) {
                plain.tags = true;
                i += tag->size;
                continue;
            }
        }
        out += from[i++];
    }
    std::erase_if(out, is_unwanted);
    // The editor ends with an empty line.
    while (out.ends_with('\n')) {
        out.pop_back();
    }
    return plain;
}

std::string_view cut_bytes(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) {
        return text;
    }
    std::size_t size = bytes_max;
    while (size > 0 && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        --size;
    }
    return text.substr(0, size);
}

std::vector<std::string> split_text(std::string_view text, std::size_t bytes_max) {
    std::vector<std::string> pieces;
    while (text.size() > bytes_max) {
        std::string_view piece = cut_bytes(text, bytes_max);
        if (const std::size_t line = piece.rfind('\n'); line != piece.npos && line > 0) {
            piece = piece.substr(0, line + 1);
        }
        pieces.emplace_back(piece);
        text.remove_prefix(piece.size());
    }
    pieces.emplace_back(text);
    return pieces;
}

}  // namespace teahouse::original
