// SPDX-License-Identifier: MIT
// The plain STUN responder of the media port: tells strangers where they are seen from, so that no
// public STUN server is needed. Of one address it answers limits::kBindingsPerSecond requests, and
// its table has a fixed size: nothing grows with the number of strangers. One per port, on its
// thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/limits_rtc.h"
#include "base/token_bucket.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {

class BindingResponder {
public:
    BindingResponder() : buckets_(limits::kBindingSources) {}

    enum class Outcome : std::uint8_t {
        ignored,   // no plain binding request: it is for somebody else, or for nobody
        limited,   // one too many of this address
        answered,  // `answer` is to be sent to the source
    };
    // `answer` points into `into`, of at least kBindingAnswerBytesMax bytes.
    Outcome answer(Bytes request, const Endpoint& source, std::int64_t now_ms, MutableBytes into,
                   Bytes& answer);

private:
    // Addresses that share a place share its tokens. An IPv6 network of 64 bits counts as one.
    std::vector<TokenBucket> buckets_;
};

}  // namespace teahouse::rtc
