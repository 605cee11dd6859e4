// SPDX-License-Identifier: MIT
// Where a Redis is, in one line:
//
//     redis://[[user:]password@]host[:port][/database]
//     redis+sentinel://[[user:]password@]host[:port],host[:port]/master-name[/database]
//     redis+cluster://[[user:]password@]host[:port],host[:port]
//
// and rediss://, rediss+sentinel://, rediss+cluster:// over TLS. IPv6 addresses stand in brackets;
// user, password and name may be percent-encoded. With Sentinel, user and password are those of the
// Redis servers; ?sentinel_password=... is that of the sentinels.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace teahouse::resp {

struct Endpoint {
    std::string host;  // a name or an address, without brackets
    std::uint16_t port = 0;

    friend auto operator<=>(const Endpoint&, const Endpoint&) = default;
};
// "host:port", "[v6]:port".
[[nodiscard]] std::string to_string(const Endpoint& endpoint);
// The same read; nothing else than host and port.
[[nodiscard]] Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port);

enum class Topology : std::uint8_t { single, sentinel, cluster };

struct Url {
    Topology topology = Topology::single;
    bool tls = false;
    std::string user = {};  // empty: the default user
    std::string password = {};
    std::vector<Endpoint> hosts = {};  // single: one; else those to ask, in order
    std::string master = {};           // sentinel only
    std::string sentinel_password = {};
    std::uint32_t database = 0;

    // For logs: with *** in place of passwords.
    [[nodiscard]] std::string without_secrets() const;
};

// invalid: what is wrong, in words that hold nothing of the URL, which may be a password.
[[nodiscard]] Result<Url> parse_url(std::string_view text);

}  // namespace teahouse::resp
