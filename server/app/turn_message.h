// SPDX-License-Identifier: MIT
// As much of TURN (RFC 8656) as it takes to ask a relay for one allocation: requests with long-term
// credentials (RFC 8489 section 9.2) written, answers read. Pure, but for OpenSSL's digests.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace teahouse::app {

enum class TurnMethod : std::uint16_t {
    binding = 0x001,
    allocate = 0x003,
    refresh = 0x004,
    create_permission = 0x008,
};

using TurnTransaction = std::array<std::uint8_t, 12>;

// What the relay knows us by; realm and nonce are its own and come with its first 401.
struct TurnLogin {
    std::string username;
    std::string password;
    std::string realm;
    std::string nonce;
};

struct TurnAnswer {
    bool success = false;
    int error_code = 0;  // 0: none was told
    std::string reason;
    std::string realm;
    std::string nonce;
    std::string mapped;   // "192.0.2.1:4000"; empty: not told
    std::string relayed;  // as well
    std::uint32_t lifetime_s = 0;
};

// A request without credentials while login.nonce is empty. `peer`: an IPv4 address in dotted form,
// for create_permission. For refresh the lifetime is 0, which ends the allocation.
std::string turn_request(TurnMethod method, const TurnTransaction& transaction,
                         const TurnLogin& login, std::string_view peer = {});

// None: no answer to that request, or a broken one.
std::optional<TurnAnswer> parse_turn_answer(std::string_view bytes, TurnMethod method,
                                            const TurnTransaction& transaction);

inline constexpr std::size_t kTurnHeadBytes = 20;
// How long the message is whose head stands at the front (streams have no other bounds).
std::size_t turn_message_bytes(std::string_view head);

}  // namespace teahouse::app
