// SPDX-License-Identifier: MIT
#include "rtc/binding_responder.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>

#include "base/address.h"
#include "base/limits_rtc.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/stun.h"

namespace teahouse::rtc {
namespace {

std::size_t place_of(const Address& address) {
    constexpr std::size_t kNetworkBytes = 8;
    Address key = address;
    if (!address.is_v4()) {
        std::fill(key.bytes.begin() + kNetworkBytes, key.bytes.end(), std::uint8_t{0});
    }
    return std::hash<Address>{}(key) % limits::kBindingSources;
}

}  // namespace

BindingResponder::Outcome BindingResponder::answer(Bytes request, const Endpoint& source,
                                                   std::int64_t now_ms, MutableBytes into,
                                                   Bytes& answer) {
    answer = kind_of(request) == PacketKind::stun ? answer_binding(request, source, into) : Bytes{};
    if (answer.empty()) {
        return Outcome::ignored;
    }
    if (!buckets_[place_of(source.address)].take(now_ms, limits::kBindingsPerSecond,
                                                 limits::kBindingBurst)) {
        return Outcome::limited;
    }
    return Outcome::answered;
}

}  // namespace teahouse::rtc
