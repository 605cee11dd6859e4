// SPDX-License-Identifier: MIT
// Host and Origin checks against cross-site requests (RFC 6454; CSWSH). Comparison is exact:
// scheme, host and port.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace teahouse::gateway {

struct OriginRules {
    std::vector<std::string> hosts;    // allowed Host values, e.g. "chat.example.org"; empty: any
    std::vector<std::string> origins;  // further allowed Origins besides the server's own, e.g.
                                       // "https://app.example.org"
};

// Whether the Host header names this server. Case-insensitive; a rule without port allows every
// port.
bool host_allowed(const OriginRules& rules, std::string_view host);

// Whether the Host header names this machine by a loopback address, or as localhost.
bool is_loopback_host(std::string_view host);

// Whether a browser page of `origin` may open sockets and change state here. An empty origin (no
// browser) is allowed, "null" never.
bool origin_allowed(const OriginRules& rules, std::string_view origin, std::string_view host,
                    bool secure);

}  // namespace teahouse::gateway
