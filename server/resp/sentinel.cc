// SPDX-License-Identifier: MIT
#include "resp/sentinel.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/check.h"
#include "base/limits_resp.h"
#include "resp/command.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

constexpr std::int64_t kNotAsked = std::numeric_limits<std::int64_t>::max();

std::optional<Endpoint> endpoint_of(std::string_view host, std::string_view digits) {
    Endpoint endpoint{.host = std::string(host), .port = 0};
    const auto [end, fault] =
        std::from_chars(digits.data(), digits.data() + digits.size(), endpoint.port);
    const bool good = fault == std::errc() && end == digits.data() + digits.size() &&
                      endpoint.port != 0 && !host.empty() &&
                      host.size() <= limits::kRespHostBytesMax;
    return good ? std::optional(std::move(endpoint)) : std::nullopt;
}

}  // namespace

Sentinel::Sentinel(Shared& shared, SentinelOptions options)
    : shared_(shared),
      wire_(shared, {.password = options.password, .name = options.name}),
      options_(std::move(options)),
      due_ms_(kNotAsked) {
    CHECK(!options_.sentinels.empty());
}

void Sentinel::start(std::int64_t now_ms) {
    asked_ms_ = now_ms;
    due_ms_ = kNotAsked;
    wire_.start(options_.sentinels[at_], now_ms);
}

void Sentinel::stop() {
    leave();
    due_ms_ = kNotAsked;
}

// Over a new connection to the next one: in RESP2 a connection that listens cannot ask.
void Sentinel::ask(std::int64_t now_ms) {
    if (!wire_.ready()) {
        return;  // it is being asked, or soon
    }
    const std::int64_t earliest = asked_ms_ + limits::kRespMapRefreshMinMs;
    if (now_ms < earliest) {
        due_ms_ = earliest;
        return;
    }
    leave();
    start(now_ms);
}

void Sentinel::leave() {
    at_ = (at_ + 1) % options_.sentinels.size();
    pending_.clear();
    wire_.stop();
    static_cast<void>(wire_.take_loss());
}

void Sentinel::on_closed(std::string_view why, std::int64_t now_ms) {
    wire_.on_closed(why, now_ms);
    settle(now_ms);
}

// After one that cannot be asked comes the next at once; after a whole round, a pause.
void Sentinel::settle(std::int64_t now_ms) {
    if (wire_.take_ready()) {
        send(Kind::address, now_ms);
        send(Kind::subscribe, now_ms);
    }
    if (!wire_.take_loss()) {
        return;
    }
    leave();
    if (++failures_ % options_.sentinels.size() != 0) {
        start(now_ms);
    } else {
        due_ms_ = now_ms + limits::kRespBackoffMaxMs / 2 +
                  static_cast<std::int64_t>(shared_.dice.roll(limits::kRespBackoffMaxMs / 2));
    }
}

void Sentinel::send(Kind kind, std::int64_t now_ms) {
    Command command;
    switch (kind) {
        case Kind::address:
            command = Command("SENTINEL", "GET-MASTER-ADDR-BY-NAME", options_.master);
            break;
        case Kind::subscribe: command = Command("SUBSCRIBE", "+switch-master"); break;
        case Kind::probe: command = Command("PING"); break;
    }
    std::string bytes;
    command.append_to(bytes);
    wire_.send(std::move(bytes));
    pending_.push_back(kind);
    asked_ms_ = now_ms;
}

void Sentinel::on_bytes(std::string_view bytes, std::int64_t now_ms) {
    for (;;) {
        const std::optional<Reply> reply = wire_.next(bytes, now_ms);
        settle(now_ms);
        if (!reply) {
            break;
        }
        on_reply(reply->root(), now_ms);
    }
}

void Sentinel::on_reply(const Value& reply, std::int64_t now_ms) {
    const bool pushed = reply.is(Type::push) || reply.is(Type::array);
    if (pushed && reply.at(0).text() == "message") {
        on_switch(reply.at(2).text());
        return;
    }
    if (pending_.empty()) {
        wire_.drop(Loss::broken, "a reply to nothing", now_ms);
        settle(now_ms);
        return;
    }
    const Kind kind = pending_.front();
    pending_.pop_front();
    if (kind == Kind::address) {
        on_address(reply, now_ms);
    } else if (kind == Kind::subscribe && reply.is_error()) {
        wire_.drop(Loss::refused, reply.text(), now_ms);
        settle(now_ms);
    }
}

void Sentinel::on_address(const Value& reply, std::int64_t now_ms) {
    const auto master = endpoint_of(reply.at(0).text(), reply.at(1).text());
    if (master) {
        failures_ = 0;
        master_ = master;
        return;
    }
    wire_.drop(Loss::refused, "the sentinel does not know the master", now_ms);
    settle(now_ms);
}

// "<name> <old host> <old port> <new host> <new port>"
void Sentinel::on_switch(std::string_view text) {
    std::array<std::string_view, 5> words;
    for (std::string_view& word : words) {
        const std::size_t space = text.find(' ');
        word = text.substr(0, space);
        text = space == std::string_view::npos ? std::string_view() : text.substr(space + 1);
    }
    if (words[0] == options_.master) {
        if (auto master = endpoint_of(words[3], words[4])) {
            master_ = std::move(master);
        }
    }
}

void Sentinel::tick(std::int64_t now_ms) {
    wire_.tick(now_ms);
    settle(now_ms);
    if (now_ms >= due_ms_) {
        due_ms_ = kNotAsked;
        if (wire_.ready()) {
            leave();
        }
        start(now_ms);
        return;
    }
    if (!wire_.ready() || now_ms < next_tick_ms()) {
        return;
    }
    if (pending_.empty()) {
        send(wire_.protocol() == 3 ? Kind::address : Kind::probe, now_ms);
    } else {
        wire_.drop(Loss::timed_out, "the sentinel does not answer", now_ms);
        settle(now_ms);
    }
}

std::int64_t Sentinel::next_tick_ms() const {
    std::int64_t at = std::min(wire_.next_tick_ms(), due_ms_);
    if (wire_.ready()) {
        at = std::min(at, pending_.empty()
                              ? std::max(asked_ms_, wire_.heard_ms()) + limits::kRespIdlePingMs
                              : asked_ms_ + limits::kRespPingAnswerMs);
    }
    return at;
}

std::optional<Endpoint> Sentinel::take_master() { return std::exchange(master_, std::nullopt); }

}  // namespace teahouse::resp
