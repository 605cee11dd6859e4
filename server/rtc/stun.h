// SPDX-License-Identifier: MIT
// STUN (RFC 8489) as ICE uses it (RFC 8445): messages read as views into the datagram, and written
// into memory of the caller. No state, no clock, and nothing is allocated except by OpenSSL for the
// time of an HMAC. Bounds: limits_rtc.h.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {

enum class StunClass : std::uint8_t { request = 0, indication = 1, success = 2, error = 3 };

inline constexpr std::uint16_t kStunBinding = 1;  // the only method that ICE has

// Error codes that ICE knows (RFC 8489 section 14.8, RFC 8445 section 7.3.1.1).
inline constexpr std::uint16_t kStunBadRequest = 400;
inline constexpr std::uint16_t kStunUnauthenticated = 401;
inline constexpr std::uint16_t kStunUnknownAttribute = 420;
inline constexpr std::uint16_t kStunRoleConflict = 487;

using TransactionId = std::array<std::uint8_t, 12>;

// A message whose form is right. Views point into the datagram that was parsed.
struct StunMessage {
    StunClass kind = StunClass::request;
    std::uint16_t method = 0;
    TransactionId transaction{};

    std::optional<std::string_view> username;
    std::optional<Endpoint> mapped;  // XOR-MAPPED-ADDRESS, or the older MAPPED-ADDRESS
    std::optional<std::uint32_t> priority;
    std::optional<std::uint64_t> controlling;  // the tie-breaker
    std::optional<std::uint64_t> controlled;
    std::uint16_t error_code = 0;  // 0: none
    bool use_candidate = false;
    bool has_fingerprint = false;  // and it is right; a wrong one makes no message

    // Attributes that must be understood and are not (types below 0x8000), the first of them.
    std::array<std::uint16_t, limits::kStunUnknownMax> unknown{};
    std::size_t unknown_count = 0;  // of all of them; may be more than `unknown` holds

    Bytes datagram;
    std::size_t integrity_at = 0;  // where MESSAGE-INTEGRITY begins in it; 0: none
};

// None: not a STUN message, broken, or with a wrong FINGERPRINT. Such datagrams get no answer.
std::optional<StunMessage> parse_stun(Bytes datagram);

// Whether the message has a MESSAGE-INTEGRITY and it was made with this password (short-term
// credentials: what was written before it is authentic, and parse_stun() reads nothing after it).
bool check_integrity(const StunMessage& message, std::string_view password);

// Writes one message. What does not fit, or is written in a wrong order, makes finish() empty.
class StunWriter {
public:
    StunWriter(MutableBytes into, StunClass kind, const TransactionId& transaction,
               std::uint16_t method = kStunBinding);

    void username(std::string_view name);
    void xor_mapped_address(const Endpoint& endpoint);
    void priority(std::uint32_t value);
    void use_candidate();
    void controlling(std::uint64_t tie_breaker);
    void controlled(std::uint64_t tie_breaker);
    void error(std::uint16_t code, std::string_view reason);
    void unknown_attributes(std::span<const std::uint16_t> types);

    // The last ones, in this order.
    void integrity(std::string_view password);
    void fingerprint();
    [[nodiscard]] Bytes finish() const { return writer_.written(); }

private:
    void begin(std::uint16_t type, std::size_t bytes);
    void set_length(std::size_t more);

    ByteWriter writer_;
    TransactionId transaction_;
};

// The longest answer of answer_binding().
inline constexpr std::size_t kBindingAnswerBytesMax = 80;

// The plain responder: tells whoever asks without credentials where it is seen from. Empty when
// there is nothing to say: no binding request, or one with credentials, which is ICE's. The answer
// is at most 24 bytes longer than the request (an IPv6 address), or is a 420 of at most
// kBindingAnswerBytesMax: of no use to somebody who asks in the name of another.
Bytes answer_binding(Bytes request, const Endpoint& source, MutableBytes into);

}  // namespace teahouse::rtc
