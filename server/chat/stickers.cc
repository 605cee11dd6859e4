// SPDX-License-Identifier: MIT
#include "chat/stickers.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits_files.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/delivery.h"
#include "chat/draft.h"
#include "chat/files.h"
#include "chat/forward.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/messages.h"
#include "chat/moderation.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/sticker_state.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

using proto::KeptSticker;

// Calls see(id, now, next) for each of an account; either may be null.
template <class See>
void each_sticker(const State& state, UserId user, See see) {
    const auto own = state.stickers.of_user.find(user);
    if (own == state.stickers.of_user.end()) {
        return;
    }
    for (const std::uint64_t id : own->second) {
        see(id, kept_now<KeptSticker>(state, id), kept_next<KeptSticker>(state, id));
    }
}

// After everything in flight, or null; null too for somebody else's.
const KeptSticker* own_sticker(const State& state, UserId user, std::uint64_t id) {
    const auto* sticker = kept_next<KeptSticker>(state, id);
    return sticker != nullptr && sticker->shown.user == user ? sticker : nullptr;
}

std::uint64_t highest_rank(const State& state, UserId user) {
    std::uint64_t rank = 0;
    each_sticker(state, user, [&](std::uint64_t, const KeptSticker*, const KeptSticker* next) {
        rank = next == nullptr ? rank : std::max(rank, next->rank);
    });
    return rank;
}

Status check_picture(const proto::FileRecord& file) {
    constexpr std::array<std::string_view, 4> kKinds = {"image/png", "image/jpeg", "image/gif",
                                                        "image/webp"};
    if (std::ranges::find(kKinds, file.mime) == kKinds.end() || file.width == 0 ||
        file.height == 0) {
        return fail(ErrorCode::unsupported_type, "not a picture", "file");
    }
    if (file.size > limits::kStickerFileBytesMax ||
        std::max(file.width, file.height) > limits::kStickerSideMax) {
        return fail(ErrorCode::too_large, "the picture is too large for a sticker", "file");
    }
    return {};
}

// `pending.count`: it was there already.
Result<proto::Reply> added_reply(const State& state, const Pending& pending, const Caller&,
                                 const Done&) {
    const auto* sticker = kept_now<KeptSticker>(state, pending.seq.value);
    if (sticker == nullptr) {  // the file was freed before the sticker could hold it
        return tl::unexpected(no_such_file());
    }
    proto::StickerAddReply reply{.sticker = sticker->shown};
    if (pending.count > 0) {
        reply.duplicate = true;
    }
    return reply;
}

Result<Outcome> make_sticker(State& state, const Caller& caller,
                             const proto::StickerAddRequest& request, const proto::FileRecord& file,
                             std::string name) {
    TRY_STATUS(check_picture(file));
    Draft draft(caller, added_reply);
    std::size_t count = 0;
    std::optional<std::uint64_t> same;
    each_sticker(state, caller.user,
                 [&](std::uint64_t id, const KeptSticker*, const KeptSticker* next) {
                     count += next != nullptr ? 1U : 0U;
                     if (next != nullptr && next->hash == file.hash) {
                         same = id;
                     }
                 });
    if (same) {
        // Written once more, so that the answer comes after the first one is committed.
        draft.pending.seq = Seq(*same);
        draft.pending.count = 1;
        draft.put_kept(*same, *kept_next<KeptSticker>(state, *same));
        return submit(state, std::move(draft));
    }
    if (count >= limits::kStickersMax) {
        return fail(ErrorCode::too_large, "no more stickers fit");
    }
    KeptSticker sticker{.shown = {.id = next_kept_id(state),
                                  .user = caller.user,
                                  .file = {.id = file.id,
                                           .name = std::move(name),
                                           .size = file.size,
                                           .mime = file.mime,
                                           .width = file.width,
                                           .height = file.height},
                                  .created = state.now},
                        .rank = highest_rank(state, caller.user) + 1,
                        .hash = file.hash};
    TRY_STATUS(filter_text(state, sticker.shown.file.name, "file.name"));
    if (request.label && !is_blank(*request.label)) {
        sticker.shown.label = request.label;
        TRY_STATUS(filter_text(state, *sticker.shown.label, "label"));
    }
    const std::uint64_t id = sticker.shown.id;
    draft.pending.seq = Seq(id);
    draft.hold_file(id, std::move(sticker), file.id);
    return submit(state, std::move(draft));
}

template <class R>
Result<proto::Reply> done_reply(const State&, const Pending&, const Caller&, const Done&) {
    return R{};
}

std::string name_of(const proto::StickerAddRequest& request, const proto::FileRecord& file) {
    const std::string told = request.file ? request.file->name.value_or("") : "";
    return told.empty() ? file.name : told;
}

}  // namespace

bool has_sticker_of(const State& state, UserId user, const std::string& file) {
    bool found = false;
    each_sticker(state, user, [&](std::uint64_t, const KeptSticker* now, const KeptSticker*) {
        found = found || (now != nullptr && now->shown.file.id == file);
    });
    return found;
}

std::vector<proto::Sticker> stickers_of(const State& state, const std::vector<std::uint64_t>& ids) {
    std::vector<const KeptSticker*> found;
    for (const std::uint64_t id : ids) {
        if (const auto* sticker = kept_now<KeptSticker>(state, id)) {
            found.push_back(sticker);
        }
    }
    std::ranges::sort(found, [](const KeptSticker* one, const KeptSticker* other) {
        return std::pair(one->rank, one->shown.id) > std::pair(other->rank, other->shown.id);
    });
    std::vector<proto::Sticker> stickers;
    stickers.reserve(found.size());
    for (const KeptSticker* sticker : found) {
        stickers.push_back(sticker->shown);
    }
    return stickers;
}

