// SPDX-License-Identifier: MIT
// Finished HTTP answers: JSON, errors by code, and the security headers that go with each
// (docs/security.md).
#pragma once

#include <string>
#include <string_view>

#include "base/error.h"
#include "http/message.h"

namespace teahouse::gateway {

// The HTTP status of a refusal.
int status_of(ErrorCode code);

// An API answer: never cached, never sniffed.
http::Response json_answer(int status, std::string body);
http::Response error_answer(const Error& error);
http::Response text_answer(int status, std::string_view text);

// For pages and assets of the client. `host` is the request's Host (already checked by the parser).
void add_page_headers(http::Response& response, std::string_view host, bool secure);
// For files that people uploaded: no script, no frame, no other origin.
void add_file_headers(http::Response& response);

}  // namespace teahouse::gateway
