// SPDX-License-Identifier: MIT
// Operations and pushes: a struct for each request, reply and push, and the table of operations.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/one_of.h"
#include "proto/generated/types.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

enum class Op : std::uint8_t {
    hello = 1,
    ping = 2,
    session_list = 3,
    session_revoke = 4,
    logout = 5,
    register_ = 6,
    login = 7,
    password_change = 8,
    server_info = 9,
    user_get = 10,
    user_search = 11,
    profile_set = 12,
    room_create = 13,
    room_list = 14,
    room_get = 15,
    room_set = 16,
    room_open = 17,
    room_close = 18,
    room_join = 19,
    room_leave = 20,
    room_invite = 21,
    room_remove = 22,
    room_role = 23,
    room_transfer = 24,
    room_dissolve = 25,
    room_members = 26,
    room_state = 27,
    message_send = 28,
    history = 29,
    read = 30,
    typing = 31,
    presence_watch = 32,
    message_edit = 33,
    message_recall = 34,
    message_react = 35,
    message_pin = 36,
    message_get = 37,
    message_forward = 38,
    room_files = 48,
    search = 58,
    room_prefs = 70,
    folder_set = 71,
    contact_set = 72,
    block_set = 73,
    presence_set = 74,
    room_mute = 75,
    room_nick = 76,
    room_nicks = 77,
    link_create = 78,
    link_list = 79,
    link_revoke = 80,
    link_get = 81,
    link_join = 82,
    message_readers = 83,
    message_nudge = 84,
    admin_stats = 90,
    admin_users = 91,
    admin_user_set = 92,
    admin_password = 93,
    admin_sessions = 94,
    admin_session_end = 95,
    admin_rooms = 96,
    admin_audit = 98,
    admin_bans = 99,
    admin_ban = 100,
    admin_unban = 101,
    admin_purge = 102,
    admin_invites = 103,
    admin_invite_make = 104,
    admin_invite_end = 105,
    admin_applicant = 106,
    admin_settings = 107,
    notify_key = 110,
    notify_add = 111,
    notify_set = 112,
    notify_list = 113,
    notify_remove = 114,
    notify_test = 115,
    poll_vote = 120,
    poll_close = 121,
    message_record = 125,
    admin_bots = 130,
    admin_bot_make = 131,
    admin_bot_token = 132,
    admin_bot_token_end = 133,
    hook_make = 134,
    hook_list = 135,
    hook_set = 136,
    hook_remove = 137,
    command_list = 138,
    message_report = 150,
    admin_reports = 151,
    admin_report_close = 152,
    admin_words = 153,
    schedule_add = 160,
    schedule_list = 161,
    schedule_set = 162,
    schedule_remove = 163,
    reminder_add = 165,
    reminder_list = 166,
    reminder_remove = 167,
    message_confirm = 170,
    message_confirms = 171,
    preview_get = 175,
    sticker_list = 180,
    sticker_add = 181,
    sticker_order = 182,
    sticker_remove = 183,
    sticker_send = 184,
    admin_files = 190,
    admin_file_remove = 191,
    draft_set = 192,
    call_start = 193,
    call_ringing = 194,
    call_accept = 195,
    call_decline = 196,
    call_join = 197,
    call_leave = 198,
    call_invite = 199,
    call_signal = 200,
    call_media = 201,
    call_resume = 202,
    call_ice = 203,
    call_mod = 204,
    call_stats = 205,
    call_list = 206,
    call_rate = 207,
    call_sfu = 208,
    call_layers = 209,
    call_reroute = 210,
    call_test = 211,
    admin_connections = 212,
    admin_live = 213,
};

class Request;
class Reply;
class Push;

// --- hello

struct HelloReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 0;
    UserInfo user = {};
    DeviceId device = {};
    std::string server = {};  // the server's name
    std::string version = {};
    TimeMs now = 0;
    Limits limits = {};
    std::vector<RoomInfo> rooms = {};  // own rooms (changed since)
    std::vector<OpenedRoom> open = {};
    std::uint32_t online = 0;  // people online
    std::optional<bool> partial = {};  // rooms holds only the changed ones
    std::optional<Account> account = {};  // own settings, contacts and the like

    friend bool operator==(const HelloReply&, const HelloReply&) = default;
};

// The first request on a socket, and said once (conflict). The missed events of the opened rooms
// follow as `events` pushes.
struct HelloRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 0;
    using ReplyType = HelloReply;
    static constexpr Op kOp = Op::hello;
    std::uint32_t version = 0;
    std::optional<std::string> token = {};  // bots and other programs; browsers are known by their cookie
    std::optional<std::string> device = {};  // label shown in the list of sessions
    std::optional<TimeMs> since = {};  // `now` of the last welcome: only rooms changed after it are sent
    std::optional<std::vector<OpenRoom>> open = {};  // rooms to open at once, with what the client has

    friend bool operator==(const HelloRequest&, const HelloRequest&) = default;
};

// --- ping

struct PingReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 1;
    TimeMs now = 0;

    friend bool operator==(const PingReply&, const PingReply&) = default;
};

// Answers at once.
struct PingRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 1;
    using ReplyType = PingReply;
    static constexpr Op kOp = Op::ping;

    friend bool operator==(const PingRequest&, const PingRequest&) = default;
};

// --- session.list

struct SessionListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 2;
    std::vector<Device> devices = {};

    friend bool operator==(const SessionListReply&, const SessionListReply&) = default;
};

// One's own logins.
struct SessionListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 2;
    using ReplyType = SessionListReply;
    static constexpr Op kOp = Op::session_list;

    friend bool operator==(const SessionListRequest&, const SessionListRequest&) = default;
};

// --- session.revoke

struct SessionRevokeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 3;
    std::uint32_t revoked = 0;

    friend bool operator==(const SessionRevokeReply&, const SessionRevokeReply&) = default;
};

// Ends one login, or all but this one. Their sockets close with 4001.
struct SessionRevokeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 3;
    using ReplyType = SessionRevokeReply;
    static constexpr Op kOp = Op::session_revoke;
    std::optional<DeviceId> device = {};

    friend bool operator==(const SessionRevokeRequest&, const SessionRevokeRequest&) = default;
};

// --- logout

struct LogoutReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 4;

    friend bool operator==(const LogoutReply&, const LogoutReply&) = default;
};

// Ends this login.
struct LogoutRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 4;
    using ReplyType = LogoutReply;
    static constexpr Op kOp = Op::logout;

    friend bool operator==(const LogoutRequest&, const LogoutRequest&) = default;
};

// --- register

struct RegisterReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 5;
    UserInfo user = {};
    std::optional<std::string> token = {};

    friend bool operator==(const RegisterReply&, const RegisterReply&) = default;
};

// Makes an account and logs in: sets the session cookie, or answers the token if `bearer`. The
// first account owns the server. approval_pending: it was written down, and an administrator
// decides.
struct RegisterRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 5;
    using ReplyType = RegisterReply;
    static constexpr Op kOp = Op::register_;
    std::string name = {};
    std::string password = {};
    std::optional<std::string> device = {};
    std::optional<bool> bearer = {};
    std::optional<std::string> invite = {};  // the code of an invitation to the server
    std::optional<std::string> reason = {};  // why one asks, for the administrator who decides

    friend bool operator==(const RegisterRequest&, const RegisterRequest&) = default;
};

// --- login

struct LoginReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 6;
    UserInfo user = {};
    std::optional<std::string> token = {};

    friend bool operator==(const LoginReply&, const LoginReply&) = default;
};

// Logs in. Never makes an account.
struct LoginRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 6;
    using ReplyType = LoginReply;
    static constexpr Op kOp = Op::login;
    std::string name = {};
    std::string password = {};
    std::optional<std::string> device = {};
    std::optional<bool> bearer = {};

    friend bool operator==(const LoginRequest&, const LoginRequest&) = default;
};

// --- password.change

struct PasswordChangeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 7;

    friend bool operator==(const PasswordChangeReply&, const PasswordChangeReply&) = default;
};

// Changes the password and ends all other logins.
struct PasswordChangeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 7;
    using ReplyType = PasswordChangeReply;
    static constexpr Op kOp = Op::password_change;
    std::string old = {};
    std::string new_ = {};

    friend bool operator==(const PasswordChangeRequest&, const PasswordChangeRequest&) = default;
};

// --- server.info

struct ServerInfoReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 8;
    std::string name = {};
    std::string version = {};
    bool registration = false;
    std::optional<UserInfo> user = {};
    std::optional<Registration> mode = {};
    std::optional<std::string> avatar = {};

    friend bool operator==(const ServerInfoReply&, const ServerInfoReply&) = default;
};

// What the sign-in page needs. `user` is set when the request carries a valid session.
struct ServerInfoRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 8;
    using ReplyType = ServerInfoReply;
    static constexpr Op kOp = Op::server_info;

    friend bool operator==(const ServerInfoRequest&, const ServerInfoRequest&) = default;
};

// --- user.get

struct UserGetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 9;
    std::vector<UserInfo> users = {};

    friend bool operator==(const UserGetReply&, const UserGetReply&) = default;
};

// People by id; unknown ids are left out.
struct UserGetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 9;
    using ReplyType = UserGetReply;
    static constexpr Op kOp = Op::user_get;
    std::vector<UserId> users = {};

    friend bool operator==(const UserGetRequest&, const UserGetRequest&) = default;
};

// --- user.search

struct UserSearchReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 10;
    std::vector<UserInfo> users = {};

    friend bool operator==(const UserSearchReply&, const UserSearchReply&) = default;
};

// People whose name contains the query or begins so in pinyin (whole, initials or both: `zhangsan`,
// `zs`, `zhangs`), best first; an empty query lists people online.
struct UserSearchRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 10;
    using ReplyType = UserSearchReply;
    static constexpr Op kOp = Op::user_search;
    std::string query = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const UserSearchRequest&, const UserSearchRequest&) = default;
};

// --- profile.set

struct ProfileSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 11;
    UserInfo user = {};

    friend bool operator==(const ProfileSetReply&, const ProfileSetReply&) = default;
};

// Changes what is given. `avatar` names a picture uploaded with POST /api/v1/avatar; empty text
// removes.
struct ProfileSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 11;
    using ReplyType = ProfileSetReply;
    static constexpr Op kOp = Op::profile_set;
    std::optional<std::string> name = {};
    std::optional<std::string> status = {};
    std::optional<std::string> avatar = {};

    friend bool operator==(const ProfileSetRequest&, const ProfileSetRequest&) = default;
};

// --- room.create

struct RoomCreateReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 12;
    RoomInfo room = {};

    friend bool operator==(const RoomCreateReply&, const RoomCreateReply&) = default;
};

// Makes a group, or finds or makes the direct room with somebody (with oneself: for notes, pinned).
struct RoomCreateRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 12;
    using ReplyType = RoomCreateReply;
    static constexpr Op kOp = Op::room_create;
    RoomKind kind = RoomKind::lobby;  // group or direct
    std::optional<std::string> title = {};  // groups
    std::vector<UserId> users = {};  // first members; direct: the one other person
    std::optional<JoinPolicy> join = {};
    std::optional<HistoryPolicy> history = {};
    std::optional<std::string> cmid = {};  // makes a repeat answer the same room (groups)

    friend bool operator==(const RoomCreateRequest&, const RoomCreateRequest&) = default;
};

// --- room.list

struct RoomListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 13;
    std::vector<RoomInfo> rooms = {};

    friend bool operator==(const RoomListReply&, const RoomListReply&) = default;
};

// Own rooms, or the directory of open groups; with `query` those whose title matches as in
// user.search.
struct RoomListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 13;
    using ReplyType = RoomListReply;
    static constexpr Op kOp = Op::room_list;
    RoomScope scope = RoomScope::mine;
    std::optional<std::string> query = {};

    friend bool operator==(const RoomListRequest&, const RoomListRequest&) = default;
};

// --- room.get

struct RoomGetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 14;
    RoomInfo room = {};

    friend bool operator==(const RoomGetReply&, const RoomGetReply&) = default;
};

// One room.
struct RoomGetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 14;
    using ReplyType = RoomGetReply;
    static constexpr Op kOp = Op::room_get;
    RoomId room = {};

    friend bool operator==(const RoomGetRequest&, const RoomGetRequest&) = default;
};

// --- room.set

struct RoomSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 15;
    RoomInfo room = {};
    Seq seq = {};

    friend bool operator==(const RoomSetReply&, const RoomSetReply&) = default;
};

// Changes what is given; each change is an event. An announcement counts as naming everybody. In
// the lobby: admins of the server.
struct RoomSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 15;
    using ReplyType = RoomSetReply;
    static constexpr Op kOp = Op::room_set;
    RoomId room = {};
    std::optional<std::string> title = {};
    std::optional<std::string> announcement = {};
    std::optional<std::string> avatar = {};
    std::optional<JoinPolicy> join = {};
    std::optional<HistoryPolicy> history = {};
    std::optional<std::uint32_t> slow = {};
    std::optional<Writers> writers = {};
    std::optional<std::uint32_t> keep = {};  // days; 0: as long as the server keeps them. What is older is gone for good
    std::optional<std::uint32_t> recall = {};  // minutes, up to a week; 0: as on the server

    friend bool operator==(const RoomSetRequest&, const RoomSetRequest&) = default;
};

// --- room.open

struct RoomOpenReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 16;
    OpenedRoom open = {};
    RoomInfo room = {};

    friend bool operator==(const RoomOpenReply&, const RoomOpenReply&) = default;
};

// From now on this session is sent the events of the room; what is missed since `seq` follows as an
// `events` push.
struct RoomOpenRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 16;
    using ReplyType = RoomOpenReply;
    static constexpr Op kOp = Op::room_open;
    OpenRoom open = {};

    friend bool operator==(const RoomOpenRequest&, const RoomOpenRequest&) = default;
};

// --- room.close

struct RoomCloseReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 17;

    friend bool operator==(const RoomCloseReply&, const RoomCloseReply&) = default;
};

// Back to badges (`heads`).
struct RoomCloseRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 17;
    using ReplyType = RoomCloseReply;
    static constexpr Op kOp = Op::room_close;
    RoomId room = {};

    friend bool operator==(const RoomCloseRequest&, const RoomCloseRequest&) = default;
};

// --- room.join

struct RoomJoinReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 18;
    RoomInfo room = {};
    Seq seq = {};

    friend bool operator==(const RoomJoinReply&, const RoomJoinReply&) = default;
};

// Joins an open group. Answers not_a_member where that is not allowed, as for rooms that do not
// exist.
struct RoomJoinRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 18;
    using ReplyType = RoomJoinReply;
    static constexpr Op kOp = Op::room_join;
    RoomId room = {};

    friend bool operator==(const RoomJoinRequest&, const RoomJoinRequest&) = default;
};

// --- room.leave

struct RoomLeaveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 19;
    Seq seq = {};

    friend bool operator==(const RoomLeaveReply&, const RoomLeaveReply&) = default;
};

// Leaves. An owner hands over first, unless alone: then the group is dissolved.
struct RoomLeaveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 19;
    using ReplyType = RoomLeaveReply;
    static constexpr Op kOp = Op::room_leave;
    RoomId room = {};

    friend bool operator==(const RoomLeaveRequest&, const RoomLeaveRequest&) = default;
};

// --- room.invite

struct RoomInviteReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 20;
    RoomInfo room = {};
    Seq seq = {};

    friend bool operator==(const RoomInviteReply&, const RoomInviteReply&) = default;
};

// Adds people. Those who are members already are passed over; conflict if nobody is left.
struct RoomInviteRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 20;
    using ReplyType = RoomInviteReply;
    static constexpr Op kOp = Op::room_invite;
    RoomId room = {};
    std::vector<UserId> users = {};

    friend bool operator==(const RoomInviteRequest&, const RoomInviteRequest&) = default;
};

// --- room.remove

struct RoomRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 21;
    Seq seq = {};

    friend bool operator==(const RoomRemoveReply&, const RoomRemoveReply&) = default;
};

// Removes people.
struct RoomRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 21;
    using ReplyType = RoomRemoveReply;
    static constexpr Op kOp = Op::room_remove;
    RoomId room = {};
    std::vector<UserId> users = {};

    friend bool operator==(const RoomRemoveRequest&, const RoomRemoveRequest&) = default;
};

// --- room.role

struct RoomRoleReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 22;
    Seq seq = {};

    friend bool operator==(const RoomRoleReply&, const RoomRoleReply&) = default;
};

// Makes a member an admin or back. The owner's role moves by room.transfer.
struct RoomRoleRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 22;
    using ReplyType = RoomRoleReply;
    static constexpr Op kOp = Op::room_role;
    RoomId room = {};
    UserId user = {};
    Role role = Role::member;

    friend bool operator==(const RoomRoleRequest&, const RoomRoleRequest&) = default;
};

// --- room.transfer

struct RoomTransferReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 23;
    Seq seq = {};

    friend bool operator==(const RoomTransferReply&, const RoomTransferReply&) = default;
};

// Hands the group to another member; the old owner becomes an admin.
struct RoomTransferRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 23;
    using ReplyType = RoomTransferReply;
    static constexpr Op kOp = Op::room_transfer;
    RoomId room = {};
    UserId user = {};

    friend bool operator==(const RoomTransferRequest&, const RoomTransferRequest&) = default;
};

// --- room.dissolve

struct RoomDissolveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 24;
    Seq seq = {};

    friend bool operator==(const RoomDissolveReply&, const RoomDissolveReply&) = default;
};

// Ends the group for all. Nothing can be sent or read afterwards.
struct RoomDissolveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 24;
    using ReplyType = RoomDissolveReply;
    static constexpr Op kOp = Op::room_dissolve;
    RoomId room = {};

    friend bool operator==(const RoomDissolveRequest&, const RoomDissolveRequest&) = default;
};

// --- room.members

struct RoomMembersReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 25;
    std::vector<Member> members = {};
    std::uint32_t total = 0;
    bool more = false;

    friend bool operator==(const RoomMembersReply&, const RoomMembersReply&) = default;
};

// A page of members by id, or those whose name contains the query.
struct RoomMembersRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 25;
    using ReplyType = RoomMembersReply;
    static constexpr Op kOp = Op::room_members;
    RoomId room = {};
    std::optional<UserId> after = {};
    std::optional<std::uint32_t> limit = {};
    std::optional<std::string> query = {};

    friend bool operator==(const RoomMembersRequest&, const RoomMembersRequest&) = default;
};

// --- room.state

struct RoomStateReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 26;
    Epoch epoch = {};
    Seq head = {};
    Seq read = {};
    std::uint32_t unread = 0;

    friend bool operator==(const RoomStateReply&, const RoomStateReply&) = default;
};

// Head, own read mark and unread count.
struct RoomStateRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 26;
    using ReplyType = RoomStateReply;
    static constexpr Op kOp = Op::room_state;
    RoomId room = {};

    friend bool operator==(const RoomStateRequest&, const RoomStateRequest&) = default;
};

// --- message.send

struct MessageSendReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 27;
    Seq seq = {};
    Epoch epoch = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageSendReply&, const MessageSendReply&) = default;
};

// Appends a message. The answer means that it is committed. A repeat with the same cmid answers the
// first seq and `duplicate`; with another room it is a conflict.
struct MessageSendRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 27;
    using ReplyType = MessageSendReply;
    static constexpr Op kOp = Op::message_send;
    RoomId room = {};
    std::string cmid = {};
    std::optional<EventKind> kind = {};
    std::optional<std::string> text = {};
    std::optional<Seq> ref = {};
    std::optional<std::vector<UserId>> mentions = {};  // those who are no members are passed over
    std::optional<bool> all = {};  // groups: admins; the lobby: admins of the server
    std::optional<bool> admins = {};  // groups and the lobby: names those who are admins at this moment
    std::optional<SendFile> file = {};  // kinds image to file
    std::optional<Poll> poll = {};  // kind poll, whose `text` is the question: up to 200 characters
    std::optional<bool> confirm = {};  // kind text, groups: by admins

    friend bool operator==(const MessageSendRequest&, const MessageSendRequest&) = default;
};

// --- history

struct HistoryReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 28;
    Epoch epoch = {};
    std::vector<Event> events = {};
    Seq head = {};
    Seq first = {};
    bool more_before = false;
    bool more_after = false;

    friend bool operator==(const HistoryReply&, const HistoryReply&) = default;
};

// A page of the log, oldest first: the newest if nothing is given; with `at` around the first event
// of that time or later.
struct HistoryRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 28;
    using ReplyType = HistoryReply;
    static constexpr Op kOp = Op::history;
    RoomId room = {};
    std::optional<Seq> before = {};
    std::optional<Seq> after = {};
    std::optional<Seq> around = {};
    std::optional<TimeMs> at = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const HistoryRequest&, const HistoryRequest&) = default;
};

// --- read

struct ReadReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 29;
    Seq read = {};
    std::uint32_t unread = 0;
    std::optional<std::uint32_t> mentions = {};

    friend bool operator==(const ReadReply&, const ReadReply&) = default;
};

// Moves the own read mark forward; never back.
struct ReadRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 29;
    using ReplyType = ReadReply;
    static constexpr Op kOp = Op::read;
    RoomId room = {};
    Seq seq = {};

    friend bool operator==(const ReadRequest&, const ReadRequest&) = default;
};

