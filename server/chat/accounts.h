// SPDX-License-Identifier: MIT
// Accounts: the steps of login and registration whose slow parts (hashes, tokens) the caller does,
// and what the command line may do.
#pragma once

#include <optional>

#include "base/ids.h"
#include "chat/command.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

void find_credential(State& state, const FindCredential& command);
void log_in(State& state, LogIn command);
void register_account(State& state, Register command);
void set_password(State& state, SetPassword command);
void list_accounts(State& state, const ListAccounts& command);
void change_account(State& state, const ChangeAccount& command);

// Ends the logins of an account but one.
void end_logins(const State& state, Draft& draft, UserId user,
                const std::optional<proto::TokenHash>& keep);
// Whether nobody else could administer the server: no other account is an active owner.
bool is_last_owner(const State& state, UserId id);

}  // namespace teahouse::chat
