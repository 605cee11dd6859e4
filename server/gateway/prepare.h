// SPDX-License-Identifier: MIT
// What the engine cannot make by itself and gets beside the fields of a request: normalised names
// and random numbers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::gateway {

struct Extra {
    std::string name_key = {};
    std::uint64_t random = 0;
    // The code of an invitation to the server; the secret of a bot or a webhook, with its hash.
    std::string secret = {};
    std::optional<proto::TokenHash> hash = {};
};

// Also puts the name into the form that is shown. Refuses what normalize_name (gateway/names.h)
// does.
Result<Extra> prepare(proto::Request& request);

}  // namespace teahouse::gateway
