// SPDX-License-Identifier: MIT
// Commands and what becomes of them, as bytes between nodes (base/pack.h).
#pragma once

#include "base/pack.h"
#include "chat/command.h"
#include "chat/effects.h"

namespace teahouse::chat {

void pack(Packer& archive, const Command& value);
void pack(Unpacker& archive, Command& value);
void pack(Packer& archive, const Out& value);
void pack(Unpacker& archive, Out& value);
void pack(Packer& archive, const Credential& value);
void pack(Unpacker& archive, Credential& value);
void pack(Packer& archive, const LoggedIn& value);
void pack(Unpacker& archive, LoggedIn& value);
void pack(Packer& archive, const AccountRows& value);
void pack(Unpacker& archive, AccountRows& value);
void pack(Packer& archive, const FileAnswer& value);
void pack(Unpacker& archive, FileAnswer& value);

}  // namespace teahouse::chat
