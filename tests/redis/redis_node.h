// SPDX-License-Identifier: MIT
// A replica on a log in a real server, with its connection and its thread.
#pragma once

#include <cstdint>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <utility>

#include "redis/link.h"
#include "resp/url.h"
#include "store/redis/log.h"
#include "store/redis/redis_log.h"
#include "store/redis/replica.h"
#include "store/testing/replicated.h"

namespace teahouse::store::testing {

// A node with its connection; short times, so that tests are.
class RedisNode {
public:
    RedisNode(const std::string& url, std::string directory, std::int64_t settle_ms = 1'500)
        : link_(redis::Link::open({.url = resp::parse_url(url).value(), .name = "node"}).value()) {
        static int nodes = 0;
        auto log =
            RedisLog::make(
                *link_,
                {.prefix = "tea", .lease_ms = 2'000, .head_ms = 1'500, .settle_ms = settle_ms})
                .value();
        link_->start();
        redis::Link& link = *link_;
        node_ = std::make_unique<LeadingNode>(
            std::move(log),
            ReplicaOptions{.sqlite = {.directory = std::move(directory)},
                           .node = "node" + std::to_string(++nodes),
                           .snapshot_entries = 25},
            [&link, this](const std::function<void()>& task) {
                if (cut_off_) {
                    task();  // there is no other thread any more
                    return;
                }
                std::promise<void> done;
                link.post([&] {
                    task();
                    done.set_value();
                });
                done.get_future().wait();
            });
    }
    LeadingNode& node() { return *node_; }
    // What it has, asked on its thread.
    LogHead applied() {
        std::promise<LogHead> head;
        link_->post([&] { head.set_value(node_->replica().applied()); });
        return head.get_future().get();
    }
    bool leads() {
        std::promise<bool> leads;
        link_->post([&] { leads.set_value(node_->replica().phase() == ReplicaPhase::leading); });
        return leads.get_future().get();
    }
    // Without giving back its lease: as the log sees a crash.
    void cut_off() {
        link_->stop();
        cut_off_ = true;
        node_->abandon();
    }

private:
    bool cut_off_ = false;
    std::unique_ptr<redis::Link> link_;  // outlives the node
    std::unique_ptr<LeadingNode> node_;
};

}  // namespace teahouse::store::testing
