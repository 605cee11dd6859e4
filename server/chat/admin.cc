// SPDX-License-Identifier: MIT
// Numbers, rooms, settings and the audit log: admin.stats, admin.rooms, admin.settings,
// admin.audit.
#include "chat/admin.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin_state.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/opening.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/search.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "text/fold.h"
#include "text/names.h"

namespace teahouse::chat {

Result<const proto::UserRecord*> check_admin(const State& state, const Caller& caller) {
    const proto::UserRecord* user = state.user_next(caller.user);
    if (user == nullptr || user->role == proto::ServerRole::user) {
        return fail(ErrorCode::forbidden, "for admins of the server");
    }
    return user;
}

Result<const proto::UserRecord*> person_below(const State& state, const proto::UserRecord& admin,
                                              UserId user) {
    const proto::UserRecord* person = state.user_next(user);
    if (person == nullptr || state.user_now(user) == nullptr) {
        return fail(ErrorCode::not_found, "no such account");
    }
    if (admin.role != proto::ServerRole::owner && person->role >= admin.role) {
        return fail(ErrorCode::forbidden, "only those below the own role");
    }
    return person;
}

// --- The audit log
// ----------------------------------------------------------------------------------

void put_audit(State& state, Draft& draft, const Caller* caller, Act act) {
    const auto name_of = [&](UserId user) {
        const proto::UserRecord* record = state.user_next(user);
        return record == nullptr ? std::string() : record->name;
    };
    proto::AuditEntry entry{.id = next_kept_id(state), .at = state.now, .act = act.act};
    if (caller != nullptr) {
        entry.by = caller->user;
        entry.name = name_of(caller->user);
        entry.address = state.admin.call.address;
    }
    if (act.user) {
        entry.user = act.user;
        entry.whom = state.user_next(act.user) != nullptr ? name_of(act.user) : act.text;
    }
    if (act.room) {
        entry.room = act.room;
    }
    if (!act.text.empty()) {
        entry.text = std::move(act.text);
    }
    draft.put_audit(entry);
}

void audit_changes(State& state, Draft& draft, const Caller* caller,
                   const proto::UserRecord& before, const proto::UserRecord& after) {
    if (after.role != before.role) {
        put_audit(state, draft, caller,
                  {.act = proto::AuditAct::role,
                   .user = before.id,
                   .text = std::string(proto::to_string(after.role))});
    }
    if (after.disabled != before.disabled) {
        put_audit(state, draft, caller,
                  {.act = after.disabled ? proto::AuditAct::disable : proto::AuditAct::enable,
                   .user = before.id});
    }
    if (after.name != before.name) {
        put_audit(state, draft, caller,
                  {.act = proto::AuditAct::rename, .user = before.id, .text = after.name});
    }
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminAuditRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    User& user = state.users.at(caller.user);
    const auto limit = static_cast<std::uint32_t>(std::clamp<std::size_t>(
        request.limit.value_or(limits::kAdminPageMax), 1, limits::kAdminPageMax));
    const std::uint64_t id = ++state.last_read;
    if (user.reads >= limits::kReadsPerUserMax ||
        !ask(state, {.by = Asked::By::audit, .read = id},
             {.limit = limit + 1,
              .audit = true,
              .before = request.before.value_or(state.admin.last_kept + 1)})) {
        return tl::unexpected(too_many_reads());
    }
    ++user.reads;
    state.admin.audits.emplace(id, AuditRead{.caller = caller, .limit = limit});
    return Later{};
}

void audit_read(State& state, std::uint64_t read, proto::QueryResult result) {
    const auto found = state.admin.audits.find(read);
    const AuditRead asked = std::move(found->second);
    state.admin.audits.erase(found);
    --state.users.at(asked.caller.user).reads;
    // Whoever is no administrator any more is told nothing.
    if (auto admin = check_admin(state, asked.caller); !admin) {
        state.reply(asked.caller, tl::unexpected(std::move(admin).error()));
        return;
    }
    if (!result.ok) {
        state.reply(asked.caller, tl::unexpected(not_read()));
        return;
    }
    proto::AdminAuditReply reply{.more = result.kept.size() > asked.limit};
    for (const proto::KeptRecord& record : result.kept) {
        if (reply.entries.size() == asked.limit) {
            break;
        }
        if (auto value = proto::decode_kept(record)) {
            reply.entries.push_back(std::get<proto::AuditEntry>(*std::move(value)));
        }
    }
    state.reply(asked.caller, proto::Reply(std::move(reply)));
}

// --- admin.stats
// ------------------------------------------------------------------------------------

// What only the gateway knows (connections, memory, the store) it adds on the way out.
Result<Outcome> handle(State& state, const Caller& caller, proto::AdminStatsRequest&) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    proto::AdminStatsReply reply{
        .now = state.now,
        .started = state.admin.started,
        .version = state.config.version,
        .users = static_cast<std::uint32_t>(state.users.size()),
        .online = state.online,
        .sessions = static_cast<std::uint32_t>(state.sessions.size()),
        .rooms = static_cast<std::uint32_t>(state.rooms.size()),
        .messages = state.stats.messages_accepted,
        .waiting = static_cast<std::uint32_t>(state.pending.size()),
        .applicants = static_cast<std::uint32_t>(count_kept<proto::KeptApplicant>(state)),
    };
    each_kept<proto::Ban>(state, [&](std::uint64_t, const proto::Ban* ban, const proto::Ban*) {
        reply.bans += ban != nullptr && holds(*ban, state.now) ? 1U : 0U;
    });
    each_kept<proto::Purge>(state,
                            [&](std::uint64_t, const proto::Purge* purge, const proto::Purge*) {
                                if (purge != nullptr) {
                                    reply.purges.push_back(*purge);
                                }
                            });
    if (const auto reports = static_cast<std::uint32_t>(count_kept<proto::Report>(state));
        reports > 0) {
        reply.reports = reports;
    }
    return reply;
}

