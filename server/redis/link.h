// SPDX-License-Identifier: MIT
// The Redis client (resp/client.h) with its sockets, on a thread of its own.
//
//     auto link = redis::Link::open({.url = url, .name = "teahouse"}).value();
//     auto script = link->add_script(text).value();
//     link->start();
//     link->run(script, {"key"}, {"argument"}, 2'000, [](resp::Finished end) { ... });
//
// All is safe from any thread. Callbacks run on the link's thread, one after the other, and must
// not block. Requests of one thread to one slot are executed in their order, as resp/client.h says.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/link.h"
#include "resp/subscriber.h"
#include "resp/url.h"

namespace teahouse::redis {

struct LinkOptions {
    resp::Url url;
    std::string name = {};       // shown by CLIENT LIST; no blanks
    std::string authority = {};  // PEM file that servers over TLS are checked with; empty: the
                                 // system's
};

class Link {
public:
    // Exactly once for each request, at the latest 10 ms after its time-out.
    using Answer = std::function<void(resp::Finished)>;
    struct Listener {
        std::function<void(std::string_view payload)> message = {};
        // From now on messages come; `gap`: it was so before, and what came in between is lost.
        std::function<void(bool gap)> subscribed = {};
    };

    // Connects only after start(). invalid: the authority cannot be read.
    static Result<std::unique_ptr<Link>> open(LinkOptions options);
    ~Link();  // stop()
    Link(const Link&) = delete;
    Link& operator=(const Link&) = delete;

    // Before start().
    Result<resp::ScriptId> add_script(std::string_view text);
    void start();
    // Ends the thread; what is not finished ends as unknown, on this one. From then on nothing is
    // called any more, and what is asked for is dropped. Not on the link's thread.
    void stop();

    // `key` says the node: all keys of the command have to be in its slot.
    void request(std::string key, resp::Command command, std::int64_t timeout_ms, Answer answer);
    // With KEYS (at least one, all in one slot) and ARGV.
    void run(resp::ScriptId script, std::vector<std::string> keys,
             std::vector<std::string> arguments, std::int64_t timeout_ms, Answer answer);
    // One listener a channel: a second one takes the place of the first.
    void subscribe(resp::Channel channel, Listener listener);
    void unsubscribe(resp::Channel channel);

    // On the link's thread; dropped when the link ends before.
    void post(std::function<void()> task);
    void call_after(std::int64_t ms, std::function<void()> task);

    // At most a pass of the loop old.
    [[nodiscard]] resp::ClientState state() const;

private:
    class Loop;
    explicit Link(std::unique_ptr<Loop> loop);
    std::unique_ptr<Loop> loop_;
};

}  // namespace teahouse::redis
