// SPDX-License-Identifier: MIT
// What the workers and the parts around the gateway know of the engine: it is in this process, or
// that of another node.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "gateway/delivery.h"
#include "proto/hook_call.h"

namespace teahouse::gateway {

// A command with what the fan-out must know of a new session.
struct Inbound {
    chat::Command command;
    Variant variant;  // with Hello only
};

class EngineDoor {
public:
    virtual ~EngineDoor() = default;
    EngineDoor() = default;
    EngineDoor(const EngineDoor&) = delete;
    EngineDoor& operator=(const EngineDoor&) = delete;

    // Any thread. Takes the batch; false: the mailbox is full and the batch is as it was. `era`:
    // how often all sessions of this node were ended, as far as the worker knows.
    [[nodiscard]] virtual bool post(std::vector<Inbound>& batch, std::uint32_t era) = 0;

    virtual void set_registration_open(bool open) = 0;
    // Before start(): takes what people are to be told; called on the engine's thread, must not
    // block.
    using Notify = std::function<void(std::vector<chat::Notify>)>;
    virtual void set_notify(Notify notify) = 0;
    // The same for what outgoing webhooks are to be sent.
    using Call = std::function<void(std::vector<proto::HookCall>)>;
    virtual void set_call(Call call) = 0;
    // The same for the pages that are to be asked what they say of themselves.
    using Preview = std::function<void(std::vector<chat::PreviewAsk>)>;
    virtual void set_preview(Preview preview) = 0;
    // The same for the media router. Without one (before start()) calls go from device to device.
    using Router = std::function<void(std::vector<chat::RouterAct>)>;
    virtual void set_router(Router router) = 0;
    virtual void no_router() = 0;
    // Any thread, after start().
    virtual void channel_result(chat::ChannelResult result) = 0;
    virtual void hook_result(chat::HookResult result) = 0;
    virtual void preview_result(chat::PreviewResult result) = 0;
    virtual void router_answer(chat::RouterAnswer answer) = 0;
    virtual void router_events(chat::RouterEvents events) = 0;
    // Any thread: asks which of these no account or room has. `done` is called on the engine's
    // thread and must not block; never, when the engine ends before.
    virtual void unnamed_pictures(std::vector<std::string> pictures,
                                  std::function<void(std::vector<std::string>)> done) = 0;
    // Any thread: commands or transactions are on their way, so that more will be delivered soon.
    [[nodiscard]] virtual bool is_busy() const = 0;
    // Any thread; at most a tick old.
    [[nodiscard]] virtual chat::EngineStats stats() const = 0;
};

}  // namespace teahouse::gateway
