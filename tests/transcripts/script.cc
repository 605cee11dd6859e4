// SPDX-License-Identifier: MIT
#include "script.h"

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend.h"
#include "testkit/json.h"

namespace teahouse::transcripts {
namespace {

// Cuts at spaces outside of quotes and brackets.
std::vector<std::string> split_words(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quoted && c == '\\' && i + 1 < text.size()) {
            word += c;
            word += text[++i];
            continue;
        }
        quoted = c == '"' ? !quoted : quoted;
        depth += quoted ? 0 : (c == '[' ? 1 : c == ']' ? -1 : 0);
        if (c == ' ' && !quoted && depth == 0) {
            if (!word.empty()) {
                words.push_back(std::exchange(word, {}));
            }
        } else {
            word += c;
        }
    }
    if (!word.empty()) {
        words.push_back(word);
    }
    return words;
}

std::string_view trimmed(std::string_view text) {
    const std::size_t begin = text.find_first_not_of(" \t\r");
    if (begin == std::string_view::npos) {
        return {};
    }
    return text.substr(begin, text.find_last_not_of(" \t\r") - begin + 1);
}

Line read_line(std::string_view text, std::size_t number) {
    Line line{.number = number, .text = std::string(text)};
    if (text.front() == '!') {
        line.words = split_words(text.substr(1));
        return line;
    }
    const std::size_t sign = text.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789");
    if (sign == 0 || sign == std::string_view::npos) {
        throw Failure("line " + std::to_string(number) + " is not understood");
    }
    line.client = text.substr(0, sign);
    std::string_view rest = text.substr(sign);
    if (rest.starts_with(">>")) {
        line.kind = Line::Kind::post;
        rest.remove_prefix(2);
    } else if (rest.starts_with("> {")) {
        line.kind = Line::Kind::raw;
        line.words = {std::string(trimmed(rest.substr(1)))};
        return line;
    } else if (rest.front() == '>' || rest.front() == '<' || rest.front() == '!') {
        line.kind = rest.front() == '>'   ? Line::Kind::request
                    : rest.front() == '<' ? Line::Kind::expect
                                          : Line::Kind::action;
        rest.remove_prefix(1);
    } else {
        throw Failure("line " + std::to_string(number) + " is not understood");
    }
    line.words = split_words(rest);
    if (line.words.empty()) {
        throw Failure("line " + std::to_string(number) + " says nothing");
    }
    return line;
}

void read_head(std::string_view comment, Script& script) {
    const auto words = split_words(comment);
    if (words.empty()) {
        return;
    }
    if (words.front() == "tags:") {
        script.tags.insert(words.begin() + 1, words.end());
    } else if (words.front() == "server:") {
        for (auto it = words.begin() + 1; it != words.end(); ++it) {
            script.settings.insert(split_field(*it));
        }
    }
}

const Json* variable(std::string_view text, const Variables& variables) {
    const auto found = variables.find(std::string(text.substr(1)));
    return found == variables.end() ? nullptr : &found->second;
}

// "text"*1000: the text so many times.
std::optional<Json> repeated(std::string_view text) {
    const std::size_t star = text.rfind("\"*");
    if (!text.starts_with('"') || star == std::string_view::npos || star == 0) {
        return std::nullopt;
    }
    const auto one = Json::parse(text.substr(0, star + 1));
    std::size_t times = 0;
    const std::string_view digits = text.substr(star + 2);
    std::from_chars(digits.data(), digits.data() + digits.size(), times);
    std::string out;
    for (std::size_t i = 0; one && i < times; ++i) {
        out += one->string;
    }
    return Json::of(std::move(out));
}

// Items of "[a, b, [c]]".
std::vector<std::string> list_items(std::string_view text) {
    std::string spaced(text.substr(1, text.size() - 2));
    int depth = 0;
    bool quoted = false;
    for (char& c : spaced) {
        quoted = c == '"' ? !quoted : quoted;
        depth += quoted ? 0 : (c == '[' ? 1 : c == ']' ? -1 : 0);
        c = c == ',' && depth == 0 && !quoted ? ' ' : c;
    }
    return split_words(spaced);
}

}  // namespace

Script read_script(const std::filesystem::path& file) {
    Script script{.name = file.stem().string()};
    std::ifstream in(file);
    std::string text;
    for (std::size_t number = 1; std::getline(in, text); ++number) {
        const std::string_view line = trimmed(text);
        if (line.starts_with('#')) {
            read_head(line.substr(1), script);
        } else if (!line.empty()) {
            script.lines.push_back(read_line(line, number));
        }
    }
    return script;
}

std::pair<std::string, std::string> split_field(const std::string& word) {
    const std::size_t equals = word.find('=');
    if (equals == std::string::npos) {
        throw Failure("no '=' in " + word);
    }
    return {word.substr(0, equals), word.substr(equals + 1)};
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as the brackets of one line
Json value_of(std::string_view text, const Variables& variables) {
    if (text.starts_with('$')) {
        const Json* known = variable(text, variables);
        if (known == nullptr) {
            throw Failure(std::string(text) + " is not known");
        }
        return *known;
    }
    if (text.starts_with('[') && text.ends_with(']')) {
        std::vector<Json> items;
        for (const std::string& item : list_items(text)) {
            items.push_back(value_of(item, variables));
        }
        return Json::list(std::move(items));
    }
    if (auto many = repeated(text)) {
        return *std::move(many);
    }
    if (const std::size_t times = text.rfind("]*");
        text.starts_with('[') && times != std::string_view::npos) {
        const Json one = value_of(text.substr(0, times + 1), variables);
        Json all = Json::list({});
        for (int i = std::stoi(std::string(text.substr(times + 2))); i > 0; --i) {
            all.items.insert(all.items.end(), one.items.begin(), one.items.end());
        }
        return all;
    }
    auto value = Json::parse(text);
    return value ? *std::move(value) : Json::of(std::string(text));  // a bare word
}

std::string with_variables(std::string_view frame, const Variables& variables) {
    std::string out;
    for (std::size_t i = 0; i < frame.size();) {
        std::size_t end = i + 1;
        while (frame[i] == '$' && end < frame.size() && std::islower(frame[end]) != 0) {
            ++end;
        }
        const Json* known =
            frame[i] == '$' ? variable(frame.substr(i, end - i), variables) : nullptr;
        out += known != nullptr ? known->text() : std::string(frame.substr(i, end - i));
        i = end;
    }
    return out;
}

bool matches(const std::optional<Json>& found, std::string_view expected, Variables& variables) {
    if (expected == "-") {
        return !found;
    }
    if (!found) {
        return false;
    }
    if (expected == "*") {
        return true;
    }
    if (expected.starts_with('$') && variable(expected, variables) == nullptr) {
        variables[std::string(expected.substr(1))] = *found;
        return true;
    }
    return *found == value_of(expected, variables);
}

}  // namespace teahouse::transcripts
