// SPDX-License-Identifier: MIT
// Writes response heads (RFC 9112 section 4).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "http/message.h"

namespace teahouse::http {

// "Not Found" for 404; "Unknown" for a status without a name here.
std::string_view reason_phrase(int status);

// Whether an answer with this status may carry a body and a Content-Length (not 1xx, 204, 304).
bool may_have_body(int status);

// The bytes of the response's one body, whichever kind it is.
std::uint64_t body_size(const Response& response);

struct HeadContext {
    std::string_view date =
        {};  // IMF-fixdate (format_date in http/date.h), made once a second; empty: left out
    bool keep_alive = true;  // false adds "Connection: close"
    int minor_version = 1;   // the request's; under 1.0 "Connection: keep-alive" must be said
};

// Appends status line, the response's fields, Content-Length (that of the body, also for HEAD),
// Date and Connection. Field names must be tokens (CHECK: they are ours). CR, LF and NUL in a value
// become spaces, so no value can start another field.
void append_head(std::string& out, const Response& response, const HeadContext& context);

// The interim answer to "Expect: 100-continue".
inline constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

// A finished answer with a short plain text body, for errors found below the routes: closes the
// connection.
Response error_response(int status, std::string_view text);

}  // namespace teahouse::http
