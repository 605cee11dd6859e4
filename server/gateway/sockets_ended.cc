// SPDX-License-Identifier: MIT
// All sockets are closed together: the server ends, or the engine that knew them has.
#include <cstdint>
#include <optional>

#include "gateway/sockets.h"
#include "proto/codec.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

constexpr std::uint32_t kDrainFirstMs = 500;
constexpr std::uint32_t kDrainSpreadMs = 3'000;
// The next node leads already, or will in a moment.
constexpr std::uint32_t kReturnFirstMs = 50;
constexpr std::uint32_t kReturnSpreadMs = 950;

}  // namespace

void Sockets::tell_to_return(std::uint32_t first_ms, std::uint32_t spread_ms) {
    std::uint32_t spread = 0;
    for (const auto& [connection, socket] : sockets_) {
        if (socket.stage == Stage::live || socket.stage == Stage::greeting) {
            // Spread evenly, so that nobody is hit by a herd when the server is back.
            spread = (spread + 97) % spread_ms;
            payload_.clear();
            proto::encode_push(socket.variant.format,
                               proto::NoticePush{.notice = proto::NoticeKind::draining,
                                                 .retry_after = first_ms + spread,
                                                 .text = std::nullopt},
                               payload_);
            send(connection, socket);
        }
    }
}

void Sockets::drain() {
    tell_to_return(kDrainFirstMs, kDrainSpreadMs);
    for (const auto& [connection, socket] : sockets_) {
        context_.worker.close(connection, kCloseDraining, "server draining");
    }
}

void Sockets::end_all() {
    tell_to_return(kReturnFirstMs, kReturnSpreadMs);
    for (auto& [connection, socket] : sockets_) {
        if (socket.stage != Stage::echo) {
            socket.stage = Stage::ended;
            context_.worker.close(connection, kCloseDraining, "another node leads");
        }
    }
}

}  // namespace teahouse::gateway
