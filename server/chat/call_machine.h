// SPDX-License-Identifier: MIT
// One call and the people in it: a state machine without input or output. What leads where says
// proto::next_state, made from server/proto/calls.table; here is what follows from a step: who
// rings, who is told, which time runs, and when the call is over.
#pragma once

#include <cstdint>
#include <deque>
#include <limits>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/token_bucket.h"
#include "proto/generated/call_table.h"
#include "proto/messages.h"

namespace teahouse::chat {

// Where a person is in a call: one socket of one device.
struct CallPlace {
    DeviceId device = {};
    SessionId session = {};
    std::string token = {};  // resumes it on another socket
    bool audio = false;
    bool video = false;
};

struct LiveLeg {
    UserId user = {};
    proto::LegState state = proto::LegState::invited;
    std::uint32_t number = 0;  // new with each entering; 0: was never in it
    CallPlace place = {};      // its session is 0 while reconnecting
    bool screen = false;
    bool hand = false;
    bool quiet = false;                               // called without a ring
    std::uint32_t rings = 0;                          // devices that said so
    TimeMs joined = 0;                                // when it entered last
    TimeMs due = std::numeric_limits<TimeMs>::max();  // when its state times out
    // Signals to it, for when it resumes.
    std::uint32_t signals = 0;  // seq of the newest
    bool renumber = false;      // since a restart the count knows nothing of those before it
    std::deque<proto::SignalPush> held = {};
    std::size_t held_bytes = 0;
    TokenBucket rate = {};  // of its own signals
    TokenBucket samples = {};
    // At the media router; 0: it knows nothing of this leg. Others may wait for it already.
    std::uint64_t peer = 0;
    TokenBucket offers = {};
    TokenBucket layers = {};
};

struct LiveCall {
    std::string id = {};
    RoomId room = {};
    proto::CallKind kind = proto::CallKind::audio;
    proto::CallMode mode = proto::CallMode::p2p;
    proto::CallState state = proto::CallState::ringing;
    bool direct = false;  // ends when one of the two leaves
    UserId by = {};
    std::string ref = {};  // of the request that began it
    TimeMs at = 0;
    TimeMs answered = 0;  // 0: nobody did
    TimeMs ended = 0;
    proto::CallEnd why = proto::CallEnd::completed;
    std::uint32_t rev = 0;
    std::uint32_t epoch = 1;
    bool secure = false;  // the devices encrypt what they send themselves
    std::uint32_t last_number = 0;
    std::vector<LiveLeg> legs = {};
    std::optional<proto::Sdp> offer = {};                   // rings along
    TimeMs empty_due = std::numeric_limits<TimeMs>::max();  // all have left a group's call
    bool restored = false;                                  // from before a restart
    bool away = false;                                      // and nobody has come back yet
    std::uint64_t kept = 0;                                 // id of its record
    std::vector<std::uint64_t> peers = {};                  // of its legs, at the media router
};

// What is to be told. In the order of the list.
struct CallChange {
    enum class What : std::uint8_t {
        ring,       // all devices of `user`
        ring_stop,  // the same, but `session`; because of `why`
        seat_end,   // `session` is not in the call any more
        ended       // the call is over, `why`
    };
    What what = What::ring;
    UserId user = {};
    SessionId session = {};
    proto::CallEnd why = proto::CallEnd::completed;
};
using CallChanges = std::vector<CallChange>;

[[nodiscard]] LiveLeg* leg_of(LiveCall& call, UserId user);
[[nodiscard]] const LiveLeg* leg_of(const LiveCall& call, UserId user);
// Null unless somebody is in the call by this number now.
[[nodiscard]] LiveLeg* leg_by_number(LiveCall& call, std::uint32_t number);
[[nodiscard]] bool is_in(const LiveLeg& leg);      // connecting, joined or reconnecting
[[nodiscard]] bool is_called(const LiveLeg& leg);  // invited or ringing
[[nodiscard]] std::size_t count_in(const LiveCall& call);

// What happens to a person. False: the table has no such step, nothing has changed. `place` with
// enter and resume; `why` is told to whom it puts out.
struct CallStep {
    UserId user = {};
    proto::LegEvent event = proto::LegEvent::invite;
    CallPlace place = {};
    bool quiet = false;  // invite: without a ring
    proto::CallEnd why = proto::CallEnd::left;
};
bool step(LiveCall& call, CallStep step, TimeMs now, CallChanges& out);
// The first steps of a new call, as one: who began it, and who is called.
void begin_call(LiveCall& call, std::vector<CallStep> steps, TimeMs now, CallChanges& out);
// Ends it whatever its state; nothing if it is over.
void end_call(LiveCall& call, proto::CallEnd why, TimeMs now, CallChanges& out);
// What has timed out until now.
void call_time(LiveCall& call, TimeMs now, CallChanges& out);
// When call_time() wants to be called next.
[[nodiscard]] TimeMs call_due(const LiveCall& call);
// After a restart: whoever was in it has some time to come back.
void restore_call(LiveCall& call, TimeMs now);

// Aborts if an invariant does not hold.
void check_call(const LiveCall& call);

}  // namespace teahouse::chat
