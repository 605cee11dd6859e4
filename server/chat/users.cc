// SPDX-License-Identifier: MIT
// People: user.get, user.search, profile.set, presence.watch.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/presence.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// Smaller is better: the whole name, its beginning, anywhere in it; shorter names first.
std::tuple<int, std::size_t, UserId> rank(const proto::UserRecord& user, std::string_view query) {
    const std::string folded = ascii::to_lower(query);
    const bool starts = user.name_key.starts_with(folded) || user.name.starts_with(query);
    const bool whole = starts && user.name_key.size() == query.size();
    return {whole ? 0 : starts ? 1 : 2, user.name.size(), user.id};
}

}  // namespace

Result<Outcome> handle(State& state, const Caller&, proto::UserGetRequest& request) {
    proto::UserGetReply reply;
    for (const UserId id : distinct(request.users)) {
        if (state.user_now(id) != nullptr) {
            reply.users.push_back(user_info(state, id));
        }
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller&, proto::UserSearchRequest& request) {
    const std::size_t limit = std::clamp<std::size_t>(
        request.limit.value_or(limits::kSearchResultsMax), 1, limits::kSearchResultsMax);
    std::vector<std::tuple<int, std::size_t, UserId>> hits;
    for (const auto& [id, user] : state.users) {
        const proto::UserRecord* record = user.record.now();
        if (record == nullptr || record->disabled) {
            continue;
        }
        const bool hit = request.query.empty()
                             ? user.online
                             : contains_ignoring_case(record->name_key, request.query) ||
                                   contains_ignoring_case(record->name, request.query);
        if (hit) {
            hits.push_back(rank(*record, request.query));
        }
    }
    const auto kept = static_cast<std::ptrdiff_t>(std::min(limit, hits.size()));
    std::ranges::partial_sort(hits, hits.begin() + kept);
    proto::UserSearchReply reply;
    for (auto it = hits.begin(); it != hits.begin() + kept; ++it) {
        reply.users.push_back(user_info(state, std::get<UserId>(*it)));
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ProfileSetRequest& request) {
    return set_profile(state, caller, request, {});
}

Result<Outcome> set_profile(State& state, const Caller& caller, proto::ProfileSetRequest& request,
                            std::string_view name_key) {
    const proto::UserRecord& before = *state.user_next(caller.user);
    proto::UserRecord next = before;
    if (request.name) {
        TRY_STATUS(check_name(*request.name, name_key));
        if (is_name_taken(state, std::string(name_key), caller.user)) {
            return fail(ErrorCode::conflict, "the name is taken");
        }
        next.name = *request.name;
        next.name_key = name_key;
    }
    if (request.status) {
        if (request.status->size() > limits::kStatusBytesMax) {
            return fail(ErrorCode::invalid, "too long", "status");
        }
        next.status = *request.status;
    }
    if (request.avatar) {
        TRY_STATUS(check_avatar(*request.avatar));
        next.avatar = *request.avatar;
    }
    Draft draft(caller,
                [](const State& now, const Pending&, const Caller& asker,
                   const Done&) -> Result<proto::Reply> {
                    return proto::ProfileSetReply{.user = user_info(now, asker.user)};
                });
    if (next != before) {
        draft.put_user(std::move(next), &before);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::PresenceWatchRequest& request) {
    Session& session = *state.session(caller.session);
    watch(state, session, request.users);
    proto::PresenceWatchReply reply;
    for (const UserId id : session.watched) {
        if (state.users.at(id).online) {
            reply.online.push_back(id);
        }
    }
    return reply;
}

}  // namespace teahouse::chat
