// SPDX-License-Identifier: MIT
// The operation `search`. What may be seen is decided twice: where the store may look when it is
// asked, and each hit again when it answers, because memberships move on in between.
#include "chat/search.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_search.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/rules.h"
#include "chat/searching.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"
#include "text/cut.h"
#include "text/fold.h"
#include "text/names.h"
#include "text/query.h"

namespace teahouse::chat {
namespace {

bool read_number(std::string_view& text, std::uint64_t& value) {
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc()) {
        return false;
    }
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return true;
}

// "at.room.seq"
std::string make_cursor(const proto::SearchPlace& place) {
    return std::to_string(place.at) + "." + std::to_string(place.room.value) + "." +
           std::to_string(place.seq.value);
}

Result<proto::SearchPlace> read_cursor(std::string_view text) {
    std::uint64_t at = 0;
    std::uint64_t room = 0;
    std::uint64_t seq = 0;
    const auto dot = [&] {
        const bool there = text.starts_with('.');
        text.remove_prefix(there ? 1 : 0);
        return there;
    };
    const bool read = read_number(text, at) && dot() && read_number(text, room) && dot() &&
                      read_number(text, seq) && text.empty();
    if (!read || at > (1ULL << 53U) || room == 0 || seq == 0) {
        return fail(ErrorCode::invalid, "not a cursor of a search", "cursor");
    }
    return proto::SearchPlace{.at = static_cast<TimeMs>(at), .room = RoomId(room), .seq = Seq(seq)};
}

Error too_often(std::int64_t wait_ms) {
    return Error{.code = ErrorCode::rate_limited,
                 .message = "too many searches; try again",
                 .retry_after_ms = static_cast<std::uint32_t>(wait_ms)};
}

// A bucket of searches for each account, and a bound on what runs. Names in from: are looked up
// among all accounts and those in in: among the own rooms, which costs as much as a search.
Status admit(State& state, UserId id, const text::SearchWords& words) {
    User& user = state.users.at(id);
    if (state.searches.size() >= limits::kSearchesInFlightMax ||
        user.searching >= limits::kSearchesPerUserMax) {
        return tl::unexpected(too_often(limits::kRetryAfterMs));
    }
    const auto cost = static_cast<std::int64_t>(1 + words.from.size() + words.in.size());
    const TimeMs due = std::max(user.search_due, state.now) + cost * limits::kSearchEveryMs;
    const std::int64_t over = due - state.now - limits::kSearchBurst * limits::kSearchEveryMs;
    if (over > 0) {
        return tl::unexpected(too_often(std::max(over, limits::kSearchEveryMs)));
    }
    user.search_due = due;
    return {};
}

// Whom a name in from: means: whoever is called so, else those who are found by it. False: there
// are more of them than are looked for.
bool add_people(State& state, UserId self, std::string_view typed, std::set<UserId>& people) {
    const std::string query = text::folded_text(typed);
    if (query == "me" || query == "我") {
        people.insert(self);
        return true;
    }
    std::set<std::pair<int, UserId>> found;
    for (const auto& [id, user] : state.users) {
        const int rank =
            user.record.now() == nullptr ? -1 : text::rank_name(name_key_of(state, id), query);
        if (rank >= 0) {
            found.emplace(rank, id);
        }
    }
    const bool exact = !found.empty() && found.begin()->first == 0;
    std::size_t taken = 0;
    for (const auto& [rank, id] : found) {
        if (exact && rank > 0) {
            break;
        }
        if (taken++ == limits::kSearchPeopleMax) {
            return false;
        }
        people.insert(id);
    }
    return true;
}

void add_rooms(State& state, UserId self, std::string_view typed, std::set<RoomId>& rooms) {
    const std::string query = text::folded_text(typed);
    std::vector<RoomId> exact;
    std::vector<RoomId> others;
    for (const auto& [id, changed] : state.users.at(self).rooms) {
        const int rank = text::rank_name(name_key_of(state, id, self), query);
        if (rank >= 0) {
            (rank == 0 ? exact : others).push_back(id);
        }
    }
    const std::vector<RoomId>& meant = exact.empty() ? others : exact;
    rooms.insert(meant.begin(), meant.end());
}

// Where the caller may look: the rooms they are in, as far as history shows them.
std::vector<proto::SearchScope> scopes_of(const State& state, UserId user,
                                          const std::set<RoomId>& rooms) {
    std::vector<proto::SearchScope> scopes;
    for (const RoomId id : rooms) {
        const auto mine = membership_now(state, user, id);
        if (mine) {
            scopes.push_back({.room = id,
                              .first = State::first_seq(mine->room, mine->member),
                              .last = mine->room.head});
        }
    }
    return scopes;
}

std::set<RoomId> rooms_to_search(State& state, UserId self, const proto::SearchRequest& request,
                                 const text::SearchWords& words) {
    std::set<RoomId> rooms;
    for (const std::string& name : words.in) {
        add_rooms(state, self, name, rooms);
    }
    if (words.in.empty()) {
        for (const auto& [id, changed] : state.users.at(self).rooms) {
            rooms.insert(id);
        }
    }
    if (request.room) {
        const bool named = rooms.contains(*request.room);
        rooms = named ? std::set{*request.room} : std::set<RoomId>{};
    }
    return rooms;
}

// None: a mark of a text.
std::optional<proto::EventKind> kind_of(text::Has has) {
    switch (has) {
        case text::Has::image: return proto::EventKind::image;
        case text::Has::video: return proto::EventKind::video;
        case text::Has::audio: return proto::EventKind::audio;
        case text::Has::voice: return proto::EventKind::voice;
        case text::Has::file: return proto::EventKind::file;
        case text::Has::poll: return proto::EventKind::poll;
        case text::Has::link: return std::nullopt;
    }
    return std::nullopt;
}

proto::SearchQuery make_query(const proto::SearchRequest& request, text::SearchWords& words) {
    proto::SearchQuery query{.after = words.after, .before = words.before};
    for (const text::Has has : words.has) {
        if (const auto kind = kind_of(has)) {
            query.kinds.push_back(*kind);
        } else {
            query.link = true;
        }
    }
    for (text::Phrase& phrase : words.phrases) {
        query.phrases.push_back({.tokens = std::move(phrase.tokens), .prefix = phrase.prefix});
    }
    query.limit = std::clamp<std::uint32_t>(request.limit.value_or(limits::kSearchHitsDefault), 1,
                                            limits::kSearchHitsMax);
    return query;
}

}  // namespace

