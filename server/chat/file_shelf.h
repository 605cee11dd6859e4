// SPDX-License-Identifier: MIT
// What the engine keeps of files in memory: those that were uploaded and are in no message yet, and
// what each account's files take. Everything else is read from the store when somebody asks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <unordered_map>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "chat/command.h"
#include "chat/draft.h"
#include "chat/sticker_state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// A request that waits for the store's word on files.
struct FileRead {
    // message.send or sticker.add whose files are not at hand, or room.files, or a download, or a
    // sweep of blobs.
    std::variant<proto::MessageSendRequest, proto::RoomFilesRequest, OpenFile, FindBlobs,
                 StickerRead>
        request = {};
    Caller caller = {};
    Seq first = {};  // room.files: the window when it was planned, and the end of the log
    Seq head = {};
};

struct FileShelf {
    struct Unsent {
        proto::FileRecord file = {};
        bool ending = false;  // its end is in flight
    };

    std::map<std::string, Unsent> unsent;  // committed, by id
    std::unordered_map<UserId, std::uint64_t> used;
    std::unordered_map<UserId, std::size_t> counts;  // unsent ones and those in flight
    std::map<std::uint64_t, FileRead> reads;
    std::unordered_map<UserId, std::uint32_t> reading;  // how many of them are an account's
    std::map<std::string, proto::FileRecord> found;     // by the store, for the call that runs
    TimeMs sweep_at = std::numeric_limits<TimeMs>::max();

    void load(std::vector<proto::FileRecord> files, const std::vector<proto::FileUse>& use);
    [[nodiscard]] bool any_unsent() const { return !unsent.empty(); }
    // Null if it is not the account's, or not at hand.
    [[nodiscard]] const proto::FileRecord* find(const std::string& id, UserId owner) const;
    [[nodiscard]] std::uint64_t used_by(UserId user) const;
    [[nodiscard]] std::size_t count_of(UserId user) const;

    // The three fates of a change (chat/commit.h), and what a committed message does.
    void plan(const FileChange& change);
    void drop(const FileChange& change);
    void commit(const FileChange& change);
    void sent(const proto::FilePart& part);
    // The message that carried them was taken back, and nothing else has them.
    void freed(const std::vector<proto::FileUse>& use);

private:
    void uncount(UserId user);
    void take(const std::string& id);
    void give_back(UserId user, std::uint64_t bytes);
};

}  // namespace teahouse::chat
