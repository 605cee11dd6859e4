// SPDX-License-Identifier: MIT
#include "chat/accounts.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/kept.h"
#include "chat/moderation.h"
#include "chat/programs.h"
#include "chat/rules.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

template <class C>
Draft login_draft(const C& command, UserId user) {
    Draft draft;
    draft.pending.answer_as = AnswerAs::logged_in;
    draft.pending.callers.push_back({.session = command.session, .re = command.re, .user = user});
    return draft;
}

template <class C>
void refuse_login(const State& state, const C& command, Error error) {
    state.effects->logins.push_back(
        {.session = command.session, .re = command.re, .result = std::move(error)});
}

template <class C>
void finish_login(State& state, const C& command, Draft draft) {
    if (auto outcome = submit(state, std::move(draft)); !outcome) {
        refuse_login(state, command, std::move(outcome).error());
    }
}

// Adds a login; the one used longest ago gives way if there are too many.
void put_login(State& state, Draft& draft, UserId user, const proto::TokenHash& token,
               const std::string& label) {
    std::vector<const proto::DeviceRecord*> devices;
    if (const auto known = state.users.find(user); known != state.users.end()) {
        for (const DeviceId id : known->second.devices) {
            if (const proto::DeviceRecord* device = state.device_next(id); device != nullptr) {
                devices.push_back(device);
            }
        }
    }
    if (devices.size() >= limits::kDevicesPerUserMax && !state.config.single_session) {
        draft.delete_device(**std::ranges::min_element(devices, {}, &proto::DeviceRecord::seen));
    }
    state.last_device = DeviceId(state.last_device.value + 1);
    draft.put_device({.id = state.last_device,
                      .user = user,
                      .token = token,
                      .label = label.substr(0, limits::kDeviceLabelBytesMax),
                      .created = state.now,
                      .seen = state.now});
}

}  // namespace

void end_logins(const State& state, Draft& draft, UserId user,
                const std::optional<proto::TokenHash>& keep) {
    for (const DeviceId id : state.users.at(user).devices) {
        const proto::DeviceRecord* device = state.device_next(id);
        if (device != nullptr && !(keep && device->token == *keep)) {
            draft.delete_device(*device);
        }
    }
}

namespace {

const UserId* find_name(const State& state, const std::string& key) {
    const auto found = state.names.find(key);
    return found == state.names.end() ? nullptr : found->second.now();
}

// Whether an account may be made at once, or only be asked for.
bool asks_for_approval(const State& state, const Register& command) {
    return registration_mode(state) == proto::Registration::approval && !state.users.empty() &&
           find_invite(state, command.invite.value_or("")) == nullptr;
}

void apply_for_account(State& state, Register command) {
    if (count_kept<proto::KeptApplicant>(state) >= limits::kApplicantsMax) {
        refuse_login(state, command,
                     {.code = ErrorCode::too_large, .message = "too many wait for an account"});
        return;
    }
    Draft draft = login_draft(command, {});
    draft.pending.answer_as = AnswerAs::applied;
    const std::uint64_t id = next_kept_id(state);
    draft.put_kept(id, proto::KeptApplicant{.shown = {.id = id,
                                                      .name = std::move(command.name),
                                                      .reason = std::move(command.reason),
                                                      .address = command.address,
                                                      .at = state.now},
                                            .name_key = std::move(command.name_key),
                                            .password_hash = std::move(command.password_hash)});
    finish_login(state, command, std::move(draft));
}

}  // namespace

void find_credential(State& state, const FindCredential& command) {
    Credential answer{.session = command.session, .re = command.re, .user = {}};
    UserId user;
    if (command.token) {
        if (auto device = authenticate(state, command.token, command.address)) {
            user = (*device)->user;
        }
    } else if (const UserId* named = find_name(state, command.name_key)) {
        user = *named;
    }
    const proto::KeptApplicant* applicant =
        command.token ? nullptr : find_applicant(state, command.name_key);
    if (command.registering) {
        if (auto status = check_registration(state, command.address, command.invite); !status) {
            answer.refused = std::move(status).error();
        } else if (applicant != nullptr) {
            answer.refused = {
                .code = ErrorCode::conflict, .message = "the name is taken", .field = "name"};
        }
    } else if (applicant != nullptr) {
        answer.waiting = true;
        answer.password_hash = applicant->password_hash;
    }
    if (const proto::UserRecord* record = state.user_now(user)) {
        answer.user = user;
        answer.password_hash = record->password_hash;
        answer.disabled = record->disabled;
    }
    state.effects->credentials.push_back(std::move(answer));
}

void log_in(State& state, LogIn command) {
    const proto::UserRecord* user = state.user_next(command.user);
    if (user == nullptr || state.user_now(command.user) == nullptr) {
        refuse_login(state, command,
                     {.code = ErrorCode::unknown_user, .message = "no such account"});
        return;
    }
    if (user->disabled) {
        refuse_login(state, command,
                     {.code = ErrorCode::disabled, .message = "the account is switched off"});
        return;
    }
    if (user->password_hash != command.verified_hash) {
        refuse_login(state, command,
                     {.code = ErrorCode::conflict, .message = "the password has just changed"});
        return;
    }
    if (auto status = check_ban(state, command.user, command.address); !status) {
        refuse_login(state, command, std::move(status).error());
        return;
    }
    Draft draft = login_draft(command, command.user);
    if (!command.rehash.empty()) {
        proto::UserRecord next = *user;
        next.password_hash = command.rehash;
        draft.put_user(std::move(next), user);
    }
    put_login(state, draft, command.user, command.token, command.label);
    if (state.config.single_session) {
        // After the new one, so that their sockets are told that they were replaced.
        end_logins(state, draft, command.user, command.token);
    }
    finish_login(state, command, std::move(draft));
}

