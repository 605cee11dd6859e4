// SPDX-License-Identifier: MIT
// The other end of connections, for tests: reads actions as a server would see them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "resp/out.h"
#include "resp/parser.h"
#include "resp/reply.h"

namespace teahouse::resp::testing {

class Peer {
public:
    // Takes the actions; connections opened are the newest last.
    void look(Shared& shared) {
        for (const Action& action : std::exchange(shared.actions, {})) {
            if (const auto* open = std::get_if<Open>(&action)) {
                opened.push_back(*open);
                ends_.emplace(open->connection.value, Parser());
            } else if (const auto* close = std::get_if<Close>(&action)) {
                closed.push_back(close->connection);
                ends_.erase(close->connection.value);
            } else if (const auto* send = std::get_if<Send>(&action)) {
                read(*send);
            }
        }
    }
    // The commands since the last call, words joined by blanks, over all connections.
    std::vector<std::string> take() { return std::exchange(commands_, {}); }
    std::vector<std::string> take(Shared& shared) {
        look(shared);
        return take();
    }
    [[nodiscard]] ConnectionId last() const {
        return opened.empty() ? ConnectionId() : opened.back().connection;
    }

    std::vector<Open> opened;
    std::vector<ConnectionId> closed;
    std::size_t sends = 0;
    bool with_connection = false;  // commands begin with "#3 " then

private:
    void read(const Send& send) {
        ++sends;
        const auto end = ends_.find(send.connection.value);
        if (end == ends_.end()) {
            commands_.emplace_back("sent to a connection that is not open");
            return;
        }
        std::string_view input = send.bytes;
        for (;;) {
            const Event event = end->second.next(input);
            if (event.kind != Event::Kind::reply) {
                break;
            }
            std::string line =
                with_connection ? "#" + std::to_string(send.connection.value) : std::string();
            for (const Value word : event.reply.root()) {
                line += line.empty() ? "" : " ";
                line += word.text();
            }
            commands_.push_back(std::move(line));
        }
    }

    std::map<std::uint64_t, Parser> ends_;
    std::vector<std::string> commands_;
};

}  // namespace teahouse::resp::testing
