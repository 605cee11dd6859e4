// SPDX-License-Identifier: MIT
#include "chat/send_gate.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"

namespace teahouse::chat {

void SendGate::refused(RoomId room, std::string_view cmid, TimeMs now) {
    const bool known = std::ranges::any_of(
        refused_, [&](const Refused& one) { return one.room == room && one.cmid == cmid; });
    if (!known) {
        if (refused_.size() >= limits::kSendGateMessagesMax) {
            return;  // nor is the time extended, so that the gate opens again
        }
        refused_.push_back({.room = room, .cmid = std::string(cmid)});
    }
    until_ = now + limits::kSendGateMs;
}

bool SendGate::admits(RoomId room, std::string_view cmid, TimeMs now) {
    if (refused_.empty()) {
        return true;
    }
    if (now >= until_) {
        refused_.clear();
        return true;
    }
    const auto here = [&](const Refused& one) { return one.room == room; };
    if (std::ranges::none_of(refused_, here)) {
        return true;  // order is promised within a room only
    }
    const auto repeated = std::ranges::find_if(
        refused_, [&](const Refused& one) { return here(one) && one.cmid == cmid; });
    if (repeated == refused_.end()) {
        return false;
    }
    std::vector<Refused> rest;
    for (auto it = refused_.begin(); it != refused_.end(); ++it) {
        if (!here(*it) || it > repeated) {
            rest.push_back(std::move(*it));
        }
    }
    refused_ = std::move(rest);
    return true;
}

}  // namespace teahouse::chat
