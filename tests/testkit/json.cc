// SPDX-License-Identifier: MIT
#include "testkit/json.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teahouse::testkit {
namespace {

class Reader {
public:
    explicit Reader(std::string_view text) : text_(text) {}

    std::optional<Json> whole() {
        auto value = read(0);
        skip_space();
        return value && at_ == text_.size() ? value : std::nullopt;
    }

private:
    static constexpr int kDepthMax = 64;

    void skip_space() {
        while (at_ < text_.size() &&
               std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) {
            ++at_;
        }
    }
    bool take(std::string_view word) {
        skip_space();
        if (text_.substr(at_).starts_with(word)) {
            at_ += word.size();
            return true;
        }
        return false;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kDepthMax
    std::optional<Json> read(int depth) {
        skip_space();
        if (depth > kDepthMax || at_ >= text_.size()) {
            return std::nullopt;
        }
        if (take("null")) {
            return Json();
        }
        if (take("true")) {
            return Json::of(true);
        }
        if (take("false")) {
            return Json::of(false);
        }
        switch (text_[at_]) {
            case '"': return read_string();
            case '[': return read_array(depth);
            case '{': return read_object(depth);
            default: return read_number();
        }
    }

    std::optional<Json> read_number() {
        std::int64_t value = 0;
        const char* begin = text_.data() + at_;
        const auto [end, error] = std::from_chars(begin, text_.data() + text_.size(), value);
        if (error != std::errc() || end == begin) {
            return std::nullopt;
        }
        at_ += static_cast<std::size_t>(end - begin);
        return Json::of(value);
    }

    std::optional<Json> read_string() {
        std::string out;
        for (++at_; at_ < text_.size() && text_[at_] != '"'; ++at_) {
            if (text_[at_] != '\\') {
                out += text_[at_];
                continue;
            }
            if (++at_ >= text_.size() || !read_escape(out)) {
                return std::nullopt;
            }
        }
        if (at_ >= text_.size()) {
            return std::nullopt;
        }
        ++at_;
        return Json::of(std::move(out));
    }

    bool read_escape(std::string& out) {
        constexpr std::string_view kFrom = "\"\\/bfnrt";
        constexpr std::string_view kTo = "\"\\/\b\f\n\r\t";
        const std::size_t simple = kFrom.find(text_[at_]);
        if (simple != std::string_view::npos) {
            out += kTo[simple];
            return true;
        }
        unsigned code = 0;
        const std::string_view digits = text_.substr(at_ + 1, 4);
        const auto [end, error] =
            std::from_chars(digits.data(), digits.data() + digits.size(), code, 16);
        if (text_[at_] != 'u' || error != std::errc() || digits.size() != 4 || code >= 0x80) {
            return false;  // our writers escape control characters only
        }
        out += static_cast<char>(code);
        at_ += 4;
        return true;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kDepthMax
    std::optional<Json> read_array(int depth) {
        Json out{.kind = Json::Kind::array};
        ++at_;
        if (take("]")) {
            return out;
        }
        do {
            auto item = read(depth + 1);
            if (!item) {
                return std::nullopt;
            }
            out.items.push_back(*std::move(item));
        } while (take(","));
        return take("]") ? std::optional(std::move(out)) : std::nullopt;
    }

    // NOLINTNEXTLINE(misc-no-recursion): bounded by kDepthMax
    std::optional<Json> read_object(int depth) {
        Json out{.kind = Json::Kind::object};
        ++at_;
        if (take("}")) {
            return out;
        }
        do {
            skip_space();
            auto name = at_ < text_.size() && text_[at_] == '"' ? read_string() : std::nullopt;
            if (!name || !take(":")) {
                return std::nullopt;
            }
            auto value = read(depth + 1);
            if (!value) {
                return std::nullopt;
            }
            out.fields.emplace_back(std::move(name->string), *std::move(value));
        } while (take(","));
        return take("}") ? std::optional(std::move(out)) : std::nullopt;
    }

    std::string_view text_;
    std::size_t at_ = 0;
};

void write_string(const std::string& text, std::string& out) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20) {
            out += "\\u00";
            out += kHex[byte >> 4U];
            out += kHex[byte & 15U];
        } else {
            out += c;
        }
    }
    out += '"';
}

// NOLINTNEXTLINE(misc-no-recursion): as deep as what was parsed
void write(const Json& json, std::string& out) {
    switch (json.kind) {
        case Json::Kind::null: out += "null"; break;
        case Json::Kind::boolean: out += json.boolean ? "true" : "false"; break;
        case Json::Kind::number: out += std::to_string(json.number); break;
        case Json::Kind::string: write_string(json.string, out); break;
        case Json::Kind::array: {
            out += '[';
            for (const Json& item : json.items) {
                out += &item == json.items.data() ? "" : ",";
                write(item, out);
            }
            out += ']';
            break;
        }
        case Json::Kind::object: {
            out += '{';
            for (const auto& entry : json.fields) {
                out += &entry == json.fields.data() ? "" : ",";
                write_string(entry.first, out);
                out += ':';
                write(entry.second, out);
            }
            out += '}';
            break;
        }
    }
}

}  // namespace

Json Json::of(std::int64_t value) { return {.kind = Kind::number, .number = value}; }
Json Json::of(std::string value) { return {.kind = Kind::string, .string = std::move(value)}; }
Json Json::of(bool value) { return {.kind = Kind::boolean, .boolean = value}; }
Json Json::list(std::vector<Json> items) {
    return {.kind = Kind::array, .items = std::move(items)};
}

std::optional<Json> Json::parse(std::string_view text) { return Reader(text).whole(); }

std::string Json::text() const {
    std::string out;
    write(*this, out);
    return out;
}

const Json* Json::field(std::string_view name) const {
    for (const auto& [key, value] : fields) {
        if (key == name) {
            return &value;
        }
    }
    return nullptr;
}

void Json::set(std::string_view name, Json value) {
    kind = Kind::object;
    for (auto& [key, old] : fields) {
        if (key == name) {
            old = std::move(value);
            return;
        }
    }
    fields.emplace_back(name, std::move(value));
}

std::optional<Json> Json::at(std::string_view path) const {
    const Json* here = this;
    while (!path.empty()) {
        const std::size_t dot = path.find('.');
        const std::string_view step = path.substr(0, dot);
        path = dot == std::string_view::npos ? std::string_view() : path.substr(dot + 1);
        if (step == "#") {
            return Json::of(static_cast<std::int64_t>(here->items.size()));
        }
        if (here->kind == Kind::array) {
            std::size_t index = 0;
            std::from_chars(step.data(), step.data() + step.size(), index);
            here = index < here->items.size() ? &here->items[index] : nullptr;
        } else {
            here = here->field(step);
        }
        if (here == nullptr) {
            return std::nullopt;
        }
    }
    return *here;
}

}  // namespace teahouse::testkit
