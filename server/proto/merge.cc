// SPDX-License-Identifier: MIT
#include "proto/merge.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::proto {
namespace {

Merged& merged_of(Event& message) {
    return message.merged.has_value() ? *message.merged : message.merged.emplace();
}

bool merge_edit(Event& message, const Event& change) {
    const bool older =
        message.merged && message.merged->edit && *message.merged->edit >= change.seq;
    if (message.kind != EventKind::text || !change.body.text || older) {
        return false;
    }
    message.body.text = change.body.text;
    message.body.mentions = change.body.mentions;
    Merged& merged = merged_of(message);
    merged.edited = change.at;
    merged.edit = change.seq;
    return true;
}

bool add_reaction(std::vector<Reaction>& reactions, const std::string& sign, UserId user) {
    auto found = std::ranges::find(reactions, sign, &Reaction::sign);
    if (found == reactions.end()) {
        if (reactions.size() >= limits::kReactionSignsMax) {
            return false;
        }
        reactions.push_back({.sign = sign, .users = {user}});
        return true;
    }
    if (found->users.size() >= limits::kReactionUsersMax ||
        std::ranges::find(found->users, user) != found->users.end()) {
        return false;
    }
    found->users.push_back(user);
    return true;
}

bool remove_reaction(std::vector<Reaction>& reactions, const std::string& sign, UserId user) {
    const auto found = std::ranges::find(reactions, sign, &Reaction::sign);
    if (found == reactions.end() || std::erase(found->users, user) == 0) {
        return false;
    }
    if (found->users.empty()) {
        reactions.erase(found);
    }
    return true;
}

bool merge_reaction(Event& message, const Event& change) {
    if (!change.body.sign) {
        return false;
    }
    std::vector<Reaction> reactions;
    if (message.merged && message.merged->reactions) {
        reactions = *message.merged->reactions;
    }
    const bool done = change.body.off.value_or(false)
                          ? remove_reaction(reactions, *change.body.sign, change.from)
                          : add_reaction(reactions, *change.body.sign, change.from);
    if (!done) {
        return false;
    }
    Merged& merged = merged_of(message);
    merged.reactions.reset();
    if (!reactions.empty()) {
        merged.reactions = std::move(reactions);
    } else if (merged == Merged{}) {
        message.merged.reset();
    }
    return true;
}

}  // namespace

bool is_recalled(const Event& message) {
    return message.merged.has_value() && message.merged->recalled.has_value();
}

bool names(const Event& message, UserId user) {
    return message.from != user && !message.body.all.value_or(false) && message.body.mentions &&
           std::ranges::find(*message.body.mentions, user) != message.body.mentions->end();
}

bool merge(Event& message, const Event& change) {
    if (!is_countable(message.kind) || is_recalled(message)) {
        return false;
    }
    switch (change.kind) {
        case EventKind::edit: return merge_edit(message, change);
        case EventKind::reaction: return merge_reaction(message, change);
        case EventKind::recall:
            message.body = {};
            message.merged = Merged{.recalled = change.from, .recall = change.seq};
            return true;
        default: return false;
    }
}

bool merge_pins(std::vector<Seq>& pins, const Event& change) {
    if (!change.ref) {
        return false;
    }
    switch (change.kind) {
        case EventKind::unpin:
        case EventKind::recall: return std::erase(pins, *change.ref) > 0;
        case EventKind::pin:
            if (change.body.off.value_or(false) || pins.size() >= limits::kPinsMax ||
                std::ranges::find(pins, *change.ref) != pins.end()) {
                return false;
            }
            pins.push_back(*change.ref);
            return true;
        default: return false;
    }
}

void disarm(Event& change, const Event& message) {
    const bool pinnable = is_countable(message.kind) && !is_recalled(message);
    if (change.kind == EventKind::pin && !pinnable) {
        change.body.off = true;
    }
    if (change.kind == EventKind::edit && is_recalled(message)) {
        change.body = {};
    }
}

}  // namespace teahouse::proto
