// SPDX-License-Identifier: MIT
#include "app/config_text.h"

#include <cstddef>
#include <string>
#include <string_view>

#include <fmt/core.h>

#include "app/settings.h"

namespace teahouse::app {
namespace {

constexpr std::size_t kCommentColumns = 96;

// `text` in lines that begin with "# ".
std::string comment(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        std::size_t end = text.size();
        if (end > kCommentColumns) {
            end = text.rfind(' ', kCommentColumns);
            end = end == std::string_view::npos ? text.size() : end;
        }
        out += fmt::format("# {}\n", text.substr(0, end));
        text.remove_prefix(end == text.size() ? end : end + 1);
    }
    return out;
}

// The default as TOML has it.
std::string toml_value(const Setting& setting) {
    switch (setting.type) {
        case SettingType::text: return fmt::format("\"{}\"", setting.fallback);
        case SettingType::list: return "[]";  // no list has a default
        case SettingType::integer:
        case SettingType::number:
        case SettingType::boolean: return std::string(setting.fallback);
    }
    return {};
}

std::string_view type_name(SettingType type) {
    switch (type) {
        case SettingType::text: return "text";
        case SettingType::list: return "list";
        case SettingType::integer: return "integer";
        case SettingType::number: return "number";
        case SettingType::boolean: return "boolean";
    }
    return {};
}

std::string json_text(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
        }
        out += c;
    }
    return out + '"';
}

std::string allowed(const Setting& setting) {
    return setting.values.empty() ? "" : fmt::format(" ({})", setting.values);
}

}  // namespace

std::string config_template() {
    std::string out =
        "# Configuration of teahouse; see teahouse.toml(5). What is commented out is the default.\n"
        "# Flags and variables TEAHOUSE_<KEY> go before what stands here.\n";
    // Dotted keys at the top, so that a line works wherever it stands.
    for (const Setting& setting : kSettings) {
        if (setting.key.starts_with("test.")) {
            continue;
        }
        out += '\n' + comment(fmt::format("{}{}", setting.help, allowed(setting)));
        out += fmt::format("#{} = {}\n", setting.key, toml_value(setting));
    }
    return out;
}

std::string config_table() {
    std::string out = "[\n";
    for (const Setting& setting : kSettings) {
        out += out.size() > 2 ? ",\n" : "";
        out += fmt::format(
            R"({{"key": {}, "type": "{}", "default": {}, "values": {}, "help": {}, "letter": {}}})",
            json_text(setting.key), type_name(setting.type), json_text(setting.fallback),
            json_text(setting.values), json_text(setting.help),
            json_text(setting.letter == '\0' ? std::string() : std::string(1, setting.letter)));
    }
    return out + "\n]\n";
}

}  // namespace teahouse::app
