// SPDX-License-Identifier: MIT
#include "original/rows.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/ascii.h"
#include "base/ids.h"
#include "base/utf8.h"
#include "proto/json_reader.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kTextMax = 64 * 1024 * 1024;
constexpr double kSecondsMax = 4'102'444'800;  // the year 2100
constexpr std::string_view kPairBefore = "message:users:[";
constexpr std::size_t kBcryptChars = 60;
constexpr int kBcryptCostMax = 14;

// The text or number that comes, as text: PHP does not mind which. Anything else is left out.
bool loose_text(proto::JsonReader& json, std::string& out) {
    const auto mark = json.mark();
    if (json.text(out, kTextMax)) {
        return true;
    }
    json.failure().clear();
    json.go_to(mark);
    std::uint64_t number = 0;
    if (json.number(number, proto::kNumberMax)) {
        out = std::to_string(number);
        return true;
    }
    json.failure().clear();
    json.go_to(mark);
    out.clear();
    return json.skip();
}

// Seconds with a fraction, which a JsonReader does not read: out of the text itself.
double number_behind(std::string_view json, std::string_view name) {
    const std::string before = '"' + std::string(name) + "\":";
    const std::size_t at = json.find(before);
    if (at == std::string_view::npos) {
        return 0;
    }
    std::string_view rest = json.substr(at + before.size());
    while (rest.starts_with(' ') || rest.starts_with('"')) {
        rest.remove_prefix(1);
    }
    double value = 0;
    std::from_chars(rest.data(), rest.data() + rest.size(), value);
    return value;
}

Content content_of(std::uint64_t type) {
    if (type == 1100) {
        return Content::created;
    }
    if (type % 100 > 3) {
        return Content::unknown;
    }
    switch (type / 100) {
        case 1: return Content::text;
        case 3: return Content::image;
        case 4: return Content::sticker;
        case 5: return Content::music;
        case 10: return Content::file;
        default: return Content::unknown;
    }
}

// {"name","path","size"}, or the path alone as older clients sent it.
bool read_content(proto::JsonReader& json, MessageRow& row) {
    const auto mark = json.mark();
    std::string_view key;
    if (!json.begin_object()) {
        json.failure().clear();
        json.go_to(mark);
        return loose_text(json, row.text);
    }
    bool good = true;
    while (good && json.next_key(key)) {
        good = key == "path" ? loose_text(json, row.path)
                             : (key == "name" ? loose_text(json, row.name) : json.skip());
    }
    return good && !json.failure();
}

}  // namespace

std::optional<GroupRow> read_group(std::string_view text) {
    GroupRow group;
    proto::JsonReader json(text);
    std::string_view key;
    bool good = is_utf8(text) && json.begin_object();
    while (good && json.next_key(key)) {
        if (key == "name") {
            good = loose_text(json, group.name);
        } else if (key == "admin_id") {
            good = loose_text(json, group.admin);
        } else if (key == "avatar") {
            good = loose_text(json, group.avatar);
        } else {
            good = json.skip();
        }
    }
    if (!good || json.failure()) {
        return std::nullopt;
    }
    group.created = ms_of(number_behind(text, "create_time"));
    return group;
}

std::optional<MessageRow> read_message(std::string_view text) {
    MessageRow row;
    proto::JsonReader json(text);
    std::string_view key;
    std::string type;
    std::string older_name;
    bool good = is_utf8(text) && json.begin_object();
    while (good && json.next_key(key)) {
        if (key == "type") {
            good = loose_text(json, type);
        } else if (key == "sender_id") {
            good = loose_text(json, row.sender);
        } else if (key == "mess") {
            good = read_content(json, row);
        } else if (key == "name") {
            good = loose_text(json, older_name);
        } else {
            good = json.skip();
        }
    }
    const auto [end, error] = std::from_chars(type.data(), type.data() + type.size(), row.type);
    if (!good || json.failure() || error != std::errc() || end != type.data() + type.size() ||
        row.sender.empty()) {
        return std::nullopt;
    }
    row.content = content_of(row.type);
    const bool file = row.content == Content::image || row.content == Content::sticker ||
                      row.content == Content::music || row.content == Content::file;
    if (file && row.path.empty()) {
        row.path = std::exchange(row.text, {});
    }
    if (file && row.name.empty()) {
        row.name = std::move(older_name);
    }
    return row;
}

std::optional<std::pair<std::string, std::string>> read_pair(std::string_view key) {
    if (!key.starts_with(kPairBefore) || !key.ends_with(']')) {
        return std::nullopt;
    }
    key.remove_prefix(kPairBefore.size());
    key.remove_suffix(1);
    const std::size_t comma = key.find(',');
    if (comma == std::string_view::npos || comma == 0 || comma + 1 == key.size() ||
        key.find(',', comma + 1) != std::string_view::npos) {
        return std::nullopt;
    }
    return std::pair(std::string(key.substr(0, comma)), std::string(key.substr(comma + 1)));
}

TimeMs ms_of(double seconds) {
    const bool said = seconds > 0 && seconds < kSecondsMax;  // false for NaN, too
    return said ? static_cast<TimeMs>(std::llround(seconds * 1'000)) : 0;
}

TimeMs ms_of_date(std::string_view text) {
    int parts[6] = {};
    std::size_t at = 0;
    for (int& part : parts) {
        while (at < text.size() && !ascii::is_digit(text[at])) {
            ++at;
        }
        const auto [end, error] =
            std::from_chars(text.data() + at, text.data() + text.size(), part);
        if (error != std::errc()) {
            return 0;
        }
        at = static_cast<std::size_t>(end - text.data());
    }
    const std::chrono::year_month_day day{std::chrono::year(parts[0]),
                                          std::chrono::month(static_cast<unsigned>(parts[1])),
                                          std::chrono::day(static_cast<unsigned>(parts[2]))};
    if (!day.ok() || parts[3] > 23 || parts[4] > 59 || parts[5] > 60) {
        return 0;
    }
    const auto days = std::chrono::sys_days(day).time_since_epoch().count();
    return ms_of(static_cast<double>(days) * 86'400 + parts[3] * 3'600 + parts[4] * 60 + parts[5]);
}

bool is_bcrypt(std::string_view hash) {
    if (hash.size() != kBcryptChars ||
        !(hash.starts_with("$2y$") || hash.starts_with("$2b$") || hash.starts_with("$2a$")) ||
        hash[6] != '$' || !ascii::is_digit(hash[4]) || !ascii::is_digit(hash[5])) {
        return false;
    }
    const int cost = (hash[4] - '0') * 10 + (hash[5] - '0');
    const bool letters = std::ranges::all_of(hash.substr(7), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '.' || c == '/';
    });
    return letters && cost >= 4 && cost <= kBcryptCostMax;
}

}  // namespace teahouse::original
