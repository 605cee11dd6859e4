// SPDX-License-Identifier: MIT
#include "chat/history.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/catch_up.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/opening.h"
#include "chat/queries.h"
#include "chat/recent.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// A part of a page: up to `limit` events of from..to, the last or the first ones.
struct Range {
    std::uint64_t from = 1;
    std::uint64_t to = 0;
    std::uint32_t limit = 0;
    bool newest = true;
};

// Reads a range into `out` from memory, or asks the store for it.
bool read_range(State& state, const Asked& asked, const HistoryRead& read, Range range,
                std::vector<proto::Event>& out) {
    const RoomId room = read.request.room;
    if (range.from > range.to || range.limit == 0) {
        return false;
    }
    const std::uint64_t length = range.to - range.from + 1;
    if (length > range.limit && range.newest) {
        range.from = range.to - range.limit + 1;
    } else if (length > range.limit) {
        range.to = range.from + range.limit - 1;
    }
    if (state.recent.reaches_back(room, Seq(range.from))) {
        state.recent.copy_merged(room, Seq(range.from), Seq(range.to), out);
        return false;
    }
    return ask(state, asked,
               {.room = room,
                .from = Seq(range.from),
                .to = Seq(range.to),
                .limit = range.limit,
                .newest = range.newest,
                .merged = true,
                .viewer = read.caller.user});
}

Range older_range(const HistoryRead& read, std::uint32_t limit) {
    const proto::HistoryRequest& request = read.request;
    const std::uint64_t first = read.first.value;
    const std::uint64_t head = read.head.value;
    if (request.after) {
        return {.from = std::max(first, std::min(request.after->value, head) + 1),
                .to = head,
                .limit = limit,
                .newest = false};
    }
    if (request.before) {
        const std::uint64_t end = std::max<std::uint64_t>(request.before->value, 1) - 1;
        return {.from = first, .to = std::min(head, end), .limit = limit};
    }
    if (request.around) {
        return {
            .from = first, .to = std::min(head, request.around->value), .limit = limit - limit / 2};
    }
    return {.from = first, .to = head, .limit = limit};
}

Range newer_range(const HistoryRead& read, std::uint32_t limit) {
    if (!read.request.around) {
        return {};
    }
    const std::uint64_t around = std::min(read.head.value, read.request.around->value);
    return {.from = std::max(read.first.value, around + 1),
            .to = read.head.value,
            .limit = limit / 2,
            .newest = false};
}

// Cuts what is too much for one answer, at the end that is farther from what was asked for.
void fit(std::vector<proto::Event>& events, bool keep_end, std::size_t bytes_max) {
    std::size_t bytes = 0;
    std::size_t kept = 0;
    while (kept < events.size()) {
        bytes += weight_of(keep_end ? events[events.size() - 1 - kept] : events[kept]);
        if (bytes > bytes_max && kept > 0) {
            break;
        }
        ++kept;
    }
    const auto count = static_cast<std::ptrdiff_t>(kept);
    if (keep_end) {
        events.erase(events.begin(), events.end() - count);
    } else {
        events.erase(events.begin() + count, events.end());
    }
}

// More has happened than is in memory, or the member has another window now.
bool is_outdated(const State& state, const HistoryRead& read) {
    const auto mine = membership_now(state, read.caller.user, read.request.room);
    return mine && (State::first_seq(mine->room, mine->member) != read.first ||
                    !can_catch_up(state, read.request.room, read.head));
}

// Asks the store where in the window a time stands. False: there is nothing to ask.
bool place(State& state, std::uint64_t id, const HistoryRead& read) {
    return read.request.at && !read.placed && read.first <= read.head &&
           ask(state, {.by = Asked::By::history_place, .read = id},
               {.room = read.request.room,
                .from = read.first,
                .to = read.head,
                .since = read.request.at});
}

// Takes what is in memory and asks the store for the rest; for a time first where it stands.
// False: too much is being read.
bool begin(State& state, std::uint64_t id, const Membership& mine, HistoryRead& read) {
    if (state.queries.size() + 2 > limits::kQueriesInFlightMax) {
        return false;
    }
    read.first = State::first_seq(mine.room, mine.member);
    read.head = mine.room.head;
    read.older.clear();
    read.newer.clear();
    if (place(state, id, read)) {
        ++read.waiting;
        return true;
    }
    const std::uint32_t limit = std::clamp<std::uint32_t>(
        read.request.limit.value_or(limits::kHistoryPageDefault), 1, limits::kHistoryPageMax);
    const Asked older{.by = Asked::By::history_older, .read = id};
    const Asked newer{.by = Asked::By::history_newer, .read = id};
    if (read_range(state, older, read, older_range(read, limit), read.older)) {
        ++read.waiting;
    }
    if (read_range(state, newer, read, newer_range(read, limit), read.newer)) {
        ++read.waiting;
    }
    return true;
}

