// SPDX-License-Identifier: MIT
// Servers that Debian packages, and one of an evening on Boost.Beast (beast_peer.cpp), as sides of
// a comparison. None of them stores anything here, nor knows who may do what.
#pragma once

#include <memory>
#include <vector>

#include "bench/side.h"

namespace teahouse::bench {

// Those that are installed: nginx with nchan, nats-server, mosquitto; and beast, if it was built
// beside this program.
std::vector<std::unique_ptr<Side>> make_packaged(const Settings& settings);

}  // namespace teahouse::bench