const text::NameKey& name_key_of(State& state, UserId id) {
    User& user = state.users.at(id);
    const proto::UserRecord& record = user.record.committed();
    if (user.key.name != record.name || user.key.spellings.empty()) {
        user.key = state.speller.make(record.name);
    }
    return user.key;
}

const text::NameKey& name_key_of(State& state, RoomId id, UserId viewer) {
    Room& room = state.rooms.at(id);
    const proto::RoomRecord& about = room.about.committed();
    if (about.kind == proto::RoomKind::direct) {
        return name_key_of(state, State::peer_of(about, viewer));
    }
    if (room.key.name != about.title || room.key.spellings.empty()) {
        room.key = state.speller.make(about.title);
    }
    return room.key;
}

void make_name_keys(State& state) {
    for (const auto& [id, user] : state.users) {
        static_cast<void>(name_key_of(state, id));
    }
    for (const auto& [id, room] : state.rooms) {
        if (room.about.committed().kind != proto::RoomKind::direct) {
            static_cast<void>(name_key_of(state, id, UserId()));
        }
    }
}

Result<Outcome> handle(State& state, const Caller& caller, proto::SearchRequest& request) {
    const std::optional<std::int64_t> zone = text::parse_zone(request.zone.value_or("Z"));
    if (!zone) {
        return fail(ErrorCode::invalid, "not a time zone like +08:00", "zone");
    }
    std::optional<proto::SearchPlace> cursor;
    if (request.cursor) {
        TRY(place, read_cursor(*request.cursor));
        cursor = place;
    }
    if (request.room) {
        TRY(mine, membership_now(state, caller.user, *request.room));
        static_cast<void>(mine);
    }
    text::SearchWords words =
        text::parse_query(request.query, {.now = state.now, .zone_ms = *zone});
    TRY_STATUS(admit(state, caller.user, words));
    if (words.empty()) {
        return proto::SearchReply{};
    }
    proto::SearchQuery query = make_query(request, words);
    query.cursor = cursor;
    Searching searching{.caller = caller};
    std::set<UserId> people;
    for (const std::string& name : words.from) {
        searching.partial = !add_people(state, caller.user, name, people) || searching.partial;
    }
    query.from.assign(people.begin(), people.end());
    query.scopes =
        scopes_of(state, caller.user, rooms_to_search(state, caller.user, request, words));
    if (query.scopes.empty() || (query.from.empty() && !words.from.empty())) {
        return proto::SearchReply{};
    }
    for (const proto::SearchScope& scope : query.scopes) {
        searching.heads.emplace(scope.room, scope.last);
    }
    state.last_query = QueryId(state.last_query.value + 1);
    query.id = state.last_query;
    state.searches.emplace(query.id, std::move(searching));
    ++state.users.at(caller.user).searching;
    state.effects->searches.push_back(std::move(query));
    return Later{};
}

