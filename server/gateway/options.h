// SPDX-License-Identifier: MIT
// What the gateway is told by the configuration. Constant while running, except where said.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/limits.h"
#include "gateway/origin.h"
#include "media/upload_store.h"

namespace teahouse {
class SlowLog;
}

namespace teahouse::gateway {

struct Options {
    std::string server_name = "Teahouse";
    std::string version;
    OriginRules origins;
    bool test_echo = false;       // opens /echo to loopback peers, for conformance suites
    bool test_fast_hash = false;  // the cheapest argon2id parameters, for tests on loopback
    bool compression = true;      // offers permessage-deflate
    std::size_t password_threads = 1;
    double logins_per_minute = 30;
    double registers_per_minute = 60;
    double commands_per_second = 200;
    double command_burst = 400;
    std::int64_t hello_timeout_ms = 10'000;
    std::size_t unauthenticated_per_address = limits::kUnauthenticatedPerAddressMax;
    media::UploadOptions uploads;
    std::string accel;  // where a proxy has the files itself (X-Accel-Redirect); empty: nowhere
    std::string thumbnail_program;  // what makes small pictures; empty: nothing does
    bool metrics_public = false;    // /metrics for others than loopback peers
    SlowLog* slow = nullptr;        // takes commands that take long; outlives the gateway
};

}  // namespace teahouse::gateway