// --- typing

struct TypingReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 30;

    friend bool operator==(const TypingReply&, const TypingReply&) = default;
};

// Shown to those who have the room open, fades after 6 s.
struct TypingRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 30;
    using ReplyType = TypingReply;
    static constexpr Op kOp = Op::typing;
    RoomId room = {};
    bool on = false;

    friend bool operator==(const TypingRequest&, const TypingRequest&) = default;
};

// --- presence.watch

struct PresenceWatchReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 31;
    std::vector<UserId> online = {};

    friend bool operator==(const PresenceWatchReply&, const PresenceWatchReply&) = default;
};

// Replaces the set of people whose coming and going is told.
struct PresenceWatchRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 31;
    using ReplyType = PresenceWatchReply;
    static constexpr Op kOp = Op::presence_watch;
    std::vector<UserId> users = {};

    friend bool operator==(const PresenceWatchRequest&, const PresenceWatchRequest&) = default;
};

// --- message.edit

struct MessageEditReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 32;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageEditReply&, const MessageEditReply&) = default;
};

// Gives an own text another body. Old texts stay in the log until the message is recalled.
struct MessageEditRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 32;
    using ReplyType = MessageEditReply;
    static constexpr Op kOp = Op::message_edit;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};
    std::string text = {};
    std::optional<std::vector<UserId>> mentions = {};

    friend bool operator==(const MessageEditRequest&, const MessageEditRequest&) = default;
};

// --- message.recall

struct MessageRecallReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 33;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageRecallReply&, const MessageRecallReply&) = default;
};

// Takes a message back: its body is removed from the store, its seq stays. Senders may within
// `limits.recall_ms`, admins any time.
struct MessageRecallRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 33;
    using ReplyType = MessageRecallReply;
    static constexpr Op kOp = Op::message_recall;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};

    friend bool operator==(const MessageRecallRequest&, const MessageRecallRequest&) = default;
};

// --- message.react

struct MessageReactReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 34;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageReactReply&, const MessageReactReply&) = default;
};

// Puts a sign at a message, or takes the own one away. If it is so already, nothing is logged:
// `duplicate`, with the seq of the message.
struct MessageReactRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 34;
    using ReplyType = MessageReactReply;
    static constexpr Op kOp = Op::message_react;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};
    std::string sign = {};
    std::optional<bool> off = {};

    friend bool operator==(const MessageReactRequest&, const MessageReactRequest&) = default;
};

// --- message.pin

struct MessagePinReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 35;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessagePinReply&, const MessagePinReply&) = default;
};

// Pins a message or unpins it. If it is so already, nothing is logged: `duplicate`, with the seq of
// the message.
struct MessagePinRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 35;
    using ReplyType = MessagePinReply;
    static constexpr Op kOp = Op::message_pin;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};
    std::optional<bool> off = {};

    friend bool operator==(const MessagePinRequest&, const MessagePinRequest&) = default;
};

// --- message.get

struct MessageGetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 36;
    std::vector<Event> events = {};

    friend bool operator==(const MessageGetReply&, const MessageGetReply&) = default;
};

// Single messages of the log, by seq; what may not be read or does not exist is left out.
struct MessageGetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 36;
    using ReplyType = MessageGetReply;
    static constexpr Op kOp = Op::message_get;
    RoomId room = {};
    std::vector<Seq> seqs = {};

    friend bool operator==(const MessageGetRequest&, const MessageGetRequest&) = default;
};

// --- message.forward

struct MessageForwardReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 37;
    Seq seq = {};
    Epoch epoch = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageForwardReply&, const MessageForwardReply&) = default;
};

// Appends a copy of a message of `source` to `room`, with its author's name, like message.send.
// While an old message is read from the log, later requests may pass it.
struct MessageForwardRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 37;
    using ReplyType = MessageForwardReply;
    static constexpr Op kOp = Op::message_forward;
    RoomId room = {};
    std::string cmid = {};
    RoomId source = {};
    Seq ref = {};

    friend bool operator==(const MessageForwardRequest&, const MessageForwardRequest&) = default;
};

// --- room.files

struct RoomFilesReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 38;
    Epoch epoch = {};
    std::vector<Event> events = {};
    bool more = false;

    friend bool operator==(const RoomFilesReply&, const RoomFilesReply&) = default;
};

// Messages of a room that carry a file or a link, oldest first: the newest, or those before a seq.
// Only what the member may read.
struct RoomFilesRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 38;
    using ReplyType = RoomFilesReply;
    static constexpr Op kOp = Op::room_files;
    RoomId room = {};
    FileGroup group = FileGroup::pictures;
    std::optional<Seq> before = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const RoomFilesRequest&, const RoomFilesRequest&) = default;
};

// --- search

struct SearchReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 39;
    std::vector<SearchHit> hits = {};  // the newest first
    std::optional<std::string> cursor = {};  // absent: there is no more
    std::optional<bool> partial = {};  // not all was looked at: it took too long, or the index is not complete yet

    friend bool operator==(const SearchReply&, const SearchReply&) = default;
};

// Finds messages in the rooms that the account is in, as far back as it may read there. All words
// must occur; a word of Chinese, Japanese or Korean is found inside of words, others from their
// beginning.
struct SearchRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 39;
    using ReplyType = SearchReply;
    static constexpr Op kOp = Op::search;
    std::string query = {};  // words, "phrases", from: in: has: before: after:
    std::optional<RoomId> room = {};  // only there
    std::optional<std::string> zone = {};  // where the dates of the query are meant, e.g. +08:00; absent: UTC
    std::optional<std::string> cursor = {};  // from the last answer: what comes after it
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const SearchRequest&, const SearchRequest&) = default;
};

// --- room.prefs

struct RoomPrefsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 40;
    RoomPrefs prefs = {};

    friend bool operator==(const RoomPrefsReply&, const RoomPrefsReply&) = default;
};

// Own settings of one conversation, for all devices. What is hidden comes back with its next
// message.
struct RoomPrefsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 40;
    using ReplyType = RoomPrefsReply;
    static constexpr Op kOp = Op::room_prefs;
    RoomId room = {};
    std::optional<bool> pinned = {};
    std::optional<bool> muted = {};
    std::optional<bool> hidden = {};
    std::optional<NotifyLevel> level = {};
    std::optional<bool> unread = {};

    friend bool operator==(const RoomPrefsRequest&, const RoomPrefsRequest&) = default;
};

// --- folder.set

struct FolderSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 41;

    friend bool operator==(const FolderSetReply&, const FolderSetReply&) = default;
};

// Replaces the folders of the list of conversations. The `account` push tells all devices.
struct FolderSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 41;
    using ReplyType = FolderSetReply;
    static constexpr Op kOp = Op::folder_set;
    std::vector<Folder> folders = {};

    friend bool operator==(const FolderSetRequest&, const FolderSetRequest&) = default;
};

// --- contact.set

struct ContactSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 42;

    friend bool operator==(const ContactSetReply&, const ContactSetReply&) = default;
};

// Adds somebody to one's contacts or takes them out.
struct ContactSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 42;
    using ReplyType = ContactSetReply;
    static constexpr Op kOp = Op::contact_set;
    UserId user = {};
    bool on = false;

    friend bool operator==(const ContactSetRequest&, const ContactSetRequest&) = default;
};

// --- block.set

struct BlockSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 43;

    friend bool operator==(const BlockSetReply&, const BlockSetReply&) = default;
};

// Blocks somebody: no direct messages between the two, no new direct room, no invitation to groups
// by them.
struct BlockSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 43;
    using ReplyType = BlockSetReply;
    static constexpr Op kOp = Op::block_set;
    UserId user = {};
    bool on = false;

    friend bool operator==(const BlockSetRequest&, const BlockSetRequest&) = default;
};

// --- presence.set

struct PresenceSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 44;
    UserInfo user = {};

    friend bool operator==(const PresenceSetReply&, const PresenceSetReply&) = default;
};

// Away, busy or neither; whether others see when one was online last.
struct PresenceSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 44;
    using ReplyType = PresenceSetReply;
    static constexpr Op kOp = Op::presence_set;
    std::optional<PresenceMode> mode = {};
    std::optional<bool> hide_seen = {};

    friend bool operator==(const PresenceSetRequest&, const PresenceSetRequest&) = default;
};

// --- room.mute

struct RoomMuteReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 45;
    Seq seq = {};

    friend bool operator==(const RoomMuteReply&, const RoomMuteReply&) = default;
};

// A member may not write until then; without `until` they may again. Leaving and coming back does
// not end it.
struct RoomMuteRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 45;
    using ReplyType = RoomMuteReply;
    static constexpr Op kOp = Op::room_mute;
    RoomId room = {};
    UserId user = {};
    std::optional<TimeMs> until = {};

    friend bool operator==(const RoomMuteRequest&, const RoomMuteRequest&) = default;
};

// --- room.nick

struct RoomNickReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 46;
    Seq seq = {};

    friend bool operator==(const RoomNickReply&, const RoomNickReply&) = default;
};

// What oneself is called in this group; empty: by the name of the account.
struct RoomNickRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 46;
    using ReplyType = RoomNickReply;
    static constexpr Op kOp = Op::room_nick;
    RoomId room = {};
    std::string nick = {};

    friend bool operator==(const RoomNickRequest&, const RoomNickRequest&) = default;
};

// --- room.nicks

struct RoomNicksReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 47;
    std::vector<Nick> nicks = {};

    friend bool operator==(const RoomNicksReply&, const RoomNicksReply&) = default;
};

// Who of them is called differently in this group.
struct RoomNicksRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 47;
    using ReplyType = RoomNicksReply;
    static constexpr Op kOp = Op::room_nicks;
    RoomId room = {};
    std::vector<UserId> users = {};

    friend bool operator==(const RoomNicksRequest&, const RoomNicksRequest&) = default;
};

// --- link.create

struct LinkCreateReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 48;
    Link link = {};

    friend bool operator==(const LinkCreateReply&, const LinkCreateReply&) = default;
};

// Makes a code with which anybody may join: for `ttl` seconds and `uses` people, or without such
// bounds.
struct LinkCreateRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 48;
    using ReplyType = LinkCreateReply;
    static constexpr Op kOp = Op::link_create;
    RoomId room = {};
    std::optional<std::uint32_t> ttl = {};
    std::optional<std::uint32_t> uses = {};

    friend bool operator==(const LinkCreateRequest&, const LinkCreateRequest&) = default;
};

// --- link.list

struct LinkListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 49;
    std::vector<Link> links = {};

    friend bool operator==(const LinkListReply&, const LinkListReply&) = default;
};

// The codes that are valid.
struct LinkListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 49;
    using ReplyType = LinkListReply;
    static constexpr Op kOp = Op::link_list;
    RoomId room = {};

    friend bool operator==(const LinkListRequest&, const LinkListRequest&) = default;
};

// --- link.revoke

struct LinkRevokeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 50;

    friend bool operator==(const LinkRevokeReply&, const LinkRevokeReply&) = default;
};

// Ends a code.
struct LinkRevokeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 50;
    using ReplyType = LinkRevokeReply;
    static constexpr Op kOp = Op::link_revoke;
    RoomId room = {};
    std::string code = {};

    friend bool operator==(const LinkRevokeRequest&, const LinkRevokeRequest&) = default;
};

// --- link.get

struct LinkGetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 51;
    std::string title = {};
    std::optional<std::string> avatar = {};
    std::uint32_t members = 0;
    std::optional<RoomId> room = {};

    friend bool operator==(const LinkGetReply&, const LinkGetReply&) = default;
};

// Where a code leads. `room` is set for its members.
struct LinkGetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 51;
    using ReplyType = LinkGetReply;
    static constexpr Op kOp = Op::link_get;
    std::string code = {};

    friend bool operator==(const LinkGetRequest&, const LinkGetRequest&) = default;
};

// --- link.join

struct LinkJoinReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 52;
    RoomInfo room = {};
    Seq seq = {};

    friend bool operator==(const LinkJoinReply&, const LinkJoinReply&) = default;
};

// Joins a group by a code. Who is a member uses up nothing.
struct LinkJoinRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 52;
    using ReplyType = LinkJoinReply;
    static constexpr Op kOp = Op::link_join;
    std::string code = {};

    friend bool operator==(const LinkJoinRequest&, const LinkJoinRequest&) = default;
};

// --- message.readers

struct MessageReadersReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 53;
    std::vector<UserId> read = {};
    std::vector<UserId> unread = {};
    std::uint32_t read_count = 0;
    std::uint32_t unread_count = 0;

    friend bool operator==(const MessageReadersReply&, const MessageReadersReply&) = default;
};

// Who else has read up to there and who has not, of the members who may see it. In groups of up to
// 1000.
struct MessageReadersRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 53;
    using ReplyType = MessageReadersReply;
    static constexpr Op kOp = Op::message_readers;
    RoomId room = {};
    Seq seq = {};

    friend bool operator==(const MessageReadersRequest&, const MessageReadersRequest&) = default;
};

// --- message.nudge

struct MessageNudgeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 54;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageNudgeReply&, const MessageNudgeReply&) = default;
};

// Reminds those who have not read an own message in a group, once in ten minutes a message.
struct MessageNudgeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 54;
    using ReplyType = MessageNudgeReply;
    static constexpr Op kOp = Op::message_nudge;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};

    friend bool operator==(const MessageNudgeRequest&, const MessageNudgeRequest&) = default;
};

// --- admin.stats

struct AdminStatsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 55;
    TimeMs now = 0;
    TimeMs started = 0;
    std::string version = {};
    std::uint32_t users = 0;
    std::uint32_t online = 0;
    std::uint32_t sessions = 0;
    std::uint32_t rooms = 0;
    std::uint64_t messages = 0;  // since the start, like all that follows with u64 but the sizes
    std::uint32_t waiting = 0;  // transactions on their way to the disk
    std::uint32_t connections = 0;
    std::uint64_t memory = 0;  // bytes that the process has in memory
    std::uint64_t store = 0;  // bytes of the database
    std::uint64_t commits = 0;
    std::uint64_t commit_us = 0;  // time in commits
    std::uint64_t lagged = 0;  // how often somebody was too slow for a room
    std::uint32_t applicants = 0;
    std::uint32_t bans = 0;
    std::vector<Purge> purges = {};
    std::optional<std::uint32_t> reports = {};  // that wait

    friend bool operator==(const AdminStatsReply&, const AdminStatsReply&) = default;
};

// Numbers of the running server, for charts.
struct AdminStatsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 55;
    using ReplyType = AdminStatsReply;
    static constexpr Op kOp = Op::admin_stats;

    friend bool operator==(const AdminStatsRequest&, const AdminStatsRequest&) = default;
};

// --- admin.users

struct AdminUsersReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 56;
    std::vector<AdminUser> users = {};
    std::uint32_t total = 0;
    bool more = false;

    friend bool operator==(const AdminUsersReply&, const AdminUsersReply&) = default;
};

// A page of the accounts by id, or of those whose name contains the query.
struct AdminUsersRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 56;
    using ReplyType = AdminUsersReply;
    static constexpr Op kOp = Op::admin_users;
    std::optional<std::string> query = {};
    std::optional<UserFilter> filter = {};
    std::optional<UserId> after = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminUsersRequest&, const AdminUsersRequest&) = default;
};

// --- admin.user.set

struct AdminUserSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 57;
    AdminUser user = {};

    friend bool operator==(const AdminUserSetReply&, const AdminUserSetReply&) = default;
};

// Changes what is given. Roles are given by owners. The last active owner stays one: conflict.
struct AdminUserSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 57;
    using ReplyType = AdminUserSetReply;
    static constexpr Op kOp = Op::admin_user_set;
    UserId user = {};
    std::optional<ServerRole> role = {};
    std::optional<bool> disabled = {};
    std::optional<std::string> name = {};

    friend bool operator==(const AdminUserSetRequest&, const AdminUserSetRequest&) = default;
};

// --- admin.password

struct AdminPasswordReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 58;
    std::string password = {};

    friend bool operator==(const AdminPasswordReply&, const AdminPasswordReply&) = default;
};

// Gives the account a new password and ends its logins. The password is shown this once.
struct AdminPasswordRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 58;
    using ReplyType = AdminPasswordReply;
    static constexpr Op kOp = Op::admin_password;
    UserId user = {};

    friend bool operator==(const AdminPasswordRequest&, const AdminPasswordRequest&) = default;
};

// --- admin.sessions

struct AdminSessionsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 59;
    std::vector<Login> logins = {};
    bool more = false;

    friend bool operator==(const AdminSessionsReply&, const AdminSessionsReply&) = default;
};

// A page of the logins, of one account or of all, by id.
struct AdminSessionsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 59;
    using ReplyType = AdminSessionsReply;
    static constexpr Op kOp = Op::admin_sessions;
    std::optional<UserId> user = {};
    std::optional<DeviceId> after = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminSessionsRequest&, const AdminSessionsRequest&) = default;
};

// --- admin.session.end

struct AdminSessionEndReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 60;

    friend bool operator==(const AdminSessionEndReply&, const AdminSessionEndReply&) = default;
};

// Ends a login. Its sockets close with 4001.
struct AdminSessionEndRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 60;
    using ReplyType = AdminSessionEndReply;
    static constexpr Op kOp = Op::admin_session_end;
    DeviceId device = {};

    friend bool operator==(const AdminSessionEndRequest&, const AdminSessionEndRequest&) = default;
};

// --- admin.rooms

struct AdminRoomsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 61;
    std::vector<AdminRoom> rooms = {};
    std::uint32_t total = 0;
    bool more = false;

    friend bool operator==(const AdminRoomsReply&, const AdminRoomsReply&) = default;
};

// A page of all rooms by id, or of those whose title contains the query.
struct AdminRoomsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 61;
    using ReplyType = AdminRoomsReply;
    static constexpr Op kOp = Op::admin_rooms;
    std::optional<std::string> query = {};
    std::optional<RoomId> after = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminRoomsRequest&, const AdminRoomsRequest&) = default;
};

// --- admin.audit

struct AdminAuditReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 62;
    std::vector<AuditEntry> entries = {};
    bool more = false;

    friend bool operator==(const AdminAuditReply&, const AdminAuditReply&) = default;
};

// What administrators did, newest first.
struct AdminAuditRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 62;
    using ReplyType = AdminAuditReply;
    static constexpr Op kOp = Op::admin_audit;
    std::optional<std::uint64_t> before = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminAuditRequest&, const AdminAuditRequest&) = default;
};

// --- admin.bans

struct AdminBansReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 63;
    std::vector<Ban> bans = {};

    friend bool operator==(const AdminBansReply&, const AdminBansReply&) = default;
};

// Who is kept out now.
struct AdminBansRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 63;
    using ReplyType = AdminBansReply;
    static constexpr Op kOp = Op::admin_bans;

    friend bool operator==(const AdminBansRequest&, const AdminBansRequest&) = default;
};

// --- admin.ban

struct AdminBanReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 64;
    Ban ban = {};

    friend bool operator==(const AdminBanReply&, const AdminBanReply&) = default;
};

// Keeps out and closes the sockets with a notice. A new ban of an account replaces its old one.
// Owners cannot be banned, and no address that the administrator has; an address ban does not hold
// for owners.
struct AdminBanRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 64;
    using ReplyType = AdminBanReply;
    static constexpr Op kOp = Op::admin_ban;
    std::optional<UserId> user = {};  // either an account
    std::optional<std::string> address = {};  // or an address or a block of them
    std::optional<std::uint32_t> minutes = {};  // absent: for good
    std::optional<std::string> reason = {};
    std::optional<bool> kick = {};  // sent away for a while: 10 minutes, unless `minutes` says else

    friend bool operator==(const AdminBanRequest&, const AdminBanRequest&) = default;
};

// --- admin.unban

struct AdminUnbanReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 65;

    friend bool operator==(const AdminUnbanReply&, const AdminUnbanReply&) = default;
};

// Lets in again.
struct AdminUnbanRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 65;
    using ReplyType = AdminUnbanReply;
    static constexpr Op kOp = Op::admin_unban;
    std::uint64_t ban = 0;

    friend bool operator==(const AdminUnbanRequest&, const AdminUnbanRequest&) = default;
};

// --- admin.purge

struct AdminPurgeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 66;
    Purge purge = {};

    friend bool operator==(const AdminPurgeReply&, const AdminPurgeReply&) = default;
};

// Takes back the messages of a person in all rooms, or those of the last hours, some at a time; it
// goes on after a restart. conflict: that is under way.
struct AdminPurgeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 66;
    using ReplyType = AdminPurgeReply;
    static constexpr Op kOp = Op::admin_purge;
    UserId user = {};
    std::optional<std::uint32_t> hours = {};

    friend bool operator==(const AdminPurgeRequest&, const AdminPurgeRequest&) = default;
};

// --- admin.invites

struct AdminInvitesReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 67;
    std::vector<ServerInvite> invites = {};
    std::vector<Applicant> applicants = {};

    friend bool operator==(const AdminInvitesReply&, const AdminInvitesReply&) = default;
};

