// SPDX-License-Identifier: MIT
// One master as the client sees it; for client.cc and client_nodes.cc alone.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

#include "resp/client.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/subscriber.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {

struct Client::Node {
    Node(Endpoint where, Shared& shared, const Scripts& scripts, WireOptions options)
        : endpoint(std::move(where)), link(shared, scripts, std::move(options)) {}

    Endpoint endpoint;
    Link link;
    std::unique_ptr<Subscriber> ears;  // null: no channel lives here
    // It says that the cluster is down, as one does that is cut off from the others: its map is
    // old.
    bool cut_off = false;
    std::int64_t needed_ms = 0;  // a slot migrates to it: kept until then, though it has none
};

}  // namespace teahouse::resp
