// SPDX-License-Identifier: MIT
// What one person sets for themselves, for all devices: room.prefs, draft.set, folder.set,
// contact.set, block.set, presence.set.
#include <algorithm>
#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/calls.h"
#include "chat/commit.h"
#include "chat/details.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/views.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

template <class R>
Result<proto::Reply> empty_reply(const State&, const Pending&, const Caller&, const Done&) {
    return R{};
}

std::optional<bool> unless_false(bool value) { return value ? std::optional(true) : std::nullopt; }

// The settings after a request; what is pinned is not hidden.
proto::RoomPrefs changed(proto::RoomPrefs prefs, const proto::RoomPrefsRequest& request,
                         std::uint64_t count) {
    if (request.pinned) {
        prefs.pinned = unless_false(*request.pinned);
        if (*request.pinned) {
            prefs.hidden.reset();
        }
    }
    if (request.muted) {
        prefs.muted = unless_false(*request.muted);
    }
    if (request.hidden) {
        prefs.hidden = *request.hidden ? std::optional(count) : std::nullopt;
        if (*request.hidden) {
            prefs.pinned.reset();
        }
    }
    if (request.unread) {
        prefs.unread = unless_false(*request.unread);
    }
    if (request.level) {
        prefs.level = request.level == proto::NotifyLevel::all ? std::nullopt : request.level;
    }
    return prefs;
}

// Adds to a list of people or takes out of it.
Status change_list(std::optional<std::vector<UserId>>& list, UserId user, bool on) {
    std::vector<UserId> users = list.value_or(std::vector<UserId>());
    std::erase(users, user);
    if (on) {
        if (users.size() >= limits::kContactsMax) {
            return fail(ErrorCode::too_large, "too many people");
        }
        users.push_back(user);
    }
    list = users.empty() ? std::nullopt : std::optional(std::move(users));
    return {};
}

Status check_other(const State& state, UserId self, UserId user) {
    if (user == self) {
        return fail(ErrorCode::invalid, "somebody else", "user");
    }
    if (state.user_now(user) == nullptr) {
        return fail(ErrorCode::not_found, "no such account");
    }
    return {};
}

// Makes place for one more.
void drop_oldest_draft(const State& state, Draft& draft, UserId user, RoomId but) {
    const proto::Draft* oldest = nullptr;
    std::size_t count = 0;
    for (const auto& [room, changed] : state.users.at(user).rooms) {
        const auto* other = detail_now<proto::Draft>(state, draft_key(room, user));
        if (other == nullptr || room == but) {
            continue;
        }
        ++count;
        oldest = oldest == nullptr || other->at < oldest->at ? other : oldest;
    }
    if (count >= limits::kDraftsPerUserMax) {
        draft.put_detail(draft_key(oldest->room, user), std::nullopt);
    }
}

Result<Outcome> put_account(State& state, Draft draft, UserId user, proto::Account account) {
    put_detail(draft, account_key(user), std::move(account));
    return submit(state, std::move(draft));
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomPrefsRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    const proto::DetailKey key = prefs_key(request.room, caller.user);
    Draft draft(
        caller,
        [](const State& now, const Pending& pending, const Caller& asker,
           const Done&) -> Result<proto::Reply> {
            const auto* prefs =
                detail_now<proto::RoomPrefs>(now, prefs_key(pending.room, asker.user));
            return proto::RoomPrefsReply{.prefs = prefs == nullptr ? proto::RoomPrefs{} : *prefs};
        });
    draft.pending.room = request.room;
    const auto before = detail_next<proto::RoomPrefs>(state, key);
    const proto::RoomPrefs after = changed(before, request, mine.room.count);
    if (after != before) {
        put_detail(draft, key, after);
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::DraftSetRequest& request) {
    TRY_STATUS(membership_next(state, caller.user, request.room).map([](const auto&) {}));
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller& asker,
                   const Done&) -> Result<proto::Reply> {
                    const auto* kept =
                        detail_now<proto::Draft>(now, draft_key(pending.room, asker.user));
                    return proto::DraftSetReply{
                        .draft = kept == nullptr ? proto::Draft{.room = pending.room, .at = now.now}
                                                 : *kept};
                });
    draft.pending.room = request.room;
    const proto::DetailKey key = draft_key(request.room, caller.user);
    const auto before = detail_next<proto::Draft>(state, key);
    proto::Draft after{.room = request.room,
                       .text = std::move(request.text).value_or(""),
                       .ref = request.ref,
                       .at = state.now};
    if (after.text.empty() && before.room) {
        draft.put_detail(key, std::nullopt);
    } else if (!after.text.empty() && (after.text != before.text || after.ref != before.ref)) {
        drop_oldest_draft(state, draft, caller.user, request.room);
        draft.put_detail(key, std::move(after));
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::FolderSetRequest& request) {
    if (std::ranges::any_of(request.folders,
                            [](const proto::Folder& folder) { return is_blank(folder.name); })) {
        return fail(ErrorCode::invalid, "a folder has a name", "folders");
    }
    if (request.folders.size() > limits::kFoldersMax) {
        return fail(ErrorCode::too_large, "too many folders", "folders");
    }
    auto account = detail_next<proto::Account>(state, account_key(caller.user));
    account.folders =
        request.folders.empty() ? std::nullopt : std::optional(std::move(request.folders));
    return put_account(state, Draft(caller, empty_reply<proto::FolderSetReply>), caller.user,
                       std::move(account));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::ContactSetRequest& request) {
    TRY_STATUS(check_other(state, caller.user, request.user));
    auto account = detail_next<proto::Account>(state, account_key(caller.user));
    TRY_STATUS(change_list(account.contacts, request.user, request.on));
    return put_account(state, Draft(caller, empty_reply<proto::ContactSetReply>), caller.user,
                       std::move(account));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::BlockSetRequest& request) {
    TRY_STATUS(check_other(state, caller.user, request.user));
    auto account = detail_next<proto::Account>(state, account_key(caller.user));
    TRY_STATUS(change_list(account.blocked, request.user, request.on));
    const auto room = state.directs.find(std::minmax(caller.user, request.user));
    if (request.on && room != state.directs.end()) {
        call_member_gone(state, room->second, request.user);
    }
    return put_account(state, Draft(caller, empty_reply<proto::BlockSetReply>), caller.user,
                       std::move(account));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::PresenceSetRequest& request) {
    auto account = detail_next<proto::Account>(state, account_key(caller.user));
    if (request.mode) {
        account.mode = request.mode == proto::PresenceMode::normal ? std::nullopt : request.mode;
    }
    if (request.hide_seen) {
        account.hide_seen = unless_false(*request.hide_seen);
    }
    Draft draft(caller,
                [](const State& now, const Pending&, const Caller& asker,
                   const Done&) -> Result<proto::Reply> {
                    return proto::PresenceSetReply{.user = user_info(now, asker.user)};
                });
    return put_account(state, std::move(draft), caller.user, std::move(account));
}

}  // namespace teahouse::chat
