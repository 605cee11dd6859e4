// SPDX-License-Identifier: MIT
// One connection to one Redis or Sentinel that is made again whenever it is lost: opening, greeting
// (HELLO 3 with AUTH and SETNAME, or AUTH and CLIENT SETNAME where HELLO is unknown; SELECT), then
// replies. What is asked over it is its owner's business (resp/link.h, resp/subscriber.h).
//
//              start                on_open           greeted
//     off ----------> opening ---------------> greeting -------> ready
//                        ^  |  on_closed, too late,  |              |
//              retry_at  |  v  or refused            v              v
//                      resting <------------------------------------+
//
// Sans-IO: the owner is told what happens to the socket and the time in milliseconds of a clock
// that does not go back; actions go to Shared. One thread.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "resp/command.h"
#include "resp/out.h"
#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {

struct WireOptions {
    std::string user = {};
    std::string password = {};
    std::string name = {};  // of CLIENT LIST; no blanks
    std::uint32_t database = 0;
    bool must_be_master = false;  // else it is lost with not_master
};

enum class Loss : std::uint8_t {
    closed,      // by the other side, or it could not be opened
    timed_out,   // opening, greeting, a request or a ping took too long
    broken,      // what came is not RESP, or fits nothing that was asked
    refused,     // the login, the database or the greeting
    not_master,  // a replica where a master was wanted
    dropped,     // by ourselves: stop(), or another address
};
[[nodiscard]] std::string_view to_string(Loss loss);

class Wire {
public:
    enum class State : std::uint8_t { off, resting, opening, greeting, ready };

    Wire(Shared& shared, WireOptions options);
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() = default;

    // Connects to that address, now if it is another than before or the wire is off.
    void start(const Endpoint& to, std::int64_t now_ms);
    void stop();
    // Ends what is open and begins again after a pause; nothing where nothing is open.
    void drop(Loss loss, std::string_view why, std::int64_t now_ms);

    [[nodiscard]] bool owns(ConnectionId connection) const {
        return connection && connection == connection_;
    }
    void on_open(std::int64_t now_ms);
    void on_closed(std::string_view why, std::int64_t now_ms);
    // The next reply for the owner; none: the input is used up. To be called until then.
    std::optional<Reply> next(std::string_view& input, std::int64_t now_ms);
    void tick(std::int64_t now_ms);
    // When tick() has something to do.
    [[nodiscard]] std::int64_t next_tick_ms() const;

    // Only when ready.
    void send(std::string bytes);

    // It became ready, or was lost, since the last call.
    [[nodiscard]] bool take_ready();
    [[nodiscard]] std::optional<Loss> take_loss();

    [[nodiscard]] State state() const { return state_; }
    [[nodiscard]] bool ready() const { return state_ == State::ready; }
    [[nodiscard]] const Endpoint& endpoint() const { return to_; }
    [[nodiscard]] int protocol() const { return protocol_; }  // 2 or 3, when ready
    [[nodiscard]] std::int64_t heard_ms() const { return heard_ms_; }
    // Why it was lost for the last time, in English, without secrets.
    [[nodiscard]] const std::string& why() const { return why_; }

private:
    enum class Step : std::uint8_t { hello, auth, name, role, database };

    void open(std::int64_t now_ms);
    void ask(Step step, const Command& command);
    void on_greeting(const Value& reply, std::int64_t now_ms);
    void on_hello(const Value& reply, std::int64_t now_ms);
    void go_on_without_hello();

    Shared& shared_;
    WireOptions options_;
    Endpoint to_;
    State state_ = State::off;
    ConnectionId connection_;
    Parser parser_;
    std::deque<Step> steps_;  // of the greeting, asked and not answered
    int protocol_ = 3;
    unsigned losses_ = 0;      // since it was ready
    std::int64_t due_ms_ = 0;  // opening and greeting: too late then; resting: tries again then
    std::int64_t heard_ms_ = 0;
    bool became_ready_ = false;
    std::optional<Loss> lost_;
    std::string why_;
};

}  // namespace teahouse::resp
