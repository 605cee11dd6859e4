// SPDX-License-Identifier: MIT
#include "chat/files.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/one_of.h"
#include "base/result.h"
#include "chat/catch_up.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/file_shelf.h"
#include "chat/handlers.h"
#include "chat/opening.h"
#include "chat/operations.h"
#include "chat/queries.h"
#include "chat/recent.h"
#include "chat/rules.h"
#include "chat/sessions.h"
#include "chat/state.h"
#include "chat/stickers.h"
#include "chat/views.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

bool is_picture(std::string_view mime) { return mime.starts_with("image/"); }

// Recorders put sound alone into containers that are also used for video.
bool fits(proto::EventKind kind, std::string_view mime) {
    switch (kind) {
        case proto::EventKind::image: return is_picture(mime);
        case proto::EventKind::video: return mime.starts_with("video/");
        case proto::EventKind::audio:
        case proto::EventKind::voice:
            return mime.starts_with("audio/") || mime == "video/webm" || mime == "video/mp4";
        default: return true;
    }
}

void refuse(const State& state, SessionId session, std::uint64_t re, Error error) {
    state.effects->files.push_back({.session = session, .re = re, .result = std::move(error)});
}

// Reads files from the store for `read`. False: too many are waiting, for this account or at all.
bool ask_store(State& state, FileRead read, proto::EventQuery query) {
    const std::uint64_t id = ++state.last_read;
    const UserId user = read.caller.user;
    if ((user && state.files.reading[user] >= limits::kFileReadsPerUserMax) ||
        !ask(state, {.by = Asked::By::files, .read = id}, std::move(query))) {
        return false;
    }
    if (user) {
        ++state.files.reading[user];
    }
    state.files.reads.emplace(id, std::move(read));
    return true;
}

Error too_many_readers() {
    return {.code = ErrorCode::rate_limited,
            .message = "too many readers; try again",
            .retry_after_ms = limits::kRetryAfterMs};
}

bool may_read(const State& state, UserId user, const proto::FilePlace& place) {
    const Room* room = state.room_now(place.room);
    const proto::MemberRecord* member = state.member_now(place.room, user);
    return room != nullptr && member != nullptr && place.seq >= State::first_seq(*room, *member);
}

// What a request makes of the store's answer.
void answer(const State& state, const Caller& caller, Result<Outcome> outcome) {
    if (!outcome) {
        state.reply(caller, tl::unexpected(std::move(outcome).error()));
    } else if (auto* reply = std::get_if<proto::Reply>(&*outcome)) {
        state.reply(caller, std::move(*reply));
    }
}

std::uint32_t kinds_of(proto::FileGroup group) {
    using enum proto::EventKind;
    switch (group) {
        case proto::FileGroup::pictures: return proto::kind_bit(image) | proto::kind_bit(video);
        case proto::FileGroup::sounds: return proto::kind_bit(audio) | proto::kind_bit(voice);
        case proto::FileGroup::documents: return proto::kind_bit(file);
        case proto::FileGroup::links: return proto::kind_bit(text);
    }
    return 0;
}

}  // namespace

// --- message.send -------------------------------------------------------------------------------

Status check_file(const proto::MessageSendRequest& request) {
    const bool wanted = proto::has_file(request.kind.value_or(proto::EventKind::text));
    if (wanted != request.file.has_value()) {
        return fail(ErrorCode::invalid, "a file goes with a kind that has one", "file");
    }
    if (!request.file) {
        return {};
    }
    const proto::SendFile& file = *request.file;
    if (std::max(file.width.value_or(0), file.height.value_or(0)) > limits::kPixelsMax) {
        return fail(ErrorCode::invalid, "too many pixels", "file.width");
    }
    if (file.duration.value_or(0) > limits::kDurationMsMax) {
        return fail(ErrorCode::invalid, "too long", "file.duration");
    }
    if (file.thumb && *file.thumb == file.id) {
        return fail(ErrorCode::invalid, "another file", "file.thumb");
    }
    if (file.waveform && !std::ranges::all_of(*file.waveform, ascii::is_digit)) {
        return fail(ErrorCode::invalid, "digits", "file.waveform");
    }
    return {};
}

bool files_at_hand(const State& state, const proto::MessageSendRequest& request) {
    const auto here = [&](const std::string& id) {
        return state.files.unsent.contains(id) || state.files.found.contains(id);
    };
    // In the call that follows the store's answer, what is not there now is nowhere.
    return !state.files.found.empty() ||
           (here(request.file->id) && (!request.file->thumb || here(*request.file->thumb)));
}

Result<Outcome> ask_for_files(State& state, const Caller& caller,
                              const proto::MessageSendRequest& request) {
    proto::EventQuery query;
    query.files.push_back(request.file->id);
    if (request.file->thumb) {
        query.files.push_back(*request.file->thumb);
    }
    if (!ask_store(state, {.request = request, .caller = caller, .first = {}}, std::move(query))) {
        return tl::unexpected(too_many_readers());
    }
    return Later{};
}

