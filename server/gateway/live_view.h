// SPDX-License-Identifier: MIT
// A look of an administrator at the sockets of this node: it goes from worker to worker, so that
// each touches only what is its own, and back to the one that asked. Of many sockets it keeps a
// page; a worker looks through its table in small pieces.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

#include "proto/messages.h"

namespace teahouse::gateway {

struct Shared;

// The sockets of a page while it is sought: the largest by key, then by id.
class ConnectionPage {
public:
    explicit ConnectionPage(const proto::AdminConnectionsRequest& request);

    void offer(std::uint64_t key, std::uint64_t id);
    [[nodiscard]] proto::ConnectionOrder order() const { return order_; }
    // In their order; `more`: there were others behind them.
    [[nodiscard]] std::vector<std::uint64_t> take(bool& more);

private:
    struct Row {
        std::uint64_t key = 0;
        std::uint64_t id = 0;
        friend auto operator<=>(const Row&, const Row&) = default;
    };

    proto::ConnectionOrder order_;
    std::size_t limit_;
    bool from_start_;
    Row behind_;             // only what comes after it
    std::vector<Row> rows_;  // a heap with the smallest on top; one more than the page
};

struct Look {
    enum class Step : std::uint8_t { search, fill };

    proto::Reply reply;  // to admin.connections or admin.live
    std::uint32_t asker = 0;
    std::function<void(proto::Reply&)> done;  // on the thread of the worker that asks
    ConnectionPage page{proto::AdminConnectionsRequest()};
    Step step = Step::search;
    std::uint32_t worker = 0;  // that looks now
    std::size_t bucket = 0;    // where it goes on
};

// Whether the workers have to add to it.
[[nodiscard]] bool wants_look(const proto::Reply& reply);
// `request`: of admin.connections. Dropped when the server ends.
void start_look(const Shared& shared, Look look, const proto::AdminConnectionsRequest* request);

}  // namespace teahouse::gateway
