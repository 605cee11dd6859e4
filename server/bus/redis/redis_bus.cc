// SPDX-License-Identifier: MIT
#include "bus/redis/redis_bus.h"

#include <array>
#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <sys/random.h>

#include "base/check.h"
#include "base/limits_bus.h"
#include "base/log.h"
#include "base/steady_ms.h"
#include "bus/bus.h"
#include "bus/redis/peers.h"
#include "redis/link.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/link.h"
#include "resp/subscriber.h"

namespace teahouse::bus {
namespace {

// KEYS: who has which number. ARGV: token, lease in ms, how long a number rests, highest number,
// the one wanted. Answers the number of the token: if it has none, the wanted one or, if that is
// not free, the next that is. New nodes want one by chance, so that a server that has forgotten all
// numbers does not give them that of a node that is there.
constexpr std::string_view kClaim = R"(
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local all = redis.call('HGETALL', KEYS[1])
local taken = {}
local own = 0
for i = 1, #all, 2 do
    local number = tonumber(all[i])
    local token, ends = string.match(all[i + 1], '^(%x+) (%d+)$')
    if token == ARGV[1] then
        own = number
    elseif token and tonumber(ends) + tonumber(ARGV[3]) > now then
        taken[number] = true
    else
        redis.call('HDEL', KEYS[1], all[i])
    end
end
if own == 0 then
    own = tonumber(ARGV[5])
    local looked = 0
    while taken[own] do
        own = own % tonumber(ARGV[4]) + 1
        looked = looked + 1
        if looked == tonumber(ARGV[4]) then return 0 end
    end
end
redis.call('HSET', KEYS[1], own, ARGV[1] .. ' ' .. string.format('%d', now + ARGV[2]))
return own
)";
constexpr std::int64_t kRestMs = 60'000;
constexpr std::size_t kTokenBytes = 16;

using TokenBytes = std::array<unsigned char, kTokenBytes>;
TokenBytes random_bytes() {
    TokenBytes bytes = {};
    [[maybe_unused]] const auto got = ::getrandom(bytes.data(), bytes.size(), 0);
    return bytes;
}

std::string make_token() {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string token;
    for (const unsigned char byte : random_bytes()) {
        token += kDigits[byte >> 4U];
        token += kDigits[byte & 0xFU];
    }
    return token;
}

NodeId by_chance() {
    const TokenBytes bytes = random_bytes();
    const std::uint64_t number = std::uint64_t{bytes[0]} << 8U | bytes[1];
    return NodeId(number % kNodeMax + 1);
}

// Higher than the eras of an earlier life with the same number, which rested for a minute.
std::uint64_t first_era() {
    using std::chrono::milliseconds;
    using std::chrono::system_clock;
    const auto now = system_clock::now().time_since_epoch();
    return static_cast<std::uint64_t>(std::chrono::duration_cast<milliseconds>(now).count()) << 16U;
}

}  // namespace

RedisBus::RedisBus(redis::Link& link, std::string prefix)
    : link_(link),
      prefix_("{" + std::move(prefix) + "}:"),
      token_(make_token()),
      claim_(link.add_script(kClaim).value()),
      wanted_(by_chance()),
      peers_({}, 0) {}

std::string RedisBus::inbox(NodeId node) const {
    return prefix_ + "in:" + std::to_string(node.value);
}

void RedisBus::start(Receiver receiver) {
    link_.post([this, receiver = std::move(receiver)]() mutable {
        receiver_ = std::move(receiver);
        started_ = true;
        listen();
    });
}

void RedisBus::join(std::function<void(NodeId)> joined, std::function<void()> expelled) {
    joined_ = std::move(joined);
    expelled_ = std::move(expelled);
    link_.post([this] { renew(); });
}

void RedisBus::renew() {
    link_.run(claim_, {prefix_ + "nodes"},
              {token_, std::to_string(limits::kBusLeaseMs), std::to_string(kRestMs),
               std::to_string(kNodeMax), std::to_string(wanted_.value)},
              limits::kBusPublishMs, [this](const resp::Finished& end) {
                  if (end.outcome == resp::Outcome::answered && end.fault == resp::Fault::none) {
                      on_number(end.reply.root().integer());
                  }
                  if (!ended_) {
                      link_.call_after(limits::kBusRenewMs, [this] { renew(); });
                  }
              });
}

void RedisBus::on_number(std::int64_t number) {
    if (number == 0) {
        log(LogLevel::error, "no number is free for this node", {});
        return;
    }
    const NodeId given(static_cast<std::uint64_t>(number));
    if (self_ == given) {
        return;
    }
    if (self_) {
        ended_ = true;
        log(LogLevel::error, "the number of this node was given away", {});
        expelled_();
        return;
    }
    self_ = given;
    wanted_ = given;
    peers_ = Peers(self_, first_era());
    if (started_) {
        listen();
    } else {
        tell_joined();
    }
}

void RedisBus::tell_joined() {
    if (const auto joined = std::exchange(joined_, nullptr)) {
        joined(self_);
    }
}

void RedisBus::listen() {
    if (!self_ || std::exchange(listening_, true)) {
        return;
    }
    link_.subscribe({.kind = resp::ChannelKind::sharded, .name = inbox(self_)},
                    {.message =
                         [this](std::string_view bytes) {
                             peers_.on_bytes(bytes, steady_ms());
                             carry();
                         },
                     .subscribed = [this](bool gap) { on_inbox(gap); }});
}

void RedisBus::on_inbox(bool gap) {
    if (gap) {
        peers_.lose_all();
        carry();
        return;
    }
    beat();
    tell_joined();
}

void RedisBus::beat() {
    if (ended_) {
        return;
    }
    peers_.tick(steady_ms());
    carry();
    link_.call_after(limits::kBusBeatMs, [this] { beat(); });
}

void RedisBus::send(NodeId to, std::string bytes) {
    link_.post([this, to, bytes = std::move(bytes)]() mutable {
        if (!ended_) {
            peers_.send(to, std::move(bytes), steady_ms());
            carry();
        }
    });
}

void RedisBus::carry() {
    for (Peers::Event& event : peers_.take_events()) {
        if (const auto* one = std::get_if<Peers::Send>(&event)) {
            const std::string channel = inbox(one->to);
            link_.request(channel, resp::Command("SPUBLISH", channel, one->bytes),
                          limits::kBusPublishMs, [this, to = one->to](const resp::Finished& end) {
                              const bool heard = end.outcome == resp::Outcome::answered &&
                                                 end.fault == resp::Fault::none &&
                                                 end.reply.root().integer() > 0;
                              if (!heard) {
                                  peers_.forget(to);
                                  carry();
                              }
                          });
        } else if (const auto* lost = std::get_if<Peers::Lost>(&event)) {
            if (receiver_.lost) {
                receiver_.lost(lost->other);
            }
        } else if (const auto* message = std::get_if<Peers::Message>(&event)) {
            if (receiver_.message) {
                receiver_.message(message->from, message->bytes);
            }
        }
    }
}

}  // namespace teahouse::bus
