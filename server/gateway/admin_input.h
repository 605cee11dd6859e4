// SPDX-License-Identifier: MIT
// What operations for administrators need beside their fields, and what only the gateway can
// answer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "proto/messages.h"

namespace teahouse::gateway {

// Of the process and its database; given by app/.
struct MachineStats {
    std::uint32_t connections = 0;
    std::uint64_t store_bytes = 0;
    std::uint64_t commits = 0;
    std::uint64_t commit_us = 0;
};

struct Shared;

// Adds to admin.stats what the engine does not know.
void complete_reply(const Shared& shared, proto::Reply& reply);
// For a new account or a forgotten password: easy to read out, about 70 bits.
std::string make_password();
// Of an invitation to the server.
std::string make_invite_code();

}  // namespace teahouse::gateway
