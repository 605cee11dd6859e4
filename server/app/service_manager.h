// SPDX-License-Identifier: MIT
// What a service manager (systemd) and a service say to each other without a library: sockets that
// it opened (LISTEN_FDS), and how the service is (NOTIFY_SOCKET).
#pragma once

#include <string_view>
#include <vector>

namespace teahouse::app {

// The listening sockets that were handed to this very process; empty: none. Takes the variables
// away, so that no child believes them its own. Call it once, before any thread and any fork.
[[nodiscard]] std::vector<int> take_passed_sockets();

// Tells the manager, in lines NAME=VALUE; does nothing without one. From any thread, never blocks.
void tell_manager(std::string_view lines);

// Before the configuration is read again, in the form that the manager waits for.
void tell_manager_of_reload();

}  // namespace teahouse::app
