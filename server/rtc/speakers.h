// SPDX-License-Identifier: MIT
// Who speaks: a ranking by the audio levels that publishers put into their packets (RFC 6464).
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "rtc/out.h"

namespace teahouse::rtc {

// The speakers of one room, the latest first: whoever is clearly the loudest for two rankings in a
// row moves to the front. So short noises do not reorder, and the first N are those who spoke last.
// Holds at most kMediaSpeakersMax. On the router's thread.
class SpeakerRanking {
public:
    // A packet's level, in -dBov: 0 is the loudest, 127 silence.
    void on_level(PeerId peer, std::uint8_t level, std::int64_t now_us);
    // Every kSpeakersMs; true if the order or the speaker has changed.
    [[nodiscard]] bool rank(std::int64_t now_us);
    void remove(PeerId peer);

    // The latest first, also those who are silent now.
    [[nodiscard]] const std::vector<PeerId>& ranked() const { return ranked_; }
    // Who speaks at this moment; none: nobody.
    [[nodiscard]] PeerId speaking() const { return speaking_; }

private:
    struct Voice {
        PeerId peer;
        double energy = 0;  // 0 silence, 127 the loudest; smoothed
        std::int64_t heard_us = 0;
    };

    std::vector<Voice> voices_;
    std::vector<PeerId> ranked_;
    PeerId candidate_;
    PeerId speaking_;
};

}  // namespace teahouse::rtc