// What follows when all was answered, by `last` in the end: the page of a place that was found, or
// all anew. True: more is being read.
bool go_on(State& state, std::uint64_t id, Asked::By last, HistoryRead& read) {
    const auto mine = membership_now(state, read.caller.user, read.request.room);
    if (read.failed || !mine) {
        return false;
    }
    const bool moved = State::first_seq(mine->room, mine->member) != read.first;
    if (last != Asked::By::history_place || moved) {
        if (read.rounds >= limits::kOpenRoundsMax || !is_outdated(state, read)) {
            return false;
        }
        ++read.rounds;
    }
    read.placed = read.placed && !moved;  // another window may begin with another message
    read.failed = !begin(state, id, *mine, read);
    return read.waiting > 0;
}

void take_answer(Asked::By by, HistoryRead& read, proto::QueryResult result) {
    read.failed = read.failed || !result.ok;
    if (by == Asked::By::history_place) {
        read.request.around = result.found ? std::optional(result.found) : std::nullopt;
        read.placed = true;
    } else {
        (by == Asked::By::history_older ? read.older : read.newer) = std::move(result.events);
    }
}

Result<proto::Reply> make_page(const State& state, HistoryRead& read) {
    // Login and membership may have ended while the log was read.
    TRY_STATUS(check_login(state, read.caller.user, read.caller.device));
    TRY(mine, membership_now(state, read.caller.user, read.request.room));
    if (read.failed || is_outdated(state, read)) {
        return tl::unexpected(not_read());
    }
    catch_up(state, read.request.room, read.head, read.older);
    catch_up(state, read.request.room, read.head, read.newer);
    const std::size_t half = limits::kHistoryBytesMax / (read.request.around ? 2 : 1);
    fit(read.older, !read.request.after, half);
    fit(read.newer, false, half);
    proto::HistoryReply reply{.epoch = mine.room.epoch,
                              .events = std::move(read.older),
                              .head = mine.room.head,
                              .first = read.first};
    std::ranges::move(read.newer, std::back_inserter(reply.events));
    strip_for(state, read.caller.user, reply.events);
    if (!reply.events.empty()) {
        reply.more_before = reply.events.front().seq > read.first;
        reply.more_after = reply.events.back().seq < mine.room.head;
        return reply;
    }
    const bool nothing = mine.room.head < read.first;  // in the whole window
    reply.more_before = !nothing && (read.request.after.has_value() || read.request.around);
    reply.more_after = !nothing && read.request.before.has_value();
    return reply;
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::HistoryRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    const int ways = (request.before ? 1 : 0) + (request.after ? 1 : 0) + (request.around ? 1 : 0) +
                     (request.at ? 1 : 0);
    if (ways > 1) {
        return fail(ErrorCode::invalid, "one of before, after, around and at", "before");
    }
    HistoryRead read{.caller = caller, .request = request};
    User& user = state.users.at(caller.user);
    // Bounded per account, so that one reader cannot take the store from all others.
    const std::uint64_t id = ++state.last_read;
    if (user.reads >= limits::kReadsPerUserMax || !begin(state, id, mine, read)) {
        return tl::unexpected(too_many_reads());
    }
    if (read.waiting == 0) {
        TRY(page, make_page(state, read));
        return page;
    }
    ++user.reads;
    state.histories.emplace(id, std::move(read));
    return Later{};
}

void history_read(State& state, const Asked& asked, proto::QueryResult result) {
    const auto found = state.histories.find(asked.read);
    HistoryRead& read = found->second;
    take_answer(asked.by, read, std::move(result));
    if (--read.waiting == 0 && go_on(state, asked.read, asked.by, read)) {
        return;
    }
    if (read.waiting == 0) {
        HistoryRead complete = std::move(read);
        state.histories.erase(found);
        --state.users.at(complete.caller.user).reads;
        state.reply(complete.caller, make_page(state, complete));
    }
}

}  // namespace teahouse::chat
