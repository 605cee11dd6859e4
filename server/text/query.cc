// SPDX-License-Identifier: MIT
#include "text/query.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/ids.h"
#include "text/cut.h"

namespace teahouse::text {

namespace {

constexpr TimeMs kDayMs = 86'400'000;
constexpr std::string_view kWideColon = "：";
constexpr std::string_view kWideSpace = "　";

enum class Filter : std::uint8_t { from, in, has, before, after };

struct FilterName {
    std::string_view name;
    Filter filter;
};
constexpr std::array kFilterNames{
    FilterName{.name = "from", .filter = Filter::from},
    FilterName{.name = "in", .filter = Filter::in},
    FilterName{.name = "has", .filter = Filter::has},
    FilterName{.name = "before", .filter = Filter::before},
    FilterName{.name = "after", .filter = Filter::after},
    FilterName{.name = "来自", .filter = Filter::from},
    FilterName{.name = "在", .filter = Filter::in},
    FilterName{.name = "包含", .filter = Filter::has},
    FilterName{.name = "早于", .filter = Filter::before},
    FilterName{.name = "晚于", .filter = Filter::after},
    FilterName{.name = "since", .filter = Filter::after},
    FilterName{.name = "until", .filter = Filter::before},
};

struct HasName {
    std::string_view name;
    Has has;
};
constexpr std::array kHasNames{
    HasName{.name = "image", .has = Has::image}, HasName{.name = "图片", .has = Has::image},
    HasName{.name = "video", .has = Has::video}, HasName{.name = "视频", .has = Has::video},
    HasName{.name = "audio", .has = Has::audio}, HasName{.name = "音乐", .has = Has::audio},
    HasName{.name = "音频", .has = Has::audio},  HasName{.name = "voice", .has = Has::voice},
    HasName{.name = "语音", .has = Has::voice},  HasName{.name = "file", .has = Has::file},
    HasName{.name = "文件", .has = Has::file},   HasName{.name = "poll", .has = Has::poll},
    HasName{.name = "投票", .has = Has::poll},   HasName{.name = "link", .has = Has::link},
    HasName{.name = "链接", .has = Has::link},
};

// Days since 1970 of a date of the Gregorian calendar (H. Hinnant's days_from_civil).
std::int64_t days_of(std::int64_t year, std::int64_t month, std::int64_t day) {
    year -= month <= 2 ? 1 : 0;
    const std::int64_t era = year / 400;
    const std::int64_t of_era = year - era * 400;
    const std::int64_t of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

std::optional<std::int64_t> number(std::string_view digits, std::int64_t low, std::int64_t high) {
    if (digits.empty() || digits.size() > 4 || !std::ranges::all_of(digits, ascii::is_digit)) {
        return std::nullopt;
    }
    std::int64_t value = 0;
    for (const char digit : digits) {
        value = value * 10 + (digit - '0');
    }
    return value >= low && value <= high ? std::optional(value) : std::nullopt;
}

std::int64_t days_in_month(std::int64_t year, std::int64_t month) {
    return month == 12 ? 31 : days_of(year, month + 1, 1) - days_of(year, month, 1);
}

// 2026, 2026-11, 2026-11-01, also with slashes or dots: the day on which it begins.
std::optional<std::int64_t> calendar_day(std::string_view text) {
    std::array<std::string_view, 3> parts{text, "1", "1"};
    for (std::size_t i = 0; i < 2; ++i) {
        const std::size_t mark = parts[i].find_first_of("-/.");
        if (mark == std::string_view::npos) {
            break;
        }
        parts[i + 1] = parts[i].substr(mark + 1);
        parts[i] = parts[i].substr(0, mark);
    }
    const auto year = number(parts[0], 1970, 9999);
    const auto month = number(parts[1], 1, 12);
    const auto day = number(parts[2], 1, 31);
    if (!year || !month || !day || *day > days_in_month(*year, *month)) {
        return std::nullopt;
    }
    return days_of(*year, *month, *day);
}

std::optional<TimeMs> day_start(std::string_view text, const QueryClock& clock) {
    const std::int64_t local = clock.now + clock.zone_ms;
    const std::int64_t today = (local >= 0 ? local : local - kDayMs + 1) / kDayMs;
    std::optional<std::int64_t> day = calendar_day(text);
    const std::string word = ascii::to_lower(text);
    if (word == "today" || word == "今天") {
        day = today;
    } else if (word == "yesterday" || word == "昨天") {
        day = today - 1;
    }
    return day ? std::optional(*day * kDayMs - clock.zone_ms) : std::nullopt;
}

class Parser {
public:
    Parser(std::string_view query, const QueryClock& clock) : rest_(query), clock_(clock) {}

    SearchWords run() {
        for (skip_space(); !rest_.empty(); skip_space()) {
            if (rest_.front() == '"') {
                add_phrase(quoted(), true);
            } else if (!take_filter()) {
                add_phrase(bare(), false);
            }
        }
        return std::move(words_);
    }

private:
    void skip_space() {
        while (!rest_.empty()) {
            if (static_cast<std::uint8_t>(rest_.front()) <= ' ') {
                rest_.remove_prefix(1);
            } else if (rest_.starts_with(kWideSpace)) {
                rest_.remove_prefix(kWideSpace.size());
            } else {
                return;
            }
        }
    }

    // Up to the next space.
    std::string_view bare() {
        std::size_t end = 0;
        while (end < rest_.size() && static_cast<std::uint8_t>(rest_[end]) > ' ' &&
               !rest_.substr(end).starts_with(kWideSpace)) {
            ++end;
        }
        const std::string_view word = rest_.substr(0, end);
        rest_.remove_prefix(end);
        return word;
    }

    // Behind a quotation mark up to the next one, or to the end.
    std::string_view quoted() {
        rest_.remove_prefix(1);
        const std::size_t end = std::min(rest_.find('"'), rest_.size());
        const std::string_view words = rest_.substr(0, end);
        rest_.remove_prefix(std::min(end + 1, rest_.size()));
        return words;
    }

    bool take_filter() {
        for (const FilterName& known : kFilterNames) {
            if (!ascii::equals_ignoring_case(rest_.substr(0, known.name.size()), known.name)) {
                continue;
            }
            std::string_view after = rest_.substr(known.name.size());
            const std::size_t colon = after.starts_with(':')          ? 1
                                      : after.starts_with(kWideColon) ? kWideColon.size()
                                                                      : 0;
            if (colon == 0) {
                continue;
            }
            const std::string_view before = std::exchange(rest_, after.substr(colon));
            const std::string_view value = rest_.starts_with('"') ? quoted() : bare();
            if (set(known.filter, value)) {
                return true;
            }
            rest_ = before;
        }
        return false;
    }

    // False: no such value, so it was meant as a word. A filter that is still being typed is none
    // yet.
    bool set(Filter filter, std::string_view value) {
        if (value.empty()) {
            return true;
        }
        switch (filter) {
            case Filter::from: return add_value(words_.from, value);
            case Filter::in: return add_value(words_.in, value);
            case Filter::has: return add_has(value);
            case Filter::before: return set_day(words_.before, value);
            case Filter::after: return set_day(words_.after, value);
        }
        return false;
    }

    static bool add_value(std::vector<std::string>& values, std::string_view value) {
        const bool known = std::ranges::find(values, value) != values.end();
        if (!known && values.size() < kFilterValuesMax) {
            values.emplace_back(value);
        }
        return true;
    }

    bool add_has(std::string_view value) {
        const auto* known = std::ranges::find_if(kHasNames, [&](const HasName& one) {
            return ascii::equals_ignoring_case(value, one.name);
        });
        if (known == kHasNames.end()) {
            return false;
        }
        if (std::ranges::find(words_.has, known->has) == words_.has.end()) {
            words_.has.push_back(known->has);
        }
        return true;
    }

    bool set_day(std::optional<TimeMs>& time, std::string_view value) const {
        const std::optional<TimeMs> day = day_start(value, clock_);
        if (day) {
            time = day;
        }
        return day.has_value();
    }

    void add_phrase(std::string_view words, bool exact) {
        Phrase phrase = make_phrase(words, exact);
        if (phrase.tokens.size() > kPhraseTokensMax) {
            phrase.tokens.resize(kPhraseTokensMax);
            phrase.prefix = false;
        }
        const bool known = std::ranges::find(words_.phrases, phrase) != words_.phrases.end();
        if (!phrase.tokens.empty() && !known && words_.phrases.size() < kPhrasesMax) {
            words_.phrases.push_back(std::move(phrase));
        }
    }

    std::string_view rest_;
    QueryClock clock_;
    SearchWords words_;
};

}  // namespace

SearchWords parse_query(std::string_view query, const QueryClock& clock) {
    return Parser(query, clock).run();
}

std::optional<std::int64_t> parse_zone(std::string_view zone) {
    if (zone == "Z") {
        return 0;
    }
    const bool shaped = zone.size() == 6 && (zone[0] == '+' || zone[0] == '-') && zone[3] == ':';
    const auto hours = shaped ? number(zone.substr(1, 2), 0, 14) : std::nullopt;
    const auto minutes = shaped ? number(zone.substr(4, 2), 0, 59) : std::nullopt;
    if (!hours || !minutes) {
        return std::nullopt;
    }
    const std::int64_t ms = (*hours * 60 + *minutes) * 60'000;
    return zone[0] == '-' ? -ms : ms;
}

}  // namespace teahouse::text
