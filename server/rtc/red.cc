// SPDX-License-Identifier: MIT
#include "rtc/red.h"

#include <cstddef>
#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {

namespace {

constexpr std::uint8_t kMoreBlocks = 0x80;
constexpr std::size_t kOldHeaderBytes = 4;  // F and type (1), offset of time (14 bits), length (10)

// Where the header of the newest block is, and how long the older ones are together.
struct RedShape {
    std::size_t last_header = 0;
    std::size_t old_bytes = 0;
};

std::optional<RedShape> red_shape(Bytes payload) {
    RedShape shape;
    while (shape.last_header < payload.size() && (payload[shape.last_header] & kMoreBlocks) != 0) {
        if (payload.size() - shape.last_header < kOldHeaderBytes) {
            return std::nullopt;
        }
        shape.old_bytes += read_u16(payload, shape.last_header + 2) & 0x3FFU;
        shape.last_header += kOldHeaderBytes;
    }
    if (shape.last_header + 1 + shape.old_bytes > payload.size()) {
        return std::nullopt;
    }
    return shape;
}

}  // namespace

Bytes red_primary(Bytes payload) {
    const auto shape = red_shape(payload);
    return shape ? payload.subspan(shape->last_header + 1 + shape->old_bytes) : Bytes{};
}

RedParts red_twice(Bytes payload) {
    const auto shape = red_shape(payload);
    if (!shape || shape->last_header <= kOldHeaderBytes) {
        return {};
    }
    const std::size_t kept = shape->last_header - kOldHeaderBytes;
    std::size_t older = 0;
    for (std::size_t at = 0; at < kept; at += kOldHeaderBytes) {
        older += read_u16(payload, at + 2) & 0x3FFU;
    }
    const std::size_t blocks = shape->last_header + 1;
    return {.headers = payload.subspan(kept, blocks - kept),
            .blocks = payload.subspan(blocks + older)};
}

bool set_red_payload_types(MutableBytes payload, std::uint8_t payload_type) {
    const auto shape = red_shape(payload);
    if (!shape) {
        return false;
    }
    for (std::size_t at = 0; at <= shape->last_header; at += kOldHeaderBytes) {
        payload[at] = static_cast<std::uint8_t>((payload[at] & kMoreBlocks) | payload_type);
    }
    return true;
}

}  // namespace teahouse::rtc
