// SPDX-License-Identifier: MIT
// What messages are made of: enums and structs.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

inline constexpr std::uint32_t kProtocolVersion = 1;

// on the whole server
enum class ServerRole : std::uint8_t {
    user = 1,
    admin = 2,
    owner = 3,
};

enum class RoomKind : std::uint8_t {
    lobby = 1,
    group = 2,
    direct = 3,
};

// in one room
enum class Role : std::uint8_t {
    member = 1,
    admin = 2,
    owner = 3,
};

// open: listed in the directory, anybody may join
enum class JoinPolicy : std::uint8_t {
    invite = 1,
    open = 2,
};

// what a newcomer may read
enum class HistoryPolicy : std::uint8_t {
    joined = 1,
    all = 2,
};

enum class EventKind : std::uint8_t {
    text = 1,  // a message: body `text`
    image = 2,  // body `file`, and `text` if it has a caption
    video = 3,  // the same
    audio = 4,  // the same
    voice = 5,  // body `file`
    file = 6,  // body `file`, and `text`
    sticker = 7,  // body `text` is pack/name: letters a-z, digits and -; or one's own, in body `file`
    edit = 8,  // `ref` has the body `text` and `mentions` now; without text: `ref` was recalled since
    recall = 9,  // `ref` is taken back: its body is gone, and so are its edits and reactions
    reaction = 10,  // body `sign` of `from` at `ref`; `off`: not any more
    join = 11,  // body `users` came in, by themselves or invited by `from`
    leave = 12,  // body `users` left
    remove = 13,  // body `users` were removed by `from`
    role = 14,  // body `users` have the role body `role` now; a new owner makes the old one an admin
    title = 15,  // the room is called body `title` now
    avatar = 16,  // the room has the picture body `avatar` now; empty: none
    announcement = 17,  // body `text` is announced; empty: taken down
    pin = 18,  // `ref` is pinned
    unpin = 19,  // `ref` is not pinned any more
    call = 20,  // a call is over: body `call`
    system = 21,  // kept for notes of the server: body `text`
    policy = 22,  // body `join` and `history` hold from now on
    created = 23,  // the room begins; groups: body `title`, and its first members in `users`
    dissolved = 24,  // the room ends
    mute = 25,  // body `users` may not write until body `until`; without it: they may again
    rules = 26,  // body `slow`, `writers`, `keep` and `recall` hold from now on
    nick = 27,  // body `users` is called body `nick` in this room; empty: by the name of the account
    nudge = 28,  // `from` asks body `mentions` to read `ref`
    poll = 29,  // a message: body `text` is the question, `poll` what can be chosen
    vote = 30,  // the choices of `from` at the poll `ref`, in place of earlier ones; see body `secret`
    poll_end = 31,  // nobody votes at `ref` any more
    record = 32,  // a message: several messages of another conversation as one, in body `record`
    confirm = 33,  // `from` (0 for others) confirms to have read `ref`, whose body says `confirm`; `off`: once more, without effect
    expired = 34,  // what was logged up to `ref` is older than it is kept: nobody can read it any more, and its bodies are gone
    missed_call = 35,  // a message: a call that nobody took, in body `call`
};

enum class EphemeralKind : std::uint8_t {
    typing = 1,  // `users` type in `room` now; nobody else does
    presence = 2,  // `users` came online, those in `gone` went
    cursor = 3,  // own read mark in `room`, moved on another device
    traffic = 4,  // who came to and went from the lobby, merged
    seen = 5,  // the other person of the direct `room`, in `users`, has read up to `seq`
};

enum class NoticeKind : std::uint8_t {
    replaced = 1,  // another login took over (4002 follows)
    session_ended = 2,  // logged out or revoked elsewhere (4001)
    draining = 3,  // the server goes down: come back after `retry_after` (4012)
    disabled = 4,  // the account was switched off (4003)
    banned = 5,  // kept out, by account or by address, because of `text` (4004)
    kicked = 6,  // the same for a short time: come back after `retry_after` (4004)
};

enum class OpenState : std::uint8_t {
    ok = 1,  // what is missing follows
    gap = 2,  // too much is missing: the newest follow
    reset = 3,  // another epoch: the newest follow
    refused = 4,  // not a member
};

enum class FileGroup : std::uint8_t {
    pictures = 1,  // image, video
    sounds = 2,  // audio, voice
    documents = 3,  // file
    links = 4,  // texts with a link
};

enum class RoomScope : std::uint8_t {
    mine = 1,
    directory = 2,
};

// who may write in a room
enum class Writers : std::uint8_t {
    all = 1,
    admins = 2,
    nobody = 3,
};

// of one conversation
enum class NotifyLevel : std::uint8_t {
    all = 1,
    mentions = 2,
    none = 3,
};

// busy: no notifications
enum class PresenceMode : std::uint8_t {
    normal = 1,
    away = 2,
    busy = 3,
};

enum class ChannelKind : std::uint8_t {
    web_push = 1,  // a browser: RFC 8030, encrypted for it
    json = 2,  // an own program: a JSON object, signed if there is a secret
    ntfy = 3,
    bark = 4,
    wecom = 5,
    dingtalk = 6,
    feishu = 7,
};

enum class ContentLevel : std::uint8_t {
    none = 1,  // that there is something new
    sender = 2,  // and in which room, from whom
    full = 3,  // and its beginning
};

enum class Registration : std::uint8_t {
    open = 1,  // anybody may make an account
    invite = 2,  // whoever has an invitation
    approval = 3,  // an administrator agrees to each, unless there is an invitation
    closed = 4,  // nobody
};

enum class ConnectionOrder : std::uint8_t {
    newest = 1,
    waiting = 2,
    lagged = 3,
};

enum class LiveOrder : std::uint8_t {
    minute = 1,
    hour = 2,
    members = 3,
    head = 4,
};

