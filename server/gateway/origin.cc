// SPDX-License-Identifier: MIT
#include "gateway/origin.h"

#include <algorithm>

#include "http/uri.h"
#include "net/address.h"

namespace teahouse::gateway {
namespace {

// A rule is a host, with a port or (any port) without.
bool rule_matches(const std::string& rule, const http::HostPort& host) {
    const auto allowed = http::parse_host(rule);
    return allowed && allowed->host == host.host &&
           (allowed->port == 0 || allowed->port == host.port);
}

}  // namespace

bool host_allowed(const OriginRules& rules, std::string_view host) {
    if (rules.hosts.empty()) {
        return true;
    }
    const auto parsed = http::parse_host(host);
    return parsed && std::ranges::any_of(rules.hosts, [&](const std::string& rule) {
               return rule_matches(rule, *parsed);
           });
}

bool is_loopback_host(std::string_view host) {
    const auto parsed = http::parse_host(host);
    if (!parsed) {
        return false;
    }
    std::string_view name = parsed->host;
    if (name.starts_with('[') && name.ends_with(']')) {
        name = name.substr(1, name.size() - 2);
    }
    const auto address = net::parse_address(name);
    return name == "localhost" || (address && address->is_loopback());
}

bool origin_allowed(const OriginRules& rules, std::string_view origin, std::string_view host,
                    bool secure) {
    if (origin.empty()) {
        return true;
    }
    if (http::is_same_origin(origin, host, secure)) {
        return true;
    }
    const auto parsed = http::parse_origin(origin);
    return parsed && std::ranges::any_of(rules.origins, [&](const std::string& allowed) {
               return http::parse_origin(allowed) == parsed;
           });
}

}  // namespace teahouse::gateway
