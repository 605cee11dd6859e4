// SPDX-License-Identifier: MIT
#include "chat/command.h"

namespace teahouse::chat {

Command::Command() = default;
Command::Command(const Command&) = default;
Command::Command(Command&&) noexcept = default;
Command& Command::operator=(const Command&) = default;
Command& Command::operator=(Command&&) noexcept = default;
Command::~Command() = default;

}  // namespace teahouse::chat
