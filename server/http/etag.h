// SPDX-License-Identifier: MIT
// Entity tags and the conditions that use them (RFC 9110 sections 8.8.3 and 13.1).
#pragma once

#include <string_view>

namespace teahouse::http {

// If-None-Match with weak comparison: true means "not modified" (304 for GET and HEAD, 412
// otherwise). "*" matches any. An empty or malformed list matches nothing. `etag` is ours, with its
// quotes.
bool if_none_match_hits(std::string_view if_none_match, std::string_view etag);

// If-Match with strong comparison: false means 412. An empty field holds.
bool if_match_holds(std::string_view if_match, std::string_view etag);

}  // namespace teahouse::http
