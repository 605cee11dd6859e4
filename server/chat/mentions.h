// SPDX-License-Identifier: MIT
// Who is named in messages, and how many such messages a member has not read.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// Committed.
bool is_member(const Room& room, UserId user);
// `wanted` without those who are no members and without `author`; none if nobody is left.
std::optional<std::vector<UserId>> members_of(const State& state, RoomId room, UserId author,
                                              const std::optional<std::vector<UserId>>& wanted);
// Naming everybody is for admins; in direct rooms there is nobody else to name.
Status check_names_all(const State& state, const Membership& mine, std::optional<bool> all);
// Anybody may name the admins; in direct rooms there are none.
Status check_names_admins(const Membership& mine, std::optional<bool> admins);
// The owner and the admins of the room at the moment of the commit, by id, then those of `others`,
// who are members: nobody twice, without `author`, and no more than a message may name.
std::optional<std::vector<UserId>> with_admins(const State& state, const Membership& mine,
                                               UserId author,
                                               const std::optional<std::vector<UserId>>& others);
// The same for an edit of `message`, which names no admin anew.
std::optional<std::vector<UserId>> with_admins_of(const proto::Event& message, const State& state,
                                                  const Membership& mine,
                                                  const std::optional<std::vector<UserId>>& others);

// Unread messages that name the member, at most kMentionsShownMax.
std::uint32_t mentions_of(const Room& room, const proto::MemberRecord& member);
// The members whose count an event changes.
struct Named {
    std::vector<UserId> users = {};
    bool all = false;
};
// Takes over a committed event.
Named note_mentions(Room& room, const proto::Event& event);
// Whether the message names everybody, as far as that is remembered.
bool names_all(const State& state, RoomId room, Seq message);
// The members with a session that can be told something, in order. Looks at all members or at all
// sessions, whatever there is less of.
std::vector<UserId> members_online(const State& state, RoomId room);
// The read mark of the member was moved.
void forget_mentions(Room& room, const proto::MemberRecord& member);
void load_mention(State& state, const proto::MentionRecord& mention);

}  // namespace teahouse::chat
