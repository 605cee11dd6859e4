// SPDX-License-Identifier: MIT
// What the engine is given beside the fields of a request, in the place of the real server's hashes
// and random words.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/ascii.h"
#include "base/one_of.h"
#include "proto/messages.h"

namespace teahouse::transcripts {

inline std::string stored_password(const std::string& password) { return "hash of " + password; }

// What a request brings beside its fields; the real server makes these (gateway/prepare.cc).
inline std::string name_key_of(const proto::Request& request) {
    if (const auto* profile = get_if<proto::ProfileSetRequest>(&request)) {
        return ascii::to_lower(profile->name.value_or(""));
    }
    if (const auto* user = get_if<proto::AdminUserSetRequest>(&request)) {
        return ascii::to_lower(user->name.value_or(""));
    }
    if (const auto* bot = get_if<proto::AdminBotMakeRequest>(&request)) {
        return ascii::to_lower(bot->name);
    }
    if (const auto* hook = get_if<proto::HookMakeRequest>(&request)) {
        return ascii::to_lower(hook->name);
    }
    const auto* nick = get_if<proto::RoomNickRequest>(&request);
    return nick == nullptr ? "" : ascii::to_lower(nick->nick);
}

inline constexpr std::string_view kResetPassword = "reset-password";

inline std::string secret_of(const proto::Request& request) {
    static int made = 0;
    if (holds_alternative<proto::AdminInviteMakeRequest>(request)) {
        return "invite-code-" + std::to_string(++made);
    }
    if (holds_alternative<proto::AdminBotTokenRequest>(request) ||
        holds_alternative<proto::HookMakeRequest>(request)) {
        return "secret " + std::to_string(++made);
    }
    if (holds_alternative<proto::AdminPasswordRequest>(request)) {
        return stored_password(std::string(kResetPassword));
    }
    if (holds_alternative<proto::CallStartRequest>(request) ||
        holds_alternative<proto::CallAcceptRequest>(request) ||
        holds_alternative<proto::CallJoinRequest>(request)) {
        const std::string number = std::to_string(++made);
        const std::string half = std::string(32 - number.size(), '0') + number;
        return half + half;
    }
    return {};
}

}  // namespace teahouse::transcripts
