// SPDX-License-Identifier: MIT
// Taking back all messages of a person: some in each transaction, which also says how far it is, so
// that it goes on after a restart and nobody else has to wait.
#pragma once

#include <cstdint>

#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

void purge_tick(State& state);
void purge_read(State& state, std::uint64_t purge, const proto::QueryResult& result);

}  // namespace teahouse::chat
