// SPDX-License-Identifier: MIT
// Files: who may send, see and keep them. Their bytes never come here.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/opening.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// --- message.send
// Whether kind and file fit together and what the client says of the file is within bounds.
Status check_file(const proto::MessageSendRequest& request);
// Whether its files are known without asking the store: all but those that were sent before.
bool files_at_hand(const State& state, const proto::MessageSendRequest& request);
// Goes on with the request when the store has answered.
Result<Outcome> ask_for_files(State& state, const Caller& caller,
                              const proto::MessageSendRequest& request);
// The file as the message carries it. not_found unless it is the sender's; unsupported_type if it
// is not what the kind says.
Result<proto::FilePart> file_part(const State& state, UserId sender,
                                  const proto::MessageSendRequest& request);

// --- Stickers
// Goes on with sticker.add when the store has answered.
Result<Outcome> ask_for_sticker(State& state, const Caller& caller, StickerRead read);
// Whether the account may read a message at one of the places.
bool may_read_any(const State& state, UserId user, const std::vector<proto::FilePlace>& places);

// --- Commands
void admit_upload(State& state, const AdmitUpload& command);
void add_file(State& state, AddFile command);
void open_file(State& state, OpenFile command);
void find_blobs(State& state, FindBlobs command);

void files_read(State& state, const Asked& asked, proto::QueryResult result);
FileAnswer file_answer(const State& state, const Caller& caller, const std::string& id,
                       const std::optional<Error>& refused);
// Drops what was uploaded and never sent.
void sweep_files(State& state);

}  // namespace teahouse::chat
