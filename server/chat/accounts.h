// SPDX-License-Identifier: MIT
// Accounts: the steps of login and registration whose slow parts (hashes, tokens) the caller does,
// and what the command line may do.
#pragma once

#include "chat/command.h"
#include "chat/state.h"

namespace teahouse::chat {

void find_credential(State& state, const FindCredential& command);
void log_in(State& state, LogIn command);
void register_account(State& state, Register command);
void set_password(State& state, SetPassword command);
void list_accounts(State& state, const ListAccounts& command);
void change_account(State& state, const ChangeAccount& command);

}  // namespace teahouse::chat
