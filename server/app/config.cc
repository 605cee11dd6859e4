// SPDX-License-Identifier: MIT
#include "app/config.h"

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

#include <fmt/core.h>

#include "app/config_rules.h"
#include "app/settings.h"
#include "app/toml_file.h"
#include "base/check.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::app {
namespace {

// Variables of ours that are no settings: the file's name, and what a test run hands down to every
// process that it starts.
constexpr std::array<std::string_view, 4> kOtherVariables = {
    "TEAHOUSE_CONFIG", "TEAHOUSE_SEED", "TEAHOUSE_SHORT", "TEAHOUSE_TIDY_CACHE"};

const Setting* find_setting(std::string_view key) {
    const auto* found = std::ranges::find(kSettings, key, &Setting::key);
    return found == kSettings.end() ? nullptr : found;
}

const Setting* find_letter(char letter) {
    const auto* found = std::ranges::find(kSettings, letter, &Setting::letter);
    return found == kSettings.end() ? nullptr : found;
}

std::string variable_of(std::string_view key) {
    std::string name = "TEAHOUSE_";
    for (const char c : key) {
        name += c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c);
    }
    return name;
}

template <class Number>
std::optional<Number> parse(std::string_view text) {
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return value;
}

template <class Number>
bool in_range(Number value, std::string_view range) {
    const std::size_t dots = range.find("..");
    if (dots == std::string_view::npos) {
        return true;
    }
    return value >= *parse<Number>(range.substr(0, dots)) &&
           value <= *parse<Number>(range.substr(dots + 2));
}

bool is_one_of(std::string_view word, std::string_view words) {
    while (true) {
        const std::size_t bar = words.find('|');
        if (words.substr(0, bar) == word) {
            return true;
        }
        if (bar == std::string_view::npos) {
            return false;
        }
        words.remove_prefix(bar + 1);
    }
}

// The value in its normal form, or nothing.
std::optional<std::string> normal_form(const Setting& setting, const std::string& value) {
    switch (setting.type) {
        case SettingType::text:
            if (!setting.values.empty() && !is_one_of(value, setting.values)) {
                return std::nullopt;
            }
            return value;
        case SettingType::list: return value;
        case SettingType::integer: {
            const auto number = parse<std::int64_t>(value);
            return number && in_range(*number, setting.values) ? std::optional(value)
                                                               : std::nullopt;
        }
        case SettingType::number: {
            const auto number = parse<double>(value);
            return number && in_range(*number, setting.values) ? std::optional(value)
                                                               : std::nullopt;
        }
        case SettingType::boolean:
            if (value == "true" || value == "1" || value == "yes" || value == "on") {
                return "true";
            }
            if (value == "false" || value == "0" || value == "no" || value == "off") {
                return "false";
            }
            return std::nullopt;
    }
    return std::nullopt;
}

std::string_view expectation(const Setting& setting) {
    switch (setting.type) {
        case SettingType::text: return setting.values;
        case SettingType::list: return "a list";
        case SettingType::integer: return "a whole number";
        case SettingType::number: return "a number";
        case SettingType::boolean: return "true or false";
    }
    return {};
}

// One flag of the command line, taken apart.
struct Flag {
    const Setting* setting = nullptr;
    std::string shown;  // "--port"
    std::optional<std::string> value;
};

Result<Flag> take_apart(const std::string& argument) {
    if (argument.starts_with("--")) {
        const std::size_t equals = argument.find('=');
        Flag flag{.setting = find_setting(std::string_view(argument).substr(
                      2, equals == std::string::npos ? equals : equals - 2)),
                  .shown = argument.substr(0, equals),
                  .value = std::nullopt};
        if (equals != std::string::npos) {
            flag.value = argument.substr(equals + 1);
        }
        if (flag.setting == nullptr) {
            return fail(ErrorCode::invalid, fmt::format("unknown flag {}", flag.shown));
        }
        return flag;
    }
    Flag flag{
        .setting = find_letter(argument[1]), .shown = argument.substr(0, 2), .value = std::nullopt};
    if (flag.setting == nullptr) {
        return fail(ErrorCode::invalid, fmt::format("unknown flag {}", flag.shown));
    }
    if (argument.size() > 2) {
        flag.value = argument.substr(2);
    }
    return flag;
}

