// SPDX-License-Identifier: MIT
// One simulated server with its people, made from a seed: what happens next, and what is checked
// after it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "base/ids.h"
#include "device.h"
#include "oracle.h"
#include "random.h"
#include "testkit/host.h"

namespace teahouse::sim {

class World {
public:
    World(std::uint64_t seed, testkit::Host::Bug bug);

    // One thing happens; then all invariants are checked. Throws Violation.
    void step();
    // Faults end; everybody catches up, and nothing may be missing.
    void heal();
    // The last steps, in words.
    [[nodiscard]] const std::deque<std::string>& story() const { return story_; }

private:
    void found();
    void act_person();
    void act_room(Device& device);
    void act_rules(Device& device, RoomId room);
    void act_network();
    void act_store();
    void crash();
    void check();
    void settle_store();
    void note(std::string what);
    RoomId room_of(const Device& device);
    UserId person();

    Random random_;
    testkit::Host::Bug bug_;
    std::unique_ptr<testkit::Host> host_;
    Oracle oracle_;
    std::vector<Device> devices_;
    std::vector<UserId> users_;
    std::uint64_t last_session_ = 0;
    std::deque<std::string> story_;
};

}  // namespace teahouse::sim
