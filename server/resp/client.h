// SPDX-License-Identifier: MIT
// A client of Redis that hides whether it is one server, a set that Sentinels watch, or a Cluster:
// one connection for commands and one for subscriptions to each master. Bytes and time in, bytes
// and events out; no sockets, no threads, no clock.
//
//     Client client({.url = parse_url(text).value(), .seed = random});
//     client.start(now);
//     auto id = client.request("key", Command("GET", "key"), now + 5'000);
//     each pass of a loop: on_open(), on_closed(), on_bytes() for what sockets did;
//         client.tick(now);
//         do what take_actions() says; handle take_events(); wait at most until next_tick_ms()
//
// Every accepted request ends in exactly one Finished, at the latest by a tick() 10 ms after its
// deadline. Requests of one slot are executed in their order as long as no error of passing
// kind (is_passing()) hits one of them; those that it hits are tried again until their deadline,
// since they had no effect. What was sent and not answered is never sent twice.
//
// Times are milliseconds of one clock that does not go back. All on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/sentinel.h"
#include "resp/slots.h"
#include "resp/subscriber.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {

struct ClientOptions {
    Url url;
    std::string name = {};   // shown by CLIENT LIST; no blanks
    std::uint64_t seed = 0;  // random: for jitter and the choice among equal nodes
};

// The end of a request.
struct Finished {
    RequestId id;
    Outcome outcome = Outcome::answered;
    Fault fault = Fault::none;  // of the reply; with not_sent: why it was refused for the last time
    Reply reply = {};
};
using ClientEvent = std::variant<Finished, Message, Subscribed, Refused>;

struct ClientState {
    std::size_t nodes = 0;      // that commands go to
    std::size_t connected = 0;  // of them
    std::size_t requests = 0;   // not finished
    std::size_t request_bytes = 0;
    std::size_t channels = 0;
    std::size_t confirmed = 0;  // of them: their messages come
    std::string why;            // the last loss or refusal, in English, without secrets
};

class Client {
public:
    explicit Client(ClientOptions options);
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void start(std::int64_t now_ms);

    // too_large: it, or their number. Any time, also before start().
    Result<ScriptId> add_script(std::string_view text) { return scripts_.add(text); }

    // `key` says the node; all keys of the command have to be in its slot. Any node: "".
    // busy: kRespRequestsMax or kRespRequestBytesMax is reached; too_large: the command.
    Result<RequestId> request(std::string_view key, Command command, std::int64_t deadline_ms);
    // The script with KEYS (at least one, all in one slot) and ARGV.
    Result<RequestId> run(ScriptId script, const std::vector<std::string_view>& keys,
                          const std::vector<std::string_view>& arguments, std::int64_t deadline_ms);

    // Subscribed tells when it holds, and again after each gap. Nothing if it is wanted already.
    // busy: too many; too_large: the name.
    Status subscribe(const Channel& channel);
    void unsubscribe(const Channel& channel);

    // What happened to a connection that Open named; those that are not open any more are ignored.
    void on_open(ConnectionId connection, std::int64_t now_ms);
    void on_closed(ConnectionId connection, std::string_view why, std::int64_t now_ms);
    void on_bytes(ConnectionId connection, std::string_view bytes, std::int64_t now_ms);

    void tick(std::int64_t now_ms);
    [[nodiscard]] std::int64_t next_tick_ms() const;

    // In order, each once.
    [[nodiscard]] std::vector<Action> take_actions();
    [[nodiscard]] std::vector<ClientEvent> take_events();

    [[nodiscard]] ClientState state() const;

private:
    struct Node;
    struct Home {
        Node* node = nullptr;
        bool heard = false;  // it was subscribed once: from now on there are gaps
    };

    // client.cc: requests
    Result<RequestId> accept(std::string_view key, Request request);
    void dispatch(std::deque<Request>& requests, std::int64_t now_ms);
    void on_done(Node& node, Done done, std::int64_t now_ms);
    void on_refused(Node& node, Done done, Fault fault, std::int64_t now_ms);
    bool redirect(Node& node, Done& done, Fault fault, std::int64_t now_ms);
    void retry_later(Request request, std::int64_t now_ms);
    void park(Request request);
    void finish(const Request& request, Outcome outcome, Fault fault, Reply reply = {});
    void expire(std::int64_t now_ms);
    void expire_in(std::deque<Request>& requests, std::int64_t now_ms);

    // client_nodes.cc: connections, slots, channels
    Node& node_at(const Endpoint& endpoint, std::int64_t now_ms);
    Node* route(std::uint16_t slot, std::int64_t now_ms);
    void settle(Node& node, std::int64_t now_ms);
    void on_lost(Loss loss, const std::string& why, std::int64_t now_ms);
    void on_heard(Heard heard, std::int64_t now_ms);
    void look_at_sentinel(std::int64_t now_ms);
    void want_map(std::int64_t now_ms);
    void refresh_map(std::int64_t now_ms);
    void scout(std::int64_t now_ms);
    void on_map(Node& node, const Done& done, std::int64_t now_ms);
    void on_info(Node& node, const Done& done);
    void prune(std::int64_t now_ms);
    void place(const Channel& channel, Home& home, std::int64_t now_ms);
    void place_new(std::int64_t now_ms);
    void place_all(std::int64_t now_ms);
    [[nodiscard]] bool cluster() const { return url_.topology == Topology::cluster; }
    [[nodiscard]] WireOptions wire_options() const;

    Url url_;
    std::string name_;
    Shared shared_;
    Scripts scripts_;
    std::map<Endpoint, std::unique_ptr<Node>> nodes_;
    Node* main_ = nullptr;  // the only one, where this is no cluster; null: not found yet
    std::unique_ptr<Sentinel> sentinel_;

    std::uint64_t requests_made_ = 0;
    std::uint64_t questions_made_ = 0;  // our own requests
    std::size_t open_requests_ = 0;
    std::size_t open_bytes_ = 0;
    std::deque<Request> fresh_;                   // since the last tick
    std::deque<Request> parked_;                  // their node is not connected, or not known
    std::multimap<std::int64_t, Request> later_;  // by the time of their next attempt
    bool routes_changed_ = false;                 // parked_ is worth looking at
    std::int64_t expire_ms_;                      // no deadline of parked_ and later_ before it

    SlotMap map_;
    bool has_map_ = false;
    bool map_patched_ = false;  // by MOVED: channels have not followed yet
    RequestId info_request_;
    RequestId map_request_;  // in flight
    std::int64_t map_asked_ms_ = 0;
    std::int64_t map_due_ms_;
    std::size_t scouted_ = 0;  // candidates tried

    std::unordered_map<Channel, Home, ChannelHash> channels_;
    std::vector<Channel> unplaced_;  // wanted since the last tick
    std::vector<ClientEvent> events_;
    std::string why_;
};

}  // namespace teahouse::resp