enum class UserFilter : std::uint8_t {
    all = 1,
    online = 2,
    disabled = 3,
    banned = 4,
    staff = 5,
};

enum class AuditAct : std::uint8_t {
    role = 1,  // `user` has the role that `text` says
    disable = 2,
    enable = 3,
    rename = 4,  // `text` is the new name
    password = 5,
    session_end = 6,  // `text` is the login's label
    dissolve = 7,
    ban = 8,  // `user`, or the address in `text`
    kick = 9,
    unban = 10,
    purge = 11,  // the messages of `user`
    purged = 12,  // the same is done; `text` says how many
    invite = 13,
    uninvite = 14,
    approve = 15,
    reject = 16,
    settings = 17,  // `text` says which
    bot = 30,  // the account of a program, `user`, was made
    token = 31,  // `user` has a new token with the label `text`
    untoken = 32,  // its token with the label `text` holds no more
    hook = 33,  // a webhook called `text`, with the identity `user`, was made in `room`
    hook_set = 34,  // it was switched on or off
    unhook = 35,  // it was removed
    report = 40,  // a report about a message of `user` was dealt with; `text`: removed, if the message was
    words = 41,  // the forbidden words were changed; `text`: how many there are
    file = 42,  // a file of `user`, called `text`, was removed
    lobby = 43,  // something was done in the lobby: `text` says what, to whom is in `user`
};

enum class HookKind : std::uint8_t {
    incoming = 1,  // whoever has its address writes into the room
    outgoing = 2,  // the server posts what is written in the room to an address
};

enum class CallKind : std::uint8_t {
    audio = 1,
    video = 2,
};

enum class CallMode : std::uint8_t {
    p2p = 1,  // between the two
    mesh = 2,  // between each two
    sfu = 3,  // through the media router of this server
};

enum class CallSource : std::uint8_t {
    audio = 1,
    video = 2,
    screen = 3,
    screen_audio = 4,
};

enum class CallState : std::uint8_t {
    ringing = 1,
    active = 2,
    ended = 3,
};

enum class LegState : std::uint8_t {
    invited = 1,  // none of their devices has been reached yet
    ringing = 2,
    connecting = 3,  // in the call, nothing is heard yet
    joined = 4,
    reconnecting = 5,  // the socket is lost; sound and pictures may go on
    left = 6,
    declined = 7,
    busy = 8,
    missed = 9,  // did not answer in time, or was not disturbed
    failed = 10,  // answered, but no way was found
};

enum class CallEnd : std::uint8_t {
    completed = 1,
    declined = 2,
    missed = 3,  // nobody answered in time
    cancelled = 4,  // the one who called hung up before
    busy = 5,
    failed = 6,
    kicked = 7,  // towards the one who was sent out
    shutdown = 8,  // the server was away for too long
    elsewhere = 9,  // towards a device: another one of the account took it
    left = 10,  // towards a device: its account left
};

enum class SdpType : std::uint8_t {
    offer = 1,
    answer = 2,
    rollback = 3,
};

enum class CallAct : std::uint8_t {
    mute = 1,
    kick = 2,
};

// The word of a value on the wire; empty for a number that is none.
std::string_view to_string(ServerRole value);
std::string_view to_string(RoomKind value);
std::string_view to_string(Role value);
std::string_view to_string(JoinPolicy value);
std::string_view to_string(HistoryPolicy value);
std::string_view to_string(EventKind value);
std::string_view to_string(EphemeralKind value);
std::string_view to_string(NoticeKind value);
std::string_view to_string(OpenState value);
std::string_view to_string(FileGroup value);
std::string_view to_string(RoomScope value);
std::string_view to_string(Writers value);
std::string_view to_string(NotifyLevel value);
std::string_view to_string(PresenceMode value);
std::string_view to_string(ChannelKind value);
std::string_view to_string(ContentLevel value);
std::string_view to_string(Registration value);
std::string_view to_string(ConnectionOrder value);
std::string_view to_string(LiveOrder value);
std::string_view to_string(UserFilter value);
std::string_view to_string(AuditAct value);
std::string_view to_string(HookKind value);
std::string_view to_string(CallKind value);
std::string_view to_string(CallMode value);
std::string_view to_string(CallSource value);
std::string_view to_string(CallState value);
std::string_view to_string(LegState value);
std::string_view to_string(CallEnd value);
std::string_view to_string(SdpType value);
std::string_view to_string(CallAct value);

