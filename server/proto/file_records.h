// SPDX-License-Identifier: MIT
// What is kept of files. Their bytes are in media/'s folder, named by `hash`; a file that is in no
// message yet is its owner's alone and is dropped after a while.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/ids.h"

namespace teahouse::proto {

struct FileRecord {
    std::string id = {};  // random, 32 hex digits: what people see
    UserId owner = {};
    std::string hash = {};  // SHA-256 of the bytes, 64 hex digits; several files may share them
    std::uint64_t size = 0;
    std::string mime = {};    // found from the bytes
    std::string name = {};    // as uploaded: shown, never a path
    std::uint32_t width = 0;  // pixels, 0: not known
    std::uint32_t height = 0;
    TimeMs created = 0;

    friend bool operator==(const FileRecord&, const FileRecord&) = default;
};

// The newest message of a room that carries the file: who may read any of them may read it. Room 0
// and the id of a record that holds it (HoldFile): that place opens it for nobody by itself.
struct FilePlace {
    RoomId room = {};
    Seq seq = {};

    friend bool operator==(const FilePlace&, const FilePlace&) = default;
};

struct StoredFile {
    FileRecord file = {};
    std::vector<FilePlace> places = {};  // at most limits::kFilePlacesMax
    std::uint32_t messages = 0;          // in a page of files: how many carry it

    friend bool operator==(const StoredFile&, const StoredFile&) = default;
};

// What an account's files take.
struct FileUse {
    UserId user = {};
    std::uint64_t bytes = 0;

    friend bool operator==(const FileUse&, const FileUse&) = default;
};

// A number of files and what they take on the disk, each content once.
struct FileTotals {
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const FileTotals&, const FileTotals&) = default;
};

// --- Writes

// A new file; nothing happens if it is known (an upload whose end is told twice). An Append whose
// body names a file (or a thumb) makes it a file of that message by itself.
struct PutFile {
    FileRecord file = {};
};
// Forgets a file that is in no message; one that is stays.
struct DropFile {
    std::string id = {};
};

}  // namespace teahouse::proto
