// SPDX-License-Identifier: MIT
// admin.files, admin.file.remove. A removal takes back some messages in each transaction and is
// answered after the last one. It is not kept: after a restart whoever asked has had no answer and
// asks again, and what is left is all there is to do.
#include "chat/admin_files.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_files.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/opening.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "chat/upload_state.h"
#include "chat/views.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

// --- Pages: `after` is the size or time of the last one, and its id ------------------------------

constexpr char kBetween = '-';

std::string behind(const proto::FileRecord& file, bool large) {
    const TimeMs number = large ? static_cast<TimeMs>(file.size) : file.created;
    return std::to_string(number) + kBetween + file.id;
}

Status go_behind(const std::string& after, proto::FilePage& page) {
    const char* const end = after.data() + after.size();
    const auto [rest, error] = std::from_chars(after.data(), end, page.number);
    if (error != std::errc() || rest == end || *rest != kBetween) {
        return fail(ErrorCode::invalid, "from an earlier page", "after");
    }
    page.id.assign(rest + 1, end);
    return {};
}

proto::AdminFile admin_file(const State& state, const proto::StoredFile& stored) {
    const proto::FileRecord& file = stored.file;
    proto::AdminFile shown{
        .file = {.id = file.id, .name = file.name, .size = file.size, .mime = file.mime},
        .owner = user_info(state, file.owner),
        .at = file.created,
        .places = stored.messages};
    if (file.width != 0) {
        shown.file.width = file.width;
        shown.file.height = file.height;
    }
    return shown;
}

void page_read(State& state, const UploadsRead& read, proto::QueryResult result) {
    --state.users.at(read.caller.user).reads;
    // Whoever is no administrator any more is told nothing.
    if (auto admin = check_admin(state, read.caller); !admin) {
        return state.reply(read.caller, tl::unexpected(std::move(admin).error()));
    }
    if (!result.ok) {
        return state.reply(read.caller, tl::unexpected(not_read()));
    }
    proto::AdminFilesReply reply{.count = result.totals.count, .bytes = result.totals.bytes};
    for (const proto::StoredFile& stored : result.files) {
        if (reply.files.size() == read.limit) {
            break;
        }
        reply.files.push_back(admin_file(state, stored));
    }
    if (result.files.size() > read.limit) {
        reply.after = behind(result.files[read.limit - 1].file, read.large);
    }
    state.reply(read.caller, proto::Reply(std::move(reply)));
}

// --- Removing -----------------------------------------------------------------------------------

bool ask_places(State& state, std::uint64_t id, FileRemoval& removal) {
    proto::EventQuery query{.limit = limits::kFileRemoveBatch, .every_place = true};
    query.files.push_back(removal.file);
    removal.reading = ask(state, {.by = Asked::By::uploads, .read = id}, std::move(query));
    return removal.reading;
}

Result<proto::Reply> removed_reply(const State&, const Pending& pending, const Caller&,
                                   const Done&) {
    return proto::AdminFileRemoveReply{.removed = pending.count};
}

// Takes back the messages at `places` and takes the file from whoever has it as a sticker.
std::uint32_t put_removals(const State& state, const Caller& caller, Draft& draft,
                           const std::vector<proto::FilePlace>& places) {
    std::uint32_t removed = 0;
    for (const proto::FilePlace& place : places) {
        if (!place.room) {
            draft.drop_kept(proto::KeptKind::sticker, place.seq.value);
        } else if (state.room_next(place.room) != nullptr) {
            proto::Event recall = make_event(state, caller, place.room, proto::EventKind::recall);
            recall.ref = place.seq;
            draft.append(std::move(recall));
            ++removed;
        }
    }
    return removed;
}

