// SPDX-License-Identifier: MIT
#include "http/response.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/check.h"
#include "http/chars.h"
#include "http/message.h"

namespace teahouse::http {
namespace {

constexpr std::array<std::pair<int, std::string_view>, 39> kReasons = {{
    {100, "Continue"},
    {101, "Switching Protocols"},
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {206, "Partial Content"},
    {301, "Moved Permanently"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {307, "Temporary Redirect"},
    {308, "Permanent Redirect"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {406, "Not Acceptable"},
    {408, "Request Timeout"},
    {409, "Conflict"},
    {410, "Gone"},
    {411, "Length Required"},
    {412, "Precondition Failed"},
    {413, "Content Too Large"},
    {414, "URI Too Long"},
    {415, "Unsupported Media Type"},
    {416, "Range Not Satisfiable"},
    {417, "Expectation Failed"},
    {421, "Misdirected Request"},
    {422, "Unprocessable Content"},
    {423, "Locked"},
    {426, "Upgrade Required"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {503, "Service Unavailable"},
    {505, "HTTP Version Not Supported"},
}};

// A value never ends its line: whatever cannot stand in one becomes a space.
void append_field(std::string& out, std::string_view name, std::string_view value) {
    CHECK(ascii::is_token(name));
    out += name;
    out += ": ";
    const std::size_t start = out.size();
    out += value;
    std::replace_if(
        out.begin() + static_cast<std::ptrdiff_t>(start), out.end(),
        [](char c) { return !is_field_char(c); }, ' ');
    out += "\r\n";
}

}  // namespace

std::string_view reason_phrase(int status) {
    const auto* const found =
        std::find_if(kReasons.begin(), kReasons.end(),
                     [status](const auto& entry) { return entry.first == status; });
    return found == kReasons.end() ? "Unknown" : found->second;
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::uint64_t body_size(const Response& response) {
    if (response.file >= 0) {
        return response.file_size;
    }
    return response.body.empty() ? response.shared.size() : response.body.size();
}

void append_head(std::string& out, const Response& response, const HeadContext& context) {
    CHECK(response.status >= 100 && response.status <= 999);
    out += "HTTP/1.1 ";
    out += std::to_string(response.status);
    out += ' ';
    out += reason_phrase(response.status);
    out += "\r\n";
    for (const Field& field : response.fields) {
        append_field(out, field.name, field.value);
    }
    if (may_have_body(response.status)) {
        append_field(out, "Content-Length", std::to_string(body_size(response)));
    }
    if (!context.date.empty()) {
        append_field(out, "Date", context.date);
    }
    if (!context.keep_alive || response.close) {
        append_field(out, "Connection", "close");
    } else if (context.minor_version == 0) {
        append_field(out, "Connection", "keep-alive");
    }
    out += "\r\n";
}

Response error_response(int status, std::string_view text) {
    Response response;
    response.status = status;
    response.fields.push_back({.name = "Content-Type", .value = "text/plain; charset=utf-8"});
    response.fields.push_back({.name = "X-Content-Type-Options", .value = "nosniff"});
    response.body = text;
    response.body += '\n';
    response.close = true;
    return response;
}

}  // namespace teahouse::http