struct Flags {
    std::vector<Flag> flags;
    std::vector<std::string> rest;
    std::string config_file;
};

Result<Flags> read_flags(const std::vector<std::string>& arguments) {
    Flags out;
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        const std::string& argument = arguments[i];
        if (argument.size() < 2 || argument[0] != '-') {
            out.rest.push_back(argument);
            continue;
        }
        if (argument == "--config" || argument.starts_with("--config=")) {
            if (argument.size() > 8) {
                out.config_file = argument.substr(9);
            } else if (++i < arguments.size()) {
                out.config_file = arguments[i];
            } else {
                return fail(ErrorCode::invalid, "--config needs a file");
            }
            continue;
        }
        TRY(flag, take_apart(argument));
        if (!flag.value) {
            // A boolean flag alone means true.
            if (flag.setting->type == SettingType::boolean) {
                flag.value = "true";
            } else if (++i < arguments.size()) {
                flag.value = arguments[i];
            } else {
                return fail(ErrorCode::invalid, fmt::format("{} needs a value", flag.shown));
            }
        }
        out.flags.push_back(std::move(flag));
    }
    return out;
}

}  // namespace

Result<Config> Config::resolve(const std::vector<std::string>& arguments,
                               const Environment& environment,
                               const std::vector<std::string>& variables,
                               const ReadFile& read_file) {
    Config config;
    for (const Setting& setting : kSettings) {
        config.values_[std::string(setting.key)] = {.text = std::string(setting.fallback),
                                                    .source = "default"};
    }
    TRY(flags, read_flags(arguments));
    config.rest_ = std::move(flags.rest);
    config.file_ = flags.config_file;
    if (config.file_.empty()) {
        config.file_ = environment("TEAHOUSE_CONFIG").value_or("");
    }
    if (!config.file_.empty()) {
        const std::optional<std::string> text = read_file(config.file_);
        if (!text) {
            return fail(ErrorCode::invalid,
                        fmt::format("cannot read the configuration file {}", config.file_));
        }
        TRY_STATUS(config.read_toml(*text, config.file_));
    }
    TRY_STATUS(config.read_environment(environment, variables));
    for (Flag& flag : flags.flags) {
        TRY_STATUS(config.set(*flag.setting, std::move(*flag.value), "flag " + flag.shown));
    }
    config.choose_log_file();
    TRY_STATUS(check_rules(config));
    return config;
}

Status Config::set(const Setting& setting, std::string value, std::string source) {
    auto normal = normal_form(setting, value);
    if (!normal) {
        std::string range;
        if (setting.type == SettingType::integer || setting.type == SettingType::number) {
            range = fmt::format(" ({})", setting.values);
        }
        return fail(ErrorCode::invalid, fmt::format("{} = \"{}\" ({}): expected {}{}", setting.key,
                                                    value, source, expectation(setting), range));
    }
    values_[std::string(setting.key)] = {.text = std::move(*normal), .source = std::move(source)};
    return {};
}

Status Config::read_toml(std::string_view text, const std::string& path) {
    TRY(entries, parse_toml(text, path));
    for (TomlEntry& entry : entries) {
        const Setting* setting = find_setting(entry.key);
        const std::string source = fmt::format("file {}:{}", path, entry.line);
        if (setting == nullptr) {
            return fail(ErrorCode::invalid, fmt::format("{} = \"{}\" ({}): unknown setting",
                                                        entry.key, entry.value, source));
        }
        TRY_STATUS(set(*setting, std::move(entry.value), source));
    }
    return {};
}

