// SPDX-License-Identifier: MIT
// Whose a command is: the session that waits for its answer, or none.
#pragma once

#include <variant>

#include "base/ids.h"
#include "chat/command.h"

namespace teahouse::gateway {

inline SessionId waiting_session(const chat::Command& command) {
    return std::visit(
        [](const auto& one) {
            if constexpr (requires { one.session; }) {
                return one.session;
            } else {
                return SessionId{};
            }
        },
        command);
}

}  // namespace teahouse::gateway
