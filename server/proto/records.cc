// SPDX-License-Identifier: MIT
#include "proto/records.h"

namespace teahouse::proto {

Write::Write() = default;
Write::Write(const Write&) = default;
Write::Write(Write&&) noexcept = default;
Write& Write::operator=(const Write&) = default;
Write& Write::operator=(Write&&) noexcept = default;
Write::~Write() = default;

}  // namespace teahouse::proto