// The value of a word or a number; false if there is none.
bool from_word(std::string_view word, ErrorCode& out);
bool from_word(std::string_view word, ServerRole& out);
bool from_word(std::string_view word, RoomKind& out);
bool from_word(std::string_view word, Role& out);
bool from_word(std::string_view word, JoinPolicy& out);
bool from_word(std::string_view word, HistoryPolicy& out);
bool from_word(std::string_view word, EventKind& out);
bool from_word(std::string_view word, EphemeralKind& out);
bool from_word(std::string_view word, NoticeKind& out);
bool from_word(std::string_view word, OpenState& out);
bool from_word(std::string_view word, FileGroup& out);
bool from_word(std::string_view word, RoomScope& out);
bool from_word(std::string_view word, Writers& out);
bool from_word(std::string_view word, NotifyLevel& out);
bool from_word(std::string_view word, PresenceMode& out);
bool from_word(std::string_view word, ChannelKind& out);
bool from_word(std::string_view word, ContentLevel& out);
bool from_word(std::string_view word, Registration& out);
bool from_word(std::string_view word, ConnectionOrder& out);
bool from_word(std::string_view word, LiveOrder& out);
bool from_word(std::string_view word, UserFilter& out);
bool from_word(std::string_view word, AuditAct& out);
bool from_word(std::string_view word, HookKind& out);
bool from_word(std::string_view word, CallKind& out);
bool from_word(std::string_view word, CallMode& out);
bool from_word(std::string_view word, CallSource& out);
bool from_word(std::string_view word, CallState& out);
bool from_word(std::string_view word, LegState& out);
bool from_word(std::string_view word, CallEnd& out);
bool from_word(std::string_view word, SdpType& out);
bool from_word(std::string_view word, CallAct& out);
bool from_number(std::uint64_t number, ErrorCode& out);
bool from_number(std::uint64_t number, ServerRole& out);
bool from_number(std::uint64_t number, RoomKind& out);
bool from_number(std::uint64_t number, Role& out);
bool from_number(std::uint64_t number, JoinPolicy& out);
bool from_number(std::uint64_t number, HistoryPolicy& out);
bool from_number(std::uint64_t number, EventKind& out);
bool from_number(std::uint64_t number, EphemeralKind& out);
bool from_number(std::uint64_t number, NoticeKind& out);
bool from_number(std::uint64_t number, OpenState& out);
bool from_number(std::uint64_t number, FileGroup& out);
bool from_number(std::uint64_t number, RoomScope& out);
bool from_number(std::uint64_t number, Writers& out);
bool from_number(std::uint64_t number, NotifyLevel& out);
bool from_number(std::uint64_t number, PresenceMode& out);
bool from_number(std::uint64_t number, ChannelKind& out);
bool from_number(std::uint64_t number, ContentLevel& out);
bool from_number(std::uint64_t number, Registration& out);
bool from_number(std::uint64_t number, ConnectionOrder& out);
bool from_number(std::uint64_t number, LiveOrder& out);
bool from_number(std::uint64_t number, UserFilter& out);
bool from_number(std::uint64_t number, AuditAct& out);
bool from_number(std::uint64_t number, HookKind& out);
bool from_number(std::uint64_t number, CallKind& out);
bool from_number(std::uint64_t number, CallMode& out);
bool from_number(std::uint64_t number, CallSource& out);
bool from_number(std::uint64_t number, CallState& out);
bool from_number(std::uint64_t number, LegState& out);
bool from_number(std::uint64_t number, CallEnd& out);
bool from_number(std::uint64_t number, SdpType& out);
bool from_number(std::uint64_t number, CallAct& out);

struct ErrorBody {
    ErrorCode code = ErrorCode::internal;
    std::string message = {};  // English, for logs and bots
    std::optional<std::string> field = {};  // with `invalid` and `too_large`, e.g. open[2].seq
    std::optional<std::uint32_t> retry_after = {};  // ms

    friend bool operator==(const ErrorBody&, const ErrorBody&) = default;
};

struct UserInfo {
    UserId id = {};
    std::string name = {};
    std::optional<std::string> avatar = {};  // shown from /a/<avatar>
    std::optional<std::string> status = {};
    std::optional<ServerRole> role = {};  // absent: user
    std::optional<bool> online = {};
    std::optional<bool> disabled = {};
    std::optional<PresenceMode> mode = {};  // absent: normal
    std::optional<TimeMs> seen = {};  // offline: when last online, unless hidden
    std::optional<bool> bot = {};  // a program: a bot, or a webhook's identity

    friend bool operator==(const UserInfo&, const UserInfo&) = default;
};

// Where a forwarded message comes from.
struct Origin {
    UserId user = {};
    std::string name = {};  // as the author was called then
    TimeMs at = 0;  // when it was written

    friend bool operator==(const Origin&, const Origin&) = default;
};

// A file as a message carries it. The bytes are at GET /f/<id>/<name>; `id`, `size` and `mime` are
// the server's, `mime` found from the bytes.
struct FilePart {
    std::string id = {};
    std::string name = {};
    std::uint64_t size = 0;
    std::string mime = {};
    std::optional<std::uint32_t> width = {};  // pixels: image, video
    std::optional<std::uint32_t> height = {};
    std::optional<std::uint32_t> duration = {};  // ms: video, audio, voice
    std::optional<std::string> thumb = {};  // a small picture of it, at GET /f/<thumb>
    std::optional<std::string> placeholder = {};  // a few colours to show until the picture is there
    std::optional<std::string> waveform = {};  // audio, voice: loudness in equal steps, a digit 0-9 each
    std::optional<std::string> title = {};  // audio: what the recording says of itself
    std::optional<std::string> artist = {};

    friend bool operator==(const FilePart&, const FilePart&) = default;
};

// A file to be sent: what was uploaded, and what only the sender's device knows of it.
struct SendFile {
    std::string id = {};
    std::optional<std::string> name = {};  // another than at the upload
    std::optional<std::uint32_t> width = {};  // where the server cannot see it (video)
    std::optional<std::uint32_t> height = {};
    std::optional<std::uint32_t> duration = {};
    std::optional<std::string> thumb = {};  // also uploaded by the sender, a picture
    std::optional<std::string> placeholder = {};
    std::optional<std::string> waveform = {};
    std::optional<std::string> title = {};
    std::optional<std::string> artist = {};

    friend bool operator==(const SendFile&, const SendFile&) = default;
};

struct PollOption {
    std::string text = {};

    friend bool operator==(const PollOption&, const PollOption&) = default;
};

// What a poll asks, beside its question.
struct Poll {
    std::vector<PollOption> options = {};  // two to ten, each up to 100 characters
    std::optional<bool> several = {};  // one may choose more than one
    std::optional<bool> anonymous = {};  // nobody is told who chose what
    std::optional<TimeMs> until = {};  // nobody votes from then on

    friend bool operator==(const Poll&, const Poll&) = default;
};

// How a poll stands.
struct Tally {
    std::vector<std::uint32_t> counts = {};  // how many chose each option
    std::uint32_t voters = 0;

    friend bool operator==(const Tally&, const Tally&) = default;
};

// One of the messages that were forwarded as one, as it was then. Of a poll and of another record
// only the kind and the words.
struct RecordItem {
    UserId user = {};
    std::string name = {};  // as the author was called there
    TimeMs at = 0;
    EventKind kind = EventKind::text;
    std::optional<std::string> text = {};
    std::optional<FilePart> file = {};