// --- admin.rooms
// ------------------------------------------------------------------------------------

namespace {

proto::AdminRoom admin_room(const State& state, RoomId id, const Room& room) {
    const proto::RoomRecord& about = room.about.committed();
    proto::AdminRoom info{.id = id,
                          .kind = about.kind,
                          .join = about.join,
                          .members = room.member_count,
                          .count = room.count,
                          .created = about.created,
                          .at = room.last_at};
    if (about.kind != proto::RoomKind::direct) {
        info.title = about.title;
    }
    if (!about.avatar.empty()) {
        info.avatar = about.avatar;
    }
    for (const auto& [user, cell] : room.members) {
        if (cell.now() != nullptr && cell.now()->role == proto::Role::owner) {
            info.owner = user_info(state, user);
            break;
        }
    }
    return info;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminRoomsRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    const std::size_t limit = std::clamp<std::size_t>(request.limit.value_or(limits::kAdminPageMax),
                                                      1, limits::kAdminPageMax);
    std::vector<RoomId> ids;
    const std::string query = text::folded_text(request.query.value_or(""));
    proto::AdminRoomsReply reply;
    for (const auto& [id, room] : state.rooms) {
        const proto::RoomRecord* about = room.about.now();
        if (about == nullptr || about->dissolved ||
            (!query.empty() && (about->kind == proto::RoomKind::direct ||
                                text::rank_name(name_key_of(state, id, UserId()), query) < 0))) {
            continue;
        }
        ++reply.total;
        if (id > request.after.value_or(RoomId())) {
            ids.push_back(id);
        }
    }
    std::ranges::sort(ids);
    reply.more = ids.size() > limit;
    ids.resize(std::min(ids.size(), limit));
    for (const RoomId id : ids) {
        reply.rooms.push_back(admin_room(state, id, state.rooms.at(id)));
    }
    return reply;
}

// --- admin.settings
// ---------------------------------------------------------------------------------

namespace {

proto::ServerSettings settings_in_force(const State& state) {
    proto::ServerSettings settings{.name = server_name(state),
                                   .registration = registration_mode(state)};
    if (std::string picture = server_picture(state); !picture.empty()) {
        settings.avatar = std::move(picture);
    }
    if (const std::uint32_t keep = server_keep(state); keep > 0) {
        settings.keep = keep;
    }
    return settings;
}

bool has_control(const std::string& text) {
    return std::ranges::any_of(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; });
}

void set_or_clear(std::optional<std::string>& field, const std::optional<std::string>& wanted) {
    if (wanted) {
        field = wanted->empty() ? std::nullopt : wanted;
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminSettingsRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    if (!request.name && !request.avatar && !request.registration && !request.keep) {
        return proto::AdminSettingsReply{.settings = settings_in_force(state)};
    }
    if (request.name && has_control(*request.name)) {
        return fail(ErrorCode::invalid, "not a name", "name");
    }
    TRY_STATUS(check_avatar(request.avatar.value_or("")));
    if (request.keep && *request.keep > limits::kKeepDaysMax) {
        return fail(ErrorCode::invalid, "up to a hundred years", "keep");
    }
    const auto* before = kept_next<proto::ServerSettings>(state, kSettingsId);
    proto::ServerSettings next = before == nullptr ? proto::ServerSettings() : *before;
    set_or_clear(next.name, request.name);
    set_or_clear(next.avatar, request.avatar);
    std::string what = request.name ? "name: " + *request.name : "";
    if (request.avatar) {
        what += what.empty() ? "picture" : ", picture";
    }
    if (request.registration) {
        next.registration = request.registration;
        what += (what.empty() ? "registration: " : ", registration: ") +
                std::string(proto::to_string(*request.registration));
    }
    if (request.keep) {
        next.keep = *request.keep > 0 ? request.keep : std::nullopt;
        what += (what.empty() ? "keep: " : ", keep: ") + std::to_string(*request.keep);
    }
    Draft draft(
        caller,
        [](const State& now, const Pending&, const Caller&, const Done&) -> Result<proto::Reply> {
            return proto::AdminSettingsReply{.settings = settings_in_force(now)};
        });
    draft.put_kept(kSettingsId, std::move(next));
    put_audit(state, draft, &caller, {.act = proto::AuditAct::settings, .text = std::move(what)});
    return submit(state, std::move(draft));
}

}  // namespace teahouse::chat
