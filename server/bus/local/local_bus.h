// SPDX-License-Identifier: MIT
// A bus between parts of one process, for tests: it loses, holds back and cuts when told to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>

#include "bus/bus.h"

namespace teahouse::bus {

// The wire; outlives its buses. Any thread.
class LocalWire {
public:
    LocalWire();
    ~LocalWire();
    LocalWire(const LocalWire&) = delete;
    LocalWire& operator=(const LocalWire&) = delete;

    // Takes the place of `node` on the wire; one bus at a time has it.
    std::unique_ptr<Bus> connect(NodeId node);

    // The next message from one to the other vanishes; both are told that they lost each other.
    void drop_next(NodeId from, NodeId to);
    // From now on what is sent waits, until it is told to go on.
    void hold(bool on);
    // Nothing passes between `node` and all others, which is told to both sides; until `joined`.
    void cut(NodeId node);
    void join(NodeId node);
    // Waits until nothing is on its way that is not held, and no callback runs.
    void settle();

    // Messages handed over so far, and their bytes.
    [[nodiscard]] std::size_t messages() const;
    [[nodiscard]] std::size_t bytes() const;

    struct Shared;

private:
    std::shared_ptr<Shared> shared_;
};

}  // namespace teahouse::bus
