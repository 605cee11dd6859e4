// SPDX-License-Identifier: MIT
// The media router as the engine sees it: what it wants done goes to the thread of the UDP port,
// answers and events come back as commands.
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/result.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "gateway/media_host.h"
#include "gateway/media_port.h"
#include "gateway/metrics.h"

namespace teahouse::gateway {

// Made before the port is started, destroyed after it was stopped.
class RouterCalls {
public:
    // Called on the port's thread; must not block.
    using OnAnswer = std::function<void(chat::RouterAnswer)>;
    using OnEvents = std::function<void(chat::RouterEvents)>;

    static Result<std::unique_ptr<RouterCalls>> make(MediaPort& port, OnAnswer on_answer,
                                                     OnEvents on_events);
    ~RouterCalls();
    RouterCalls(const RouterCalls&) = delete;
    RouterCalls& operator=(const RouterCalls&) = delete;

    // One thread at a time. Each `negotiate` is answered once, unless the port was stopped.
    void carry_out(std::vector<chat::RouterAct> acts);
    // From any thread.
    void write_metrics(PrometheusText& out) const;

private:
    class Direct;

    RouterCalls(std::unique_ptr<Direct> direct, OnAnswer on_answer);
    void negotiate(chat::RouterAct act);

    std::unique_ptr<Direct> direct_;
    OnAnswer on_answer_;
    std::unique_ptr<MediaHost> host_;
};

}  // namespace teahouse::gateway
