// SPDX-License-Identifier: MIT
// A connection for subscriptions: keeps the channels that are wanted subscribed, over reconnections
// and over slots that leave the server, and tells what came.
//
//     subscriber.start(endpoint, now);
//     subscriber.want({ChannelKind::sharded, "cv:{c1}"});
//     subscriber.flush(now);    // once a tick
//     for (Heard& heard : subscriber.take_heard()) { ... }
//
// One channel a command: SSUBSCRIBE with channels of several slots is refused as a whole
// (CROSSSLOT). A server that neither confirms nor answers a PING in time is given up, so that no
// subscription is dead in silence. Sans-IO, as resp/wire.h says. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/result.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {

enum class ChannelKind : std::uint8_t {
    plain,    // SUBSCRIBE, PUBLISH
    sharded,  // SSUBSCRIBE, SPUBLISH: since Redis 7; in a cluster only the shard of its slot has it
};

struct Channel {
    ChannelKind kind = ChannelKind::plain;
    std::string name;

    friend bool operator==(const Channel&, const Channel&) = default;
};
struct ChannelHash {
    std::size_t operator()(const Channel& channel) const noexcept {
        return std::hash<std::string>{}(channel.name) * 2 +
               (channel.kind == ChannelKind::sharded ? 1U : 0U);
    }
};

// From now on its messages come. `gap`: it was so before, and what was published in between is
// lost.
struct Subscribed {
    Channel channel;
    bool gap = false;
};
// A message of a wanted channel. The views live as long as it and stay where they are.
struct Message {
    ChannelKind kind = ChannelKind::plain;
    Reply reply;

    [[nodiscard]] std::string_view channel() const { return reply.root().at(1).text(); }
    [[nodiscard]] std::string_view payload() const { return reply.root().at(2).text(); }
};
// The server refuses it. It is tried again every kRespRetryMaxMs while it is wanted.
struct Refused {
    Channel channel;
    Fault fault = Fault::other;
    std::optional<Redirect> redirect = {};
    std::string why = {};
};
using Heard = std::variant<Message, Subscribed, Refused>;

class Subscriber {
public:
    Subscriber(Shared& shared, WireOptions options);

    void start(const Endpoint& to, std::int64_t now_ms) {
        wire_.start(to, now_ms);
        settle();
    }
    void stop() {
        wire_.stop();
        settle();
    }
    [[nodiscard]] const Wire& wire() const { return wire_; }

    // Nothing if it is wanted already. `gap`: it was heard over another connection before.
    // too_large: its name; busy: too many channels.
    Status want(Channel channel, bool gap = false);
    // Its messages are not told any more.
    void unwant(const Channel& channel);
    [[nodiscard]] bool wants(const Channel& channel) const;
    [[nodiscard]] std::size_t wanted() const { return wanted_; }
    [[nodiscard]] std::size_t confirmed() const { return confirmed_; }
    void flush(std::int64_t now_ms);

    void on_open(std::int64_t now_ms) { wire_.on_open(now_ms); }
    void on_closed(std::string_view why, std::int64_t now_ms) {
        wire_.on_closed(why, now_ms);
        settle();
    }
    void on_bytes(std::string_view bytes, std::int64_t now_ms);
    void tick(std::int64_t now_ms);
    [[nodiscard]] std::int64_t next_tick_ms() const;

    // What came since the last call, in order.
    [[nodiscard]] std::vector<Heard> take_heard();
    [[nodiscard]] std::optional<Loss> take_loss();

private:
    struct Entry {
        bool wanted = false;
        bool asked = false;  // the last command for it was to subscribe
        bool confirmed = false;
        bool gap = false;           // the next confirmation ends one
        bool changed = false;       // is in changed_
        std::uint32_t pending = 0;  // commands for it that are not answered
    };
    enum class Kind : std::uint8_t { subscribe, unsubscribe, ping };
    struct Pending {
        Kind kind = Kind::ping;
        Channel channel;
        std::int64_t sent_ms = 0;
    };

    void settle();
    void change(const Channel& channel, Entry& entry);
    void unconfirm(Entry& entry);
    void on_reply(Reply reply, std::int64_t now_ms);
    void on_answer(const Channel& channel, Kind kind, std::int64_t now_ms);
    void on_unsubscribed(const Channel& channel);
    void on_error(const Value& reply, std::int64_t now_ms);
    void on_message(ChannelKind kind, Reply reply);
    void on_pong(std::int64_t now_ms);
    [[nodiscard]] std::int64_t late_ms() const;

    Wire wire_;
    std::unordered_map<Channel, Entry, ChannelHash> channels_;
    std::vector<Channel> changed_;  // to be compared with what was asked
    std::deque<Pending> pending_;
    std::vector<Channel> refused_;  // to be asked for again at retry_ms_
    std::int64_t retry_ms_;
    std::int64_t answered_ms_ = 0;  // the last answer to a command
    std::size_t wanted_ = 0;
    std::size_t confirmed_ = 0;
    std::vector<Heard> heard_;
    std::optional<Loss> lost_;
};

}  // namespace teahouse::resp
