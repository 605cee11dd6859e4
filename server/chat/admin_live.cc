// SPDX-License-Identifier: MIT
// What the server does just now: admin.connections, admin.live. Which sockets there are, and what
// waits for them, the workers know; they add it on the way out (gateway/live_view.h).
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/admin_state.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/live_rooms.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// For administrators, and not all the time.
Status check_look(State& state, const Caller& caller) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    if (!state.admin.looks.take(state.now, limits::kAdminLooksPerSecond,
                                limits::kAdminLooksBurst)) {
        return tl::unexpected(
            Error{.code = ErrorCode::rate_limited,
                  .message = "too many looks",
                  .retry_after_ms = state.admin.looks.wait_ms(limits::kAdminLooksPerSecond)});
    }
    return {};
}

// A room with what it is ordered by.
struct Found {
    const Room* room = nullptr;
    proto::LiveRoom info;
    std::uint64_t key = 0;
    std::size_t place = 0;  // the last one written in first
};

Found look_at(const State& state, const LiveRooms::Pulse& pulse, proto::LiveOrder order) {
    Found found{.room = state.room_now(pulse.room)};
    if (found.room == nullptr) {
        return found;
    }
    found.info = {.id = pulse.room,
                  .members = found.room->member_count,
                  .minute = pulse.minute.at(state.now),
                  .hour = pulse.hour.at(state.now),
                  .head = found.room->head,
                  .at = found.room->last_at};
    switch (order) {
        case proto::LiveOrder::minute: found.key = found.info.minute; break;
        case proto::LiveOrder::hour: found.key = found.info.hour; break;
        case proto::LiveOrder::members: found.key = found.info.members; break;
        case proto::LiveOrder::head: found.key = found.info.head.value; break;
    }
    return found;
}

void describe(const State& state, Found& found) {
    const proto::RoomRecord& about = found.room->about.committed();
    found.info.kind = about.kind;
    if (about.kind != proto::RoomKind::direct) {
        found.info.title = about.title;
    }
    if (!about.avatar.empty()) {
        found.info.avatar = about.avatar;
    }
    if (about.kind == proto::RoomKind::lobby) {
        found.info.online = state.online;
    } else if (found.room->members.size() <= limits::kLiveMembersMax) {
        found.info.online = static_cast<std::uint32_t>(
            std::ranges::count_if(found.room->members, [&](const auto& member) {
                const proto::MemberRecord* record = member.second.now();
                return record != nullptr && !record->leave && state.users.at(member.first).online;
            }));
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminConnectionsRequest&) {
    TRY_STATUS(check_look(state, caller));
    return proto::AdminConnectionsReply{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminLiveRequest& request) {
    TRY_STATUS(check_look(state, caller));
    const auto order = request.order.value_or(proto::LiveOrder::minute);
    const std::size_t limit = std::clamp<std::size_t>(request.limit.value_or(limits::kAdminPageMax),
                                                      1, limits::kAdminPageMax);
    std::vector<Found> all;
    for (const LiveRooms::Pulse& pulse : state.admin.live.all()) {
        if (Found found = look_at(state, pulse, order); found.room != nullptr) {
            found.place = all.size();
            all.push_back(std::move(found));
        }
    }
    const std::size_t skip = std::min<std::size_t>(request.skip.value_or(0), all.size());
    const std::size_t end = std::min(skip + limit, all.size());
    // Where they are equal, as they were written in.
    std::ranges::sort(all, [](const Found& a, const Found& b) {
        return a.key != b.key ? a.key > b.key : a.place < b.place;
    });
    proto::AdminLiveReply reply{.total = static_cast<std::uint32_t>(all.size()),
                                .more = end < all.size()};
    for (std::size_t i = skip; i < end; ++i) {
        describe(state, all[i]);
        reply.rooms.push_back(std::move(all[i].info));
    }
    return reply;
}

}  // namespace teahouse::chat
