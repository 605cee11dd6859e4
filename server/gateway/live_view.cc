// SPDX-License-Identifier: MIT
#include "gateway/live_view.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "gateway/delivery.h"
#include "gateway/shared.h"
#include "gateway/sockets.h"
#include "gateway/worker_context.h"
#include "net/worker.h"
#include "proto/codec.h"
#include "proto/messages.h"

namespace teahouse::gateway {

ConnectionPage::ConnectionPage(const proto::AdminConnectionsRequest& request)
    : order_(request.order.value_or(proto::ConnectionOrder::newest)),
      limit_(std::clamp<std::size_t>(request.limit.value_or(limits::kAdminPageMax), 1,
                                     limits::kAdminPageMax)),
      from_start_(!request.after),
      behind_{.key = request.key.value_or(0), .id = request.after.value_or(0)} {}

void ConnectionPage::offer(std::uint64_t key, std::uint64_t id) {
    const Row row{.key = key, .id = id};
    if (!from_start_ && row >= behind_) {
        return;
    }
    rows_.push_back(row);
    std::ranges::push_heap(rows_, std::greater());
    if (rows_.size() > limit_ + 1) {
        std::ranges::pop_heap(rows_, std::greater());
        rows_.pop_back();
    }
}

std::vector<std::uint64_t> ConnectionPage::take(bool& more) {
    std::ranges::sort(rows_, std::greater());
    std::vector<std::uint64_t> ids;
    for (const Row& row : rows_) {
        // A table that grew while it was looked through may have shown one twice.
        if (std::ranges::find(ids, row.id) == ids.end()) {
            ids.push_back(row.id);
        }
    }
    more = ids.size() > limit_;
    ids.resize(std::min(ids.size(), limit_));
    return ids;
}

namespace {

void send_look(const Shared& shared, const std::shared_ptr<Look>& look) {
    shared.on_worker(look->worker, [look](Sockets& there) { there.take_look(look); });
}

}  // namespace

bool wants_look(const proto::Reply& reply) {
    return holds_alternative<proto::AdminConnectionsReply>(reply) ||
           holds_alternative<proto::AdminLiveReply>(reply);
}

void start_look(const Shared& shared, Look look, const proto::AdminConnectionsRequest* request) {
    if (holds_alternative<proto::AdminLiveReply>(look.reply)) {
        look.step = Look::Step::fill;
    } else if (request != nullptr) {
        look.page = ConnectionPage(*request);
    }
    send_look(shared, std::make_shared<Look>(std::move(look)));
}

void Sockets::welcome(Socket& socket, const proto::HelloReply& reply) {
    socket.stage = Stage::live;
    socket.user = reply.user.id;
    socket.device = reply.device;
    socket.since = reply.now;
    release_address(socket);
}

void Sockets::begin_look(chat::Reply& reply, Socket& socket) {
    const net::ConnectionId connection = connection_of(reply.session);
    const auto done = [this, session = reply.session, re = reply.re](const proto::Reply& filled) {
        if (const Socket* still = find(session)) {
            answer(connection_of(session), *still, re, filled);
        }
    };
    std::unique_ptr<AskedLook> asked;
    if (socket.look && socket.look->re == reply.re) {
        asked = std::move(socket.look);
    }
    start_look(context_.shared,
               Look{.reply = std::move(std::get<proto::Reply>(reply.result)),
                    .asker = net::worker_of(connection),
                    .done = done},
               asked ? &asked->request : nullptr);
}

void Sockets::take_look(const std::shared_ptr<Look>& look) {
    const Shared& shared = context_.shared;
    if (look->step == Look::Step::search && !search_some(*look)) {
        return send_look(shared, look);  // to ourselves, behind what waits meanwhile
    }
    if (look->step == Look::Step::fill) {
        fill(*look);
    }
    look->bucket = 0;
    if (++look->worker < shared.workers) {
        return send_look(shared, look);
    }
    look->worker = 0;
    auto* reply = get_if<proto::AdminConnectionsReply>(&look->reply);
    if (look->step == Look::Step::search) {
        look->step = Look::Step::fill;
        for (const std::uint64_t id : look->page.take(reply->more)) {
            reply->connections.push_back({.id = id});
        }
        return send_look(shared, look);
    }
    if (reply != nullptr) {
        std::erase_if(reply->connections, [](const auto& one) { return !one.user; });
    }
    shared.on_worker(look->asker, [look](Sockets& /*there*/) { look->done(look->reply); });
}

bool Sockets::search_some(Look& look) {
    auto& reply = *get_if<proto::AdminConnectionsReply>(&look.reply);
    const std::size_t end =
        std::min(look.bucket + limits::kLookBucketsPerTask, sockets_.bucket_count());
    for (; look.bucket < end; ++look.bucket) {
        for (auto at = sockets_.begin(look.bucket); at != sockets_.end(look.bucket); ++at) {
            const auto& [connection, socket] = *at;
            if (socket.stage == Stage::live) {
                ++reply.total;
                look.page.offer(order_key(look.page.order(), connection, socket), connection.value);
            }
        }
    }
    return look.bucket >= sockets_.bucket_count();
}

std::uint64_t Sockets::order_key(proto::ConnectionOrder order, net::ConnectionId connection,
                                 const Socket& socket) const {
    switch (order) {
        case proto::ConnectionOrder::newest: return static_cast<std::uint64_t>(socket.since);
        case proto::ConnectionOrder::waiting: return context_.worker.waiting_bytes(connection);
        case proto::ConnectionOrder::lagged: return socket.lagged;
    }
    return 0;
}

void Sockets::fill(Look& look) {
    if (auto* live = get_if<proto::AdminLiveReply>(&look.reply)) {
        for (proto::LiveRoom& room : live->rooms) {
            fill(room);
        }
        return;
    }
    for (proto::AdminConnection& one :
         get_if<proto::AdminConnectionsReply>(&look.reply)->connections) {
        if (net::worker_of(net::ConnectionId(one.id)) == look.worker) {
            fill(one);
        }
    }
}

void Sockets::fill(proto::LiveRoom& room) const {
    for (std::size_t i = 0; i < kVariants; ++i) {
        const net::ChannelId channel(room.id.value * kVariants + i);
        room.open += static_cast<std::uint32_t>(context_.worker.subscriber_count(channel));
        room.waiting += context_.worker.log_bytes(channel);
    }
}

void Sockets::fill(proto::AdminConnection& one) const {
    const net::ConnectionId id(one.id);
    const auto found = sockets_.find(id);
    const auto traffic = context_.worker.traffic(id);
    if (found == sockets_.end() || !traffic) {
        return;  // gone meanwhile: take_look() leaves it out
    }
    const Socket& socket = found->second;
    one.user = socket.user;
    one.device = socket.device;
    one.address = context_.worker.peer_address(id);
    one.since = socket.since;
    if (context_.worker.is_secure(id)) {
        one.secure = true;
    }
    if (socket.variant.format == proto::Format::msgpack) {
        one.binary = true;
    }
    if (socket.variant.deflate) {
        one.compressed = true;
    }
    one.received = traffic->received;
    one.sent = traffic->sent;
    if (traffic->rtt_us > 0) {
        one.rtt = traffic->rtt_us;
    }
    one.rooms = traffic->channels;
    one.waiting = context_.worker.waiting_bytes(id);
    one.lagged = socket.lagged;
}

}  // namespace teahouse::gateway
