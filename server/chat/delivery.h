// SPDX-License-Identifier: MIT
// One group commit as it is told: answers first, then each room's events as few Delivers as the
// windows of its members allow, then what follows from both. Built while the transactions of the
// batch are taken over, in their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

class Delivery {
public:
    explicit Delivery(State& state) : state_(state) {}

    // A committed event; the room's position is already moved.
    void event(const proto::Event& event);
    // A member of a committed room is new. Told at the end, with the state then.
    void joined(RoomId room, UserId user);
    // A member is gone: was told everything up to here, is told nothing after it.
    void left(RoomId room, UserId user);
    void dissolved(RoomId room);
    // Title, roles or the like: small rooms are told in full.
    void described(RoomId room);
    void read_mark(RoomId room, UserId user, const std::vector<Caller>& callers);
    // The count of unread mentions of a member has changed.
    void mentioned(RoomId room, UserId user) { mentioned_.insert({room, user}); }
    // That of all members but one has (0: of all); who is online is looked up once a batch.
    void all_mentioned(RoomId room, UserId but);
    void profile(UserId user);
    // Own settings of an account, and its own view of a room, changed: its sessions are told.
    void account(UserId user) { accounts_.insert(user); }
    // A sticker of an account is new, in another place or gone.
    void sticker(UserId user, std::uint64_t id) { stickers_[user].push_back(id); }
    void own_view(RoomId room, UserId user) { own_views_.insert({room, user}); }
    // A message that is sent later, or a reminder, was changed or is gone.
    void schedule(UserId user, std::uint64_t id) { schedules_.insert({user, id}); }
    void reminder(UserId user, std::uint64_t id) { reminders_.insert({user, id}); }
    // The sockets of a login or an account are closed at the end.
    void login_ended(DeviceId device, UserId user);
    void account_disabled(UserId user);
    void banned(const proto::Ban& ban);
    // `sessions = single`: the sockets of all other logins.
    void replaced(UserId user, DeviceId by);
    void answer(Pending pending, const Done& done);
    void refuse(Pending pending, ErrorCode error);

    // Emits everything.
    void finish();

private:
    struct RoomPart {
        RoomId room = {};
        std::vector<proto::Event> events = {};  // not in `out` yet
        std::vector<Out> out = {};
        std::set<UserId> newcomers = {};
        std::set<UserId> senders =
            {};  // with other devices, whose badges must not count own messages
        bool described = false;
    };
    struct Answer {
        Pending pending = {};
        Done done = {};
        std::optional<Error> refused = {};
    };
    struct Mark {
        RoomId room = {};
        UserId user = {};
        std::vector<Caller> callers = {};
    };
    struct Ending {
        SessionId session = {};
        proto::NoticePush notice = {};
        std::uint16_t code = 0;
    };

    RoomPart& part(RoomId room);
    void flush(RoomPart& part);
    void make_answer(const Answer& answer, const Caller& caller);
    void finish_room(RoomPart& part);
    void tell_newcomers(const RoomPart& part);
    void tell_description(const RoomPart& part);
    void tell_badge(RoomId room, UserId sender);
    void tell_mark(const Mark& mark);
    void tell_mentions(RoomId room, UserId user);
    void tell_profile(UserId user);
    void tell_account(UserId user);
    void tell_votes(UserId user, std::vector<proto::OwnVote> votes);
    void tell_own_view(RoomId room, UserId user);
    void tell_stickers(UserId user, const std::vector<std::uint64_t>& ids);

    State& state_;
    std::vector<Answer> answers_;
    std::vector<RoomPart> rooms_;  // in the order first touched
    std::unordered_map<RoomId, std::size_t> places_;
    std::vector<Mark> marks_;
    std::set<std::pair<RoomId, UserId>> mentioned_;
    std::map<RoomId, UserId> all_mentioned_;  // and who has not to be told; 0: nobody
    std::set<UserId> profiles_;
    std::set<UserId> accounts_;
    std::set<std::pair<RoomId, UserId>> own_views_;
    std::map<UserId, std::vector<proto::OwnVote>> votes_;  // at anonymous polls, and confirmations
    std::map<UserId, std::vector<std::uint64_t>> stickers_;
    std::set<std::pair<UserId, std::uint64_t>> schedules_;
    std::set<std::pair<UserId, std::uint64_t>> reminders_;
    std::vector<Ending> endings_;
};

}  // namespace teahouse::chat
