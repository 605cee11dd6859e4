// SPDX-License-Identifier: MIT
// Opening sockets that accept connections.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/result.h"
#include "net/fd.h"
#include "net/options.h"

namespace teahouse::net {

// Shared by all workers, who accept from it in turn (EPOLLEXCLUSIVE); owned by the Server.
// SO_REUSEPORT is not used: with it, a second server started by mistake on the same port would
// silently take half of the clients.
struct Listener {
    Fd fd;
    std::uint16_t port = 0;  // as bound; 0 for Unix sockets
    bool tls = false;
    bool control = false;
    bool passed = false;  // somebody else has it too, and its queue outlives this process
};

// One or several sockets (a name may have several addresses). The error names address and port, and
// says whether the port is in use (conflict) or not allowed (forbidden).
Result<std::vector<Listener>> listen_tcp(const ListenOptions& listen, const ServerOptions& options);

// Takes over a listening TCP socket. Error: invalid, it is none.
Result<Listener> adopt_tcp(int passed, bool tls, const ServerOptions& options);
// Whether only this machine can reach it.
bool is_loopback_socket(int fd);

// A Unix socket that only this user may use. A leftover of a dead server is replaced; a live one is
// a conflict. The file is removed with the returned object.
class ControlSocket {
public:
    static Result<std::unique_ptr<ControlSocket>> open(const std::string& path);
    // Takes over a bound socket; see open().
    ControlSocket(std::string path, Fd fd);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

    [[nodiscard]] Listener& listener() { return listener_; }

private:
    std::string path_;
    Listener listener_;
};

}  // namespace teahouse::net
