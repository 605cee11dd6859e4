// SPDX-License-Identifier: MIT
// What nodes say to each other over the bus. A node without an engine opens a link to the one that
// leads, under a number of its own; all that both say carries it, so that nothing of an earlier
// link is taken for one of this.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/pack.h"
#include "chat/effects.h"
#include "gateway/engine_door.h"

namespace teahouse::gateway {

enum class NodeSays : std::uint8_t {
    join = 1,      // to the leader: my sessions are all over, here is a new link
    welcome = 2,   // from the leader: commands are taken
    ended = 3,     // the link is over; your sessions are forgotten
    commands = 4,  // to the leader: a batch
    effects = 5,   // from the leader: what one turn of the engine means for your sessions
};

// One message with nothing behind.
std::string node_word(NodeSays says, std::uint64_t link);
// A batch of commands.
std::string node_commands(std::uint64_t link, const std::vector<Inbound>& batch);

// One message, in the order of the calls.
class NodeEffects {
public:
    void put(const chat::Out& out);
    void put(const chat::Credential& credential);
    void put(const chat::LoggedIn& login);
    void put(const chat::AccountRows& rows);
    void put(const chat::FileAnswer& answer);
    // What these functions have put elsewhere.
    void put_packed(std::string_view packed) { bytes_ += packed; }
    void session_gone(SessionId session);
    // A batch of commands was applied.
    void applied() { ++applied_; }
    [[nodiscard]] bool empty() const { return bytes_.empty() && applied_ == 0; }
    [[nodiscard]] const std::string& bytes() const { return bytes_; }
    void clear();
    std::string take(std::uint64_t link);

private:
    std::string bytes_;
    std::uint64_t applied_ = 0;
};

struct NodeMessage {
    NodeSays says = NodeSays::join;
    std::uint64_t link = 0;
    std::string_view rest = {};  // of the bytes that were read
};
// False: these bytes are not of a node.
bool read_node_message(std::string_view bytes, NodeMessage& out);
// The sessions are as the sender names them: below 2^53.
bool read_node_commands(std::string_view rest, std::vector<Inbound>& out);

// Takes what NodeEffects has packed, in order.
class NodeEffectsReader {
public:
    explicit NodeEffectsReader(std::string_view rest);
    [[nodiscard]] std::uint64_t applied() const { return applied_; }
    // Appends to `effects` up to the next session that is gone, or the end. False: the end, or
    // bytes that are not of a node (see good()).
    bool next(chat::Effects& effects, SessionId& gone);
    [[nodiscard]] bool good() const { return in_.good(); }

private:
    template <class T>
    bool take(std::vector<T>& list);

    Unpacker in_;
    std::uint64_t applied_ = 0;
};

}  // namespace teahouse::gateway
