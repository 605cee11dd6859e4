// SPDX-License-Identifier: MIT
// What sessions are told later because messages wait for the bandwidth cap.
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/ids.h"
#include "gateway/held_pushes.h"
#include "gateway/sockets.h"
#include "gateway/worker_context.h"
#include "proto/codec.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

constexpr std::int64_t kHeldMs = 20;
constexpr std::size_t kHeldBytesMax = 4 * 1024;  // then messages that came meanwhile go first

}  // namespace

bool Sockets::hold(SessionId session, const proto::Push& push) {
    if (!context_.worker.pressed() && !held_.holds(session)) {
        return false;
    }
    if (!HeldPushes::may_wait(push, [&](RoomId room) { return heads_.follows(session, room); })) {
        return false;
    }
    held_.add(session, push);
    if (!held_set_) {
        held_set_ = true;
        context_.worker.call_after(kHeldMs, [this] { send_held(); });
    }
    return true;
}

// A little at a time: it must not become what messages wait for.
void Sockets::send_held() {
    std::size_t bytes = 0;
    if (!context_.worker.pressed()) {
        held_.flush([&](SessionId session, const std::vector<proto::Push>& pushes) {
            const Socket& socket = *find(session);
            for (const proto::Push& push : pushes) {
                payload_.clear();
                proto::encode_push(socket.variant.format, push, payload_);
                bytes += payload_.size();
                send(connection_of(session), socket);
            }
            return bytes < kHeldBytesMax;
        });
    }
    held_set_ = !held_.empty();
    if (held_set_) {
        context_.worker.call_after(kHeldMs, [this] { send_held(); });
    }
}

}  // namespace teahouse::gateway