// --- sticker.add
// ------------------------------------------------------------------------------------

// An upload; what is to be taken from a message is found by chat/changes.cc first.
Result<Outcome> add_uploaded(State& state, const Caller& caller,
                             const proto::StickerAddRequest& request) {
    const std::string id = request.file ? request.file->id : "";
    if (const proto::FileRecord* file = state.files.find(id, caller.user)) {
        return make_sticker(state, caller, request, *file, name_of(request, *file));
    }
    return ask_for_sticker(state, caller, {.request = request});
}

Result<Outcome> act(State& state, const Caller& caller, proto::StickerAddRequest& request,
                    const proto::Event& message) {
    TRY_STATUS(check_message(message));
    const bool suits =
        message.kind == proto::EventKind::sticker || message.kind == proto::EventKind::image;
    if (!suits || !message.body.file) {
        return fail(ErrorCode::unsupported_type, "neither a sticker of one's own nor a picture");
    }
    return ask_for_sticker(state, caller, {.request = request, .part = message.body.file});
}

Result<Outcome> add_sticker(State& state, const Caller& caller, const StickerRead& read,
                            proto::QueryResult result) {
    if (!result.ok) {
        return tl::unexpected(store_error(ErrorCode::store_unavailable));
    }
    if (result.files.empty()) {
        return tl::unexpected(no_such_file());
    }
    const proto::StoredFile& stored = result.files.front();
    if (read.part) {
        // Taken back, or the caller removed, while the store was asked.
        if (!may_read_any(state, caller.user, stored.places)) {
            return tl::unexpected(no_such_file());
        }
        return make_sticker(state, caller, read.request, stored.file, read.part->name);
    }
    if (stored.file.owner != caller.user) {
        return tl::unexpected(no_such_file());
    }
    return make_sticker(state, caller, read.request, stored.file,
                        name_of(read.request, stored.file));
}

// --- The others
// -------------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller& caller, proto::StickerListRequest&) {
    proto::StickerListReply reply;
    if (const auto own = state.stickers.of_user.find(caller.user);
        own != state.stickers.of_user.end()) {
        reply.stickers = stickers_of(state, {own->second.begin(), own->second.end()});
    }
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::StickerOrderRequest& request) {
    Draft draft(caller, done_reply<proto::StickerOrderReply>);
    std::set<std::uint64_t> seen;
    std::uint64_t rank = highest_rank(state, caller.user) + request.stickers.size();
    for (const std::uint64_t id : request.stickers) {
        const KeptSticker* sticker = own_sticker(state, caller.user, id);
        if (sticker != nullptr && seen.insert(id).second) {  // one may be gone on another device
            KeptSticker next = *sticker;
            next.rank = rank--;
            draft.put_kept(id, std::move(next));
        }
    }
    if (seen.empty()) {
        return proto::StickerOrderReply{};
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::StickerRemoveRequest& request) {
    if (own_sticker(state, caller.user, request.sticker) == nullptr) {
        return fail(ErrorCode::not_found, "no such sticker");
    }
    Draft draft(caller, done_reply<proto::StickerRemoveReply>);
    draft.drop_kept(proto::KeptKind::sticker, request.sticker);
    return submit(state, std::move(draft));
}

namespace {

Result<Outcome> take_sticker(State& state, const Caller& caller,
                             const proto::StickerSendRequest& request) {
    TRY(mine, membership_next(state, caller.user, request.room));
    TRY_STATUS(check_peer(state, mine, caller.user));
    TRY_STATUS(check_ref(state, caller.user, request.room, request.ref));
    TRY_STATUS(check_new_message(state, mine, request.cmid));
    const KeptSticker* sticker = own_sticker(state, caller.user, request.sticker);
    if (sticker == nullptr) {
        return fail(ErrorCode::not_found, "no such sticker");
    }
    proto::Body body{.file = sticker->shown.file};
    if (!filter_body(state, body)) {
        body.file->name.clear();  // a word of it is not allowed any more; nobody is shown it
    }
    take_turn(state, mine, request.cmid);
    return send_message(state, caller,
                        {.room = request.room,
                         .kind = proto::EventKind::sticker,
                         .cmid = request.cmid,
                         .body = std::move(body),
                         .ref = request.ref});
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::StickerSendRequest& request) {
    TRY_STATUS(check_cmid(request.cmid));
    return unless_sent(state, caller, request.room, request.cmid,
                       take_sticker(state, caller, request));
}

// --- The steps of a transaction
// ---------------------------------------------------------------------

void sticker_planned(State& state, const KeptChange& change) {
    if (change.value) {
        const UserId owner = std::get<KeptSticker>(*change.value).shown.user;
        state.stickers.of_user[owner].insert(change.id);
        state.stickers.owners[change.id] = owner;
    }
}

void sticker_forgotten(State& state, std::uint64_t id) {
    const auto owner = state.stickers.owners.find(id);
    if (owner == state.stickers.owners.end()) {
        return;
    }
    const auto own = state.stickers.of_user.find(owner->second);
    own->second.erase(id);
    if (own->second.empty()) {
        state.stickers.of_user.erase(own);
    }
    state.stickers.owners.erase(owner);
}

void sticker_committed(State& state, Delivery& delivery, std::uint64_t id, UserId owner) {
    if (const auto* sticker = kept_now<KeptSticker>(state, id)) {
        state.files.sent(sticker->shown.file);
    }
    delivery.sticker(owner, id);
}

}  // namespace teahouse::chat