void register_account(State& state, Register command) {
    const bool by_command_line = !command.token.has_value();
    const Status allowed =
        by_command_line ? Status() : check_registration(state, command.address, command.invite);
    if (!allowed) {
        refuse_login(state, command, allowed.error());
        return;
    }
    if (auto status = check_name(command.name, command.name_key); !status) {
        refuse_login(state, command, std::move(status).error());
        return;
    }
    if (auto status = check_words(state, command.name, "name"); !status) {
        refuse_login(state, command, std::move(status).error());
        return;
    }
    if (is_name_taken(state, command.name_key)) {
        refuse_login(state, command, {.code = ErrorCode::conflict, .message = "the name is taken"});
        return;
    }
    if (auto status = can_write(state); !status) {
        refuse_login(state, command, std::move(status).error());
        return;
    }
    if (!by_command_line && asks_for_approval(state, command)) {
        return apply_for_account(state, std::move(command));
    }
    const bool first = state.users.empty();
    state.last_user = UserId(state.last_user.value + 1);
    Draft draft = login_draft(command, state.last_user);
    draft.put_user(
        {.id = state.last_user,
         .name = std::move(command.name),
         .name_key = std::move(command.name_key),
         .password_hash = std::move(command.password_hash),
         .role = command.role.value_or(first ? proto::ServerRole::owner : proto::ServerRole::user),
         .created = state.now},
        nullptr);
    put_into_lobby(state, draft, state.last_user);
    const proto::ServerInvite* invite = find_invite(state, command.invite.value_or(""));
    if (invite != nullptr && !by_command_line &&
        registration_mode(state) != proto::Registration::open) {
        use_invite(state, draft, *invite);
    }
    if (command.token) {
        put_login(state, draft, state.last_user, *command.token, command.label);
    }
    finish_login(state, command, std::move(draft));
}

void set_password(State& state, SetPassword command) {
    const proto::UserRecord* user = state.user_next(command.user);
    if (user == nullptr || state.user_now(command.user) == nullptr) {
        refuse_login(state, command,
                     {.code = ErrorCode::unknown_user, .message = "no such account"});
        return;
    }
    if (!command.verified_hash.empty() && user->password_hash != command.verified_hash) {
        refuse_login(state, command,
                     {.code = ErrorCode::conflict, .message = "the password has just changed"});
        return;
    }
    Draft draft = login_draft(command, command.user);
    proto::UserRecord next = *user;
    next.password_hash = std::move(command.password_hash);
    draft.put_user(std::move(next), user);
    end_logins(state, draft, command.user, command.keep);
    finish_login(state, command, std::move(draft));
}

void list_accounts(State& state, const ListAccounts& command) {
    std::vector<AccountRow> rows;
    for (const auto& [id, user] : state.users) {
        if (user.record.now() != nullptr && !is_hook(state, id)) {
            rows.push_back(account_row(state, id));
        }
    }
    std::ranges::sort(rows, {}, &AccountRow::id);
    state.effects->accounts.push_back(
        {.session = command.session, .re = command.re, .result = std::move(rows)});
}

bool is_last_owner(const State& state, UserId id) {
    const auto is_active_owner = [&](UserId user) {
        const proto::UserRecord* record = state.user_next(user);
        return record != nullptr && record->role == proto::ServerRole::owner && !record->disabled &&
               ban_of(state, user) == nullptr;
    };
    return is_active_owner(id) && std::ranges::none_of(state.users, [&](const auto& entry) {
               return entry.first != id && is_active_owner(entry.first);
           });
}

void change_account(State& state, const ChangeAccount& command) {
    const auto refuse = [&](Error error) {
        state.effects->accounts.push_back(
            {.session = command.session, .re = command.re, .result = std::move(error)});
    };
    const UserId* id = find_name(state, command.name_key);
    const proto::UserRecord* user = id == nullptr ? nullptr : state.user_next(*id);
    if (user == nullptr) {
        refuse({.code = ErrorCode::not_found, .message = "no such account"});
        return;
    }
    if (is_program(state, *id) && (command.role || !command.password_hash.empty())) {
        refuse({.code = ErrorCode::conflict, .message = "a bot has no role and no password"});
        return;
    }
    proto::UserRecord next = *user;
    next.role = command.role.value_or(next.role);
    next.disabled = command.disabled.value_or(next.disabled);
    if (!command.force && (next.disabled || next.role != proto::ServerRole::owner) &&
        is_last_owner(state, *id)) {
        refuse(
            {.code = ErrorCode::conflict,
             .message = "this is the last active owner; promote somebody first, or use --force"});
        return;
    }
    Draft draft;
    draft.pending.answer_as = AnswerAs::account;
    draft.pending.callers.push_back({.session = command.session, .re = command.re, .user = *id});
    const UserId user_id = *id;
    if (!command.password_hash.empty()) {
        next.password_hash = command.password_hash;
    }
    audit_changes(state, draft, nullptr, *user, next);
    if (!command.password_hash.empty()) {
        put_audit(state, draft, nullptr, {.act = proto::AuditAct::password, .user = user_id});
    }
    draft.put_user(std::move(next), user);
    if (!command.password_hash.empty()) {
        end_logins(state, draft, user_id, std::nullopt);
    }
    if (auto outcome = submit(state, std::move(draft)); !outcome) {
        refuse(std::move(outcome).error());
    }
}

}  // namespace teahouse::chat
