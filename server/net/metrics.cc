// SPDX-License-Identifier: MIT
#include "net/metrics.h"

#include <array>
#include <cstddef>
#include <utility>

namespace teahouse::net {

namespace {

template <class Number>
auto fields(MetricsOf<Number>& m) {
    return std::array{&m.connections,
                      &m.websockets,
                      &m.accepted,
                      &m.accept_errors,
                      &m.refused,
                      &m.requests,
                      &m.request_errors,
                      &m.messages_in,
                      &m.protocol_errors,
                      &m.bytes_in,
                      &m.bytes_out,
                      &m.sends,
                      &m.frames_private,
                      &m.segments,
                      &m.deliveries,
                      &m.segments_dropped,
                      &m.blocked,
                      &m.lags,
                      &m.stalls,
                      &m.timeouts,
                      &m.tls_handshakes,
                      &m.tls_errors,
                      &m.flushes_postponed,
                      &m.rings,
                      &m.ticks,
                      &m.log_bytes,
                      &m.outbox_bytes,
                      &m.mailbox_tasks};
}

static_assert(sizeof(Metrics) == sizeof(fields(std::declval<Metrics&>())),
              "a new metric needs its line in fields()");

}  // namespace

void add(Metrics& sum, Counters& counters) {
    const auto to = fields(sum);
    const auto from = fields(counters);
    for (std::size_t i = 0; i < to.size(); ++i) {
        *to[i] += from[i]->get();
    }
}

}  // namespace teahouse::net
