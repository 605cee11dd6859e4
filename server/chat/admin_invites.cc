// SPDX-License-Identifier: MIT
// Who may get an account: admin.invites, admin.invite.make, admin.invite.end, admin.applicant.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

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
#include "chat/views.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::uint32_t kMinutesPerHour = 60;

bool is_good(const proto::ServerInvite& invite, TimeMs now) {
    return invite.left > 0 && (!invite.until || *invite.until > now);
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInvitesRequest&) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    proto::AdminInvitesReply reply;
    each_kept<proto::ServerInvite>(
        state, [&](std::uint64_t, const proto::ServerInvite* invite, const proto::ServerInvite*) {
            if (invite != nullptr && is_good(*invite, state.now) &&
                reply.invites.size() < limits::kServerInvitesMax) {
                reply.invites.push_back(*invite);
            }
        });
    std::ranges::reverse(reply.invites);
    each_kept<proto::KeptApplicant>(state, [&](std::uint64_t, const proto::KeptApplicant* applicant,
                                               const proto::KeptApplicant*) {
        if (applicant != nullptr && reply.applicants.size() < limits::kApplicantsMax) {
            reply.applicants.push_back(applicant->shown);
        }
    });
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInviteMakeRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const std::uint32_t uses = request.uses.value_or(1);
    if (uses == 0 || uses > limits::kInviteUsesMax) {
        return fail(ErrorCode::invalid, "1 to 10000", "uses");
    }
    const std::uint32_t hours = request.hours.value_or(1);
    if (hours == 0 || hours > limits::kMinutesMax / kMinutesPerHour) {
        return fail(ErrorCode::invalid, "one hour to ten years", "hours");
    }
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    const auto* made = kept_now<proto::ServerInvite>(now, pending.seq.value);
                    return proto::AdminInviteMakeReply{
                        .invite = made == nullptr ? proto::ServerInvite() : *made};
                });
    std::size_t good = 0;
    each_kept<proto::ServerInvite>(state, [&](std::uint64_t id, const proto::ServerInvite*,
                                              const proto::ServerInvite* invite) {
        if (invite != nullptr && !is_good(*invite, state.now)) {
            draft.drop_kept(proto::KeptKind::invite, id);
        }
        good += invite != nullptr && is_good(*invite, state.now) ? 1U : 0U;
    });
    if (good >= limits::kServerInvitesMax) {
        return fail(ErrorCode::too_large, "too many invitations");
    }
    proto::ServerInvite invite{.id = next_kept_id(state),
                               .code = state.admin.call.secret,
                               .note = request.note,
                               .left = uses,
                               .at = state.now,
                               .by = caller.user};
    if (request.hours) {
        invite.until = state.now + hours * kHourMs;
    }
    draft.pending.seq = Seq(invite.id);
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::invite, .text = request.note.value_or("")});
    const std::uint64_t id = invite.id;
    draft.put_kept(id, std::move(invite));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminInviteEndRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const auto* invite = kept_next<proto::ServerInvite>(state, request.invite);
    if (invite == nullptr) {
        return fail(ErrorCode::not_found, "no such invitation");
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::AdminInviteEndReply{}; });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::uninvite, .text = invite->note.value_or("")});
    draft.drop_kept(proto::KeptKind::invite, request.invite);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminApplicantRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const auto* applicant = kept_next<proto::KeptApplicant>(state, request.applicant);
    if (applicant == nullptr) {
        return fail(ErrorCode::not_found, "nobody waits under this number");
    }
    TRY_STATUS(can_write(state));  // before an id is used up
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    proto::AdminApplicantReply reply;
                    if (const UserId made(pending.count); made) {
                        reply.user = user_info(now, made);
                    }
                    return reply;
                });
    const std::string name = applicant->shown.name;
    if (request.accept) {
        state.last_user = UserId(state.last_user.value + 1);
        draft.pending.count = static_cast<std::uint32_t>(state.last_user.value);
        draft.put_user({.id = state.last_user,
                        .name = name,
                        .name_key = applicant->name_key,
                        .password_hash = applicant->password_hash,
                        .created = state.now},
                       nullptr);
        put_into_lobby(state, draft, state.last_user);
    }
    put_audit(
        state, draft, &caller,
        {.act = request.accept ? proto::AuditAct::approve : proto::AuditAct::reject, .text = name});
    draft.drop_kept(proto::KeptKind::applicant, request.applicant);
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
