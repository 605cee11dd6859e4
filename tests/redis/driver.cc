// SPDX-License-Identifier: MIT
#include "driver.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <poll.h>

#include "base/check.h"
#include "base/steady_ms.h"
#include "redis/resolver.h"
#include "redis/socket.h"
#include "resp/client.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/subscriber.h"

namespace teahouse::resp::live {

Driver::Driver(ClientOptions options, const std::string& authority) : client_(std::move(options)) {
    if (!authority.empty()) {
        tls_ = redis::make_tls_client(authority).value();
    }
    client_.start(now());
}

Driver::~Driver() = default;

std::int64_t Driver::now() { return steady_ms(); }

void Driver::open(const Open& open) {
    const Endpoint to{.host = open.to.host == "localhost" ? "127.0.0.1" : open.to.host,
                      .port = open.to.port};
    const redis::Resolved at = redis::resolve(to, true);
    CHECK(at.size > 0);
    auto socket = std::make_unique<redis::Socket>(at.address, at.size,
                                                  open.tls ? tls_.get() : nullptr, open.to.host);
    if (const std::string why = socket->why(); !why.empty()) {
        client_.on_closed(open.connection, why, now());
        return;
    }
    sockets_[open.connection] = std::move(socket);
}

void Driver::lose(ConnectionId id, const std::string& why) {
    sockets_.erase(id);
    client_.on_closed(id, why, now());
}

void Driver::act() {
    for (const Action& action : client_.take_actions()) {
        if (const auto* one = std::get_if<Open>(&action)) {
            open(*one);
        } else if (const auto* close = std::get_if<Close>(&action)) {
            sockets_.erase(close->connection);
        } else if (const auto* send = std::get_if<Send>(&action)) {
            if (const auto at = sockets_.find(send->connection); at != sockets_.end()) {
                at->second->send(send->bytes);
            }
        }
    }
}

void Driver::flush() {
    std::vector<std::pair<ConnectionId, std::string>> lost;
    for (const auto& [id, socket] : sockets_) {
        if (socket->flush() == redis::Socket::Event::closed) {
            lost.emplace_back(id, socket->why());
        }
    }
    for (const auto& [id, why] : lost) {
        lose(id, why);
    }
}

void Driver::pass(std::int64_t wait_ms) {
    client_.tick(now());
    act();
    flush();
    std::vector<pollfd> polled;
    std::vector<ConnectionId> ids;
    for (const auto& [id, socket] : sockets_) {
        polled.push_back({.fd = socket->fd(), .events = socket->wants(), .revents = 0});
        ids.push_back(id);
    }
    take_events();
    const std::int64_t wait = std::clamp<std::int64_t>(client_.next_tick_ms() - now(), 0, wait_ms);
    ::poll(polled.data(), polled.size(), static_cast<int>(wait));
    for (std::size_t i = 0; i < polled.size(); ++i) {
        const auto at = sockets_.find(ids[i]);
        if (polled[i].revents == 0 || at == sockets_.end()) {
            continue;
        }
        const auto event = at->second->on_ready(polled[i].revents, [&](std::string_view bytes) {
            client_.on_bytes(ids[i], bytes, now());
        });
        if (event == redis::Socket::Event::opened) {
            client_.on_open(ids[i], now());
        } else if (event == redis::Socket::Event::closed) {
            lose(ids[i], std::string(at->second->why()));
        }
    }
    client_.tick(now());
    act();
    take_events();
}

void Driver::take_events() {
    for (ClientEvent& event : client_.take_events()) {
        if (auto* one = std::get_if<Finished>(&event)) {
            const std::uint64_t id = one->id.value;
            CHECK(finished.emplace(id, std::move(*one)).second);
        } else if (const auto* message = std::get_if<Message>(&event)) {
            heard.push_back(std::string(message->channel()) + ": " +
                            std::string(message->payload()));
        } else if (const auto* subscribed = std::get_if<Subscribed>(&event)) {
            heard.push_back((subscribed->gap ? "gap " : "on ") + subscribed->channel.name);
        } else if (const auto* refused = std::get_if<Refused>(&event)) {
            heard.push_back("refused " + refused->channel.name);
        }
    }
}

bool Driver::until(const std::function<bool()>& holds, std::int64_t within_ms) {
    const std::int64_t end = now() + within_ms;
    while (!holds()) {
        if (now() > end) {
            return false;
        }
        pass(20);
    }
    return true;
}

std::string Driver::ask(std::string_view key, Command command, std::int64_t within_ms) {
    const auto id = client_.request(key, std::move(command), now() + within_ms);
    if (!id) {
        return "refused: " + id.error().message;
    }
    until([&] { return finished.contains(id->value); }, within_ms + 1'000);
    const auto at = finished.find(id->value);
    if (at == finished.end()) {
        return "no end";
    }
    std::string told(to_string(at->second.outcome));
    if (at->second.outcome == Outcome::answered) {
        told += " " + describe(at->second.reply.root());
    }
    return told;
}

}  // namespace teahouse::resp::live
