// SPDX-License-Identifier: MIT
#include "resp/link.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/error.h"
#include "base/limits_resp.h"
#include "base/result.h"
#include "base/sha1.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/wire.h"

namespace teahouse::resp {
namespace {

constexpr std::int64_t kNever = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kExpiryStepMs = 10;  // deadlines are looked through no more often

std::string hex_of(const Sha1Digest& digest) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string text;
    for (const std::byte byte : digest) {
        text += kHex[std::to_integer<unsigned>(byte) >> 4U];
        text += kHex[std::to_integer<unsigned>(byte) & 0x0FU];
    }
    return text;
}

}  // namespace

std::string_view to_string(Outcome outcome) {
    switch (outcome) {
        case Outcome::answered: return "answered";
        case Outcome::not_sent: return "not_sent";
        case Outcome::unknown: return "unknown";
    }
    return "";
}

Result<ScriptId> Scripts::add(std::string_view text) {
    if (text.size() > limits::kRespScriptBytesMax) {
        return fail(ErrorCode::too_large, "the script is too long");
    }
    if (scripts_.size() >= limits::kRespScriptsMax) {
        return fail(ErrorCode::too_large, "there are too many scripts");
    }
    scripts_.push_back({.text = std::string(text), .sha1 = hex_of(sha1(text))});
    return ScriptId(scripts_.size());
}

const Scripts::Script& Scripts::script(ScriptId id) const {
    CHECK(id && id.value <= scripts_.size());
    return scripts_[id.value - 1];
}

Command Scripts::run(ScriptId id, const std::vector<std::string_view>& keys) const {
    Command command("EVALSHA", script(id).sha1, keys.size());
    for (const std::string_view key : keys) {
        command.add(key);
    }
    return command;
}

Command Scripts::load(ScriptId id) const { return Command("SCRIPT", "LOAD", script(id).text); }

Link::Link(Shared& shared, const Scripts& scripts, WireOptions options)
    : wire_(shared, std::move(options)), scripts_(scripts), earliest_ms_(kNever) {}

Status Link::accepts(const Request& request) const {
    if (!ready()) {
        return fail(ErrorCode::store_unavailable, "not connected");
    }
    if (request.command.bytes() > limits::kRespCommandBytesMax) {
        return fail(ErrorCode::too_large, "the command is too long");
    }
    if (sent_.size() + waiting_.size() + again_.size() >= limits::kRespRequestsMax ||
        bytes_ + request.command.bytes() > limits::kRespRequestBytesMax) {
        return fail(ErrorCode::busy, "too much waits for Redis");
    }
    return {};
}

void Link::submit(Request request) {
    DCHECK(accepts(request));
    bytes_ += request.command.bytes();
    earliest_ms_ = std::min(earliest_ms_, request.deadline_ms);
    waiting_.push_back({.request = std::move(request)});
}

void Link::send_one(Sent sent, std::string& bytes) {
    if (sent.request.script) {
        const std::size_t at = sent.request.script.value - 1;
        loaded_.resize(std::max(loaded_.size(), at + 1));
        if (!loaded_[at]) {
            loaded_[at] = true;
            scripts_.load(sent.request.script).append_to(bytes);
            sent_.push_back({.kind = Kind::load,
                             .request = {.deadline_ms = sent.request.deadline_ms,
                                         .script = sent.request.script}});
        }
    }
    if (sent.request.asking) {
        Command("ASKING").append_to(bytes);
        sent_.push_back(
            {.kind = Kind::asking, .request = {.deadline_ms = sent.request.deadline_ms}});
    }
    sent.request.command.append_to(bytes);
    sent_.push_back(std::move(sent));
}

void Link::flush(std::int64_t now_ms) {
    if (!ready()) {
        return;
    }
    if (sent_.empty()) {
        holding_ = false;
    }
    std::string bytes;
    if (!holding_) {
        for (std::deque<Sent>* queue : {&again_, &waiting_}) {
            for (Sent& sent : *queue) {
                send_one(std::move(sent), bytes);
            }
            queue->clear();
        }
    }
    if (sent_.empty() && now_ms - wire_.heard_ms() >= limits::kRespIdlePingMs) {
        Request ping{.command = Command("PING"), .deadline_ms = now_ms + limits::kRespPingAnswerMs};
        earliest_ms_ = std::min(earliest_ms_, ping.deadline_ms);
        bytes_ += ping.command.bytes();
        send_one({.kind = Kind::ping, .request = std::move(ping)}, bytes);
    }
    if (!bytes.empty()) {
        wire_.send(std::move(bytes));
    }
}

