// SPDX-License-Identifier: MIT
// Redundant audio (RFC 2198): the newest block, and the payload types of the blocks within.
#pragma once

#include <cstdint>
#include <optional>

#include "rtc/bytes.h"

namespace teahouse::rtc {

// The newest block, for viewers that do not take RED. Empty: broken.
Bytes red_primary(Bytes payload);
struct RedParts {
    Bytes headers;
    Bytes blocks;
};
// Without the old blocks but the newest of them, in two parts. Empty: broken, or nothing is to be
// left out.
RedParts red_twice(Bytes payload);
// Gives all blocks this payload type, in place. False: broken, and nothing was changed.
bool set_red_payload_types(MutableBytes payload, std::uint8_t payload_type);

}  // namespace teahouse::rtc
