// SPDX-License-Identifier: MIT
// The networking layer as a whole: listeners, workers, TLS, the control socket.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "net/metrics.h"
#include "net/options.h"
#include "net/worker.h"

namespace teahouse::net {

// Made, started and destroyed on one thread. Functions without a note are for that thread.
class Server {
public:
    // Makes the Handler of one worker; called once for each, before any of them runs.
    using HandlerFactory =
        std::function<std::unique_ptr<Handler>(Worker& worker, std::uint32_t index)>;

    // Opens everything: clients can connect from here on, but are served only after start().
    // Errors: conflict (port or control socket in use), forbidden, invalid (address, certificate,
    // key); `field` names the option: host, port, control_path, certificate_file or key_file.
    static Result<std::unique_ptr<Server>> create(ServerOptions options,
                                                  const HandlerFactory& make_handler);
    // Stops and joins if need be.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    void start();
    // No new connections; idle HTTP connections end, others after their answer. WebSockets are the
    // Handlers' to close. The control socket stays. From any thread.
    void begin_drain();
    // Every worker ends after its tick: last output, on_closed for each connection. From any
    // thread.
    void stop();
    void join();

    // Reads certificate and key, for handshakes from each worker's next tick on. On error the old
    // ones stay. From any thread.
    Status reload_tls(const TlsOptions& options);

    // The port of the first TCP listener, also if it was chosen by the system.
    [[nodiscard]] std::uint16_t port() const;
    // The port of options.listen[listener].
    [[nodiscard]] std::uint16_t port(std::size_t listener) const;
    [[nodiscard]] std::uint32_t worker_count() const;
    [[nodiscard]] Worker& worker(std::uint32_t index);
    // Sums over all workers. From any thread.
    [[nodiscard]] Metrics metrics() const;
    // Processor time of each worker's thread, in microseconds. From any thread.
    [[nodiscard]] std::vector<std::int64_t> loop_cpu_us() const;

    struct State;  // server.cc
    explicit Server(std::unique_ptr<State> state);

private:
    std::unique_ptr<State> state_;
};

}  // namespace teahouse::net
