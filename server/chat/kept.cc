// SPDX-License-Identifier: MIT
#include "chat/kept.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/address.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/admin_state.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/hook_calls.h"
#include "chat/later.h"
#include "chat/moderation.h"
#include "chat/retention.h"
#include "chat/state.h"
#include "chat/stickers.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

const proto::ServerSettings* settings_now(const State& state) {
    return kept_now<proto::ServerSettings>(state, kSettingsId);
}

// Milliseconds until a ban is over, as they go over the wire; 0: never.
std::uint32_t rest_of(const proto::Ban& ban, TimeMs now) {
    if (!ban.until) {
        return 0;
    }
    const TimeMs rest =
        std::clamp<TimeMs>(*ban.until - now, 1, std::numeric_limits<std::uint32_t>::max());
    return static_cast<std::uint32_t>(rest);
}

}  // namespace

std::uint64_t next_kept_id(State& state) { return ++state.admin.last_kept; }

// --- Settings
// --------------------------------------------------------------------------------------

std::string server_name(const State& state) {
    const proto::ServerSettings* settings = settings_now(state);
    return settings != nullptr && settings->name ? *settings->name : state.config.server_name;
}

std::string server_picture(const State& state) {
    const proto::ServerSettings* settings = settings_now(state);
    return settings == nullptr ? "" : settings->avatar.value_or("");
}

proto::Registration registration_mode(const State& state) {
    const proto::ServerSettings* settings = settings_now(state);
    const auto configured =
        state.config.registration_open ? proto::Registration::open : proto::Registration::closed;
    return settings == nullptr ? configured : settings->registration.value_or(configured);
}

std::uint32_t server_keep(const State& state) {
    const proto::ServerSettings* settings = settings_now(state);
    return settings == nullptr ? 0 : settings->keep.value_or(0);
}

// --- Bans
// ------------------------------------------------------------------------------------------

bool holds(const proto::Ban& ban, TimeMs now) { return !ban.until || *ban.until > now; }

void index_bans(State& state) {
    BanIndex index;
    each_kept<proto::Ban>(state, [&](std::uint64_t id, const proto::Ban* ban, const proto::Ban*) {
        if (ban == nullptr) {
            return;
        }
        if (ban->user) {
            index.users[*ban->user] = id;
        } else if (const auto block = parse_cidr(ban->address.value_or(""))) {
            index.blocks.emplace_back(*block, id);
        }
    });
    state.admin.bans = std::move(index);
}

const proto::Ban* ban_of(const State& state, UserId user) {
    const auto found = state.admin.bans.users.find(user);
    const proto::Ban* ban = found == state.admin.bans.users.end()
                                ? nullptr
                                : kept_now<proto::Ban>(state, found->second);
    return ban != nullptr && holds(*ban, state.now) ? ban : nullptr;
}

const proto::Ban* ban_of_address(const State& state, std::string_view text) {
    if (state.admin.bans.blocks.empty()) {
        return nullptr;
    }
    const std::optional<Address> address = parse_address(text);
    if (!address) {
        return nullptr;  // the command line
    }
    for (const auto& [block, id] : state.admin.bans.blocks) {
        if (block.contains(*address)) {
            const proto::Ban* ban = kept_now<proto::Ban>(state, id);
            if (ban != nullptr && holds(*ban, state.now)) {
                return ban;
            }
        }
    }
    return nullptr;
}

Error banned_error(const State& state, const proto::Ban& ban) {
    return {.code = ErrorCode::banned,
            .message = ban.reason.value_or("kept out by an administrator"),
            .retry_after_ms = rest_of(ban, state.now)};
}

Status check_ban(const State& state, UserId user, std::string_view address) {
    if (const proto::Ban* ban = ban_of(state, user)) {
        return tl::unexpected(banned_error(state, *ban));
    }
    const proto::UserRecord* record = state.user_next(user);
    if (record != nullptr && record->role == proto::ServerRole::owner) {
        return {};  // nobody can shut the owner of the server out
    }
    if (const proto::Ban* ban = ban_of_address(state, address)) {
        return tl::unexpected(banned_error(state, *ban));
    }
    return {};
}

std::vector<SessionId> sessions_under(const State& state, const proto::Ban& ban) {
    if (ban.user) {
        const auto user = state.users.find(*ban.user);
        return user == state.users.end() ? std::vector<SessionId>() : user->second.sessions;
    }
    std::vector<SessionId> sessions;
    const auto block = parse_cidr(ban.address.value_or(""));
    for (const auto& [id, session] : state.sessions) {
        const std::optional<Address> address = parse_address(session.address);
        const proto::UserRecord* record = state.user_now(session.user);
        if (block && address && block->contains(*address) && record != nullptr &&
            record->role != proto::ServerRole::owner) {
            sessions.push_back(id);
        }
    }
    std::ranges::sort(sessions);
    return sessions;
}

proto::NoticePush notice_of(const State& state, const proto::Ban& ban) {
    proto::NoticePush notice{.notice = ban.kick.value_or(false) ? proto::NoticeKind::kicked
                                                                : proto::NoticeKind::banned};
    if (const std::uint32_t rest = rest_of(ban, state.now); rest > 0) {
        notice.retry_after = rest;
    }
    notice.text = ban.reason;
    return notice;
}

// --- Names, invitations and applicants
// --------------------------------------------------------------

