// SPDX-License-Identifier: MIT
#include "http/head.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "http/chars.h"
#include "http/message.h"
#include "http/uri.h"

namespace teahouse::http {
namespace {

constexpr HeadError bad(std::string_view why) { return {.status = 400, .why = why}; }

std::optional<Method> read_method(std::string_view name) {
    constexpr std::array<std::pair<std::string_view, Method>, 7> kMethods = {
        {{"GET", Method::get},
         {"HEAD", Method::head},
         {"POST", Method::post},
         {"PUT", Method::put},
         {"PATCH", Method::patch},
         {"DELETE", Method::delete_},
         {"OPTIONS", Method::options}}};
    for (const auto& [text, method] : kMethods) {
        if (text == name) {
            return method;
        }
    }
    return std::nullopt;
}

// Fields that have one value: a second line would let two readers disagree about which one counts.
bool is_single(std::string_view name) {
    constexpr std::array<std::string_view, 14> kSingle = {"authorization",
                                                          "content-length",
                                                          "content-range",
                                                          "content-type",
                                                          "expect",
                                                          "host",
                                                          "if-modified-since",
                                                          "if-range",
                                                          "origin",
                                                          "range",
                                                          "referer",
                                                          "sec-websocket-key",
                                                          "transfer-encoding",
                                                          "sec-websocket-version"};
    return std::find(kSingle.begin(), kSingle.end(), name) != kSingle.end();
}

// Visible ASCII that RFC 3986 has a place for in a query, and the few more that browsers send
// unescaped.
bool is_query(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c <= ' ' || c > '~' || std::string_view("\"<>\\#").find(c) != std::string_view::npos) {
            return false;
        }
        const bool escape = c == '%';
        if (escape && (i + 2 >= text.size() || ascii::hex_value(text[i + 1]) < 0 ||
                       ascii::hex_value(text[i + 2]) < 0)) {
            return false;
        }
    }
    return true;
}

}  // namespace

FieldLine read_field_line(std::string_view line) {
    FieldLine field;
    if (line.starts_with(' ') || line.starts_with('\t')) {
        field.why = "a field line is folded";
        return field;
    }
    const std::size_t colon = line.find(':');
    if (colon == std::string_view::npos) {
        field.why = "a field line has no colon";
        return field;
    }
    field.name = line.substr(0, colon);
    field.value = ascii::trim(line.substr(colon + 1));
    if (!ascii::is_token(field.name)) {
        field.why = "a field name is malformed";
    } else if (!is_field_value(field.value)) {
        field.why = "a field value holds a control character";
    }
    return field;
}

// RFC 9112 section 3: method SP target SP version, single spaces.
HeadError HeadReader::on_request_line(std::string_view line, std::size_t target_bytes_max) {
    const std::size_t first = line.find(' ');
    const std::size_t last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) {
        return bad("the request line has not three parts");
    }
    const std::string_view method_name = line.substr(0, first);
    const std::string_view target = line.substr(first + 1, last - first - 1);
    if (!ascii::is_token(method_name)) {
        return bad("the method is malformed");
    }
    if (const HeadError error = read_version(line.substr(last + 1))) {
        return error;
    }
    if (target.size() > target_bytes_max) {
        return {.status = 414, .why = "the target is too long"};
    }
    const std::optional<Method> method = read_method(method_name);
    if (!method) {
        return {.status = 501, .why = "the method is not known here"};
    }
    head_.method = *method;
    return read_target(target, *method == Method::options);
}

HeadError HeadReader::read_version(std::string_view text) {
    if (text.size() != 8 || !text.starts_with("HTTP/") || !ascii::is_digit(text[5]) ||
        text[6] != '.' || !ascii::is_digit(text[7])) {
        return bad("the version is malformed");
    }
    if (text[5] != '1') {
        return {.status = 505, .why = "only HTTP/1.1 and HTTP/1.0 are spoken here"};
    }
    head_.minor_version =
        text[7] == '0' ? 0 : 1;  // a higher minor version is read as 1.1 (RFC 9110 section 2.5)
    return {};
}

HeadError HeadReader::read_target(std::string_view target, bool is_options) {
    if (target.starts_with('/')) {
        return read_origin_form(target);
    }
    if (target == "*" && is_options) {
        head_.path = target;
        return {};
    }
    return read_absolute_form(target);
}