Result<proto::FilePart> file_part(const State& state, UserId sender,
                                  const proto::MessageSendRequest& request) {
    const proto::SendFile& asked = *request.file;
    const proto::FileRecord* file = state.files.find(asked.id, sender);
    if (file == nullptr) {
        return tl::unexpected(no_such_file());
    }
    if (!fits(*request.kind, file->mime)) {
        return fail(ErrorCode::unsupported_type, "the file is of another kind", "kind");
    }
    if (asked.thumb) {
        const proto::FileRecord* thumb = state.files.find(*asked.thumb, sender);
        if (thumb == nullptr) {
            return tl::unexpected(no_such_file());
        }
        if (!is_picture(thumb->mime) || thumb->size > limits::kThumbBytesMax ||
            std::max(thumb->width, thumb->height) > limits::kThumbSideMax) {
            return fail(ErrorCode::unsupported_type, "not a small picture", "file.thumb");
        }
    }
    if (*request.kind == proto::EventKind::image && !asked.thumb &&
        std::uint64_t{file->width} * file->height > limits::kPixelsWithoutThumbMax) {
        return fail(ErrorCode::unsupported_type, "so large a picture needs a small one",
                    "file.thumb");
    }
    const auto known = [](std::uint32_t own, const std::optional<std::uint32_t>& told) {
        return own != 0 ? std::optional(own) : told;
    };
    return proto::FilePart{.id = file->id,
                           .name = asked.name && !asked.name->empty() ? *asked.name : file->name,
                           .size = file->size,
                           .mime = file->mime,
                           .width = known(file->width, asked.width),
                           .height = known(file->height, asked.height),
                           .duration = asked.duration,
                           .thumb = asked.thumb,
                           .placeholder = asked.placeholder,
                           .waveform = asked.waveform,
                           .title = asked.title,
                           .artist = asked.artist};
}

bool may_read_any(const State& state, UserId user, const std::vector<proto::FilePlace>& places) {
    return std::ranges::any_of(
        places, [&](const proto::FilePlace& place) { return may_read(state, user, place); });
}

Result<Outcome> ask_for_sticker(State& state, const Caller& caller, StickerRead read) {
    proto::EventQuery query;
    query.files.push_back(read.part ? read.part->id : read.request.file->id);
    if (read.part) {
        query.rooms.push_back(*read.request.room);
    }
    if (!ask_store(state, {.request = std::move(read), .caller = caller, .first = {}},
                   std::move(query))) {
        return tl::unexpected(too_many_readers());
    }
    return Later{};
}

