// SPDX-License-Identifier: MIT
// Transcripts against the real server, over sockets and HTTP.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "backend.h"
#include "live_nodes.h"
#include "testkit/json.h"
#include "web_client.h"

namespace teahouse::transcripts {

class LiveBackend final : public Backend {
public:
    LiveBackend(std::string program, Place place)
        : program_(std::move(program)), place_(std::move(place)) {}

    void start(const Settings& settings) override;
    void connect(const std::string& client) override;
    void disconnect(const std::string& client) override;
    void send(const std::string& client, const std::string& frame) override;
    void post(const std::string& client, std::uint64_t re, const std::string& op,
              const testkit::Json& body) override;
    std::vector<Arrival> receive(const std::string& client) override;
    bool wait() override;
    std::string upload(const std::string& client, const std::string& name,
                       const std::string& kind) override;
    int download(const std::string& client, const std::string& id) override;
    void control(const std::vector<std::string>& words) override;

private:
    struct Client {
        std::unique_ptr<WebSocket> socket = {};
        std::optional<std::string> token = {};
        std::vector<Arrival> arrived = {};
        std::vector<std::uint64_t> flushed = {};  // pings of ours that were answered
        bool told_closed = false;
        std::optional<std::size_t> number = {};
    };

    void collect(Client& client);
    // Waits until all that the server had for the client is here.
    void flush(Client& client);
    void wait_from_now();
    // Where the client goes.
    std::uint16_t port(Client& client);

    std::string program_;
    Place place_;
    std::unique_ptr<LiveNodes> server_;
    std::size_t numbers_ = 0;
    std::map<std::string, Client> clients_;
    std::chrono::steady_clock::time_point wait_until_;
    std::uint64_t last_flush_ = 0;
};

}  // namespace teahouse::transcripts
