// SPDX-License-Identifier: MIT
// Keeping people out and taking back what they wrote: admin.bans, admin.ban, admin.unban,
// admin.purge.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/address.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

proto::Ban shown_ban(const State& state, proto::Ban ban) {
    if (ban.user) {
        const proto::UserRecord* user = state.user_now(*ban.user);
        ban.name = user == nullptr ? "" : user->name;
    }
    return ban;
}

// Whom a ban is about, so far checked that it may be.
Result<proto::Ban> asked_ban(const State& state, const proto::UserRecord& admin,
                             const proto::AdminBanRequest& request) {
    proto::Ban ban{.at = state.now, .by = admin.id, .reason = request.reason};
    const bool kick = request.kick.value_or(false);
    if (request.user.has_value() == request.address.has_value()) {
        return fail(ErrorCode::invalid, "an account or an address", "user");
    }
    if (request.minutes.value_or(1) == 0 || request.minutes.value_or(1) > limits::kMinutesMax) {
        return fail(ErrorCode::invalid, "one minute to ten years", "minutes");
    }
    if (request.minutes || kick) {
        ban.until = state.now + request.minutes.value_or(limits::kKickMinutes) * kMinuteMs;
    }
    if (request.user) {
        TRY(person, person_below(state, admin, *request.user));
        if (person->role == proto::ServerRole::owner) {
            return fail(ErrorCode::conflict, "an owner is made less first");
        }
        ban.user = request.user;
        if (kick) {
            ban.kick = true;
        }
        return ban;
    }
    if (kick) {
        return fail(ErrorCode::invalid, "only for accounts", "kick");
    }
    const auto block = parse_cidr(*request.address);
    if (!block) {
        return fail(ErrorCode::invalid, "an address or a block of them", "address");
    }
    const auto own = parse_address(state.admin.call.address);
    if (own && block->contains(*own)) {
        return fail(ErrorCode::conflict, "your own address is among them", "address");
    }
    ban.address = to_string(*block);
    return ban;
}

// The ban of the same account or block that holds, or null.
const proto::Ban* same_ban(const State& state, const proto::Ban& wanted) {
    const proto::Ban* same = nullptr;
    each_kept<proto::Ban>(state, [&](std::uint64_t, const proto::Ban*, const proto::Ban* ban) {
        if (ban != nullptr && ban->user == wanted.user && ban->address == wanted.address) {
            same = ban;
        }
    });
    return same;
}

// Those that are over make room.
void drop_bans_that_are_over(const State& state, Draft& draft, std::uint64_t but) {
    each_kept<proto::Ban>(state, [&](std::uint64_t id, const proto::Ban*, const proto::Ban* ban) {
        if (ban != nullptr && id != but && !holds(*ban, state.now)) {
            draft.drop_kept(proto::KeptKind::ban, id);
        }
    });
}

std::size_t bans_that_hold(const State& state) {
    std::size_t count = 0;
    each_kept<proto::Ban>(state, [&](std::uint64_t, const proto::Ban*, const proto::Ban* ban) {
        count += ban != nullptr && holds(*ban, state.now) ? 1U : 0U;
    });
    return count;
}

Result<proto::Reply> ban_reply(const State& state, const Pending& pending, const Caller&,
                               const Done&) {
    const auto* ban = kept_now<proto::Ban>(state, pending.seq.value);
    if (ban == nullptr) {
        return fail(ErrorCode::not_found, "lifted in the same moment");
    }
    return proto::AdminBanReply{.ban = shown_ban(state, *ban)};
}

// All others read that somebody was sent away.
void tell_lobby(const State& state, const Caller& caller, Draft& draft, UserId user) {
    if (state.room_next(state.lobby) != nullptr) {
        proto::Event event = make_event(state, caller, state.lobby, proto::EventKind::remove);
        event.body.users = {{user}};
        draft.append(std::move(event));
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBansRequest&) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    proto::AdminBansReply reply;
    each_kept<proto::Ban>(state, [&](std::uint64_t, const proto::Ban* ban, const proto::Ban*) {
        if (ban != nullptr && holds(*ban, state.now) && reply.bans.size() < limits::kBansMax) {
            reply.bans.push_back(shown_ban(state, *ban));
        }
    });
    std::ranges::reverse(reply.bans);  // the newest first
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminBanRequest& request) {
    TRY(admin, check_admin(state, caller));
    TRY(ban, asked_ban(state, *admin, request));
    const proto::Ban* same = same_ban(state, ban);
    const bool longer = same != nullptr && holds(*same, state.now) &&
                        (!same->until || (ban.until && *same->until > *ban.until));
    if (ban.kick && longer) {
        return fail(ErrorCode::conflict, "kept out for longer already");
    }
    if (same == nullptr && bans_that_hold(state) >= limits::kBansMax) {
        return fail(ErrorCode::too_large, "too many bans");
    }
    Draft draft(caller, ban_reply);
    ban.id = same == nullptr ? next_kept_id(state) : same->id;
    draft.pending.seq = Seq(ban.id);
    drop_bans_that_are_over(state, draft, ban.id);
    const std::string text = ban.address.value_or("") + (ban.address && ban.reason ? ": " : "") +
                             ban.reason.value_or("");
    const bool kick = ban.kick.value_or(false);
    put_audit(state, draft, &caller,
              {.act = kick ? proto::AuditAct::kick : proto::AuditAct::ban,
               .user = ban.user.value_or(UserId()),
               .text = text});
    if (kick) {
        tell_lobby(state, caller, draft, *ban.user);
    }
    const std::uint64_t id = ban.id;
    draft.put_kept(id, std::move(ban));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminUnbanRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const auto* ban = kept_next<proto::Ban>(state, request.ban);
    if (ban == nullptr) {
        return fail(ErrorCode::not_found, "no such ban");
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::AdminUnbanReply{}; });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::unban,
               .user = ban->user.value_or(UserId()),
               .text = ban->address.value_or("")});
    draft.drop_kept(proto::KeptKind::ban, request.ban);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminPurgeRequest& request) {
    TRY(admin, check_admin(state, caller));
    TRY_STATUS(person_below(state, *admin, request.user).map([](const auto*) {}));
    bool busy = false;
    each_kept<proto::Purge>(state,
                            [&](std::uint64_t, const proto::Purge*, const proto::Purge* purge) {
                                busy = busy || (purge != nullptr && purge->user == request.user);
                            });
    if (busy) {
        return fail(ErrorCode::conflict, "is under way");
    }
    if (count_kept<proto::Purge>(state) >= limits::kPurgesMax) {
        return fail(ErrorCode::too_large, "too many are under way");
    }
    proto::Purge purge{
        .id = next_kept_id(state), .user = request.user, .by = caller.user, .at = state.now};
    if (request.hours) {
        purge.since = std::max<TimeMs>(1, state.now - *request.hours * kHourMs);
    }
    Draft draft(
        caller,
        [](const State& now, const Pending& pending, const Caller&,
           const Done&) -> Result<proto::Reply> {
            const auto* begun = kept_now<proto::Purge>(now, pending.seq.value);
            return proto::AdminPurgeReply{.purge = begun == nullptr ? proto::Purge() : *begun};
        });
    draft.pending.seq = Seq(purge.id);
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::purge,
               .user = request.user,
               .text = request.hours ? std::to_string(*request.hours) + " h" : ""});
    const std::uint64_t id = purge.id;
    draft.put_kept(id, std::move(purge));
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
