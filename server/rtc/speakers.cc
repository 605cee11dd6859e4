// SPDX-License-Identifier: MIT
#include "rtc/speakers.h"

#include <algorithm>
#include <cstdint>

#include "base/limits_sfu.h"
#include "rtc/out.h"

namespace teahouse::rtc {

namespace {
constexpr double kLevelSilence = 127;
constexpr double kSpeechEnergy = kLevelSilence - 50;  // louder than -50 dBov
constexpr double kLouder = 6;               // dB that a newcomer must be above the speaker
constexpr double kSmoothing = 0.08;         // of a packet, usually 20 ms
constexpr std::int64_t kStaleUs = 500'000;  // without a packet it is silence (DTX, muted)
}  // namespace

void SpeakerRanking::on_level(PeerId peer, std::uint8_t level, std::int64_t now_us) {
    auto voice = std::ranges::find(voices_, peer, &Voice::peer);
    const double energy = kLevelSilence - std::min<double>(level, kLevelSilence);
    if (voice == voices_.end()) {
        // Whoever is not among the loudest needs no place.
        if (voices_.size() >= limits::kMediaSpeakersMax) {
            voice = std::ranges::min_element(voices_, {}, &Voice::energy);
            if (voice->energy >= energy) {
                return;
            }
            *voice = {};
        } else {
            voice = voices_.emplace(voices_.end());
        }
        voice->peer = peer;
    }
    voice->energy += (energy - voice->energy) * kSmoothing;
    voice->heard_us = now_us;
}

bool SpeakerRanking::rank(std::int64_t now_us) {
    const Voice* loudest = nullptr;
    const Voice* current = nullptr;
    for (Voice& voice : voices_) {
        if (now_us - voice.heard_us > kStaleUs) {
            voice.energy = 0;
        }
        if (loudest == nullptr || voice.energy > loudest->energy) {
            loudest = &voice;
        }
        if (voice.peer == speaking_) {
            current = &voice;
        }
    }
    const bool still_speaks = current != nullptr && current->energy >= kSpeechEnergy;
    PeerId next;
    if (loudest != nullptr && loudest->energy >= kSpeechEnergy) {
        next =
            still_speaks && loudest->energy < current->energy + kLouder ? speaking_ : loudest->peer;
    }
    const bool twice = next == candidate_;
    candidate_ = next;
    if (!twice || next == speaking_) {
        return false;
    }
    speaking_ = next;
    if (next) {
        std::erase(ranked_, next);
        ranked_.insert(ranked_.begin(), next);
        ranked_.resize(std::min(ranked_.size(), limits::kMediaSpeakersMax));
    }
    return true;
}

void SpeakerRanking::remove(PeerId peer) {
    std::erase_if(voices_, [&](const Voice& voice) { return voice.peer == peer; });
    std::erase(ranked_, peer);
    candidate_ = candidate_ == peer ? PeerId{} : candidate_;
    speaking_ = speaking_ == peer ? PeerId{} : speaking_;
}

}  // namespace teahouse::rtc
