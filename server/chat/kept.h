// SPDX-License-Identifier: MIT
// The records of administration in memory: finding them, and what bans and settings mean for
// everybody else.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "chat/admin_state.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

class Delivery;

inline constexpr std::uint64_t kSettingsId = 1;

template <class T>
proto::KeptKind kept_kind() {
    return proto::kind_of(proto::KeptValue(T{}));
}

// Committed, or null.
template <class T>
const T* kept_now(const State& state, std::uint64_t id) {
    const auto found = state.admin.kept.find({kept_kind<T>(), id});
    const proto::KeptValue* value = found == state.admin.kept.end() ? nullptr : found->second.now();
    return value == nullptr ? nullptr : std::get_if<T>(value);
}

// After everything in flight, or null.
template <class T>
const T* kept_next(const State& state, std::uint64_t id) {
    const auto found = state.admin.kept.find({kept_kind<T>(), id});
    const proto::KeptValue* value =
        found == state.admin.kept.end() ? nullptr : found->second.next();
    return value == nullptr ? nullptr : std::get_if<T>(value);
}

// Calls see(id, record, next) for each record of a kind that is committed or planned, by id;
// either may be null.
template <class T, class See>
void each_kept(const State& state, See see) {
    const proto::KeptKind kind = kept_kind<T>();
    for (auto it = state.admin.kept.lower_bound({kind, 0});
         it != state.admin.kept.end() && it->first.first == kind; ++it) {
        const proto::KeptValue* now = it->second.now();
        const proto::KeptValue* next = it->second.next();
        see(it->first.second, now == nullptr ? nullptr : std::get_if<T>(now),
            next == nullptr ? nullptr : std::get_if<T>(next));
    }
}

template <class T>
std::size_t count_kept(const State& state) {
    std::size_t count = 0;
    each_kept<T>(
        state, [&](std::uint64_t, const T*, const T* next) { count += next != nullptr ? 1U : 0U; });
    return count;
}

std::uint64_t next_kept_id(State& state);

// --- Settings
std::string server_name(const State& state);
std::string server_picture(const State& state);
proto::Registration registration_mode(const State& state);
std::uint32_t server_keep(const State& state);  // days that messages are kept; 0: for ever

// --- Bans
bool holds(const proto::Ban& ban, TimeMs now);
// After a change of the committed ones.
void index_bans(State& state);
// The ban of this account that holds, or null.
const proto::Ban* ban_of(const State& state, UserId user);
// The ban of this address that holds, or null.
const proto::Ban* ban_of_address(const State& state, std::string_view address);
Error banned_error(const State& state, const proto::Ban& ban);
// `banned` if the account is kept out or, unless it is an owner's, the address.
Status check_ban(const State& state, UserId user, std::string_view address);
std::vector<SessionId> sessions_under(const State& state, const proto::Ban& ban);
proto::NoticePush notice_of(const State& state, const proto::Ban& ban);

// --- Names, invitations and applicants
// Whether a name is somebody's or asked for, `but` apart.
bool is_name_taken(const State& state, const std::string& key, UserId but = {});
// The invitation with this code that still makes an account, or null.
const proto::ServerInvite* find_invite(const State& state, const std::string& code);
const proto::KeptApplicant* find_applicant(const State& state, const std::string& key);
// Whether a new account may be made or asked for: banned, registration_closed, invitation_needed.
Status check_registration(const State& state, std::string_view address,
                          const std::optional<std::string>& invite);
// One account less to make. The invitation must be good.
void use_invite(const State& state, Draft& draft, const proto::ServerInvite& invite);

// --- The steps of a transaction
void plan_kept(State& state, const KeptChange& change);
void take_back_kept(State& state, const KeptChange& change);
void commit_kept(State& state, Delivery& delivery, const KeptChange& change);
// At the start.
void load_kept(State& state, const std::vector<proto::KeptRecord>& records,
               std::uint64_t last_kept);

}  // namespace teahouse::chat
