// SPDX-License-Identifier: MIT
#include "app/toml_file.h"

#define TOML_EXCEPTIONS 0
#define TOML_ENABLE_FORMATTERS 0
// The library asserts what a file may well hold ("[*"), just before it would refuse it.
#define TOML_ASSERT(expr) static_assert(true)
#include <algorithm>
#include <cstddef>
#include <utility>

#include <toml++/toml.h>

namespace teahouse::app {
namespace {

Result<std::string> scalar_text(const toml::node& node, const std::string& key) {
    if (const auto* text = node.as_string()) {
        return text->get();
    }
    if (const auto* integer = node.as_integer()) {
        return std::to_string(integer->get());
    }
    if (const auto* number = node.as_floating_point()) {
        return std::to_string(number->get());
    }
    if (const auto* boolean = node.as_boolean()) {
        return std::string(boolean->get() ? "true" : "false");
    }
    return fail(ErrorCode::invalid, key + " has a value of an unknown kind");
}

Result<std::string> array_text(const toml::array& array, const std::string& key) {
    std::string joined;
    for (const toml::node& item : array) {
        TRY(text, scalar_text(item, key));
        if (!joined.empty()) {
            joined += ',';
        }
        joined += text;
    }
    return joined;
}

// Tables nest at most a few levels; deeper ones cannot be settings.
constexpr int kDepthMax = 4;

Status collect(const toml::table& table, const std::string& prefix, int depth,
               std::vector<TomlEntry>& out) {
    if (depth > kDepthMax) {
        return fail(ErrorCode::invalid, prefix + " is nested too deeply");
    }
    for (const auto& [name, node] : table) {
        const std::string key =
            prefix.empty() ? std::string(name.str()) : prefix + '.' + std::string(name.str());
        if (const toml::table* inner = node.as_table()) {
            TRY_STATUS(collect(*inner, key, depth + 1, out));
            continue;
        }
        Result<std::string> value =
            node.is_array() ? array_text(*node.as_array(), key) : scalar_text(node, key);
        if (!value) {
            return tl::unexpected(value.error());
        }
        out.push_back({.key = key, .value = std::move(*value), .line = node.source().begin.line});
    }
    return {};
}

// The line on which something that is not ASCII stands outside of strings and comments, or 0. TOML
// knows no such thing, and the library does not survive some of it.
unsigned foreign_line(std::string_view text) {
    unsigned line = 1;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (letter == '\n') {
            ++line;
        } else if (letter == '#') {
            at = std::min(text.find('\n', at), text.size()) - 1;
        } else if (letter == '"' || letter == '\'') {
            const std::string many(3, letter);
            const bool long_one = text.substr(at).starts_with(many);
            const std::string_view end = long_one ? std::string_view(many) : text.substr(at, 1);
            at += end.size();
            while (at < text.size() && !text.substr(at).starts_with(end) &&
                   (long_one || text[at] != '\n')) {
                line += text[at] == '\n' ? 1U : 0U;
                at += letter == '"' && text[at] == '\\' ? 2U : 1U;
            }
            line += at < text.size() && text[at] == '\n' ? 1U : 0U;
            at += end.size() - 1;
        } else if (static_cast<unsigned char>(letter) >= 0x80U) {
            return line;
        }
    }
    return 0;
}

}  // namespace

Result<std::vector<TomlEntry>> parse_toml(std::string_view text, const std::string& path) {
    if (const unsigned line = foreign_line(text); line != 0) {
        return fail(ErrorCode::invalid, path + ':' + std::to_string(line) +
                                            ": only strings and comments may hold letters that "
                                            "are not ASCII");
    }
    const toml::parse_result parsed = toml::parse(text, std::string_view(path));
    if (!parsed) {
        const auto& where = parsed.error().source().begin;
        return fail(ErrorCode::invalid, path + ':' + std::to_string(where.line) + ':' +
                                            std::to_string(where.column) + ": " +
                                            std::string(parsed.error().description()));
    }
    std::vector<TomlEntry> entries;
    TRY_STATUS(collect(parsed.table(), {}, 1, entries));
    return entries;
}

}  // namespace teahouse::app