namespace {

// What has become of messages of a room since the store was asked; none: more than is remembered.
std::optional<std::set<Seq>> changed_since(const State& state, RoomId room, Seq head) {
    std::set<Seq> changed;
    const Seq now = state.rooms.at(room).head;
    if (now <= head) {
        return changed;
    }
    const Seq next(head.value + 1);
    if (!state.recent.reaches_back(room, next)) {
        return std::nullopt;
    }
    std::vector<proto::Event> events;
    state.recent.copy(room, next, now, events);
    for (const proto::Event& event : events) {
        const bool change =
            event.kind == proto::EventKind::edit || event.kind == proto::EventKind::recall;
        if (change && event.ref) {
            changed.insert(*event.ref);
        }
    }
    return changed;
}

// Takes hits that may be shown by now: memberships end and messages are taken back while the store
// looks.
void take_hits(const State& state, const Searching& searching, std::vector<proto::SearchHit> hits,
               proto::SearchReply& reply) {
    std::unordered_map<RoomId, std::optional<std::set<Seq>>> changes;
    for (proto::SearchHit& hit : hits) {
        const RoomId room = hit.event.room;
        const auto mine = membership_now(state, searching.caller.user, room);
        if (!mine || hit.event.seq < State::first_seq(mine->room, mine->member)) {
            continue;
        }
        const auto [known, fresh] = changes.try_emplace(room);
        if (fresh) {
            known->second = changed_since(state, room, searching.heads.at(room));
        }
        if (!known->second) {
            reply.partial = true;
        } else if (!known->second->contains(hit.event.seq)) {
            proto::hide_votes(hit.event, searching.caller.user);
            reply.hits.push_back(std::move(hit));
        }
    }
}

}  // namespace

void search_answered(State& state, proto::SearchResult result) {
    const auto found = state.searches.find(result.id);
    if (found == state.searches.end()) {
        return;
    }
    const Searching searching = std::move(found->second);
    const Caller& caller = searching.caller;
    state.searches.erase(found);
    --state.users.at(caller.user).searching;
    if (auto status = check_login(state, caller.user, caller.device); !status) {
        state.reply(caller, tl::unexpected(std::move(status).error()));
        return;
    }
    if (!result.ok) {
        state.reply(caller, tl::unexpected(store_error(ErrorCode::store_unavailable)));
        return;
    }
    proto::SearchReply reply;
    if (result.partial || searching.partial) {
        reply.partial = true;
    }
    take_hits(state, searching, std::move(result.hits), reply);
    if (result.more && !reply.hits.empty()) {
        reply.cursor = make_cursor(proto::place_of(reply.hits.back().event));
    }
    state.reply(caller, std::move(reply));
}

}  // namespace teahouse::chat
