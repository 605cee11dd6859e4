// SPDX-License-Identifier: MIT
// For tests: three nodes in one process, over a bus that fails when told to, and a store that
// outlives its leaders.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "bus/local/local_bus.h"
#include "gateway/cluster_host.h"
#include "gateway/node_session.h"
#include "proto/codec.h"
#include "store/memory/memory_store.h"
#include "ws/deflate.h"
#include "ws/parser.h"

namespace teahouse::gateway::several {

inline constexpr Variant kSpoken{.format = proto::Format::msgpack, .deflate = false};
inline constexpr RoomId kLobby(1);

// What a leader stored is what the next one finds.
class LastingStore final : public store::Store {
public:
    explicit LastingStore(store::MemoryState& state)
        : state_(state), memory_(store::CommitMode::immediate, state) {}
    ~LastingStore() override { state_ = memory_.crash(); }
    Result<store::Snapshot> load() override { return memory_.load(); }
    void start(store::Completions completions) override { memory_.start(std::move(completions)); }
    void submit(proto::Txn txn) override { memory_.submit(std::move(txn)); }
    void query(proto::EventQuery query) override { memory_.query(std::move(query)); }
    void search(proto::SearchQuery query) override { memory_.search(std::move(query)); }
    void resume() override { memory_.resume(); }

private:
    store::MemoryState& state_;
    store::MemoryStore memory_;
};

inline std::vector<proto::Event> events_in(const net::Segment& segment) {
    std::vector<std::byte> bytes(segment.data, segment.data + segment.size);
    ws::Parser parser({.role = ws::Role::client, .deflate = false, .message_bytes_max = 1U << 24U});
    ws::Inflater inflater;
    std::span<std::byte> input(bytes);
    std::vector<proto::Event> events;
    while (true) {
        const ws::Event event = parser.next(input, &inflater);
        if (event.kind != ws::Event::Kind::message) {
            return events;
        }
        const auto frame = proto::decode_server_frame(kSpoken.format, event.payload_text(),
                                                      [](std::uint64_t) { return std::nullopt; });
        const auto* push = frame ? std::get_if<proto::Push>(&*frame) : nullptr;
        if (push != nullptr && holds_alternative<proto::EventsPush>(*push)) {
            const auto& more = get<proto::EventsPush>(*push).events;
            events.insert(events.end(), more.begin(), more.end());
        }
    }
}

// One node with one worker, whose sockets are what was told to them.
class Node {
public:
    Node(bus::LocalWire& wire, std::uint64_t number, const chat::EngineConfig& config)
        : host_(config, wire.connect(bus::NodeId(number))) {
        host_.start(
            executor_, 1, [this](std::uint32_t, DeliveryBatch batch) { deliver(batch); },
            [this](std::uint32_t era) {
                const std::scoped_lock lock(mutex_);
                era_ = era;
                for (auto& [session, socket] : sockets_) {
                    socket.closed = true;
                }
                ++closings_;
                changed_.notify_all();
            });
    }
    ~Node() { host_.stop(); }

    ClusterHost& host() { return host_; }

    SessionId open_socket() {
        const std::scoped_lock lock(mutex_);
        const SessionId session(++last_session_);
        sockets_[session];
        return session;
    }
    SessionId http_session() {
        const std::scoped_lock lock(mutex_);
        return SessionId(++last_session_);
    }
    void post(chat::Command command) {
        std::uint32_t era = 0;
        {
            const std::scoped_lock lock(mutex_);
            era = era_;
        }
        std::vector<Inbound> batch;
        batch.push_back({.command = std::move(command), .variant = kSpoken});
        EXPECT_TRUE(host_.post(batch, era));
    }
    // Waits for an answer; none if the socket was closed instead.
    std::optional<chat::Reply> ask(SessionId session, chat::Command command) {
        post(std::move(command));
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return replies_.contains(session) || is_closed(session); });
        const auto found = replies_.find(session);
        if (found == replies_.end()) {
            return std::nullopt;
        }
        chat::Reply reply = std::move(found->second);
        replies_.erase(found);
        return reply;
    }
    std::optional<chat::Reply> request(SessionId session, proto::Request request) {
        return ask(session,
                   chat::Request{.session = session, .re = ++re_, .request = std::move(request)});
    }
    chat::LoggedIn register_account(const std::string& name, const proto::TokenHash& token) {
        const SessionId session = http_session();
        post(chat::Register{.session = session,
                            .re = ++re_,
                            .name = name,
                            .name_key = name,
                            .password_hash = "hash",
                            .token = token});
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return logins_.contains(session); });
        return logins_.at(session);
    }
    // Waits until the socket has seen so much of the lobby, or is closed.
    std::vector<proto::Event> seen(SessionId session, std::size_t count) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] {
            return sockets_.at(session).events.size() >= count || sockets_.at(session).closed;
        });
        return sockets_.at(session).events;
    }
    // Whether that was so within the time.
    bool sees_within(SessionId session, std::size_t count, std::chrono::seconds longest) {
        std::unique_lock lock(mutex_);
        return changed_.wait_for(lock, longest, [&] {
            return sockets_.at(session).events.size() >= count || sockets_.at(session).closed;
        });
    }
    void wait_closed(SessionId session) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return sockets_.at(session).closed; });
    }
    [[nodiscard]] bool closed(SessionId session) {
        const std::scoped_lock lock(mutex_);
        return is_closed(session);
    }
    void wait_engine() {
        while (!host_.has_engine()) {
            std::this_thread::yield();
        }
    }
    // Says hello with all rooms of `open`; the session, or none if it was refused.
    std::optional<SessionId> hello(const proto::TokenHash& token, Seq since, Epoch epoch) {
        const SessionId session = open_socket();
        proto::OpenRoom open{.room = kLobby, .epoch = epoch, .seq = since};
        auto reply = ask(session, chat::Hello{.session = session,
                                              .re = ++re_,
                                              .token = token,
                                              .request = {.version = 1, .open = {{open}}}});
        if (!reply || std::holds_alternative<Error>(reply->result)) {
            return std::nullopt;
        }
        return session;
    }

