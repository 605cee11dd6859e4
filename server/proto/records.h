// SPDX-License-Identifier: MIT
// What is kept: the records of the store, and the writes and queries between engine and store. The
// engine (chat/) decides, the store keeps; both see only this header, not each other.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"  // generated: enums, Body, Event …

namespace teahouse::proto {

using TokenHash =
    std::array<std::uint8_t, 32>;  // SHA-256 of a session token; the token itself is never kept

struct UserRecord {
    UserId id = {};
    std::string name = {};           // as shown, NFC
    std::string name_key = {};       // unique: NFKC case-folded
    std::string password_hash = {};  // argon2id string of libsodium; never leaves the server
    std::string avatar = {};         // blob id or empty
    std::string status = {};
    ServerRole role = ServerRole::user;
    bool disabled = false;
    TimeMs created = 0;

    friend bool operator==(const UserRecord&, const UserRecord&) = default;
};

struct DeviceRecord {
    DeviceId id = {};
    UserId user = {};
    TokenHash token{};
    std::string label = {};
    TimeMs created = 0;
    TimeMs seen = 0;

    friend bool operator==(const DeviceRecord&, const DeviceRecord&) = default;
};

// A room without its log position; `epoch`, `head`, `count`, `last_at`, `last`, `pins` belong to
// the store, as do `gone` and `gone_count`, and are filled by it (load) and by commits; PutRoom
// ignores them. `last` is proto::make_preview (proto/preview.h) of the newest countable event, none
// where it is gone.
struct RoomRecord {
    RoomId id = {};
    RoomKind kind = RoomKind::group;
    std::string title = {};
    std::string avatar = {};
    std::string announcement = {};
    JoinPolicy join = JoinPolicy::invite;
    HistoryPolicy history = HistoryPolicy::joined;
    UserId direct_low = {};  // direct rooms: the two people, ordered; unique together
    UserId direct_high = {};
    bool dissolved = false;
    TimeMs created = 0;
    std::uint32_t slow = 0;  // seconds between two messages of a member
    Writers writers = Writers::all;
    std::uint32_t keep = 0;    // days that messages are kept; 0: as the server says
    std::uint32_t recall = 0;  // minutes within which one may take back an own message; 0: the same

    Epoch epoch = {};
    Seq head = {};
    std::uint64_t count =
        0;  // countable messages (kinds text … sticker, poll, record, missed_call)
    // `at` of the newest event of any kind but `expired`; `created` before the first.
    TimeMs last_at = 0;
    std::optional<Event> last = {};  // newest countable message, text cut to 80 characters
    std::vector<Seq> pins = {};      // by the log, proto/merge.h; oldest pin first
    Seq gone = {};                   // by the log: what expired, up to here
    std::uint64_t gone_count = 0;    // countable messages up to `gone`

    friend bool operator==(const RoomRecord&, const RoomRecord&) = default;
};

// A membership window: events with join < seq <= leave may be read (all of them with
// HistoryPolicy::all while a member). leave 0: still a member. Rejoining starts a new window and
// forgets the old one.
struct MemberRecord {
    RoomId room = {};
    UserId user = {};
    Role role = Role::member;
    Seq join = {};
    Seq leave = {};
    Seq read = {};                 // read mark, never backwards
    std::uint64_t read_count = 0;  // countable messages up to `read`
    std::uint64_t own_count =
        0;  // own countable messages after `read`; unread = count - read_count - own_count
    TimeMs joined = 0;

    friend bool operator==(const MemberRecord&, const MemberRecord&) = default;
};

// A small record beside the others: what a room and a person have of each other, what one person
// set. `value` is MessagePack of the struct of its kind (proto/details.h).
enum class DetailKind : std::uint8_t {
    prefs = 1,    // RoomPrefs of room a and user b
    note = 2,     // MemberNote of room a and user b, member or not
    account = 3,  // Account of user a
    link = 4,     // Link with code a into room b
    seen = 5,     // Seen of user a
    draft = 6,    // Draft of user b in room a
};
struct DetailKey {
    DetailKind kind = DetailKind::prefs;
    std::uint64_t a = 0;
    std::uint64_t b = 0;