namespace {

// What the store found is at hand for this one call.
void send_again(State& state, FileRead read, proto::QueryResult result) {
    auto& request = get<proto::MessageSendRequest>(read.request);
    if (!result.ok) {
        state.reply(read.caller, tl::unexpected(store_error(ErrorCode::store_unavailable)));
        return;
    }
    // An entry without an owner keeps `found` from being empty.
    state.files.found = {{std::string(), proto::FileRecord{}}};
    for (proto::StoredFile& stored : result.files) {
        if (!stored.places.empty()) {
            std::string id = stored.file.id;
            state.files.found.emplace(std::move(id), std::move(stored.file));
        }
    }
    auto outcome = handle(state, read.caller, request);
    state.files.found.clear();
    answer(state, read.caller, std::move(outcome));
}

void refuse_read(const State& state, const FileRead& read, Error error) {
    if (const auto* command = std::get_if<OpenFile>(&read.request)) {
        return refuse(state, command->session, command->re, std::move(error));
    }
    state.reply(read.caller, tl::unexpected(std::move(error)));
}

// --- room.files ---------------------------------------------------------------------------------

Result<proto::Reply> files_page(const State& state, const FileRead& read,
                                proto::QueryResult result) {
    const auto& request = get<proto::RoomFilesRequest>(read.request);
    // The membership may have changed while the log was read.
    TRY(mine, membership_now(state, read.caller.user, request.room));
    if (!result.ok || State::first_seq(mine.room, mine.member) != read.first) {
        return tl::unexpected(store_error(ErrorCode::store_unavailable));
    }
    const std::uint32_t limit = std::clamp<std::uint32_t>(
        request.limit.value_or(limits::kHistoryPageDefault), 1, limits::kHistoryPageMax);
    proto::RoomFilesReply reply{.epoch = mine.room.epoch, .events = {}, .more = false};
    // What was taken back since the log was read must not be shown any more.
    if (!can_catch_up(state, request.room, read.head)) {
        return tl::unexpected(store_error(ErrorCode::store_unavailable));
    }
    catch_up(state, request.room, read.head, result.events);
    std::erase_if(result.events, proto::is_recalled);
    std::size_t bytes = 0;
    for (auto event = result.events.rbegin(); event != result.events.rend(); ++event) {
        bytes += weight_of(*event);
        if (reply.events.size() == limit ||
            (bytes > limits::kHistoryBytesMax && !reply.events.empty())) {
            reply.more = true;
            break;
        }
        reply.events.push_back(std::move(*event));
    }
    std::ranges::reverse(reply.events);
    strip_for(state, read.caller.user, reply.events);
    return reply;
}

void opened(const State& state, const FileRead& read, proto::QueryResult result) {
    const auto& command = std::get<OpenFile>(read.request);
    const UserId user = read.caller.user;
    if (!result.ok) {
        return refuse(state, command.session, command.re,
                      store_error(ErrorCode::store_unavailable));
    }
    const bool allowed =
        !result.files.empty() && (has_sticker_of(state, user, command.id) ||
                                  may_read_any(state, user, result.files.front().places));
    if (!allowed) {
        return refuse(state, command.session, command.re, no_such_file());
    }
    state.effects->files.push_back(
        {.session = command.session,
         .re = command.re,
         .result = FileFacts{.user = user, .file = std::move(result.files.front().file)}});
}

void blobs_found(const State& state, const FindBlobs& command, proto::QueryResult result) {
    if (!result.ok) {
        return refuse(state, command.session, command.re,
                      store_error(ErrorCode::store_unavailable));
    }
    FileFacts facts;
    for (proto::StoredFile& stored : result.files) {
        facts.hashes.push_back(std::move(stored.file.hash));
    }
    state.effects->files.push_back(
        {.session = command.session, .re = command.re, .result = std::move(facts)});
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::RoomFilesRequest& request) {
    TRY(mine, membership_now(state, caller.user, request.room));
    const std::uint32_t limit = std::clamp<std::uint32_t>(
        request.limit.value_or(limits::kHistoryPageDefault), 1, limits::kHistoryPageMax);
    const Seq first = State::first_seq(mine.room, mine.member);
    const Seq head = mine.room.head;
    std::uint64_t last = head.value;
    if (request.before) {
        last = std::min(last, std::max<std::uint64_t>(request.before->value, 1) - 1);
    }
    proto::EventQuery query{.room = request.room,
                            .from = first,
                            .to = Seq(last),
                            .limit = limit + 1,
                            .newest = true,
                            .kinds = kinds_of(request.group)};
    if (!ask_store(state, {.request = request, .caller = caller, .first = first, .head = head},
                   std::move(query))) {
        return tl::unexpected(too_many_readers());
    }
    return Later{};
}

void files_read(State& state, const Asked& asked, proto::QueryResult result) {
    const auto entry = state.files.reads.find(asked.read);
    FileRead read = std::move(entry->second);
    state.files.reads.erase(entry);
    if (const auto reading = state.files.reading.find(read.caller.user);
        reading != state.files.reading.end() && --reading->second == 0) {
        state.files.reading.erase(reading);
    }
    // Whoever logged out meanwhile is told nothing.
    if (read.caller.user) {
        if (auto status = check_login(state, read.caller.user, read.caller.device); !status) {
            return refuse_read(state, read, std::move(status).error());
        }
    }
    if (holds_alternative<proto::MessageSendRequest>(read.request)) {
        send_again(state, std::move(read), std::move(result));
    } else if (holds_alternative<proto::RoomFilesRequest>(read.request)) {
        state.reply(read.caller, files_page(state, read, std::move(result)));
    } else if (std::holds_alternative<OpenFile>(read.request)) {
        opened(state, read, std::move(result));
    } else if (const auto* sticker = std::get_if<StickerRead>(&read.request)) {
        answer(state, read.caller, add_sticker(state, read.caller, *sticker, std::move(result)));
    } else {
        blobs_found(state, std::get<FindBlobs>(read.request), std::move(result));
    }
}

// --- Commands -----------------------------------------------------------------------------------

void open_file(State& state, OpenFile command) {
    auto device = authenticate(state, command.token, command.address);
    if (!device) {
        return refuse(state, command.session, command.re, std::move(device).error());
    }
    const Caller caller{.session = command.session,
                        .re = command.re,
                        .user = (*device)->user,
                        .device = (*device)->id};
    if (auto paid = charge(state, caller.user, 1); !paid) {
        return refuse(state, command.session, command.re, std::move(paid).error());
    }
    if (const proto::FileRecord* own = state.files.find(command.id, caller.user)) {
        state.effects->files.push_back({.session = command.session,
                                        .re = command.re,
                                        .result = FileFacts{.user = caller.user, .file = *own}});
        return;
    }
    proto::EventQuery query;
    query.files.push_back(command.id);
    for (const auto& [room, changed] : state.users.at(caller.user).rooms) {
        query.rooms.push_back(room);
    }
    const SessionId session = command.session;
    const std::uint64_t re = command.re;
    if (query.rooms.empty() && !has_sticker_of(state, caller.user, command.id)) {
        return refuse(state, session, re, no_such_file());
    }
    if (!ask_store(state, {.request = std::move(command), .caller = caller, .first = {}},
                   std::move(query))) {
        refuse(state, session, re, too_many_readers());
    }
}

void find_blobs(State& state, FindBlobs command) {
    proto::EventQuery query;
    query.hashes = command.hashes;
    const SessionId session = command.session;
    const std::uint64_t re = command.re;
    if (!ask_store(state, {.request = std::move(command), .caller = {}, .first = {}},
                   std::move(query))) {
        refuse(state, session, re, too_many_readers());
    }
}

}  // namespace teahouse::chat
