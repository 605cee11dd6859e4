// SPDX-License-Identifier: MIT
// Answers to commands that no engine will answer, in the shape that the asker waits for. One
// thread.
#pragma once

#include <cstdint>
#include <unordered_map>

#include "base/error.h"
#include "chat/command.h"
#include "chat/effects.h"

namespace teahouse::gateway {

enum class AnswerShape : std::uint8_t { none, reply, credential, login, accounts, file };

// How a command is answered.
AnswerShape answer_shape(const chat::Command& command);
// The session of it is one of a socket, or is to be.
bool of_socket(const chat::Command& command);
// Puts the answer to a command into `effects`; none, if it awaits none.
void refuse(const chat::Command& command, const Error& error, chat::Effects& effects);

// The commands of HTTP requests that wait for an engine. (Sockets are closed with it.)
class Unanswered {
public:
    void note(const chat::Command& command);
    // Forgets those that `effects` answers.
    void answered(const chat::Effects& effects);
    // Puts the same answer to all of them into `effects`.
    void refuse_all(const Error& error, chat::Effects& effects);
    [[nodiscard]] std::size_t size() const { return waiting_.size(); }

private:
    struct Waiting {
        std::uint64_t re = 0;
        AnswerShape shape = AnswerShape::none;
    };

    void forget(SessionId session, std::uint64_t re);

    std::unordered_map<SessionId, Waiting> waiting_;  // a connection has one request at a time
};

}  // namespace teahouse::gateway
