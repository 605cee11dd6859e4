// SPDX-License-Identifier: MIT
#include "http/date.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "http/chars.h"

namespace teahouse::http {
namespace {

constexpr std::string_view kDays = "ThuFriSatSunMonTueWed";  // from 1 January 1970, a Thursday
constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
constexpr std::int64_t kSecondsPerDay = 86'400;

struct Civil {
    std::int64_t year;
    std::int64_t month;  // 1-12
    std::int64_t day;
};

// Days since 1970-01-01 to a date and back, counting years from March so that the leap day comes
// last.
Civil civil_from_days(std::int64_t days) {
    days += 719'468;
    const std::int64_t era = days / 146'097;
    const std::int64_t day_of_era = days % 146'097;
    const std::int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36'524 - day_of_era / 146'096) / 365;
    const std::int64_t day_of_year =
        day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    const std::int64_t shifted_month = (5 * day_of_year + 2) / 153;
    const std::int64_t month = shifted_month < 10 ? shifted_month + 3 : shifted_month - 9;
    return {.year = year_of_era + era * 400 + (month <= 2 ? 1 : 0),
            .month = month,
            .day = day_of_year - (153 * shifted_month + 2) / 5 + 1};
}

std::int64_t days_from_civil(const Civil& date) {
    const std::int64_t year = date.month <= 2 ? date.year - 1 : date.year;
    const std::int64_t era = year / 400;
    const std::int64_t year_of_era = year % 400;
    const std::int64_t shifted_month = date.month > 2 ? date.month - 3 : date.month + 9;
    const std::int64_t day_of_year = (153 * shifted_month + 2) / 5 + date.day - 1;
    const std::int64_t day_of_era =
        year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    return era * 146'097 + day_of_era - 719'468;
}

void append_two_digits(std::string& text, std::int64_t value) {
    text.push_back(static_cast<char>('0' + value / 10));
    text.push_back(static_cast<char>('0' + value % 10));
}

std::string_view three_letters(std::string_view table, std::int64_t index) {
    return table.substr(static_cast<std::size_t>(index) * 3, 3);
}

}  // namespace

std::string format_date(std::int64_t unix_seconds) {
    CHECK(unix_seconds >= 0 && unix_seconds < 253'402'300'800);
    const std::int64_t days = unix_seconds / kSecondsPerDay;
    const std::int64_t seconds = unix_seconds % kSecondsPerDay;
    const Civil date = civil_from_days(days);
    std::string text(three_letters(kDays, days % 7));
    text += ", ";
    append_two_digits(text, date.day);
    text += ' ';
    text += three_letters(kMonths, date.month - 1);
    text += ' ';
    append_two_digits(text, date.year / 100);
    append_two_digits(text, date.year % 100);
    text += ' ';
    append_two_digits(text, seconds / 3600);
    text += ':';
    append_two_digits(text, seconds / 60 % 60);
    text += ':';
    append_two_digits(text, seconds % 60);
    text += " GMT";
    return text;
}

std::optional<std::int64_t> parse_date(std::string_view text) {
    // "Sun, 06 Nov 1994 08:49:37 GMT"
    if (text.size() != 29 || text.substr(25) != " GMT") {
        return std::nullopt;
    }
    const std::size_t month = kMonths.find(text.substr(8, 3));
    if (month == std::string_view::npos || month % 3 != 0) {
        return std::nullopt;
    }
    const std::array<std::string_view, 5> numbers = {text.substr(5, 2), text.substr(12, 4),
                                                     text.substr(17, 2), text.substr(20, 2),
                                                     text.substr(23, 2)};
    std::array<std::int64_t, 5> values = {};
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        const std::optional<std::uint64_t> value = read_decimal(numbers[i]);
        if (!value) {
            return std::nullopt;
        }
        values[i] = static_cast<std::int64_t>(*value);
    }
    const auto& [day, year, hour, minute, second] = values;
    if (day < 1 || day > 31 || year < 1970 || hour > 23 || minute > 59 || second > 59) {
        return std::nullopt;
    }
    const std::int64_t days = days_from_civil(
        {.year = year, .month = static_cast<std::int64_t>(month / 3) + 1, .day = day});
    const std::int64_t seconds = days * kSecondsPerDay + hour * 3600 + minute * 60 + second;
    // Writing it again finds a wrong weekday, a 30 February and wrong separators.
    return format_date(seconds) == text ? std::optional(seconds) : std::nullopt;
}

}  // namespace teahouse::http
