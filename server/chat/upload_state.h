// SPDX-License-Identifier: MIT
// What administrators do with files: pages that are being read, and files whose messages are being
// taken back. Nothing of it is kept: whoever has had no answer asks again.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "base/ids.h"
#include "chat/draft.h"

namespace teahouse::chat {

struct UploadsRead {  // admin.files
    Caller caller = {};
    bool large = false;
    std::uint32_t limit = 0;
};

struct FileRemoval {  // admin.file.remove
    Caller caller = {};
    std::string address = {};  // where the administrator is, for the audit log
    std::string file = {};
    std::uint32_t removed = 0;
    std::uint32_t rounds = 0;
    TxnId step = {};       // what was submitted last
    bool reading = false;  // the store is being asked for the places
};

struct UploadState {
    std::map<std::uint64_t, UploadsRead> reads;
    std::map<std::uint64_t, FileRemoval> removals;
    TimeMs remove_at = 0;  // not before
};

}  // namespace teahouse::chat
