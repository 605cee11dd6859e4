// SPDX-License-Identifier: MIT
#pragma once

#include <cstdint>

namespace teahouse::notify {

inline constexpr std::int64_t kMsPerSecond = 1'000;

}  // namespace teahouse::notify
