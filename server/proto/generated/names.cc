// SPDX-License-Identifier: MIT
// Words and numbers of enums and operations.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off

#include "proto/messages.h"

#include <cstdint>
#include <optional>
#include <string_view>

#include "base/error.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

static_assert(static_cast<int>(ErrorCode::internal) == 1);
static_assert(static_cast<int>(ErrorCode::bad_frame) == 2);
static_assert(static_cast<int>(ErrorCode::unknown_op) == 3);
static_assert(static_cast<int>(ErrorCode::invalid) == 4);
static_assert(static_cast<int>(ErrorCode::login_needed) == 5);
static_assert(static_cast<int>(ErrorCode::session_expired) == 6);
static_assert(static_cast<int>(ErrorCode::forbidden) == 7);
static_assert(static_cast<int>(ErrorCode::not_a_member) == 8);
static_assert(static_cast<int>(ErrorCode::muted) == 9);
static_assert(static_cast<int>(ErrorCode::banned) == 10);
static_assert(static_cast<int>(ErrorCode::not_found) == 11);
static_assert(static_cast<int>(ErrorCode::conflict) == 12);
static_assert(static_cast<int>(ErrorCode::too_large) == 13);
static_assert(static_cast<int>(ErrorCode::unsupported_type) == 14);
static_assert(static_cast<int>(ErrorCode::rate_limited) == 15);
static_assert(static_cast<int>(ErrorCode::store_unavailable) == 16);
static_assert(static_cast<int>(ErrorCode::read_only) == 17);
static_assert(static_cast<int>(ErrorCode::outcome_unknown) == 18);
static_assert(static_cast<int>(ErrorCode::wrong_password) == 19);
static_assert(static_cast<int>(ErrorCode::unknown_user) == 20);
static_assert(static_cast<int>(ErrorCode::disabled) == 21);
static_assert(static_cast<int>(ErrorCode::busy) == 22);
static_assert(static_cast<int>(ErrorCode::weak_password) == 23);
static_assert(static_cast<int>(ErrorCode::registration_closed) == 24);
static_assert(static_cast<int>(ErrorCode::version) == 25);
static_assert(static_cast<int>(ErrorCode::recalled) == 26);
static_assert(static_cast<int>(ErrorCode::too_late) == 27);
static_assert(static_cast<int>(ErrorCode::quota_exceeded) == 30);
static_assert(static_cast<int>(ErrorCode::offset_mismatch) == 31);
static_assert(static_cast<int>(ErrorCode::checksum_mismatch) == 32);
static_assert(static_cast<int>(ErrorCode::upload_locked) == 33);
static_assert(static_cast<int>(ErrorCode::blocked) == 40);
static_assert(static_cast<int>(ErrorCode::slow_mode) == 41);
static_assert(static_cast<int>(ErrorCode::invitation_needed) == 46);
static_assert(static_cast<int>(ErrorCode::approval_pending) == 47);
static_assert(static_cast<int>(ErrorCode::filtered) == 60);
static_assert(static_cast<int>(ErrorCode::calls_off) == 61);

