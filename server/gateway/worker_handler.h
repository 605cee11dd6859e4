// SPDX-License-Identifier: MIT
// The gateway on one worker: routes requests, carries messages to the engine and deliveries back.
#pragma once

#include "gateway/delivery.h"
#include "gateway/file_routes.h"
#include "gateway/http_api.h"
#include "gateway/pages.h"
#include "gateway/sockets.h"
#include "gateway/worker_context.h"
#include "net/worker.h"

namespace teahouse::gateway {

class WorkerHandler final : public net::Handler {
public:
    // All outlive the handler. `first`: of worker 0.
    WorkerHandler(Shared& shared, net::Worker& worker, const Pages& pages, bool first);

    std::size_t body_limit(const http::RequestHead& head) override;
    bool on_upload(net::ConnectionId connection, const http::RequestHead& head) override;
    void on_body(net::ConnectionId connection, std::string_view piece) override;
    void on_request(net::ConnectionId connection, http::Request request) override;
    void on_message(net::ConnectionId connection, bool text,
                    std::span<const std::byte> payload) override;
    void on_closed(net::ConnectionId connection) override;
    void on_lag(net::ConnectionId connection, net::ChannelId channel) override;
    void on_tick() override;
    [[nodiscard]] bool more_expected() const override { return context_.shared.engine->is_busy(); }

    // On the worker's thread: what the engine sent.
    void deliver(DeliveryBatch& batch);
    [[nodiscard]] Sockets& sockets() { return sockets_; }
    // On the worker's thread: the server is about to end.
    void drain();
    // On the worker's thread: another era begins (EngineDoor::post), all sockets are closed.
    void end_sockets(std::uint32_t era);

private:
    [[nodiscard]] bool is_probe(net::ConnectionId connection, const http::RequestHead& head) const;
    void route(net::ConnectionId connection, http::Request request);
    [[nodiscard]] http::Response readiness() const;
    http::Response metrics(net::ConnectionId connection);
    http::Response metrics_answer();
    void send_to_engine();

    WorkerContext context_;
    const Pages& pages_;
    Sockets sockets_;
    HttpApi api_;
    FileRoutes files_;
    std::uint32_t era_ = 0;
};

}  // namespace teahouse::gateway
