// SPDX-License-Identifier: MIT
// A client as docs/protocol.md wants it: sends without waiting, repeats what was not answered, says
// on reconnect what it has. Everything that arrives is shown to the oracle.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "chat/command.h"
#include "oracle.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "testkit/host.h"

namespace teahouse::sim {

class Device {
public:
    Device(UserId user, std::uint64_t number, Oracle& oracle);

    // --- What a person or the network does
    void connect(testkit::Host& host, SessionId session);
    void disconnect(testkit::Host& host);
    void lose_socket() { drop_socket(); }
    void write(testkit::Host& host, RoomId room);
    void ask(testkit::Host& host, proto::Request request);
    // Writes something that is to be sent at that time.
    void plan(testkit::Host& host, RoomId room, TimeMs at);
    // Does something to the message `ref`, or forwards it to `other`.
    void change(testkit::Host& host, RoomId room, Seq ref, RoomId other, std::uint64_t how);
    void open(testkit::Host& host, RoomId room);
    // Does something with calls, in this room or in one that is known.
    void call(testkit::Host& host, RoomId room, UserId other, std::uint64_t how);
    void hang_up(testkit::Host& host);
    // The gateway found it too slow.
    void lag(testkit::Host& host, RoomId room) const;
    // Takes what has arrived; repeats what was refused for now.
    void receive(testkit::Host& host);

    [[nodiscard]] UserId user() const { return user_; }
    [[nodiscard]] bool connected() const { return session_.value != 0; }
    [[nodiscard]] bool ready() const { return ready_; }
    [[nodiscard]] bool settled() const { return outbox_.empty() && asked_.empty(); }
    [[nodiscard]] const std::set<RoomId>& rooms() const { return rooms_; }
    // At the end: everything of the open rooms has arrived, and the history is complete.
    void check_caught_up() const;
    // At the end: all calls are over.
    void check_no_call() const;

private:
    struct Unsent {
        RoomId room;
        std::string cmid;
        std::string text = {};
        RoomId source = {};  // of a forward: where the message `ref` is
        Seq ref = {};
    };
    struct Cursor {
        Epoch epoch;
        Seq seq;
        bool live = false;  // the next event must be seq + 1
        bool anew = false;  // after gap or reset: the next event tells where it goes on
    };
    struct Page {
        RoomId room;
        Seq after;
    };
    struct Place {  // in a call
        std::string call;
        std::uint32_t leg = 0;
        std::string token = {};
        std::uint32_t last = 0;  // signal that arrived
        bool sure = false;       // through this socket
    };

    void drop_socket();
    void send(testkit::Host& host, Unsent& message);
    void resend(testkit::Host& host);
    void on(const testkit::Answered& answered);
    void on_reply(const proto::Request& asked, const proto::Reply& reply);
    // A forward may wait for its source while later messages pass it.
    template <class R>
    void on_sent(const R& asked, const testkit::Answered& answered);
    void on_hello(const proto::HelloRequest& asked, const proto::HelloReply& reply);
    void on_opened(const proto::OpenRoom& asked, const proto::OpenedRoom& opened);
    void on_push(const proto::Push& push);
    void on_events(const std::vector<proto::Event>& events);
    void on_room(const proto::RoomInfo& info);
    // What concerns calls: false if it does not. In calls.cc.
    bool on_call_push(const proto::Push& push);
    bool on_call_reply(const proto::Request& asked, const proto::Reply& reply);
    void on_call_error(const proto::Request& asked, const Error& error);
    void on_call(const proto::CallInfo& info);
    void on_ring(const proto::RingPush& push);
    void on_signal(const proto::SignalPush& push);
    void on_seat(const proto::CallSeat& seat);
    std::string secret_of(const proto::Request& request);
    void on_history(const proto::HistoryRequest& asked, const proto::HistoryReply& reply);

    UserId user_;
    std::uint64_t number_;
    Oracle& oracle_;
    SessionId session_;
    bool ready_ = false;
    std::uint64_t last_re_ = 0;
    std::uint64_t last_cmid_ = 0;
    std::map<std::uint64_t, proto::Request> asked_;
    std::map<RoomId, Epoch> epochs_;
    std::map<RoomId, Cursor> cursors_;
    std::set<RoomId> rooms_;
    std::map<std::string, proto::CallInfo> calls_;  // under way
    std::map<std::string, std::uint32_t> revs_;     // the newest that was told
    std::set<std::string> rings_;
    std::optional<Place> place_;
    std::uint64_t last_call_ = 0;
    std::deque<Unsent> outbox_;
    std::map<RoomId, Seq> last_acked_;  // in the order written
    TimeMs resend_at_ = 0;              // 0: nothing was refused for now
};

}  // namespace teahouse::sim
