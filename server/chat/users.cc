// SPDX-License-Identifier: MIT
// People: user.get, user.search, profile.set, presence.watch.
#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/moderation.h"
#include "chat/presence.h"
#include "chat/programs.h"
#include "chat/rules.h"
#include "chat/search.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "text/fold.h"
#include "text/names.h"

namespace teahouse::chat {
namespace {

// Smaller is better: see text::rank_name; shorter names first.
using Ranked = std::tuple<int, std::size_t, UserId>;

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::UserGetRequest& request) {
    proto::UserGetReply reply;
    for (const UserId id : distinct(request.users)) {
        if (state.user_now(id) != nullptr && knows(state, caller.user, id)) {
            reply.users.push_back(user_info(state, id));
        }
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller&, proto::UserSearchRequest& request) {
    const std::size_t limit = std::clamp<std::size_t>(
        request.limit.value_or(limits::kSearchResultsMax), 1, limits::kSearchResultsMax);
    const std::string query = text::folded_text(request.query);
    std::vector<Ranked> hits;
    for (const auto& [id, user] : state.users) {
        const proto::UserRecord* record = user.record.now();
        if (record == nullptr || record->disabled || is_hook(state, id)) {
            continue;
        }
        const int rank = request.query.empty() ? (user.online ? 0 : -1)
                                               : text::rank_name(name_key_of(state, id), query);
        if (rank >= 0) {
            hits.emplace_back(rank, record->name.size(), id);
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
    TRY_STATUS(check_words(state, request.status, "status"));
    if (request.name) {
        TRY_STATUS(check_name(*request.name, name_key));
        TRY_STATUS(check_words(state, request.name, "name"));
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
