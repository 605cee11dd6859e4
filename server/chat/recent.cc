// SPDX-License-Identifier: MIT
#include "chat/recent.h"

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "proto/merge.h"
#include "proto/messages.h"

namespace teahouse::chat {

std::size_t weight_of(const proto::Event& event) {
    std::size_t bytes = sizeof(proto::Event);
    bytes += event.body.text ? event.body.text->size() : 0;
    bytes += event.body.title ? event.body.title->size() : 0;
    bytes += event.body.users ? event.body.users->size() * sizeof(UserId) : 0;
    bytes += event.body.file ? sizeof(proto::FilePart) + limits::kFileNameBytesMax : 0;
    bytes += event.cmid ? event.cmid->size() : 0;
    bytes += event.body.mentions ? event.body.mentions->size() * sizeof(UserId) : 0;
    bytes += event.body.sign ? event.body.sign->size() : 0;
    bytes += event.body.origin ? event.body.origin->name.size() : 0;
    if (event.body.poll) {
        for (const proto::PollOption& option : event.body.poll->options) {
            bytes += sizeof(option) + option.text.size();
        }
    }
    if (event.body.record) {
        for (const proto::RecordItem& item : event.body.record->items) {
            bytes += sizeof(item) + item.name.size() + (item.text ? item.text->size() : 0) +
                     (item.file ? limits::kFileNameBytesMax : 0);
        }
    }
    if (event.merged && event.merged->poll && event.merged->poll->votes) {
        for (const proto::Vote& one : *event.merged->poll->votes) {
            bytes += sizeof(one) + one.choices.size() * sizeof(std::uint32_t);
        }
    }
    if (event.merged && event.merged->reactions) {
        for (const proto::Reaction& one : *event.merged->reactions) {
            bytes += sizeof(one) + one.sign.size() + one.users.size() * sizeof(UserId);
        }
    }
    return bytes;
}

namespace {

bool counts_as_confirmed(const proto::Event& event) {
    return event.kind == proto::EventKind::confirm && event.ref && !event.body.off.value_or(false);
}

}  // namespace

std::size_t RecentEvents::weight_of_kept(const Kept& kept) {
    return weight_of(kept.event) + (kept.merged ? weight_of(*kept.merged) : 0);
}

RecentEvents::Kept* RecentEvents::find(Ring& ring, Seq seq) {
    const Seq first = ring.events.empty() ? Seq() : ring.events.front().event.seq;
    const bool here = first && first <= seq && seq <= ring.events.back().event.seq;
    return here ? &ring.events[seq.value - first.value] : nullptr;
}

void RecentEvents::replace(Ring& ring, Kept& kept, Kept by) {
    const std::size_t before = weight_of_kept(kept);
    kept = std::move(by);
    const std::size_t after = weight_of_kept(kept);
    ring.bytes += after - before;
    bytes_ += after - before;
}

// The body of what was recalled is not kept either, nor are its edits.
void RecentEvents::apply_change(Ring& ring, const proto::Event& change) {
    Kept* kept = find(ring, *change.ref);
    if (kept != nullptr) {
        Kept next = *kept;
        proto::Event merged = next.merged.value_or(next.event);
        if (proto::merge(merged, change)) {
            next.merged = std::move(merged);
        }
        if (change.kind == proto::EventKind::recall) {
            next.event.body = {};
        }
        replace(ring, *kept, std::move(next));
    }
    if (change.kind != proto::EventKind::recall) {
        return;
    }
    for (Kept& one : ring.events) {
        if (one.event.kind == proto::EventKind::edit && one.event.ref == change.ref) {
            blank(ring, one);
        }
    }
}

void RecentEvents::blank(Ring& ring, Kept& edit) {
    Kept next = edit;
    next.event.body = {};
    replace(ring, edit, std::move(next));
}

void RecentEvents::append(const proto::Event& event) {
    const auto [found, created] = rings_.try_emplace(event.room);
    Ring& ring = found->second;
    if (created) {
        ring.place = order_.insert(order_.begin(), event.room);
    } else {
        order_.splice(order_.begin(), order_, ring.place);
    }
    CHECK(ring.events.empty() || ring.events.back().event.seq.value + 1 == event.seq.value);
    if (proto::changes_message(event.kind) && event.ref) {
        apply_change(ring, event);
    }
    const std::size_t weight = weight_of(event);
    ring.events.push_back({.event = event});
    if (counts_as_confirmed(event)) {
        ring.confirms.insert({*event.ref, event.from});
    }
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
    const std::size_t weight = weight_of_kept(ring.events.front());
    if (const proto::Event& first = ring.events.front().event; counts_as_confirmed(first)) {
        ring.confirms.erase({*first.ref, first.from});
    }
    ring.bytes -= weight;
    bytes_ -= weight;
    ring.events.pop_front();
}

bool RecentEvents::reaches_back(RoomId room, Seq from) const {
    const auto found = rings_.find(room);
    return found != rings_.end() && !found->second.events.empty() &&
           found->second.events.front().event.seq <= from;
}

void RecentEvents::copy(RoomId room, Seq from, Seq to, std::vector<proto::Event>& out) const {
    if (from > to) {
        return;
    }
    const auto& events = rings_.at(room).events;
    const std::uint64_t first = events.front().event.seq.value;
    CHECK(first <= from.value && to <= events.back().event.seq);
    for (std::uint64_t seq = from.value; seq <= to.value; ++seq) {
        out.push_back(events[seq - first].event);
    }
}

void RecentEvents::copy_merged(RoomId room, Seq from, Seq to,
                               std::vector<proto::Event>& out) const {
    if (from > to) {
        return;
    }
    const auto& events = rings_.at(room).events;
    const std::uint64_t first = events.front().event.seq.value;
    CHECK(first <= from.value && to <= events.back().event.seq);
    for (std::uint64_t seq = from.value; seq <= to.value; ++seq) {
        const Kept& kept = events[seq - first];
        out.push_back(kept.merged.value_or(kept.event));
    }
}

const proto::Event* RecentEvents::find_merged(RoomId room, Seq seq) const {
    const auto found = rings_.find(room);
    if (found == rings_.end() || !reaches_back(room, seq) ||
        seq > found->second.events.back().event.seq) {
        return nullptr;
    }
    const auto& events = found->second.events;
    const Kept& kept = events[seq.value - events.front().event.seq.value];
    return kept.merged ? &*kept.merged : &kept.event;
}

bool RecentEvents::has_confirmed(RoomId room, Seq message, UserId user) const {
    const auto found = rings_.find(room);
    return found != rings_.end() && found->second.confirms.contains({message, user});
}

void RecentEvents::expire(RoomId room, Seq upto) {
    const auto found = rings_.find(room);
    if (found == rings_.end()) {
        return;
    }
    Ring& ring = found->second;
    while (ring.events.size() > 1 && ring.events.front().event.seq <= upto) {
        drop_front(ring);
    }
    for (Kept& one : ring.events) {
        if (one.event.kind == proto::EventKind::edit && one.event.ref && *one.event.ref <= upto) {
            blank(ring, one);
        }
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