Status Config::read_environment(const Environment& environment,
                                const std::vector<std::string>& variables) {
    for (const std::string& name : variables) {
        const auto is_its = [&](const Setting& setting) {
            return variable_of(setting.key) == name;
        };
        if (std::ranges::find(kOtherVariables, name) == kOtherVariables.end() &&
            std::ranges::none_of(kSettings, is_its)) {
            return fail(ErrorCode::invalid, fmt::format("{} = \"{}\" (variable): unknown setting",
                                                        name, environment(name).value_or("")));
        }
    }
    for (const Setting& setting : kSettings) {
        const std::string name = variable_of(setting.key);
        if (auto value = environment(name)) {
            TRY_STATUS(set(setting, std::move(*value), "variable " + name));
        }
    }
    return {};
}

// In the background nobody reads standard error.
void Config::choose_log_file() {
    if (boolean("daemon") && text("log.file").empty()) {
        values_.find("log.file")->second = {.text = text("data") + "/teahouse.log",
                                            .source = "default with daemon"};
    }
}

const std::string& Config::text(std::string_view key) const {
    const auto found = values_.find(key);
    CHECK(found != values_.end());
    return found->second.text;
}

std::int64_t Config::integer(std::string_view key) const { return *parse<std::int64_t>(text(key)); }

double Config::number(std::string_view key) const { return *parse<double>(text(key)); }

bool Config::boolean(std::string_view key) const { return text(key) == "true"; }

std::vector<std::string> Config::list(std::string_view key) const {
    std::vector<std::string> items;
    std::string_view left = text(key);
    while (!left.empty()) {
        const std::size_t comma = left.find(',');
        std::string_view item = left.substr(0, comma);
        left.remove_prefix(comma == std::string_view::npos ? left.size() : comma + 1);
        while (!item.empty() && item.front() == ' ') {
            item.remove_prefix(1);
        }
        while (!item.empty() && item.back() == ' ') {
            item.remove_suffix(1);
        }
        if (!item.empty()) {
            items.emplace_back(item);
        }
    }
    return items;
}

std::string Config::shown(std::string_view key) const {
    const auto found = values_.find(key);
    CHECK(found != values_.end());
    return fmt::format("{} = \"{}\" ({})", key, found->second.text, found->second.source);
}

tl::unexpected<Error> Config::refuse(std::string_view key, std::string_view why) const {
    return fail(ErrorCode::invalid, fmt::format("{}: {}", shown(key), why));
}

std::vector<std::string> Config::differences(const Config& other) const {
    std::vector<std::string> keys;
    for (const auto& [key, value] : values_) {
        if (value.text != other.text(key)) {
            keys.push_back(key);
        }
    }
    return keys;
}

std::string Config::print() const {
    std::string out;
    for (const Setting& setting : kSettings) {
        const ConfigValue& value = values_.find(setting.key)->second;
        const bool quoted = setting.type == SettingType::text || setting.type == SettingType::list;
        const std::string shown = quoted ? '"' + value.text + '"' : value.text;
        out +=
            fmt::format("{:<34} # {}\n", fmt::format("{} = {}", setting.key, shown), value.source);
    }
    return out;
}

std::string Config::help() {
    std::string out =
        "  --config FILE                     Configuration file (TOML), also TEAHOUSE_CONFIG.\n";
    for (const Setting& setting : kSettings) {
        std::string flag = setting.letter != '\0'
                               ? fmt::format("-{}, --{}", setting.letter, setting.key)
                               : fmt::format("--{}", setting.key);
        if (setting.type != SettingType::boolean) {
            flag += " VALUE";
        }
        out += fmt::format("  {:<33} {}", flag, setting.help);
        if (!setting.fallback.empty()) {
            out += fmt::format(" [{}]", setting.fallback);
        }
        out += '\n';
    }
    return out;
}

}  // namespace teahouse::app
