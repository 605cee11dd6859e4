// SPDX-License-Identifier: MIT
#include "http/uri.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/utf8.h"
#include "http/chars.h"

namespace teahouse::http {
namespace {

constexpr std::size_t kHostBytesMax = 255;

bool is_unreserved(char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) ||
           std::string_view("-._~").find(c) != std::string_view::npos;
}

// pchar of RFC 3986 section 3.3 without the escape, and the separator.
bool is_path_char(char c) {
    return is_unreserved(c) || std::string_view("!$&'()*+,;=:@/").find(c) != std::string_view::npos;
}

// The byte that the escape at `i` stands for, or -1.
int read_escape(std::string_view text, std::size_t i) {
    if (i + 2 >= text.size()) {
        return -1;
    }
    const int high = ascii::hex_value(text[i + 1]);
    const int low = ascii::hex_value(text[i + 2]);
    return high < 0 || low < 0 ? -1 : high * 16 + low;
}

// Escapes may not hide what would change the path's meaning.
bool may_be_escaped(int byte) {
    return byte >= 0x20 && byte != 0x7F && byte != '/' && byte != '\\';
}

bool has_plain_segments(std::string_view path) {
    std::string_view rest = path.substr(1);
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('/'), rest.size());
        const std::string_view segment = rest.substr(0, end);
        if (segment.empty() || segment == "." || segment == "..") {
            return false;
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return true;
}

std::string decode_form(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return percent_decode(spaced).value_or(spaced);
}

bool is_host_name(std::string_view text) {
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
    });
}

bool is_bracketed_address(std::string_view text) {
    if (text.size() < 4 || text.front() != '[' || text.back() != ']') {
        return false;
    }
    text = text.substr(1, text.size() - 2);
    return text.find(':') != std::string_view::npos &&
           std::all_of(text.begin(), text.end(),
                       [](char c) { return ascii::hex_value(c) >= 0 || c == ':' || c == '.'; });
}

int default_port(std::string_view scheme) { return scheme == "https" ? 443 : 80; }

}  // namespace

std::optional<std::string> percent_decode(std::string_view text) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            decoded.push_back(text[i]);
            continue;
        }
        const int byte = read_escape(text, i);
        if (byte < 0) {
            return std::nullopt;
        }
        decoded.push_back(static_cast<char>(byte));
        i += 2;
    }
    return decoded;
}

std::string percent_encode(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string encoded;
    for (const char c : text) {
        if (is_unreserved(c)) {
            encoded.push_back(c);
        } else {
            const unsigned byte = static_cast<unsigned char>(c);
            encoded.push_back('%');
            encoded.push_back(kDigits[byte >> 4U]);
            encoded.push_back(kDigits[byte & 0x0FU]);
        }
    }
    return encoded;
}

std::optional<std::string> normalise_path(std::string_view raw) {
    if (!raw.starts_with('/')) {
        return std::nullopt;
    }
    std::string path;
    path.reserve(raw.size());
    for (std::size_t i = 0; i < raw.size(); ++i) {
        if (raw[i] != '%') {
            if (!is_path_char(raw[i])) {
                return std::nullopt;
            }
            path.push_back(raw[i]);
            continue;
        }
        const int byte = read_escape(raw, i);
        if (!may_be_escaped(byte)) {
            return std::nullopt;
        }
        path.push_back(static_cast<char>(byte));
        i += 2;
    }
    if (!has_plain_segments(path) || !is_utf8(path)) {
        return std::nullopt;
    }
    return path;
}

QueryPairs parse_query(std::string_view query) {
    QueryPairs pairs;
    while (!query.empty()) {
        const std::size_t end = std::min(query.find('&'), query.size());
        const std::string_view pair = query.substr(0, end);
        query.remove_prefix(std::min(end + 1, query.size()));
        if (pair.empty()) {
            continue;
        }
        const std::size_t equals = std::min(pair.find('='), pair.size());
        const std::string_view value = pair.substr(std::min(equals + 1, pair.size()));
        pairs.emplace_back(decode_form(pair.substr(0, equals)), decode_form(value));
    }
    return pairs;
}

std::string query_value(std::string_view query, std::string_view name) {
    for (auto& [key, value] : parse_query(query)) {
        if (key == name) {
            return std::move(value);
        }
    }
    return {};
}

std::optional<HostPort> parse_host(std::string_view text) {
    const std::size_t bracket = text.starts_with('[') ? text.find(']') : 0;
    const std::size_t colon = bracket == std::string_view::npos ? bracket : text.find(':', bracket);
    const std::string_view host = text.substr(0, colon);
    if (host.size() > kHostBytesMax || !(is_host_name(host) || is_bracketed_address(host))) {
        return std::nullopt;
    }
    HostPort result = {.host = ascii::to_lower(host)};
    if (colon != std::string_view::npos && colon + 1 < text.size()) {
        const std::optional<std::uint64_t> port = read_decimal(text.substr(colon + 1));
        if (!port || *port == 0 || *port > 65535) {
            return std::nullopt;
        }
        result.port = static_cast<int>(*port);
    }
    return result;
}

std::optional<Origin> parse_origin(std::string_view text) {
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view scheme = text.substr(0, colon);
    if ((scheme != "http" && scheme != "https") || text.ends_with(':')) {
        return std::nullopt;
    }
    std::optional<HostPort> host = parse_host(text.substr(colon + 3));
    if (!host) {
        return std::nullopt;
    }
    return Origin{.scheme = std::string(scheme),
                  .host = std::move(host->host),
                  .port = host->port == 0 ? default_port(scheme) : host->port};
}

bool is_same_origin(std::string_view origin, std::string_view host_field, bool secure) {
    const std::optional<Origin> theirs = parse_origin(origin);
    const std::optional<HostPort> ours = parse_host(host_field);
    if (!theirs || !ours) {
        return false;
    }
    const std::string_view scheme = secure ? "https" : "http";
    return theirs->scheme == scheme && theirs->host == ours->host &&
           theirs->port == (ours->port == 0 ? default_port(scheme) : ours->port);
}

}  // namespace teahouse::http
