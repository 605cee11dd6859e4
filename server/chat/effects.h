// SPDX-License-Identifier: MIT
// What the engine wants done. It decides; the gateway carries out, in the order of the vectors.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "proto/hook_call.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "proto/search.h"

namespace teahouse::chat {

// The answer to one request of one session (a socket, or a passing HTTP request).
struct Reply {
    SessionId session = {};
    std::uint64_t re = 0;
    std::variant<proto::Reply, Error> result = {};
};

// To the listed sessions only, e.g. missed events, room changes, notices.
struct Push {
    std::vector<SessionId> sessions = {};
    proto::Push push = {};
};

// Committed events of one room, ascending and dense, to all who are subscribed. cmid is already
// removed.
struct Deliver {
    RoomId room = {};
    std::vector<proto::Event> events = {};
    std::uint64_t count = 0;  // countable messages of the room after the last event (for `heads`)
};

// Something not logged to all who are subscribed; the first thing to be dropped under pressure.
struct DeliverEphemeral {
    RoomId room = {};
    proto::Ephemeral ephemeral = {};
};

// Subscribe/Unsubscribe and Follow/Unfollow are balanced: the engine undoes each exactly once, also
// when the session ends (Disconnect, Lagged), so that the gateway can count who listens.

// From here on Deliver reaches the session (all that came before was pushed already or is on its
// way).
struct Subscribe {
    SessionId session = {};
    RoomId room = {};
};
// What was delivered before this still goes out to it.
struct Unsubscribe {
    SessionId session = {};
    RoomId room = {};
};
// A member's session that has the room closed: gets `heads` badges, merged over time.
struct Follow {
    SessionId session = {};
    RoomId room = {};
};
struct Unfollow {
    SessionId session = {};
    RoomId room = {};
};

// Why a socket is closed (docs/protocol.md).
inline constexpr std::uint16_t kCloseNotAuthenticated = 4001;
inline constexpr std::uint16_t kCloseReplaced = 4002;
inline constexpr std::uint16_t kCloseDisabled = 4003;
inline constexpr std::uint16_t kCloseBanned = 4004;
inline constexpr std::uint16_t kCloseVersion = 4013;

// Ends a socket after what is queued for it has been sent. The engine has forgotten the session
// already.
struct Close {
    SessionId session = {};
    std::uint16_t code = 1000;
};

// Copied, moved and destroyed out of line: every file that holds one would compile that anew.
class Out : public std::variant<Reply, Push, Deliver, DeliverEphemeral, Subscribe, Unsubscribe,
                                Follow, Unfollow, Close> {
public:
    using variant::variant;
    Out();
    Out(const Out&);
    Out(Out&&) noexcept;
    Out& operator=(const Out&);
    Out& operator=(Out&&) noexcept;
    ~Out();
};

// Answers to internal commands (credentials, accounts made by the command line …) travel the same
// way as Reply, with results that never go over the wire.
struct Credential {
    SessionId session = {};
    std::uint64_t re = 0;
    UserId user = {};                // 0: no such account
    std::string password_hash = {};  // empty: no such account; the caller hashes a dummy
    bool disabled = false;
    std::optional<Error> refused = {};  // already now, whatever the password
    bool waiting = false;  // no account yet: an administrator has to agree (the hash is there)
};

// A login or registration succeeded (the caller set the token's hash); `user` as shown to the
// account.
struct LoggedIn {
    SessionId session = {};
    std::uint64_t re = 0;
    std::variant<proto::UserInfo, Error> result = {};
};

// For account administration from the command line.
struct AccountRow {
    UserId id = {};
    std::string name = {};
    proto::ServerRole role = proto::ServerRole::user;
    bool disabled = false;
    std::uint32_t devices = 0;
};
struct AccountRows {
    SessionId session = {};
    std::uint64_t re = 0;
    std::variant<std::vector<AccountRow>, Error> result = {};
};

// To one channel of an account, with no more than its level allows. Not awaited; what became of it
// comes back as ChannelResult.
struct Notify {
    proto::ChannelRecord channel = {};
    RoomId room = {};
    Seq seq = {};             // of the newest message
    std::uint32_t count = 0;  // unread ones that concern the account
    bool direct = false;
    bool test = false;                          // about no message
    bool reminder = false;                      // of a message that was there before
    std::optional<proto::CallKind> call = {};   // somebody calls now: of no use a minute later
    std::optional<proto::EventKind> kind = {};  // level full, where it is known
    std::string server = {};                    // its name
    std::string title = {};                     // of the room; empty: the lobby, or not told
    std::string sender = {};                    // empty: not known, or not told
    std::string text = {};                      // its beginning
};

// For uploads and downloads.
struct FileFacts {
    UserId user = {};
    std::uint64_t used_bytes = 0;          // by the account's files
    proto::FileRecord file = {};           // AddFile, OpenFile
    std::vector<std::string> hashes = {};  // FindBlobs
};
struct FileAnswer {
    SessionId session = {};
    std::uint64_t re = 0;
    std::variant<FileFacts, Error> result = {};
};

// Pages to be asked what they say of themselves. Answered with a PreviewResult within a bounded
// time, whatever becomes of it.
struct PreviewAsk {
    std::uint64_t id = 0;
    std::vector<std::string> urls = {};  // each once
};

// What the media router (rtc/router.h) is to do. In the order of the list.
struct RouterAct {
    enum class What : std::uint8_t {
        negotiate,  // answered with a RouterAnswer, always
        layer,
        leave
    };
    struct Want {
        std::string mid = {};
        std::uint64_t publisher = 0;
        proto::CallSource source = proto::CallSource::audio;
    };
    What what = What::negotiate;
    std::uint64_t peer = 0;
    // negotiate
    std::uint64_t id = 0;   // of the answer
    std::string call = {};  // empty: a test, in which a peer is given what it sends
    bool joins = false;     // the router does not know the peer yet
    bool secure = false;    // the devices encrypt frames themselves
    std::string offer = {};
    std::vector<proto::SfuSend> sends = {};
    std::vector<Want> wants = {};
    // layer: the highest that is wanted, 0: none
    std::uint64_t publisher = 0;
    proto::CallSource source = proto::CallSource::audio;
    std::uint32_t layer = 0;
};

struct Effects {
    std::vector<proto::Txn> txns = {};
    std::vector<proto::EventQuery> queries = {};
    std::vector<proto::SearchQuery> searches = {};
    std::vector<Out> out = {};
    std::vector<Credential> credentials = {};
    std::vector<LoggedIn> logins = {};
    std::vector<AccountRows> accounts = {};
    std::vector<Notify> notifications = {};
    std::vector<proto::HookCall> calls = {};
    std::vector<FileAnswer> files = {};
    std::vector<PreviewAsk> previews = {};
    std::vector<RouterAct> router = {};
    bool resume_store = false;  // call Store::resume() before submitting `txns`

    void clear() {
        txns.clear();
        queries.clear();
        searches.clear();
        out.clear();
        credentials.clear();
        logins.clear();
        accounts.clear();
        notifications.clear();
        calls.clear();
        files.clear();
        previews.clear();
        router.clear();
        resume_store = false;
    }
};

}  // namespace teahouse::chat
