// SPDX-License-Identifier: MIT
#include "bus/local/local_bus.h"

#include <condition_variable>
#include <deque>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>

namespace teahouse::bus {
namespace {

struct Parcel {
    NodeId from;
    bool lost = false;  // no message: `from` is lost
    std::string bytes = {};
};

struct Inbox {
    std::deque<Parcel> parcels = {};
    bool started = false;
    bool busy = false;
    bool ending = false;
};

}  // namespace

struct LocalWire::Shared {
    mutable std::mutex mutex = {};
    std::condition_variable changed = {};
    std::map<NodeId, Inbox*> inboxes = {};  // the buses'
    std::set<std::pair<NodeId, NodeId>> dropping = {};
    std::set<NodeId> cut = {};
    bool held = false;
    std::size_t messages = 0;
    std::size_t bytes = 0;

    // With the mutex.
    void tell_lost(NodeId a, NodeId b) {
        put(b, {.from = a, .lost = true});
        put(a, {.from = b, .lost = true});
    }
    void put(NodeId to, Parcel parcel) {
        if (const auto found = inboxes.find(to); found != inboxes.end()) {
            found->second->parcels.push_back(std::move(parcel));
            changed.notify_all();
        }
    }
    [[nodiscard]] bool is_cut(NodeId a, NodeId b) const {
        return cut.contains(a) || cut.contains(b);
    }
};

namespace {

class LocalBus final : public Bus {
public:
    LocalBus(std::shared_ptr<LocalWire::Shared> wire, NodeId node)
        : wire_(std::move(wire)), node_(node) {
        const std::scoped_lock lock(wire_->mutex);
        wire_->inboxes[node_] = &inbox_;
    }
    ~LocalBus() override {
        {
            const std::scoped_lock lock(wire_->mutex);
            inbox_.ending = true;
            wire_->inboxes.erase(node_);
            for (const auto& [other, inbox] : wire_->inboxes) {
                wire_->put(other, {.from = node_, .lost = true});
            }
            wire_->changed.notify_all();
        }
        if (thread_.joinable()) {
            thread_.join();
        }
    }

    void send(NodeId to, std::string bytes) override {
        const std::scoped_lock lock(wire_->mutex);
        ++wire_->messages;
        wire_->bytes += bytes.size();
        if (wire_->is_cut(node_, to) || !wire_->inboxes.contains(to) ||
            wire_->dropping.erase({node_, to}) > 0) {
            return wire_->tell_lost(node_, to);
        }
        wire_->put(to, {.from = node_, .bytes = std::move(bytes)});
    }

    void start(Receiver receiver) override {
        receiver_ = std::move(receiver);
        thread_ = std::thread([this] { run(); });
    }

private:
    void run() {
        std::unique_lock lock(wire_->mutex);
        inbox_.started = true;
        while (true) {
            wire_->changed.wait(lock, [this] {
                return inbox_.ending || (!wire_->held && !inbox_.parcels.empty());
            });
            if (inbox_.ending) {
                return;
            }
            const Parcel parcel = std::move(inbox_.parcels.front());
            inbox_.parcels.pop_front();
            inbox_.busy = true;
            lock.unlock();
            if (parcel.lost) {
                receiver_.lost(parcel.from);
            } else {
                receiver_.message(parcel.from, parcel.bytes);
            }
            lock.lock();
            inbox_.busy = false;
            wire_->changed.notify_all();
        }
    }

    std::shared_ptr<LocalWire::Shared> wire_;
    NodeId node_;
    Inbox inbox_;  // guarded by the wire's mutex
    Receiver receiver_;
    std::thread thread_;
};

}  // namespace

LocalWire::LocalWire() : shared_(std::make_shared<Shared>()) {}
LocalWire::~LocalWire() = default;

std::unique_ptr<Bus> LocalWire::connect(NodeId node) {
    return std::make_unique<LocalBus>(shared_, node);
}

void LocalWire::drop_next(NodeId from, NodeId to) {
    const std::scoped_lock lock(shared_->mutex);
    shared_->dropping.insert({from, to});
}

void LocalWire::hold(bool on) {
    const std::scoped_lock lock(shared_->mutex);
    shared_->held = on;
    shared_->changed.notify_all();
}

void LocalWire::cut(NodeId node) {
    const std::scoped_lock lock(shared_->mutex);
    if (shared_->cut.insert(node).second) {
        for (const auto& [other, inbox] : shared_->inboxes) {
            if (other != node) {
                shared_->tell_lost(node, other);
            }
        }
    }
}

void LocalWire::join(NodeId node) {
    const std::scoped_lock lock(shared_->mutex);
    shared_->cut.erase(node);
}

void LocalWire::settle() {
    std::unique_lock lock(shared_->mutex);
    shared_->changed.wait(lock, [this] {
        for (const auto& [node, inbox] : shared_->inboxes) {
            if (inbox->busy || (inbox->started && !shared_->held && !inbox->parcels.empty())) {
                return false;
            }
        }
        return true;
    });
}

std::size_t LocalWire::messages() const {
    const std::scoped_lock lock(shared_->mutex);
    return shared_->messages;
}

std::size_t LocalWire::bytes() const {
    const std::scoped_lock lock(shared_->mutex);
    return shared_->bytes;
}

}  // namespace teahouse::bus
