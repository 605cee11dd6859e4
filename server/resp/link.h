// SPDX-License-Identifier: MIT
// A connection for commands: requests are pipelined and answered in order, scripts are run by their
// hash and loaded where the server does not know them.
//
//     link.start(endpoint, now);
//     link.submit({.id = id, .command = Command("GET", key), .deadline_ms = now + 5'000});
//     link.flush(now);          // once a tick: all that waits goes out in one piece
//     for (Done& done : link.take_done()) { ... }
//
// A request that is not answered by its time breaks the connection: answers are told apart by their
// order alone. It and all others that were sent end as `unknown`, those that were not as
// `not_sent`. Sans-IO, as resp/wire.h says. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "resp/command.h"
#include "resp/errors.h"
#include "resp/out.h"
#include "resp/reply.h"
#include "resp/url.h"
#include "resp/wire.h"

namespace teahouse::resp {

using RequestId = Id<struct RespRequestTag>;
using ScriptId = Id<struct RespScriptTag>;  // 1, 2, 3...

// Texts of Lua scripts with their hashes. Owned by the client, outlives its links; only grows.
class Scripts {
public:
    // too_large: it, or their number.
    Result<ScriptId> add(std::string_view text);
    // EVALSHA with the hash of the script and `keys`, to which arguments can be added.
    [[nodiscard]] Command run(ScriptId id, const std::vector<std::string_view>& keys) const;
    [[nodiscard]] Command load(ScriptId id) const;
    [[nodiscard]] std::size_t size() const { return scripts_.size(); }

private:
    struct Script {
        std::string text;
        std::string sha1;  // in hexadecimal digits
    };
    [[nodiscard]] const Script& script(ScriptId id) const;
    std::vector<Script> scripts_;
};

struct Request {
    RequestId id;
    Command command;
    std::int64_t deadline_ms = 0;
    ScriptId script = {};  // none: no script. `command` is of Scripts::run() then.
    bool asking = false;   // preceded by ASKING
    // For the client that routes it:
    std::uint16_t slot = 0;
    std::uint16_t attempts = 0;
    Fault refused = Fault::none;  // of its last attempt
};

enum class Outcome : std::uint8_t {
    answered,  // with a reply, which may be an error
    not_sent,  // has had no effect and will have none
    unknown,   // may have been executed or not
};
[[nodiscard]] std::string_view to_string(Outcome outcome);

struct Done {
    Request request;
    Outcome outcome = Outcome::answered;
    Reply reply = {};
};

class Link {
public:
    // `scripts` and `shared` outlive the link.
    Link(Shared& shared, const Scripts& scripts, WireOptions options);

    void start(const Endpoint& to, std::int64_t now_ms) {
        wire_.start(to, now_ms);
        settle();
    }
    void stop() {
        wire_.stop();
        settle();
    }
    // Ends the connection, as if it had been lost, and makes it again.
    void drop(std::string_view why, std::int64_t now_ms) {
        wire_.drop(Loss::dropped, why, now_ms);
        settle();
    }
    [[nodiscard]] const Wire& wire() const { return wire_; }
    [[nodiscard]] bool ready() const { return wire_.ready(); }

    // store_unavailable: not connected; too_large: the command; busy: too many requests wait, or
    // too many bytes of them. Refused ones are not kept and not told of again.
    [[nodiscard]] Status accepts(const Request& request) const;
    // One that accepts() accepts.
    void submit(Request request);
    void flush(std::int64_t now_ms);

    void on_open(std::int64_t now_ms) { wire_.on_open(now_ms); }
    void on_closed(std::string_view why, std::int64_t now_ms) {
        wire_.on_closed(why, now_ms);
        settle();
    }
    void on_bytes(std::string_view bytes, std::int64_t now_ms);
    void tick(std::int64_t now_ms);
    [[nodiscard]] std::int64_t next_tick_ms() const;

    // What has ended since the last call, in the order of its end.
    [[nodiscard]] std::vector<Done> take_done();
    [[nodiscard]] bool take_ready() { return wire_.take_ready(); }
    [[nodiscard]] std::optional<Loss> take_loss();
    // Nothing sent, nothing waiting, nothing to take.
    [[nodiscard]] bool idle() const {
        return sent_.empty() && waiting_.empty() && again_.empty() && done_.empty();
    }

private:
    enum class Kind : std::uint8_t { request, asking, load, ping };
    struct Sent {
        Kind kind = Kind::request;
        Request request;  // of load and ping: its deadline and script alone
        bool loaded_again = false;
    };

    void settle();
    void on_reply(Reply reply, std::int64_t now_ms);
    void send_one(Sent sent, std::string& bytes);
    void end(Request request, Outcome outcome, Reply reply = {});
    void expire(std::int64_t now_ms);
    void expire_waiting(std::deque<Sent>& requests, std::int64_t now_ms);

    Wire wire_;
    const Scripts& scripts_;
    std::deque<Sent> waiting_;
    std::deque<Sent> again_;  // were answered with NOSCRIPT
    std::deque<Sent> sent_;   // not answered, in order
    // No more is sent until all that was sent is answered: what NOSCRIPT hit among it goes first,
    // so that scripts run in the order of their requests.
    bool holding_ = false;
    std::vector<bool> loaded_;  // scripts that this connection has loaded
    std::size_t bytes_ = 0;     // of all requests
    std::int64_t earliest_ms_;  // no deadline before it
    std::vector<Done> done_;
    std::optional<Loss> lost_;
};

}  // namespace teahouse::resp
