// SPDX-License-Identifier: MIT
// Where requests and channels go: nodes and their connections, the master that Sentinels know, the
// slots of a cluster.
#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/limits_resp.h"
#include "base/result.h"
#include "resp/client.h"
#include "resp/client_node.h"
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
namespace {

constexpr std::uint64_t kFirstQuestion = std::uint64_t{1} << 62U;  // above all ids of requests

}  // namespace

WireOptions Client::wire_options() const {
    return {.user = url_.user,
            .password = url_.password,
            .name = name_,
            .database = url_.database,
            .must_be_master = url_.topology == Topology::sentinel};
}

void Client::start(std::int64_t now_ms) {
    switch (url_.topology) {
        case Topology::single: main_ = &node_at(url_.hosts.front(), now_ms); break;
        case Topology::sentinel:
            sentinel_ = std::make_unique<Sentinel>(
                shared_, SentinelOptions{.sentinels = url_.hosts,
                                         .master = url_.master,
                                         .password = url_.sentinel_password,
                                         .name = name_});
            sentinel_->start(now_ms);
            break;
        case Topology::cluster: map_due_ms_ = now_ms; break;
    }
    place_all(now_ms);
}

Client::Node& Client::node_at(const Endpoint& endpoint, std::int64_t now_ms) {
    std::unique_ptr<Node>& node = nodes_[endpoint];
    if (node == nullptr) {
        node = std::make_unique<Node>(endpoint, shared_, scripts_, wire_options());
        node->link.start(endpoint, now_ms);
    }
    return *node;
}

Client::Node* Client::route(std::uint16_t slot, std::int64_t now_ms) {
    if (!cluster()) {
        return main_;
    }
    const Endpoint* owner = map_.owner(slot);
    if (owner == nullptr) {
        want_map(now_ms);
        return nullptr;
    }
    return &node_at(*owner, now_ms);
}

void Client::on_open(ConnectionId connection, std::int64_t now_ms) {
    if (sentinel_ != nullptr && sentinel_->wire().owns(connection)) {
        sentinel_->on_open(now_ms);
        return;
    }
    for (auto& [endpoint, node] : nodes_) {
        if (node->link.wire().owns(connection)) {
            node->link.on_open(now_ms);
        } else if (node->ears != nullptr && node->ears->wire().owns(connection)) {
            node->ears->on_open(now_ms);
        }
    }
}

void Client::on_closed(ConnectionId connection, std::string_view why, std::int64_t now_ms) {
    if (sentinel_ != nullptr && sentinel_->wire().owns(connection)) {
        sentinel_->on_closed(why, now_ms);
        return;
    }
    for (auto& [endpoint, node] : nodes_) {
        if (node->link.wire().owns(connection)) {
            node->link.on_closed(why, now_ms);
            settle(*node, now_ms);
        } else if (node->ears != nullptr && node->ears->wire().owns(connection)) {
            node->ears->on_closed(why, now_ms);
            settle(*node, now_ms);
        }
    }
}

void Client::on_bytes(ConnectionId connection, std::string_view bytes, std::int64_t now_ms) {
    if (sentinel_ != nullptr && sentinel_->wire().owns(connection)) {
        sentinel_->on_bytes(bytes, now_ms);
        look_at_sentinel(now_ms);
        return;
    }
    for (auto& [endpoint, node] : nodes_) {
        if (node->link.wire().owns(connection)) {
            node->link.on_bytes(bytes, now_ms);
            settle(*node, now_ms);
            return;
        }
        if (node->ears != nullptr && node->ears->wire().owns(connection)) {
            node->ears->on_bytes(bytes, now_ms);
            settle(*node, now_ms);
            return;
        }
    }
}

// What the parts of a node have to tell.
void Client::settle(Node& node, std::int64_t now_ms) {
    for (Done& done : node.link.take_done()) {
        on_done(node, std::move(done), now_ms);
    }
    if (node.link.take_ready()) {
        routes_changed_ = true;
        if (cluster() && !has_map_) {
            want_map(now_ms);
        }
    }
    if (const auto loss = node.link.take_loss()) {
        on_lost(*loss, node.link.wire().why(), now_ms);
    }
    if (node.ears == nullptr) {
        return;
    }
    for (Heard& heard : node.ears->take_heard()) {
        on_heard(std::move(heard), now_ms);
    }
    if (const auto loss = node.ears->take_loss()) {
        on_lost(*loss, node.ears->wire().why(), now_ms);
    }
}

