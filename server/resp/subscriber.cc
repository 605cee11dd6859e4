// SPDX-License-Identifier: MIT
#include "resp/subscriber.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits_resp.h"
#include "base/result.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

constexpr std::int64_t kNeverAgain = std::numeric_limits<std::int64_t>::max();

std::string_view command_for(ChannelKind kind, bool subscribe) {
    if (kind == ChannelKind::sharded) {
        return subscribe ? "SSUBSCRIBE" : "SUNSUBSCRIBE";
    }
    return subscribe ? "SUBSCRIBE" : "UNSUBSCRIBE";
}

}  // namespace

Subscriber::Subscriber(Shared& shared, WireOptions options)
    : wire_(shared, std::move(options)), retry_ms_(kNeverAgain) {}

Status Subscriber::want(Channel channel, bool gap) {
    if (channel.name.size() > limits::kRespChannelBytesMax) {
        return fail(ErrorCode::too_large, "the name of the channel is too long");
    }
    if (wanted_ >= limits::kRespChannelsMax) {
        return fail(ErrorCode::busy, "there are too many subscriptions");
    }
    const auto at = channels_.try_emplace(std::move(channel)).first;
    Entry& entry = at->second;
    if (!entry.wanted) {
        entry.wanted = true;
        entry.gap = gap;
        ++wanted_;
        change(at->first, entry);
    }
    return {};
}

void Subscriber::unwant(const Channel& channel) {
    const auto at = channels_.find(channel);
    if (at == channels_.end() || !at->second.wanted) {
        return;
    }
    at->second.wanted = false;
    --wanted_;
    unconfirm(at->second);
    change(at->first, at->second);
}

bool Subscriber::wants(const Channel& channel) const {
    const auto at = channels_.find(channel);
    return at != channels_.end() && at->second.wanted;
}

void Subscriber::change(const Channel& channel, Entry& entry) {
    if (!entry.changed) {
        entry.changed = true;
        changed_.push_back(channel);
    }
}

void Subscriber::unconfirm(Entry& entry) {
    if (entry.confirmed) {
        entry.confirmed = false;
        entry.gap = true;
        --confirmed_;
    }
}

void Subscriber::flush(std::int64_t now_ms) {
    if (!wire_.ready()) {
        return;
    }
    std::string bytes;
    for (Channel& channel : std::exchange(changed_, {})) {
        const auto at = channels_.find(channel);
        if (at == channels_.end()) {
            continue;
        }
        Entry& entry = at->second;
        entry.changed = false;
        if (entry.wanted != entry.asked) {
            entry.asked = entry.wanted;
            ++entry.pending;
            Command(command_for(channel.kind, entry.wanted), channel.name).append_to(bytes);
            pending_.push_back({.kind = entry.wanted ? Kind::subscribe : Kind::unsubscribe,
                                .channel = std::move(channel),
                                .sent_ms = now_ms});
        } else if (!entry.wanted && entry.pending == 0) {
            channels_.erase(at);
        }
    }
    if (pending_.empty() && now_ms - wire_.heard_ms() >= limits::kRespIdlePingMs) {
        Command("PING").append_to(bytes);
        pending_.push_back({.kind = Kind::ping, .channel = {}, .sent_ms = now_ms});
    }
    if (!bytes.empty()) {
        wire_.send(std::move(bytes));
    }
}

void Subscriber::on_bytes(std::string_view bytes, std::int64_t now_ms) {
    while (std::optional<Reply> reply = wire_.next(bytes, now_ms)) {
        on_reply(*std::move(reply), now_ms);
    }
    settle();
}

// RESP3 has pushes where RESP2 has arrays; what is in them is the same.
void Subscriber::on_reply(Reply reply, std::int64_t now_ms) {
    const Value root = reply.root();
    if (root.is_error()) {
        on_error(root, now_ms);
        return;
    }
    if (!root.is(Type::push) && !root.is(Type::array)) {
        on_pong(now_ms);
        return;
    }
    const std::string_view word = root.at(0).text();
    const bool sharded = word == "smessage" || word == "ssubscribe" || word == "sunsubscribe";
    const ChannelKind kind = sharded ? ChannelKind::sharded : ChannelKind::plain;
    const std::string_view what = sharded ? word.substr(1) : word;
    if (what == "message") {
        on_message(kind, std::move(reply));
    } else if (what == "subscribe" || what == "unsubscribe") {
        on_answer({.kind = kind, .name = std::string(root.at(1).text())},
                  what == "subscribe" ? Kind::subscribe : Kind::unsubscribe, now_ms);
    } else if (what == "pong") {
        on_pong(now_ms);
    }
}

