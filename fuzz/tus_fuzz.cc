// SPDX-License-Identifier: MIT
// The header fields of uploads: whatever comes, a value or none; what is accepted is within bounds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "http/tus.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    if (const auto number = teahouse::http::parse_tus_number(text)) {
        CHECK(*number < (1ULL << 53U));
    }
    if (const auto checksum = teahouse::http::parse_tus_checksum(text)) {
        CHECK(checksum->size() == 32);
    }
    if (const auto pairs = teahouse::http::parse_tus_metadata(text)) {
        CHECK(pairs->size() <= 16);
        for (const auto& pair : *pairs) {
            CHECK(!pair.key.empty() && pair.key.find(' ') == std::string_view::npos);
            CHECK(pair.value.size() <= size);
        }
    }
    return 0;
}
