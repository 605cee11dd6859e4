// SPDX-License-Identifier: MIT
// The opening handshake: six lines of any text as the request's fields.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "ws/deflate.h"
#include "ws/handshake.h"

namespace ws = teahouse::ws;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    std::array<std::string_view, 6> lines;
    for (std::string_view& line : lines) {
        line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
    const auto& [upgrade, connection, version, key, protocols, extensions] = lines;

    const ws::DeflateAgreement agreement = ws::negotiate_deflate(extensions);
    CHECK(agreement.agreed == agreement.extensions.starts_with("permessage-deflate; "));
    CHECK(agreement.server_window_bits >= 8 && agreement.server_window_bits <= 15);
    if (agreement.agreed) {
        CHECK(extensions.find("permessage-deflate") != std::string_view::npos);
    }

    constexpr std::array<std::string_view, 2> kSupported = {"teahouse.v1.msgpack",
                                                            "teahouse.v1.json"};
    const std::string_view protocol = ws::choose_protocol(protocols, kSupported);
    CHECK(protocol.empty() || protocols.find(protocol) != std::string_view::npos);

    const ws::HandshakeCheck check = ws::check_upgrade({.is_get = true,
                                                        .upgrade = upgrade,
                                                        .connection = connection,
                                                        .version = version,
                                                        .key = key});
    CHECK(check.status == 101 || check.status == 400 || check.status == 426);
    if (check.status == 101) {
        CHECK(ws::wants_upgrade(upgrade, connection) && version == "13");
        CHECK(ws::accept_key(key).size() == 28);
        const std::string head = ws::switching_protocols(key, protocol, agreement.extensions);
        CHECK(head.find("\r\n\r\n") == head.size() - 4);
    }
    return 0;
}