// One round; answered by the last one.
Result<Outcome> remove_some(State& state, FileRemoval& removal, const proto::QueryResult& result) {
    TRY(admin, check_admin(state, removal.caller));
    if (!result.ok) {
        return tl::unexpected(not_read());
    }
    const bool first = removal.rounds++ == 0;
    if (result.files.empty() || result.files.front().places.empty()) {
        if (first) {
            return fail(ErrorCode::not_found, "no such file");
        }
        return proto::AdminFileRemoveReply{.removed = removal.removed};
    }
    const proto::StoredFile& stored = result.files.front();
    TRY_STATUS(person_below(state, *admin, stored.file.owner).map([](const auto*) {}));
    const bool last = stored.places.size() < limits::kFileRemoveBatch ||
                      removal.rounds >= limits::kFileRemoveRoundsMax;
    Draft draft = last ? Draft(removal.caller, removed_reply) : Draft();
    removal.removed += put_removals(state, removal.caller, draft, stored.places);
    draft.pending.count = removal.removed;
    if (first) {
        state.admin.call = {.address = removal.address};
        put_audit(
            state, draft, &removal.caller,
            {.act = proto::AuditAct::file, .user = stored.file.owner, .text = stored.file.name});
    }
    TRY_STATUS(submit(state, std::move(draft)).map([](const auto&) {}));
    removal.step = last ? TxnId() : state.last_txn;
    return Later{};
}

void places_read(State& state, std::uint64_t id, const proto::QueryResult& result) {
    const auto found = state.uploads.removals.find(id);
    FileRemoval& removal = found->second;
    removal.reading = false;
    removal.step = {};
    auto outcome = remove_some(state, removal, result);
    if (outcome && removal.step) {  // goes on when this step is committed
        state.uploads.remove_at = state.now + limits::kFileRemoveMs;
        return state.wake_at(state.uploads.remove_at);
    }
    const Caller caller = removal.caller;
    state.uploads.removals.erase(found);
    if (!outcome) {
        state.reply(caller, tl::unexpected(std::move(outcome).error()));
    } else if (auto* reply = std::get_if<proto::Reply>(&*outcome)) {
        state.reply(caller, std::move(*reply));
    }
}

}  // namespace

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminFilesRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    if (request.group == proto::FileGroup::links) {
        return fail(ErrorCode::invalid, "links are no files", "group");
    }
    proto::FilePage page{.owner = request.user.value_or(UserId()),
                         .group = request.group,
                         .large = request.large.value_or(false)};
    if (request.after) {
        TRY_STATUS(go_behind(*request.after, page));
    }
    const auto limit = static_cast<std::uint32_t>(std::clamp<std::size_t>(
        request.limit.value_or(limits::kAdminPageMax), 1, limits::kAdminPageMax));
    User& user = state.users.at(caller.user);
    const bool large = page.large;
    const std::uint64_t id = ++state.last_read;
    proto::EventQuery query{.limit = limit + 1, .uploads = std::move(page)};
    if (user.reads >= limits::kReadsPerUserMax ||
        !ask(state, {.by = Asked::By::uploads, .read = id}, std::move(query))) {
        return tl::unexpected(too_many_reads());
    }
    ++user.reads;
    state.uploads.reads.emplace(id, UploadsRead{.caller = caller, .large = large, .limit = limit});
    return Later{};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::AdminFileRemoveRequest& request) {
    TRY_STATUS(check_admin(state, caller).map([](const auto*) {}));
    TRY_STATUS(can_write(state));
    const std::uint64_t id = ++state.last_read;
    FileRemoval removal{
        .caller = caller, .address = state.admin.call.address, .file = request.file};
    if (state.uploads.removals.size() >= limits::kFileRemovalsMax ||
        !ask_places(state, id, removal)) {
        return tl::unexpected(too_many_reads());
    }
    state.uploads.removals.emplace(id, std::move(removal));
    return Later{};
}

void uploads_read(State& state, std::uint64_t read, proto::QueryResult result) {
    const auto page = state.uploads.reads.find(read);
    if (page == state.uploads.reads.end()) {
        return places_read(state, read, result);
    }
    const UploadsRead asked = page->second;
    state.uploads.reads.erase(page);
    page_read(state, asked, std::move(result));
}

void uploads_tick(State& state) {
    for (auto& [id, removal] : state.uploads.removals) {
        if (removal.reading) {
            continue;
        }
        // Until the step before is committed its messages would be found again.
        const bool waits = !state.pending.empty() && state.pending.front().id <= removal.step;
        if (waits || state.now < state.uploads.remove_at || !ask_places(state, id, removal)) {
            state.wake_at(std::max(state.uploads.remove_at, state.now + limits::kFileRemoveMs));
        }
    }
}

}  // namespace teahouse::chat
