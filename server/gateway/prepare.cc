// SPDX-License-Identifier: MIT
#include "gateway/prepare.h"

#include <cstddef>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/one_of.h"
#include "base/result.h"
#include "gateway/admin_input.h"
#include "gateway/names.h"
#include "gateway/token.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

constexpr std::size_t kCallSecretBytes = 32;  // the id of a call and the token of a leg

}  // namespace

Result<Extra> prepare(proto::Request& request) {
    Extra extra;
    if (auto* profile = get_if<proto::ProfileSetRequest>(&request);
        profile != nullptr && profile->name) {
        TRY(name, normalize_name(*profile->name));
        profile->name = name.shown;
        extra.name_key = name.key;
    }
    if (auto* nick = get_if<proto::RoomNickRequest>(&request);
        nick != nullptr && !nick->nick.empty()) {
        auto name = normalize_name(nick->nick);
        if (!name) {
            Error error = std::move(name).error();
            error.field = "nick";
            return tl::unexpected(std::move(error));
        }
        nick->nick = name->shown;
        extra.name_key = name->key;
    }
    if (auto* user = get_if<proto::AdminUserSetRequest>(&request); user != nullptr && user->name) {
        TRY(name, normalize_name(*user->name));
        user->name = name.shown;
        extra.name_key = name.key;
    }
    if (auto* bot = get_if<proto::AdminBotMakeRequest>(&request)) {
        TRY(name, normalize_name(bot->name));
        bot->name = name.shown;
        extra.name_key = name.key;
    }
    if (auto* hook = get_if<proto::HookMakeRequest>(&request)) {
        TRY(name, normalize_name(hook->name));
        hook->name = name.shown;
        extra.name_key = name.key;
    }
    if (holds_alternative<proto::HookMakeRequest>(request) ||
        holds_alternative<proto::AdminBotTokenRequest>(request)) {
        extra.secret = make_token();
        extra.hash = hash_token(extra.secret);
    }
    if (holds_alternative<proto::AdminInviteMakeRequest>(request)) {
        extra.secret = make_invite_code();
    }
    if (holds_alternative<proto::CallStartRequest>(request) ||
        holds_alternative<proto::CallAcceptRequest>(request) ||
        holds_alternative<proto::CallJoinRequest>(request)) {
        extra.secret = random_hex(kCallSecretBytes);
    }
    if (holds_alternative<proto::LinkCreateRequest>(request)) {
        extra.random = random_number();
    }
    return extra;
}

}  // namespace teahouse::gateway
