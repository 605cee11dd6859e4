// SPDX-License-Identifier: MIT
#include "world.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "chat/command.h"
#include "chat/engine.h"
#include "device.h"
#include "oracle.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"

namespace teahouse::sim {
namespace {

constexpr TimeMs kStart = 1'800'000'000'000;
constexpr std::size_t kStoryLines = 40;
constexpr std::size_t kUsers = 5;
constexpr std::size_t kDevicesPerUser = 2;
constexpr int kHealRounds = 200;
constexpr int kPlanRounds = 40;  // more than one account has plans in a slow room

chat::EngineConfig config() { return {.server_name = "Simulated", .version = "0", .sfu = true}; }

}  // namespace

World::World(std::uint64_t seed, testkit::Host::Bug bug)
    : random_(seed),
      bug_(bug),
      host_(std::make_unique<testkit::Host>(config(), store::CommitMode::manual,
                                            store::MemoryState(), kStart)) {
    host_->set_bug(bug);
    found();
}

void World::note(std::string what) {
    story_.push_back(std::move(what));
    if (story_.size() > kStoryLines) {
        story_.pop_front();
    }
}

// Accounts, each with several logins.
void World::found() {
    std::uint64_t number = 0;
    settle_store();
    for (std::size_t i = 0; i < kUsers; ++i) {
        const std::string name = "user" + std::to_string(i);
        proto::TokenHash token{};
        token[0] = static_cast<std::uint8_t>(++number);
        const SessionId session(++last_session_);
        host_->apply(chat::Register{.session = session,
                                    .name = name,
                                    .name_key = name,
                                    .password_hash = "hash",
                                    .token = token,
                                    .label = "first"});
        settle_store();
        const UserId user = std::get<proto::UserInfo>(host_->take_login(session)->result).id;
        users_.push_back(user);
        devices_.emplace_back(user, number, oracle_);
        for (std::size_t more = 1; more < kDevicesPerUser; ++more) {
            token[0] = static_cast<std::uint8_t>(++number);
            host_->apply(chat::LogIn{.session = SessionId(++last_session_),
                                     .user = user,
                                     .verified_hash = "hash",
                                     .token = token,
                                     .label = "more"});
            settle_store();
            devices_.emplace_back(user, number, oracle_);
        }
    }
    check();
}

// --- What happens
// --------------------------------------------------------------------------------------------------

void World::step() {
    const std::size_t dice = random_.below(100);
    if (dice < 45) {
        act_person();
    } else if (dice < 60) {
        act_network();
    } else if (dice < 99) {
        act_store();
    } else {
        crash();
    }
    check();
}

UserId World::person() { return random_.pick(users_); }

RoomId World::room_of(const Device& device) {
    std::vector<RoomId> rooms(device.rooms().begin(), device.rooms().end());
    // Now and then a room of others.
    if (rooms.empty() || random_.chance(3)) {
        return RoomId(1 + random_.below(oracle_.rooms().size() + 1));
    }
    return random_.pick(rooms);
}

void World::act_person() {
    Device& device = random_.pick(devices_);
    const RoomId room = room_of(device);
    const std::string who = "device of user " + std::to_string(device.user().value) + " ";
    const std::string there = " in room " + std::to_string(room.value);
    if (random_.chance(45)) {
        note(who + "writes" + there);
        device.write(*host_, room);
        return;
    }
    if (!device.ready()) {
        return;
    }
    if (random_.chance(20)) {
        note(who + "calls" + there);
        device.call(*host_, room, person(), random_.below(420));
        return;
    }
    const std::size_t dice = random_.below(100);
    if (dice < 30) {
        note(who + "opens" + there);
        device.open(*host_, room);
    } else if (dice < 35) {
        note(who + "closes" + there);
        device.ask(*host_, proto::RoomCloseRequest{.room = room});
    } else if (dice < 45) {
        note(who + "reads" + there);
        device.ask(*host_, proto::ReadRequest{.room = room, .seq = Seq(random_.below(40))});
    } else if (dice < 55) {
        device.ask(*host_, proto::RoomStateRequest{.room = room});
    } else if (dice < 65) {
        note(who + "looks back" + there);
        proto::HistoryRequest history{.room = room};
        history.limit = static_cast<std::uint32_t>(1 + random_.below(30));
        if (random_.chance(60)) {
            history.before = Seq(1 + random_.below(60));
        } else if (random_.chance(50)) {
            history.at = host_->now() - static_cast<TimeMs>(random_.below(60'000));
        }
        device.ask(*host_, history);
    } else if (dice < 77 && oracle_.head_or_none(room)) {
        note(who + "changes a message" + there);
        const Seq ref(1 + random_.below(oracle_.head(room).value));
        device.change(*host_, room, ref, room_of(device), random_.below(11));
    } else if (dice < 84 && dice >= 80) {
        note(who + "plans a message" + there);
        device.plan(*host_, room, host_->now() + 1 + static_cast<TimeMs>(random_.below(8'000)));
    } else if (dice < 80) {
        device.ask(*host_, proto::TypingRequest{.room = room, .on = random_.chance(70)});
    } else {
        note(who + "manages" + there);
        act_room(device);
    }
}

void World::act_room(Device& device) {
    const RoomId room = room_of(device);
    switch (random_.below(13)) {
        case 0: {
            const bool all = random_.chance(30);
            device.ask(*host_, proto::RoomCreateRequest{
                                   .kind = proto::RoomKind::group,
                                   .title = "group",
                                   .users = {person(), person()},
                                   .join = random_.chance(50) ? proto::JoinPolicy::open
                                                              : proto::JoinPolicy::invite,
                                   .history = all ? proto::HistoryPolicy::all
                                                  : proto::HistoryPolicy::joined});
            return;
        }
        case 1:
            device.ask(*host_, proto::RoomCreateRequest{.kind = proto::RoomKind::direct,
                                                        .users = {person()}});
            return;
        case 2:
        case 3:
            device.ask(*host_,
                       proto::RoomInviteRequest{.room = room, .users = {person(), person()}});
            return;
        case 4:
            device.ask(*host_, proto::RoomRemoveRequest{.room = room, .users = {person()}});
            return;
        case 5: device.ask(*host_, proto::RoomLeaveRequest{.room = room}); return;
        case 6:
            device.ask(*host_, proto::RoomJoinRequest{
                                   .room = RoomId(1 + random_.below(oracle_.rooms().size()))});
            return;
        case 7:
            if (random_.chance(50)) {
                device.ask(*host_, proto::RoomTransferRequest{.room = room, .user = person()});
            } else {
                device.ask(*host_, proto::RoomRoleRequest{.room = room,
                                                          .user = person(),
                                                          .role = random_.chance(70)
                                                                      ? proto::Role::admin
                                                                      : proto::Role::member});
            }
            return;
        case 8:
        case 9:
        case 10:
        case 11: act_rules(device, room); return;
        default:
            if (random_.chance(15)) {
                device.ask(*host_, proto::RoomDissolveRequest{.room = room});
            } else {
                device.ask(*host_, proto::RoomSetRequest{
                                       .room = room, .title = std::to_string(random_.below(50))});
            }
            return;
    }
}

// Who may write, and who has nothing to do with whom.
void World::act_rules(Device& device, RoomId room) {
    switch (random_.below(6)) {
        case 0:
        case 1: {
            proto::RoomMuteRequest mute{.room = room, .user = person()};
            if (random_.chance(60)) {
                mute.until = host_->now() + 1 + static_cast<TimeMs>(random_.below(20'000));
            }
            device.ask(*host_, mute);
            return;
        }
        case 2: {
            proto::RoomSetRequest rules{.room = room};
            rules.slow = static_cast<std::uint32_t>(random_.below(3));
            rules.writers = random_.chance(30) ? proto::Writers::nobody : proto::Writers::all;
            device.ask(*host_, rules);
            return;
        }
        case 3:
            device.ask(*host_, proto::BlockSetRequest{.user = person(), .on = random_.chance(40)});
            return;
        case 4: device.ask(*host_, proto::RoomNickRequest{.room = room, .nick = "nick"}); return;
        default: {
            proto::RoomPrefsRequest prefs{.room = room};
            prefs.pinned = random_.chance(50);
            prefs.hidden = random_.chance(30);
            device.ask(*host_, prefs);
            return;
        }
    }
}

void World::act_network() {
    Device& device = random_.pick(devices_);
    const std::string who = "device of user " + std::to_string(device.user().value) + " ";
    if (!device.connected()) {
        note(who + "connects");
        device.connect(*host_, SessionId(++last_session_));
    } else if (random_.chance(35)) {
        note(who + "loses its connection");
        device.disconnect(*host_);
    } else if (random_.chance(20) && device.ready()) {
        note(who + "lags");
        device.lag(*host_, room_of(device));
    } else {
        host_->advance_to(host_->now() + static_cast<TimeMs>(random_.below(3'000)));
    }
}

void World::act_store() {
    store::MemoryStore& store = host_->store();
    const std::size_t dice = random_.below(100);
    if (dice < 60) {
        const std::size_t done = store.commit_next(1 + random_.below(8));
        note("commit of " + std::to_string(done));
    } else if (dice < 66) {
        constexpr std::array kErrors = {ErrorCode::store_unavailable, ErrorCode::read_only,
                                        ErrorCode::outcome_unknown};
        const ErrorCode error = kErrors[random_.below(kErrors.size())];
        const std::size_t done = store.fail_next(error, 1 + random_.below(3));
        note(std::string(to_string(error)) + " for " + std::to_string(done));
    } else if (store.queued_queries() > 0) {
        const std::size_t which = random_.below(store.queued_queries());
        if (dice < 75) {
            store.run_query(which);  // read now, told later
        } else if (dice < 78) {
            note("a query fails");
            store.fail_query(which);
        } else {
            store.answer_query(which);
        }
    }
}

void World::crash() {
    note("kill -9");
    const TimeMs now = host_->now();
    for (Device& device : devices_) {
        device.lose_socket();
    }
    store::MemoryState state =
        host_->crash({.queued_stored = random_.below(4), .unknown_stored = random_.chance(50)});
    oracle_.reload(state);
    host_ = std::make_unique<testkit::Host>(config(), store::CommitMode::manual, std::move(state),
                                            now + 500);
    host_->set_bug(bug_);
}

// --- What is checked
// ---------------------------------------------------------------------------------------------------

void World::check() {
    oracle_.follow(host_->store().state());
    for (Device& device : devices_) {
        device.receive(*host_);
    }
    host_->engine().check_invariants();
}

void World::settle_store() {
    store::MemoryStore& store = host_->store();
    while (store.queued_txns() + store.queued_queries() > 0) {
        // Checked one by one: across devices, what was told before must not be looked at after what
        // came later.
        store.commit_next(64);
        check();
        while (store.queued_queries() > 0) {
            store.answer_query(0);
            check();
        }
    }
}

void World::heal() {
    note("all faults end");
    bool quiet = false;
    for (int round = 0; round < kHealRounds && !quiet; ++round) {
        settle_store();
        check();
        host_->advance_to(host_->now() + 1'000);
        quiet = true;
        for (Device& device : devices_) {
            if (!device.connected()) {
                device.connect(*host_, SessionId(++last_session_));
                check();
            }
            quiet = quiet && device.ready() && device.settled();
        }
    }
    if (!quiet) {
        throw Violation("stuck: a device does not catch up");
    }
    for (Device& device : devices_) {
        device.hang_up(*host_);
    }
    // What was planned comes, each in its turn where the room is slow; calls end meanwhile.
    for (int round = 0; round < kPlanRounds; ++round) {
        host_->advance_to(host_->now() + 2'000);
        settle_store();
        check();
    }
    for (Device& device : devices_) {
        device.ask(*host_, proto::ScheduleListRequest{});
        device.ask(*host_, proto::CallListRequest{});
        for (const RoomId room : device.rooms()) {
            device.open(*host_, room);
            device.ask(*host_, proto::RoomStateRequest{.room = room});
            device.ask(*host_, proto::HistoryRequest{.room = room});
        }
    }
    settle_store();
    check();
    settle_store();
    check();
    for (const Device& device : devices_) {
        device.check_caught_up();
        device.check_no_call();
    }
    oracle_.check_plans();
}

}  // namespace teahouse::sim
