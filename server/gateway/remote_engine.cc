// SPDX-License-Identifier: MIT
#include "gateway/remote_engine.h"

#include <variant>

namespace teahouse::gateway {
namespace {

// Each is what a worker had to say in one tick. A leader that is so far behind would only get
// further behind.
constexpr std::uint64_t kBatchesUnderWayMax = 1'024;

}  // namespace

void RemoteEngine::join() { bus_.send(leader_, node_word(NodeSays::join, link_)); }

void RemoteEngine::link_over() {
    ++link_;
    welcome_ = false;
    batches_under_way_ = 0;
}

bool RemoteEngine::is_full() const { return batches_under_way_ >= kBatchesUnderWayMax; }

void RemoteEngine::send(const std::vector<Inbound>& batch, Fanout& fanout) {
    for (const Inbound& inbound : batch) {
        if (const auto* hello = std::get_if<chat::Hello>(&inbound.command)) {
            fanout.session_begins(hello->session, inbound.variant);
        }
    }
    ++batches_under_way_;
    bus_.send(leader_, node_commands(link_, batch));
}

RemoteEngine::Heard RemoteEngine::hear(const NodeMessage& message) {
    if (message.link != link_) {
        return Heard::nothing;
    }
    switch (message.says) {
        case NodeSays::welcome: welcome_ = true; return Heard::welcome;
        case NodeSays::effects: return welcome_ ? Heard::effects : Heard::nothing;
        case NodeSays::ended: return Heard::ended;
        case NodeSays::join:
        case NodeSays::commands: return Heard::nothing;
    }
    return Heard::nothing;
}

}  // namespace teahouse::gateway
