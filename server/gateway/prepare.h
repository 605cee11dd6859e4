// SPDX-License-Identifier: MIT
// What the engine cannot make by itself and gets beside the fields of a request: normalised names
// and random numbers.
#pragma once

#include <cstdint>
#include <string>

#include "base/result.h"
#include "proto/messages.h"

namespace teahouse::gateway {

struct Extra {
    std::string name_key = {};
    std::uint64_t random = 0;
    std::string secret = {};  // the code of an invitation to the server
};

// Also puts the name into the form that is shown. Refuses what normalize_name (gateway/names.h)
// does.
Result<Extra> prepare(proto::Request& request);

}  // namespace teahouse::gateway