    friend bool operator==(const RecordItem&, const RecordItem&) = default;
};

struct ChatRecord {
    std::optional<bool> direct = {};  // from a conversation of two; absent: from a group
    std::vector<RecordItem> items = {};  // in the order of the log

    friend bool operator==(const ChatRecord&, const ChatRecord&) = default;
};

// What became of a call.
struct CallRow {
    std::string id = {};
    CallKind kind = CallKind::audio;
    CallEnd end = CallEnd::completed;
    TimeMs at = 0;  // when it began to ring
    std::uint32_t seconds = 0;  // from the first answer to the end; 0: nobody answered
    std::vector<UserId> users = {};  // who took part, in the order they came; `from` called
    std::optional<std::vector<UserId>> missed = {};  // who was called and did not answer

    friend bool operator==(const CallRow&, const CallRow&) = default;
};

// What an event carries; which fields are set depends on the kind.
struct Body {
    std::optional<std::string> text = {};  // text, announcement
    std::optional<std::vector<UserId>> users = {};  // join, leave, remove, role: whom it is about
    std::optional<std::string> title = {};  // title, created
    std::optional<Role> role = {};  // role
    std::optional<std::string> avatar = {};  // avatar
    std::optional<JoinPolicy> join = {};  // policy
    std::optional<HistoryPolicy> history = {};  // policy
    std::optional<std::vector<UserId>> mentions = {};  // text, edit: members who are named
    std::optional<bool> all = {};  // text, edit: everybody is named
    std::optional<bool> admins = {};  // text: the admins of the room are named; who they were stands in `mentions`, too
    std::optional<std::uint32_t> keep = {};  // rules: days that messages are kept; 0: for ever. expired: those after which they went
    std::optional<std::uint64_t> count = {};  // expired: how many countable messages there were up to `ref`
    std::optional<std::uint32_t> recall = {};  // rules: minutes within which one may take back an own message; 0: as on the server
    std::optional<std::string> sign = {};  // reaction: an emoji
    std::optional<bool> off = {};  // reaction: taken away; vote, poll_end: too late, without effect
    std::optional<Origin> origin = {};  // text, and with a file: forwarded
    std::optional<TimeMs> until = {};  // mute
    std::optional<std::uint32_t> slow = {};  // rules
    std::optional<Writers> writers = {};  // rules
    std::optional<std::string> nick = {};  // nick
    std::optional<FilePart> file = {};  // image, video, audio, voice, file
    std::optional<Poll> poll = {};  // poll
    std::optional<std::vector<std::uint32_t>> choices = {};  // vote: options by number, from 0; none: taken back
    std::optional<bool> secret = {};  // vote: at an anonymous poll. `choices` are told to the voter alone, `from` is 0 for others
    std::optional<Tally> tally = {};  // vote, secret: how the poll stands after it; confirm: `voters` have confirmed `ref` now
    std::optional<ChatRecord> record = {};  // record
    std::optional<bool> confirm = {};  // text: whoever reads it is asked to confirm that
    std::optional<CallRow> call = {};  // call, missed_call

    friend bool operator==(const Body&, const Body&) = default;
};

struct Reaction {
    std::string sign = {};
    std::vector<UserId> users = {};

    friend bool operator==(const Reaction&, const Reaction&) = default;
};

struct Vote {
    UserId user = {};
    std::vector<std::uint32_t> choices = {};

    friend bool operator==(const Vote&, const Vote&) = default;
};

struct PollState {
    Tally tally = {};
    std::optional<std::vector<Vote>> votes = {};  // who chose what; of an anonymous poll the viewer's own vote alone
    std::optional<TimeMs> ended = {};  // when it was closed by hand

    friend bool operator==(const PollState&, const PollState&) = default;
};

// What later events made of a message. In pages of history, message.get and previews the body is
// the newest one and `merged` tells what happened; events pushes carry what was logged, and the
// later events with it.
struct Merged {
    std::optional<TimeMs> edited = {};  // when it was edited last
    std::optional<Seq> edit = {};  // the newest edit
    std::optional<UserId> recalled = {};  // by whom; the body is gone
    std::optional<Seq> recall = {};  // the event that took it back
    std::optional<std::vector<Reaction>> reactions = {};  // in the order of first use
    std::optional<PollState> poll = {};  // poll: once somebody voted or closed it
    std::optional<std::uint32_t> confirms = {};  // with body `confirm`: how many did
    std::optional<bool> confirmed = {};  // and whether the viewer did

    friend bool operator==(const Merged&, const Merged&) = default;
};

struct Event {
    RoomId room = {};
    Seq seq = {};
    TimeMs at = 0;
    UserId from = {};
    EventKind kind = EventKind::text;
    Body body = {};
    std::optional<Seq> ref = {};  // the message that it is about
    std::optional<std::string> cmid = {};  // only towards the sender's own devices, never in shared frames
    std::optional<Merged> merged = {};  // in pages, message.get and previews: what became of it

    friend bool operator==(const Event&, const Event&) = default;
};

// What one person set for one conversation.
struct RoomPrefs {
    std::optional<bool> pinned = {};
    std::optional<bool> muted = {};  // unread messages are not counted in numbers
    std::optional<std::uint64_t> hidden = {};  // not listed until the room has more messages than this
    std::optional<NotifyLevel> level = {};  // absent: all
    std::optional<bool> unread = {};  // to be looked at again, by hand

    friend bool operator==(const RoomPrefs&, const RoomPrefs&) = default;
};

struct Folder {
    std::string name = {};
    std::vector<RoomId> rooms = {};

    friend bool operator==(const Folder&, const Folder&) = default;
};

