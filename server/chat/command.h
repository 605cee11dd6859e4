// SPDX-License-Identifier: MIT
// What can be asked of the engine. Everything random (tokens) or slow (password hashes, Unicode
// normalisation) is done by the caller and comes in as data, so that the engine is a pure function.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {

// hello on a new socket. The session id is new and the caller's choice.
struct Hello {
    SessionId session = {};
    std::uint64_t re = 0;
    std::optional<proto::TokenHash>
        token;  // from the cookie, the Authorization header or hello.token
    proto::HelloRequest request = {};
    std::string address = {};  // where it comes from, as text; so below
};

// Any other operation on a socket that said hello.
struct Request {
    SessionId session = {};
    std::uint64_t re = 0;
    proto::Request request = {};
    std::string name_key = {};  // with a new name in it: the normalised form, else empty
    std::uint64_t random = 0;   // with link.create: what the code is made of
    std::string secret = {};  // admin.invite.make: the code; admin.bot.token, hook.make: the secret
    std::optional<proto::TokenHash> hash = {};  // of that secret
};

// One operation over HTTP: a session that lives for this request only. Its answer is a Reply to
// `session`.
struct HttpRequest {
    SessionId session = {};
    std::uint64_t re = 0;
    std::optional<proto::TokenHash> token = {};
    proto::Request request = {};
    std::string name_key = {};  // with a new name in it: the normalised form, else empty
    std::uint64_t random = 0;   // with link.create: what the code is made of
    std::string address = {};
    // As in Request. admin.password: the hash of the new password; without it nothing is done but
    // to look whether it may be.
    std::string secret = {};
    std::optional<proto::TokenHash> hash = {};
};

// POST /hooks/<id>.<secret>: a message of an incoming webhook. Answer: a Reply like that of
// message.send.
struct HookPost {
    SessionId session = {};
    std::uint64_t re = 0;
    std::uint64_t hook = 0;
    proto::TokenHash secret{};
    std::string text = {};
    std::string cmid = {};  // made of the sender's id for it, or random
    std::string address = {};
};

// What became of a proto::HookCall.
struct HookResult {
    std::uint64_t hook = 0;
    Seq seq = {};
    std::string fault = {};  // empty: it was taken
    bool gone = false;       // the other side wants no more of them
    std::string reply = {};  // to be written into the room
};

// What the pages of a PreviewAsk say: those that say anything, each with the address as it was
// asked.
struct PreviewResult {
    std::uint64_t id = 0;
    std::vector<proto::LinkCard> cards = {};
};

// What became of a RouterAct of kind negotiate..
struct RouterAnswer {
    std::uint64_t id = 0;
    std::variant<std::string, Error> sdp = {};
};
// What the media router saw.
struct RouterEvent {
    enum class What : std::uint8_t {
        lost,      // nothing is heard of `peer`, or its connection has failed: `why`
        speakers,  // of `call`: `peer` speaks (0: nobody), `ranked` did, the last first
        layer      // `peer` is given `layer` (0: none) of the `source` of `publisher`
    };
    What what = What::lost;
    std::uint64_t peer = 0;
    std::string call = {};
    std::vector<std::uint64_t> ranked = {};
    std::uint64_t publisher = 0;
    proto::CallSource source = proto::CallSource::audio;
    std::uint32_t layer = 0;
    std::string why = {};
};
struct RouterEvents {
    std::vector<RouterEvent> events = {};
};

// The socket is gone.
struct Disconnect {
    SessionId session = {};
};

// The gateway had to unsubscribe a slow session. The engine takes it as closed (Unsubscribe,
// Follow) and pushes `lag` with the head of the room; the client catches up with room.open.
struct Lagged {
    SessionId session = {};
    RoomId room = {};
};

// login, step 1: the hash to compare with. Answer: Credential.
struct FindCredential {
    SessionId session = {};
    std::uint64_t re = 0;
    std::string name_key = {};
    std::optional<proto::TokenHash>
        token;                 // password.change: the logged-in account instead of name_key
    bool registering = false;  // register: the answer also says whether that is allowed
    std::string address = {};
    std::optional<std::string> invite = {};  // register
};

