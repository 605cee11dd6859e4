// SPDX-License-Identifier: MIT
#include "device.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "chat/command.h"
#include "oracle.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "testkit/host.h"

namespace teahouse::sim {
namespace {

bool is_for_now(ErrorCode code) {
    return code == ErrorCode::store_unavailable || code == ErrorCode::read_only ||
           code == ErrorCode::outcome_unknown || code == ErrorCode::rate_limited;
}

std::string seq_text(Seq seq) { return std::to_string(seq.value); }

}  // namespace

Device::Device(UserId user, std::uint64_t number, Oracle& oracle)
    : user_(user), number_(number), oracle_(oracle) {}

// --- What a person or the network does
// --------------------------------------------------------------------------

void Device::connect(testkit::Host& host, SessionId session) {
    session_ = session;
    proto::HelloRequest hello{.version = proto::kProtocolVersion};
    hello.open.emplace();
    for (const auto& [room, cursor] : cursors_) {
        hello.open->push_back({.room = room, .epoch = cursor.epoch, .seq = cursor.seq});
    }
    proto::TokenHash token{};
    token[0] = static_cast<std::uint8_t>(number_);
    asked_[++last_re_] = hello;
    host.apply(chat::Hello{
        .session = session, .re = last_re_, .token = token, .request = std::move(hello)});
}

void Device::drop_socket() {
    session_ = {};
    ready_ = false;
    asked_.clear();
    rings_.clear();
    calls_.clear();
    if (place_) {
        place_->sure = false;
    }
    resend_at_ = 0;
    for (auto& [room, cursor] : cursors_) {
        cursor.live = false;
    }
}

void Device::disconnect(testkit::Host& host) {
    host.apply(chat::Disconnect{.session = session_});
    drop_socket();
}

void Device::lag(testkit::Host& host, RoomId room) const {
    host.apply(chat::Lagged{.session = session_, .room = room});
}

void Device::ask(testkit::Host& host, proto::Request request) {
    asked_[++last_re_] = request;
    if (auto* read = get_if<proto::ReadRequest>(&asked_[last_re_])) {
        read->seq = std::min(read->seq, oracle_.head_or_none(read->room));  // what can be promised
    }
    std::string secret = secret_of(request);
    host.apply(chat::Request{.session = session_,
                             .re = last_re_,
                             .request = std::move(request),
                             .name_key = {},
                             .secret = std::move(secret)});
}

void Device::plan(testkit::Host& host, RoomId room, TimeMs at) {
    const std::string id = std::to_string(number_) + "-" + std::to_string(++last_cmid_);
    oracle_.planned(user_, room, "later " + id);
    ask(host, proto::ScheduleAddRequest{
                  .room = room, .cmid = "schedule-" + id, .at = at, .text = "later " + id});
}

void Device::change(testkit::Host& host, RoomId room, Seq ref, RoomId other, std::uint64_t how) {
    const std::string id = std::to_string(number_) + "-" + std::to_string(++last_cmid_);
    const std::string cmid = "change-" + id;
    switch (how) {
        case 0:
        case 1:
        case 2:
            ask(host, proto::MessageEditRequest{
                          .room = room, .cmid = cmid, .ref = ref, .text = "edit " + id});
            return;
        case 3:
            ask(host, proto::MessageRecallRequest{.room = room, .cmid = cmid, .ref = ref});
            return;
        case 4:
            ask(host, proto::MessagePinRequest{
                          .room = room, .cmid = cmid, .ref = ref, .off = number_ % 2 == 0});
            return;
        case 5:
            oracle_.forwarded(user_, cmid, other);
            outbox_.push_back({.room = other, .cmid = cmid, .source = room, .ref = ref});
            if (ready_ && resend_at_ == 0) {
                send(host, outbox_.back());
            }
            return;
        case 6: ask(host, proto::MessageGetRequest{.room = room, .seqs = {ref, Seq(1)}}); return;
        default:
            ask(host, proto::MessageReactRequest{.room = room,
                                                 .cmid = cmid,
                                                 .ref = ref,
                                                 .sign = how % 2 == 0 ? "👍" : "🍵",
                                                 .off = how > 9});
            return;
    }
}

void Device::open(testkit::Host& host, RoomId room) {
    const Cursor& cursor = cursors_[room];
    ask(host,
        proto::RoomOpenRequest{.open = {.room = room, .epoch = cursor.epoch, .seq = cursor.seq}});
}

void Device::write(testkit::Host& host, RoomId room) {
    const std::string id = std::to_string(number_) + "-" + std::to_string(++last_cmid_);
    outbox_.push_back({.room = room, .cmid = "message-" + id, .text = "text " + id});
    const Unsent& message = outbox_.back();
    oracle_.sent(user_, message.cmid, room, message.text);
    if (ready_ && resend_at_ == 0) {
        send(host, outbox_.back());
    }
}

void Device::send(testkit::Host& host, Unsent& message) {
    if (message.source) {
        ask(host, proto::MessageForwardRequest{.room = message.room,
                                               .cmid = message.cmid,
                                               .source = message.source,
                                               .ref = message.ref});
        return;
    }
    ask(host,
        proto::MessageSendRequest{.room = message.room,
                                  .cmid = message.cmid,
                                  .text = message.text,
                                  .mentions = std::vector{UserId(1 + message.text.size() % 2),
                                                          UserId(3 + message.text.size() % 3)}});
}

void Device::resend(testkit::Host& host) {
    resend_at_ = 0;
    for (Unsent& message : outbox_) {
        send(host, message);
    }
}

void Device::receive(testkit::Host& host) {
    if (!connected()) {
        return;
    }
    const bool was_ready = ready_;
    for (const testkit::Received& received : host.take(session_)) {
        if (const auto* answered = std::get_if<testkit::Answered>(&received)) {
            on(*answered);
        } else if (const auto* push = std::get_if<proto::Push>(&received)) {
            on_push(*push);
        } else {
            drop_socket();
            return;
        }
    }
    const bool retry = resend_at_ != 0 && host.now() >= resend_at_;
    if (ready_ && (!was_ready || retry)) {
        resend(host);
    }
    if (ready_ && !was_ready && place_) {
        ask(host, proto::CallResumeRequest{.call = place_->call,
                                           .leg = place_->leg,
                                           .token = place_->token,
                                           .last = place_->last});
    }
}

// --- What arrives
// -----------------------------------------------------------------------------------------------

void Device::on(const testkit::Answered& answered) {
    const auto question = asked_.find(answered.re);
    if (question == asked_.end()) {
        throw Violation("an answer to nothing");
    }
    const proto::Request asked = std::move(question->second);
    asked_.erase(question);
    if (const auto* send = get_if<proto::MessageSendRequest>(&asked)) {
        on_sent(*send, answered);
    } else if (const auto* forward = get_if<proto::MessageForwardRequest>(&asked)) {
        on_sent(*forward, answered);
    } else if (const auto* reply = std::get_if<proto::Reply>(&answered.result)) {
        on_reply(asked, *reply);
    } else {
        on_call_error(asked, std::get<Error>(answered.result));
    }
}

template <class R>
void Device::on_sent(const R& asked, const testkit::Answered& answered) {
    const auto message = std::ranges::find(outbox_, asked.cmid, &Unsent::cmid);
    if (const auto* error = std::get_if<Error>(&answered.result)) {
        if (message == outbox_.end()) {
            return;  // an earlier attempt was answered
        }
        if (is_for_now(error->code)) {
            resend_at_ = std::max<TimeMs>(resend_at_, 1);
            return;
        }
        oracle_.refused(user_, asked.cmid);
        outbox_.erase(message);
        return;
    }
    constexpr bool kForward = std::is_same_v<R, proto::MessageForwardRequest>;
    const auto& reply = get<proto::MessageSendReply>(std::get<proto::Reply>(answered.result));
    oracle_.acked(user_, asked.cmid, asked.room, reply.seq);
    if (kForward) {
        std::erase_if(outbox_, [&](const Unsent& one) { return one.cmid == asked.cmid; });
    } else if (message != outbox_.end()) {
        Seq& last = last_acked_[asked.room];
        if (reply.seq <= last) {
            throw Violation("fifo: seq " + seq_text(reply.seq) + " after " + seq_text(last));
        }
        last = reply.seq;
        outbox_.erase(message);
    }
}

void Device::on_reply(const proto::Request& asked, const proto::Reply& reply) {
    if (on_call_reply(asked, reply)) {
        return;
    }
    if (const auto* hello = get_if<proto::HelloReply>(&reply)) {
        on_hello(get<proto::HelloRequest>(asked), *hello);
    } else if (const auto* opened = get_if<proto::RoomOpenReply>(&reply)) {
        on_room(opened->room);
        on_opened(get<proto::RoomOpenRequest>(asked).open, opened->open);
    } else if (const auto* state = get_if<proto::RoomStateReply>(&reply)) {
        const RoomId room = get<proto::RoomStateRequest>(asked).room;
        oracle_.unread(user_, room, state->head, state->read, state->unread);
        oracle_.read_seen(user_, room, state->read);
    } else if (const auto* read = get_if<proto::ReadReply>(&reply)) {
        const auto& mark = get<proto::ReadRequest>(asked);
        if (read->read < mark.seq) {
            throw Violation("read-mark: answered " + seq_text(read->read) + " for " +
                            seq_text(mark.seq));
        }
        oracle_.read_acked(user_, mark.room, read->read);
    } else if (const auto* page = get_if<proto::HistoryReply>(&reply)) {
        on_history(get<proto::HistoryRequest>(asked), *page);
    } else if (const auto* single = get_if<proto::MessageGetReply>(&reply)) {
        for (const proto::Event& event : single->events) {
            oracle_.shown_merged(user_, event, {});
        }
    } else if (const auto* added = get_if<proto::ScheduleAddReply>(&reply)) {
        oracle_.plan_acked(user_, added->schedule.text);
    } else if (const auto* list = get_if<proto::ScheduleListReply>(&reply)) {
        for (const proto::Schedule& one : list->schedules) {
            oracle_.plan_waits(user_, one.text);
        }
    } else if (holds_alternative<proto::RoomCloseReply>(reply)) {
        cursors_.erase(get<proto::RoomCloseRequest>(asked).room);
    }
}

void Device::on_hello(const proto::HelloRequest& asked, const proto::HelloReply& reply) {
    ready_ = true;
    rooms_.clear();
    for (const proto::RoomInfo& info : reply.rooms) {
        on_room(info);
    }
    for (std::size_t i = 0; i < reply.open.size(); ++i) {
        on_opened((*asked.open)[i], reply.open[i]);
    }
}

void Device::on_opened(const proto::OpenRoom& asked, const proto::OpenedRoom& opened) {
    switch (opened.state) {
        case proto::OpenState::refused: cursors_.erase(asked.room); return;
        case proto::OpenState::ok:
            cursors_[asked.room] = {.epoch = asked.epoch, .seq = asked.seq, .live = true};
            return;
        case proto::OpenState::gap:
        case proto::OpenState::reset:
            cursors_[asked.room] = {
                .epoch = epochs_[asked.room], .seq = opened.head, .live = true, .anew = true};
            return;
    }
}

void Device::on_push(const proto::Push& push) {
    if (on_call_push(push)) {
        return;
    }
    if (const auto* events = get_if<proto::EventsPush>(&push)) {
        on_events(events->events);
    } else if (const auto* rooms = get_if<proto::RoomsPush>(&push)) {
        for (const proto::RoomInfo& info : rooms->rooms) {
            on_room(info);
        }
    } else if (const auto* lag = get_if<proto::LagPush>(&push)) {
        for (const proto::Lag& one : lag->lag) {
            cursors_[one.room].live = false;
        }
    } else if (const auto* gone = get_if<proto::GonePush>(&push)) {
        for (const RoomId room : gone->gone) {
            rooms_.erase(room);
            std::erase_if(calls_, [&](const auto& one) { return one.second.room == room; });
            if (const auto cursor = cursors_.find(room); cursor != cursors_.end()) {
                cursor->second.live = false;
            }
        }
    }
}

void Device::on_events(const std::vector<proto::Event>& events) {
    for (const proto::Event& event : events) {
        oracle_.shown(user_, event);
        Cursor& cursor = cursors_[event.room];
        if (!cursor.live) {
            throw Violation("leak: an event of a room that is not open");
        }
        if (!cursor.anew && event.seq.value != cursor.seq.value + 1) {
            throw Violation(std::string(event.seq <= cursor.seq ? "wire-dup" : "wire-gap") +
                            ": seq " + seq_text(event.seq) + " after " + seq_text(cursor.seq));
        }
        cursor.anew = false;
        cursor.seq = event.seq;
    }
}

void Device::on_room(const proto::RoomInfo& info) {
    if (!info.role) {
        return;
    }
    rooms_.insert(info.id);
    epochs_[info.id] = info.epoch;
    oracle_.unread(user_, info.id, info.head, info.read, info.unread);
    oracle_.read_seen(user_, info.id, info.read);
    oracle_.mentioned(user_, info.id, info.head, info.read, info.mentions.value_or(0));
    if (info.last && !oracle_.may_see(user_, info.id, info.last->seq)) {
        throw Violation("leak: the preview of a room");
    }
}

void Device::on_history(const proto::HistoryRequest& asked, const proto::HistoryReply& reply) {
    Seq last;
    for (const proto::Event& event : reply.events) {
        oracle_.shown_merged(user_, event, reply.head);
        if (event.room != asked.room || (last && event.seq.value != last.value + 1)) {
            throw Violation("gap: in a page of history");
        }
        last = event.seq;
    }
    const bool newest = !asked.before && !asked.after && !asked.around && !asked.at;
    if (newest && reply.head >= reply.first && (!last || last > reply.head)) {
        throw Violation("missed: the newest page is not the newest");
    }
}

void Device::check_caught_up() const {
    for (const auto& [room, cursor] : cursors_) {
        if (cursor.live && oracle_.is_member(user_, room) && cursor.seq != oracle_.head(room)) {
            throw Violation("missed: user " + std::to_string(user_.value) + " is at " +
                            seq_text(cursor.seq) + " of " + seq_text(oracle_.head(room)));
        }
    }
    for (const RoomId room : oracle_.rooms()) {
        if (oracle_.is_member(user_, room) != rooms_.contains(room)) {
            throw Violation("missed: a room in the list of user " + std::to_string(user_.value));
        }
    }
}

}  // namespace teahouse::sim
