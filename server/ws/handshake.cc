// SPDX-License-Identifier: MIT
#include "ws/handshake.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/ascii.h"
#include "base/sha1.h"

namespace teahouse::ws {
namespace {

constexpr std::string_view kGuid = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

bool is_base64_char(char c) {
    return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '/';
}

// 16 bytes in base64: 22 characters and "==".
bool is_key(std::string_view key) {
    return key.size() == 24 && key.ends_with("==") &&
           std::all_of(key.begin(), key.begin() + 22, is_base64_char);
}

}  // namespace

bool wants_upgrade(std::string_view upgrade, std::string_view connection) {
    return ascii::has_token(upgrade, "websocket") && ascii::has_token(connection, "upgrade");
}

HandshakeCheck check_upgrade(const UpgradeRequest& request) {
    if (!request.is_get) {
        return {.status = 405, .why = "a WebSocket is opened with GET"};
    }
    if (request.minor_version < 1) {
        return {.status = 400, .why = "a WebSocket needs HTTP/1.1"};
    }
    if (!wants_upgrade(request.upgrade, request.connection)) {
        return {.status = 426, .why = "this address speaks WebSocket"};
    }
    if (request.version != "13") {
        return {.status = 426, .why = "only WebSocket version 13 is spoken here"};
    }
    if (!is_key(request.key)) {
        return {.status = 400, .why = "Sec-WebSocket-Key is not 16 bytes in base64"};
    }
    return {};
}

std::string accept_key(std::string_view key) {
    std::string text(key);
    text += kGuid;
    return base64(sha1(text));
}

std::string_view choose_protocol(std::string_view offered,
                                 std::span<const std::string_view> supported) {
    const std::vector<std::string_view> offers = ascii::split(offered, ',');
    for (const std::string_view protocol : supported) {
        if (std::find(offers.begin(), offers.end(), protocol) != offers.end()) {
            return protocol;
        }
    }
    return {};
}

std::string switching_protocols(std::string_view key, std::string_view protocol,
                                std::string_view extensions) {
    std::string head =
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        "Sec-WebSocket-Accept: ";
    head += accept_key(key);
    if (!protocol.empty()) {
        head += "\r\nSec-WebSocket-Protocol: ";
        head += protocol;
    }
    if (!extensions.empty()) {
        head += "\r\nSec-WebSocket-Extensions: ";
        head += extensions;
    }
    head += "\r\n\r\n";
    return head;
}

}  // namespace teahouse::ws
