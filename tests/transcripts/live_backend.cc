// SPDX-License-Identifier: MIT
#include "live_backend.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <poll.h>

#include "backend.h"
#include "live_nodes.h"
#include "testkit/json.h"
#include "web_client.h"

namespace teahouse::transcripts {
namespace {

using testkit::Json;
using Clock = std::chrono::steady_clock;

constexpr auto kWaitMax = std::chrono::seconds(12);  // for one line: offline takes 5 s and a tick
constexpr int kPollMs = 50;
constexpr std::uint64_t kFlushIds = 1'000'000'000;  // `re` of our own pings

}  // namespace

void LiveBackend::start(const Settings& settings) {
    clients_.clear();
    numbers_ = 0;
    server_.reset();
    std::vector<std::string> arguments = {"--limits.registers_per_minute",
                                          "100000",
                                          "--limits.logins_per_minute",
                                          "100000",
                                          "--limits.commands_per_second",
                                          "100000",
                                          "--log.level",
                                          "warning"};
    for (const auto& [key, value] : settings) {
        arguments.push_back("--" + key + "=" + value);
    }
    server_ = std::make_unique<LiveNodes>(program_, std::move(arguments), place_);
    wait_from_now();
}

std::uint16_t LiveBackend::port(Client& client) {
    if (!client.number) {
        client.number = numbers_++;
    }
    return server_->port(*client.number);
}

void LiveBackend::wait_from_now() { wait_until_ = Clock::now() + kWaitMax; }

void LiveBackend::connect(const std::string& name) {
    disconnect(name);
    Client& client = clients_[name];
    client.socket = std::make_unique<WebSocket>(port(client), client.token);
    client.told_closed = false;
    wait_from_now();
}

void LiveBackend::disconnect(const std::string& name) {
    Client& client = clients_[name];
    if (client.socket != nullptr) {
        collect(client);
        client.socket.reset();
    }
}

void LiveBackend::send(const std::string& name, const std::string& frame) {
    Client& client = clients_[name];
    if (client.socket == nullptr) {
        throw Failure(name + " has no socket");
    }
    client.socket->send(frame);
    wait_from_now();
}

void LiveBackend::post(const std::string& name, std::uint64_t re, const std::string& op,
                       const Json& body) {
    Client& client = clients_[name];
    const HttpAnswer answer = http_post(port(client), "/api/v1/" + op, body.text(), client.token);
    auto reply = Json::parse(answer.body);
    if (!reply) {
        throw Failure("HTTP " + std::to_string(answer.status) + ": " + answer.body);
    }
    Json frame{.kind = Json::Kind::object};
    frame.set("re", Json::of(static_cast<std::int64_t>(re)));
    if (const Json* error = reply->field("error")) {
        frame.set("error", *error);
    } else {
        if (const Json* token = reply->field("token")) {
            client.token = token->string;
        }
        frame.set("ok", *std::move(reply));
    }
    client.arrived.push_back({.frame = std::move(frame)});
    wait_from_now();
}

std::string LiveBackend::upload(const std::string& name, const std::string& file,
                                const std::string& kind) {
    // The smallest picture of 30 by 20 pixels that has a header; nobody looks at its pixels.
    std::string png(
        "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x1e\0\0\0\x14\x08\x02\0\0\0\1\2\3\4"
        "\0\0\0\6IDATpixels\1\2\3\4\0\0\0\0IEND\1\2\3\4",
        63);
    if (kind == "png-wide") {
        png.replace(18, 2, "\x04\x01");
    }
    png.replace(png.find("pixels"), 1, kind.substr(kind.size() - 1));  // another picture
    const std::string bytes = kind.starts_with("png") ? png : "some words";
    Client& client = clients_[name];
    const std::uint16_t there = port(client);
    const auto& token = client.token;
    const HttpAnswer made =
        http_request(there, "POST", "/api/v1/upload",
                     "Tus-Resumable: 1.0.0\r\nUpload-Length: " + std::to_string(bytes.size()) +
                         "\r\nUpload-Metadata: filename " + base64(file) + "\r\n",
                     "", token);
    const std::string id = made.location.substr(made.location.rfind('/') + 1);
    const HttpAnswer sent = http_request(there, "PATCH", made.location,
                                         "Tus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\n"
                                         "Content-Type: application/offset+octet-stream\r\n",
                                         bytes, token);
    if (made.status != 201 || sent.status != 204) {
        throw Failure("the upload was answered with " + std::to_string(made.status) + " and " +
                      std::to_string(sent.status) + ' ' + sent.body);
    }
    return id;
}

int LiveBackend::download(const std::string& name, const std::string& id) {
    Client& client = clients_[name];
    return http_request(port(client), "GET", "/f/" + id, "", "", client.token).status;
}

void LiveBackend::collect(Client& client) {
    if (client.socket == nullptr) {
        return;
    }
    for (const std::string& text : client.socket->receive()) {
        auto frame = Json::parse(text);
        if (!frame) {
            throw Failure("not JSON: " + text.substr(0, 400));
        }
        const Json* re = frame->field("re");
        if (re != nullptr && re->number > static_cast<std::int64_t>(kFlushIds)) {
            client.flushed.push_back(static_cast<std::uint64_t>(re->number));
        } else {
            client.arrived.push_back({.frame = *std::move(frame)});
        }
    }
    if (client.socket->closed() && !std::exchange(client.told_closed, true)) {
        client.arrived.push_back({.closed = client.socket->closed()});
    }
}

std::vector<Arrival> LiveBackend::receive(const std::string& name) {
    Client& client = clients_[name];
    collect(client);
    return std::exchange(client.arrived, {});
}

bool LiveBackend::wait() {
    if (Clock::now() > wait_until_) {
        return false;
    }
    std::vector<pollfd> polled;
    for (const auto& [name, client] : clients_) {
        if (client.socket != nullptr && !client.socket->closed()) {
            polled.push_back({.fd = client.socket->fd(), .events = POLLIN, .revents = 0});
        }
    }
    ::poll(polled.data(), polled.size(), kPollMs);
    return true;
}

void LiveBackend::flush(Client& client) {
    if (client.socket == nullptr || client.socket->closed()) {
        return;
    }
    const std::uint64_t id = kFlushIds + ++last_flush_;
    client.socket->send(R"({"id":)" + std::to_string(id) + R"(,"op":"ping"})");
    wait_from_now();
    while (true) {
        collect(client);
        if (client.socket->closed() ||
            std::ranges::find(client.flushed, id) != client.flushed.end()) {
            return;
        }
        if (!wait()) {
            throw Failure("a ping was not answered");
        }
    }
}

void LiveBackend::control(const std::vector<std::string>& words) {
    if (words.front() == "flush") {
        flush(clients_[words.at(1)]);
    } else if (words.front() == "restart") {
        server_->restart();
        for (auto& [name, client] : clients_) {
            collect(client);
            client.socket.reset();
        }
        wait_from_now();
    } else {
        throw Failure("only against the engine: this file needs the tag engine-only");
    }
}

}  // namespace teahouse::transcripts