// What one was writing in a conversation, on whatever device.
struct Draft {
    RoomId room = {};
    std::string text = {};  // empty: nothing any more
    std::optional<Seq> ref = {};  // the message that it answers
    TimeMs at = 0;

    friend bool operator==(const Draft&, const Draft&) = default;
};

// What one person set for themselves.
struct Account {
    std::optional<PresenceMode> mode = {};
    std::optional<bool> hide_seen = {};
    std::optional<std::vector<UserId>> contacts = {};
    std::optional<std::vector<UserId>> blocked = {};
    std::optional<std::vector<Folder>> folders = {};

    friend bool operator==(const Account&, const Account&) = default;
};

// What a room keeps about a person, member or not.
struct MemberNote {
    std::optional<std::string> nick = {};
    std::optional<TimeMs> muted = {};  // until when

    friend bool operator==(const MemberNote&, const MemberNote&) = default;
};

// When somebody was online last.
struct Seen {
    TimeMs at = 0;

    friend bool operator==(const Seen&, const Seen&) = default;
};

// A way into a group for whoever has the code.
struct Link {
    std::string code = {};
    RoomId room = {};
    UserId by = {};
    TimeMs created = 0;
    std::optional<TimeMs> until = {};
    std::optional<std::uint32_t> uses = {};  // so many may come in
    std::uint32_t used = 0;

    friend bool operator==(const Link&, const Link&) = default;
};

struct RoomInfo {
    RoomId id = {};
    RoomKind kind = RoomKind::lobby;
    std::optional<std::string> title = {};  // absent for direct rooms
    std::optional<std::string> avatar = {};
    std::optional<std::string> announcement = {};
    JoinPolicy join = JoinPolicy::invite;
    HistoryPolicy history = HistoryPolicy::joined;
    std::optional<Role> role = {};  // own role; absent if not a member
    std::uint32_t members = 0;
    Epoch epoch = {};
    Seq head = {};  // the newest seq
    std::uint64_t count = 0;  // countable messages so far
    Seq first = {};  // the first seq that this member may read
    Seq read = {};  // own read mark
    std::uint32_t unread = 0;  // messages of others after it
    std::optional<Event> last = {};  // the newest message, its text cut to 80 characters
    std::optional<UserInfo> peer = {};  // direct: the other person
    TimeMs at = 0;  // last activity
    std::optional<std::uint32_t> online = {};  // members online, where known cheaply (the lobby)
    std::optional<std::uint32_t> mentions = {};  // unread messages that name the viewer; up to 99
    std::optional<std::vector<Seq>> pins = {};  // pinned messages, oldest pin first
    std::optional<RoomPrefs> prefs = {};  // own settings
    std::optional<std::uint32_t> slow = {};  // seconds between two messages of a member
    std::optional<Writers> writers = {};  // absent: all
    std::optional<std::uint32_t> keep = {};  // days that messages are kept, as the room and the server say; absent: for ever
    std::optional<std::uint32_t> keep_own = {};  // the same, as the room alone says
    std::optional<std::uint32_t> recall = {};  // minutes within which one may take back an own message; absent: `limits.recall_ms`
    std::optional<Draft> draft = {};  // own
    std::optional<Seq> peer_read = {};  // direct: up to where the other person has read
    std::optional<TimeMs> muted = {};  // until when this member may not write
    std::optional<std::string> nick = {};  // what this member is called here

    friend bool operator==(const RoomInfo&, const RoomInfo&) = default;
};

struct Member {
    UserInfo user = {};
    Role role = Role::member;
    TimeMs joined = 0;
    std::optional<std::string> nick = {};
    std::optional<TimeMs> muted = {};

    friend bool operator==(const Member&, const Member&) = default;
};

struct Device {
    DeviceId id = {};
    std::string label = {};
    TimeMs created = 0;
    TimeMs seen = 0;
    bool current = false;
    bool online = false;

    friend bool operator==(const Device&, const Device&) = default;
};

struct OpenRoom {
    RoomId room = {};
    Epoch epoch = {};
    Seq seq = {};

    friend bool operator==(const OpenRoom&, const OpenRoom&) = default;
};

struct OpenedRoom {
    RoomId room = {};
    OpenState state = OpenState::ok;
    Seq head = {};

    friend bool operator==(const OpenedRoom&, const OpenedRoom&) = default;
};

struct Head {
    RoomId room = {};
    Seq seq = {};
    std::uint64_t count = 0;

    friend bool operator==(const Head&, const Head&) = default;
};

struct Lag {
    RoomId room = {};
    Seq seq = {};

    friend bool operator==(const Lag&, const Lag&) = default;
};

struct Mention {
    RoomId room = {};
    std::uint32_t count = 0;

    friend bool operator==(const Mention&, const Mention&) = default;
};

struct Nick {
    UserId user = {};
    std::string nick = {};

    friend bool operator==(const Nick&, const Nick&) = default;
};

// What the account chose at the anonymous poll `ref`; `seq` is that of the vote.
struct OwnVote {
    RoomId room = {};
    Seq ref = {};
    Seq seq = {};
    std::vector<std::uint32_t> choices = {};

    friend bool operator==(const OwnVote&, const OwnVote&) = default;
};

struct Ephemeral {
    EphemeralKind kind = EphemeralKind::typing;
    std::optional<RoomId> room = {};  // typing, cursor, traffic
    std::optional<std::vector<UserId>> users = {};  // typing: who types now; presence: who came online
    std::optional<std::vector<UserId>> gone = {};  // presence: who went offline
    std::optional<Seq> seq = {};  // cursor: the read mark
    std::optional<std::uint32_t> unread = {};  // cursor: what is left
    std::optional<std::vector<UserId>> entered = {};  // traffic: newest arrivals by name
    std::optional<std::uint32_t> entered_count = {};
    std::optional<std::vector<UserId>> left = {};
    std::optional<std::uint32_t> left_count = {};
    std::optional<std::uint32_t> online = {};  // traffic: people online now
    std::optional<std::uint32_t> mentions = {};  // cursor: unread messages that name the viewer