void Client::on_lost(Loss loss, const std::string& why, std::int64_t now_ms) {
    why_ = std::string(to_string(loss)) + ": " + why;
    if (cluster()) {
        want_map(now_ms);
    } else if (sentinel_ != nullptr) {
        sentinel_->ask(now_ms);
    }
}

void Client::look_at_sentinel(std::int64_t now_ms) {
    if (sentinel_ == nullptr) {
        return;
    }
    sentinel_->tick(now_ms);
    const std::optional<Endpoint> master = sentinel_->take_master();
    if (!master || (main_ != nullptr && main_->endpoint == *master)) {
        return;
    }
    if (main_ == nullptr) {
        main_ = &node_at(*master, now_ms);
        place_all(now_ms);
        return;
    }
    // The node is the master, wherever it is: its requests and channels stay with it.
    auto held = nodes_.extract(main_->endpoint);
    held.key() = *master;
    main_->endpoint = *master;
    nodes_.insert(std::move(held));
    main_->link.start(*master, now_ms);
    if (main_->ears != nullptr) {
        main_->ears->start(*master, now_ms);
    }
}

void Client::want_map(std::int64_t now_ms) {
    if (!map_request_) {
        map_due_ms_ =
            std::min(map_due_ms_, std::max(now_ms, map_asked_ms_ + limits::kRespMapRefreshMinMs));
    }
}

// Of any node that is connected: one that is cut off from the others tells an old map, and is not
// asked every time.
void Client::refresh_map(std::int64_t now_ms) {
    map_due_ms_ = std::numeric_limits<std::int64_t>::max();
    if (map_request_) {
        return;
    }
    std::vector<Node*> ready;
    for (auto& [endpoint, node] : nodes_) {
        if (node->link.ready()) {
            ready.push_back(node.get());
        }
    }
    if (ready.empty()) {
        scout(now_ms);
        map_due_ms_ = now_ms + limits::kRespBackoffMaxMs;
        return;
    }
    // Those that are not cut off, as long as there are some.
    const auto cut_off = std::ranges::partition(ready, [](Node* node) { return !node->cut_off; });
    if (cut_off.begin() != ready.begin()) {
        ready.erase(cut_off.begin(), ready.end());
    }
    map_asked_ms_ = now_ms;
    Link& link = ready[shared_.dice.roll(ready.size())]->link;
    for (RequestId* id : {&info_request_, &map_request_}) {
        Request request{.id = RequestId(kFirstQuestion + ++questions_made_),
                        .command = Command("CLUSTER", id == &map_request_ ? "SLOTS" : "INFO"),
                        .deadline_ms = now_ms + limits::kRespPingAnswerMs};
        if (link.accepts(request)) {
            *id = request.id;
            link.submit(std::move(request));
        } else {
            map_due_ms_ = now_ms + limits::kRespMapRefreshMinMs;
        }
    }
}

// CLUSTER INFO, asked before each map.
void Client::on_info(Node& node, const Done& done) {
    info_request_ = {};
    const Value reply = done.reply.root();
    if (done.outcome == Outcome::answered && !reply.is_error()) {
        node.cut_off = reply.text().find("cluster_state:fail") != std::string_view::npos;
    }
}

// Connects to the next node that may know the map. Those before it go on trying.
void Client::scout(std::int64_t now_ms) {
    std::vector<Endpoint> candidates = map_.masters();
    candidates.insert(candidates.end(), map_.replicas().begin(), map_.replicas().end());
    candidates.insert(candidates.end(), url_.hosts.begin(), url_.hosts.end());
    node_at(candidates[scouted_++ % candidates.size()], now_ms);
}

void Client::on_map(Node& node, const Done& done, std::int64_t now_ms) {
    map_request_ = {};
    map_due_ms_ = now_ms + limits::kRespMapRefreshMinMs;
    if (done.outcome != Outcome::answered) {
        return;
    }
    if (has_map_ && node.cut_off && std::ranges::any_of(nodes_, [](const auto& other) {
            return other.second->link.ready() && !other.second->cut_off;
        })) {
        return;
    }
    auto map = SlotMap::read(done.reply.root(), node.endpoint);
    if (!map || map->masters().empty()) {
        why_ = "no slots: " + std::string(done.reply.root().text());
        map_due_ms_ = now_ms + limits::kRespBackoffMaxMs;
        return;
    }
    const bool changed = std::exchange(map_patched_, false) || !has_map_ || !(*map == map_);
    map_ = *std::move(map);
    has_map_ = true;
    bool trouble = !map_.complete();
    for (const Endpoint& master : map_.masters()) {
        trouble = !node_at(master, now_ms).link.ready() || trouble;
    }
    map_due_ms_ = now_ms + (trouble ? limits::kRespMapTroubleMs : limits::kRespMapRefreshMs);
    if (changed) {
        routes_changed_ = true;
        place_all(now_ms);
    }
}

