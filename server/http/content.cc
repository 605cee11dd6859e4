// SPDX-License-Identifier: MIT
#include "http/content.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"

namespace teahouse::http {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 34> kTypes = {{
    {"avif", "image/avif"},
    {"css", "text/css; charset=utf-8"},
    {"flac", "audio/flac"},
    {"gif", "image/gif"},
    {"gz", "application/gzip"},
    {"htm", "text/html; charset=utf-8"},
    {"html", "text/html; charset=utf-8"},
    {"ico", "image/x-icon"},
    {"jpeg", "image/jpeg"},
    {"jpg", "image/jpeg"},
    {"js", "text/javascript; charset=utf-8"},
    {"json", "application/json"},
    {"m4a", "audio/mp4"},
    {"map", "application/json"},
    {"md", "text/markdown; charset=utf-8"},
    {"mjs", "text/javascript; charset=utf-8"},
    {"mp3", "audio/mpeg"},
    {"mp4", "video/mp4"},
    {"ogg", "audio/ogg"},
    {"opus", "audio/ogg"},
    {"pdf", "application/pdf"},
    {"png", "image/png"},
    {"svg", "image/svg+xml"},
    {"ttf", "font/ttf"},
    {"txt", "text/plain; charset=utf-8"},
    {"wasm", "application/wasm"},
    {"wav", "audio/wav"},
    {"webm", "video/webm"},
    {"webmanifest", "application/manifest+json"},
    {"webp", "image/webp"},
    {"woff", "font/woff"},
    {"woff2", "font/woff2"},
    {"xml", "application/xml"},
    {"zip", "application/zip"},
}};
static_assert(std::is_sorted(kTypes.begin(), kTypes.end()));

// RFC 9110 section 12.4.2, in thousandths: 0 to 1 with at most three digits behind the point.
std::optional<int> read_weight(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') ||
        (text.size() > 1 && text[1] != '.')) {
        return std::nullopt;
    }
    int weight = (text[0] - '0') * 1000;
    int scale = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (!ascii::is_digit(c)) {
            return std::nullopt;
        }
        weight += (c - '0') * scale;
        scale /= 10;
    }
    return weight <= 1000 ? std::optional(weight) : std::nullopt;
}

struct Preference {
    std::string coding;
    int weight = 1000;
};

std::optional<Preference> read_preference(std::string_view element) {
    const std::size_t semicolon = element.find(';');
    Preference preference = {.coding = ascii::to_lower(ascii::trim(element.substr(0, semicolon)))};
    if (!ascii::is_token(preference.coding)) {
        return std::nullopt;
    }
    if (semicolon != std::string_view::npos) {
        const std::string_view parameter = ascii::trim(element.substr(semicolon + 1));
        if (parameter.size() < 3 || ascii::to_lower(parameter[0]) != 'q' || parameter[1] != '=') {
            return std::nullopt;
        }
        const std::optional<int> weight = read_weight(parameter.substr(2));
        if (!weight) {
            return std::nullopt;
        }
        preference.weight = *weight;
    }
    return preference;
}

// What the field says of the three codings that we know; -1: nothing.
struct Weights {
    int identity = -1;
    int gzip = -1;
    int brotli = -1;
    int other = -1;  // "*"

    void take(const Preference& preference) {
        if (preference.coding == "br") {
            brotli = preference.weight;
        } else if (preference.coding == "gzip" || preference.coding == "x-gzip") {
            gzip = preference.weight;
        } else if (preference.coding == "identity") {
            identity = preference.weight;
        } else if (preference.coding == "*") {
            other = preference.weight;
        }
    }
};

}  // namespace

std::string_view content_type(std::string_view file_name) {
    const std::size_t dot = file_name.rfind('.');
    const std::string extension =
        dot == std::string_view::npos ? "" : ascii::to_lower(file_name.substr(dot + 1));
    const auto found = std::lower_bound(
        kTypes.begin(), kTypes.end(), extension,
        [](const auto& entry, const std::string& key) { return entry.first < key; });
    return found != kTypes.end() && found->first == extension ? found->second
                                                              : "application/octet-stream";
}

Coding choose_coding(std::string_view accept_encoding, CodingsAvailable available) {
    Weights weights;
    for (const std::string_view element : ascii::split(accept_encoding, ',')) {
        if (element.empty()) {
            continue;
        }
        const std::optional<Preference> preference = read_preference(element);
        if (!preference) {
            return Coding::identity;
        }
        weights.take(*preference);
    }
    const auto weight_of = [&weights](int weight) { return weight >= 0 ? weight : weights.other; };
    Coding best = Coding::identity;
    int best_weight = std::max(weights.identity, 0);
    // Not named, identity is acceptable but less wanted than any coding that is named.
    if (available.gzip && weight_of(weights.gzip) > 0 && weight_of(weights.gzip) >= best_weight) {
        best = Coding::gzip;
        best_weight = weight_of(weights.gzip);
    }
    if (available.brotli && weight_of(weights.brotli) > 0 &&
        weight_of(weights.brotli) >= best_weight) {
        best = Coding::brotli;
    }
    return best;
}

std::string_view to_string(Coding coding) {
    switch (coding) {
        case Coding::identity: return "";
        case Coding::gzip: return "gzip";
        case Coding::brotli: return "br";
    }
    return "";
}

}  // namespace teahouse::http
