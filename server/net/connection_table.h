// SPDX-License-Identifier: MIT
// The connections of one worker by slot. Ids carry a generation, so that a late message for a
// closed connection finds nothing, even when its slot is in use again. Worker's thread only.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "net/connection.h"

namespace teahouse::net {

// What the flush looks at for each subscriber; kept apart from Connection so that it stays in the
// cache.
struct HotSlot {
    enum Flag : std::uint32_t {
        kSlow = 1,     // TLS, or no open WebSocket: never the direct path
        kBlocked = 2,  // the socket takes no more for now
        kOutbox = 4,   // private frames wait
        kQueued = 8,   // in Context::output_queue
        kCatchUp =
            16,  // any of its subscriptions may be behind, not only those of channels with news
    };
    int fd = -1;
    std::uint32_t flags = 0;  // 0: the direct path
    std::uint32_t pending =
        0;  // used by the flush: 1 + its first entry in the list of pending ranges

    [[nodiscard]] bool has(std::uint32_t flag) const { return (flags & flag) != 0; }
};

class ConnectionTable {
public:
    explicit ConnectionTable(std::uint32_t worker) : worker_(worker) {}

    Connection& create(Fd fd);
    // The id is dead from now on and never used again.
    void destroy(std::uint32_t slot);
    // Null if the connection is gone or on its way out.
    [[nodiscard]] Connection* find(ConnectionId id);
    // The slot must be in use.
    [[nodiscard]] Connection& at(std::uint32_t slot) { return *slots_[slot].connection; }
    [[nodiscard]] Connection* at_or_null(std::uint32_t slot) {
        return slot < slots_.size() ? slots_[slot].connection.get() : nullptr;
    }
    [[nodiscard]] HotSlot& hot(std::uint32_t slot) { return hot_[slot]; }
    [[nodiscard]] std::size_t count() const { return count_; }
    // One past the highest slot ever used.
    [[nodiscard]] std::uint32_t slot_end() const {
        return static_cast<std::uint32_t>(slots_.size());
    }

private:
    // ConnectionId: worker (8 bits, from bit 45), slot (20), generation (25).
    static constexpr unsigned kGenerationBits = 25;
    static constexpr unsigned kSlotBits = 20;

    struct Slot {
        std::unique_ptr<Connection> connection;
        std::uint32_t generation = 0;
    };

    std::uint32_t worker_;
    std::vector<Slot> slots_;
    std::vector<HotSlot> hot_;
    std::vector<std::uint32_t> free_;
    std::size_t count_ = 0;
};

}  // namespace teahouse::net