// Connections that nothing uses: replicas that were asked for the map, masters that have left, the
// subscriptions of nodes without channels.
void Client::prune(std::int64_t now_ms) {
    if (!cluster() || !has_map_) {
        return;
    }
    for (auto at = nodes_.begin(); at != nodes_.end();) {
        Node& node = *at->second;
        if (node.ears != nullptr && node.ears->wanted() == 0) {
            node.ears->stop();
            node.ears = nullptr;
        }
        if (node.ears == nullptr && node.link.idle() && now_ms >= node.needed_ms &&
            !map_.has_master(node.endpoint)) {
            node.link.stop();
            at = nodes_.erase(at);
        } else {
            ++at;
        }
    }
}

Status Client::subscribe(const Channel& channel) {
    if (channel.name.size() > limits::kRespChannelBytesMax) {
        return fail(ErrorCode::too_large, "the name of the channel is too long");
    }
    if (channels_.size() >= limits::kRespChannelsMax) {
        return fail(ErrorCode::busy, "there are too many subscriptions");
    }
    const auto [at, is_new] = channels_.try_emplace(channel);
    if (is_new) {
        unplaced_.push_back(channel);
    }
    return {};
}

void Client::unsubscribe(const Channel& channel) {
    const auto at = channels_.find(channel);
    if (at == channels_.end()) {
        return;
    }
    if (at->second.node != nullptr) {
        at->second.node->ears->unwant(channel);
    }
    channels_.erase(at);
}

void Client::place_new(std::int64_t now_ms) {
    for (const Channel& channel : std::exchange(unplaced_, {})) {
        if (const auto at = channels_.find(channel); at != channels_.end()) {
            place(at->first, at->second, now_ms);
        }
    }
}

void Client::place_all(std::int64_t now_ms) {
    for (auto& [channel, home] : channels_) {
        place(channel, home, now_ms);
    }
}

// To the node of its slot; plain channels, which every node of a cluster has, are spread so, too.
void Client::place(const Channel& channel, Home& home, std::int64_t now_ms) {
    Node* node = route(slot_of(channel.name), now_ms);
    if (node == home.node || node == nullptr) {
        return;
    }
    if (home.node != nullptr) {
        home.node->ears->unwant(channel);
    }
    home.node = node;
    if (node->ears == nullptr) {
        node->ears = std::make_unique<Subscriber>(shared_, wire_options());
        node->ears->start(node->endpoint, now_ms);
    }
    static_cast<void>(node->ears->want(channel, home.heard));  // our bound is the same
}

void Client::on_heard(Heard heard, std::int64_t now_ms) {
    if (auto* message = std::get_if<Message>(&heard)) {
        events_.emplace_back(std::move(*message));
        return;
    }
    if (auto* subscribed = std::get_if<Subscribed>(&heard)) {
        if (const auto at = channels_.find(subscribed->channel); at != channels_.end()) {
            at->second.heard = true;
            events_.emplace_back(std::move(*subscribed));
        }
        return;
    }
    auto& refused = std::get<Refused>(heard);
    const auto at = channels_.find(refused.channel);
    if (at == channels_.end()) {
        return;
    }
    why_ = refused.why;
    if (!cluster() || !is_passing(refused.fault)) {
        events_.emplace_back(std::move(refused));
        return;
    }
    want_map(now_ms);
    if (refused.fault == Fault::moved && refused.redirect) {
        Endpoint to = refused.redirect->to;
        if (to.host.empty()) {
            to.host = at->second.node->endpoint.host;
        }
        map_.set(refused.redirect->slot, to);
        map_patched_ = true;
        routes_changed_ = true;
        place(at->first, at->second, now_ms);
    }
}

ClientState Client::state() const {
    ClientState state{.nodes = nodes_.size(),
                      .requests = open_requests_,
                      .request_bytes = open_bytes_,
                      .channels = channels_.size(),
                      .why = why_};
    for (const auto& [endpoint, node] : nodes_) {
        state.connected += node->link.ready() ? 1U : 0U;
        state.confirmed += node->ears != nullptr ? node->ears->confirmed() : 0U;
    }
    return state;
}

}  // namespace teahouse::resp