const proto::KeptApplicant* find_applicant(const State& state, const std::string& key) {
    const proto::KeptApplicant* found = nullptr;
    each_kept<proto::KeptApplicant>(
        state, [&](std::uint64_t, const proto::KeptApplicant*, const proto::KeptApplicant* next) {
            if (next != nullptr && next->name_key == key) {
                found = next;
            }
        });
    return found;
}

bool is_name_taken(const State& state, const std::string& key, UserId but) {
    const auto named = state.names.find(key);
    const UserId* owner = named == state.names.end() ? nullptr : named->second.next();
    return (owner != nullptr && *owner != but) || find_applicant(state, key) != nullptr;
}

const proto::ServerInvite* find_invite(const State& state, const std::string& code) {
    const proto::ServerInvite* found = nullptr;
    each_kept<proto::ServerInvite>(
        state, [&](std::uint64_t, const proto::ServerInvite*, const proto::ServerInvite* next) {
            if (next != nullptr && next->code == code && next->left > 0 &&
                (!next->until || *next->until > state.now)) {
                found = next;
            }
        });
    return found;
}

Status check_registration(const State& state, std::string_view address,
                          const std::optional<std::string>& invite) {
    if (const proto::Ban* ban = ban_of_address(state, address)) {
        return tl::unexpected(banned_error(state, *ban));
    }
    const proto::Registration mode = registration_mode(state);
    if (mode == proto::Registration::closed) {
        return fail(ErrorCode::registration_closed, "no new accounts here");
    }
    const bool first = state.users.empty();  // whoever comes first owns the server
    const bool asked = mode == proto::Registration::invite ||
                       (mode == proto::Registration::approval && invite && !invite->empty());
    if (asked && !first && find_invite(state, invite.value_or("")) == nullptr) {
        return fail(ErrorCode::invitation_needed, "needs an invitation that is still good",
                    "invite");
    }
    return {};
}

void use_invite(const State&, Draft& draft, const proto::ServerInvite& invite) {
    proto::ServerInvite next = invite;
    --next.left;
    ++next.used;
    draft.put_kept(next.id, std::move(next));
}

// --- The steps of a transaction
// ---------------------------------------------------------------------

namespace {

// The account of a program stays one: its record is made once and never changed.
const proto::Program* program_in(const KeptChange& change) {
    return change.value ? std::get_if<proto::Program>(&*change.value) : nullptr;
}

}  // namespace

void plan_kept(State& state, const KeptChange& change) {
    if (const proto::Program* program = program_in(change)) {
        state.admin.programs[program->user] = program->room.value_or(RoomId());
    }
    state.admin.kept[{change.kind, change.id}].plan(change.value);
    index_later(state, change);
    if (change.kind == proto::KeptKind::sticker) {
        sticker_planned(state, change);
    }
}

void take_back_kept(State& state, const KeptChange& change) {
    const auto found = state.admin.kept.find({change.kind, change.id});
    found->second.drop();
    take_back_later(state, change);
    if (found->second.empty()) {
        state.admin.kept.erase(found);
        sticker_forgotten(state, change.id);
    }
    if (const proto::Program* program = program_in(change)) {
        state.admin.programs.erase(program->user);
    }
}

void commit_kept(State& state, Delivery& delivery, const KeptChange& change) {
    const auto found = state.admin.kept.find({change.kind, change.id});
    before_commit_of_later(state, delivery, change);
    found->second.commit(change.value);
    const auto sticker = state.stickers.owners.find(change.id);
    const UserId collector = sticker == state.stickers.owners.end() ? UserId() : sticker->second;
    if (found->second.empty()) {
        state.admin.kept.erase(found);
        sticker_forgotten(state, change.id);
    }
    if (change.kind == proto::KeptKind::ban) {
        index_bans(state);
        if (change.value) {
            delivery.banned(std::get<proto::Ban>(*change.value));
        }
    } else if (change.kind == proto::KeptKind::settings) {
        look_for_expired(state);
    } else if (change.kind == proto::KeptKind::words) {
        index_words(state);
    } else if (change.kind == proto::KeptKind::purge) {
        state.wake_at(std::max(state.now, state.admin.purge_at));
    } else if (change.kind == proto::KeptKind::hook) {
        hook_changed(state, change.id);
    } else if (change.kind == proto::KeptKind::sticker) {
        sticker_committed(state, delivery, change.id, collector);
    }
}

// --- The start
// --------------------------------------------------------------------------------------

void load_kept(State& state, const std::vector<proto::KeptRecord>& records,
               std::uint64_t last_kept) {
    state.admin.started = state.now;
    state.admin.last_kept = std::max(state.admin.last_kept, last_kept);
    for (const proto::KeptRecord& record : records) {
        // What cannot be read is of a newer program, or damaged: the server runs without it.
        if (auto value = proto::decode_kept(record)) {
            if (const auto* program = std::get_if<proto::Program>(&*value)) {
                state.admin.programs[program->user] = program->room.value_or(RoomId());
            }
            if (record.kind == proto::KeptKind::sticker) {
                sticker_planned(state, {.kind = record.kind, .id = record.id, .value = *value});
            }
            state.admin.kept[{record.kind, record.id}].load(*std::move(value));
            if (record.kind == proto::KeptKind::hook) {
                hook_changed(state, record.id);
            }
            load_later(state, {record.kind, record.id});
        }
    }
    index_bans(state);
    index_words(state);
}

}  // namespace teahouse::chat