    friend bool operator==(const Ephemeral&, const Ephemeral&) = default;
};

struct Limits {
    std::uint32_t message_bytes = 0;
    std::uint32_t text_bytes = 0;
    std::uint32_t history_page = 0;
    std::uint32_t open_rooms = 0;
    std::uint32_t group_members = 0;
    std::uint32_t avatar_bytes = 0;
    std::uint32_t name_bytes = 0;
    std::uint32_t password_chars_min = 0;
    std::optional<std::uint64_t> recall_ms = {};  // how long one may take back an own message; 0: not at all
    std::uint64_t file_bytes = 0;
    std::uint32_t pending_files = 0;  // uploaded and not sent yet

    friend bool operator==(const Limits&, const Limits&) = default;
};

// Where notifications go. The address itself is a secret of the account and is never told again.
struct Channel {
    std::uint64_t id = 0;
    ChannelKind kind = ChannelKind::web_push;
    ContentLevel level = ContentLevel::none;
    std::string label = {};
    std::string host = {};  // of the address
    TimeMs created = 0;
    bool current = false;  // belongs to this login and ends with it
    std::optional<TimeMs> sent = {};  // the newest one that was taken; forgotten when the server restarts
    std::optional<TimeMs> failed = {};  // the newest attempt that failed; both
    std::optional<std::string> fault = {};  // why, in English

    friend bool operator==(const Channel&, const Channel&) = default;
};

// A message that is sent later, in the name of who wrote it.
struct Schedule {
    std::uint64_t id = 0;
    UserId user = {};
    RoomId room = {};
    TimeMs at = 0;  // when
    std::string text = {};
    std::optional<Seq> ref = {};
    std::optional<std::vector<UserId>> mentions = {};
    std::optional<bool> all = {};
    std::optional<bool> admins = {};
    TimeMs created = 0;
    std::optional<ErrorCode> fault = {};  // it was due and could not be sent: why. It waits for schedule.set or schedule.remove

    friend bool operator==(const Schedule&, const Schedule&) = default;
};

// Somebody wants to be told of a message again.
struct Reminder {
    std::uint64_t id = 0;
    UserId user = {};
    RoomId room = {};
    Seq seq = {};
    TimeMs at = 0;
    std::optional<std::string> note = {};
    TimeMs created = 0;
    std::optional<bool> due = {};  // the time has come

    friend bool operator==(const Reminder&, const Reminder&) = default;
};

// What a page says of itself, for a link in a message.
struct LinkCard {
    std::string url = {};  // as the message has it
    std::optional<std::string> site = {};
    std::optional<std::string> title = {};
    std::optional<std::string> text = {};
    std::optional<std::string> image = {};  // a picture at GET /p/<image>
    std::optional<std::uint32_t> width = {};  // of the picture, pixels
    std::optional<std::uint32_t> height = {};

    friend bool operator==(const LinkCard&, const LinkCard&) = default;
};

struct MessageCards {
    Seq seq = {};
    std::vector<LinkCard> cards = {};

    friend bool operator==(const MessageCards&, const MessageCards&) = default;
};

// A sticker of one's own.
struct Sticker {
    std::uint64_t id = 0;
    UserId user = {};
    FilePart file = {};
    TimeMs created = 0;
    std::optional<std::string> label = {};  // what it is found by

    friend bool operator==(const Sticker&, const Sticker&) = default;
};

// --- Calls A session description (RFC 8866), passed on as it is.
struct Sdp {
    SdpType type = SdpType::offer;
    std::string sdp = {};

    friend bool operator==(const Sdp&, const Sdp&) = default;
};

// Somebody in a call, or called. A person has one at most; who comes again, or on another device,
// has another number.
struct CallLeg {
    std::uint32_t leg = 0;  // 0: was never in it
    UserId user = {};
    LegState state = LegState::invited;
    std::optional<bool> audio = {};  // the microphone is on
    std::optional<bool> video = {};  // the camera is on
    std::optional<bool> screen = {};  // the screen is shown
    std::optional<bool> hand = {};  // is raised
    std::optional<TimeMs> joined = {};
    std::optional<std::uint32_t> tried = {};  // devices that ring

    friend bool operator==(const CallLeg&, const CallLeg&) = default;
};

struct CallInfo {
    std::string id = {};
    RoomId room = {};
    CallKind kind = CallKind::audio;
    CallMode mode = CallMode::p2p;
    CallState state = CallState::ringing;
    UserId by = {};
    TimeMs at = 0;  // when it began to ring
    std::optional<TimeMs> answered = {};
    std::uint32_t rev = 0;  // grows with each change
    std::uint32_t epoch = 0;  // grows when `mode` changes: signals of an earlier one are dropped
    std::optional<bool> secure = {};  // frames are encrypted by the devices themselves, with keys that the server does not have
    std::vector<CallLeg> legs = {};  // in the order they were called or came

    friend bool operator==(const CallInfo&, const CallInfo&) = default;
};

struct IceUrl {
    std::string url = {};

    friend bool operator==(const IceUrl&, const IceUrl&) = default;
};

struct IceServer {
    std::vector<IceUrl> urls = {};
    std::optional<std::string> username = {};
    std::optional<std::string> credential = {};

    friend bool operator==(const IceServer&, const IceServer&) = default;
};

// How a device finds a way (RFC 8445). Credentials are its own and end.
struct IceConfig {
    std::vector<IceServer> servers = {};
    std::optional<std::uint32_t> stun = {};  // the UDP port at which this server itself answers STUN (RFC 8489), under the host of the page
    std::optional<bool> relay = {};  // nothing but relayed candidates: addresses are not shown to others
    std::optional<TimeMs> until = {};  // the credentials end; ask for others at half of the time

