// SPDX-License-Identifier: MIT
// Range requests (RFC 9110 section 14). An answer is one contiguous piece: one range, or two that
// touch, overlap or lie so near that one piece is cheaper. Everything else gets the whole file.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace teahouse::http {

struct RangeChoice {
    enum class Kind : std::uint8_t {
        whole,          // 200
        partial,        // 206 with `offset` and `size`, and content_range()
        unsatisfiable,  // 416 with unsatisfied_range()
    };
    Kind kind = Kind::whole;
    std::uint64_t offset = 0;
    std::uint64_t size = 0;
};

// `range` is the field's value (empty: whole), `file_size` the size of the representation.
RangeChoice choose_range(std::string_view range, std::uint64_t file_size);

// Whether Range may be used: If-Range is empty, or is exactly our strong `etag` or our
// `last_modified` date. Weak tags never match (section 13.1.5).
bool if_range_holds(std::string_view if_range, std::string_view etag,
                    std::string_view last_modified = {});

// "bytes 0-99/1234" for 206 and "bytes */1234" for 416.
std::string content_range(const RangeChoice& choice, std::uint64_t file_size);
std::string unsatisfied_range(std::uint64_t file_size);

}  // namespace teahouse::http
