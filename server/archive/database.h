// SPDX-License-Identifier: MIT
// The database of a data folder as the commands of this layer see it: read beside a running server,
// and opened anew after it went back in time.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::archive {

inline constexpr std::string_view kDatabaseName = "main.db";

// Opens a database for reading; not_found where there is none, invalid if it is not ours or of a
// later schema.
Result<store::Db> open_for_reading(const std::string& file);
// And begins a read transaction, so that everything read is of one state. Writers are not held up.
Result<store::Db> open_snapshot(const std::string& file);

struct StoreState {
    std::uint32_t schema = 0;
    std::string id;  // empty before schema 10
    std::uint64_t generation = 0;
};
Result<StoreState> read_store_state(const store::Db& db);

// A file beside the database that it names.
struct NamedFile {
    std::string name;  // below the data folder
    std::uint64_t size = 0;
    std::string sha256 = {};  // empty: a picture, whose name says nothing and whose size is found
};
// Calls `take` for each file of messages (once) and for each picture of people, rooms and the
// server. A picture that is not in `data` comes without a suffix.
Status each_named_file(const store::Db& db, const std::string& data,
                       const std::function<Status(const NamedFile&)>& take);

// The highest seq of each room.
Result<std::map<RoomId, Seq>> read_heads_of(const store::Db& db);

// A store that goes back to an earlier state: no seq that may have been shown is given out again.
struct Rewind {
    TimeMs taken = 0;  // the time of the state that it has
    TimeMs now = 0;
    // What is known of the state that is left behind.
    std::map<RoomId, Seq> seen = {};
};

// Raises the generation, gives each room that epoch, and jumps ahead in each log: over what was
// `seen`, else over what was probably lost, by the room's pace before the backup. What is jumped
// over is filled with events that say nothing (kind expired, about what was gone already), so that
// logs stay dense.
Status open_new_generation(const store::Db& db, const Rewind& rewind);

}  // namespace teahouse::archive