private:
    struct Socket {
        bool closed = false;
        std::set<RoomId> rooms = {};
        std::vector<proto::Event> events = {};
    };

    bool is_closed(SessionId session) {
        const auto found = sockets_.find(session);
        return found != sockets_.end() && found->second.closed;
    }
    void deliver(DeliveryBatch& batch) {
        const std::scoped_lock lock(mutex_);
        for (Delivery& delivery : batch) {
            std::visit([this](auto& one) { this->take(one); }, delivery);
        }
        changed_.notify_all();
    }
    void take(chat::Reply& reply) { replies_[reply.session] = std::move(reply); }
    void take(chat::LoggedIn& login) { logins_[login.session] = std::move(login); }
    void take(PushTo& push) {
        const auto found = sockets_.find(push.session);
        if (found != sockets_.end() && !found->second.closed &&
            holds_alternative<proto::EventsPush>(*push.push)) {
            add(found->second, get<proto::EventsPush>(*push.push).events);
        }
    }
    void take(Publish& publish) {
        const net::Segment& segment = publish.segments[kSpoken.index()];
        if (segment.size == 0 || publish.ephemeral) {
            return;
        }
        const std::vector<proto::Event> events = events_in(segment);
        for (auto& [session, socket] : sockets_) {
            if (!socket.closed && socket.rooms.contains(publish.room)) {
                add(socket, events);
            }
        }
    }
    static void add(Socket& socket, const std::vector<proto::Event>& events) {
        socket.events.insert(socket.events.end(), events.begin(), events.end());
    }
    void take(chat::Subscribe& it) { sockets_[it.session].rooms.insert(it.room); }
    void take(chat::Unsubscribe& it) { sockets_[it.session].rooms.erase(it.room); }
    template <class Other>
    void take(Other& /*other*/) {}

    std::mutex mutex_;
    std::condition_variable changed_;
    std::map<SessionId, Socket> sockets_;
    std::map<SessionId, chat::Reply> replies_;
    std::map<SessionId, chat::LoggedIn> logins_;
    std::uint64_t last_session_ = 0;
    std::atomic<std::uint64_t> re_{0};
    std::uint32_t era_ = 0;
    std::size_t closings_ = 0;
    ThreadExecutor executor_;
    ClusterHost host_;
};

inline proto::TokenHash token_of(std::uint8_t number) {
    proto::TokenHash token{};
    token[0] = number;
    return token;
}

class Cluster : public ::testing::Test {
protected:
    Cluster() {
        for (std::uint64_t i = 1; i <= 3; ++i) {
            nodes_.push_back(std::make_unique<Node>(wire_, i, chat::EngineConfig{}));
        }
    }
    ~Cluster() override { nodes_.clear(); }

    Node& node(std::size_t number) { return *nodes_.at(number - 1); }
    // As a change of the lease does: who led ends first.
    void lead(std::size_t leader) {
        for (auto& one : nodes_) {
            one->host().nobody();
        }
        ASSERT_TRUE(node(leader).host().lead(std::make_unique<LastingStore>(state_)));
        for (std::size_t i = 1; i <= nodes_.size(); ++i) {
            if (i != leader) {
                node(i).host().follow(bus::NodeId(leader));
                node(i).wait_engine();
            }
        }
    }
    void send(Node& from, SessionId session, const std::string& text) {
        const auto reply = from.request(
            session,
            proto::MessageSendRequest{.room = kLobby, .cmid = "cmid of " + text, .text = text});
        ASSERT_TRUE(reply.has_value());
        ASSERT_TRUE(std::holds_alternative<proto::Reply>(reply->result))
            << std::get<Error>(reply->result).message;
    }
    static std::vector<std::string> texts(const std::vector<proto::Event>& events) {
        std::vector<std::string> all;
        for (const proto::Event& event : events) {
            if (event.body.text) {
                all.push_back(*event.body.text);
            }
        }
        return all;
    }

    store::MemoryState state_;
    bus::LocalWire wire_;
    std::vector<std::unique_ptr<Node>> nodes_;
};

}  // namespace teahouse::gateway::several
