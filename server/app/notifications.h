// SPDX-License-Identifier: MIT
// Between the engine, which decides who is told what, and the notifier, which sends it.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "app/config.h"
#include "base/result.h"
#include "chat/effects.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "notify/notifier.h"
#include "notify/webpush.h"

namespace teahouse::app {

class Notifications {
public:
    // Reads or makes the server's key in the data folder.
    static Result<std::unique_ptr<Notifications>> open(const Config& config);

    // For EngineConfig::notify_key.
    [[nodiscard]] const std::string& public_key() const { return public_key_; }
    // Before the gateway starts, which must outlive stop().
    void attach(gateway::Gateway& gateway);
    // Nothing is sent any more.
    void stop();
    void write_metrics(gateway::PrometheusText& out) const;

private:
    Notifications(notify::About about, notify::OutboundOptions options, notify::VapidKey key);

    std::string public_key_;
    gateway::Gateway* gateway_ = nullptr;
    notify::Notifier calls_;  // of webhooks: apart, so that slow ones keep no notification waiting
    notify::Notifier notifier_;
};

}  // namespace teahouse::app