// Invitations to the server that are still good, and who waits for an account.
struct AdminInvitesRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 67;
    using ReplyType = AdminInvitesReply;
    static constexpr Op kOp = Op::admin_invites;

    friend bool operator==(const AdminInvitesRequest&, const AdminInvitesRequest&) = default;
};

// --- admin.invite.make

struct AdminInviteMakeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 68;
    ServerInvite invite = {};

    friend bool operator==(const AdminInviteMakeReply&, const AdminInviteMakeReply&) = default;
};

// A new invitation to the server: for one account unless `uses` says else, for ever unless `hours`
// does.
struct AdminInviteMakeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 68;
    using ReplyType = AdminInviteMakeReply;
    static constexpr Op kOp = Op::admin_invite_make;
    std::optional<std::uint32_t> uses = {};
    std::optional<std::uint32_t> hours = {};
    std::optional<std::string> note = {};

    friend bool operator==(const AdminInviteMakeRequest&, const AdminInviteMakeRequest&) = default;
};

// --- admin.invite.end

struct AdminInviteEndReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 69;

    friend bool operator==(const AdminInviteEndReply&, const AdminInviteEndReply&) = default;
};

// Takes an invitation back.
struct AdminInviteEndRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 69;
    using ReplyType = AdminInviteEndReply;
    static constexpr Op kOp = Op::admin_invite_end;
    std::uint64_t invite = 0;

    friend bool operator==(const AdminInviteEndRequest&, const AdminInviteEndRequest&) = default;
};

// --- admin.applicant

struct AdminApplicantReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 70;
    std::optional<UserInfo> user = {};

    friend bool operator==(const AdminApplicantReply&, const AdminApplicantReply&) = default;
};

// Makes the account that somebody asked for, or refuses it.
struct AdminApplicantRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 70;
    using ReplyType = AdminApplicantReply;
    static constexpr Op kOp = Op::admin_applicant;
    std::uint64_t applicant = 0;
    bool accept = false;

    friend bool operator==(const AdminApplicantRequest&, const AdminApplicantRequest&) = default;
};

// --- admin.settings

struct AdminSettingsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 71;
    ServerSettings settings = {};

    friend bool operator==(const AdminSettingsReply&, const AdminSettingsReply&) = default;
};

// Changes what is given and answers what holds. An empty text: as the configuration says; `keep` 0:
// for ever.
struct AdminSettingsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 71;
    using ReplyType = AdminSettingsReply;
    static constexpr Op kOp = Op::admin_settings;
    std::optional<std::string> name = {};
    std::optional<std::string> avatar = {};
    std::optional<Registration> registration = {};
    std::optional<std::uint32_t> keep = {};

    friend bool operator==(const AdminSettingsRequest&, const AdminSettingsRequest&) = default;
};

// --- notify.key

struct NotifyKeyReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 72;
    std::string key = {};

    friend bool operator==(const NotifyKeyReply&, const NotifyKeyReply&) = default;
};

// The public key of the server (VAPID, RFC 8292) that a browser is told when it subscribes; empty:
// there is no Web Push here.
struct NotifyKeyRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 72;
    using ReplyType = NotifyKeyReply;
    static constexpr Op kOp = Op::notify_key;

    friend bool operator==(const NotifyKeyRequest&, const NotifyKeyRequest&) = default;
};

// --- notify.add

struct NotifyAddReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 73;
    Channel channel = {};

    friend bool operator==(const NotifyAddReply&, const NotifyAddReply&) = default;
};

// Adds an address for notifications, or renews the one that is there. One of the kind web_push
// belongs to the login and ends with it.
struct NotifyAddRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 73;
    using ReplyType = NotifyAddReply;
    static constexpr Op kOp = Op::notify_add;
    ChannelKind kind = ChannelKind::web_push;
    std::string endpoint = {};
    std::optional<std::string> p256dh = {};  // web_push: the browser's key
    std::optional<std::string> auth = {};  // web_push: the browser's secret; json, dingtalk, feishu: signs; ntfy: the access token
    ContentLevel level = ContentLevel::none;
    std::optional<std::string> label = {};
    std::optional<std::string> lang = {};  // of the words; zh…: Chinese, otherwise English

    friend bool operator==(const NotifyAddRequest&, const NotifyAddRequest&) = default;
};

// --- notify.set

struct NotifySetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 74;
    Channel channel = {};

    friend bool operator==(const NotifySetReply&, const NotifySetReply&) = default;
};

// How much is told there.
struct NotifySetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 74;
    using ReplyType = NotifySetReply;
    static constexpr Op kOp = Op::notify_set;
    std::uint64_t channel = 0;
    ContentLevel level = ContentLevel::none;

    friend bool operator==(const NotifySetRequest&, const NotifySetRequest&) = default;
};

// --- notify.list

struct NotifyListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 75;
    std::vector<Channel> channels = {};

    friend bool operator==(const NotifyListReply&, const NotifyListReply&) = default;
};

// One's own, oldest first.
struct NotifyListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 75;
    using ReplyType = NotifyListReply;
    static constexpr Op kOp = Op::notify_list;

    friend bool operator==(const NotifyListRequest&, const NotifyListRequest&) = default;
};

// --- notify.remove

struct NotifyRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 76;

    friend bool operator==(const NotifyRemoveReply&, const NotifyRemoveReply&) = default;
};

// Nothing goes there any more.
struct NotifyRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 76;
    using ReplyType = NotifyRemoveReply;
    static constexpr Op kOp = Op::notify_remove;
    std::uint64_t channel = 0;

    friend bool operator==(const NotifyRemoveRequest&, const NotifyRemoveRequest&) = default;
};

// --- notify.test

struct NotifyTestReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 77;

    friend bool operator==(const NotifyTestReply&, const NotifyTestReply&) = default;
};

// Sends a message that tells nothing. What came of it says notify.list.
struct NotifyTestRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 77;
    using ReplyType = NotifyTestReply;
    static constexpr Op kOp = Op::notify_test;
    std::uint64_t channel = 0;

    friend bool operator==(const NotifyTestRequest&, const NotifyTestRequest&) = default;
};

// --- poll.vote

struct PollVoteReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 78;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const PollVoteReply&, const PollVoteReply&) = default;
};

// Chooses at a poll, in place of what one chose before; no choices: takes the vote back. If it is
// so already, nothing is logged: `duplicate`, with the seq of the poll. too_late: it is closed.
// too_large: a thousand people voted.
struct PollVoteRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 78;
    using ReplyType = PollVoteReply;
    static constexpr Op kOp = Op::poll_vote;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};
    std::vector<std::uint32_t> choices = {};

    friend bool operator==(const PollVoteRequest&, const PollVoteRequest&) = default;
};

// --- poll.close

struct PollCloseReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 79;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const PollCloseReply&, const PollCloseReply&) = default;
};

// Closes a poll: nobody votes any more. too_late: it is closed.
struct PollCloseRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 79;
    using ReplyType = PollCloseReply;
    static constexpr Op kOp = Op::poll_close;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};

    friend bool operator==(const PollCloseRequest&, const PollCloseRequest&) = default;
};

// --- message.record

struct MessageRecordReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 80;
    Seq seq = {};
    Epoch epoch = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageRecordReply&, const MessageRecordReply&) = default;
};

// Appends several messages of `source` to `room` as one of the kind record, with the names of their
// authors. too_large: together they are too long.
struct MessageRecordRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 80;
    using ReplyType = MessageRecordReply;
    static constexpr Op kOp = Op::message_record;
    RoomId room = {};
    std::string cmid = {};
    RoomId source = {};
    std::vector<Seq> refs = {};

    friend bool operator==(const MessageRecordRequest&, const MessageRecordRequest&) = default;
};

// --- admin.bots

struct AdminBotsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 81;
    std::vector<BotInfo> bots = {};

    friend bool operator==(const AdminBotsReply&, const AdminBotsReply&) = default;
};

// The accounts of bots with their tokens, oldest first.
struct AdminBotsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 81;
    using ReplyType = AdminBotsReply;
    static constexpr Op kOp = Op::admin_bots;

    friend bool operator==(const AdminBotsRequest&, const AdminBotsRequest&) = default;
};

// --- admin.bot.make

struct AdminBotMakeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 82;
    BotInfo bot = {};

    friend bool operator==(const AdminBotMakeReply&, const AdminBotMakeReply&) = default;
};

// Makes an account for a program. It has no password and cannot log in: give it a token.
struct AdminBotMakeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 82;
    using ReplyType = AdminBotMakeReply;
    static constexpr Op kOp = Op::admin_bot_make;
    std::string name = {};
    std::optional<std::string> avatar = {};

    friend bool operator==(const AdminBotMakeRequest&, const AdminBotMakeRequest&) = default;
};

// --- admin.bot.token

struct AdminBotTokenReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 83;
    BotToken token = {};
    std::string secret = {};

    friend bool operator==(const AdminBotTokenReply&, const AdminBotTokenReply&) = default;
};

// A new token for a bot, used like that of a session and without an end. `secret` is told this
// once.
struct AdminBotTokenRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 83;
    using ReplyType = AdminBotTokenReply;
    static constexpr Op kOp = Op::admin_bot_token;
    UserId user = {};
    std::string label = {};

    friend bool operator==(const AdminBotTokenRequest&, const AdminBotTokenRequest&) = default;
};

// --- admin.bot.token.end

struct AdminBotTokenEndReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 84;

    friend bool operator==(const AdminBotTokenEndReply&, const AdminBotTokenEndReply&) = default;
};

// The token holds no more. Its sockets close with 4001.
struct AdminBotTokenEndRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 84;
    using ReplyType = AdminBotTokenEndReply;
    static constexpr Op kOp = Op::admin_bot_token_end;
    DeviceId token = {};

    friend bool operator==(const AdminBotTokenEndRequest&, const AdminBotTokenEndRequest&) = default;
};

// --- hook.make

struct HookMakeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 85;
    HookInfo hook = {};
    std::string secret = {};

    friend bool operator==(const HookMakeReply&, const HookMakeReply&) = default;
};

// A new webhook. Incoming: POST /hooks/<id>.<secret>; outgoing: `secret` signs what is posted. It
// is told this once. conflict: another hook of the room has this command.
struct HookMakeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 85;
    using ReplyType = HookMakeReply;
    static constexpr Op kOp = Op::hook_make;
    RoomId room = {};
    HookKind kind = HookKind::incoming;
    std::string name = {};  // shown as the author; more than one may be called so
    std::optional<std::string> endpoint = {};  // outgoing: where to post to
    std::optional<std::string> word = {};  // outgoing
    std::optional<std::string> hint = {};  // outgoing, with a word that begins with /

    friend bool operator==(const HookMakeRequest&, const HookMakeRequest&) = default;
};

// --- hook.list

struct HookListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 86;
    std::vector<HookInfo> hooks = {};

    friend bool operator==(const HookListReply&, const HookListReply&) = default;
};

// The webhooks of a room and how they fare, oldest first.
struct HookListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 86;
    using ReplyType = HookListReply;
    static constexpr Op kOp = Op::hook_list;
    RoomId room = {};

    friend bool operator==(const HookListRequest&, const HookListRequest&) = default;
};

// --- hook.set

struct HookSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 87;
    HookInfo hook = {};

    friend bool operator==(const HookSetReply&, const HookSetReply&) = default;
};

// Switches a webhook off or on again. What was written meanwhile is not posted.
struct HookSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 87;
    using ReplyType = HookSetReply;
    static constexpr Op kOp = Op::hook_set;
    RoomId room = {};
    std::uint64_t hook = 0;
    bool on = false;

    friend bool operator==(const HookSetRequest&, const HookSetRequest&) = default;
};

// --- hook.remove

struct HookRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 88;

    friend bool operator==(const HookRemoveReply&, const HookRemoveReply&) = default;
};

// Ends a webhook. Its messages stay.
struct HookRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 88;
    using ReplyType = HookRemoveReply;
    static constexpr Op kOp = Op::hook_remove;
    RoomId room = {};
    std::uint64_t hook = 0;

    friend bool operator==(const HookRemoveRequest&, const HookRemoveRequest&) = default;
};

// --- command.list

struct CommandListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 89;
    std::vector<SlashCommand> commands = {};

    friend bool operator==(const CommandListReply&, const CommandListReply&) = default;
};

// The commands that programs listen to in a room. They are sent as texts.
struct CommandListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 89;
    using ReplyType = CommandListReply;
    static constexpr Op kOp = Op::command_list;
    RoomId room = {};

    friend bool operator==(const CommandListRequest&, const CommandListRequest&) = default;
};

// --- message.report

struct MessageReportReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 90;

    friend bool operator==(const MessageReportReply&, const MessageReportReply&) = default;
};

// Tells the administrators of the server about a message. The same person and message count once.
// too_large: too many reports wait.
struct MessageReportRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 90;
    using ReplyType = MessageReportReply;
    static constexpr Op kOp = Op::message_report;
    RoomId room = {};
    Seq ref = {};
    std::string reason = {};

    friend bool operator==(const MessageReportRequest&, const MessageReportRequest&) = default;
};

// --- admin.reports

struct AdminReportsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 91;
    std::vector<Report> reports = {};
    std::uint32_t total = 0;

    friend bool operator==(const AdminReportsReply&, const AdminReportsReply&) = default;
};

// The reports that wait, oldest first.
struct AdminReportsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 91;
    using ReplyType = AdminReportsReply;
    static constexpr Op kOp = Op::admin_reports;

    friend bool operator==(const AdminReportsRequest&, const AdminReportsRequest&) = default;
};

// --- admin.report.close

struct AdminReportCloseReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 92;

    friend bool operator==(const AdminReportCloseReply&, const AdminReportCloseReply&) = default;
};

// Takes a report from the list, and all others about the same message; `remove` takes the message
// back.
struct AdminReportCloseRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 92;
    using ReplyType = AdminReportCloseReply;
    static constexpr Op kOp = Op::admin_report_close;
    std::uint64_t report = 0;
    std::optional<bool> remove = {};

    friend bool operator==(const AdminReportCloseRequest&, const AdminReportCloseRequest&) = default;
};

// --- admin.words

struct AdminWordsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 93;
    std::vector<FilterWord> words = {};
    bool mask = false;

    friend bool operator==(const AdminWordsReply&, const AdminWordsReply&) = default;
};

// The words that are not allowed, after they were changed if any are given. Chinese words are found
// wherever they stand, simplified or traditional, whatever spaces and signs are put between; others
// as whole words.
struct AdminWordsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 93;
    using ReplyType = AdminWordsReply;
    static constexpr Op kOp = Op::admin_words;
    std::optional<std::vector<FilterWord>> words = {};
    std::optional<bool> mask = {};

    friend bool operator==(const AdminWordsRequest&, const AdminWordsRequest&) = default;
};

// --- schedule.add

struct ScheduleAddReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 94;
    Schedule schedule = {};

    friend bool operator==(const ScheduleAddReply&, const ScheduleAddReply&) = default;
};

// Sends a message later, checked then as if it were written then. A repeat with the same cmid
// answers the first one. too_late: `at` is not ahead. too_large: a hundred wait.
struct ScheduleAddRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 94;
    using ReplyType = ScheduleAddReply;
    static constexpr Op kOp = Op::schedule_add;
    RoomId room = {};
    std::string cmid = {};
    TimeMs at = 0;
    std::string text = {};
    std::optional<Seq> ref = {};
    std::optional<std::vector<UserId>> mentions = {};
    std::optional<bool> all = {};
    std::optional<bool> admins = {};

    friend bool operator==(const ScheduleAddRequest&, const ScheduleAddRequest&) = default;
};

// --- schedule.list

struct ScheduleListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 95;
    std::vector<Schedule> schedules = {};

    friend bool operator==(const ScheduleListReply&, const ScheduleListReply&) = default;
};

// What is to be sent later, the first to be sent first.
struct ScheduleListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 95;
    using ReplyType = ScheduleListReply;
    static constexpr Op kOp = Op::schedule_list;

    friend bool operator==(const ScheduleListRequest&, const ScheduleListRequest&) = default;
};

// --- schedule.set

struct ScheduleSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 96;
    Schedule schedule = {};

    friend bool operator==(const ScheduleSetReply&, const ScheduleSetReply&) = default;
};

// Changes what is given, and tries again what could not be sent. `at` 0: now.
struct ScheduleSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 96;
    using ReplyType = ScheduleSetReply;
    static constexpr Op kOp = Op::schedule_set;
    std::uint64_t schedule = 0;
    std::optional<TimeMs> at = {};
    std::optional<std::string> text = {};
    std::optional<std::vector<UserId>> mentions = {};

    friend bool operator==(const ScheduleSetRequest&, const ScheduleSetRequest&) = default;
};

// --- schedule.remove

struct ScheduleRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 97;

    friend bool operator==(const ScheduleRemoveReply&, const ScheduleRemoveReply&) = default;
};

// It is not sent.
struct ScheduleRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 97;
    using ReplyType = ScheduleRemoveReply;
    static constexpr Op kOp = Op::schedule_remove;
    std::uint64_t schedule = 0;

    friend bool operator==(const ScheduleRemoveRequest&, const ScheduleRemoveRequest&) = default;
};

// --- reminder.add

struct ReminderAddReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 98;
    Reminder reminder = {};

    friend bool operator==(const ReminderAddReply&, const ReminderAddReply&) = default;
};

// Reminds oneself of a message. Once a message: another time replaces the first. too_large: a
// hundred wait.
struct ReminderAddRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 98;
    using ReplyType = ReminderAddReply;
    static constexpr Op kOp = Op::reminder_add;
    RoomId room = {};
    Seq ref = {};
    TimeMs at = 0;
    std::optional<std::string> note = {};

    friend bool operator==(const ReminderAddRequest&, const ReminderAddRequest&) = default;
};

// --- reminder.list

struct ReminderListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 99;
    std::vector<Reminder> reminders = {};

    friend bool operator==(const ReminderListReply&, const ReminderListReply&) = default;
};

// Those that are due first, then by time.
struct ReminderListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 99;
    using ReplyType = ReminderListReply;
    static constexpr Op kOp = Op::reminder_list;

    friend bool operator==(const ReminderListRequest&, const ReminderListRequest&) = default;
};

// --- reminder.remove

struct ReminderRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 100;

    friend bool operator==(const ReminderRemoveReply&, const ReminderRemoveReply&) = default;
};

// It is done with, or not wanted any more.
struct ReminderRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 100;
    using ReplyType = ReminderRemoveReply;
    static constexpr Op kOp = Op::reminder_remove;
    std::uint64_t reminder = 0;

    friend bool operator==(const ReminderRemoveRequest&, const ReminderRemoveRequest&) = default;
};

// --- message.confirm

struct MessageConfirmReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 101;
    Seq seq = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const MessageConfirmReply&, const MessageConfirmReply&) = default;
};

// Confirms to have read a message that asks for it. If it is so already, nothing is logged:
// `duplicate`, with the seq of the message.
struct MessageConfirmRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 101;
    using ReplyType = MessageConfirmReply;
    static constexpr Op kOp = Op::message_confirm;
    RoomId room = {};
    std::string cmid = {};
    Seq ref = {};

    friend bool operator==(const MessageConfirmRequest&, const MessageConfirmRequest&) = default;
};

// --- message.confirms

struct MessageConfirmsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 102;
    std::vector<UserId> confirmed = {};
    std::vector<UserId> missing = {};
    std::uint32_t confirmed_count = 0;
    std::uint32_t missing_count = 0;

    friend bool operator==(const MessageConfirmsReply&, const MessageConfirmsReply&) = default;
};

// Who has confirmed a message and who of the members that may see it has not, the sender apart.
struct MessageConfirmsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 102;
    using ReplyType = MessageConfirmsReply;
    static constexpr Op kOp = Op::message_confirms;
    RoomId room = {};
    Seq seq = {};

    friend bool operator==(const MessageConfirmsRequest&, const MessageConfirmsRequest&) = default;
};

// --- preview.get

struct PreviewGetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 103;
    std::vector<MessageCards> cards = {};

    friend bool operator==(const PreviewGetReply&, const PreviewGetReply&) = default;
};

// What the pages say that messages link to; messages without links are left out. Answers when the
// server has asked the pages, within some seconds. Nothing where previews are off.
struct PreviewGetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 103;
    using ReplyType = PreviewGetReply;
    static constexpr Op kOp = Op::preview_get;
    RoomId room = {};
    std::vector<Seq> seqs = {};

    friend bool operator==(const PreviewGetRequest&, const PreviewGetRequest&) = default;
};

// --- sticker.list

struct StickerListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 104;
    std::vector<Sticker> stickers = {};

    friend bool operator==(const StickerListReply&, const StickerListReply&) = default;
};

// One's own stickers, in one's own order.
struct StickerListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 104;
    using ReplyType = StickerListReply;
    static constexpr Op kOp = Op::sticker_list;

    friend bool operator==(const StickerListRequest&, const StickerListRequest&) = default;
};

// --- sticker.add

struct StickerAddReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 105;
    Sticker sticker = {};
    std::optional<bool> duplicate = {};

    friend bool operator==(const StickerAddReply&, const StickerAddReply&) = default;
};

