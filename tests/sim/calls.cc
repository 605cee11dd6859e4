// SPDX-License-Identifier: MIT
// Calls of a simulated device: it rings, it is in one, and what it is told of them is right.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/one_of.h"
#include "device.h"
#include "oracle.h"
#include "proto/messages.h"
#include "testkit/host.h"

namespace teahouse::sim {
namespace {

constexpr std::size_t kIdChars = 32;

std::string padded(const std::string& text) {
    return std::string(kIdChars - text.size(), '0') + text;
}

std::string leg_text(std::uint32_t leg) { return "leg " + std::to_string(leg); }

}  // namespace

// The id of a call and the token of a leg.
std::string Device::secret_of(const proto::Request& request) {
    const auto* start = get_if<proto::CallStartRequest>(&request);
    if (start == nullptr && !holds_alternative<proto::CallAcceptRequest>(request) &&
        !holds_alternative<proto::CallJoinRequest>(request)) {
        return {};
    }
    const std::string id = padded(std::to_string(number_) + "c" + std::to_string(++last_call_));
    if (start != nullptr) {
        oracle_.called(user_, start->room, id);
    }
    return id + padded(std::to_string(number_) + "d" + std::to_string(last_call_));
}

void Device::call(testkit::Host& host, RoomId room, UserId other, std::uint64_t how) {
    const std::string known = place_            ? place_->call
                              : !calls_.empty() ? calls_.begin()->first
                                                : padded("none");
    const std::string rings = rings_.empty() ? known : *rings_.begin();
    switch (how % 15) {
        case 0:
        case 1:
        case 2:
            ask(host, proto::CallStartRequest{.room = room,
                                              .kind = proto::CallKind::audio,
                                              .ref = "starting-" + std::to_string(last_call_)});
            return;
        case 3:
        case 4: ask(host, proto::CallAcceptRequest{.call = rings, .audio = true}); return;
        case 5:
            ask(host, proto::CallDeclineRequest{.call = rings, .busy = number_ % 2 == 0});
            return;
        case 6: ask(host, proto::CallJoinRequest{.call = known, .audio = true}); return;
        case 7: hang_up(host); return;
        case 8:
            ask(host,
                proto::CallMediaRequest{.call = known, .video = how % 2 == 0, .connected = true});
            return;
        case 9:
        case 10: {
            const auto info = calls_.find(known);
            if (info != calls_.end()) {
                const auto& legs = info->second.legs;
                const proto::CallLeg& to = legs[how % legs.size()];
                ask(host,
                    proto::CallSignalRequest{
                        .call = known, .to = to.leg, .epoch = info->second.epoch, .last = true});
            }
            return;
        }
        case 11: {
            const auto info = calls_.find(known);
            proto::CallSfuRequest offer{.call = known,
                                        .epoch = info == calls_.end() ? 1 : info->second.epoch,
                                        .sdp = "m=audio",
                                        .fresh = how % 2 == 0};
            if (info != calls_.end()) {
                for (const proto::CallLeg& leg : info->second.legs) {
                    offer.wants.push_back({.mid = std::to_string(leg.leg),
                                           .leg = leg.leg,
                                           .source = proto::CallSource::audio});
                }
            }
            ask(host, std::move(offer));
            return;
        }
        case 12: ask(host, proto::CallRerouteRequest{.call = known, .epoch = 1}); return;
        case 13:
            ask(host,
                proto::CallLayersRequest{
                    .call = known, .layers = {{.leg = 1, .source = proto::CallSource::video}}});
            if (how % 3 == 0) {
                ask(host, proto::CallTestRequest{.sdp = "m=audio"});
            }
            return;
        default:
            if (how % 5 == 0) {
                ask(host, proto::CallModRequest{.call = known,
                                                .leg = static_cast<std::uint32_t>(1 + how % 7),
                                                .act = proto::CallAct::kick});
            } else {
                ask(host, proto::CallInviteRequest{.call = known, .users = {other}});
            }
    }
}

void Device::hang_up(testkit::Host& host) {
    if (place_) {
        ask(host, proto::CallLeaveRequest{.call = place_->call});
    }
}

bool Device::on_call_push(const proto::Push& push) {
    if (const auto* calls = get_if<proto::CallsPush>(&push)) {
        for (const proto::CallInfo& info : calls->calls) {
            on_call(info);
        }
    } else if (const auto* ring = get_if<proto::RingPush>(&push)) {
        on_ring(*ring);
    } else if (const auto* stop = get_if<proto::RingStopPush>(&push)) {
        if (rings_.erase(stop->ring_stop) == 0) {
            throw Violation("call: what does not ring is to stop");
        }
    } else if (const auto* signal = get_if<proto::SignalPush>(&push)) {
        on_signal(*signal);
    } else if (const auto* end = get_if<proto::CallEndPush>(&push)) {
        if (!place_ || place_->call != end->call_end) {
            throw Violation("call: out of one that it was not in");
        }
        place_.reset();
    } else {
        return false;
    }
    return true;
}

void Device::on_call(const proto::CallInfo& info) {
    if (!rooms_.contains(info.room)) {
        throw Violation("leak: a call of a room that one is not in");
    }
    std::uint32_t& rev = revs_[info.id];
    if (info.rev < rev) {
        throw Violation("call: rev " + std::to_string(info.rev) + " after " + std::to_string(rev));
    }
    rev = info.rev;
    if (info.state != proto::CallState::ended) {
        calls_[info.id] = info;
        return;
    }
    calls_.erase(info.id);
    if (rings_.contains(info.id) || (place_ && place_->sure && place_->call == info.id)) {
        throw Violation("call: it is over, and still rings or has its seat");
    }
}

void Device::on_ring(const proto::RingPush& push) {
    if (!rooms_.contains(push.ring.room)) {
        throw Violation("leak: a ring of a room that one is not in");
    }
    if (place_ && place_->sure && place_->call == push.ring.id) {
        throw Violation("call: rings for somebody who is in it");
    }
    if (!rings_.insert(push.ring.id).second) {
        throw Violation("call: rings twice");
    }
}

void Device::on_signal(const proto::SignalPush& push) {
    if (!place_ || place_->call != push.signal || place_->leg != push.to) {
        throw Violation("leak: a signal to " + leg_text(push.to) + ", which is elsewhere");
    }
    if (push.seq != place_->last + 1) {
        throw Violation("signal: " + std::to_string(push.seq) + " after " +
                        std::to_string(place_->last));
    }
    place_->last = push.seq;
}

void Device::on_seat(const proto::CallSeat& seat) {
    rings_.erase(seat.call.id);
    if (place_ && place_->call == seat.call.id && place_->leg == seat.leg) {
        if (place_->last != seat.seq) {
            throw Violation("signal: resumed at " + std::to_string(seat.seq) + ", has " +
                            std::to_string(place_->last));
        }
        place_->sure = true;
        return;
    }
    place_ = Place{
        .call = seat.call.id, .leg = seat.leg, .token = seat.token, .last = seat.seq, .sure = true};
}

bool Device::on_call_reply(const proto::Request& asked, const proto::Reply& reply) {
    if (const auto* start = get_if<proto::CallStartReply>(&reply)) {
        on_seat(start->seat);
    } else if (const auto* accept = get_if<proto::CallAcceptReply>(&reply)) {
        on_seat(accept->seat);
    } else if (const auto* join = get_if<proto::CallJoinReply>(&reply)) {
        on_seat(join->seat);
    } else if (const auto* resumed = get_if<proto::CallResumeReply>(&reply)) {
        on_seat(resumed->seat);
    } else if (const auto* list = get_if<proto::CallListReply>(&reply)) {
        if (list->calls.size() > calls_.size()) {
            throw Violation("call: one that nobody was told of");
        }
    } else {
        return holds_alternative<proto::CallLeaveRequest>(asked);
    }
    return true;
}

void Device::on_call_error(const proto::Request& asked, const Error& error) {
    const auto* resume = get_if<proto::CallResumeRequest>(&asked);
    if (resume != nullptr && place_ && place_->call == resume->call &&
        (error.code == ErrorCode::conflict || error.code == ErrorCode::not_found)) {
        place_.reset();
    }
}

void Device::check_no_call() const {
    if (!calls_.empty() || !rings_.empty() || place_) {
        throw Violation("stuck: a call of user " + std::to_string(user_.value) + " goes on");
    }
}

}  // namespace teahouse::sim
