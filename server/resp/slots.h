// SPDX-License-Identifier: MIT
// Which node of a Redis Cluster has which key.
// https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {

inline constexpr std::uint16_t kSlots = 16'384;

// CRC-16/XMODEM.
[[nodiscard]] std::uint16_t crc16(std::string_view bytes);
// Of the key, or of what stands between its first { and the next }, if there is something.
[[nodiscard]] std::uint16_t slot_of(std::string_view key);

class SlotMap {
public:
    SlotMap() { owners_.fill(kNobody); }

    // An answer to CLUSTER SLOTS of the node at `asked`, which may leave out its own host. Nothing
    // if it is none, or names more than kRespNodesMax nodes.
    [[nodiscard]] static std::optional<SlotMap> read(const Value& reply, const Endpoint& asked);

    // Null: nobody has it, as far as we know. Valid until the map changes.
    [[nodiscard]] const Endpoint* owner(std::uint16_t slot) const;
    // As MOVED says.
    void set(std::uint16_t slot, const Endpoint& owner);
    [[nodiscard]] const std::vector<Endpoint>& masters() const { return masters_; }
    [[nodiscard]] const std::vector<Endpoint>& replicas() const { return replicas_; }
    [[nodiscard]] bool has_master(const Endpoint& node) const;
    // All slots have an owner.
    [[nodiscard]] bool complete() const;

    // The same owners of all slots.
    friend bool operator==(const SlotMap& a, const SlotMap& b);

private:
    static constexpr std::uint16_t kNobody = 0xFFFF;
    std::uint16_t index_of(const Endpoint& master);

    std::vector<Endpoint> masters_;
    std::vector<Endpoint> replicas_;
    std::array<std::uint16_t, kSlots> owners_ = {};  // index in masters_
};

}  // namespace teahouse::resp
