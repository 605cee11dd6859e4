// SPDX-License-Identifier: MIT
// Uploads: who may, what becomes of a file when its last byte is there, and of one that is never
// sent.
#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/file_shelf.h"
#include "chat/files.h"
#include "chat/operations.h"
#include "chat/rules.h"
#include "chat/sessions.h"
#include "chat/state.h"

namespace teahouse::chat {
namespace {

Error too_many_unsent() {
    return {.code = ErrorCode::quota_exceeded, .message = "too many files wait to be sent"};
}

void refuse(const State& state, SessionId session, std::uint64_t re, Error error) {
    state.effects->files.push_back({.session = session, .re = re, .result = std::move(error)});
}

}  // namespace

void admit_upload(State& state, const AdmitUpload& command) {
    auto device = authenticate(state, command.token, command.address);
    if (!device) {
        return refuse(state, command.session, command.re, std::move(device).error());
    }
    const UserId user = (*device)->user;
    if (auto paid = charge(state, user, 1); !paid) {
        return refuse(state, command.session, command.re, std::move(paid).error());
    }
    note_use(state, (*device)->id, std::nullopt);
    // What was told once is told again: the answer to the last piece may have been lost.
    const Caller caller{.session = command.session, .re = command.re, .user = user};
    if (state.files.find(command.id, user) != nullptr) {
        state.effects->files.push_back(file_answer(state, caller, command.id, std::nullopt));
        return;
    }
    // Bytes that no message may carry are not taken.
    if (command.writes && state.files.count_of(user) >= limits::kUnsentFilesPerUserMax) {
        return refuse(state, command.session, command.re, too_many_unsent());
    }
    state.effects->files.push_back(
        {.session = command.session,
         .re = command.re,
         .result = FileFacts{.user = user, .used_bytes = state.files.used_by(user)}});
}

void add_file(State& state, AddFile command) {
    auto device = authenticate(state, command.token, command.address);
    if (!device) {
        return refuse(state, command.session, command.re, std::move(device).error());
    }
    const UserId user = (*device)->user;
    if (command.file.owner != user) {
        return refuse(state, command.session, command.re, no_such_file());
    }
    const Caller caller{.session = command.session, .re = command.re, .user = user};
    if (state.files.find(command.file.id, user) != nullptr) {  // its end is told again
        state.effects->files.push_back(file_answer(state, caller, command.file.id, std::nullopt));
        return;
    }
    if (state.files.count_of(user) >= limits::kUnsentFilesPerUserMax) {
        return refuse(state, command.session, command.re, too_many_unsent());
    }
    Draft draft;
    draft.pending.answer_as = AnswerAs::file;
    draft.pending.callers.push_back(
        {.session = command.session, .re = command.re, .user = user, .device = (*device)->id});
    draft.pending.file = command.file.id;
    command.file.created = state.now;
    draft.put_file(std::move(command.file));
    if (auto outcome = submit(state, std::move(draft)); !outcome) {
        return refuse(state, command.session, command.re, std::move(outcome).error());
    }
    state.files.sweep_at = std::min(state.files.sweep_at, state.now + limits::kUnsentSweepMs);
    state.wake_at(state.files.sweep_at);
}

FileAnswer file_answer(const State& state, const Caller& caller, const std::string& id,
                       const std::optional<Error>& refused) {
    FileAnswer answer{.session = caller.session, .re = caller.re, .result = {}};
    if (refused) {
        answer.result = *refused;
        return answer;
    }
    FileFacts facts{.user = caller.user, .used_bytes = state.files.used_by(caller.user)};
    if (const auto entry = state.files.unsent.find(id); entry != state.files.unsent.end()) {
        facts.file = entry->second.file;
    }
    answer.result = std::move(facts);
    return answer;
}

void sweep_files(State& state) {
    FileShelf& files = state.files;
    if (state.now < files.sweep_at) {
        if (files.any_unsent()) {
            state.wake_at(files.sweep_at);
        }
        return;
    }
    files.sweep_at = kNever;
    Draft draft;
    for (const auto& [id, unsent] : files.unsent) {
        if (!unsent.ending && state.now - unsent.file.created >= limits::kUnsentFileMs &&
            draft.writes.size() < limits::kBlobsPerSweepMax) {
            draft.drop_file(unsent.file);
        }
    }
    if (!draft.writes.empty()) {
        (void)submit(state, std::move(draft));  // if the store refuses, the next sweep tries again
    }
    if (files.any_unsent()) {
        files.sweep_at = state.now + limits::kUnsentSweepMs;
        state.wake_at(files.sweep_at);
    }
}

}  // namespace teahouse::chat
