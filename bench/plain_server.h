// SPDX-License-Identifier: MIT
// The measure of all things here: a WebSocket server as anybody would write it in an hour. One
// thread, epoll, and for each message one send() to each member of the room. No accounts, no
// storage, no merging.
#pragma once

#include <string>

namespace teahouse::bench {

// Serves 127.0.0.1 on a free port, which it writes to `port_file`, until it is killed. GET /N joins
// room N. `merges`: what came in one pass of the loop goes out in one send() to each member: the
// least that a server can do with sockets and epoll.
int run_plain_server(const std::string& port_file, bool merges);

}  // namespace teahouse::bench