    friend bool operator==(const IceConfig&, const IceConfig&) = default;
};

// What a device needs to be in a call. `token` resumes this leg on another socket.
struct CallSeat {
    CallInfo call = {};
    std::uint32_t leg = 0;
    std::string token = {};
    IceConfig ice = {};
    std::uint32_t seq = 0;  // of the newest signal to this leg

    friend bool operator==(const CallSeat&, const CallSeat&) = default;
};

// A section of an SDP offer to the media router, by its a=mid: one that sends, and one that
// receives.
struct SfuSend {
    std::string mid = {};
    CallSource source = CallSource::audio;

    friend bool operator==(const SfuSend&, const SfuSend&) = default;
};

struct SfuWant {
    std::string mid = {};
    std::uint32_t leg = 0;
    CallSource source = CallSource::audio;

    friend bool operator==(const SfuWant&, const SfuWant&) = default;
};

// A stream, and its simulcast layer: 1 is the smallest, 0 none at all.
struct SfuLayer {
    std::uint32_t leg = 0;
    CallSource source = CallSource::audio;
    std::uint32_t layer = 0;

    friend bool operator==(const SfuLayer&, const SfuLayer&) = default;
};

// How a call is for one device, over the last seconds.
struct CallSample {
    std::uint32_t rtt = 0;  // ms
    std::optional<std::uint32_t> lost = {};  // of 1,000 packets, both ways
    std::optional<std::uint32_t> jitter = {};  // ms
    std::optional<std::uint32_t> concealed = {};  // of 1,000 samples of sound
    std::optional<std::uint32_t> fps = {};
    std::optional<std::uint32_t> freezes = {};
    std::optional<std::uint32_t> kbps = {};  // sent and received
    std::optional<bool> relay = {};  // the way goes over a relay
    std::optional<std::uint32_t> quality = {};  // as it is marked there: 1 bad, 2 fair, 3 good

    friend bool operator==(const CallSample&, const CallSample&) = default;
};

// Somebody is kept out: an account, or all addresses of a block.
struct Ban {
    std::uint64_t id = 0;
    std::optional<UserId> user = {};
    std::optional<std::string> address = {};  // 192.0.2.7, 192.0.2.0/24, 2001:db8::/48
    TimeMs at = 0;
    UserId by = {};
    std::optional<TimeMs> until = {};  // absent: for good
    std::optional<std::string> reason = {};  // told to whom it is about
    std::optional<bool> kick = {};  // for a short time
    std::optional<std::string> name = {};  // of `user`, in answers

    friend bool operator==(const Ban&, const Ban&) = default;
};

struct AdminUser {
    UserInfo user = {};
    TimeMs created = 0;
    std::optional<TimeMs> seen = {};  // the newest use of any of the logins
    std::uint32_t logins = 0;
    std::optional<Ban> ban = {};  // that holds now

    friend bool operator==(const AdminUser&, const AdminUser&) = default;
};

struct Login {
    DeviceId id = {};
    UserInfo user = {};
    std::string label = {};
    TimeMs created = 0;
    TimeMs seen = 0;
    std::optional<bool> online = {};
    std::optional<std::string> address = {};  // while online

    friend bool operator==(const Login&, const Login&) = default;
};

struct AdminRoom {
    RoomId id = {};
    RoomKind kind = RoomKind::lobby;
    std::optional<std::string> title = {};  // direct rooms have none
    std::optional<std::string> avatar = {};
    JoinPolicy join = JoinPolicy::invite;
    std::uint32_t members = 0;
    std::uint64_t count = 0;  // messages
    TimeMs created = 0;
    TimeMs at = 0;  // last activity
    std::optional<UserInfo> owner = {};  // groups

    friend bool operator==(const AdminRoom&, const AdminRoom&) = default;
};

// A socket as its server sees it at this moment.
struct AdminConnection {
    std::uint64_t id = 0;
    UserId user = {};
    DeviceId device = {};
    std::string address = {};
    TimeMs since = 0;  // hello
    std::optional<bool> secure = {};  // TLS, here or at the proxy
    std::optional<bool> binary = {};  // MessagePack; else JSON
    std::optional<bool> compressed = {};
    std::uint64_t received = 0;  // bytes on the wire; with a proxy those between it and us
    std::uint64_t sent = 0;
    std::uint64_t waiting = 0;  // bytes that wait for it in the server
    std::optional<std::uint32_t> rtt = {};  // microseconds there and back, as the kernel measures it
    std::uint32_t rooms = 0;  // that it has open
    std::uint32_t lagged = 0;  // how often it was too slow for a room

    friend bool operator==(const AdminConnection&, const AdminConnection&) = default;
};

// A room in which somebody wrote lately.
struct LiveRoom {
    RoomId id = {};
    RoomKind kind = RoomKind::lobby;
    std::optional<std::string> title = {};  // direct rooms have none
    std::optional<std::string> avatar = {};
    std::uint32_t members = 0;
    std::optional<std::uint32_t> online = {};  // of them; absent where there are too many to count
    std::uint32_t minute = 0;  // messages of the last minute, and of the last hour
    std::uint32_t hour = 0;
    Seq head = {};
    TimeMs at = 0;  // last activity
    std::uint32_t open = 0;  // sockets of this node that have it open
    std::uint64_t waiting = 0;  // bytes that are kept for those of them who are behind

    friend bool operator==(const LiveRoom&, const LiveRoom&) = default;
};

struct ServerInvite {
    std::uint64_t id = 0;
    std::string code = {};
    std::optional<std::string> note = {};
    std::uint32_t left = 0;  // how many accounts it still makes
    std::uint32_t used = 0;
    TimeMs at = 0;
    UserId by = {};
    std::optional<TimeMs> until = {};

    friend bool operator==(const ServerInvite&, const ServerInvite&) = default;
};