    friend auto operator<=>(const DetailKey&, const DetailKey&) = default;
};
struct DetailRecord {
    DetailKey key = {};
    std::string value = {};

    friend bool operator==(const DetailRecord&, const DetailRecord&) = default;
};

// Where notifications of an account go. Endpoint and keys are secrets: never logged, never told.
struct ChannelRecord {
    std::uint64_t id = 0;
    UserId user = {};
    DeviceId device = {};  // the login that it ends with; 0: none
    ChannelKind kind = ChannelKind::json;
    ContentLevel level = ContentLevel::none;
    std::string label = {};
    std::string endpoint = {};
    std::string p256dh = {};
    std::string auth = {};
    std::string lang = {};
    TimeMs created = 0;

    friend bool operator==(const ChannelRecord&, const ChannelRecord&) = default;
};

// --- Writes: one Txn is atomic; Txns are applied in the order submitted
// -----------------------------------

struct PutUser {
    UserRecord user = {};
};
struct PutDevice {
    DeviceRecord device = {};
};
struct DeleteDevice {
    DeviceId device = {};
};
struct PutRoom {
    RoomRecord room = {};
};  // creates (epoch is set by the store, head 0) or updates the descriptive fields

// Appends one event. The store assigns seq = head + 1, advances head and count, keeps (from, cmid)
// for ever. If (from, cmid) is known, the whole Txn does nothing and completes as `duplicate` with
// the first seq. Events about another one (`ref`) change its merged state as proto/merge.h says; a
// recall removes the body of the message and of its edits from the log. What came too late is
// logged without effect: an edit of a recalled message without its body, a pin of one, a vote at a
// closed poll and a second confirmation of the same person with `off`. An `expired` event removes
// every body up to its `ref` and of edits of messages there, what later events made of them, their
// pins and mentions, and frees their files; seqs, times, senders, kinds and cmids stay. `ref` is
// neither before that of the one before nor beyond the log, and `count` says how many countable
// messages that is.
struct Append {
    Event event;  // seq 0; cmid may be absent (system events)
};

// What to do with the position fields of a PutMember.
enum class MemberChange : std::uint8_t {
    keep,    // stay as they are stored (role changes); as given if the member is new
    joins,   // join = read = head of the room at this point of the Txn, i.e. the seq of an Append
             // before it; read_count = the count there, own_count = 0, leave = 0
    leaves,  // leave = head of the room at this point of the Txn; the others stay
    founds,  // a first member: join = read = 0, leave = 0
};
struct PutMember {
    MemberRecord member = {};
    MemberChange change = MemberChange::keep;
};

// Moves a read mark forward to min(seq, head; leave of a former member) and recounts; a mark that
// is not ahead changes nothing.
struct ReadMark {
    RoomId room = {};
    UserId user = {};
    Seq seq = {};
};

// Many members of one kind at once, e.g. the last Append dissolved the room or a login touched only
// `seen`.
struct TouchDevice {
    DeviceId device = {};
    TimeMs seen = 0;
};

// Asks whether the log has what `from` appended as `cmid`: completes as `duplicate` with it, or
// does nothing.
struct FindAppended {
    UserId from = {};
    std::string cmid = {};
};

// Adds a record of administration, or puts it in the place of the one of its kind and id.
struct PutKept {
    KeptRecord record = {};
};
// Nothing happens if there is none. A file that it held is freed unless it is in another place.
struct DropKept {
    KeptKind kind = KeptKind::settings;
    std::uint64_t id = 0;
};
// Adds a record that holds a file, as a message does: the place is {room 0, seq = id of the
// record}. Nothing happens if there is no such file (any more). PutKept changes the record, not the
// place.
struct HoldFile {
    KeptRecord record = {};
    std::string file = {};
};

// Puts a detail, or takes it away where `value` is empty.
struct PutDetail {
    DetailRecord detail = {};
};

struct PutChannel {
    ChannelRecord channel = {};
};
struct DeleteChannel {
    std::uint64_t channel = 0;
};

// The log of several nodes may have lost what was acknowledged: all rooms get an epoch that none
// had before, so that no position of a client in what is lost is taken for one in what comes.
struct RaiseEpochs {
    std::uint64_t generation = 0;  // at least
};

// Copied, moved and destroyed out of line: every file that holds one would compile that anew.
class Write
    : public std::variant<PutUser, PutDevice, DeleteDevice, PutRoom, Append, PutMember, ReadMark,
                          TouchDevice, FindAppended, PutDetail, PutChannel, DeleteChannel, PutFile,
                          DropFile, PutKept, DropKept, HoldFile, RaiseEpochs> {
public:
    using variant::variant;
    Write();
    Write(const Write&);
    Write(Write&&) noexcept;
    Write& operator=(const Write&);
    Write& operator=(Write&&) noexcept;
    ~Write();
};

// Who appended what as which cmid, or asks for it; empty: no cmid is in this.
struct Appended {
    UserId from = {};
    std::string_view cmid = {};
};
[[nodiscard]] inline Appended appended_by(const Write& write) {
    if (const auto* append = std::get_if<Append>(&write); append != nullptr) {
        return {.from = append->event.from,
                .cmid = append->event.cmid ? std::string_view(*append->event.cmid)
                                           : std::string_view()};
    }
    if (const auto* find = std::get_if<FindAppended>(&write); find != nullptr) {
        return {.from = find->from, .cmid = find->cmid};
    }
    return {};
}

// Where in the log of several nodes a Txn stands. `generation` counts the resumptions before it:
// every replica refuses the same Txns after one that failed.
struct LogPosition {
    std::uint64_t term = 0;   // of the leader that wrote it
    std::uint64_t index = 0;  // from 1; 0: before the log
    std::uint64_t generation = 0;

