// SPDX-License-Identifier: MIT
#include "resp/wire.h"

#include <algorithm>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/check.h"
#include "base/limits_resp.h"
#include "resp/command.h"
#include "resp/out.h"
#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

// Doubles from the least pause to the longest; the second half of each is drawn, so that clients
// that lost the same server do not come back together.
std::int64_t pause_ms(unsigned losses, Dice& dice) {
    const std::int64_t longest =
        std::min(limits::kRespRetryMaxMs, limits::kRespRetryMinMs << std::min(losses, 10U));
    const std::int64_t half = std::max(longest / 2, limits::kRespRetryMinMs);
    return half + static_cast<std::int64_t>(dice.roll(
                      static_cast<std::uint64_t>(std::max(longest - half, std::int64_t{0})) + 1));
}

// An unknown command is answered with its words, which may be a password.
std::string_view without_words(std::string_view error) {
    return error.substr(0, error.find(", with args"));
}

}  // namespace

std::string_view to_string(Loss loss) {
    switch (loss) {
        case Loss::closed: return "closed";
        case Loss::timed_out: return "timed_out";
        case Loss::broken: return "broken";
        case Loss::refused: return "refused";
        case Loss::not_master: return "not_master";
        case Loss::dropped: return "dropped";
    }
    return "";
}

Wire::Wire(Shared& shared, WireOptions options) : shared_(shared), options_(std::move(options)) {}

void Wire::start(const Endpoint& to, std::int64_t now_ms) {
    if (state_ != State::off && to == to_) {
        return;
    }
    stop();
    to_ = to;
    losses_ = 0;
    open(now_ms);
}

void Wire::stop() {
    drop(Loss::dropped, "given up", 0);
    state_ = State::off;
}

void Wire::drop(Loss loss, std::string_view why, std::int64_t now_ms) {
    if (state_ == State::off || state_ == State::resting) {
        return;
    }
    if (loss != Loss::closed) {
        shared_.actions.emplace_back(Close{connection_});
    }
    state_ = State::resting;
    connection_ = {};
    steps_.clear();
    became_ready_ = false;
    lost_ = loss;
    why_ = why;
    ++losses_;
    due_ms_ = now_ms + pause_ms(losses_, shared_.dice);
}

void Wire::open(std::int64_t now_ms) {
    state_ = State::opening;
    connection_ = ConnectionId(++shared_.connections);
    parser_ = Parser();
    due_ms_ = now_ms + limits::kRespOpenMs;
    shared_.actions.emplace_back(Open{.connection = connection_, .to = to_, .tls = shared_.tls});
}

void Wire::ask(Step step, const Command& command) {
    std::string bytes;
    command.append_to(bytes);
    steps_.push_back(step);
    shared_.actions.emplace_back(Send{.connection = connection_, .bytes = std::move(bytes)});
}

void Wire::on_open(std::int64_t now_ms) {
    if (state_ != State::opening) {
        return;
    }
    state_ = State::greeting;
    heard_ms_ = now_ms;
    protocol_ = 3;
    Command hello("HELLO", 3);
    if (!options_.password.empty()) {
        hello.add("AUTH")
            .add(options_.user.empty() ? std::string_view("default") : options_.user)
            .add(options_.password);
    }
    if (!options_.name.empty()) {
        hello.add("SETNAME").add(options_.name);
    }
    ask(Step::hello, hello);
}

void Wire::on_closed(std::string_view why, std::int64_t now_ms) { drop(Loss::closed, why, now_ms); }

std::optional<Reply> Wire::next(std::string_view& input, std::int64_t now_ms) {
    while (state_ == State::greeting || state_ == State::ready) {
        heard_ms_ = now_ms;
        Event event = parser_.next(input);
        switch (event.kind) {
            case Event::Kind::need_more: return std::nullopt;
            case Event::Kind::error: drop(Loss::broken, event.why, now_ms); break;
            case Event::Kind::reply:
                if (state_ == State::ready) {
                    return std::move(event.reply);
                }
                on_greeting(event.reply.root(), now_ms);
                break;
        }
    }
    input = {};
    return std::nullopt;
}

void Wire::on_greeting(const Value& reply, std::int64_t now_ms) {
    if (steps_.empty() || reply.is(Type::push)) {
        drop(Loss::broken, "a reply to nothing in the greeting", now_ms);
        return;
    }
    const Step step = steps_.front();
    steps_.pop_front();
    switch (step) {
        case Step::hello: on_hello(reply, now_ms); break;
        case Step::auth:
        case Step::database:
            if (reply.is_error()) {
                drop(Loss::refused, without_words(reply.text()), now_ms);
            }
            break;
        case Step::name: break;  // a server that knows no names serves as well
        case Step::role:
            if (reply.at(0).text() != "master") {
                drop(Loss::not_master, "a replica where the master was looked for", now_ms);
            }
            break;
    }
    if (state_ == State::greeting && steps_.empty()) {
        state_ = State::ready;
        became_ready_ = true;
        losses_ = 0;
    }
}

void Wire::on_hello(const Value& reply, std::int64_t now_ms) {
    const bool unknown = reply.text().find("unknown command") != std::string_view::npos;
    if (unknown || reply.code() == "NOPROTO" || reply.code() == "NOPERM") {
        go_on_without_hello();
    } else if (reply.is_error()) {
        drop(Loss::refused, without_words(reply.text()), now_ms);
        return;
    } else if (options_.must_be_master && reply.find("role").text() != "master") {
        drop(Loss::not_master, "a replica where the master was looked for", now_ms);
        return;
    }
    if (options_.database != 0) {
        ask(Step::database, Command("SELECT", options_.database));
    }
}

void Wire::go_on_without_hello() {
    protocol_ = 2;
    if (!options_.password.empty()) {
        Command auth("AUTH");
        if (!options_.user.empty()) {
            auth.add(options_.user);  // a server without ACLs knows the password alone
        }
        ask(Step::auth, auth.add(options_.password));
    }
    if (!options_.name.empty()) {
        ask(Step::name, Command("CLIENT", "SETNAME", options_.name));
    }
    if (options_.must_be_master) {
        ask(Step::role, Command("ROLE"));
    }
}

void Wire::tick(std::int64_t now_ms) {
    if (now_ms < next_tick_ms()) {
        return;
    }
    if (state_ == State::resting) {
        open(now_ms);
    } else {
        drop(Loss::timed_out,
             state_ == State::opening ? "no connection in time" : "no greeting in time", now_ms);
    }
}

std::int64_t Wire::next_tick_ms() const {
    const bool waits =
        state_ == State::resting || state_ == State::opening || state_ == State::greeting;
    return waits ? due_ms_ : std::numeric_limits<std::int64_t>::max();
}

void Wire::send(std::string bytes) {
    DCHECK(ready());
    shared_.actions.emplace_back(Send{.connection = connection_, .bytes = std::move(bytes)});
}

bool Wire::take_ready() { return std::exchange(became_ready_, false); }

std::optional<Loss> Wire::take_loss() { return std::exchange(lost_, std::nullopt); }

}  // namespace teahouse::resp
