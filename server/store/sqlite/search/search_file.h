// SPDX-License-Identifier: MIT
// DATA/search.db: the full-text index, beside the database so that it can be thrown away. It holds
// no text, only where each token occurs; it knows how far each room was indexed. A file that is
// damaged, foreign or of another version is replaced by an empty one.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

// One message as one number, so that the messages of a room are a range in the order of the log.
constexpr std::int64_t search_row(RoomId room, Seq seq) {
    return static_cast<std::int64_t>((room.value << 32U) | seq.value);
}
constexpr RoomId room_of_row(std::int64_t row) {
    return RoomId{static_cast<std::uint64_t>(row) >> 32U};
}
constexpr Seq seq_of_row(std::int64_t row) {
    return Seq{static_cast<std::uint64_t>(row) & 0xFFFF'FFFFU};
}
// Larger ones are not indexed; nobody gets there.
constexpr bool fits_in_row(RoomId room, Seq seq) {
    return room.value < (1ULL << 31U) && seq.value < (1ULL << 32U);
}

struct IndexedTo {
    Epoch epoch = {};
    Seq seq = {};
};

// Messages that were edited or taken back since they were indexed.
struct SearchWaste {
    std::int64_t stale = 0;  // not swept yet
    std::int64_t swept = 0;  // not purged yet
};

// Opens it for reading. Fails while there is none.
Result<Db> open_search_reader(const std::string& file);

// The indexer's connection. One thread.
class SearchFile {
public:
    // Opens or makes it; what cannot be used is replaced.
    static Result<SearchFile> open(const std::string& file);
    // Removes the file: the next open() starts empty. No SearchFile of it may be open.
    static void remove(const std::string& file);

    [[nodiscard]] Result<std::map<RoomId, IndexedTo>> indexed() const;

    // Between begin() and commit():
    Status begin() const;
    Status commit() const;
    void rollback() const;
    // A new message.
    Status add(const proto::Event& event);
    // The message was edited to `event`, or taken back: what it held before is noted as stale.
    // Searches look at the message itself, so they are right at once; sweep() takes the old tokens
    // out.
    Status replace(const proto::Event& event);
    Status erase(RoomId room, Seq seq);
    Status set_indexed(RoomId room, IndexedTo to);

    [[nodiscard]] Result<SearchWaste> waste() const;
    // Takes the tokens of stale messages out, of a bounded number, which needs a walk over the
    // index. `current` gives
    // the message as it is now (an empty text: taken back).
    template <class Current>
    Status sweep(Current current) {
        TRY(old, stale_tokens());
        for (const auto& [row, tokens] : old) {
            TRY(event, current(room_of_row(row), seq_of_row(row)));
            TRY_STATUS(renew(row, tokens, event));
        }
        return {};
    }
    // Writes what was swept out of the file, a piece at a time, `first` at its beginning; outside
    // of begin() and commit(). True: all of it is out.
    Result<bool> purge(bool first);

    // Whether the last failure means that the file is not sound.
    [[nodiscard]] bool damaged() const { return is_damage(db_.last_code()); }
    [[nodiscard]] Db& db() { return db_; }

private:
    explicit SearchFile(Db db) : db_(std::move(db)) {}
    static Result<SearchFile> try_open(const std::string& file);
    Status prepare();
    [[nodiscard]] Result<std::map<std::int64_t, std::vector<std::string>>> stale_tokens();
    Status renew(std::int64_t row, const std::vector<std::string>& old, const proto::Event& now);

    Db db_;  // first: statements go before it
    Statement insert_;
    Statement delete_;
    Statement mark_stale_;
    Statement note_swept_;
    Statement merge_;
    Statement set_indexed_;
};

}  // namespace teahouse::store