    friend bool operator==(const LogPosition&, const LogPosition&) = default;
};

struct Txn {
    TxnId id = {};  // ascending
    std::vector<Write> writes = {};
    // Of a replica: kept in the transaction of the Txn, also where that fails with a conflict.
    std::optional<LogPosition> position = {};
};

enum class TxnState : std::uint8_t { committed, duplicate, failed };

struct TxnResult {
    TxnId id = {};
    TxnState state = TxnState::committed;
    // failed: store_unavailable, read_only or conflict (a unique key, or a room or member that does
    // not exist): nothing of the Txn is stored; outcome_unknown: it may turn up after a restart.
    // Every Txn submitted after it fails too until the store is told Store::resume(). Txn.id order
    // is kept.
    ErrorCode error = ErrorCode::internal;
    std::vector<Event> events =
        {};  // one per Append, in order, with seq; duplicate: the first event as stored
    std::vector<MemberRecord> members = {};  // one per PutMember and ReadMark, in order, as stored
    std::vector<Epoch> epochs = {};    // one per PutRoom, in order: the epoch of the room's log
    std::vector<bool> new_files = {};  // one per PutFile, in order: false, it was known
    std::vector<FileUse> freed = {};   // files of messages that were taken back, by owner
    std::vector<bool> held = {};       // one per HoldFile, in order: false, there is no such file
};

// A message that names somebody; user 0: everybody.
struct MentionRecord {
    RoomId room = {};
    UserId user = {};
    Seq seq = {};
    UserId from = {};