void Subscriber::on_answer(const Channel& channel, Kind kind, std::int64_t now_ms) {
    const bool expected =
        !pending_.empty() && pending_.front().kind == kind && pending_.front().channel == channel;
    if (!expected) {
        if (kind == Kind::subscribe) {
            wire_.drop(Loss::broken, "a subscription that was not asked for", now_ms);
        } else {
            on_unsubscribed(channel);
        }
        return;
    }
    pending_.pop_front();
    answered_ms_ = now_ms;
    const auto at = channels_.find(channel);
    if (at == channels_.end() || --at->second.pending > 0) {
        return;
    }
    Entry& entry = at->second;
    if (kind == Kind::subscribe && entry.wanted && entry.asked) {
        entry.confirmed = true;
        ++confirmed_;
        heard_.emplace_back(Subscribed{.channel = channel, .gap = std::exchange(entry.gap, false)});
    } else if (!entry.wanted && !entry.changed) {
        channels_.erase(at);
    }
}

// The server ended it by itself: its slot has moved to another one.
void Subscriber::on_unsubscribed(const Channel& channel) {
    const auto at = channels_.find(channel);
    if (at == channels_.end() || at->second.pending > 0) {
        return;
    }
    at->second.asked = false;
    unconfirm(at->second);
    change(at->first, at->second);
}

void Subscriber::on_error(const Value& reply, std::int64_t now_ms) {
    if (!pending_.empty() && pending_.front().kind == Kind::ping) {
        on_pong(now_ms);  // it lives; what it objects to will be seen by a command that matters
        return;
    }
    const bool subscribes = !pending_.empty() && pending_.front().kind == Kind::subscribe;
    if (!subscribes) {
        wire_.drop(Loss::broken, reply.text(), now_ms);
        return;
    }
    const Channel channel = std::move(pending_.front().channel);
    pending_.pop_front();
    answered_ms_ = now_ms;
    const auto at = channels_.find(channel);
    if (at == channels_.end()) {
        return;
    }
    Entry& entry = at->second;
    --entry.pending;
    if (!entry.wanted || entry.pending > 0) {
        return;
    }
    entry.asked = false;
    refused_.push_back(channel);
    retry_ms_ = std::min(retry_ms_, now_ms + limits::kRespRetryMaxMs);
    heard_.emplace_back(Refused{.channel = channel,
                                .fault = fault_of(reply),
                                .redirect = redirect_of(reply),
                                .why = std::string(reply.text())});
}

void Subscriber::on_message(ChannelKind kind, Reply reply) {
    Message message{.kind = kind, .reply = std::move(reply)};
    if (wants({.kind = kind, .name = std::string(message.channel())})) {
        heard_.emplace_back(std::move(message));
    }
}

void Subscriber::on_pong(std::int64_t now_ms) {
    if (pending_.empty() || pending_.front().kind != Kind::ping) {
        wire_.drop(Loss::broken, "an answer to nothing that was asked", now_ms);
        return;
    }
    pending_.pop_front();
    answered_ms_ = now_ms;
}

void Subscriber::settle() {
    const std::optional<Loss> loss = wire_.take_loss();
    if (!loss) {
        return;
    }
    lost_ = loss;
    pending_.clear();
    refused_.clear();
    changed_.clear();
    retry_ms_ = kNeverAgain;
    for (auto at = channels_.begin(); at != channels_.end();) {
        Entry& entry = at->second;
        if (!entry.wanted) {
            at = channels_.erase(at);
            continue;
        }
        unconfirm(entry);
        entry.asked = false;
        entry.pending = 0;
        entry.changed = true;
        changed_.push_back(at->first);
        ++at;
    }
}

// When the oldest command will have waited for too long, as long as none is answered.
std::int64_t Subscriber::late_ms() const {
    if (pending_.empty()) {
        return kNeverAgain;
    }
    const Pending& oldest = pending_.front();
    return std::max(oldest.sent_ms, answered_ms_) +
           (oldest.kind == Kind::ping ? limits::kRespPingAnswerMs : limits::kRespConfirmMs);
}

void Subscriber::tick(std::int64_t now_ms) {
    wire_.tick(now_ms);
    if (now_ms >= late_ms()) {
        wire_.drop(Loss::timed_out, "a subscription or a PING was not answered", now_ms);
    }
    settle();
    if (now_ms >= retry_ms_) {
        retry_ms_ = kNeverAgain;
        for (const Channel& channel : std::exchange(refused_, {})) {
            if (const auto at = channels_.find(channel); at != channels_.end()) {
                change(at->first, at->second);
            }
        }
    }
    flush(now_ms);
}

std::int64_t Subscriber::next_tick_ms() const {
    std::int64_t at = std::min({wire_.next_tick_ms(), late_ms(), retry_ms_});
    if (wire_.ready() && pending_.empty()) {
        at = std::min(at, wire_.heard_ms() + limits::kRespIdlePingMs);
    }
    return at;
}

std::vector<Heard> Subscriber::take_heard() { return std::exchange(heard_, {}); }

std::optional<Loss> Subscriber::take_loss() { return std::exchange(lost_, std::nullopt); }

}  // namespace teahouse::resp
