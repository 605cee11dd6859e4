// SPDX-License-Identifier: MIT
// Which voices of a room are forwarded: in a large one only the loudest, since everybody's would
// drown every line. Small rooms hear all.
#pragma once

#include <cstdint>
#include <vector>

#include "rtc/out.h"

namespace teahouse::rtc {

// Holds at most kMediaVoices. On the router's thread.
class AudioGate {
public:
    // A packet with its level in -dBov (0 the loudest, 127 silence): whether it passes. A voice
    // that begins passes with its first loud packet, in the place of one that has been quiet.
    bool pass(PeerId peer, std::uint8_t level, std::int64_t now_us);
    void remove(PeerId peer);

private:
    struct Voice {
        PeerId peer;
        double energy = 0;  // 127 the loudest; smoothed
        std::int64_t loud_us = 0;
        std::int64_t heard_us = 0;
    };

    std::vector<Voice> voices_;
};

}  // namespace teahouse::rtc
