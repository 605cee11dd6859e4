// SPDX-License-Identifier: MIT
// Going to the background: double fork and setsid, before any thread exists. The first process
// stays until the server is ready or has failed, so that a start script sees the truth.
#pragma once

#include "base/result.h"

namespace teahouse::app {

class Daemon {
public:
    Daemon() = default;
    ~Daemon();
    Daemon(const Daemon&) = delete;
    Daemon& operator=(const Daemon&) = delete;

    // Returns in the background process only; the first process ends inside with the exit code of
    // done().
    Status detach();
    // Tells the first process how it went and lets go of the terminal. Does nothing when not
    // detached.
    void done(int exit_code);

private:
    int pipe_ = -1;
};

}  // namespace teahouse::app
