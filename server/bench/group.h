// SPDX-License-Identifier: MIT
// Many connections of the generator to one server, on one epoll.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "bench/peer.h"
#include "bench/side.h"

namespace teahouse::bench {

class Group {
public:
    explicit Group(Side& side);
    ~Group();
    Group(const Group&) = delete;
    Group& operator=(const Group&) = delete;

    static constexpr std::size_t kAtOnce = 64;

    // Connects so many more, `at_once` at a time, each with the bytes that `opening` gives; returns
    // when all are logged in.
    void connect(std::size_t count, const std::function<std::string(std::size_t index)>& opening,
                 std::size_t at_once = kAtOnce);
    // The first peers check each frame for errors of the server; the others only count. Without
    // `on_error` the program ends.
    void watch_for_errors(std::size_t count,
                          const std::function<void(const std::string& why)>& on_error = give_up);
    // Reads what has come; waits for at most `wait_ms`. Returns how many messages that were.
    std::size_t read(int wait_ms);
    // Reads until nothing more comes for a while.
    void settle();

    [[nodiscard]] std::size_t size() const { return peers_.size(); }
    [[nodiscard]] Peer& at(std::size_t index) { return *peers_[index]; }
    [[nodiscard]] Side& side() { return side_; }

private:
    [[nodiscard]] bool is_ready(const Peer& peer, std::size_t frames) const;

    Side& side_;
    int epoll_ = -1;
    std::vector<std::unique_ptr<Peer>> peers_;
};

}  // namespace teahouse::bench
