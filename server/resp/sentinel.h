// SPDX-License-Identifier: MIT
// Finds the master of a set that Redis Sentinels watch, and hears of a new one. Asks the sentinels
// in their order, one connection at a time, which stays open for +switch-master.
//
//     discovery.start(now);
//     if (auto master = discovery.take_master()) { link.start(*master, now); }
//     discovery.ask(now);       // the link was lost, or what was found is no master
//
// Whether an address is the master's is checked by the link itself (WireOptions::must_be_master): a
// sentinel may be cut off from the others. Sans-IO, as resp/wire.h says. One thread.
// https://redis.io/docs/latest/develop/reference/sentinel-clients/
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resp/out.h"
#include "resp/reply.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {

struct SentinelOptions {
    std::vector<Endpoint> sentinels;  // not empty
    std::string master;               // the name of the set
    std::string password = {};        // of the sentinels
    std::string name = {};            // of ours, in CLIENT LIST
};

class Sentinel {
public:
    Sentinel(Shared& shared, SentinelOptions options);

    void start(std::int64_t now_ms);
    void stop();
    [[nodiscard]] const Wire& wire() const { return wire_; }

    // Asks anew, the next sentinel in the row; at most once in kRespMapRefreshMinMs.
    void ask(std::int64_t now_ms);

    void on_open(std::int64_t now_ms) { wire_.on_open(now_ms); }
    void on_closed(std::string_view why, std::int64_t now_ms);
    void on_bytes(std::string_view bytes, std::int64_t now_ms);
    void tick(std::int64_t now_ms);
    [[nodiscard]] std::int64_t next_tick_ms() const;

    // The master's address, each time that a sentinel says one.
    [[nodiscard]] std::optional<Endpoint> take_master();

private:
    enum class Kind : std::uint8_t { address, subscribe, probe };

    void leave();
    void settle(std::int64_t now_ms);
    void send(Kind kind, std::int64_t now_ms);
    void on_reply(const Value& reply, std::int64_t now_ms);
    void on_switch(std::string_view text);
    void on_address(const Value& reply, std::int64_t now_ms);

    Shared& shared_;
    Wire wire_;
    SentinelOptions options_;
    std::size_t at_ = 0;        // the sentinel that is asked
    std::size_t failures_ = 0;  // in a row
    std::deque<Kind> pending_;
    std::int64_t asked_ms_ = 0;
    std::int64_t due_ms_;  // the next sentinel is asked then
    std::optional<Endpoint> master_;
};

}  // namespace teahouse::resp