// Somebody who wants an account.
struct Applicant {
    std::uint64_t id = 0;
    std::string name = {};
    std::optional<std::string> reason = {};
    std::string address = {};
    TimeMs at = 0;

    friend bool operator==(const Applicant&, const Applicant&) = default;
};

// The messages of a person are being taken back, some at a time.
struct Purge {
    std::uint64_t id = 0;
    UserId user = {};
    UserId by = {};
    TimeMs at = 0;
    TimeMs since = 0;  // of messages written from then on; 0: of all
    std::uint32_t removed = 0;
    std::string after = {};  // how far it is

    friend bool operator==(const Purge&, const Purge&) = default;
};

struct AuditEntry {
    std::uint64_t id = 0;
    TimeMs at = 0;
    UserId by = {};
    std::string name = {};  // as the administrator was called then
    AuditAct act = AuditAct::role;
    std::optional<UserId> user = {};
    std::optional<std::string> whom = {};  // as that person was called then
    std::optional<RoomId> room = {};
    std::string address = {};  // where the administrator was
    std::optional<std::string> text = {};

    friend bool operator==(const AuditEntry&, const AuditEntry&) = default;
};

// A file that somebody uploaded.
struct AdminFile {
    FilePart file = {};
    UserInfo owner = {};
    TimeMs at = 0;  // of the upload
    std::uint32_t places = 0;  // messages that have it

    friend bool operator==(const AdminFile&, const AdminFile&) = default;
};

// What can be changed while the server runs. What is absent is as the configuration says.
struct ServerSettings {
    std::optional<std::string> name = {};
    std::optional<std::string> avatar = {};
    std::optional<Registration> registration = {};
    std::optional<std::uint32_t> keep = {};  // days that messages are kept in all rooms; absent: for ever

    friend bool operator==(const ServerSettings&, const ServerSettings&) = default;
};

// What somebody told the administrators about a message, with the message as it was then.
struct Report {
    std::uint64_t id = 0;
    TimeMs at = 0;
    UserId by = {};
    std::string by_name = {};
    std::string reason = {};
    RoomId room = {};
    std::optional<std::string> title = {};  // of the room; absent: the lobby or a conversation of two
    Seq seq = {};
    UserId user = {};  // whose message
    std::string name = {};
    EventKind kind = EventKind::text;
    std::optional<std::string> text = {};
    std::optional<std::string> file = {};  // its name

    friend bool operator==(const Report&, const Report&) = default;
};

struct FilterWord {
    std::string word = {};

    friend bool operator==(const FilterWord&, const FilterWord&) = default;
};

// Words that are not allowed in messages, titles and names.
struct Words {
    std::vector<FilterWord> words = {};
    std::optional<bool> mask = {};  // in messages they are covered with stars; absent: such a message is refused

    friend bool operator==(const Words&, const Words&) = default;
};

// --- Programs The account of a program: a bot, or the identity of a webhook. Kept so that it is
// known for one for ever.
struct Program {
    std::uint64_t id = 0;
    UserId user = {};
    std::optional<RoomId> room = {};  // of a webhook of that room, whose members know it: no member of anything, no login

    friend bool operator==(const Program&, const Program&) = default;
};

// A token of a bot. Itself it is told once and kept as a hash only.
struct BotToken {
    DeviceId id = {};
    std::string label = {};
    TimeMs created = 0;
    std::optional<TimeMs> used = {};  // within the hour; absent: never

    friend bool operator==(const BotToken&, const BotToken&) = default;
};

struct BotInfo {
    UserInfo user = {};
    TimeMs created = 0;
    std::vector<BotToken> tokens = {};

    friend bool operator==(const BotInfo&, const BotInfo&) = default;
};

// A webhook of a room. Its secret is told once.
struct HookInfo {
    std::uint64_t id = 0;
    RoomId room = {};
    HookKind kind = HookKind::incoming;
    UserId user = {};  // its identity: whom its messages are from
    std::string name = {};  // of that
    UserId by = {};
    TimeMs created = 0;
    std::optional<bool> off = {};  // switched off: by an admin, or after too many failures
    std::optional<std::string> host = {};  // of the address, which is not told again
    std::optional<std::string> word = {};  // messages that begin with it; absent: all. With a / in front: a command
    std::optional<std::string> hint = {};  // what the command does
    std::optional<Seq> upto = {};  // what was written up to there is done with
    std::optional<std::uint32_t> failures = {};  // messages given up one after the other; forgotten when the server restarts, as are:
    std::optional<TimeMs> sent = {};  // outgoing: the newest that was taken; incoming: the newest that came
    std::optional<TimeMs> failed = {};  // the newest that was given up
    std::optional<std::string> fault = {};  // why, in English

    friend bool operator==(const HookInfo&, const HookInfo&) = default;
};

// What an outgoing webhook of a room listens to.
struct SlashCommand {
    std::string word = {};  // with the /
    std::optional<std::string> hint = {};
    UserId user = {};  // who will answer
    std::string name = {};

    friend bool operator==(const SlashCommand&, const SlashCommand&) = default;
};

// What is posted to an incoming webhook, and what the program behind an outgoing one may answer.
// Other fields are passed over.
struct HookText {
    std::string text = {};
    std::optional<std::string> id = {};  // incoming: a repeat with the same id writes nothing

    friend bool operator==(const HookText&, const HookText&) = default;
};

// A part of a text: where it begins and how long it is, in UTF-16 units, as JavaScript counts.
struct Mark {
    std::uint32_t start = 0;
    std::uint32_t size = 0;

    friend bool operator==(const Mark&, const Mark&) = default;
};

struct SearchHit {
    Event event = {};  // its text cut to a piece around the first match
    std::vector<Mark> marks = {};  // what matched, in the piece
    std::optional<bool> before = {};  // there is text before the piece
    std::optional<bool> after = {};  // and after it

    friend bool operator==(const SearchHit&, const SearchHit&) = default;
};

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