bool from_word(std::string_view word, ErrorCode& out) {
    switch (word.size()) {
        case 4:
            if (word == "busy") { out = ErrorCode::busy; return true; }
            break;
        case 5:
            if (word == "muted") { out = ErrorCode::muted; return true; }
            break;
        case 6:
            if (word == "banned") { out = ErrorCode::banned; return true; }
            break;
        case 7:
            if (word == "invalid") { out = ErrorCode::invalid; return true; }
            if (word == "version") { out = ErrorCode::version; return true; }
            if (word == "blocked") { out = ErrorCode::blocked; return true; }
            break;
        case 8:
            if (word == "internal") { out = ErrorCode::internal; return true; }
            if (word == "conflict") { out = ErrorCode::conflict; return true; }
            if (word == "disabled") { out = ErrorCode::disabled; return true; }
            if (word == "recalled") { out = ErrorCode::recalled; return true; }
            if (word == "too_late") { out = ErrorCode::too_late; return true; }
            if (word == "filtered") { out = ErrorCode::filtered; return true; }
            break;
        case 9:
            if (word == "bad_frame") { out = ErrorCode::bad_frame; return true; }
            if (word == "forbidden") { out = ErrorCode::forbidden; return true; }
            if (word == "not_found") { out = ErrorCode::not_found; return true; }
            if (word == "too_large") { out = ErrorCode::too_large; return true; }
            if (word == "read_only") { out = ErrorCode::read_only; return true; }
            if (word == "slow_mode") { out = ErrorCode::slow_mode; return true; }
            if (word == "calls_off") { out = ErrorCode::calls_off; return true; }
            break;
        case 10:
            if (word == "unknown_op") { out = ErrorCode::unknown_op; return true; }
            break;
        case 12:
            if (word == "login_needed") { out = ErrorCode::login_needed; return true; }
            if (word == "not_a_member") { out = ErrorCode::not_a_member; return true; }
            if (word == "rate_limited") { out = ErrorCode::rate_limited; return true; }
            if (word == "unknown_user") { out = ErrorCode::unknown_user; return true; }
            break;
        case 13:
            if (word == "weak_password") { out = ErrorCode::weak_password; return true; }
            if (word == "upload_locked") { out = ErrorCode::upload_locked; return true; }
            break;
        case 14:
            if (word == "wrong_password") { out = ErrorCode::wrong_password; return true; }
            if (word == "quota_exceeded") { out = ErrorCode::quota_exceeded; return true; }
            break;
        case 15:
            if (word == "session_expired") { out = ErrorCode::session_expired; return true; }
            if (word == "outcome_unknown") { out = ErrorCode::outcome_unknown; return true; }
            if (word == "offset_mismatch") { out = ErrorCode::offset_mismatch; return true; }
            break;
        case 16:
            if (word == "unsupported_type") { out = ErrorCode::unsupported_type; return true; }
            if (word == "approval_pending") { out = ErrorCode::approval_pending; return true; }
            break;
        case 17:
            if (word == "store_unavailable") { out = ErrorCode::store_unavailable; return true; }
            if (word == "checksum_mismatch") { out = ErrorCode::checksum_mismatch; return true; }
            if (word == "invitation_needed") { out = ErrorCode::invitation_needed; return true; }
            break;
        case 19:
            if (word == "registration_closed") { out = ErrorCode::registration_closed; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, ErrorCode& out) {
    switch (number) {
        case 1: out = ErrorCode::internal; return true;
        case 2: out = ErrorCode::bad_frame; return true;
        case 3: out = ErrorCode::unknown_op; return true;
        case 4: out = ErrorCode::invalid; return true;
        case 5: out = ErrorCode::login_needed; return true;
        case 6: out = ErrorCode::session_expired; return true;
        case 7: out = ErrorCode::forbidden; return true;
        case 8: out = ErrorCode::not_a_member; return true;
        case 9: out = ErrorCode::muted; return true;
        case 10: out = ErrorCode::banned; return true;
        case 11: out = ErrorCode::not_found; return true;
        case 12: out = ErrorCode::conflict; return true;
        case 13: out = ErrorCode::too_large; return true;
        case 14: out = ErrorCode::unsupported_type; return true;
        case 15: out = ErrorCode::rate_limited; return true;
        case 16: out = ErrorCode::store_unavailable; return true;
        case 17: out = ErrorCode::read_only; return true;
        case 18: out = ErrorCode::outcome_unknown; return true;
        case 19: out = ErrorCode::wrong_password; return true;
        case 20: out = ErrorCode::unknown_user; return true;
        case 21: out = ErrorCode::disabled; return true;
        case 22: out = ErrorCode::busy; return true;
        case 23: out = ErrorCode::weak_password; return true;
        case 24: out = ErrorCode::registration_closed; return true;
        case 25: out = ErrorCode::version; return true;
        case 26: out = ErrorCode::recalled; return true;
        case 27: out = ErrorCode::too_late; return true;
        case 30: out = ErrorCode::quota_exceeded; return true;
        case 31: out = ErrorCode::offset_mismatch; return true;
        case 32: out = ErrorCode::checksum_mismatch; return true;
        case 33: out = ErrorCode::upload_locked; return true;
        case 40: out = ErrorCode::blocked; return true;
        case 41: out = ErrorCode::slow_mode; return true;
        case 46: out = ErrorCode::invitation_needed; return true;
        case 47: out = ErrorCode::approval_pending; return true;
        case 60: out = ErrorCode::filtered; return true;
        case 61: out = ErrorCode::calls_off; return true;
        default: return false;
    }
}

std::string_view to_string(ServerRole value) {
    switch (value) {
        case ServerRole::user: return "user";
        case ServerRole::admin: return "admin";
        case ServerRole::owner: return "owner";
    }
    return {};
}

bool from_word(std::string_view word, ServerRole& out) {
    switch (word.size()) {
        case 4:
            if (word == "user") { out = ServerRole::user; return true; }
            break;
        case 5:
            if (word == "admin") { out = ServerRole::admin; return true; }
            if (word == "owner") { out = ServerRole::owner; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, ServerRole& out) {
    switch (number) {
        case 1: out = ServerRole::user; return true;
        case 2: out = ServerRole::admin; return true;
        case 3: out = ServerRole::owner; return true;
        default: return false;
    }
}

std::string_view to_string(RoomKind value) {
    switch (value) {
        case RoomKind::lobby: return "lobby";
        case RoomKind::group: return "group";
        case RoomKind::direct: return "direct";
    }
    return {};
}

bool from_word(std::string_view word, RoomKind& out) {
    switch (word.size()) {
        case 5:
            if (word == "lobby") { out = RoomKind::lobby; return true; }
            if (word == "group") { out = RoomKind::group; return true; }
            break;
        case 6:
            if (word == "direct") { out = RoomKind::direct; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, RoomKind& out) {
    switch (number) {
        case 1: out = RoomKind::lobby; return true;
        case 2: out = RoomKind::group; return true;
        case 3: out = RoomKind::direct; return true;
        default: return false;
    }
}

std::string_view to_string(Role value) {
    switch (value) {
        case Role::member: return "member";
        case Role::admin: return "admin";
        case Role::owner: return "owner";
    }
    return {};
}

bool from_word(std::string_view word, Role& out) {
    switch (word.size()) {
        case 5:
            if (word == "admin") { out = Role::admin; return true; }
            if (word == "owner") { out = Role::owner; return true; }
            break;
        case 6:
            if (word == "member") { out = Role::member; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, Role& out) {
    switch (number) {
        case 1: out = Role::member; return true;
        case 2: out = Role::admin; return true;
        case 3: out = Role::owner; return true;
        default: return false;
    }
}

std::string_view to_string(JoinPolicy value) {
    switch (value) {
        case JoinPolicy::invite: return "invite";
        case JoinPolicy::open: return "open";
    }
    return {};
}

bool from_word(std::string_view word, JoinPolicy& out) {
    switch (word.size()) {
        case 4:
            if (word == "open") { out = JoinPolicy::open; return true; }
            break;
        case 6:
            if (word == "invite") { out = JoinPolicy::invite; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, JoinPolicy& out) {
    switch (number) {
        case 1: out = JoinPolicy::invite; return true;
        case 2: out = JoinPolicy::open; return true;
        default: return false;
    }
}

std::string_view to_string(HistoryPolicy value) {
    switch (value) {
        case HistoryPolicy::joined: return "joined";
        case HistoryPolicy::all: return "all";
    }
    return {};
}

bool from_word(std::string_view word, HistoryPolicy& out) {
    switch (word.size()) {
        case 3:
            if (word == "all") { out = HistoryPolicy::all; return true; }
            break;
        case 6:
            if (word == "joined") { out = HistoryPolicy::joined; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, HistoryPolicy& out) {
    switch (number) {
        case 1: out = HistoryPolicy::joined; return true;
        case 2: out = HistoryPolicy::all; return true;
        default: return false;
    }
}

std::string_view to_string(EventKind value) {
    switch (value) {
        case EventKind::text: return "text";
        case EventKind::image: return "image";
        case EventKind::video: return "video";
        case EventKind::audio: return "audio";
        case EventKind::voice: return "voice";
        case EventKind::file: return "file";
        case EventKind::sticker: return "sticker";
        case EventKind::edit: return "edit";
        case EventKind::recall: return "recall";
        case EventKind::reaction: return "reaction";
        case EventKind::join: return "join";
        case EventKind::leave: return "leave";
        case EventKind::remove: return "remove";
        case EventKind::role: return "role";
        case EventKind::title: return "title";
        case EventKind::avatar: return "avatar";
        case EventKind::announcement: return "announcement";
        case EventKind::pin: return "pin";
        case EventKind::unpin: return "unpin";
        case EventKind::call: return "call";
        case EventKind::system: return "system";
        case EventKind::policy: return "policy";
        case EventKind::created: return "created";
        case EventKind::dissolved: return "dissolved";
        case EventKind::mute: return "mute";
        case EventKind::rules: return "rules";
        case EventKind::nick: return "nick";
        case EventKind::nudge: return "nudge";
        case EventKind::poll: return "poll";
        case EventKind::vote: return "vote";
        case EventKind::poll_end: return "poll_end";
        case EventKind::record: return "record";
        case EventKind::confirm: return "confirm";
        case EventKind::expired: return "expired";
        case EventKind::missed_call: return "missed_call";
    }
    return {};
}

bool from_word(std::string_view word, EventKind& out) {
    switch (word.size()) {
        case 3:
            if (word == "pin") { out = EventKind::pin; return true; }
            break;
        case 4:
            if (word == "text") { out = EventKind::text; return true; }
            if (word == "file") { out = EventKind::file; return true; }
            if (word == "edit") { out = EventKind::edit; return true; }
            if (word == "join") { out = EventKind::join; return true; }
            if (word == "role") { out = EventKind::role; return true; }
            if (word == "call") { out = EventKind::call; return true; }
            if (word == "mute") { out = EventKind::mute; return true; }
            if (word == "nick") { out = EventKind::nick; return true; }
            if (word == "poll") { out = EventKind::poll; return true; }
            if (word == "vote") { out = EventKind::vote; return true; }
            break;
        case 5:
            if (word == "image") { out = EventKind::image; return true; }
            if (word == "video") { out = EventKind::video; return true; }
            if (word == "audio") { out = EventKind::audio; return true; }
            if (word == "voice") { out = EventKind::voice; return true; }
            if (word == "leave") { out = EventKind::leave; return true; }
            if (word == "title") { out = EventKind::title; return true; }
            if (word == "unpin") { out = EventKind::unpin; return true; }
            if (word == "rules") { out = EventKind::rules; return true; }
            if (word == "nudge") { out = EventKind::nudge; return true; }
            break;
        case 6:
            if (word == "recall") { out = EventKind::recall; return true; }
            if (word == "remove") { out = EventKind::remove; return true; }
            if (word == "avatar") { out = EventKind::avatar; return true; }
            if (word == "system") { out = EventKind::system; return true; }
            if (word == "policy") { out = EventKind::policy; return true; }
            if (word == "record") { out = EventKind::record; return true; }
            break;
        case 7:
            if (word == "sticker") { out = EventKind::sticker; return true; }
            if (word == "created") { out = EventKind::created; return true; }
            if (word == "confirm") { out = EventKind::confirm; return true; }
            if (word == "expired") { out = EventKind::expired; return true; }
            break;
        case 8:
            if (word == "reaction") { out = EventKind::reaction; return true; }
            if (word == "poll_end") { out = EventKind::poll_end; return true; }
            break;
        case 9:
            if (word == "dissolved") { out = EventKind::dissolved; return true; }
            break;
        case 11:
            if (word == "missed_call") { out = EventKind::missed_call; return true; }
            break;
        case 12:
            if (word == "announcement") { out = EventKind::announcement; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, EventKind& out) {
    switch (number) {
        case 1: out = EventKind::text; return true;
        case 2: out = EventKind::image; return true;
        case 3: out = EventKind::video; return true;
        case 4: out = EventKind::audio; return true;
        case 5: out = EventKind::voice; return true;
        case 6: out = EventKind::file; return true;
        case 7: out = EventKind::sticker; return true;
        case 8: out = EventKind::edit; return true;
        case 9: out = EventKind::recall; return true;
        case 10: out = EventKind::reaction; return true;
        case 11: out = EventKind::join; return true;
        case 12: out = EventKind::leave; return true;
        case 13: out = EventKind::remove; return true;
        case 14: out = EventKind::role; return true;
        case 15: out = EventKind::title; return true;
        case 16: out = EventKind::avatar; return true;
        case 17: out = EventKind::announcement; return true;
        case 18: out = EventKind::pin; return true;
        case 19: out = EventKind::unpin; return true;
        case 20: out = EventKind::call; return true;
        case 21: out = EventKind::system; return true;
        case 22: out = EventKind::policy; return true;
        case 23: out = EventKind::created; return true;
        case 24: out = EventKind::dissolved; return true;
        case 25: out = EventKind::mute; return true;
        case 26: out = EventKind::rules; return true;
        case 27: out = EventKind::nick; return true;
        case 28: out = EventKind::nudge; return true;
        case 29: out = EventKind::poll; return true;
        case 30: out = EventKind::vote; return true;
        case 31: out = EventKind::poll_end; return true;
        case 32: out = EventKind::record; return true;
        case 33: out = EventKind::confirm; return true;
        case 34: out = EventKind::expired; return true;
        case 35: out = EventKind::missed_call; return true;
        default: return false;
    }
}

std::string_view to_string(EphemeralKind value) {
    switch (value) {
        case EphemeralKind::typing: return "typing";
        case EphemeralKind::presence: return "presence";
        case EphemeralKind::cursor: return "cursor";
        case EphemeralKind::traffic: return "traffic";
        case EphemeralKind::seen: return "seen";
    }
    return {};
}

bool from_word(std::string_view word, EphemeralKind& out) {
    switch (word.size()) {
        case 4:
            if (word == "seen") { out = EphemeralKind::seen; return true; }
            break;
        case 6:
            if (word == "typing") { out = EphemeralKind::typing; return true; }
            if (word == "cursor") { out = EphemeralKind::cursor; return true; }
            break;
        case 7:
            if (word == "traffic") { out = EphemeralKind::traffic; return true; }
            break;
        case 8:
            if (word == "presence") { out = EphemeralKind::presence; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, EphemeralKind& out) {
    switch (number) {
        case 1: out = EphemeralKind::typing; return true;
        case 2: out = EphemeralKind::presence; return true;
        case 3: out = EphemeralKind::cursor; return true;
        case 4: out = EphemeralKind::traffic; return true;
        case 5: out = EphemeralKind::seen; return true;
        default: return false;
    }
}

std::string_view to_string(NoticeKind value) {
    switch (value) {
        case NoticeKind::replaced: return "replaced";
        case NoticeKind::session_ended: return "session_ended";
        case NoticeKind::draining: return "draining";
        case NoticeKind::disabled: return "disabled";
        case NoticeKind::banned: return "banned";
        case NoticeKind::kicked: return "kicked";
    }
    return {};
}

bool from_word(std::string_view word, NoticeKind& out) {
    switch (word.size()) {
        case 6:
            if (word == "banned") { out = NoticeKind::banned; return true; }
            if (word == "kicked") { out = NoticeKind::kicked; return true; }
            break;
        case 8:
            if (word == "replaced") { out = NoticeKind::replaced; return true; }
            if (word == "draining") { out = NoticeKind::draining; return true; }
            if (word == "disabled") { out = NoticeKind::disabled; return true; }
            break;
        case 13:
            if (word == "session_ended") { out = NoticeKind::session_ended; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, NoticeKind& out) {
    switch (number) {
        case 1: out = NoticeKind::replaced; return true;
        case 2: out = NoticeKind::session_ended; return true;
        case 3: out = NoticeKind::draining; return true;
        case 4: out = NoticeKind::disabled; return true;
        case 5: out = NoticeKind::banned; return true;
        case 6: out = NoticeKind::kicked; return true;
        default: return false;
    }
}

std::string_view to_string(OpenState value) {
    switch (value) {
        case OpenState::ok: return "ok";
        case OpenState::gap: return "gap";
        case OpenState::reset: return "reset";
        case OpenState::refused: return "refused";
    }
    return {};
}

bool from_word(std::string_view word, OpenState& out) {
    switch (word.size()) {
        case 2:
            if (word == "ok") { out = OpenState::ok; return true; }
            break;
        case 3:
            if (word == "gap") { out = OpenState::gap; return true; }
            break;
        case 5:
            if (word == "reset") { out = OpenState::reset; return true; }
            break;
        case 7:
            if (word == "refused") { out = OpenState::refused; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, OpenState& out) {
    switch (number) {
        case 1: out = OpenState::ok; return true;
        case 2: out = OpenState::gap; return true;
        case 3: out = OpenState::reset; return true;
        case 4: out = OpenState::refused; return true;
        default: return false;
    }
}

std::string_view to_string(FileGroup value) {
    switch (value) {
        case FileGroup::pictures: return "pictures";
        case FileGroup::sounds: return "sounds";
        case FileGroup::documents: return "documents";
        case FileGroup::links: return "links";
    }
    return {};
}

bool from_word(std::string_view word, FileGroup& out) {
    switch (word.size()) {
        case 5:
            if (word == "links") { out = FileGroup::links; return true; }
            break;
        case 6:
            if (word == "sounds") { out = FileGroup::sounds; return true; }
            break;
        case 8:
            if (word == "pictures") { out = FileGroup::pictures; return true; }
            break;
        case 9:
            if (word == "documents") { out = FileGroup::documents; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, FileGroup& out) {
    switch (number) {
        case 1: out = FileGroup::pictures; return true;
        case 2: out = FileGroup::sounds; return true;
        case 3: out = FileGroup::documents; return true;
        case 4: out = FileGroup::links; return true;
        default: return false;
    }
}

std::string_view to_string(RoomScope value) {
    switch (value) {
        case RoomScope::mine: return "mine";
        case RoomScope::directory: return "directory";
    }
    return {};
}

bool from_word(std::string_view word, RoomScope& out) {
    switch (word.size()) {
        case 4:
            if (word == "mine") { out = RoomScope::mine; return true; }
            break;
        case 9:
            if (word == "directory") { out = RoomScope::directory; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, RoomScope& out) {
    switch (number) {
        case 1: out = RoomScope::mine; return true;
        case 2: out = RoomScope::directory; return true;
        default: return false;
    }
}

std::string_view to_string(Writers value) {
    switch (value) {
        case Writers::all: return "all";
        case Writers::admins: return "admins";
        case Writers::nobody: return "nobody";
    }
    return {};
}

bool from_word(std::string_view word, Writers& out) {
    switch (word.size()) {
        case 3:
            if (word == "all") { out = Writers::all; return true; }
            break;
        case 6:
            if (word == "admins") { out = Writers::admins; return true; }
            if (word == "nobody") { out = Writers::nobody; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, Writers& out) {
    switch (number) {
        case 1: out = Writers::all; return true;
        case 2: out = Writers::admins; return true;
        case 3: out = Writers::nobody; return true;
        default: return false;
    }
}

std::string_view to_string(NotifyLevel value) {
    switch (value) {
        case NotifyLevel::all: return "all";
        case NotifyLevel::mentions: return "mentions";
        case NotifyLevel::none: return "none";
    }
    return {};
}

bool from_word(std::string_view word, NotifyLevel& out) {
    switch (word.size()) {
        case 3:
            if (word == "all") { out = NotifyLevel::all; return true; }
            break;
        case 4:
            if (word == "none") { out = NotifyLevel::none; return true; }
            break;
        case 8:
            if (word == "mentions") { out = NotifyLevel::mentions; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, NotifyLevel& out) {
    switch (number) {
        case 1: out = NotifyLevel::all; return true;
        case 2: out = NotifyLevel::mentions; return true;
        case 3: out = NotifyLevel::none; return true;
        default: return false;
    }
}

std::string_view to_string(PresenceMode value) {
    switch (value) {
        case PresenceMode::normal: return "normal";
        case PresenceMode::away: return "away";
        case PresenceMode::busy: return "busy";
    }
    return {};
}

bool from_word(std::string_view word, PresenceMode& out) {
    switch (word.size()) {
        case 4:
            if (word == "away") { out = PresenceMode::away; return true; }
            if (word == "busy") { out = PresenceMode::busy; return true; }
            break;
        case 6:
            if (word == "normal") { out = PresenceMode::normal; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, PresenceMode& out) {
    switch (number) {
        case 1: out = PresenceMode::normal; return true;
        case 2: out = PresenceMode::away; return true;
        case 3: out = PresenceMode::busy; return true;
        default: return false;
    }
}

std::string_view to_string(ChannelKind value) {
    switch (value) {
        case ChannelKind::web_push: return "web_push";
        case ChannelKind::json: return "json";
        case ChannelKind::ntfy: return "ntfy";
        case ChannelKind::bark: return "bark";
        case ChannelKind::wecom: return "wecom";
        case ChannelKind::dingtalk: return "dingtalk";
        case ChannelKind::feishu: return "feishu";
    }
    return {};
}

bool from_word(std::string_view word, ChannelKind& out) {
    switch (word.size()) {
        case 4:
            if (word == "json") { out = ChannelKind::json; return true; }
            if (word == "ntfy") { out = ChannelKind::ntfy; return true; }
            if (word == "bark") { out = ChannelKind::bark; return true; }
            break;
        case 5:
            if (word == "wecom") { out = ChannelKind::wecom; return true; }
            break;
        case 6:
            if (word == "feishu") { out = ChannelKind::feishu; return true; }
            break;
        case 8:
            if (word == "web_push") { out = ChannelKind::web_push; return true; }
            if (word == "dingtalk") { out = ChannelKind::dingtalk; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, ChannelKind& out) {
    switch (number) {
        case 1: out = ChannelKind::web_push; return true;
        case 2: out = ChannelKind::json; return true;
        case 3: out = ChannelKind::ntfy; return true;
        case 4: out = ChannelKind::bark; return true;
        case 5: out = ChannelKind::wecom; return true;
        case 6: out = ChannelKind::dingtalk; return true;
        case 7: out = ChannelKind::feishu; return true;
        default: return false;
    }
}

std::string_view to_string(ContentLevel value) {
    switch (value) {
        case ContentLevel::none: return "none";
        case ContentLevel::sender: return "sender";
        case ContentLevel::full: return "full";
    }
    return {};
}

bool from_word(std::string_view word, ContentLevel& out) {
    switch (word.size()) {
        case 4:
            if (word == "none") { out = ContentLevel::none; return true; }
            if (word == "full") { out = ContentLevel::full; return true; }
            break;
        case 6:
            if (word == "sender") { out = ContentLevel::sender; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, ContentLevel& out) {
    switch (number) {
        case 1: out = ContentLevel::none; return true;
        case 2: out = ContentLevel::sender; return true;
        case 3: out = ContentLevel::full; return true;
        default: return false;
    }
}

std::string_view to_string(Registration value) {
    switch (value) {
        case Registration::open: return "open";
        case Registration::invite: return "invite";
        case Registration::approval: return "approval";
        case Registration::closed: return "closed";
    }
    return {};
}

bool from_word(std::string_view word, Registration& out) {
    switch (word.size()) {
        case 4:
            if (word == "open") { out = Registration::open; return true; }
            break;
        case 6:
            if (word == "invite") { out = Registration::invite; return true; }
            if (word == "closed") { out = Registration::closed; return true; }
            break;
        case 8:
            if (word == "approval") { out = Registration::approval; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, Registration& out) {
    switch (number) {
        case 1: out = Registration::open; return true;
        case 2: out = Registration::invite; return true;
        case 3: out = Registration::approval; return true;
        case 4: out = Registration::closed; return true;
        default: return false;
    }
}

std::string_view to_string(ConnectionOrder value) {
    switch (value) {
        case ConnectionOrder::newest: return "newest";
        case ConnectionOrder::waiting: return "waiting";
        case ConnectionOrder::lagged: return "lagged";
    }
    return {};
}

bool from_word(std::string_view word, ConnectionOrder& out) {
    switch (word.size()) {
        case 6:
            if (word == "newest") { out = ConnectionOrder::newest; return true; }
            if (word == "lagged") { out = ConnectionOrder::lagged; return true; }
            break;
        case 7:
            if (word == "waiting") { out = ConnectionOrder::waiting; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, ConnectionOrder& out) {
    switch (number) {
        case 1: out = ConnectionOrder::newest; return true;
        case 2: out = ConnectionOrder::waiting; return true;
        case 3: out = ConnectionOrder::lagged; return true;
        default: return false;
    }
}

std::string_view to_string(LiveOrder value) {
    switch (value) {
        case LiveOrder::minute: return "minute";
        case LiveOrder::hour: return "hour";
        case LiveOrder::members: return "members";
        case LiveOrder::head: return "head";
    }
    return {};
}

bool from_word(std::string_view word, LiveOrder& out) {
    switch (word.size()) {
        case 4:
            if (word == "hour") { out = LiveOrder::hour; return true; }
            if (word == "head") { out = LiveOrder::head; return true; }
            break;
        case 6:
            if (word == "minute") { out = LiveOrder::minute; return true; }
            break;
        case 7:
            if (word == "members") { out = LiveOrder::members; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, LiveOrder& out) {
    switch (number) {
        case 1: out = LiveOrder::minute; return true;
        case 2: out = LiveOrder::hour; return true;
        case 3: out = LiveOrder::members; return true;
        case 4: out = LiveOrder::head; return true;
        default: return false;
    }
}

std::string_view to_string(UserFilter value) {
    switch (value) {
        case UserFilter::all: return "all";
        case UserFilter::online: return "online";
        case UserFilter::disabled: return "disabled";
        case UserFilter::banned: return "banned";
        case UserFilter::staff: return "staff";
    }
    return {};
}

bool from_word(std::string_view word, UserFilter& out) {
    switch (word.size()) {
        case 3:
            if (word == "all") { out = UserFilter::all; return true; }
            break;
        case 5:
            if (word == "staff") { out = UserFilter::staff; return true; }
            break;
        case 6:
            if (word == "online") { out = UserFilter::online; return true; }
            if (word == "banned") { out = UserFilter::banned; return true; }
            break;
        case 8:
            if (word == "disabled") { out = UserFilter::disabled; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, UserFilter& out) {
    switch (number) {
        case 1: out = UserFilter::all; return true;
        case 2: out = UserFilter::online; return true;
        case 3: out = UserFilter::disabled; return true;
        case 4: out = UserFilter::banned; return true;
        case 5: out = UserFilter::staff; return true;
        default: return false;
    }
}

std::string_view to_string(AuditAct value) {
    switch (value) {
        case AuditAct::role: return "role";
        case AuditAct::disable: return "disable";
        case AuditAct::enable: return "enable";
        case AuditAct::rename: return "rename";
        case AuditAct::password: return "password";
        case AuditAct::session_end: return "session_end";
        case AuditAct::dissolve: return "dissolve";
        case AuditAct::ban: return "ban";
        case AuditAct::kick: return "kick";
        case AuditAct::unban: return "unban";
        case AuditAct::purge: return "purge";
        case AuditAct::purged: return "purged";
        case AuditAct::invite: return "invite";
        case AuditAct::uninvite: return "uninvite";
        case AuditAct::approve: return "approve";
        case AuditAct::reject: return "reject";
        case AuditAct::settings: return "settings";
        case AuditAct::bot: return "bot";
        case AuditAct::token: return "token";
        case AuditAct::untoken: return "untoken";
        case AuditAct::hook: return "hook";
        case AuditAct::hook_set: return "hook_set";
        case AuditAct::unhook: return "unhook";
        case AuditAct::report: return "report";
        case AuditAct::words: return "words";
        case AuditAct::file: return "file";
        case AuditAct::lobby: return "lobby";
    }
    return {};
}

bool from_word(std::string_view word, AuditAct& out) {
    switch (word.size()) {
        case 3:
            if (word == "ban") { out = AuditAct::ban; return true; }
            if (word == "bot") { out = AuditAct::bot; return true; }
            break;
        case 4:
            if (word == "role") { out = AuditAct::role; return true; }
            if (word == "kick") { out = AuditAct::kick; return true; }
            if (word == "hook") { out = AuditAct::hook; return true; }
            if (word == "file") { out = AuditAct::file; return true; }
            break;
        case 5:
            if (word == "unban") { out = AuditAct::unban; return true; }
            if (word == "purge") { out = AuditAct::purge; return true; }
            if (word == "token") { out = AuditAct::token; return true; }
            if (word == "words") { out = AuditAct::words; return true; }
            if (word == "lobby") { out = AuditAct::lobby; return true; }
            break;
        case 6:
            if (word == "enable") { out = AuditAct::enable; return true; }
            if (word == "rename") { out = AuditAct::rename; return true; }
            if (word == "purged") { out = AuditAct::purged; return true; }
            if (word == "invite") { out = AuditAct::invite; return true; }
            if (word == "reject") { out = AuditAct::reject; return true; }
            if (word == "unhook") { out = AuditAct::unhook; return true; }
            if (word == "report") { out = AuditAct::report; return true; }
            break;
        case 7:
            if (word == "disable") { out = AuditAct::disable; return true; }
            if (word == "approve") { out = AuditAct::approve; return true; }
            if (word == "untoken") { out = AuditAct::untoken; return true; }
            break;
        case 8:
            if (word == "password") { out = AuditAct::password; return true; }
            if (word == "dissolve") { out = AuditAct::dissolve; return true; }
            if (word == "uninvite") { out = AuditAct::uninvite; return true; }
            if (word == "settings") { out = AuditAct::settings; return true; }
            if (word == "hook_set") { out = AuditAct::hook_set; return true; }
            break;
        case 11:
            if (word == "session_end") { out = AuditAct::session_end; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, AuditAct& out) {
    switch (number) {
        case 1: out = AuditAct::role; return true;
        case 2: out = AuditAct::disable; return true;
        case 3: out = AuditAct::enable; return true;
        case 4: out = AuditAct::rename; return true;
        case 5: out = AuditAct::password; return true;
        case 6: out = AuditAct::session_end; return true;
        case 7: out = AuditAct::dissolve; return true;
        case 8: out = AuditAct::ban; return true;
        case 9: out = AuditAct::kick; return true;
        case 10: out = AuditAct::unban; return true;
        case 11: out = AuditAct::purge; return true;
        case 12: out = AuditAct::purged; return true;
        case 13: out = AuditAct::invite; return true;
        case 14: out = AuditAct::uninvite; return true;
        case 15: out = AuditAct::approve; return true;
        case 16: out = AuditAct::reject; return true;
        case 17: out = AuditAct::settings; return true;
        case 30: out = AuditAct::bot; return true;
        case 31: out = AuditAct::token; return true;
        case 32: out = AuditAct::untoken; return true;
        case 33: out = AuditAct::hook; return true;
        case 34: out = AuditAct::hook_set; return true;
        case 35: out = AuditAct::unhook; return true;
        case 40: out = AuditAct::report; return true;
        case 41: out = AuditAct::words; return true;
        case 42: out = AuditAct::file; return true;
        case 43: out = AuditAct::lobby; return true;
        default: return false;
    }
}

std::string_view to_string(HookKind value) {
    switch (value) {
        case HookKind::incoming: return "incoming";
        case HookKind::outgoing: return "outgoing";
    }
    return {};
}

bool from_word(std::string_view word, HookKind& out) {
    switch (word.size()) {
        case 8:
            if (word == "incoming") { out = HookKind::incoming; return true; }
            if (word == "outgoing") { out = HookKind::outgoing; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, HookKind& out) {
    switch (number) {
        case 1: out = HookKind::incoming; return true;
        case 2: out = HookKind::outgoing; return true;
        default: return false;
    }
}

std::string_view to_string(CallKind value) {
    switch (value) {
        case CallKind::audio: return "audio";
        case CallKind::video: return "video";
    }
    return {};
}

bool from_word(std::string_view word, CallKind& out) {
    switch (word.size()) {
        case 5:
            if (word == "audio") { out = CallKind::audio; return true; }
            if (word == "video") { out = CallKind::video; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallKind& out) {
    switch (number) {
        case 1: out = CallKind::audio; return true;
        case 2: out = CallKind::video; return true;
        default: return false;
    }
}

std::string_view to_string(CallMode value) {
    switch (value) {
        case CallMode::p2p: return "p2p";
        case CallMode::mesh: return "mesh";
        case CallMode::sfu: return "sfu";
    }
    return {};
}

bool from_word(std::string_view word, CallMode& out) {
    switch (word.size()) {
        case 3:
            if (word == "p2p") { out = CallMode::p2p; return true; }
            if (word == "sfu") { out = CallMode::sfu; return true; }
            break;
        case 4:
            if (word == "mesh") { out = CallMode::mesh; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallMode& out) {
    switch (number) {
        case 1: out = CallMode::p2p; return true;
        case 2: out = CallMode::mesh; return true;
        case 3: out = CallMode::sfu; return true;
        default: return false;
    }
}

std::string_view to_string(CallSource value) {
    switch (value) {
        case CallSource::audio: return "audio";
        case CallSource::video: return "video";
        case CallSource::screen: return "screen";
        case CallSource::screen_audio: return "screen_audio";
    }
    return {};
}

bool from_word(std::string_view word, CallSource& out) {
    switch (word.size()) {
        case 5:
            if (word == "audio") { out = CallSource::audio; return true; }
            if (word == "video") { out = CallSource::video; return true; }
            break;
        case 6:
            if (word == "screen") { out = CallSource::screen; return true; }
            break;
        case 12:
            if (word == "screen_audio") { out = CallSource::screen_audio; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallSource& out) {
    switch (number) {
        case 1: out = CallSource::audio; return true;
        case 2: out = CallSource::video; return true;
        case 3: out = CallSource::screen; return true;
        case 4: out = CallSource::screen_audio; return true;
        default: return false;
    }
}

std::string_view to_string(CallState value) {
    switch (value) {
        case CallState::ringing: return "ringing";
        case CallState::active: return "active";
        case CallState::ended: return "ended";
    }
    return {};
}

bool from_word(std::string_view word, CallState& out) {
    switch (word.size()) {
        case 5:
            if (word == "ended") { out = CallState::ended; return true; }
            break;
        case 6:
            if (word == "active") { out = CallState::active; return true; }
            break;
        case 7:
            if (word == "ringing") { out = CallState::ringing; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallState& out) {
    switch (number) {
        case 1: out = CallState::ringing; return true;
        case 2: out = CallState::active; return true;
        case 3: out = CallState::ended; return true;
        default: return false;
    }
}

std::string_view to_string(LegState value) {
    switch (value) {
        case LegState::invited: return "invited";
        case LegState::ringing: return "ringing";
        case LegState::connecting: return "connecting";
        case LegState::joined: return "joined";
        case LegState::reconnecting: return "reconnecting";
        case LegState::left: return "left";
        case LegState::declined: return "declined";
        case LegState::busy: return "busy";
        case LegState::missed: return "missed";
        case LegState::failed: return "failed";
    }
    return {};
}

bool from_word(std::string_view word, LegState& out) {
    switch (word.size()) {
        case 4:
            if (word == "left") { out = LegState::left; return true; }
            if (word == "busy") { out = LegState::busy; return true; }
            break;
        case 6:
            if (word == "joined") { out = LegState::joined; return true; }
            if (word == "missed") { out = LegState::missed; return true; }
            if (word == "failed") { out = LegState::failed; return true; }
            break;
        case 7:
            if (word == "invited") { out = LegState::invited; return true; }
            if (word == "ringing") { out = LegState::ringing; return true; }
            break;
        case 8:
            if (word == "declined") { out = LegState::declined; return true; }
            break;
        case 10:
            if (word == "connecting") { out = LegState::connecting; return true; }
            break;
        case 12:
            if (word == "reconnecting") { out = LegState::reconnecting; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, LegState& out) {
    switch (number) {
        case 1: out = LegState::invited; return true;
        case 2: out = LegState::ringing; return true;
        case 3: out = LegState::connecting; return true;
        case 4: out = LegState::joined; return true;
        case 5: out = LegState::reconnecting; return true;
        case 6: out = LegState::left; return true;
        case 7: out = LegState::declined; return true;
        case 8: out = LegState::busy; return true;
        case 9: out = LegState::missed; return true;
        case 10: out = LegState::failed; return true;
        default: return false;
    }
}

std::string_view to_string(CallEnd value) {
    switch (value) {
        case CallEnd::completed: return "completed";
        case CallEnd::declined: return "declined";
        case CallEnd::missed: return "missed";
        case CallEnd::cancelled: return "cancelled";
        case CallEnd::busy: return "busy";
        case CallEnd::failed: return "failed";
        case CallEnd::kicked: return "kicked";
        case CallEnd::shutdown: return "shutdown";
        case CallEnd::elsewhere: return "elsewhere";
        case CallEnd::left: return "left";
    }
    return {};
}

bool from_word(std::string_view word, CallEnd& out) {
    switch (word.size()) {
        case 4:
            if (word == "busy") { out = CallEnd::busy; return true; }
            if (word == "left") { out = CallEnd::left; return true; }
            break;
        case 6:
            if (word == "missed") { out = CallEnd::missed; return true; }
            if (word == "failed") { out = CallEnd::failed; return true; }
            if (word == "kicked") { out = CallEnd::kicked; return true; }
            break;
        case 8:
            if (word == "declined") { out = CallEnd::declined; return true; }
            if (word == "shutdown") { out = CallEnd::shutdown; return true; }
            break;
        case 9:
            if (word == "completed") { out = CallEnd::completed; return true; }
            if (word == "cancelled") { out = CallEnd::cancelled; return true; }
            if (word == "elsewhere") { out = CallEnd::elsewhere; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallEnd& out) {
    switch (number) {
        case 1: out = CallEnd::completed; return true;
        case 2: out = CallEnd::declined; return true;
        case 3: out = CallEnd::missed; return true;
        case 4: out = CallEnd::cancelled; return true;
        case 5: out = CallEnd::busy; return true;
        case 6: out = CallEnd::failed; return true;
        case 7: out = CallEnd::kicked; return true;
        case 8: out = CallEnd::shutdown; return true;
        case 9: out = CallEnd::elsewhere; return true;
        case 10: out = CallEnd::left; return true;
        default: return false;
    }
}

std::string_view to_string(SdpType value) {
    switch (value) {
        case SdpType::offer: return "offer";
        case SdpType::answer: return "answer";
        case SdpType::rollback: return "rollback";
    }
    return {};
}

bool from_word(std::string_view word, SdpType& out) {
    switch (word.size()) {
        case 5:
            if (word == "offer") { out = SdpType::offer; return true; }
            break;
        case 6:
            if (word == "answer") { out = SdpType::answer; return true; }
            break;
        case 8:
            if (word == "rollback") { out = SdpType::rollback; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, SdpType& out) {
    switch (number) {
        case 1: out = SdpType::offer; return true;
        case 2: out = SdpType::answer; return true;
        case 3: out = SdpType::rollback; return true;
        default: return false;
    }
}

std::string_view to_string(CallAct value) {
    switch (value) {
        case CallAct::mute: return "mute";
        case CallAct::kick: return "kick";
    }
    return {};
}

bool from_word(std::string_view word, CallAct& out) {
    switch (word.size()) {
        case 4:
            if (word == "mute") { out = CallAct::mute; return true; }
            if (word == "kick") { out = CallAct::kick; return true; }
            break;
        default: break;
    }
    return false;
}

bool from_number(std::uint64_t number, CallAct& out) {
    switch (number) {
        case 1: out = CallAct::mute; return true;
        case 2: out = CallAct::kick; return true;
        default: return false;
    }
}

const OpInfo& op_info(Op op) {
    switch (op) {
        case Op::hello: return kOps[0];
        case Op::ping: return kOps[1];
        case Op::session_list: return kOps[2];
        case Op::session_revoke: return kOps[3];
        case Op::logout: return kOps[4];
        case Op::register_: return kOps[5];
        case Op::login: return kOps[6];
        case Op::password_change: return kOps[7];
        case Op::server_info: return kOps[8];
        case Op::user_get: return kOps[9];
        case Op::user_search: return kOps[10];
        case Op::profile_set: return kOps[11];
        case Op::room_create: return kOps[12];
        case Op::room_list: return kOps[13];
        case Op::room_get: return kOps[14];
        case Op::room_set: return kOps[15];
        case Op::room_open: return kOps[16];
        case Op::room_close: return kOps[17];
        case Op::room_join: return kOps[18];
        case Op::room_leave: return kOps[19];
        case Op::room_invite: return kOps[20];
        case Op::room_remove: return kOps[21];
        case Op::room_role: return kOps[22];
        case Op::room_transfer: return kOps[23];
        case Op::room_dissolve: return kOps[24];
        case Op::room_members: return kOps[25];
        case Op::room_state: return kOps[26];
        case Op::message_send: return kOps[27];
        case Op::history: return kOps[28];
        case Op::read: return kOps[29];
        case Op::typing: return kOps[30];
        case Op::presence_watch: return kOps[31];
        case Op::message_edit: return kOps[32];
        case Op::message_recall: return kOps[33];
        case Op::message_react: return kOps[34];
        case Op::message_pin: return kOps[35];
        case Op::message_get: return kOps[36];
        case Op::message_forward: return kOps[37];
        case Op::room_files: return kOps[38];
        case Op::search: return kOps[39];
        case Op::room_prefs: return kOps[40];
        case Op::folder_set: return kOps[41];
        case Op::contact_set: return kOps[42];
        case Op::block_set: return kOps[43];
        case Op::presence_set: return kOps[44];
        case Op::room_mute: return kOps[45];
        case Op::room_nick: return kOps[46];
        case Op::room_nicks: return kOps[47];
        case Op::link_create: return kOps[48];
        case Op::link_list: return kOps[49];
        case Op::link_revoke: return kOps[50];
        case Op::link_get: return kOps[51];
        case Op::link_join: return kOps[52];
        case Op::message_readers: return kOps[53];
        case Op::message_nudge: return kOps[54];
        case Op::admin_stats: return kOps[55];
        case Op::admin_users: return kOps[56];
        case Op::admin_user_set: return kOps[57];
        case Op::admin_password: return kOps[58];
        case Op::admin_sessions: return kOps[59];
        case Op::admin_session_end: return kOps[60];
        case Op::admin_rooms: return kOps[61];
        case Op::admin_audit: return kOps[62];
        case Op::admin_bans: return kOps[63];
        case Op::admin_ban: return kOps[64];
        case Op::admin_unban: return kOps[65];
        case Op::admin_purge: return kOps[66];
        case Op::admin_invites: return kOps[67];
        case Op::admin_invite_make: return kOps[68];
        case Op::admin_invite_end: return kOps[69];
        case Op::admin_applicant: return kOps[70];
        case Op::admin_settings: return kOps[71];
        case Op::notify_key: return kOps[72];
        case Op::notify_add: return kOps[73];
        case Op::notify_set: return kOps[74];
        case Op::notify_list: return kOps[75];
        case Op::notify_remove: return kOps[76];
        case Op::notify_test: return kOps[77];
        case Op::poll_vote: return kOps[78];
        case Op::poll_close: return kOps[79];
        case Op::message_record: return kOps[80];
        case Op::admin_bots: return kOps[81];
        case Op::admin_bot_make: return kOps[82];
        case Op::admin_bot_token: return kOps[83];
        case Op::admin_bot_token_end: return kOps[84];
        case Op::hook_make: return kOps[85];
        case Op::hook_list: return kOps[86];
        case Op::hook_set: return kOps[87];
        case Op::hook_remove: return kOps[88];
        case Op::command_list: return kOps[89];
        case Op::message_report: return kOps[90];
        case Op::admin_reports: return kOps[91];
        case Op::admin_report_close: return kOps[92];
        case Op::admin_words: return kOps[93];
        case Op::schedule_add: return kOps[94];
        case Op::schedule_list: return kOps[95];
        case Op::schedule_set: return kOps[96];
        case Op::schedule_remove: return kOps[97];
        case Op::reminder_add: return kOps[98];
        case Op::reminder_list: return kOps[99];
        case Op::reminder_remove: return kOps[100];
        case Op::message_confirm: return kOps[101];
        case Op::message_confirms: return kOps[102];
        case Op::preview_get: return kOps[103];
        case Op::sticker_list: return kOps[104];
        case Op::sticker_add: return kOps[105];
        case Op::sticker_order: return kOps[106];
        case Op::sticker_remove: return kOps[107];
        case Op::sticker_send: return kOps[108];
        case Op::admin_files: return kOps[109];
        case Op::admin_file_remove: return kOps[110];
        case Op::draft_set: return kOps[111];
        case Op::call_start: return kOps[112];
        case Op::call_ringing: return kOps[113];
        case Op::call_accept: return kOps[114];
        case Op::call_decline: return kOps[115];
        case Op::call_join: return kOps[116];
        case Op::call_leave: return kOps[117];
        case Op::call_invite: return kOps[118];
        case Op::call_signal: return kOps[119];
        case Op::call_media: return kOps[120];
        case Op::call_resume: return kOps[121];
        case Op::call_ice: return kOps[122];
        case Op::call_mod: return kOps[123];
        case Op::call_stats: return kOps[124];
        case Op::call_list: return kOps[125];
        case Op::call_rate: return kOps[126];
        case Op::call_sfu: return kOps[127];
        case Op::call_layers: return kOps[128];
        case Op::call_reroute: return kOps[129];
        case Op::call_test: return kOps[130];
        case Op::admin_connections: return kOps[131];
        case Op::admin_live: return kOps[132];
    }
    return kOps[0];
}

std::optional<Op> op_by_name(std::string_view word) {
    switch (word.size()) {
        case 4:
            if (word == "ping") { return Op::ping; }
            if (word == "read") { return Op::read; }
            break;
        case 5:
            if (word == "hello") { return Op::hello; }
            if (word == "login") { return Op::login; }
            break;
        case 6:
            if (word == "logout") { return Op::logout; }
            if (word == "typing") { return Op::typing; }
            if (word == "search") { return Op::search; }
            break;
        case 7:
            if (word == "history") { return Op::history; }
            break;
        case 8:
            if (word == "register") { return Op::register_; }
            if (word == "user.get") { return Op::user_get; }
            if (word == "room.get") { return Op::room_get; }
            if (word == "room.set") { return Op::room_set; }
            if (word == "link.get") { return Op::link_get; }
            if (word == "hook.set") { return Op::hook_set; }
            if (word == "call.ice") { return Op::call_ice; }
            if (word == "call.mod") { return Op::call_mod; }
            if (word == "call.sfu") { return Op::call_sfu; }
            break;
        case 9:
            if (word == "room.list") { return Op::room_list; }
            if (word == "room.open") { return Op::room_open; }
            if (word == "room.join") { return Op::room_join; }
            if (word == "room.role") { return Op::room_role; }
            if (word == "block.set") { return Op::block_set; }
            if (word == "room.mute") { return Op::room_mute; }
            if (word == "room.nick") { return Op::room_nick; }
            if (word == "link.list") { return Op::link_list; }
            if (word == "link.join") { return Op::link_join; }
            if (word == "admin.ban") { return Op::admin_ban; }
            if (word == "poll.vote") { return Op::poll_vote; }
            if (word == "hook.make") { return Op::hook_make; }
            if (word == "hook.list") { return Op::hook_list; }
            if (word == "draft.set") { return Op::draft_set; }
            if (word == "call.join") { return Op::call_join; }
            if (word == "call.list") { return Op::call_list; }
            if (word == "call.rate") { return Op::call_rate; }
            if (word == "call.test") { return Op::call_test; }
            break;
        case 10:
            if (word == "room.close") { return Op::room_close; }
            if (word == "room.leave") { return Op::room_leave; }
            if (word == "room.state") { return Op::room_state; }
            if (word == "room.files") { return Op::room_files; }
            if (word == "room.prefs") { return Op::room_prefs; }
            if (word == "folder.set") { return Op::folder_set; }
            if (word == "room.nicks") { return Op::room_nicks; }
            if (word == "admin.bans") { return Op::admin_bans; }
            if (word == "notify.key") { return Op::notify_key; }
            if (word == "notify.add") { return Op::notify_add; }
            if (word == "notify.set") { return Op::notify_set; }
            if (word == "poll.close") { return Op::poll_close; }
            if (word == "admin.bots") { return Op::admin_bots; }
            if (word == "call.start") { return Op::call_start; }
            if (word == "call.leave") { return Op::call_leave; }
            if (word == "call.media") { return Op::call_media; }
            if (word == "call.stats") { return Op::call_stats; }
            if (word == "admin.live") { return Op::admin_live; }
            break;
        case 11:
            if (word == "server.info") { return Op::server_info; }
            if (word == "user.search") { return Op::user_search; }
            if (word == "profile.set") { return Op::profile_set; }
            if (word == "room.create") { return Op::room_create; }
            if (word == "room.invite") { return Op::room_invite; }
            if (word == "room.remove") { return Op::room_remove; }
            if (word == "message.pin") { return Op::message_pin; }
            if (word == "message.get") { return Op::message_get; }
            if (word == "contact.set") { return Op::contact_set; }
            if (word == "link.create") { return Op::link_create; }
            if (word == "link.revoke") { return Op::link_revoke; }
            if (word == "admin.stats") { return Op::admin_stats; }
            if (word == "admin.users") { return Op::admin_users; }
            if (word == "admin.rooms") { return Op::admin_rooms; }
            if (word == "admin.audit") { return Op::admin_audit; }
            if (word == "admin.unban") { return Op::admin_unban; }
            if (word == "admin.purge") { return Op::admin_purge; }
            if (word == "notify.list") { return Op::notify_list; }
            if (word == "notify.test") { return Op::notify_test; }
            if (word == "hook.remove") { return Op::hook_remove; }
            if (word == "admin.words") { return Op::admin_words; }
            if (word == "preview.get") { return Op::preview_get; }
            if (word == "sticker.add") { return Op::sticker_add; }
            if (word == "admin.files") { return Op::admin_files; }
            if (word == "call.accept") { return Op::call_accept; }
            if (word == "call.invite") { return Op::call_invite; }
            if (word == "call.signal") { return Op::call_signal; }
            if (word == "call.resume") { return Op::call_resume; }
            if (word == "call.layers") { return Op::call_layers; }
            break;
        case 12:
            if (word == "session.list") { return Op::session_list; }
            if (word == "room.members") { return Op::room_members; }
            if (word == "message.send") { return Op::message_send; }
            if (word == "message.edit") { return Op::message_edit; }
            if (word == "presence.set") { return Op::presence_set; }
            if (word == "command.list") { return Op::command_list; }
            if (word == "schedule.add") { return Op::schedule_add; }
            if (word == "schedule.set") { return Op::schedule_set; }
            if (word == "reminder.add") { return Op::reminder_add; }
            if (word == "sticker.list") { return Op::sticker_list; }
            if (word == "sticker.send") { return Op::sticker_send; }
            if (word == "call.ringing") { return Op::call_ringing; }
            if (word == "call.decline") { return Op::call_decline; }
            if (word == "call.reroute") { return Op::call_reroute; }
            break;
        case 13:
            if (word == "room.transfer") { return Op::room_transfer; }
            if (word == "room.dissolve") { return Op::room_dissolve; }
            if (word == "message.react") { return Op::message_react; }
            if (word == "message.nudge") { return Op::message_nudge; }
            if (word == "admin.invites") { return Op::admin_invites; }
            if (word == "notify.remove") { return Op::notify_remove; }
            if (word == "admin.reports") { return Op::admin_reports; }
            if (word == "schedule.list") { return Op::schedule_list; }
            if (word == "reminder.list") { return Op::reminder_list; }
            if (word == "sticker.order") { return Op::sticker_order; }
            break;
        case 14:
            if (word == "session.revoke") { return Op::session_revoke; }
            if (word == "presence.watch") { return Op::presence_watch; }
            if (word == "message.recall") { return Op::message_recall; }
            if (word == "admin.user.set") { return Op::admin_user_set; }
            if (word == "admin.password") { return Op::admin_password; }
            if (word == "admin.sessions") { return Op::admin_sessions; }
            if (word == "admin.settings") { return Op::admin_settings; }
            if (word == "message.record") { return Op::message_record; }
            if (word == "admin.bot.make") { return Op::admin_bot_make; }
            if (word == "message.report") { return Op::message_report; }
            if (word == "sticker.remove") { return Op::sticker_remove; }
            break;
        case 15:
            if (word == "password.change") { return Op::password_change; }
            if (word == "message.forward") { return Op::message_forward; }
            if (word == "message.readers") { return Op::message_readers; }
            if (word == "admin.applicant") { return Op::admin_applicant; }
            if (word == "admin.bot.token") { return Op::admin_bot_token; }
            if (word == "schedule.remove") { return Op::schedule_remove; }
            if (word == "reminder.remove") { return Op::reminder_remove; }
            if (word == "message.confirm") { return Op::message_confirm; }
            break;
        case 16:
            if (word == "admin.invite.end") { return Op::admin_invite_end; }
            if (word == "message.confirms") { return Op::message_confirms; }
            break;
        case 17:
            if (word == "admin.session.end") { return Op::admin_session_end; }
            if (word == "admin.invite.make") { return Op::admin_invite_make; }
            if (word == "admin.file.remove") { return Op::admin_file_remove; }
            if (word == "admin.connections") { return Op::admin_connections; }
            break;
        case 18:
            if (word == "admin.report.close") { return Op::admin_report_close; }
            break;
        case 19:
            if (word == "admin.bot.token.end") { return Op::admin_bot_token_end; }
            break;
        default: break;
    }
    return std::nullopt;
}

std::optional<Op> op_by_number(std::uint64_t number) {
    switch (number) {
        case 1: return Op::hello;
        case 2: return Op::ping;
        case 3: return Op::session_list;
        case 4: return Op::session_revoke;
        case 5: return Op::logout;
        case 6: return Op::register_;
        case 7: return Op::login;
        case 8: return Op::password_change;
        case 9: return Op::server_info;
        case 10: return Op::user_get;
        case 11: return Op::user_search;
        case 12: return Op::profile_set;
        case 13: return Op::room_create;
        case 14: return Op::room_list;
        case 15: return Op::room_get;
        case 16: return Op::room_set;
        case 17: return Op::room_open;
        case 18: return Op::room_close;
        case 19: return Op::room_join;
        case 20: return Op::room_leave;
        case 21: return Op::room_invite;
        case 22: return Op::room_remove;
        case 23: return Op::room_role;
        case 24: return Op::room_transfer;
        case 25: return Op::room_dissolve;
        case 26: return Op::room_members;
        case 27: return Op::room_state;
        case 28: return Op::message_send;
        case 29: return Op::history;
        case 30: return Op::read;
        case 31: return Op::typing;
        case 32: return Op::presence_watch;
        case 33: return Op::message_edit;
        case 34: return Op::message_recall;
        case 35: return Op::message_react;
        case 36: return Op::message_pin;
        case 37: return Op::message_get;
        case 38: return Op::message_forward;
        case 48: return Op::room_files;
        case 58: return Op::search;
        case 70: return Op::room_prefs;
        case 71: return Op::folder_set;
        case 72: return Op::contact_set;
        case 73: return Op::block_set;
        case 74: return Op::presence_set;
        case 75: return Op::room_mute;
        case 76: return Op::room_nick;
        case 77: return Op::room_nicks;
        case 78: return Op::link_create;
        case 79: return Op::link_list;
        case 80: return Op::link_revoke;
        case 81: return Op::link_get;
        case 82: return Op::link_join;
        case 83: return Op::message_readers;
        case 84: return Op::message_nudge;
        case 90: return Op::admin_stats;
        case 91: return Op::admin_users;
        case 92: return Op::admin_user_set;
        case 93: return Op::admin_password;
        case 94: return Op::admin_sessions;
        case 95: return Op::admin_session_end;
        case 96: return Op::admin_rooms;
        case 98: return Op::admin_audit;
        case 99: return Op::admin_bans;
        case 100: return Op::admin_ban;
        case 101: return Op::admin_unban;
        case 102: return Op::admin_purge;
        case 103: return Op::admin_invites;
        case 104: return Op::admin_invite_make;
        case 105: return Op::admin_invite_end;
        case 106: return Op::admin_applicant;
        case 107: return Op::admin_settings;
        case 110: return Op::notify_key;
        case 111: return Op::notify_add;
        case 112: return Op::notify_set;
        case 113: return Op::notify_list;
        case 114: return Op::notify_remove;
        case 115: return Op::notify_test;
        case 120: return Op::poll_vote;
        case 121: return Op::poll_close;
        case 125: return Op::message_record;
        case 130: return Op::admin_bots;
        case 131: return Op::admin_bot_make;
        case 132: return Op::admin_bot_token;
        case 133: return Op::admin_bot_token_end;
        case 134: return Op::hook_make;
        case 135: return Op::hook_list;
        case 136: return Op::hook_set;
        case 137: return Op::hook_remove;
        case 138: return Op::command_list;
        case 150: return Op::message_report;
        case 151: return Op::admin_reports;
        case 152: return Op::admin_report_close;
        case 153: return Op::admin_words;
        case 160: return Op::schedule_add;
        case 161: return Op::schedule_list;
        case 162: return Op::schedule_set;
        case 163: return Op::schedule_remove;
        case 165: return Op::reminder_add;
        case 166: return Op::reminder_list;
        case 167: return Op::reminder_remove;
        case 170: return Op::message_confirm;
        case 171: return Op::message_confirms;
        case 175: return Op::preview_get;
        case 180: return Op::sticker_list;
        case 181: return Op::sticker_add;
        case 182: return Op::sticker_order;
        case 183: return Op::sticker_remove;
        case 184: return Op::sticker_send;
        case 190: return Op::admin_files;
        case 191: return Op::admin_file_remove;
        case 192: return Op::draft_set;
        case 193: return Op::call_start;
        case 194: return Op::call_ringing;
        case 195: return Op::call_accept;
        case 196: return Op::call_decline;
        case 197: return Op::call_join;
        case 198: return Op::call_leave;
        case 199: return Op::call_invite;
        case 200: return Op::call_signal;
        case 201: return Op::call_media;
        case 202: return Op::call_resume;
        case 203: return Op::call_ice;
        case 204: return Op::call_mod;
        case 205: return Op::call_stats;
        case 206: return Op::call_list;
        case 207: return Op::call_rate;
        case 208: return Op::call_sfu;
        case 209: return Op::call_layers;
        case 210: return Op::call_reroute;
        case 211: return Op::call_test;
        case 212: return Op::admin_connections;
        case 213: return Op::admin_live;
        default: return std::nullopt;
    }
}

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
