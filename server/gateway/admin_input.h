// SPDX-License-Identifier: MIT
// What operations for administrators need beside their fields, and what only the gateway can
// answer.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
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

struct Prepared {
    std::string name_key;
    std::string secret;
};
// Normalises a new name in the request, and makes what has to be random.
Result<Prepared> prepare_request(proto::Request& request);
// Adds to admin.stats what the engine does not know.
void complete_reply(const Shared& shared, proto::Reply& reply);
// For a new account or a forgotten password: easy to read out, about 70 bits.
std::string make_password();

}  // namespace teahouse::gateway
