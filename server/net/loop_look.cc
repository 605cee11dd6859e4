// SPDX-License-Identifier: MIT
// What a worker tells of its connections to those who look, and not all the time.
#include <cstddef>
#include <cstdint>
#include <optional>

#include <linux/tcp.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "net/loop.h"

namespace teahouse::net {

std::size_t Loop::waiting_bytes(ConnectionId id) const {
    const Connection* connection = find(id);
    if (connection == nullptr) {
        return 0;
    }
    std::size_t bytes = connection->outbox == nullptr ? 0 : connection->outbox->size();
    for (const Subscription& subscription : connection->subscriptions) {
        const Channel& channel = channels_.at(subscription.channel);
        bytes += channel.log.head() - channel.subscribers[subscription.position].cursor;
    }
    return bytes;
}

std::optional<Traffic> Loop::traffic(ConnectionId id) const {
    const Connection* connection = find(id);
    if (connection == nullptr) {
        return std::nullopt;
    }
    const auto channels = static_cast<std::uint32_t>(connection->subscriptions.size());
    // The kernel counts them anyway: nothing has to be added where messages go out.
    tcp_info info{};
    socklen_t size = sizeof(info);
    if (::getsockopt(connection->fd.get(), IPPROTO_TCP, TCP_INFO, &info, &size) != 0) {
        return Traffic{.channels = channels};
    }
    return Traffic{.received = info.tcpi_bytes_received,
                   .sent = info.tcpi_bytes_acked,
                   .rtt_us = info.tcpi_rtt,
                   .channels = channels};
}

std::size_t Loop::log_bytes(ChannelId channel) const { return channels_.log_bytes(channel); }

}  // namespace teahouse::net
