// SPDX-License-Identifier: MIT
// How devices in calls find a way (RFC 8445): which relays there are, and credentials for them that
// end by themselves (draft-uberti-behave-turn-rest-00; coturn calls it use-auth-secret).
#pragma once

#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {

struct IceOptions {
    std::vector<std::string> turn_urls = {};  // RFC 7065; empty: no relay
    std::string turn_secret = {};             // shared with the relay
    TimeMs turn_ttl_ms = 0;                   // how long credentials hold
    bool relay_only = false;  // devices show their addresses to the relay alone, not to each other
    std::uint16_t stun_port = 0;  // the UDP port where this server answers STUN; 0: nowhere
};

// Whether it is a turn: or turns: address (RFC 7065) that browsers take.
bool is_turn_url(std::string_view url);

// base64(HMAC-SHA1(secret, username)), as the relay computes it, too.
std::string turn_credential(std::string_view secret, std::string_view username);

// The credentials are for one device, hold from `now` on for the time of the options, and name who
// has them: "<end, in seconds>:<user>.<device>". Pure.
proto::IceConfig make_ice(const IceOptions& options, UserId user, DeviceId device, TimeMs now);

// The options in force. Any thread: the engine asks, a reload changes.
class Ice {
public:
    explicit Ice(IceOptions options) : options_(std::move(options)) {}

    [[nodiscard]] proto::IceConfig config_for(UserId user, DeviceId device, TimeMs now) const;
    // What was told before holds until it ends, if the relay still has that secret.
    void set_turn_secret(std::string secret);
    void set_stun_port(std::uint16_t port);

private:
    mutable std::mutex mutex_;
    IceOptions options_;
};

}  // namespace teahouse::gateway
