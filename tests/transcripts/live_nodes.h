// SPDX-License-Identifier: MIT
// The servers that a transcript runs against: one with its own database, or several on one Redis.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "live_server.h"

namespace teahouse::transcripts {

struct Place {
    std::string store = {};  // a URL of Redis, whose redis-cli is in the PATH; empty: no Redis
    std::size_t nodes = 1;
};

class LiveNodes {
public:
    // Each time a store of its own that is empty. Throws Failure.
    LiveNodes(const std::string& program, std::vector<std::string> arguments, const Place& place);
    LiveNodes(const LiveNodes&) = delete;
    LiveNodes& operator=(const LiveNodes&) = delete;

    // kill -9 of all, and the same data again.
    void restart();
    // Clients take turns in where they go, and stay there.
    [[nodiscard]] std::uint16_t port(std::size_t client) const {
        return servers_.at(client % servers_.size())->port();
    }

private:
    // Removed with what is in it, also where the servers do not start.
    struct Folder {
        Folder();
        ~Folder();
        Folder(const Folder&) = delete;
        Folder& operator=(const Folder&) = delete;
        std::filesystem::path path;
    };

    void wait_ready() const;
    void redis(const std::vector<std::string>& words) const;

    const Place place_;
    std::string prefix_;
    std::unique_ptr<Folder> files_;  // that the nodes share
    std::vector<std::unique_ptr<LiveServer>> servers_;
};

}  // namespace teahouse::transcripts
