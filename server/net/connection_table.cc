// SPDX-License-Identifier: MIT
#include "net/connection_table.h"

#include <utility>

#include "base/check.h"

namespace teahouse::net {

Connection& ConnectionTable::create(Fd fd) {
    if (free_.empty()) {
        CHECK(slots_.size() < (1U << kSlotBits));
        free_.push_back(static_cast<std::uint32_t>(slots_.size()));
        slots_.emplace_back();
        hot_.emplace_back();
    }
    const std::uint32_t slot = free_.back();
    free_.pop_back();
    Slot& entry = slots_[slot];
    ++entry.generation;  // from 1, so that no id is 0
    entry.connection = std::make_unique<Connection>();
    Connection& connection = *entry.connection;
    connection.slot = slot;
    connection.id = ConnectionId{std::uint64_t{worker_} << (kSlotBits + kGenerationBits) |
                                 std::uint64_t{slot} << kGenerationBits | entry.generation};
    hot_[slot] = {.fd = fd.get(), .flags = HotSlot::kSlow};
    connection.fd = std::move(fd);
    ++count_;
    return connection;
}

void ConnectionTable::destroy(std::uint32_t slot) {
    Slot& entry = slots_[slot];
    entry.connection.reset();
    hot_[slot] = {};
    --count_;
    // A slot whose generations are used up is given up for good.
    if (entry.generation + 1 < (1U << kGenerationBits)) {
        free_.push_back(slot);
    }
}

Connection* ConnectionTable::find(ConnectionId id) {
    const auto slot =
        static_cast<std::uint32_t>(id.value >> kGenerationBits) & ((1U << kSlotBits) - 1);
    Connection* connection = at_or_null(slot);
    return connection != nullptr && connection->id == id && connection->phase < Phase::lingering
               ? connection
               : nullptr;
}

}  // namespace teahouse::net
