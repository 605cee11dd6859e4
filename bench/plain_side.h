// SPDX-License-Identifier: MIT
#pragma once

#include <memory>

#include "bench/side.h"

namespace teahouse::bench {

// `merges` as in plain_server.h.
std::unique_ptr<Side> make_plain(const Settings& settings, bool merges = false);

}  // namespace teahouse::bench
