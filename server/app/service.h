// SPDX-License-Identifier: MIT
// The server put together: data folder, store, gateway, transport. Used by `serve`, and without
// listeners by `user`.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/result.h"

namespace teahouse::app {

class Service {
public:
    // `listen` false: only the control socket. `passed`: listening sockets to use instead of port
    // and address. Errors say what to do (exit 2 for a configuration, 1 for all else).
    static Result<std::unique_ptr<Service>> start(const Config& config, bool listen,
                                                  std::vector<int> passed = {});
    ~Service();
    // Before start(): makes the data folder if need be. Error: invalid, it cannot be used.
    static Status prepare_data(const Config& config);
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    [[nodiscard]] std::uint16_t port() const;
    [[nodiscard]] bool secure() const;
    // SIGHUP: certificate and key (their paths, too), registration and test.disk_limit_kb; what
    // cannot change while running is left as it was. A certificate that is no use is refused and
    // the old one stays.
    Status reload(const Config& config);
    // SIGTERM: clients are told to come back. Then poll drained().
    void begin_drain();
    [[nodiscard]] bool drained() const;
    // Everything accepted is stored, everybody is gone.
    void stop();

    static std::string control_path(const Config& config);

    struct Parts;  // service.cc
    explicit Service(std::unique_ptr<Parts> parts);

private:
    std::unique_ptr<Parts> parts_;
};

}  // namespace teahouse::app
