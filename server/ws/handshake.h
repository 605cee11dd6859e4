// SPDX-License-Identifier: MIT
// The opening handshake (RFC 6455 section 4.2), as text in and text out.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace teahouse::ws {

// What the handshake needs of the HTTP request. Views of the request's fields; empty when absent.
// The HTTP parser refuses repeated Sec-WebSocket-Key and -Version fields and joins repeated list
// fields.
struct UpgradeRequest {
    bool is_get = false;
    int minor_version = 1;             // HTTP/1.x
    std::string_view upgrade = {};     // Upgrade
    std::string_view connection = {};  // Connection
    std::string_view version = {};     // Sec-WebSocket-Version
    std::string_view key = {};         // Sec-WebSocket-Key
};

struct HandshakeCheck {
    int status =
        101;  // 101: fine. 400, 405 or 426: refuse with it; 426 carries `Sec-WebSocket-Version: 13`
    std::string_view why = {};
};

// Whether the client asks for a WebSocket at all: Upgrade lists "websocket" and Connection lists
// "upgrade".
bool wants_upgrade(std::string_view upgrade, std::string_view connection);

// Checks method, HTTP version, Upgrade, Connection, Sec-WebSocket-Version (13) and -Key (16 bytes
// in base64).
HandshakeCheck check_upgrade(const UpgradeRequest& request);

// The Sec-WebSocket-Accept of a key (section 4.2.2).
std::string accept_key(std::string_view key);

// The first of `supported` (the server's order) that the client lists in Sec-WebSocket-Protocol;
// empty if none. Case matters. The view is one of `supported`.
std::string_view choose_protocol(std::string_view offered,
                                 std::span<const std::string_view> supported);

// The whole "101 Switching Protocols" head. `protocol` and `extensions` are left out when empty.
std::string switching_protocols(std::string_view key, std::string_view protocol,
                                std::string_view extensions);

}  // namespace teahouse::ws
