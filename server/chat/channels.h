// SPDX-License-Identifier: MIT
// Where the notifications of an account go: added, changed and removed by the account, ended with
// the login that a browser's channel belongs to, and removed when the other side knows it no more.
#pragma once

#include <cstdint>
#include <string_view>

#include "base/ids.h"
#include "chat/command.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

// The three ways of a change through the store (chat/commit.cc).
void plan_channel(State& state, const ChannelChange& change);
void drop_channel(State& state, const ChannelChange& change);
void commit_channel(State& state, const ChannelChange& change);
void load_channel(State& state, proto::ChannelRecord record);

// Logins that a draft ends take their channels along.
void end_channels_of_logins(const State& state, Draft& draft);

// What became of a delivery.
void channel_result(State& state, const ChannelResult& result);

// The host of an endpoint, empty if it is none that can be used: https, or http where this is
// allowed, without a user name, printable ASCII only.
[[nodiscard]] std::string_view endpoint_host(std::string_view endpoint, bool plain_http);

void check_channels(const State& state);

}  // namespace teahouse::chat