// login, step 2: the password was right. `rehash` is a stronger hash to keep, or empty. Answer:
// LoggedIn.
struct LogIn {
    SessionId session = {};
    std::uint64_t re = 0;
    UserId user = {};
    std::string verified_hash =
        {};  // the hash that was compared; a change in between is a conflict
    std::string rehash = {};
    proto::TokenHash token{};
    std::string label = {};
    std::string address = {};
};

// Makes an account (first one: owner of the server), joins the lobby, logs in. Answer: LoggedIn.
struct Register {
    SessionId session = {};
    std::uint64_t re = 0;
    std::string name = {};      // NFC
    std::string name_key = {};  // NFKC case-folded
    std::string password_hash = {};
    std::optional<proto::TokenHash> token = {};  // none: made by the command line, no login
    std::string label = {};
    std::optional<proto::ServerRole> role = {};  // command line only
    std::string address = {};
    std::optional<std::string> invite = {};
    std::optional<std::string> reason = {};
};

// The password was verified and the new one hashed; ends the account's other logins. Answer:
// LoggedIn.
struct SetPassword {
    SessionId session = {};
    std::uint64_t re = 0;
    UserId user = {};
    std::string verified_hash = {};  // empty: set by an administrator
    std::string password_hash = {};
    std::optional<proto::TokenHash> keep = {};  // this login stays
};

// Command line: list, promote, disable. Answer: AccountRows.
struct ListAccounts {
    SessionId session = {};
    std::uint64_t re = 0;
};
struct ChangeAccount {
    SessionId session = {};
    std::uint64_t re = 0;
    std::string name_key = {};
    std::optional<proto::ServerRole> role = {};
    std::optional<bool> disabled = {};
    std::string password_hash = {};  // not empty: set it and end all logins
    bool force = false;              // even if no owner is left
};

// What became of a notification (chat::Notify).
struct ChannelResult {
    std::uint64_t channel = 0;
    std::string endpoint = {};  // as it was then
    std::string fault = {};     // empty: it was taken
    bool gone = false;          // the other side knows the endpoint no more
};

// The bytes of files are the caller's business; the engine knows whose they are and who may have
// them. Each is answered with a FileAnswer.

// Who asks, and what their files take so far; the file itself if the upload `id` has become one.
struct AdmitUpload {
    SessionId session = {};
    std::uint64_t re = 0;
    std::optional<proto::TokenHash> token = {};
    std::string id = {};
    bool writes = false;  // brings bytes
    std::string address = {};
};
// An upload is complete and its bytes are durable. `owner` is the account that began it and must be
// the one that asks.
struct AddFile {
    SessionId session = {};
    std::uint64_t re = 0;
    std::optional<proto::TokenHash> token = {};
    proto::FileRecord file = {};
    std::string address = {};
};
// A download: the record, if the account may have the file; otherwise not_found.
struct OpenFile {
    SessionId session = {};
    std::uint64_t re = 0;
    std::optional<proto::TokenHash> token = {};
    std::string id = {};
    std::string address = {};
};
// Which of these hashes belong to a file.
struct FindBlobs {
    SessionId session = {};
    std::uint64_t re = 0;
    std::vector<std::string> hashes = {};
};

// Copied, moved and destroyed out of line: every file that holds one would compile that anew.
class Command
    : public std::variant<Hello, Request, HttpRequest, Disconnect, Lagged, FindCredential, LogIn,
                          Register, SetPassword, ListAccounts, ChangeAccount, AdmitUpload, AddFile,
                          OpenFile, FindBlobs, ChannelResult, HookPost, HookResult, PreviewResult,
                          RouterAnswer, RouterEvents> {
public:
    using variant::variant;
    Command();
    Command(const Command&);
    Command(Command&&) noexcept;
    Command& operator=(const Command&);
    Command& operator=(Command&&) noexcept;
    ~Command();
};

}  // namespace teahouse::chat
