// SPDX-License-Identifier: MIT
// The Redis client as a machine: sockets that do anything, servers that say anything, and a clock.
// Whatever comes, every accepted request ends exactly once, in time, and what goes out is commands.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/check.h"
#include "resp/client.h"
#include "resp/command.h"
#include "resp/out.h"
#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/subscriber.h"
#include "resp/url.h"

namespace {

namespace resp = teahouse::resp;

constexpr std::string_view kUrls[] = {"redis://:p@a", "redis+sentinel://a,b/m",
                                      "redis+cluster://a,b"};
constexpr std::int64_t kWithinMs = 2'000;

// What servers say most, by one byte of the input.
constexpr std::string_view kPhrases[] = {
    "+OK\r\n",
    "%2\r\n+role\r\n+master\r\n+proto\r\n:3\r\n",
    "-NOSCRIPT x\r\n",
    "-MOVED 1 c:1\r\n",
    "-ASK 1 c:1\r\n",
    "-TRYAGAIN x\r\n",
    "-ERR unknown command 'HELLO'\r\n",
    "-LOADING x\r\n",
    "*2\r\n+m\r\n+1\r\n",
    ">3\r\n+subscribe\r\n+1\r\n:1\r\n",
    ">3\r\n+ssubscribe\r\n+1\r\n:1\r\n",
    ">3\r\n+sunsubscribe\r\n+1\r\n:1\r\n",
    ">3\r\n+smessage\r\n+1\r\n+hi\r\n",
    ">3\r\n+message\r\n+ +switch-master\r\n+m a 1 b 2\r\n",
    "*1\r\n*3\r\n:0\r\n:16383\r\n*2\r\n+a\r\n:6379\r\n",
    "*2\r\n*3\r\n:0\r\n:1\r\n*2\r\n+b\r\n:6379\r\n*3\r\n:2\r\n:16383\r\n*2\r\n+c\r\n:1\r\n",
    "+cluster_state:fail\r\n",
    "-READONLY x\r\n"};

class Machine {
public:
    explicit Machine(std::string_view url)
        : client_({.url = resp::parse_url(url).value(), .seed = 1}),
          script_(client_.add_script("return 1").value()) {
        client_.start(now_);
    }

    void step(unsigned what, unsigned argument) {
        const std::string name = std::to_string(argument % 4);
        const resp::Channel channel = {
            .kind = argument % 2 == 0 ? resp::ChannelKind::plain : resp::ChannelKind::sharded,
            .name = name};
        switch (what % 8) {
            case 0: client_.on_open(connection(argument), now_); break;
            case 1: client_.on_closed(connection(argument), "x", now_); break;
            case 2:
                client_.on_bytes(connection(argument / 32),
                                 kPhrases[argument % std::size(kPhrases)], now_);
                break;
            case 3: now_ += argument * argument / 8; break;
            case 4:
                keep(client_.request(name, resp::Command("GET", name), now_ + kWithinMs));
                break;
            case 5: keep(client_.run(script_, {name}, {"x"}, now_ + kWithinMs)); break;
            case 6: static_cast<void>(client_.subscribe(channel)); break;
            default: client_.unsubscribe(channel); break;
        }
        look();
    }
    void say(std::string_view bytes, unsigned which) {
        client_.on_bytes(connection(which), bytes, now_);
        look();
    }
    void end() {
        now_ += kWithinMs;
        for (int i = 0; i < 3; ++i) {
            now_ += 20;
            look();
        }
        CHECK(open_.empty());
        CHECK(client_.state().requests == 0);
        CHECK(client_.state().request_bytes == 0);
        CHECK(client_.state().confirmed <= client_.state().channels);
    }

private:
    [[nodiscard]] resp::ConnectionId connection(unsigned back) const {
        return connections_.empty() ? resp::ConnectionId(back)
                                    : connections_[back % connections_.size()];
    }
    void keep(const teahouse::Result<resp::RequestId>& id) {
        CHECK(id.has_value());
        CHECK(open_.insert(id->value).second);
    }
    void look() {
        client_.tick(now_);
        for (const resp::Action& action : client_.take_actions()) {
            if (const auto* open = std::get_if<resp::Open>(&action)) {
                connections_.insert(connections_.begin(), open->connection);
            } else if (const auto* send = std::get_if<resp::Send>(&action)) {
                CHECK(std::ranges::find(connections_, send->connection) != connections_.end());
                resp::Parser& parser = parsers_[send->connection.value];
                std::string_view input = send->bytes;
                resp::Event event = parser.next(input);
                for (; event.kind == resp::Event::Kind::reply; event = parser.next(input)) {
                    CHECK(event.reply.root().is(resp::Type::array));
                }
                CHECK(event.kind == resp::Event::Kind::need_more && parser.idle());
            } else if (const auto* close = std::get_if<resp::Close>(&action)) {
                std::erase(connections_, close->connection);
            }
        }
        CHECK(connections_.size() < 10'000);
        for (const resp::ClientEvent& event : client_.take_events()) {
            if (const auto* finished = std::get_if<resp::Finished>(&event)) {
                CHECK(open_.erase(finished->id.value) == 1);
            }
        }
        static_cast<void>(client_.next_tick_ms());
    }

    std::int64_t now_ = 1'000'000;
    resp::Client client_;
    resp::ScriptId script_;
    std::vector<resp::ConnectionId> connections_;  // the newest first
    std::map<std::uint64_t, resp::Parser> parsers_;
    std::set<std::uint64_t> open_;
};

}  // namespace

// Two bytes a step; the first with its top bit set: so many bytes of the input are what a server
// says.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    const auto take = [&rest] {
        const unsigned byte = rest.empty() ? 0 : static_cast<unsigned char>(rest.front());
        rest.remove_prefix(rest.empty() ? 0 : 1);
        return byte;
    };
    Machine machine(kUrls[take() % std::size(kUrls)]);
    while (!rest.empty()) {
        const unsigned what = take();
        const unsigned argument = take();
        if ((what & 0x80U) == 0) {
            machine.step(what, argument);
            continue;
        }
        const std::string bytes(rest.substr(0, argument));
        rest.remove_prefix(bytes.size());
        machine.say(bytes, what & 0x7FU);
    }
    machine.end();
    return 0;
}
