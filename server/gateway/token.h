// SPDX-License-Identifier: MIT
// Session tokens: 256 random bits as base64url. Only the SHA-256 of a token is ever stored.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "proto/records.h"

namespace teahouse::gateway {

// Must be called once before anything else here; false if the system has no randomness.
bool init_crypto();

// A fresh token, 43 characters.
std::string make_token();
// The hash under which it is kept; nothing if the text cannot be a token.
std::optional<proto::TokenHash> hash_token(std::string_view token);
// SHA-256 in lower-case hex.
std::string digest_hex(std::string_view bytes);
// 64 random bits.
std::uint64_t random_number();
// `bytes` random bytes as lower-case hex, e.g. request ids.
std::string random_hex(std::size_t bytes);

}  // namespace teahouse::gateway
