// SPDX-License-Identifier: MIT
// Requests: from their acceptance to their one end.
#include "resp/client.h"

#include <algorithm>
#include <cstdint>
#include <deque>
#include <limits>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/limits_resp.h"
#include "base/result.h"
#include "resp/client_node.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/link.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/slots.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

constexpr std::int64_t kEndOfTime = std::numeric_limits<std::int64_t>::max();
constexpr std::int64_t kSweepStepMs = 10;  // parked requests are looked through no more often

}  // namespace

Client::Client(ClientOptions options)
    : url_(std::move(options.url)),
      name_(std::move(options.name)),
      shared_(options.seed),
      expire_ms_(kEndOfTime),
      map_due_ms_(kEndOfTime) {
    shared_.tls = url_.tls;
}

Client::~Client() = default;

Result<RequestId> Client::request(std::string_view key, Command command, std::int64_t deadline_ms) {
    return accept(key, {.command = std::move(command), .deadline_ms = deadline_ms});
}

Result<RequestId> Client::run(ScriptId script, const std::vector<std::string_view>& keys,
                              const std::vector<std::string_view>& arguments,
                              std::int64_t deadline_ms) {
    if (keys.empty()) {
        return fail(ErrorCode::invalid, "a script without a key belongs nowhere");
    }
    Command command = scripts_.run(script, keys);
    for (const std::string_view argument : arguments) {
        command.add(argument);
    }
    return accept(keys.front(),
                  {.command = std::move(command), .deadline_ms = deadline_ms, .script = script});
}

Result<RequestId> Client::accept(std::string_view key, Request request) {
    if (request.command.bytes() > limits::kRespCommandBytesMax) {
        return fail(ErrorCode::too_large, "the command is too long");
    }
    if (open_requests_ >= limits::kRespRequestsMax ||
        open_bytes_ + request.command.bytes() > limits::kRespRequestBytesMax) {
        return fail(ErrorCode::busy, "too much waits for Redis");
    }
    request.id = RequestId(++requests_made_);
    request.slot = slot_of(key);
    ++open_requests_;
    open_bytes_ += request.command.bytes();
    fresh_.push_back(std::move(request));
    return RequestId(requests_made_);
}

void Client::finish(const Request& request, Outcome outcome, Fault fault, Reply reply) {
    --open_requests_;
    open_bytes_ -= request.command.bytes();
    events_.emplace_back(
        Finished{.id = request.id, .outcome = outcome, .fault = fault, .reply = std::move(reply)});
}

void Client::park(Request request) {
    expire_ms_ = std::min(expire_ms_, request.deadline_ms);
    parked_.push_back(std::move(request));
}

// To the links of their nodes; what has none that is connected is parked.
void Client::dispatch(std::deque<Request>& requests, std::int64_t now_ms) {
    for (Request& request : std::exchange(requests, {})) {
        if (request.deadline_ms <= now_ms) {
            finish(request, Outcome::not_sent,
                   request.refused);  // sent, it would end the connection
            continue;
        }
        Node* node = route(request.slot, now_ms);
        if (node == nullptr || !node->link.ready()) {
            park(std::move(request));
        } else if (node->link.accepts(request)) {
            node->link.submit(std::move(request));
        } else {
            // The link's own requests (a map, a PING) took the last place.
            retry_later(std::move(request), now_ms);
        }
    }
}

void Client::on_done(Node& node, Done done, std::int64_t now_ms) {
    if (done.request.id == map_request_) {
        on_map(node, done, now_ms);
        return;
    }
    if (done.request.id == info_request_) {
        on_info(node, done);
        return;
    }
    switch (done.outcome) {
        case Outcome::unknown: finish(done.request, Outcome::unknown, Fault::none); break;
        case Outcome::not_sent:
            done.request.asking = false;
            routes_changed_ = true;
            park(std::move(done.request));
            break;
        case Outcome::answered: {
            const Fault fault = fault_of(done.reply.root());
            if (is_passing(fault)) {
                on_refused(node, std::move(done), fault, now_ms);
            } else {
                finish(done.request, Outcome::answered, fault, std::move(done.reply));
            }
            break;
        }
    }
}

// Nothing was executed: again, here or elsewhere, at once or later.
void Client::on_refused(Node& node, Done done, Fault fault, std::int64_t now_ms) {
    done.request.asking = false;
    done.request.refused = fault;
    const bool elsewhere = fault == Fault::moved || fault == Fault::ask;
    if (++done.request.attempts >= limits::kRespAttemptsMax || (elsewhere && !cluster())) {
        finish(done.request, Outcome::answered, fault, std::move(done.reply));
        return;
    }
    if (elsewhere && redirect(node, done, fault, now_ms)) {
        return;
    }
    if (cluster()) {
        want_map(now_ms);
    } else if (sentinel_ != nullptr && fault == Fault::read_only) {
        node.link.drop("the master became a replica", now_ms);
    }
    retry_later(std::move(done.request), now_ms);
}

