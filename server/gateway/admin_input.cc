// SPDX-License-Identifier: MIT
#include "gateway/admin_input.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <string>
#include <string_view>
#include <variant>

#include <sodium.h>
#include <unistd.h>

#include "base/one_of.h"
#include "gateway/shared.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

// Without letters and digits that are taken for each other.
constexpr std::string_view kAlphabet = "abcdefghjkmnpqrstuvwxyz23456789";
constexpr std::size_t kCodeChars = 14;

std::string random_word(std::size_t chars) {
    std::string word;
    for (std::size_t i = 0; i < chars; ++i) {
        word += kAlphabet[randombytes_uniform(static_cast<std::uint32_t>(kAlphabet.size()))];
    }
    return word;
}

// Resident memory: the second number of statm, in pages.
std::uint64_t resident_bytes() {
    std::ifstream statm("/proc/self/statm");
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    statm >> size >> resident;
    return resident * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace

std::string make_password() { return random_word(5) + '-' + random_word(5) + '-' + random_word(5); }

std::string make_invite_code() { return random_word(kCodeChars); }

void complete_reply(const Shared& shared, proto::Reply& reply) {
    auto* stats = get_if<proto::AdminStatsReply>(&reply);
    if (stats == nullptr) {
        return;
    }
    stats->memory = resident_bytes();
    stats->lagged = shared.counters.lagged.load(std::memory_order_relaxed);
    // Not while the server ends: the store goes before the workers.
    if (shared.ready.load() && shared.machine) {
        const MachineStats machine = shared.machine();
        stats->connections = machine.connections;
        stats->store = machine.store_bytes;
        stats->commits = machine.commits;
        stats->commit_us = machine.commit_us;
    }
}

}  // namespace teahouse::gateway
