// SPDX-License-Identifier: MIT
// What is shown of the state: committed facts only, cut to what the viewer may see.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "chat/effects.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// Own settings of an account; empty where nothing is set.
proto::Account account_of(const State& state, UserId id);
proto::UserInfo user_info(const State& state, UserId id);
// `viewer` sees a room of their own in full, an open group from outside by its face only. The room
// must be there.
proto::RoomInfo room_info(const State& state, RoomId id, UserId viewer);
// Until when somebody may not write; none if that is over.
std::optional<TimeMs> muted_until(const State& state, const proto::MemberNote* note);
// Messages of others after the read mark.
std::uint32_t unread_of(const Room& room, const proto::MemberRecord& member);
// The own read mark and what is left, as an ephemeral for the own devices.
proto::Ephemeral cursor_of(const Room& room, const proto::MemberRecord& member);
AccountRow account_row(const State& state, UserId id);
proto::Limits wire_limits(const EngineConfig& config);
// Takes away what is not for the viewer: cmids of others, and their votes at anonymous polls. Of
// messages that ask for it, says whether the viewer has confirmed them since the store was asked.
void strip_for(const State& state, UserId viewer, std::vector<proto::Event>& events);

}  // namespace teahouse::chat