bool Client::redirect(Node& node, Done& done, Fault fault, std::int64_t now_ms) {
    auto target = redirect_of(done.reply.root());
    if (!target || target->slot != done.request.slot) {
        return false;
    }
    if (target->to.host.empty()) {
        target->to.host = node.endpoint.host;
    }
    if (fault == Fault::moved) {
        // More than a few times is a quarrel of nodes, which takes them a moment.
        const bool quarrel = done.request.attempts > 3;
        map_.set(target->slot, target->to);
        map_patched_ = true;
        want_map(now_ms);
        routes_changed_ = true;
        if (!quarrel) {
            park(std::move(done.request));
        }
        return !quarrel;
    }
    // Not connected to it yet: the owner of the slot will say so again once we are.
    Node& other = node_at(target->to, now_ms);
    other.needed_ms = now_ms + limits::kRespMapRefreshMs;
    done.request.asking = true;
    if (!other.link.ready() || !other.link.accepts(done.request)) {
        done.request.asking = false;
        return false;
    }
    other.link.submit(std::move(done.request));
    return true;
}

void Client::retry_later(Request request, std::int64_t now_ms) {
    const std::int64_t longest =
        std::min(limits::kRespBackoffMaxMs,
                 limits::kRespBackoffMinMs << std::min<unsigned>(request.attempts, 8));
    const std::int64_t pause =
        longest / 2 +
        static_cast<std::int64_t>(shared_.dice.roll(static_cast<std::uint64_t>(longest / 2) + 1));
    expire_ms_ = std::min(expire_ms_, request.deadline_ms);
    later_.emplace(now_ms + pause, std::move(request));
}

void Client::expire(std::int64_t now_ms) {
    if (now_ms < expire_ms_) {
        return;
    }
    expire_ms_ = kEndOfTime;
    expire_in(parked_, now_ms);
    for (auto at = later_.begin(); at != later_.end();) {
        if (at->second.deadline_ms <= now_ms) {
            finish(at->second, Outcome::not_sent, at->second.refused);
            at = later_.erase(at);
        } else {
            expire_ms_ = std::min(expire_ms_, at->second.deadline_ms);
            ++at;
        }
    }
    if (expire_ms_ != kEndOfTime) {
        expire_ms_ = std::max(expire_ms_, now_ms + kSweepStepMs);
    }
}

void Client::expire_in(std::deque<Request>& requests, std::int64_t now_ms) {
    std::deque<Request> kept;
    for (Request& request : requests) {
        if (request.deadline_ms <= now_ms) {
            finish(request, Outcome::not_sent, request.refused);
        } else {
            expire_ms_ = std::min(expire_ms_, request.deadline_ms);
            kept.push_back(std::move(request));
        }
    }
    requests = std::move(kept);
}

void Client::tick(std::int64_t now_ms) {
    look_at_sentinel(now_ms);
    for (auto& [endpoint, node] : nodes_) {
        node->link.tick(now_ms);
        if (node->ears != nullptr) {
            node->ears->tick(now_ms);
        }
    }
    // Settling may make nodes: which std::map allows, but not a loop that does the rest as well.
    for (auto& [endpoint, node] : nodes_) {
        settle(*node, now_ms);
    }
    while (!later_.empty() && later_.begin()->first <= now_ms) {
        park(std::move(later_.extract(later_.begin()).mapped()));
        routes_changed_ = true;
    }
    expire(now_ms);
    if (now_ms >= map_due_ms_) {
        refresh_map(now_ms);
    }
    prune(now_ms);
    place_new(now_ms);
    if (std::exchange(routes_changed_, false)) {
        dispatch(parked_, now_ms);
    }
    dispatch(fresh_, now_ms);
    for (auto& [endpoint, node] : nodes_) {
        node->link.flush(now_ms);
        if (node->ears != nullptr) {
            node->ears->flush(now_ms);
        }
    }
}

std::int64_t Client::next_tick_ms() const {
    if (!fresh_.empty() || !unplaced_.empty() || routes_changed_) {
        return 0;
    }
    std::int64_t at = std::min(expire_ms_, map_due_ms_);
    if (sentinel_ != nullptr) {
        at = std::min(at, sentinel_->next_tick_ms());
    }
    if (!later_.empty()) {
        at = std::min(at, later_.begin()->first);
    }
    for (const auto& [endpoint, node] : nodes_) {
        at = std::min(at, node->link.next_tick_ms());
        if (node->ears != nullptr) {
            at = std::min(at, node->ears->next_tick_ms());
        }
    }
    return at;
}

std::vector<Action> Client::take_actions() { return std::exchange(shared_.actions, {}); }

std::vector<ClientEvent> Client::take_events() { return std::exchange(events_, {}); }

}  // namespace teahouse::resp
