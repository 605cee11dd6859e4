// SPDX-License-Identifier: MIT
// What native peers call codecs, extensions and layers.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "rtc/rtp_extensions.h"

namespace teahouse::rtc::native {

inline constexpr std::uint8_t kOpus = 111;
inline constexpr std::uint8_t kRed = 63;
inline constexpr std::uint8_t kVp8 = 96;
inline constexpr std::uint8_t kRtx = 97;
inline constexpr ExtensionIds kIds{
    .mid = 4, .rid = 10, .repaired_rid = 11, .audio_level = 1, .transport_sequence = 3};
inline constexpr std::array<std::string_view, 3> kRids = {"q", "h", "f"};

}  // namespace teahouse::rtc::native