// Adds a sticker to one's own. What one has already is answered as `duplicate`. too_large: its
// file, or two hundred are there.
struct StickerAddRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 105;
    using ReplyType = StickerAddReply;
    static constexpr Op kOp = Op::sticker_add;
    std::optional<SendFile> file = {};  // uploaded: a picture
    std::optional<RoomId> room = {};
    std::optional<Seq> seq = {};  // or that of a message: sticker or image
    std::optional<std::string> label = {};

    friend bool operator==(const StickerAddRequest&, const StickerAddRequest&) = default;
};

// --- sticker.order

struct StickerOrderReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 106;

    friend bool operator==(const StickerOrderReply&, const StickerOrderReply&) = default;
};

// These come first, in this order.
struct StickerOrderRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 106;
    using ReplyType = StickerOrderReply;
    static constexpr Op kOp = Op::sticker_order;
    std::vector<std::uint64_t> stickers = {};

    friend bool operator==(const StickerOrderRequest&, const StickerOrderRequest&) = default;
};

// --- sticker.remove

struct StickerRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 107;

    friend bool operator==(const StickerRemoveReply&, const StickerRemoveReply&) = default;
};

// Takes a sticker from one's own. Messages keep it.
struct StickerRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 107;
    using ReplyType = StickerRemoveReply;
    static constexpr Op kOp = Op::sticker_remove;
    std::uint64_t sticker = 0;

    friend bool operator==(const StickerRemoveRequest&, const StickerRemoveRequest&) = default;
};

// --- sticker.send

struct StickerSendReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 108;
    Seq seq = {};
    Epoch epoch = {};
    TimeMs at = 0;
    std::optional<bool> duplicate = {};

    friend bool operator==(const StickerSendReply&, const StickerSendReply&) = default;
};

// Sends one of one's own stickers, like message.send.
struct StickerSendRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 108;
    using ReplyType = StickerSendReply;
    static constexpr Op kOp = Op::sticker_send;
    RoomId room = {};
    std::string cmid = {};
    std::uint64_t sticker = 0;
    std::optional<Seq> ref = {};

    friend bool operator==(const StickerSendRequest&, const StickerSendRequest&) = default;
};

// --- admin.files

struct AdminFilesReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 109;
    std::vector<AdminFile> files = {};
    std::optional<std::string> after = {};
    std::uint64_t count = 0;
    std::uint64_t bytes = 0;

    friend bool operator==(const AdminFilesReply&, const AdminFilesReply&) = default;
};

// A page of the files in messages, the newest or the largest first, of one account or of all; how
// many there are and what they take on the disk, each content once.
struct AdminFilesRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 109;
    using ReplyType = AdminFilesReply;
    static constexpr Op kOp = Op::admin_files;
    std::optional<UserId> user = {};
    std::optional<FileGroup> group = {};
    std::optional<bool> large = {};
    std::optional<std::string> after = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminFilesRequest&, const AdminFilesRequest&) = default;
};

// --- admin.file.remove

struct AdminFileRemoveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 110;
    std::uint32_t removed = 0;

    friend bool operator==(const AdminFileRemoveReply&, const AdminFileRemoveReply&) = default;
};

// Takes back the messages that have this file.
struct AdminFileRemoveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 110;
    using ReplyType = AdminFileRemoveReply;
    static constexpr Op kOp = Op::admin_file_remove;
    std::string file = {};

    friend bool operator==(const AdminFileRemoveRequest&, const AdminFileRemoveRequest&) = default;
};

// --- draft.set

struct DraftSetReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 111;
    Draft draft = {};

    friend bool operator==(const DraftSetReply&, const DraftSetReply&) = default;
};

// What is being written, for the other devices and for later; without text: nothing any more.
struct DraftSetRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 111;
    using ReplyType = DraftSetReply;
    static constexpr Op kOp = Op::draft_set;
    RoomId room = {};
    std::optional<std::string> text = {};
    std::optional<Seq> ref = {};

    friend bool operator==(const DraftSetRequest&, const DraftSetRequest&) = default;
};

// --- call.start

struct CallStartReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 112;
    CallSeat seat = {};

    friend bool operator==(const CallStartReply&, const CallStartReply&) = default;
};

// Calls. Where a call is under way already it is joined, and two who call each other at once are in
// one call. forbidden: the lobby. too_large: it is full. conflict: this device is in another call.
struct CallStartRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 112;
    using ReplyType = CallStartReply;
    static constexpr Op kOp = Op::call_start;
    RoomId room = {};
    CallKind kind = CallKind::audio;
    std::string ref = {};  // a repeat of this device with the same one answers the same call
    std::optional<Sdp> offer = {};  // direct conversations: without candidates, rings along
    std::optional<std::vector<UserId>> users = {};  // groups: whom to ring; absent: all, in small groups
    std::optional<bool> secure = {};  // see CallInfo

    friend bool operator==(const CallStartRequest&, const CallStartRequest&) = default;
};

// --- call.ringing

struct CallRingingReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 113;

    friend bool operator==(const CallRingingReply&, const CallRingingReply&) = default;
};

// This device rings.
struct CallRingingRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 113;
    using ReplyType = CallRingingReply;
    static constexpr Op kOp = Op::call_ringing;
    std::string call = {};

    friend bool operator==(const CallRingingRequest&, const CallRingingRequest&) = default;
};

// --- call.accept

struct CallAcceptReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 114;
    CallSeat seat = {};

    friend bool operator==(const CallAcceptReply&, const CallAcceptReply&) = default;
};

// Answers. The first device wins; for the others, and when it is over, not_found. conflict: it does
// not ring for this account.
struct CallAcceptRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 114;
    using ReplyType = CallAcceptReply;
    static constexpr Op kOp = Op::call_accept;
    std::string call = {};
    bool audio = false;
    bool video = false;
    std::optional<Sdp> answer = {};  // to the offer that came along

    friend bool operator==(const CallAcceptRequest&, const CallAcceptRequest&) = default;
};

// --- call.decline

struct CallDeclineReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 115;

    friend bool operator==(const CallDeclineReply&, const CallDeclineReply&) = default;
};

// For all devices of the account.
struct CallDeclineRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 115;
    using ReplyType = CallDeclineReply;
    static constexpr Op kOp = Op::call_decline;
    std::string call = {};
    std::optional<bool> busy = {};

    friend bool operator==(const CallDeclineRequest&, const CallDeclineRequest&) = default;
};

// --- call.join

struct CallJoinReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 116;
    CallSeat seat = {};

    friend bool operator==(const CallJoinReply&, const CallJoinReply&) = default;
};

// Comes in later, or again. On another device than before: takes the call there.
struct CallJoinRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 116;
    using ReplyType = CallJoinReply;
    static constexpr Op kOp = Op::call_join;
    std::string call = {};
    bool audio = false;
    bool video = false;

    friend bool operator==(const CallJoinRequest&, const CallJoinRequest&) = default;
};

// --- call.leave

struct CallLeaveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 117;

    friend bool operator==(const CallLeaveReply&, const CallLeaveReply&) = default;
};

// A call of two ends; one of a group when the last has left.
struct CallLeaveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 117;
    using ReplyType = CallLeaveReply;
    static constexpr Op kOp = Op::call_leave;
    std::string call = {};

    friend bool operator==(const CallLeaveRequest&, const CallLeaveRequest&) = default;
};

// --- call.invite

struct CallInviteReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 118;
    CallInfo call = {};

    friend bool operator==(const CallInviteReply&, const CallInviteReply&) = default;
};

// Rings members of the group, once more if they did not answer. forbidden: a call of two.
struct CallInviteRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 118;
    using ReplyType = CallInviteReply;
    static constexpr Op kOp = Op::call_invite;
    std::string call = {};
    std::vector<UserId> users = {};

    friend bool operator==(const CallInviteRequest&, const CallInviteRequest&) = default;
};

// --- call.signal

struct CallSignalReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 119;

    friend bool operator==(const CallSignalReply&, const CallSignalReply&) = default;
};

// To another leg of the call. conflict: it, one's own leg, or the epoch is not there any more; it
// was dropped.
struct CallSignalRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 119;
    using ReplyType = CallSignalReply;
    static constexpr Op kOp = Op::call_signal;
    std::string call = {};
    std::uint32_t to = 0;
    std::uint32_t epoch = 0;
    std::optional<Sdp> sdp = {};
    std::optional<std::string> candidate = {};  // as in RTCIceCandidate.toJSON()
    std::optional<bool> last = {};  // there are no more candidates
    std::optional<std::string> key = {};  // of a secure call; the server cannot read it

    friend bool operator==(const CallSignalRequest&, const CallSignalRequest&) = default;
};

// --- call.media

struct CallMediaReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 120;

    friend bool operator==(const CallMediaReply&, const CallMediaReply&) = default;
};

// Says what one sends.
struct CallMediaRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 120;
    using ReplyType = CallMediaReply;
    static constexpr Op kOp = Op::call_media;
    std::string call = {};
    std::optional<bool> audio = {};
    std::optional<bool> video = {};
    std::optional<bool> screen = {};
    std::optional<bool> hand = {};
    std::optional<bool> connected = {};  // sound or pictures have arrived

    friend bool operator==(const CallMediaRequest&, const CallMediaRequest&) = default;
};

// --- call.resume

struct CallResumeReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 121;
    CallSeat seat = {};

    friend bool operator==(const CallResumeReply&, const CallResumeReply&) = default;
};

// After the socket was lost. Signals after `last` follow. Nothing about the media has to change.
struct CallResumeRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 121;
    using ReplyType = CallResumeReply;
    static constexpr Op kOp = Op::call_resume;
    std::string call = {};
    std::uint32_t leg = 0;
    std::string token = {};
    std::uint32_t last = 0;

    friend bool operator==(const CallResumeRequest&, const CallResumeRequest&) = default;
};

// --- call.ice

struct CallIceReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 122;
    IceConfig ice = {};

    friend bool operator==(const CallIceReply&, const CallIceReply&) = default;
};

// Fresh credentials.
struct CallIceRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 122;
    using ReplyType = CallIceReply;
    static constexpr Op kOp = Op::call_ice;

    friend bool operator==(const CallIceRequest&, const CallIceRequest&) = default;
};

// --- call.mod

struct CallModReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 123;

    friend bool operator==(const CallModReply&, const CallModReply&) = default;
};

// Asks somebody to mute, or sends them out: admins of the room, or who began the call.
struct CallModRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 123;
    using ReplyType = CallModReply;
    static constexpr Op kOp = Op::call_mod;
    std::string call = {};
    std::uint32_t leg = 0;
    CallAct act = CallAct::mute;

    friend bool operator==(const CallModRequest&, const CallModRequest&) = default;
};

// --- call.stats

struct CallStatsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 124;

    friend bool operator==(const CallStatsReply&, const CallStatsReply&) = default;
};

// How it goes, now and then: only counted, in histograms of the server. conflict: not in it, or
// nothing has arrived yet. invalid: shares beyond 1,000. rate_limited: more than one in five
// seconds, in the long run.
struct CallStatsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 124;
    using ReplyType = CallStatsReply;
    static constexpr Op kOp = Op::call_stats;
    std::string call = {};
    std::optional<CallSample> sample = {};

    friend bool operator==(const CallStatsRequest&, const CallStatsRequest&) = default;
};

// --- call.list

struct CallListReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 125;
    std::vector<CallInfo> calls = {};

    friend bool operator==(const CallListReply&, const CallListReply&) = default;
};

// The calls under way in one's own conversations.
struct CallListRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 125;
    using ReplyType = CallListReply;
    static constexpr Op kOp = Op::call_list;

    friend bool operator==(const CallListRequest&, const CallListRequest&) = default;
};

// --- call.rate

struct CallRateReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 126;

    friend bool operator==(const CallRateReply&, const CallRateReply&) = default;
};

// How it was, 1 to 5. Only sums are kept, and the note in the server's log.
struct CallRateRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 126;
    using ReplyType = CallRateReply;
    static constexpr Op kOp = Op::call_rate;
    std::string call = {};
    std::uint32_t stars = 0;
    std::optional<std::string> note = {};

    friend bool operator==(const CallRateRequest&, const CallRateRequest&) = default;
};

// --- call.sfu

struct CallSfuReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 127;
    std::string sdp = {};

    friend bool operator==(const CallSfuReply&, const CallSfuReply&) = default;
};

// In a call through the media router: an offer to it, again whenever sections change; the answer
// has the server's candidates. A section for somebody who sends nothing yet waits for it. conflict:
// one's own leg or the epoch is not there any more, or the call takes another way. too_large: the
// router is full.
struct CallSfuRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 127;
    using ReplyType = CallSfuReply;
    static constexpr Op kOp = Op::call_sfu;
    std::string call = {};
    std::uint32_t epoch = 0;
    std::string sdp = {};  // an offer, without candidates
    std::vector<SfuSend> sends = {};  // its other sections send nothing
    std::vector<SfuWant> wants = {};  // its other sections are inactive in the answer
    std::optional<bool> fresh = {};  // of another RTCPeerConnection: the one before is gone

    friend bool operator==(const CallSfuRequest&, const CallSfuRequest&) = default;
};

// --- call.layers

struct CallLayersReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 128;

    friend bool operator==(const CallLayersReply&, const CallLayersReply&) = default;
};

// The most that this device shows of what it is given. What is named and not given is left out.
// rate_limited: more than four a second, in the long run.
struct CallLayersRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 128;
    using ReplyType = CallLayersReply;
    static constexpr Op kOp = Op::call_layers;
    std::string call = {};
    std::vector<SfuLayer> layers = {};

    friend bool operator==(const CallLayersRequest&, const CallLayersRequest&) = default;
};

// --- call.reroute

struct CallRerouteReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 129;
    CallInfo call = {};

    friend bool operator==(const CallRerouteReply&, const CallRerouteReply&) = default;
};

// A call of two that finds no way goes on through the media router, with another epoch. Where it
// has got another one than `epoch` already, nothing changes.
struct CallRerouteRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 129;
    using ReplyType = CallRerouteReply;
    static constexpr Op kOp = Op::call_reroute;
    std::string call = {};
    std::uint32_t epoch = 0;

    friend bool operator==(const CallRerouteRequest&, const CallRerouteRequest&) = default;
};

// --- call.test

struct CallTestReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 130;
    std::optional<std::string> sdp = {};

    friend bool operator==(const CallTestReply&, const CallTestReply&) = default;
};

// A test of the way to the media router, which sends back what it is given: one for each socket,
// for two minutes.
struct CallTestRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 130;
    using ReplyType = CallTestReply;
    static constexpr Op kOp = Op::call_test;
    std::optional<std::string> sdp = {};  // absent: the test is over
    std::optional<std::vector<SfuSend>> sends = {};
    std::optional<std::vector<SfuWant>> wants = {};  // of leg 0

    friend bool operator==(const CallTestRequest&, const CallTestRequest&) = default;
};

// --- admin.connections

struct AdminConnectionsReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 131;
    std::vector<AdminConnection> connections = {};
    std::uint32_t total = 0;
    bool more = false;

    friend bool operator==(const AdminConnectionsReply&, const AdminConnectionsReply&) = default;
};

// A page of the sockets of this node. One at a time for each socket, and four a second for all
// administrators; else rate_limited.
struct AdminConnectionsRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 131;
    using ReplyType = AdminConnectionsReply;
    static constexpr Op kOp = Op::admin_connections;
    std::optional<ConnectionOrder> order = {};  // absent: newest
    std::optional<std::uint64_t> key = {};  // with `after`: what the last row of the page before was ordered by
    std::optional<std::uint64_t> after = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminConnectionsRequest&, const AdminConnectionsRequest&) = default;
};

// --- admin.live

struct AdminLiveReply {
    using Of = Reply;
    static constexpr std::uint16_t kIndex = 132;
    std::vector<LiveRoom> rooms = {};
    std::uint32_t total = 0;
    bool more = false;

    friend bool operator==(const AdminLiveReply&, const AdminLiveReply&) = default;
};

// A page of the rooms in which somebody wrote last, up to a thousand since the server began; the
// largest by `order` (absent: minute) first. As rare as admin.connections.
struct AdminLiveRequest {
    using Of = Request;
    static constexpr std::uint16_t kIndex = 132;
    using ReplyType = AdminLiveReply;
    static constexpr Op kOp = Op::admin_live;
    std::optional<LiveOrder> order = {};
    std::optional<std::uint32_t> skip = {};
    std::optional<std::uint32_t> limit = {};

    friend bool operator==(const AdminLiveRequest&, const AdminLiveRequest&) = default;
};

// --- Pushes

// Logged events of open rooms, in seq order per room.
struct EventsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 0;
    std::vector<Event> events = {};

    friend bool operator==(const EventsPush&, const EventsPush&) = default;
};

// Newest seq and count of rooms that are not open.
struct HeadsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 1;
    std::vector<Head> heads = {};

    friend bool operator==(const HeadsPush&, const HeadsPush&) = default;
};

// Not logged; may be merged or left out under load.
struct EphemeralPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 2;
    std::vector<Ephemeral> ephemeral = {};

    friend bool operator==(const EphemeralPush&, const EphemeralPush&) = default;
};

// Too slow: these rooms were closed at that seq; room.open catches up.
struct LagPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 3;
    std::vector<Lag> lag = {};

    friend bool operator==(const LagPush&, const LagPush&) = default;
};

// About this session; a close follows.
struct NoticePush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 4;
    NoticeKind notice = NoticeKind::replaced;
    std::optional<std::uint32_t> retry_after = {};
    std::optional<std::string> text = {};

    friend bool operator==(const NoticePush&, const NoticePush&) = default;
};

// New or changed rooms of this account.
struct RoomsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 5;
    std::vector<RoomInfo> rooms = {};

    friend bool operator==(const RoomsPush&, const RoomsPush&) = default;
};

// Rooms that this account is no longer in.
struct GonePush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 6;
    std::vector<RoomId> gone = {};

    friend bool operator==(const GonePush&, const GonePush&) = default;
};

// Changed names, pictures or status of oneself and people in common small rooms.
struct UsersPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 7;
    std::vector<UserInfo> users = {};

    friend bool operator==(const UsersPush&, const UsersPush&) = default;
};

// How many unread messages name this account, room by room.
struct MentionsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 8;
    std::vector<Mention> mentions = {};

    friend bool operator==(const MentionsPush&, const MentionsPush&) = default;
};

// Own settings, contacts or blocks changed.
struct AccountPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 9;
    Account account = {};

    friend bool operator==(const AccountPush&, const AccountPush&) = default;
};

// Own votes at anonymous polls and own confirmations (without choices), which live `events` keep
// from everybody.
struct VotesPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 10;
    std::vector<OwnVote> votes = {};

    friend bool operator==(const VotesPush&, const VotesPush&) = default;
};

// Own messages that are sent later: new or changed ones, and those that are sent or removed.
struct SchedulesPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 11;
    std::vector<Schedule> schedules = {};
    std::optional<std::vector<std::uint64_t>> gone = {};

    friend bool operator==(const SchedulesPush&, const SchedulesPush&) = default;
};

// Own reminders: new ones and those that are due, and those that are done with.
struct RemindersPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 12;
    std::vector<Reminder> reminders = {};
    std::optional<std::vector<std::uint64_t>> gone = {};

    friend bool operator==(const RemindersPush&, const RemindersPush&) = default;
};

// Own stickers: new ones, and those that were removed.
struct StickersPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 13;
    std::vector<Sticker> stickers = {};
    std::optional<std::vector<std::uint64_t>> gone = {};

    friend bool operator==(const StickersPush&, const StickersPush&) = default;
};

// Own drafts that another device changed.
struct DraftsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 14;
    std::vector<Draft> drafts = {};

    friend bool operator==(const DraftsPush&, const DraftsPush&) = default;
};

// Somebody calls: ring until then. `leg` is theirs; `busy`: this account is in another call.
struct RingPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 15;
    CallInfo ring = {};
    UserInfo from = {};
    TimeMs until = 0;
    std::optional<Sdp> offer = {};
    std::uint32_t leg = 0;
    std::optional<bool> busy = {};

    friend bool operator==(const RingPush&, const RingPush&) = default;
};

// Stop ringing.
struct RingStopPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 16;
    std::string ring_stop = {};
    CallEnd why = CallEnd::completed;

    friend bool operator==(const RingStopPush&, const RingStopPush&) = default;
};

// Calls in one's own conversations as they stand now: new or changed ones; an ended one once.
struct CallsPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 17;
    std::vector<CallInfo> calls = {};

    friend bool operator==(const CallsPush&, const CallsPush&) = default;
};

// From another leg, in the call `signal`. `seq` ascends for each receiving leg, without holes.
struct SignalPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 18;
    std::string signal = {};
    std::uint32_t from = 0;
    std::uint32_t to = 0;
    std::uint32_t epoch = 0;
    std::uint32_t seq = 0;
    std::optional<Sdp> sdp = {};
    std::optional<std::string> candidate = {};
    std::optional<bool> last = {};
    std::optional<std::string> key = {};

    friend bool operator==(const SignalPush&, const SignalPush&) = default;
};

// This device is not in the call any more.
struct CallEndPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 19;
    std::string call_end = {};
    CallEnd why = CallEnd::completed;
    std::uint32_t seconds = 0;

    friend bool operator==(const CallEndPush&, const CallEndPush&) = default;
};

