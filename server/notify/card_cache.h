// SPDX-License-Identifier: MIT
// What pages said when they were asked last, or that they said nothing. Bounded: what nobody asked
// for longest goes first. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <unordered_map>

#include "proto/messages.h"

namespace teahouse::notify {

class CardCache {
public:
    explicit CardCache(std::size_t cards_max) : cards_max_(cards_max) {}

    struct Known {
        std::optional<proto::LinkCard> card = {};  // none: the page has none
        std::int64_t until_ms = 0;
    };
    // Null: not known, or no longer. Valid until the next call.
    const Known* find(const std::string& key, std::int64_t now_ms);
    void put(const std::string& key, Known known);
    [[nodiscard]] std::size_t size() const { return entries_.size(); }

private:
    struct Entry {
        std::string key = {};
        Known known = {};
    };
    using Entries = std::list<Entry>;

    std::size_t cards_max_;
    Entries entries_;  // the newest use first
    std::unordered_map<std::string, Entries::iterator> places_;
};

}  // namespace teahouse::notify
