// SPDX-License-Identifier: MIT
// Choosing what to send: content types by file name, content codings by Accept-Encoding (RFC 9110
// section 12.5.3).
#pragma once

#include <cstdint>
#include <string_view>

namespace teahouse::http {

// "text/html; charset=utf-8" for "index.html"; application/octet-stream when unknown.
std::string_view content_type(std::string_view file_name);

enum class Coding : std::uint8_t { identity, gzip, brotli };

struct CodingsAvailable {
    bool gzip = false;
    bool brotli = false;
};
// The coding with the highest q that we have; brotli before gzip before identity among equals. A
// malformed field gives identity. We never answer 406: identity is sent even if refused.
Coding choose_coding(std::string_view accept_encoding, CodingsAvailable available);

// "gzip", "br"; empty for identity.
std::string_view to_string(Coding coding);

}  // namespace teahouse::http
