// SPDX-License-Identifier: MIT
// SHA-1 (RFC 3174) and base64 (RFC 4648) where they protect nothing: the accept key of WebSockets,
// the names of scripts in Redis. Not for any other use.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace teahouse {

using Sha1Digest = std::array<std::byte, 20>;

Sha1Digest sha1(std::string_view text);
std::string base64(std::span<const std::byte> bytes);

}  // namespace teahouse
