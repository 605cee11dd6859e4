// SPDX-License-Identifier: MIT
// The header fields of tus 1.0 (https://tus.io/protocols/resumable-upload): values in, values out.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::http {

inline constexpr std::string_view kTusVersion = "1.0.0";
inline constexpr std::string_view kTusExtensions = "creation,termination,checksum";
inline constexpr std::string_view kTusBody = "application/offset+octet-stream";

// Upload-Offset, Upload-Length: digits only, at most 2^53 - 1.
std::optional<std::uint64_t> parse_tus_number(std::string_view value);

struct TusPair {
    std::string key;
    std::string value;  // decoded; bytes

    friend bool operator==(const TusPair&, const TusPair&) = default;
};
// Upload-Metadata: pairs of a key and a Base64 value, parted by commas. None if malformed, a key
// comes twice, or there are more than 16.
std::optional<std::vector<TusPair>> parse_tus_metadata(std::string_view value);

// Upload-Checksum: "sha256 <Base64>"; the 32 bytes, or none.
std::optional<std::string> parse_tus_checksum(std::string_view value);

// Strict Base64 (RFC 4648 section 4) with padding.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace teahouse::http
