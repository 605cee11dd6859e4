// SPDX-License-Identifier: MIT
// For tests and fuzzers: the inside of a router, a handshake that is taken as done, and what must
// hold between any two calls of the router.
#pragma once

#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/router_state.h"
#include "rtc/srtp.h"

namespace teahouse::rtc {

struct RouterProbe {
    static RouterState& state(MediaRouter& router) { return *router.state_; }
    // As if the peer had shaken hands for these keys on the address that it chose by a check.
    // Nothing if it has chosen none.
    static void connect(MediaRouter& router, PeerId peer, const SrtpKeys& keys);
    // Ends the process when something is tied to what is gone, or is more than it may be.
    static void check(const MediaRouter& router);
    // Nobody is there: nothing may be left of those who were.
    static void check_empty(const MediaRouter& router);
};

}  // namespace teahouse::rtc