HeadError HeadReader::read_absolute_form(std::string_view target) {
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos) {
        return bad("the target is malformed");
    }
    const std::string scheme = ascii::to_lower(target.substr(0, colon));
    if (scheme != "http" && scheme != "https") {
        return bad("the target is not ours");
    }
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t end = std::min(rest.find_first_of("/?"), rest.size());
    authority_ = rest.substr(0, end);
    if (!parse_host(authority_)) {
        return bad("the target's host is malformed");
    }
    const std::string_view path = rest.substr(end);
    return read_origin_form(path.starts_with('/') ? std::string(path) : '/' + std::string(path));
}

HeadError HeadReader::read_origin_form(std::string_view target) {
    const std::size_t question = std::min(target.find('?'), target.size());
    std::optional<std::string> path = normalise_path(target.substr(0, question));
    if (!path) {
        return bad("the path is malformed");
    }
    head_.path = *std::move(path);
    if (question < target.size()) {
        head_.query = target.substr(question + 1);
    }
    return is_query(head_.query) ? HeadError() : bad("the query is malformed");
}

HeadError HeadReader::on_field(std::string_view line) {
    const FieldLine field = read_field_line(line);
    if (!field.why.empty()) {
        return bad(field.why);
    }
    std::string name = ascii::to_lower(field.name);
    const auto same = std::find_if(head_.fields.begin(), head_.fields.end(),
                                   [&name](const Field& other) { return other.name == name; });
    if (same == head_.fields.end()) {
        head_.fields.push_back({.name = std::move(name), .value = std::string(field.value)});
        return {};
    }
    if (is_single(name)) {
        return bad("a field that has one value is repeated");
    }
    // RFC 9110 section 5.3; cookies are sent one a line by HTTP/2, and a proxy may leave it at that
    // (RFC 9113 section 8.2.3).
    same->value += name == "cookie" ? "; " : ", ";
    same->value += field.value;
    return {};
}

HeadError HeadReader::on_end() {
    if (const HeadError error = check_host()) {
        return error;
    }
    if (const HeadError error = check_framing()) {
        return error;
    }
    const std::string_view connection = head_.field("connection");
    head_.keep_alive = !ascii::has_token(connection, "close") &&
                       (head_.minor_version > 0 || ascii::has_token(connection, "keep-alive"));
    const std::string_view expect = head_.field("expect");
    if (!expect.empty() && head_.minor_version > 0) {
        if (!ascii::equals_ignoring_case(expect, "100-continue")) {
            return {.status = 417, .why = "the expectation is not known here"};
        }
        expects_continue_ = true;
    }
    return {};
}

HeadError HeadReader::check_host() {
    const auto host = std::find_if(head_.fields.begin(), head_.fields.end(),
                                   [](const Field& field) { return field.name == "host"; });
    if (host == head_.fields.end()) {
        if (head_.minor_version > 0) {
            return bad("Host is missing");
        }
        if (!authority_.empty()) {
            head_.fields.push_back({.name = "host", .value = std::move(authority_)});
        }
        return {};
    }
    if (!parse_host(host->value)) {
        return bad("Host is malformed");
    }
    if (!authority_.empty()) {
        host->value = std::move(authority_);
    }
    return {};
}

// RFC 9112 section 6. Whatever could make us and a proxy see different ends of the body is refused.
HeadError HeadReader::check_framing() {
    std::string_view coding;
    std::string_view length;
    bool has_coding = false;
    bool has_length = false;
    for (const Field& field : head_.fields) {
        if (field.name == "transfer-encoding") {
            has_coding = true;
            coding = field.value;
        } else if (field.name == "content-length") {
            has_length = true;
            length = field.value;
        }
    }
    if (has_coding && has_length) {
        return bad("Transfer-Encoding and Content-Length together");
    }
    if (has_coding) {
        if (head_.minor_version == 0) {
            return bad("Transfer-Encoding under HTTP/1.0");
        }
        if (!ascii::equals_ignoring_case(coding, "chunked")) {
            const bool plain = ascii::is_token(coding);
            return plain ? HeadError{.status = 501, .why = "the transfer coding is not known here"}
                         : bad("Transfer-Encoding is not exactly \"chunked\"");
        }
        head_.chunked = true;
    }
    if (has_length) {
        const std::optional<std::uint64_t> value = read_decimal(length);
        if (!value || *value == std::numeric_limits<std::uint64_t>::max()) {
            return bad("Content-Length is malformed");
        }
        head_.content_length = *value;
    }
    return {};
}

}  // namespace teahouse::http
