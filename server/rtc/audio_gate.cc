// SPDX-License-Identifier: MIT
#include "rtc/audio_gate.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "base/limits_sfu.h"
#include "rtc/out.h"

namespace teahouse::rtc {

namespace {
constexpr double kFullScale = 127;
constexpr double kLoudEnergy = kFullScale - 55;   // louder than -55 dBov
constexpr double kQuieter = 3;                    // dB that a place's holder must be below
constexpr double kVoiceSmoothing = 0.1;           // of a packet
constexpr std::int64_t kHangoverUs = 1'000'000;   // a pause between words keeps the place
constexpr std::int64_t kVoiceGoneUs = 2'000'000;  // no packet at all for so long
}  // namespace

bool AudioGate::pass(PeerId peer, std::uint8_t level, std::int64_t now_us) {
    const double energy = kFullScale - std::min<double>(level, kFullScale);
    auto voice = std::ranges::find(voices_, peer, &Voice::peer);
    if (voice == voices_.end()) {
        if (voices_.size() < limits::kMediaVoices) {
            voice = voices_.insert(voices_.end(), {.peer = peer, .energy = energy});
        } else {
            const auto worth = [&](const Voice& one) {
                return now_us - one.heard_us > kVoiceGoneUs ? 0 : one.energy;
            };
            voice = std::ranges::min_element(voices_, {}, worth);
            const bool held = now_us - voice->loud_us < kHangoverUs;
            if (held || energy < kLoudEnergy || energy < worth(*voice) + kQuieter) {
                return false;
            }
            *voice = {.peer = peer, .energy = energy};
        }
    }
    voice->energy += (energy - voice->energy) * kVoiceSmoothing;
    voice->heard_us = now_us;
    if (energy >= kLoudEnergy) {
        voice->loud_us = now_us;
    }
    return true;
}

void AudioGate::remove(PeerId peer) {
    std::erase_if(voices_, [&](const Voice& one) { return one.peer == peer; });
}

}  // namespace teahouse::rtc
