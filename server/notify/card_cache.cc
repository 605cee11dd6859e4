// SPDX-License-Identifier: MIT
#include "notify/card_cache.h"

#include <cstdint>
#include <string>
#include <utility>

namespace teahouse::notify {

const CardCache::Known* CardCache::find(const std::string& key, std::int64_t now_ms) {
    const auto place = places_.find(key);
    if (place == places_.end()) {
        return nullptr;
    }
    const Entries::iterator entry = place->second;
    if (entry->known.until_ms <= now_ms) {
        places_.erase(place);
        entries_.erase(entry);
        return nullptr;
    }
    entries_.splice(entries_.begin(), entries_, entry);
    return &entry->known;
}

void CardCache::put(const std::string& key, Known known) {
    if (const auto place = places_.find(key); place != places_.end()) {
        entries_.erase(place->second);
        places_.erase(place);
    }
    entries_.push_front({.key = key, .known = std::move(known)});
    places_.emplace(key, entries_.begin());
    if (entries_.size() > cards_max_) {
        places_.erase(entries_.back().key);
        entries_.pop_back();
    }
}

}  // namespace teahouse::notify