// Somebody asks this device to mute.
struct MutePleasePush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 20;
    std::string mute_please = {};
    UserId by = {};

    friend bool operator==(const MutePleasePush&, const MutePleasePush&) = default;
};

// Who speaks in this call through the media router (absent: nobody), and who did, the last first;
// by leg.
struct SpeakersPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 21;
    std::string speakers = {};
    std::optional<std::uint32_t> speaking = {};
    std::vector<std::uint32_t> ranked = {};

    friend bool operator==(const SpeakersPush&, const SpeakersPush&) = default;
};

// Which layer of a stream this device is given from now on; 0: its line, or the number of pictures,
// does not allow it.
struct LayerPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 22;
    std::string layer = {};
    SfuLayer is = {};

    friend bool operator==(const LayerPush&, const LayerPush&) = default;
};

// The media router does not hear this device any more: in the call of this id, or in the test
// (empty).
struct SfuLostPush {
    using Of = Push;
    static constexpr std::uint16_t kIndex = 23;
    std::string sfu_lost = {};
    std::optional<std::string> why = {};

    friend bool operator==(const SfuLostPush&, const SfuLostPush&) = default;
};

// In the order of the operations: the index of a request is the index of its reply and of its line in kOps.
// Copying, moving, comparing and destroying one is compiled once, in files of their own.
}  // namespace teahouse::proto
namespace teahouse::one_of {
extern template struct ActionsOf<proto::HelloRequest>;
extern template struct ActionsOf<proto::PingRequest>;
extern template struct ActionsOf<proto::SessionListRequest>;
extern template struct ActionsOf<proto::SessionRevokeRequest>;
extern template struct ActionsOf<proto::LogoutRequest>;
extern template struct ActionsOf<proto::RegisterRequest>;
extern template struct ActionsOf<proto::LoginRequest>;
extern template struct ActionsOf<proto::PasswordChangeRequest>;
extern template struct ActionsOf<proto::ServerInfoRequest>;
extern template struct ActionsOf<proto::UserGetRequest>;
extern template struct ActionsOf<proto::UserSearchRequest>;
extern template struct ActionsOf<proto::ProfileSetRequest>;
extern template struct ActionsOf<proto::RoomCreateRequest>;
extern template struct ActionsOf<proto::RoomListRequest>;
extern template struct ActionsOf<proto::RoomGetRequest>;
extern template struct ActionsOf<proto::RoomSetRequest>;
extern template struct ActionsOf<proto::RoomOpenRequest>;
extern template struct ActionsOf<proto::RoomCloseRequest>;
extern template struct ActionsOf<proto::RoomJoinRequest>;
extern template struct ActionsOf<proto::RoomLeaveRequest>;
extern template struct ActionsOf<proto::RoomInviteRequest>;
extern template struct ActionsOf<proto::RoomRemoveRequest>;
extern template struct ActionsOf<proto::RoomRoleRequest>;
extern template struct ActionsOf<proto::RoomTransferRequest>;
extern template struct ActionsOf<proto::RoomDissolveRequest>;
extern template struct ActionsOf<proto::RoomMembersRequest>;
extern template struct ActionsOf<proto::RoomStateRequest>;
extern template struct ActionsOf<proto::MessageSendRequest>;
extern template struct ActionsOf<proto::HistoryRequest>;
extern template struct ActionsOf<proto::ReadRequest>;
extern template struct ActionsOf<proto::TypingRequest>;
extern template struct ActionsOf<proto::PresenceWatchRequest>;
extern template struct ActionsOf<proto::MessageEditRequest>;
extern template struct ActionsOf<proto::MessageRecallRequest>;
extern template struct ActionsOf<proto::MessageReactRequest>;
extern template struct ActionsOf<proto::MessagePinRequest>;
extern template struct ActionsOf<proto::MessageGetRequest>;
extern template struct ActionsOf<proto::MessageForwardRequest>;
extern template struct ActionsOf<proto::RoomFilesRequest>;
extern template struct ActionsOf<proto::SearchRequest>;
extern template struct ActionsOf<proto::RoomPrefsRequest>;
extern template struct ActionsOf<proto::FolderSetRequest>;
extern template struct ActionsOf<proto::ContactSetRequest>;
extern template struct ActionsOf<proto::BlockSetRequest>;
extern template struct ActionsOf<proto::PresenceSetRequest>;
extern template struct ActionsOf<proto::RoomMuteRequest>;
extern template struct ActionsOf<proto::RoomNickRequest>;
extern template struct ActionsOf<proto::RoomNicksRequest>;
extern template struct ActionsOf<proto::LinkCreateRequest>;
extern template struct ActionsOf<proto::LinkListRequest>;
extern template struct ActionsOf<proto::LinkRevokeRequest>;
extern template struct ActionsOf<proto::LinkGetRequest>;
extern template struct ActionsOf<proto::LinkJoinRequest>;
extern template struct ActionsOf<proto::MessageReadersRequest>;
extern template struct ActionsOf<proto::MessageNudgeRequest>;
extern template struct ActionsOf<proto::AdminStatsRequest>;
extern template struct ActionsOf<proto::AdminUsersRequest>;
extern template struct ActionsOf<proto::AdminUserSetRequest>;
extern template struct ActionsOf<proto::AdminPasswordRequest>;
extern template struct ActionsOf<proto::AdminSessionsRequest>;
extern template struct ActionsOf<proto::AdminSessionEndRequest>;
extern template struct ActionsOf<proto::AdminRoomsRequest>;
extern template struct ActionsOf<proto::AdminAuditRequest>;
extern template struct ActionsOf<proto::AdminBansRequest>;
extern template struct ActionsOf<proto::AdminBanRequest>;
extern template struct ActionsOf<proto::AdminUnbanRequest>;
extern template struct ActionsOf<proto::AdminPurgeRequest>;
extern template struct ActionsOf<proto::AdminInvitesRequest>;
extern template struct ActionsOf<proto::AdminInviteMakeRequest>;
extern template struct ActionsOf<proto::AdminInviteEndRequest>;
extern template struct ActionsOf<proto::AdminApplicantRequest>;
extern template struct ActionsOf<proto::AdminSettingsRequest>;
extern template struct ActionsOf<proto::NotifyKeyRequest>;
extern template struct ActionsOf<proto::NotifyAddRequest>;
extern template struct ActionsOf<proto::NotifySetRequest>;
extern template struct ActionsOf<proto::NotifyListRequest>;
extern template struct ActionsOf<proto::NotifyRemoveRequest>;
extern template struct ActionsOf<proto::NotifyTestRequest>;
extern template struct ActionsOf<proto::PollVoteRequest>;
extern template struct ActionsOf<proto::PollCloseRequest>;
extern template struct ActionsOf<proto::MessageRecordRequest>;
extern template struct ActionsOf<proto::AdminBotsRequest>;
extern template struct ActionsOf<proto::AdminBotMakeRequest>;
extern template struct ActionsOf<proto::AdminBotTokenRequest>;
extern template struct ActionsOf<proto::AdminBotTokenEndRequest>;
extern template struct ActionsOf<proto::HookMakeRequest>;
extern template struct ActionsOf<proto::HookListRequest>;
extern template struct ActionsOf<proto::HookSetRequest>;
extern template struct ActionsOf<proto::HookRemoveRequest>;
extern template struct ActionsOf<proto::CommandListRequest>;
extern template struct ActionsOf<proto::MessageReportRequest>;
extern template struct ActionsOf<proto::AdminReportsRequest>;
extern template struct ActionsOf<proto::AdminReportCloseRequest>;
extern template struct ActionsOf<proto::AdminWordsRequest>;
extern template struct ActionsOf<proto::ScheduleAddRequest>;
extern template struct ActionsOf<proto::ScheduleListRequest>;
extern template struct ActionsOf<proto::ScheduleSetRequest>;
extern template struct ActionsOf<proto::ScheduleRemoveRequest>;
extern template struct ActionsOf<proto::ReminderAddRequest>;
extern template struct ActionsOf<proto::ReminderListRequest>;
extern template struct ActionsOf<proto::ReminderRemoveRequest>;
extern template struct ActionsOf<proto::MessageConfirmRequest>;
extern template struct ActionsOf<proto::MessageConfirmsRequest>;
extern template struct ActionsOf<proto::PreviewGetRequest>;
extern template struct ActionsOf<proto::StickerListRequest>;
extern template struct ActionsOf<proto::StickerAddRequest>;
extern template struct ActionsOf<proto::StickerOrderRequest>;
extern template struct ActionsOf<proto::StickerRemoveRequest>;
extern template struct ActionsOf<proto::StickerSendRequest>;
extern template struct ActionsOf<proto::AdminFilesRequest>;
extern template struct ActionsOf<proto::AdminFileRemoveRequest>;
extern template struct ActionsOf<proto::DraftSetRequest>;
extern template struct ActionsOf<proto::CallStartRequest>;
extern template struct ActionsOf<proto::CallRingingRequest>;
extern template struct ActionsOf<proto::CallAcceptRequest>;
extern template struct ActionsOf<proto::CallDeclineRequest>;
extern template struct ActionsOf<proto::CallJoinRequest>;
extern template struct ActionsOf<proto::CallLeaveRequest>;
extern template struct ActionsOf<proto::CallInviteRequest>;
extern template struct ActionsOf<proto::CallSignalRequest>;
extern template struct ActionsOf<proto::CallMediaRequest>;
extern template struct ActionsOf<proto::CallResumeRequest>;
extern template struct ActionsOf<proto::CallIceRequest>;
extern template struct ActionsOf<proto::CallModRequest>;
extern template struct ActionsOf<proto::CallStatsRequest>;
extern template struct ActionsOf<proto::CallListRequest>;
extern template struct ActionsOf<proto::CallRateRequest>;
extern template struct ActionsOf<proto::CallSfuRequest>;
extern template struct ActionsOf<proto::CallLayersRequest>;
extern template struct ActionsOf<proto::CallRerouteRequest>;
extern template struct ActionsOf<proto::CallTestRequest>;
extern template struct ActionsOf<proto::AdminConnectionsRequest>;
extern template struct ActionsOf<proto::AdminLiveRequest>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
inline constexpr std::size_t kRequestBytes = kOneOfBytes<
    HelloRequest, PingRequest, SessionListRequest, SessionRevokeRequest, LogoutRequest,
    RegisterRequest, LoginRequest, PasswordChangeRequest, ServerInfoRequest, UserGetRequest,
    UserSearchRequest, ProfileSetRequest, RoomCreateRequest, RoomListRequest,
    RoomGetRequest, RoomSetRequest, RoomOpenRequest, RoomCloseRequest, RoomJoinRequest,
    RoomLeaveRequest, RoomInviteRequest, RoomRemoveRequest, RoomRoleRequest,
    RoomTransferRequest, RoomDissolveRequest, RoomMembersRequest, RoomStateRequest,
    MessageSendRequest, HistoryRequest, ReadRequest, TypingRequest, PresenceWatchRequest,
    MessageEditRequest, MessageRecallRequest, MessageReactRequest, MessagePinRequest,
    MessageGetRequest, MessageForwardRequest, RoomFilesRequest, SearchRequest,
    RoomPrefsRequest, FolderSetRequest, ContactSetRequest, BlockSetRequest,
    PresenceSetRequest, RoomMuteRequest, RoomNickRequest, RoomNicksRequest,
    LinkCreateRequest, LinkListRequest, LinkRevokeRequest, LinkGetRequest, LinkJoinRequest,
    MessageReadersRequest, MessageNudgeRequest, AdminStatsRequest, AdminUsersRequest,
    AdminUserSetRequest, AdminPasswordRequest, AdminSessionsRequest, AdminSessionEndRequest,
    AdminRoomsRequest, AdminAuditRequest, AdminBansRequest, AdminBanRequest,
    AdminUnbanRequest, AdminPurgeRequest, AdminInvitesRequest, AdminInviteMakeRequest,
    AdminInviteEndRequest, AdminApplicantRequest, AdminSettingsRequest, NotifyKeyRequest,
    NotifyAddRequest, NotifySetRequest, NotifyListRequest, NotifyRemoveRequest,
    NotifyTestRequest, PollVoteRequest, PollCloseRequest, MessageRecordRequest,
    AdminBotsRequest, AdminBotMakeRequest, AdminBotTokenRequest, AdminBotTokenEndRequest,
    HookMakeRequest, HookListRequest, HookSetRequest, HookRemoveRequest, CommandListRequest,
    MessageReportRequest, AdminReportsRequest, AdminReportCloseRequest, AdminWordsRequest,
    ScheduleAddRequest, ScheduleListRequest, ScheduleSetRequest, ScheduleRemoveRequest,
    ReminderAddRequest, ReminderListRequest, ReminderRemoveRequest, MessageConfirmRequest,
    MessageConfirmsRequest, PreviewGetRequest, StickerListRequest, StickerAddRequest,
    StickerOrderRequest, StickerRemoveRequest, StickerSendRequest, AdminFilesRequest,
    AdminFileRemoveRequest, DraftSetRequest, CallStartRequest, CallRingingRequest,
    CallAcceptRequest, CallDeclineRequest, CallJoinRequest, CallLeaveRequest,
    CallInviteRequest, CallSignalRequest, CallMediaRequest, CallResumeRequest,
    CallIceRequest, CallModRequest, CallStatsRequest, CallListRequest, CallRateRequest,
    CallSfuRequest, CallLayersRequest, CallRerouteRequest, CallTestRequest,
    AdminConnectionsRequest, AdminLiveRequest
>;
class Request : public OneOf<Request, kRequestBytes> {
public:
    using OneOf::OneOf;
    Request();
    Request(const Request&);
    Request(Request&&) noexcept;
    Request& operator=(const Request&);
    Request& operator=(Request&&) noexcept;
    ~Request();
    friend bool operator==(const Request&, const Request&);
};

template <class Visit>
decltype(auto) visit(const Visit& visit, const Request& one) {
    switch (one.index()) {
        case 0: return visit(one.as<HelloRequest>());
        case 1: return visit(one.as<PingRequest>());
        case 2: return visit(one.as<SessionListRequest>());
        case 3: return visit(one.as<SessionRevokeRequest>());
        case 4: return visit(one.as<LogoutRequest>());
        case 5: return visit(one.as<RegisterRequest>());
        case 6: return visit(one.as<LoginRequest>());
        case 7: return visit(one.as<PasswordChangeRequest>());
        case 8: return visit(one.as<ServerInfoRequest>());
        case 9: return visit(one.as<UserGetRequest>());
        case 10: return visit(one.as<UserSearchRequest>());
        case 11: return visit(one.as<ProfileSetRequest>());
        case 12: return visit(one.as<RoomCreateRequest>());
        case 13: return visit(one.as<RoomListRequest>());
        case 14: return visit(one.as<RoomGetRequest>());
        case 15: return visit(one.as<RoomSetRequest>());
        case 16: return visit(one.as<RoomOpenRequest>());
        case 17: return visit(one.as<RoomCloseRequest>());
        case 18: return visit(one.as<RoomJoinRequest>());
        case 19: return visit(one.as<RoomLeaveRequest>());
        case 20: return visit(one.as<RoomInviteRequest>());
        case 21: return visit(one.as<RoomRemoveRequest>());
        case 22: return visit(one.as<RoomRoleRequest>());
        case 23: return visit(one.as<RoomTransferRequest>());
        case 24: return visit(one.as<RoomDissolveRequest>());
        case 25: return visit(one.as<RoomMembersRequest>());
        case 26: return visit(one.as<RoomStateRequest>());
        case 27: return visit(one.as<MessageSendRequest>());
        case 28: return visit(one.as<HistoryRequest>());
        case 29: return visit(one.as<ReadRequest>());
        case 30: return visit(one.as<TypingRequest>());
        case 31: return visit(one.as<PresenceWatchRequest>());
        case 32: return visit(one.as<MessageEditRequest>());
        case 33: return visit(one.as<MessageRecallRequest>());
        case 34: return visit(one.as<MessageReactRequest>());
        case 35: return visit(one.as<MessagePinRequest>());
        case 36: return visit(one.as<MessageGetRequest>());
        case 37: return visit(one.as<MessageForwardRequest>());
        case 38: return visit(one.as<RoomFilesRequest>());
        case 39: return visit(one.as<SearchRequest>());
        case 40: return visit(one.as<RoomPrefsRequest>());
        case 41: return visit(one.as<FolderSetRequest>());
        case 42: return visit(one.as<ContactSetRequest>());
        case 43: return visit(one.as<BlockSetRequest>());
        case 44: return visit(one.as<PresenceSetRequest>());
        case 45: return visit(one.as<RoomMuteRequest>());
        case 46: return visit(one.as<RoomNickRequest>());
        case 47: return visit(one.as<RoomNicksRequest>());
        case 48: return visit(one.as<LinkCreateRequest>());
        case 49: return visit(one.as<LinkListRequest>());
        case 50: return visit(one.as<LinkRevokeRequest>());
        case 51: return visit(one.as<LinkGetRequest>());
        case 52: return visit(one.as<LinkJoinRequest>());
        case 53: return visit(one.as<MessageReadersRequest>());
        case 54: return visit(one.as<MessageNudgeRequest>());
        case 55: return visit(one.as<AdminStatsRequest>());
        case 56: return visit(one.as<AdminUsersRequest>());
        case 57: return visit(one.as<AdminUserSetRequest>());
        case 58: return visit(one.as<AdminPasswordRequest>());
        case 59: return visit(one.as<AdminSessionsRequest>());
        case 60: return visit(one.as<AdminSessionEndRequest>());
        case 61: return visit(one.as<AdminRoomsRequest>());
        case 62: return visit(one.as<AdminAuditRequest>());
        case 63: return visit(one.as<AdminBansRequest>());
        case 64: return visit(one.as<AdminBanRequest>());
        case 65: return visit(one.as<AdminUnbanRequest>());
        case 66: return visit(one.as<AdminPurgeRequest>());
        case 67: return visit(one.as<AdminInvitesRequest>());
        case 68: return visit(one.as<AdminInviteMakeRequest>());
        case 69: return visit(one.as<AdminInviteEndRequest>());
        case 70: return visit(one.as<AdminApplicantRequest>());
        case 71: return visit(one.as<AdminSettingsRequest>());
        case 72: return visit(one.as<NotifyKeyRequest>());
        case 73: return visit(one.as<NotifyAddRequest>());
        case 74: return visit(one.as<NotifySetRequest>());
        case 75: return visit(one.as<NotifyListRequest>());
        case 76: return visit(one.as<NotifyRemoveRequest>());
        case 77: return visit(one.as<NotifyTestRequest>());
        case 78: return visit(one.as<PollVoteRequest>());
        case 79: return visit(one.as<PollCloseRequest>());
        case 80: return visit(one.as<MessageRecordRequest>());
        case 81: return visit(one.as<AdminBotsRequest>());
        case 82: return visit(one.as<AdminBotMakeRequest>());
        case 83: return visit(one.as<AdminBotTokenRequest>());
        case 84: return visit(one.as<AdminBotTokenEndRequest>());
        case 85: return visit(one.as<HookMakeRequest>());
        case 86: return visit(one.as<HookListRequest>());
        case 87: return visit(one.as<HookSetRequest>());
        case 88: return visit(one.as<HookRemoveRequest>());
        case 89: return visit(one.as<CommandListRequest>());
        case 90: return visit(one.as<MessageReportRequest>());
        case 91: return visit(one.as<AdminReportsRequest>());
        case 92: return visit(one.as<AdminReportCloseRequest>());
        case 93: return visit(one.as<AdminWordsRequest>());
        case 94: return visit(one.as<ScheduleAddRequest>());
        case 95: return visit(one.as<ScheduleListRequest>());
        case 96: return visit(one.as<ScheduleSetRequest>());
        case 97: return visit(one.as<ScheduleRemoveRequest>());
        case 98: return visit(one.as<ReminderAddRequest>());
        case 99: return visit(one.as<ReminderListRequest>());
        case 100: return visit(one.as<ReminderRemoveRequest>());
        case 101: return visit(one.as<MessageConfirmRequest>());
        case 102: return visit(one.as<MessageConfirmsRequest>());
        case 103: return visit(one.as<PreviewGetRequest>());
        case 104: return visit(one.as<StickerListRequest>());
        case 105: return visit(one.as<StickerAddRequest>());
        case 106: return visit(one.as<StickerOrderRequest>());
        case 107: return visit(one.as<StickerRemoveRequest>());
        case 108: return visit(one.as<StickerSendRequest>());
        case 109: return visit(one.as<AdminFilesRequest>());
        case 110: return visit(one.as<AdminFileRemoveRequest>());
        case 111: return visit(one.as<DraftSetRequest>());
        case 112: return visit(one.as<CallStartRequest>());
        case 113: return visit(one.as<CallRingingRequest>());
        case 114: return visit(one.as<CallAcceptRequest>());
        case 115: return visit(one.as<CallDeclineRequest>());
        case 116: return visit(one.as<CallJoinRequest>());
        case 117: return visit(one.as<CallLeaveRequest>());
        case 118: return visit(one.as<CallInviteRequest>());
        case 119: return visit(one.as<CallSignalRequest>());
        case 120: return visit(one.as<CallMediaRequest>());
        case 121: return visit(one.as<CallResumeRequest>());
        case 122: return visit(one.as<CallIceRequest>());
        case 123: return visit(one.as<CallModRequest>());
        case 124: return visit(one.as<CallStatsRequest>());
        case 125: return visit(one.as<CallListRequest>());
        case 126: return visit(one.as<CallRateRequest>());
        case 127: return visit(one.as<CallSfuRequest>());
        case 128: return visit(one.as<CallLayersRequest>());
        case 129: return visit(one.as<CallRerouteRequest>());
        case 130: return visit(one.as<CallTestRequest>());
        case 131: return visit(one.as<AdminConnectionsRequest>());
        case 132: return visit(one.as<AdminLiveRequest>());
        default: __builtin_unreachable();
    }
}

template <class Visit>
decltype(auto) visit(const Visit& visit, Request& one) {
    switch (one.index()) {
        case 0: return visit(one.as<HelloRequest>());
        case 1: return visit(one.as<PingRequest>());
        case 2: return visit(one.as<SessionListRequest>());
        case 3: return visit(one.as<SessionRevokeRequest>());
        case 4: return visit(one.as<LogoutRequest>());
        case 5: return visit(one.as<RegisterRequest>());
        case 6: return visit(one.as<LoginRequest>());
        case 7: return visit(one.as<PasswordChangeRequest>());
        case 8: return visit(one.as<ServerInfoRequest>());
        case 9: return visit(one.as<UserGetRequest>());
        case 10: return visit(one.as<UserSearchRequest>());
        case 11: return visit(one.as<ProfileSetRequest>());
        case 12: return visit(one.as<RoomCreateRequest>());
        case 13: return visit(one.as<RoomListRequest>());
        case 14: return visit(one.as<RoomGetRequest>());
        case 15: return visit(one.as<RoomSetRequest>());
        case 16: return visit(one.as<RoomOpenRequest>());
        case 17: return visit(one.as<RoomCloseRequest>());
        case 18: return visit(one.as<RoomJoinRequest>());
        case 19: return visit(one.as<RoomLeaveRequest>());
        case 20: return visit(one.as<RoomInviteRequest>());
        case 21: return visit(one.as<RoomRemoveRequest>());
        case 22: return visit(one.as<RoomRoleRequest>());
        case 23: return visit(one.as<RoomTransferRequest>());
        case 24: return visit(one.as<RoomDissolveRequest>());
        case 25: return visit(one.as<RoomMembersRequest>());
        case 26: return visit(one.as<RoomStateRequest>());
        case 27: return visit(one.as<MessageSendRequest>());
        case 28: return visit(one.as<HistoryRequest>());
        case 29: return visit(one.as<ReadRequest>());
        case 30: return visit(one.as<TypingRequest>());
        case 31: return visit(one.as<PresenceWatchRequest>());
        case 32: return visit(one.as<MessageEditRequest>());
        case 33: return visit(one.as<MessageRecallRequest>());
        case 34: return visit(one.as<MessageReactRequest>());
        case 35: return visit(one.as<MessagePinRequest>());
        case 36: return visit(one.as<MessageGetRequest>());
        case 37: return visit(one.as<MessageForwardRequest>());
        case 38: return visit(one.as<RoomFilesRequest>());
        case 39: return visit(one.as<SearchRequest>());
        case 40: return visit(one.as<RoomPrefsRequest>());
        case 41: return visit(one.as<FolderSetRequest>());
        case 42: return visit(one.as<ContactSetRequest>());
        case 43: return visit(one.as<BlockSetRequest>());
        case 44: return visit(one.as<PresenceSetRequest>());
        case 45: return visit(one.as<RoomMuteRequest>());
        case 46: return visit(one.as<RoomNickRequest>());
        case 47: return visit(one.as<RoomNicksRequest>());
        case 48: return visit(one.as<LinkCreateRequest>());
        case 49: return visit(one.as<LinkListRequest>());
        case 50: return visit(one.as<LinkRevokeRequest>());
        case 51: return visit(one.as<LinkGetRequest>());
        case 52: return visit(one.as<LinkJoinRequest>());
        case 53: return visit(one.as<MessageReadersRequest>());
        case 54: return visit(one.as<MessageNudgeRequest>());
        case 55: return visit(one.as<AdminStatsRequest>());
        case 56: return visit(one.as<AdminUsersRequest>());
        case 57: return visit(one.as<AdminUserSetRequest>());
        case 58: return visit(one.as<AdminPasswordRequest>());
        case 59: return visit(one.as<AdminSessionsRequest>());
        case 60: return visit(one.as<AdminSessionEndRequest>());
        case 61: return visit(one.as<AdminRoomsRequest>());
        case 62: return visit(one.as<AdminAuditRequest>());
        case 63: return visit(one.as<AdminBansRequest>());
        case 64: return visit(one.as<AdminBanRequest>());
        case 65: return visit(one.as<AdminUnbanRequest>());
        case 66: return visit(one.as<AdminPurgeRequest>());
        case 67: return visit(one.as<AdminInvitesRequest>());
        case 68: return visit(one.as<AdminInviteMakeRequest>());
        case 69: return visit(one.as<AdminInviteEndRequest>());
        case 70: return visit(one.as<AdminApplicantRequest>());
        case 71: return visit(one.as<AdminSettingsRequest>());
        case 72: return visit(one.as<NotifyKeyRequest>());
        case 73: return visit(one.as<NotifyAddRequest>());
        case 74: return visit(one.as<NotifySetRequest>());
        case 75: return visit(one.as<NotifyListRequest>());
        case 76: return visit(one.as<NotifyRemoveRequest>());
        case 77: return visit(one.as<NotifyTestRequest>());
        case 78: return visit(one.as<PollVoteRequest>());
        case 79: return visit(one.as<PollCloseRequest>());
        case 80: return visit(one.as<MessageRecordRequest>());
        case 81: return visit(one.as<AdminBotsRequest>());
        case 82: return visit(one.as<AdminBotMakeRequest>());
        case 83: return visit(one.as<AdminBotTokenRequest>());
        case 84: return visit(one.as<AdminBotTokenEndRequest>());
        case 85: return visit(one.as<HookMakeRequest>());
        case 86: return visit(one.as<HookListRequest>());
        case 87: return visit(one.as<HookSetRequest>());
        case 88: return visit(one.as<HookRemoveRequest>());
        case 89: return visit(one.as<CommandListRequest>());
        case 90: return visit(one.as<MessageReportRequest>());
        case 91: return visit(one.as<AdminReportsRequest>());
        case 92: return visit(one.as<AdminReportCloseRequest>());
        case 93: return visit(one.as<AdminWordsRequest>());
        case 94: return visit(one.as<ScheduleAddRequest>());
        case 95: return visit(one.as<ScheduleListRequest>());
        case 96: return visit(one.as<ScheduleSetRequest>());
        case 97: return visit(one.as<ScheduleRemoveRequest>());
        case 98: return visit(one.as<ReminderAddRequest>());
        case 99: return visit(one.as<ReminderListRequest>());
        case 100: return visit(one.as<ReminderRemoveRequest>());
        case 101: return visit(one.as<MessageConfirmRequest>());
        case 102: return visit(one.as<MessageConfirmsRequest>());
        case 103: return visit(one.as<PreviewGetRequest>());
        case 104: return visit(one.as<StickerListRequest>());
        case 105: return visit(one.as<StickerAddRequest>());
        case 106: return visit(one.as<StickerOrderRequest>());
        case 107: return visit(one.as<StickerRemoveRequest>());
        case 108: return visit(one.as<StickerSendRequest>());
        case 109: return visit(one.as<AdminFilesRequest>());
        case 110: return visit(one.as<AdminFileRemoveRequest>());
        case 111: return visit(one.as<DraftSetRequest>());
        case 112: return visit(one.as<CallStartRequest>());
        case 113: return visit(one.as<CallRingingRequest>());
        case 114: return visit(one.as<CallAcceptRequest>());
        case 115: return visit(one.as<CallDeclineRequest>());
        case 116: return visit(one.as<CallJoinRequest>());
        case 117: return visit(one.as<CallLeaveRequest>());
        case 118: return visit(one.as<CallInviteRequest>());
        case 119: return visit(one.as<CallSignalRequest>());
        case 120: return visit(one.as<CallMediaRequest>());
        case 121: return visit(one.as<CallResumeRequest>());
        case 122: return visit(one.as<CallIceRequest>());
        case 123: return visit(one.as<CallModRequest>());
        case 124: return visit(one.as<CallStatsRequest>());
        case 125: return visit(one.as<CallListRequest>());
        case 126: return visit(one.as<CallRateRequest>());
        case 127: return visit(one.as<CallSfuRequest>());
        case 128: return visit(one.as<CallLayersRequest>());
        case 129: return visit(one.as<CallRerouteRequest>());
        case 130: return visit(one.as<CallTestRequest>());
        case 131: return visit(one.as<AdminConnectionsRequest>());
        case 132: return visit(one.as<AdminLiveRequest>());
        default: __builtin_unreachable();
    }
}

}  // namespace teahouse::proto
namespace teahouse::one_of {
extern template struct ActionsOf<proto::HelloReply>;
extern template struct ActionsOf<proto::PingReply>;
extern template struct ActionsOf<proto::SessionListReply>;
extern template struct ActionsOf<proto::SessionRevokeReply>;
extern template struct ActionsOf<proto::LogoutReply>;
extern template struct ActionsOf<proto::RegisterReply>;
extern template struct ActionsOf<proto::LoginReply>;
extern template struct ActionsOf<proto::PasswordChangeReply>;
extern template struct ActionsOf<proto::ServerInfoReply>;
extern template struct ActionsOf<proto::UserGetReply>;
extern template struct ActionsOf<proto::UserSearchReply>;
extern template struct ActionsOf<proto::ProfileSetReply>;
extern template struct ActionsOf<proto::RoomCreateReply>;
extern template struct ActionsOf<proto::RoomListReply>;
extern template struct ActionsOf<proto::RoomGetReply>;
extern template struct ActionsOf<proto::RoomSetReply>;
extern template struct ActionsOf<proto::RoomOpenReply>;
extern template struct ActionsOf<proto::RoomCloseReply>;
extern template struct ActionsOf<proto::RoomJoinReply>;
extern template struct ActionsOf<proto::RoomLeaveReply>;
extern template struct ActionsOf<proto::RoomInviteReply>;
extern template struct ActionsOf<proto::RoomRemoveReply>;
extern template struct ActionsOf<proto::RoomRoleReply>;
extern template struct ActionsOf<proto::RoomTransferReply>;
extern template struct ActionsOf<proto::RoomDissolveReply>;
extern template struct ActionsOf<proto::RoomMembersReply>;
extern template struct ActionsOf<proto::RoomStateReply>;
extern template struct ActionsOf<proto::MessageSendReply>;
extern template struct ActionsOf<proto::HistoryReply>;
extern template struct ActionsOf<proto::ReadReply>;
extern template struct ActionsOf<proto::TypingReply>;
extern template struct ActionsOf<proto::PresenceWatchReply>;
extern template struct ActionsOf<proto::MessageEditReply>;
extern template struct ActionsOf<proto::MessageRecallReply>;
extern template struct ActionsOf<proto::MessageReactReply>;
extern template struct ActionsOf<proto::MessagePinReply>;
extern template struct ActionsOf<proto::MessageGetReply>;
extern template struct ActionsOf<proto::MessageForwardReply>;
extern template struct ActionsOf<proto::RoomFilesReply>;
extern template struct ActionsOf<proto::SearchReply>;
extern template struct ActionsOf<proto::RoomPrefsReply>;
extern template struct ActionsOf<proto::FolderSetReply>;
extern template struct ActionsOf<proto::ContactSetReply>;
extern template struct ActionsOf<proto::BlockSetReply>;
extern template struct ActionsOf<proto::PresenceSetReply>;
extern template struct ActionsOf<proto::RoomMuteReply>;
extern template struct ActionsOf<proto::RoomNickReply>;
extern template struct ActionsOf<proto::RoomNicksReply>;
extern template struct ActionsOf<proto::LinkCreateReply>;
extern template struct ActionsOf<proto::LinkListReply>;
extern template struct ActionsOf<proto::LinkRevokeReply>;
extern template struct ActionsOf<proto::LinkGetReply>;
extern template struct ActionsOf<proto::LinkJoinReply>;
extern template struct ActionsOf<proto::MessageReadersReply>;
extern template struct ActionsOf<proto::MessageNudgeReply>;
extern template struct ActionsOf<proto::AdminStatsReply>;
extern template struct ActionsOf<proto::AdminUsersReply>;
extern template struct ActionsOf<proto::AdminUserSetReply>;
extern template struct ActionsOf<proto::AdminPasswordReply>;
extern template struct ActionsOf<proto::AdminSessionsReply>;
extern template struct ActionsOf<proto::AdminSessionEndReply>;
extern template struct ActionsOf<proto::AdminRoomsReply>;
extern template struct ActionsOf<proto::AdminAuditReply>;
extern template struct ActionsOf<proto::AdminBansReply>;
extern template struct ActionsOf<proto::AdminBanReply>;
extern template struct ActionsOf<proto::AdminUnbanReply>;
extern template struct ActionsOf<proto::AdminPurgeReply>;
extern template struct ActionsOf<proto::AdminInvitesReply>;
extern template struct ActionsOf<proto::AdminInviteMakeReply>;
extern template struct ActionsOf<proto::AdminInviteEndReply>;
extern template struct ActionsOf<proto::AdminApplicantReply>;
extern template struct ActionsOf<proto::AdminSettingsReply>;
extern template struct ActionsOf<proto::NotifyKeyReply>;
extern template struct ActionsOf<proto::NotifyAddReply>;
extern template struct ActionsOf<proto::NotifySetReply>;
extern template struct ActionsOf<proto::NotifyListReply>;
extern template struct ActionsOf<proto::NotifyRemoveReply>;
extern template struct ActionsOf<proto::NotifyTestReply>;
extern template struct ActionsOf<proto::PollVoteReply>;
extern template struct ActionsOf<proto::PollCloseReply>;
extern template struct ActionsOf<proto::MessageRecordReply>;
extern template struct ActionsOf<proto::AdminBotsReply>;
extern template struct ActionsOf<proto::AdminBotMakeReply>;
extern template struct ActionsOf<proto::AdminBotTokenReply>;
extern template struct ActionsOf<proto::AdminBotTokenEndReply>;
extern template struct ActionsOf<proto::HookMakeReply>;
extern template struct ActionsOf<proto::HookListReply>;
extern template struct ActionsOf<proto::HookSetReply>;
extern template struct ActionsOf<proto::HookRemoveReply>;
extern template struct ActionsOf<proto::CommandListReply>;
extern template struct ActionsOf<proto::MessageReportReply>;
extern template struct ActionsOf<proto::AdminReportsReply>;
extern template struct ActionsOf<proto::AdminReportCloseReply>;
extern template struct ActionsOf<proto::AdminWordsReply>;
extern template struct ActionsOf<proto::ScheduleAddReply>;
extern template struct ActionsOf<proto::ScheduleListReply>;
extern template struct ActionsOf<proto::ScheduleSetReply>;
extern template struct ActionsOf<proto::ScheduleRemoveReply>;
extern template struct ActionsOf<proto::ReminderAddReply>;
extern template struct ActionsOf<proto::ReminderListReply>;
extern template struct ActionsOf<proto::ReminderRemoveReply>;
extern template struct ActionsOf<proto::MessageConfirmReply>;
extern template struct ActionsOf<proto::MessageConfirmsReply>;
extern template struct ActionsOf<proto::PreviewGetReply>;
extern template struct ActionsOf<proto::StickerListReply>;
extern template struct ActionsOf<proto::StickerAddReply>;
extern template struct ActionsOf<proto::StickerOrderReply>;
extern template struct ActionsOf<proto::StickerRemoveReply>;
extern template struct ActionsOf<proto::StickerSendReply>;
extern template struct ActionsOf<proto::AdminFilesReply>;
extern template struct ActionsOf<proto::AdminFileRemoveReply>;
extern template struct ActionsOf<proto::DraftSetReply>;
extern template struct ActionsOf<proto::CallStartReply>;
extern template struct ActionsOf<proto::CallRingingReply>;
extern template struct ActionsOf<proto::CallAcceptReply>;
extern template struct ActionsOf<proto::CallDeclineReply>;
extern template struct ActionsOf<proto::CallJoinReply>;
extern template struct ActionsOf<proto::CallLeaveReply>;
extern template struct ActionsOf<proto::CallInviteReply>;
extern template struct ActionsOf<proto::CallSignalReply>;
extern template struct ActionsOf<proto::CallMediaReply>;
extern template struct ActionsOf<proto::CallResumeReply>;
extern template struct ActionsOf<proto::CallIceReply>;
extern template struct ActionsOf<proto::CallModReply>;
extern template struct ActionsOf<proto::CallStatsReply>;
extern template struct ActionsOf<proto::CallListReply>;
extern template struct ActionsOf<proto::CallRateReply>;
extern template struct ActionsOf<proto::CallSfuReply>;
extern template struct ActionsOf<proto::CallLayersReply>;
extern template struct ActionsOf<proto::CallRerouteReply>;
extern template struct ActionsOf<proto::CallTestReply>;
extern template struct ActionsOf<proto::AdminConnectionsReply>;
extern template struct ActionsOf<proto::AdminLiveReply>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
inline constexpr std::size_t kReplyBytes = kOneOfBytes<
    HelloReply, PingReply, SessionListReply, SessionRevokeReply, LogoutReply, RegisterReply,
    LoginReply, PasswordChangeReply, ServerInfoReply, UserGetReply, UserSearchReply,
    ProfileSetReply, RoomCreateReply, RoomListReply, RoomGetReply, RoomSetReply,
    RoomOpenReply, RoomCloseReply, RoomJoinReply, RoomLeaveReply, RoomInviteReply,
    RoomRemoveReply, RoomRoleReply, RoomTransferReply, RoomDissolveReply, RoomMembersReply,
    RoomStateReply, MessageSendReply, HistoryReply, ReadReply, TypingReply,
    PresenceWatchReply, MessageEditReply, MessageRecallReply, MessageReactReply,
    MessagePinReply, MessageGetReply, MessageForwardReply, RoomFilesReply, SearchReply,
    RoomPrefsReply, FolderSetReply, ContactSetReply, BlockSetReply, PresenceSetReply,
    RoomMuteReply, RoomNickReply, RoomNicksReply, LinkCreateReply, LinkListReply,
    LinkRevokeReply, LinkGetReply, LinkJoinReply, MessageReadersReply, MessageNudgeReply,
    AdminStatsReply, AdminUsersReply, AdminUserSetReply, AdminPasswordReply,
    AdminSessionsReply, AdminSessionEndReply, AdminRoomsReply, AdminAuditReply,
    AdminBansReply, AdminBanReply, AdminUnbanReply, AdminPurgeReply, AdminInvitesReply,
    AdminInviteMakeReply, AdminInviteEndReply, AdminApplicantReply, AdminSettingsReply,
    NotifyKeyReply, NotifyAddReply, NotifySetReply, NotifyListReply, NotifyRemoveReply,
    NotifyTestReply, PollVoteReply, PollCloseReply, MessageRecordReply, AdminBotsReply,
    AdminBotMakeReply, AdminBotTokenReply, AdminBotTokenEndReply, HookMakeReply,
    HookListReply, HookSetReply, HookRemoveReply, CommandListReply, MessageReportReply,
    AdminReportsReply, AdminReportCloseReply, AdminWordsReply, ScheduleAddReply,
    ScheduleListReply, ScheduleSetReply, ScheduleRemoveReply, ReminderAddReply,
    ReminderListReply, ReminderRemoveReply, MessageConfirmReply, MessageConfirmsReply,
    PreviewGetReply, StickerListReply, StickerAddReply, StickerOrderReply,
    StickerRemoveReply, StickerSendReply, AdminFilesReply, AdminFileRemoveReply,
    DraftSetReply, CallStartReply, CallRingingReply, CallAcceptReply, CallDeclineReply,
    CallJoinReply, CallLeaveReply, CallInviteReply, CallSignalReply, CallMediaReply,
    CallResumeReply, CallIceReply, CallModReply, CallStatsReply, CallListReply,
    CallRateReply, CallSfuReply, CallLayersReply, CallRerouteReply, CallTestReply,
    AdminConnectionsReply, AdminLiveReply
>;
class Reply : public OneOf<Reply, kReplyBytes> {
public:
    using OneOf::OneOf;
    Reply();
    Reply(const Reply&);
    Reply(Reply&&) noexcept;
    Reply& operator=(const Reply&);
    Reply& operator=(Reply&&) noexcept;
    ~Reply();
    friend bool operator==(const Reply&, const Reply&);
};

template <class Visit>
decltype(auto) visit(const Visit& visit, const Reply& one) {
    switch (one.index()) {
        case 0: return visit(one.as<HelloReply>());
        case 1: return visit(one.as<PingReply>());
        case 2: return visit(one.as<SessionListReply>());
        case 3: return visit(one.as<SessionRevokeReply>());
        case 4: return visit(one.as<LogoutReply>());
        case 5: return visit(one.as<RegisterReply>());
        case 6: return visit(one.as<LoginReply>());
        case 7: return visit(one.as<PasswordChangeReply>());
        case 8: return visit(one.as<ServerInfoReply>());
        case 9: return visit(one.as<UserGetReply>());
        case 10: return visit(one.as<UserSearchReply>());
        case 11: return visit(one.as<ProfileSetReply>());
        case 12: return visit(one.as<RoomCreateReply>());
        case 13: return visit(one.as<RoomListReply>());
        case 14: return visit(one.as<RoomGetReply>());
        case 15: return visit(one.as<RoomSetReply>());
        case 16: return visit(one.as<RoomOpenReply>());
        case 17: return visit(one.as<RoomCloseReply>());
        case 18: return visit(one.as<RoomJoinReply>());
        case 19: return visit(one.as<RoomLeaveReply>());
        case 20: return visit(one.as<RoomInviteReply>());
        case 21: return visit(one.as<RoomRemoveReply>());
        case 22: return visit(one.as<RoomRoleReply>());
        case 23: return visit(one.as<RoomTransferReply>());
        case 24: return visit(one.as<RoomDissolveReply>());
        case 25: return visit(one.as<RoomMembersReply>());
        case 26: return visit(one.as<RoomStateReply>());
        case 27: return visit(one.as<MessageSendReply>());
        case 28: return visit(one.as<HistoryReply>());
        case 29: return visit(one.as<ReadReply>());
        case 30: return visit(one.as<TypingReply>());
        case 31: return visit(one.as<PresenceWatchReply>());
        case 32: return visit(one.as<MessageEditReply>());
        case 33: return visit(one.as<MessageRecallReply>());
        case 34: return visit(one.as<MessageReactReply>());
        case 35: return visit(one.as<MessagePinReply>());
        case 36: return visit(one.as<MessageGetReply>());
        case 37: return visit(one.as<MessageForwardReply>());
        case 38: return visit(one.as<RoomFilesReply>());
        case 39: return visit(one.as<SearchReply>());
        case 40: return visit(one.as<RoomPrefsReply>());
        case 41: return visit(one.as<FolderSetReply>());
        case 42: return visit(one.as<ContactSetReply>());
        case 43: return visit(one.as<BlockSetReply>());
        case 44: return visit(one.as<PresenceSetReply>());
        case 45: return visit(one.as<RoomMuteReply>());
        case 46: return visit(one.as<RoomNickReply>());
        case 47: return visit(one.as<RoomNicksReply>());
        case 48: return visit(one.as<LinkCreateReply>());
        case 49: return visit(one.as<LinkListReply>());
        case 50: return visit(one.as<LinkRevokeReply>());
        case 51: return visit(one.as<LinkGetReply>());
        case 52: return visit(one.as<LinkJoinReply>());
        case 53: return visit(one.as<MessageReadersReply>());
        case 54: return visit(one.as<MessageNudgeReply>());
        case 55: return visit(one.as<AdminStatsReply>());
        case 56: return visit(one.as<AdminUsersReply>());
        case 57: return visit(one.as<AdminUserSetReply>());
        case 58: return visit(one.as<AdminPasswordReply>());
        case 59: return visit(one.as<AdminSessionsReply>());
        case 60: return visit(one.as<AdminSessionEndReply>());
        case 61: return visit(one.as<AdminRoomsReply>());
        case 62: return visit(one.as<AdminAuditReply>());
        case 63: return visit(one.as<AdminBansReply>());
        case 64: return visit(one.as<AdminBanReply>());
        case 65: return visit(one.as<AdminUnbanReply>());
        case 66: return visit(one.as<AdminPurgeReply>());
        case 67: return visit(one.as<AdminInvitesReply>());
        case 68: return visit(one.as<AdminInviteMakeReply>());
        case 69: return visit(one.as<AdminInviteEndReply>());
        case 70: return visit(one.as<AdminApplicantReply>());
        case 71: return visit(one.as<AdminSettingsReply>());
        case 72: return visit(one.as<NotifyKeyReply>());
        case 73: return visit(one.as<NotifyAddReply>());
        case 74: return visit(one.as<NotifySetReply>());
        case 75: return visit(one.as<NotifyListReply>());
        case 76: return visit(one.as<NotifyRemoveReply>());
        case 77: return visit(one.as<NotifyTestReply>());
        case 78: return visit(one.as<PollVoteReply>());
        case 79: return visit(one.as<PollCloseReply>());
        case 80: return visit(one.as<MessageRecordReply>());
        case 81: return visit(one.as<AdminBotsReply>());
        case 82: return visit(one.as<AdminBotMakeReply>());
        case 83: return visit(one.as<AdminBotTokenReply>());
        case 84: return visit(one.as<AdminBotTokenEndReply>());
        case 85: return visit(one.as<HookMakeReply>());
        case 86: return visit(one.as<HookListReply>());
        case 87: return visit(one.as<HookSetReply>());
        case 88: return visit(one.as<HookRemoveReply>());
        case 89: return visit(one.as<CommandListReply>());
        case 90: return visit(one.as<MessageReportReply>());
        case 91: return visit(one.as<AdminReportsReply>());
        case 92: return visit(one.as<AdminReportCloseReply>());
        case 93: return visit(one.as<AdminWordsReply>());
        case 94: return visit(one.as<ScheduleAddReply>());
        case 95: return visit(one.as<ScheduleListReply>());
        case 96: return visit(one.as<ScheduleSetReply>());
        case 97: return visit(one.as<ScheduleRemoveReply>());
        case 98: return visit(one.as<ReminderAddReply>());
        case 99: return visit(one.as<ReminderListReply>());
        case 100: return visit(one.as<ReminderRemoveReply>());
        case 101: return visit(one.as<MessageConfirmReply>());
        case 102: return visit(one.as<MessageConfirmsReply>());
        case 103: return visit(one.as<PreviewGetReply>());
        case 104: return visit(one.as<StickerListReply>());
        case 105: return visit(one.as<StickerAddReply>());
        case 106: return visit(one.as<StickerOrderReply>());
        case 107: return visit(one.as<StickerRemoveReply>());
        case 108: return visit(one.as<StickerSendReply>());
        case 109: return visit(one.as<AdminFilesReply>());
        case 110: return visit(one.as<AdminFileRemoveReply>());
        case 111: return visit(one.as<DraftSetReply>());
        case 112: return visit(one.as<CallStartReply>());
        case 113: return visit(one.as<CallRingingReply>());
        case 114: return visit(one.as<CallAcceptReply>());
        case 115: return visit(one.as<CallDeclineReply>());
        case 116: return visit(one.as<CallJoinReply>());
        case 117: return visit(one.as<CallLeaveReply>());
        case 118: return visit(one.as<CallInviteReply>());
        case 119: return visit(one.as<CallSignalReply>());
        case 120: return visit(one.as<CallMediaReply>());
        case 121: return visit(one.as<CallResumeReply>());
        case 122: return visit(one.as<CallIceReply>());
        case 123: return visit(one.as<CallModReply>());
        case 124: return visit(one.as<CallStatsReply>());
        case 125: return visit(one.as<CallListReply>());
        case 126: return visit(one.as<CallRateReply>());
        case 127: return visit(one.as<CallSfuReply>());
        case 128: return visit(one.as<CallLayersReply>());
        case 129: return visit(one.as<CallRerouteReply>());
        case 130: return visit(one.as<CallTestReply>());
        case 131: return visit(one.as<AdminConnectionsReply>());
        case 132: return visit(one.as<AdminLiveReply>());
        default: __builtin_unreachable();
    }
}

template <class Visit>
decltype(auto) visit(const Visit& visit, Reply& one) {
    switch (one.index()) {
        case 0: return visit(one.as<HelloReply>());
        case 1: return visit(one.as<PingReply>());
        case 2: return visit(one.as<SessionListReply>());
        case 3: return visit(one.as<SessionRevokeReply>());
        case 4: return visit(one.as<LogoutReply>());
        case 5: return visit(one.as<RegisterReply>());
        case 6: return visit(one.as<LoginReply>());
        case 7: return visit(one.as<PasswordChangeReply>());
        case 8: return visit(one.as<ServerInfoReply>());
        case 9: return visit(one.as<UserGetReply>());
        case 10: return visit(one.as<UserSearchReply>());
        case 11: return visit(one.as<ProfileSetReply>());
        case 12: return visit(one.as<RoomCreateReply>());
        case 13: return visit(one.as<RoomListReply>());
        case 14: return visit(one.as<RoomGetReply>());
        case 15: return visit(one.as<RoomSetReply>());
        case 16: return visit(one.as<RoomOpenReply>());
        case 17: return visit(one.as<RoomCloseReply>());
        case 18: return visit(one.as<RoomJoinReply>());
        case 19: return visit(one.as<RoomLeaveReply>());
        case 20: return visit(one.as<RoomInviteReply>());
        case 21: return visit(one.as<RoomRemoveReply>());
        case 22: return visit(one.as<RoomRoleReply>());
        case 23: return visit(one.as<RoomTransferReply>());
        case 24: return visit(one.as<RoomDissolveReply>());
        case 25: return visit(one.as<RoomMembersReply>());
        case 26: return visit(one.as<RoomStateReply>());
        case 27: return visit(one.as<MessageSendReply>());
        case 28: return visit(one.as<HistoryReply>());
        case 29: return visit(one.as<ReadReply>());
        case 30: return visit(one.as<TypingReply>());
        case 31: return visit(one.as<PresenceWatchReply>());
        case 32: return visit(one.as<MessageEditReply>());
        case 33: return visit(one.as<MessageRecallReply>());
        case 34: return visit(one.as<MessageReactReply>());
        case 35: return visit(one.as<MessagePinReply>());
        case 36: return visit(one.as<MessageGetReply>());
        case 37: return visit(one.as<MessageForwardReply>());
        case 38: return visit(one.as<RoomFilesReply>());
        case 39: return visit(one.as<SearchReply>());
        case 40: return visit(one.as<RoomPrefsReply>());
        case 41: return visit(one.as<FolderSetReply>());
        case 42: return visit(one.as<ContactSetReply>());
        case 43: return visit(one.as<BlockSetReply>());
        case 44: return visit(one.as<PresenceSetReply>());
        case 45: return visit(one.as<RoomMuteReply>());
        case 46: return visit(one.as<RoomNickReply>());
        case 47: return visit(one.as<RoomNicksReply>());
        case 48: return visit(one.as<LinkCreateReply>());
        case 49: return visit(one.as<LinkListReply>());
        case 50: return visit(one.as<LinkRevokeReply>());
        case 51: return visit(one.as<LinkGetReply>());
        case 52: return visit(one.as<LinkJoinReply>());
        case 53: return visit(one.as<MessageReadersReply>());
        case 54: return visit(one.as<MessageNudgeReply>());
        case 55: return visit(one.as<AdminStatsReply>());
        case 56: return visit(one.as<AdminUsersReply>());
        case 57: return visit(one.as<AdminUserSetReply>());
        case 58: return visit(one.as<AdminPasswordReply>());
        case 59: return visit(one.as<AdminSessionsReply>());
        case 60: return visit(one.as<AdminSessionEndReply>());
        case 61: return visit(one.as<AdminRoomsReply>());
        case 62: return visit(one.as<AdminAuditReply>());
        case 63: return visit(one.as<AdminBansReply>());
        case 64: return visit(one.as<AdminBanReply>());
        case 65: return visit(one.as<AdminUnbanReply>());
        case 66: return visit(one.as<AdminPurgeReply>());
        case 67: return visit(one.as<AdminInvitesReply>());
        case 68: return visit(one.as<AdminInviteMakeReply>());
        case 69: return visit(one.as<AdminInviteEndReply>());
        case 70: return visit(one.as<AdminApplicantReply>());
        case 71: return visit(one.as<AdminSettingsReply>());
        case 72: return visit(one.as<NotifyKeyReply>());
        case 73: return visit(one.as<NotifyAddReply>());
        case 74: return visit(one.as<NotifySetReply>());
        case 75: return visit(one.as<NotifyListReply>());
        case 76: return visit(one.as<NotifyRemoveReply>());
        case 77: return visit(one.as<NotifyTestReply>());
        case 78: return visit(one.as<PollVoteReply>());
        case 79: return visit(one.as<PollCloseReply>());
        case 80: return visit(one.as<MessageRecordReply>());
        case 81: return visit(one.as<AdminBotsReply>());
        case 82: return visit(one.as<AdminBotMakeReply>());
        case 83: return visit(one.as<AdminBotTokenReply>());
        case 84: return visit(one.as<AdminBotTokenEndReply>());
        case 85: return visit(one.as<HookMakeReply>());
        case 86: return visit(one.as<HookListReply>());
        case 87: return visit(one.as<HookSetReply>());
        case 88: return visit(one.as<HookRemoveReply>());
        case 89: return visit(one.as<CommandListReply>());
        case 90: return visit(one.as<MessageReportReply>());
        case 91: return visit(one.as<AdminReportsReply>());
        case 92: return visit(one.as<AdminReportCloseReply>());
        case 93: return visit(one.as<AdminWordsReply>());
        case 94: return visit(one.as<ScheduleAddReply>());
        case 95: return visit(one.as<ScheduleListReply>());
        case 96: return visit(one.as<ScheduleSetReply>());
        case 97: return visit(one.as<ScheduleRemoveReply>());
        case 98: return visit(one.as<ReminderAddReply>());
        case 99: return visit(one.as<ReminderListReply>());
        case 100: return visit(one.as<ReminderRemoveReply>());
        case 101: return visit(one.as<MessageConfirmReply>());
        case 102: return visit(one.as<MessageConfirmsReply>());
        case 103: return visit(one.as<PreviewGetReply>());
        case 104: return visit(one.as<StickerListReply>());
        case 105: return visit(one.as<StickerAddReply>());
        case 106: return visit(one.as<StickerOrderReply>());
        case 107: return visit(one.as<StickerRemoveReply>());
        case 108: return visit(one.as<StickerSendReply>());
        case 109: return visit(one.as<AdminFilesReply>());
        case 110: return visit(one.as<AdminFileRemoveReply>());
        case 111: return visit(one.as<DraftSetReply>());
        case 112: return visit(one.as<CallStartReply>());
        case 113: return visit(one.as<CallRingingReply>());
        case 114: return visit(one.as<CallAcceptReply>());
        case 115: return visit(one.as<CallDeclineReply>());
        case 116: return visit(one.as<CallJoinReply>());
        case 117: return visit(one.as<CallLeaveReply>());
        case 118: return visit(one.as<CallInviteReply>());
        case 119: return visit(one.as<CallSignalReply>());
        case 120: return visit(one.as<CallMediaReply>());
        case 121: return visit(one.as<CallResumeReply>());
        case 122: return visit(one.as<CallIceReply>());
        case 123: return visit(one.as<CallModReply>());
        case 124: return visit(one.as<CallStatsReply>());
        case 125: return visit(one.as<CallListReply>());
        case 126: return visit(one.as<CallRateReply>());
        case 127: return visit(one.as<CallSfuReply>());
        case 128: return visit(one.as<CallLayersReply>());
        case 129: return visit(one.as<CallRerouteReply>());
        case 130: return visit(one.as<CallTestReply>());
        case 131: return visit(one.as<AdminConnectionsReply>());
        case 132: return visit(one.as<AdminLiveReply>());
        default: __builtin_unreachable();
    }
}

}  // namespace teahouse::proto
namespace teahouse::one_of {
extern template struct ActionsOf<proto::EventsPush>;
extern template struct ActionsOf<proto::HeadsPush>;
extern template struct ActionsOf<proto::EphemeralPush>;
extern template struct ActionsOf<proto::LagPush>;
extern template struct ActionsOf<proto::NoticePush>;
extern template struct ActionsOf<proto::RoomsPush>;
extern template struct ActionsOf<proto::GonePush>;
extern template struct ActionsOf<proto::UsersPush>;
extern template struct ActionsOf<proto::MentionsPush>;
extern template struct ActionsOf<proto::AccountPush>;
extern template struct ActionsOf<proto::VotesPush>;
extern template struct ActionsOf<proto::SchedulesPush>;
extern template struct ActionsOf<proto::RemindersPush>;
extern template struct ActionsOf<proto::StickersPush>;
extern template struct ActionsOf<proto::DraftsPush>;
extern template struct ActionsOf<proto::RingPush>;
extern template struct ActionsOf<proto::RingStopPush>;
extern template struct ActionsOf<proto::CallsPush>;
extern template struct ActionsOf<proto::SignalPush>;
extern template struct ActionsOf<proto::CallEndPush>;
extern template struct ActionsOf<proto::MutePleasePush>;
extern template struct ActionsOf<proto::SpeakersPush>;
extern template struct ActionsOf<proto::LayerPush>;
extern template struct ActionsOf<proto::SfuLostPush>;
}  // namespace teahouse::one_of
namespace teahouse::proto {
inline constexpr std::size_t kPushBytes = kOneOfBytes<
    EventsPush, HeadsPush, EphemeralPush, LagPush, NoticePush, RoomsPush, GonePush,
    UsersPush, MentionsPush, AccountPush, VotesPush, SchedulesPush, RemindersPush,
    StickersPush, DraftsPush, RingPush, RingStopPush, CallsPush, SignalPush, CallEndPush,
    MutePleasePush, SpeakersPush, LayerPush, SfuLostPush
>;
class Push : public OneOf<Push, kPushBytes> {
public:
    using OneOf::OneOf;
    Push();
    Push(const Push&);
    Push(Push&&) noexcept;
    Push& operator=(const Push&);
    Push& operator=(Push&&) noexcept;
    ~Push();
    friend bool operator==(const Push&, const Push&);
};

template <class Visit>
decltype(auto) visit(const Visit& visit, const Push& one) {
    switch (one.index()) {
        case 0: return visit(one.as<EventsPush>());
        case 1: return visit(one.as<HeadsPush>());
        case 2: return visit(one.as<EphemeralPush>());
        case 3: return visit(one.as<LagPush>());
        case 4: return visit(one.as<NoticePush>());
        case 5: return visit(one.as<RoomsPush>());
        case 6: return visit(one.as<GonePush>());
        case 7: return visit(one.as<UsersPush>());
        case 8: return visit(one.as<MentionsPush>());
        case 9: return visit(one.as<AccountPush>());
        case 10: return visit(one.as<VotesPush>());
        case 11: return visit(one.as<SchedulesPush>());
        case 12: return visit(one.as<RemindersPush>());
        case 13: return visit(one.as<StickersPush>());
        case 14: return visit(one.as<DraftsPush>());
        case 15: return visit(one.as<RingPush>());
        case 16: return visit(one.as<RingStopPush>());
        case 17: return visit(one.as<CallsPush>());
        case 18: return visit(one.as<SignalPush>());
        case 19: return visit(one.as<CallEndPush>());
        case 20: return visit(one.as<MutePleasePush>());
        case 21: return visit(one.as<SpeakersPush>());
        case 22: return visit(one.as<LayerPush>());
        case 23: return visit(one.as<SfuLostPush>());
        default: __builtin_unreachable();
    }
}

template <class Visit>
decltype(auto) visit(const Visit& visit, Push& one) {
    switch (one.index()) {
        case 0: return visit(one.as<EventsPush>());
        case 1: return visit(one.as<HeadsPush>());
        case 2: return visit(one.as<EphemeralPush>());
        case 3: return visit(one.as<LagPush>());
        case 4: return visit(one.as<NoticePush>());
        case 5: return visit(one.as<RoomsPush>());
        case 6: return visit(one.as<GonePush>());
        case 7: return visit(one.as<UsersPush>());
        case 8: return visit(one.as<MentionsPush>());
        case 9: return visit(one.as<AccountPush>());
        case 10: return visit(one.as<VotesPush>());
        case 11: return visit(one.as<SchedulesPush>());
        case 12: return visit(one.as<RemindersPush>());
        case 13: return visit(one.as<StickersPush>());
        case 14: return visit(one.as<DraftsPush>());
        case 15: return visit(one.as<RingPush>());
        case 16: return visit(one.as<RingStopPush>());
        case 17: return visit(one.as<CallsPush>());
        case 18: return visit(one.as<SignalPush>());
        case 19: return visit(one.as<CallEndPush>());
        case 20: return visit(one.as<MutePleasePush>());
        case 21: return visit(one.as<SpeakersPush>());
        case 22: return visit(one.as<LayerPush>());
        case 23: return visit(one.as<SfuLostPush>());
        default: __builtin_unreachable();
    }
}

struct OpInfo {
    Op op;
    std::string_view name;  // on the wire, e.g. room.create
    bool ws;                // may come over a socket
    bool http;              // may come as POST /api/v1/NAME
    bool login;             // needs an account; false: anybody may ask
    std::string_view who;   // who may, in words
    std::span<const ErrorCode> errors;  // besides the common ones
};

namespace detail {
inline constexpr std::array kHelloErrors{ErrorCode::version, ErrorCode::disabled, ErrorCode::banned, ErrorCode::conflict};
inline constexpr std::array kSessionRevokeErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kLogoutErrors{ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRegisterErrors{ErrorCode::filtered, ErrorCode::conflict, ErrorCode::weak_password, ErrorCode::registration_closed, ErrorCode::invitation_needed, ErrorCode::approval_pending, ErrorCode::banned, ErrorCode::too_large, ErrorCode::busy, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kLoginErrors{ErrorCode::unknown_user, ErrorCode::wrong_password, ErrorCode::disabled, ErrorCode::banned, ErrorCode::approval_pending, ErrorCode::busy, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kPasswordChangeErrors{ErrorCode::wrong_password, ErrorCode::weak_password, ErrorCode::busy, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kProfileSetErrors{ErrorCode::filtered, ErrorCode::conflict, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomCreateErrors{ErrorCode::filtered, ErrorCode::not_found, ErrorCode::disabled, ErrorCode::too_large, ErrorCode::blocked, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomGetErrors{ErrorCode::not_a_member};
inline constexpr std::array kRoomSetErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomOpenErrors{ErrorCode::not_a_member, ErrorCode::too_large, ErrorCode::store_unavailable};
inline constexpr std::array kRoomJoinErrors{ErrorCode::not_a_member, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomLeaveErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomInviteErrors{ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::blocked, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomRemoveErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomRoleErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomTransferErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomDissolveErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomMembersErrors{ErrorCode::not_a_member};
inline constexpr std::array kRoomStateErrors{ErrorCode::not_a_member};
inline constexpr std::array kMessageSendErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::muted, ErrorCode::blocked, ErrorCode::slow_mode, ErrorCode::too_large, ErrorCode::too_late, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kHistoryErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable};
inline constexpr std::array kReadErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kTypingErrors{ErrorCode::not_a_member};
inline constexpr std::array kMessageEditErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::muted, ErrorCode::blocked, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessageRecallErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_late, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessageReactErrors{ErrorCode::not_a_member, ErrorCode::blocked, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessagePinErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::blocked, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessageGetErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable};
inline constexpr std::array kMessageForwardErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::muted, ErrorCode::blocked, ErrorCode::slow_mode, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kRoomFilesErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable};
inline constexpr std::array kSearchErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable};
inline constexpr std::array kRoomPrefsErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kFolderSetErrors{ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kContactSetErrors{ErrorCode::not_found, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kBlockSetErrors{ErrorCode::not_found, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kPresenceSetErrors{ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomMuteErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomNickErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kRoomNicksErrors{ErrorCode::not_a_member};
inline constexpr std::array kLinkCreateErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kLinkListErrors{ErrorCode::not_a_member, ErrorCode::forbidden};
inline constexpr std::array kLinkRevokeErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kLinkGetErrors{ErrorCode::not_found};
inline constexpr std::array kLinkJoinErrors{ErrorCode::not_found, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kMessageReadersErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found};
inline constexpr std::array kMessageNudgeErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::muted, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kAdminStatsErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminUsersErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminUserSetErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminPasswordErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::busy, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminSessionsErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminSessionEndErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminRoomsErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminAuditErrors{ErrorCode::forbidden, ErrorCode::store_unavailable};
inline constexpr std::array kAdminBansErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminBanErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminUnbanErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminPurgeErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminInvitesErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminInviteMakeErrors{ErrorCode::forbidden, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminInviteEndErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminApplicantErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminSettingsErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kNotifyAddErrors{ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kNotifySetErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kNotifyRemoveErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kNotifyTestErrors{ErrorCode::not_found};
inline constexpr std::array kPollVoteErrors{ErrorCode::not_a_member, ErrorCode::blocked, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_late, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kPollCloseErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_late, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessageRecordErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::muted, ErrorCode::blocked, ErrorCode::slow_mode, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kAdminBotsErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminBotMakeErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminBotTokenErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminBotTokenEndErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kHookMakeErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::conflict, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kHookListErrors{ErrorCode::not_a_member, ErrorCode::forbidden};
inline constexpr std::array kHookSetErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kHookRemoveErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kCommandListErrors{ErrorCode::not_a_member};
inline constexpr std::array kMessageReportErrors{ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminReportsErrors{ErrorCode::forbidden};
inline constexpr std::array kAdminReportCloseErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kAdminWordsErrors{ErrorCode::forbidden, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kScheduleAddErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::muted, ErrorCode::blocked, ErrorCode::too_large, ErrorCode::too_late, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kScheduleSetErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::too_late, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kScheduleRemoveErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kReminderAddErrors{ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::too_late, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kReminderRemoveErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kMessageConfirmErrors{ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kMessageConfirmsErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::store_unavailable};
inline constexpr std::array kPreviewGetErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable};
inline constexpr std::array kStickerAddErrors{ErrorCode::filtered, ErrorCode::not_a_member, ErrorCode::not_found, ErrorCode::unsupported_type, ErrorCode::recalled, ErrorCode::too_large, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kStickerOrderErrors{ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kStickerRemoveErrors{ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kStickerSendErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::muted, ErrorCode::blocked, ErrorCode::slow_mode, ErrorCode::not_found, ErrorCode::conflict, ErrorCode::store_unavailable, ErrorCode::read_only, ErrorCode::outcome_unknown};
inline constexpr std::array kAdminFilesErrors{ErrorCode::forbidden, ErrorCode::store_unavailable};
inline constexpr std::array kAdminFileRemoveErrors{ErrorCode::forbidden, ErrorCode::not_found, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kDraftSetErrors{ErrorCode::not_a_member, ErrorCode::store_unavailable, ErrorCode::read_only};
inline constexpr std::array kCallStartErrors{ErrorCode::not_a_member, ErrorCode::forbidden, ErrorCode::blocked, ErrorCode::muted, ErrorCode::calls_off, ErrorCode::too_large, ErrorCode::conflict, ErrorCode::not_found};
inline constexpr std::array kCallRingingErrors{ErrorCode::not_found};
inline constexpr std::array kCallAcceptErrors{ErrorCode::not_found, ErrorCode::too_large, ErrorCode::conflict};
inline constexpr std::array kCallDeclineErrors{ErrorCode::not_found, ErrorCode::conflict};
inline constexpr std::array kCallJoinErrors{ErrorCode::not_found, ErrorCode::too_large, ErrorCode::muted, ErrorCode::conflict};
inline constexpr std::array kCallLeaveErrors{ErrorCode::not_found, ErrorCode::conflict};
inline constexpr std::array kCallInviteErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::not_a_member, ErrorCode::forbidden};
inline constexpr std::array kCallSignalErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::rate_limited};
inline constexpr std::array kCallMediaErrors{ErrorCode::not_found, ErrorCode::conflict};
inline constexpr std::array kCallResumeErrors{ErrorCode::not_found, ErrorCode::conflict};
inline constexpr std::array kCallIceErrors{ErrorCode::calls_off};
inline constexpr std::array kCallModErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::forbidden};
inline constexpr std::array kCallStatsErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::rate_limited};
inline constexpr std::array kCallSfuErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::calls_off, ErrorCode::too_large, ErrorCode::rate_limited};
inline constexpr std::array kCallLayersErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::calls_off, ErrorCode::rate_limited};
inline constexpr std::array kCallRerouteErrors{ErrorCode::not_found, ErrorCode::conflict, ErrorCode::calls_off};
inline constexpr std::array kCallTestErrors{ErrorCode::calls_off, ErrorCode::too_large, ErrorCode::rate_limited};
inline constexpr std::array kAdminConnectionsErrors{ErrorCode::forbidden, ErrorCode::rate_limited};
inline constexpr std::array kAdminLiveErrors{ErrorCode::forbidden, ErrorCode::rate_limited};
}  // namespace detail

inline constexpr std::array<OpInfo, 133> kOps{{
    {Op::hello, "hello", true, false, false, "anybody", detail::kHelloErrors},
    {Op::ping, "ping", true, false, false, "anybody", {}},
    {Op::session_list, "session.list", true, true, true, "the account", {}},
    {Op::session_revoke, "session.revoke", true, true, true, "the account", detail::kSessionRevokeErrors},
    {Op::logout, "logout", true, true, true, "the account", detail::kLogoutErrors},
    {Op::register_, "register", false, true, false, "anybody", detail::kRegisterErrors},
    {Op::login, "login", false, true, false, "anybody", detail::kLoginErrors},
    {Op::password_change, "password.change", false, true, true, "the account", detail::kPasswordChangeErrors},
    {Op::server_info, "server.info", true, true, false, "anybody", {}},
    {Op::user_get, "user.get", true, true, true, "any account", {}},
    {Op::user_search, "user.search", true, true, true, "any account", {}},
    {Op::profile_set, "profile.set", true, true, true, "the account", detail::kProfileSetErrors},
    {Op::room_create, "room.create", true, true, true, "any account", detail::kRoomCreateErrors},
    {Op::room_list, "room.list", true, true, true, "any account", {}},
    {Op::room_get, "room.get", true, true, true, "members, anybody for open groups", detail::kRoomGetErrors},
    {Op::room_set, "room.set", true, true, true, "admins of the room", detail::kRoomSetErrors},
    {Op::room_open, "room.open", true, false, true, "members", detail::kRoomOpenErrors},
    {Op::room_close, "room.close", true, false, true, "any account", {}},
    {Op::room_join, "room.join", true, true, true, "any account, open groups", detail::kRoomJoinErrors},
    {Op::room_leave, "room.leave", true, true, true, "members of groups", detail::kRoomLeaveErrors},
    {Op::room_invite, "room.invite", true, true, true, "members of groups", detail::kRoomInviteErrors},
    {Op::room_remove, "room.remove", true, true, true, "admins above the person", detail::kRoomRemoveErrors},
    {Op::room_role, "room.role", true, true, true, "owner of the group", detail::kRoomRoleErrors},
    {Op::room_transfer, "room.transfer", true, true, true, "owner of the group", detail::kRoomTransferErrors},
    {Op::room_dissolve, "room.dissolve", true, true, true, "owner of the group, admins of the server", detail::kRoomDissolveErrors},
    {Op::room_members, "room.members", true, true, true, "members", detail::kRoomMembersErrors},
    {Op::room_state, "room.state", true, true, true, "members", detail::kRoomStateErrors},
    {Op::message_send, "message.send", true, true, true, "members", detail::kMessageSendErrors},
    {Op::history, "history", true, true, true, "members", detail::kHistoryErrors},
    {Op::read, "read", true, true, true, "members", detail::kReadErrors},
    {Op::typing, "typing", true, false, true, "members", detail::kTypingErrors},
    {Op::presence_watch, "presence.watch", true, false, true, "any account", {}},
    {Op::message_edit, "message.edit", true, true, true, "the sender", detail::kMessageEditErrors},
    {Op::message_recall, "message.recall", true, true, true, "the sender, admins of the room", detail::kMessageRecallErrors},
    {Op::message_react, "message.react", true, true, true, "members", detail::kMessageReactErrors},
    {Op::message_pin, "message.pin", true, true, true, "admins of the room, both in direct rooms", detail::kMessagePinErrors},
    {Op::message_get, "message.get", true, true, true, "members", detail::kMessageGetErrors},
    {Op::message_forward, "message.forward", true, true, true, "members of both rooms", detail::kMessageForwardErrors},
    {Op::room_files, "room.files", true, true, true, "members", detail::kRoomFilesErrors},
    {Op::search, "search", true, true, true, "any account", detail::kSearchErrors},
    {Op::room_prefs, "room.prefs", true, true, true, "members", detail::kRoomPrefsErrors},
    {Op::folder_set, "folder.set", true, true, true, "the account", detail::kFolderSetErrors},
    {Op::contact_set, "contact.set", true, true, true, "the account", detail::kContactSetErrors},
    {Op::block_set, "block.set", true, true, true, "the account", detail::kBlockSetErrors},
    {Op::presence_set, "presence.set", true, true, true, "the account", detail::kPresenceSetErrors},
    {Op::room_mute, "room.mute", true, true, true, "admins above the person", detail::kRoomMuteErrors},
    {Op::room_nick, "room.nick", true, true, true, "members of groups", detail::kRoomNickErrors},
    {Op::room_nicks, "room.nicks", true, true, true, "members", detail::kRoomNicksErrors},
    {Op::link_create, "link.create", true, true, true, "admins of the group", detail::kLinkCreateErrors},
    {Op::link_list, "link.list", true, true, true, "admins of the group", detail::kLinkListErrors},
    {Op::link_revoke, "link.revoke", true, true, true, "admins of the group", detail::kLinkRevokeErrors},
    {Op::link_get, "link.get", true, true, false, "anybody", detail::kLinkGetErrors},
    {Op::link_join, "link.join", true, true, true, "any account", detail::kLinkJoinErrors},
    {Op::message_readers, "message.readers", true, true, true, "members of groups", detail::kMessageReadersErrors},
    {Op::message_nudge, "message.nudge", true, true, true, "the sender", detail::kMessageNudgeErrors},
    {Op::admin_stats, "admin.stats", true, true, true, "admins of the server", detail::kAdminStatsErrors},
    {Op::admin_users, "admin.users", true, true, true, "admins of the server", detail::kAdminUsersErrors},
    {Op::admin_user_set, "admin.user.set", true, true, true, "admins of the server above the person", detail::kAdminUserSetErrors},
    {Op::admin_password, "admin.password", false, true, true, "admins of the server above the person", detail::kAdminPasswordErrors},
    {Op::admin_sessions, "admin.sessions", true, true, true, "admins of the server", detail::kAdminSessionsErrors},
    {Op::admin_session_end, "admin.session.end", true, true, true, "admins of the server above the person", detail::kAdminSessionEndErrors},
    {Op::admin_rooms, "admin.rooms", true, true, true, "admins of the server", detail::kAdminRoomsErrors},
    {Op::admin_audit, "admin.audit", true, true, true, "admins of the server", detail::kAdminAuditErrors},
    {Op::admin_bans, "admin.bans", true, true, true, "admins of the server", detail::kAdminBansErrors},
    {Op::admin_ban, "admin.ban", true, true, true, "admins of the server above the person", detail::kAdminBanErrors},
    {Op::admin_unban, "admin.unban", true, true, true, "admins of the server", detail::kAdminUnbanErrors},
    {Op::admin_purge, "admin.purge", true, true, true, "admins of the server above the person", detail::kAdminPurgeErrors},
    {Op::admin_invites, "admin.invites", true, true, true, "admins of the server", detail::kAdminInvitesErrors},
    {Op::admin_invite_make, "admin.invite.make", true, true, true, "admins of the server", detail::kAdminInviteMakeErrors},
    {Op::admin_invite_end, "admin.invite.end", true, true, true, "admins of the server", detail::kAdminInviteEndErrors},
    {Op::admin_applicant, "admin.applicant", true, true, true, "admins of the server", detail::kAdminApplicantErrors},
    {Op::admin_settings, "admin.settings", true, true, true, "admins of the server", detail::kAdminSettingsErrors},
    {Op::notify_key, "notify.key", true, true, true, "any account", {}},
    {Op::notify_add, "notify.add", true, true, true, "the account", detail::kNotifyAddErrors},
    {Op::notify_set, "notify.set", true, true, true, "the account", detail::kNotifySetErrors},
    {Op::notify_list, "notify.list", true, true, true, "the account", {}},
    {Op::notify_remove, "notify.remove", true, true, true, "the account", detail::kNotifyRemoveErrors},
    {Op::notify_test, "notify.test", true, true, true, "the account", detail::kNotifyTestErrors},
    {Op::poll_vote, "poll.vote", true, true, true, "members", detail::kPollVoteErrors},
    {Op::poll_close, "poll.close", true, true, true, "the sender, admins of the room", detail::kPollCloseErrors},
    {Op::message_record, "message.record", true, true, true, "members of both rooms", detail::kMessageRecordErrors},
    {Op::admin_bots, "admin.bots", true, true, true, "admins of the server", detail::kAdminBotsErrors},
    {Op::admin_bot_make, "admin.bot.make", true, true, true, "admins of the server", detail::kAdminBotMakeErrors},
    {Op::admin_bot_token, "admin.bot.token", true, true, true, "admins of the server", detail::kAdminBotTokenErrors},
    {Op::admin_bot_token_end, "admin.bot.token.end", true, true, true, "admins of the server", detail::kAdminBotTokenEndErrors},
    {Op::hook_make, "hook.make", true, true, true, "admins of the room", detail::kHookMakeErrors},
    {Op::hook_list, "hook.list", true, true, true, "admins of the room", detail::kHookListErrors},
    {Op::hook_set, "hook.set", true, true, true, "admins of the room", detail::kHookSetErrors},
    {Op::hook_remove, "hook.remove", true, true, true, "admins of the room", detail::kHookRemoveErrors},
    {Op::command_list, "command.list", true, true, true, "members", detail::kCommandListErrors},
    {Op::message_report, "message.report", true, true, true, "members", detail::kMessageReportErrors},
    {Op::admin_reports, "admin.reports", true, true, true, "admins of the server", detail::kAdminReportsErrors},
    {Op::admin_report_close, "admin.report.close", true, true, true, "admins of the server", detail::kAdminReportCloseErrors},
    {Op::admin_words, "admin.words", true, true, true, "admins of the server", detail::kAdminWordsErrors},
    {Op::schedule_add, "schedule.add", true, true, true, "members", detail::kScheduleAddErrors},
    {Op::schedule_list, "schedule.list", true, true, true, "the account", {}},
    {Op::schedule_set, "schedule.set", true, true, true, "the account", detail::kScheduleSetErrors},
    {Op::schedule_remove, "schedule.remove", true, true, true, "the account", detail::kScheduleRemoveErrors},
    {Op::reminder_add, "reminder.add", true, true, true, "members", detail::kReminderAddErrors},
    {Op::reminder_list, "reminder.list", true, true, true, "the account", {}},
    {Op::reminder_remove, "reminder.remove", true, true, true, "the account", detail::kReminderRemoveErrors},
    {Op::message_confirm, "message.confirm", true, true, true, "members", detail::kMessageConfirmErrors},
    {Op::message_confirms, "message.confirms", true, true, true, "the sender, admins of the room", detail::kMessageConfirmsErrors},
    {Op::preview_get, "preview.get", true, true, true, "members", detail::kPreviewGetErrors},
    {Op::sticker_list, "sticker.list", true, true, true, "the account", {}},
    {Op::sticker_add, "sticker.add", true, true, true, "the account", detail::kStickerAddErrors},
    {Op::sticker_order, "sticker.order", true, true, true, "the account", detail::kStickerOrderErrors},
    {Op::sticker_remove, "sticker.remove", true, true, true, "the account", detail::kStickerRemoveErrors},
    {Op::sticker_send, "sticker.send", true, true, true, "members", detail::kStickerSendErrors},
    {Op::admin_files, "admin.files", false, true, true, "admins of the server", detail::kAdminFilesErrors},
    {Op::admin_file_remove, "admin.file.remove", true, true, true, "admins of the server above the person", detail::kAdminFileRemoveErrors},
    {Op::draft_set, "draft.set", true, true, true, "members", detail::kDraftSetErrors},
    {Op::call_start, "call.start", true, false, true, "members", detail::kCallStartErrors},
    {Op::call_ringing, "call.ringing", true, false, true, "members", detail::kCallRingingErrors},
    {Op::call_accept, "call.accept", true, false, true, "members", detail::kCallAcceptErrors},
    {Op::call_decline, "call.decline", true, false, true, "members", detail::kCallDeclineErrors},
    {Op::call_join, "call.join", true, false, true, "members", detail::kCallJoinErrors},
    {Op::call_leave, "call.leave", true, false, true, "members", detail::kCallLeaveErrors},
    {Op::call_invite, "call.invite", true, false, true, "members", detail::kCallInviteErrors},
    {Op::call_signal, "call.signal", true, false, true, "members", detail::kCallSignalErrors},
    {Op::call_media, "call.media", true, false, true, "members", detail::kCallMediaErrors},
    {Op::call_resume, "call.resume", true, false, true, "members", detail::kCallResumeErrors},
    {Op::call_ice, "call.ice", true, true, true, "any account", detail::kCallIceErrors},
    {Op::call_mod, "call.mod", true, false, true, "members", detail::kCallModErrors},
    {Op::call_stats, "call.stats", true, false, true, "members", detail::kCallStatsErrors},
    {Op::call_list, "call.list", true, true, true, "the account", {}},
    {Op::call_rate, "call.rate", true, false, true, "any account", {}},
    {Op::call_sfu, "call.sfu", true, false, true, "members", detail::kCallSfuErrors},
    {Op::call_layers, "call.layers", true, false, true, "members", detail::kCallLayersErrors},
    {Op::call_reroute, "call.reroute", true, false, true, "members", detail::kCallRerouteErrors},
    {Op::call_test, "call.test", true, false, true, "any account", detail::kCallTestErrors},
    {Op::admin_connections, "admin.connections", true, true, true, "admins of the server", detail::kAdminConnectionsErrors},
    {Op::admin_live, "admin.live", true, true, true, "admins of the server", detail::kAdminLiveErrors},
}};

// The line of an operation; never searches.
const OpInfo& op_info(Op op);
std::optional<Op> op_by_name(std::string_view name);
std::optional<Op> op_by_number(std::uint64_t number);
inline Op op_of(const Request& request) { return kOps[request.index()].op; }
inline Op op_of(const Reply& reply) { return kOps[reply.index()].op; }
inline std::string_view to_string(Op op) { return op_info(op).name; }

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
