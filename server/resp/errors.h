// SPDX-License-Identifier: MIT
// What an error reply of Redis means for its client.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {

enum class Fault : std::uint8_t {
    none,           // no error
    other,          // ERR and all that are not below: the command is at fault
    wrong_type,     // WRONGTYPE: the key holds something else
    no_script,      // NOSCRIPT: the script has to be loaded again
    moved,          // MOVED: the slot is another node's
    ask,            // ASK: for this once, another node has the key
    try_again,      // TRYAGAIN: some of the keys are here, some not, as the slot migrates
    cluster_down,   // CLUSTERDOWN: no majority, or nobody has the slot
    cross_slot,     // CROSSSLOT: keys of one command in several slots
    loading,        // LOADING: the server reads its data set
    read_only,      // READONLY: a replica
    master_down,    // MASTERDOWN: a replica without its master
    no_replicas,    // NOREPLICAS: min-replicas-to-write is not met
    misconf,        // MISCONF: cannot write to its disk
    out_of_memory,  // OOM
    busy,           // BUSY: a script runs for too long
    login,          // NOAUTH, WRONGPASS: who we are is not accepted
    no_permission,  // NOPERM: the ACL
};
[[nodiscard]] Fault fault_of(const Value& reply);
[[nodiscard]] std::string_view to_string(Fault fault);

// Nothing was executed, and it may be in a moment, here or elsewhere.
[[nodiscard]] bool is_passing(Fault fault);

// Where MOVED or ASK point. An empty host: the one that said it.
struct Redirect {
    std::uint16_t slot = 0;
    Endpoint to;
};
[[nodiscard]] std::optional<Redirect> redirect_of(const Value& reply);

}  // namespace teahouse::resp
