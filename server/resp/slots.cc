// SPDX-License-Identifier: MIT
#include "resp/slots.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/limits_resp.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

constexpr std::array<std::uint16_t, 256> make_crc_table() {
    std::array<std::uint16_t, 256> table = {};
    for (unsigned byte = 0; byte < table.size(); ++byte) {
        unsigned crc = byte << 8U;
        for (int bit = 0; bit < 8; ++bit) {
            crc = (crc << 1U) ^ ((crc & 0x8000U) != 0 ? 0x1021U : 0U);
        }
        table[byte] = static_cast<std::uint16_t>(crc);
    }
    return table;
}
constexpr std::array<std::uint16_t, 256> kCrcTable = make_crc_table();

// [host, port, id, ...]. Without a host, or with "?", it is not known to the node that was asked:
// that is so for itself before it has met others.
std::optional<Endpoint> node_in(const Value& node, const Endpoint& asked) {
    const std::int64_t port = node.at(1).integer();
    const std::string_view host = node.at(0).text();
    if (port <= 0 || port > 0xFFFF || host.size() > limits::kRespHostBytesMax) {
        return std::nullopt;
    }
    return Endpoint{.host = host.empty() || host == "?" ? asked.host : std::string(host),
                    .port = static_cast<std::uint16_t>(port)};
}

}  // namespace

std::uint16_t crc16(std::string_view bytes) {
    unsigned crc = 0;
    for (const char byte : bytes) {
        crc = ((crc << 8U) & 0xFFFFU) ^
              kCrcTable[((crc >> 8U) ^ static_cast<unsigned char>(byte)) & 0xFFU];
    }
    return static_cast<std::uint16_t>(crc);
}

std::uint16_t slot_of(std::string_view key) {
    if (const std::size_t open = key.find('{'); open != std::string_view::npos) {
        const std::size_t close = key.find('}', open + 1);
        if (close != std::string_view::npos && close > open + 1) {
            key = key.substr(open + 1, close - open - 1);
        }
    }
    return crc16(key) % kSlots;
}

std::optional<SlotMap> SlotMap::read(const Value& reply, const Endpoint& asked) {
    if (!reply.is(Type::array)) {
        return std::nullopt;
    }
    SlotMap map;
    for (const Value range : reply) {
        const std::int64_t first = range.at(0).integer();
        const std::int64_t last = range.at(1).integer();
        const bool good = range.size() >= 3 && range.at(0).is(Type::integer) &&
                          range.at(1).is(Type::integer) && first >= 0 && first <= last &&
                          last < kSlots;
        const auto master = good ? node_in(range.at(2), asked) : std::nullopt;
        if (!master) {
            return std::nullopt;
        }
        const std::uint16_t index = map.index_of(*master);
        std::fill(map.owners_.begin() + first, map.owners_.begin() + last + 1, index);
        std::size_t at = 0;
        for (const Value node : range) {
            const auto replica = at++ < 3 ? std::nullopt : node_in(node, asked);
            if (replica && std::ranges::find(map.replicas_, *replica) == map.replicas_.end()) {
                map.replicas_.push_back(*replica);
            }
        }
        if (map.masters_.size() + map.replicas_.size() > limits::kRespNodesMax) {
            return std::nullopt;
        }
    }
    return map;
}

std::uint16_t SlotMap::index_of(const Endpoint& master) {
    const auto at = std::ranges::find(masters_, master);
    const auto index = static_cast<std::uint16_t>(at - masters_.begin());
    if (at == masters_.end()) {
        masters_.push_back(master);
    }
    return index;
}

const Endpoint* SlotMap::owner(std::uint16_t slot) const {
    const std::uint16_t index = owners_.at(slot);
    return index == kNobody ? nullptr : &masters_[index];
}

void SlotMap::set(std::uint16_t slot, const Endpoint& owner) {
    if (has_master(owner) || masters_.size() < limits::kRespNodesMax) {
        owners_.at(slot) = index_of(owner);
    }
}

bool SlotMap::has_master(const Endpoint& node) const {
    return std::ranges::find(masters_, node) != masters_.end();
}

bool SlotMap::complete() const { return std::ranges::find(owners_, kNobody) == owners_.end(); }

bool operator==(const SlotMap& a, const SlotMap& b) {
    for (std::uint16_t slot = 0; slot < kSlots; ++slot) {
        const Endpoint* one = a.owner(slot);
        const Endpoint* other = b.owner(slot);
        if ((one == nullptr) != (other == nullptr) || (one != nullptr && *one != *other)) {
            return false;
        }
    }
    return true;
}

}  // namespace teahouse::resp
