// SPDX-License-Identifier: MIT
// Request targets: paths, queries, hosts and origins (RFC 3986, RFC 9112 section 3.2, RFC 6454).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teahouse::http {

// Percent-decodes; nothing when an escape is malformed. '+' stays.
std::optional<std::string> percent_decode(std::string_view text);
// Escapes all but unreserved characters: for names in URLs and in Content-Disposition (RFC 8187).
std::string percent_encode(std::string_view text);

// The decoded path of a request, or nothing when it is not a plain one: it must start with '/',
// hold no empty, "." or
// ".." segment, no "\", control character or escaped '/', and be valid UTF-8. A last '/' is kept.
std::optional<std::string> normalise_path(std::string_view raw);

using QueryPairs = std::vector<std::pair<std::string, std::string>>;
// Decodes "a=1&b=x%20y" (application/x-www-form-urlencoded: '+' is a space). Malformed escapes stay
// as they are.
QueryPairs parse_query(std::string_view query);
// The first value of a name, or empty.
std::string query_value(std::string_view query, std::string_view name);

struct HostPort {
    std::string host;  // lower case; IPv6 with its brackets
    int port = 0;      // 0: not given
};
// Reads a Host field or authority; nothing when it is malformed.
std::optional<HostPort> parse_host(std::string_view text);

// An Origin as a browser sends it: scheme "http" or "https", lower case. Nothing for "null" and
// anything else.
struct Origin {
    std::string scheme;
    std::string host;
    int port = 0;  // the scheme's own when not given

    friend bool operator==(const Origin&, const Origin&) = default;
};
std::optional<Origin> parse_origin(std::string_view text);

// Whether `origin` is exactly scheme, host and port of this server as the client named it in Host.
bool is_same_origin(std::string_view origin, std::string_view host_field, bool secure);

}  // namespace teahouse::http