void Link::on_bytes(std::string_view bytes, std::int64_t now_ms) {
    while (std::optional<Reply> reply = wire_.next(bytes, now_ms)) {
        on_reply(*std::move(reply), now_ms);
    }
    settle();
}

void Link::on_reply(Reply reply, std::int64_t now_ms) {
    const Value root = reply.root();
    if (root.is(Type::push)) {
        return;  // nothing that this connection asked for
    }
    if (sent_.empty()) {
        wire_.drop(Loss::broken, "a reply to nothing", now_ms);
        return;
    }
    Sent sent = std::move(sent_.front());
    sent_.pop_front();
    const Fault fault = fault_of(root);
    switch (sent.kind) {
        case Kind::load:
            if (fault != Fault::none) {
                loaded_[sent.request.script.value - 1] = false;
            }
            break;
        case Kind::asking: break;
        case Kind::ping: bytes_ -= sent.request.command.bytes(); break;
        case Kind::request:
            if (fault == Fault::no_script && sent.request.script && !sent.loaded_again) {
                loaded_[sent.request.script.value - 1] = false;
                sent.loaded_again = true;
                again_.push_back(std::move(sent));
                holding_ = true;
                break;
            }
            end(std::move(sent.request), Outcome::answered, std::move(reply));
            break;
    }
}

void Link::end(Request request, Outcome outcome, Reply reply) {
    bytes_ -= request.command.bytes();
    done_.push_back({.request = std::move(request), .outcome = outcome, .reply = std::move(reply)});
}

// What ends with the connection.
void Link::settle() {
    const std::optional<Loss> loss = wire_.take_loss();
    if (!loss) {
        return;
    }
    lost_ = loss;
    for (Sent& sent : std::exchange(sent_, {})) {
        if (sent.kind == Kind::request) {
            end(std::move(sent.request), Outcome::unknown);
        }
    }
    for (std::deque<Sent>* queue : {&again_, &waiting_}) {
        for (Sent& sent : std::exchange(*queue, {})) {
            end(std::move(sent.request), Outcome::not_sent);
        }
    }
    holding_ = false;
    loaded_.clear();
    bytes_ = 0;
    earliest_ms_ = kNever;
}

void Link::tick(std::int64_t now_ms) {
    wire_.tick(now_ms);
    if (now_ms >= earliest_ms_) {
        expire(now_ms);
    }
    settle();
    flush(now_ms);
}

void Link::expire(std::int64_t now_ms) {
    expire_waiting(waiting_, now_ms);
    expire_waiting(again_, now_ms);
    std::int64_t earliest = kNever;
    for (const std::deque<Sent>* queue : {&sent_, &again_, &waiting_}) {
        for (const Sent& sent : *queue) {
            earliest = std::min(earliest, sent.request.deadline_ms);
        }
    }
    if (earliest <= now_ms) {
        wire_.drop(Loss::timed_out, "no answer in time", now_ms);
        return;
    }
    earliest_ms_ = earliest == kNever ? kNever : std::max(earliest, now_ms + kExpiryStepMs);
}

void Link::expire_waiting(std::deque<Sent>& requests, std::int64_t now_ms) {
    std::deque<Sent> kept;
    for (Sent& sent : requests) {
        if (sent.request.deadline_ms <= now_ms) {
            end(std::move(sent.request), Outcome::not_sent);
        } else {
            kept.push_back(std::move(sent));
        }
    }
    requests = std::move(kept);
}

std::int64_t Link::next_tick_ms() const {
    std::int64_t at = std::min(wire_.next_tick_ms(), earliest_ms_);
    if (ready() && sent_.empty()) {
        at = std::min(at, wire_.heard_ms() + limits::kRespIdlePingMs);
    }
    return at;
}

std::vector<Done> Link::take_done() { return std::exchange(done_, {}); }

std::optional<Loss> Link::take_loss() { return std::exchange(lost_, std::nullopt); }

}  // namespace teahouse::resp