    friend bool operator==(const MentionRecord&, const MentionRecord&) = default;
};

// --- Queries: read-only, on reader connections, completed in any order
// -------------------------------------

// A page of the files that are in a message or held by a record, and how many of them there are.
struct FilePage {
    UserId owner = {};                    // 0: of all
    std::optional<FileGroup> group = {};  // by the kind of their content
    bool large = false;                   // the largest first, else the newest
    TimeMs number =
        std::numeric_limits<TimeMs>::max();  // goes on behind the file of this size or time
    std::string id = {};                     // and this id
};
constexpr FileGroup group_of(std::string_view mime) {
    if (mime.starts_with("image/") || mime.starts_with("video/")) {
        return FileGroup::pictures;
    }
    return mime.starts_with("audio/") ? FileGroup::sounds : FileGroup::documents;
}

// Events of a room with from <= seq <= to: the first `limit` (oldest first) or the last `limit`,
// always answered ascending. For `around`, the engine asks twice.
struct EventQuery {
    QueryId id = {};
    RoomId room = {};
    Seq from = {};
    Seq to = {};
    std::uint32_t limit = 0;
    bool newest = false;         // take the last `limit` of the range
    bool merged = false;         // as later events made them, not as they were logged
    std::vector<Seq> seqs = {};  // if any: these only, ascending, instead of a range
    // 0: all. Else the last `limit` messages with a file of these kinds (bits 1 << kind) or, with
    // the bit of text, texts with a link; merged, and without those that were taken back.
    std::uint32_t kinds = 0;
    // Files by id or by hash (one file for each hash) instead of events.
    std::vector<std::string> files = {};
    std::vector<std::string> hashes = {};
    // With `files`: places in these rooms only; none: in the first kFilePlacesMax rooms.
    std::vector<RoomId> rooms = {};
    // With one of `files`: up to `limit` of all its places, not one for each room.
    bool every_place = false;
    // If set: up to `limit` files instead of events.
    std::optional<FilePage> uploads = {};
    // If set: messages of this person in all rooms, in the order of their cmids behind `after`.
    UserId sender = {};
    std::string after = {};
    // If set: records of the audit log with an id below `before`, the newest first.
    bool audit = false;
    std::uint64_t before = 0;
    // With `merged`: messages that ask for it say whether this person has confirmed them.
    UserId viewer = {};
    // If set: up to `limit` of the people who have confirmed this message of `room`, by id.
    Seq confirms = {};
    // If set: where in from..to the first event stands that was logged then or later, found by
    // halving: as if times ascended. `found` is 0 if there is none.
    std::optional<TimeMs> since = {};
};

struct QueryResult {
    QueryId id = {};
    bool ok = true;
    std::vector<Event> events = {};      // with cmid; the engine strips foreign ones
    std::vector<StoredFile> files = {};  // those there are
    FileTotals totals = {};              // of all pages, with `uploads`
    std::vector<KeptRecord> kept = {};
    std::vector<UserId> users = {};  // with `confirms`
    Seq found = {};                  // with `since`
};

// Kinds whose body has a file.
constexpr bool has_file(EventKind kind) {
    return kind >= EventKind::image && kind <= EventKind::file;
}
// Of the kinds below 32.
constexpr std::uint32_t kind_bit(EventKind kind) { return 1U << static_cast<unsigned>(kind); }
constexpr bool wants_links(const EventQuery& query) {
    return query.kinds == kind_bit(EventKind::text);
}
constexpr bool has_link(std::string_view text) {
    return text.find("http://") != text.npos || text.find("https://") != text.npos;
}

// Kinds that count for unread and previews.
constexpr bool is_countable(EventKind kind) {
    return kind <= EventKind::sticker || kind == EventKind::poll || kind == EventKind::record ||
           kind == EventKind::missed_call;
}

// The files that a message with this body carries, each once.
std::vector<std::string> files_of(const Body& body);

// Kinds that can name people: messages, announcements (`all`) and reminders.
constexpr bool may_name(EventKind kind) {
    return is_countable(kind) || kind == EventKind::announcement || kind == EventKind::nudge;
}

}  // namespace teahouse::proto
