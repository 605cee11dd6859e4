// SPDX-License-Identifier: MIT
#include "chat/recent.h"

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::chat {

std::size_t weight_of(const proto::Event& event) {
    std::size_t bytes = sizeof(proto::Event);
    bytes += event.body.text ? event.body.text->size() : 0;
    bytes += event.body.title ? event.body.title->size() : 0;
    bytes += event.body.users ? event.body.users->size() * sizeof(UserId) : 0;
    bytes += event.body.file ? sizeof(proto::FilePart) + limits::kFileNameBytesMax : 0;
    bytes += event.cmid ? event.cmid->size() : 0;
    return bytes;
}

void RecentEvents::append(const proto::Event& event) {
    const auto [found, created] = rings_.try_emplace(event.room);
    Ring& ring = found->second;
    if (created) {
        ring.place = order_.insert(order_.begin(), event.room);
    } else {
        order_.splice(order_.begin(), order_, ring.place);
    }
    CHECK(ring.events.empty() || ring.events.back().seq.value + 1 == event.seq.value);
    const std::size_t weight = weight_of(event);
    ring.events.push_back(event);
    ring.bytes += weight;
    bytes_ += weight;
    if (ring.events.size() > events_per_room_) {
        drop_front(ring);
    }
    while (bytes_ > bytes_max_ && order_.size() > 1) {
        forget(order_.back());
    }
    while (bytes_ > bytes_max_ && ring.events.size() > 1) {
        drop_front(ring);
    }
}

void RecentEvents::drop_front(Ring& ring) {
    const std::size_t weight = weight_of(ring.events.front());
    ring.bytes -= weight;
    bytes_ -= weight;
    ring.events.pop_front();
}

bool RecentEvents::reaches_back(RoomId room, Seq from) const {
    const auto found = rings_.find(room);
    return found != rings_.end() && !found->second.events.empty() &&
           found->second.events.front().seq <= from;
}

void RecentEvents::copy(RoomId room, Seq from, Seq to, std::vector<proto::Event>& out) const {
    if (from > to) {
        return;
    }
    const auto& events = rings_.at(room).events;
    const std::uint64_t first = events.front().seq.value;
    CHECK(first <= from.value && to <= events.back().seq);
    for (std::uint64_t seq = from.value; seq <= to.value; ++seq) {
        out.push_back(events[seq - first]);
    }
}

void RecentEvents::forget(RoomId room) {
    const auto found = rings_.find(room);
    if (found == rings_.end()) {
        return;
    }
    bytes_ -= found->second.bytes;
    order_.erase(found->second.place);
    rings_.erase(found);
}

}  // namespace teahouse::chat
