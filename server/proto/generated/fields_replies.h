// SPDX-License-Identifier: MIT
// What the codecs know of replies and pushes; see proto/fields.h.
// Made by tools/schema/generate.py from server/proto/teahouse.schema. Do not edit.
// clang-format off
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "proto/fields.h"
#include "proto/messages.h"

// NOLINTBEGIN(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers) made from tables

namespace teahouse::proto {

template <>
struct Fields<HelloReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 11> kNames{"user", "device", "server", "version", "now", "limits", "rooms", "open", "online", "partial", "account"};
    static constexpr std::uint32_t kRequired = 0x1ff;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "now") { return 4; }
                break;
            case 4:
                if (word == "user") { return 0; }
                if (word == "open") { return 7; }
                break;
            case 5:
                if (word == "rooms") { return 6; }
                break;
            case 6:
                if (word == "device") { return 1; }
                if (word == "server") { return 2; }
                if (word == "limits") { return 5; }
                if (word == "online") { return 8; }
                break;
            case 7:
                if (word == "version") { return 3; }
                if (word == "partial") { return 9; }
                if (word == "account") { return 10; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HelloReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.device);
            case 2: return r.text(v.server, 128);
            case 3: return r.text(v.version, 32);
            case 4: return read_value(r, v.now);
            case 5: return read_value(r, v.limits);
            case 6: return read_list(r, v.rooms, 1000);
            case 7: return read_list(r, v.open, 256);
            case 8: return read_value(r, v.online);
            case 9: return r.null() || read_value(r, v.partial.emplace());
            case 10: return r.null() || read_value(r, v.account.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HelloReply& v) {
        w.field("user", v.user);
        w.field("device", v.device);
        w.field("server", v.server);
        w.field("version", v.version);
        w.field("now", v.now);
        w.field("limits", v.limits);
        w.field("rooms", v.rooms);
        w.field("open", v.open);
        w.field("online", v.online);
        w.field("partial", v.partial);
        w.field("account", v.account);
    }
    static std::size_t size(const HelloReply& v) {
        if (v.account.has_value()) { return 11; }
        if (v.partial.has_value()) { return 10; }
        return 9;
    }
};

template <>
struct Fields<PingReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"now"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "now") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PingReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.now);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PingReply& v) {
        w.field("now", v.now);
    }
    static std::size_t size(const PingReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<SessionListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"devices"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "devices") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SessionListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.devices, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SessionListReply& v) {
        w.field("devices", v.devices);
    }
    static std::size_t size(const SessionListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<SessionRevokeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"revoked"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "revoked") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SessionRevokeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.revoked);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SessionRevokeReply& v) {
        w.field("revoked", v.revoked);
    }
    static std::size_t size(const SessionRevokeReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LogoutReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, LogoutReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const LogoutReply& /*v*/) {}
    static std::size_t size(const LogoutReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<RegisterReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "token"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "token") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RegisterReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.null() || r.text(v.token.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RegisterReply& v) {
        w.field("user", v.user);
        w.field("token", v.token);
    }
    static std::size_t size(const RegisterReply& v) {
        if (v.token.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<LoginReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "token"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "token") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LoginReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.null() || r.text(v.token.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LoginReply& v) {
        w.field("user", v.user);
        w.field("token", v.token);
    }
    static std::size_t size(const LoginReply& v) {
        if (v.token.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<PasswordChangeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, PasswordChangeReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const PasswordChangeReply& /*v*/) {}
    static std::size_t size(const PasswordChangeReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<ServerInfoReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"name", "version", "registration", "user", "mode", "avatar"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                if (word == "user") { return 3; }
                if (word == "mode") { return 4; }
                break;
            case 6:
                if (word == "avatar") { return 5; }
                break;
            case 7:
                if (word == "version") { return 1; }
                break;
            case 12:
                if (word == "registration") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ServerInfoReply& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.name, 128);
            case 1: return r.text(v.version, 32);
            case 2: return read_value(r, v.registration);
            case 3: return r.null() || read_value(r, v.user.emplace());
            case 4: return r.null() || read_value(r, v.mode.emplace());
            case 5: return r.null() || r.text(v.avatar.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ServerInfoReply& v) {
        w.field("name", v.name);
        w.field("version", v.version);
        w.field("registration", v.registration);
        w.field("user", v.user);
        w.field("mode", v.mode);
        w.field("avatar", v.avatar);
    }
    static std::size_t size(const ServerInfoReply& v) {
        if (v.avatar.has_value()) { return 6; }
        if (v.mode.has_value()) { return 5; }
        if (v.user.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<UserGetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"users"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "users") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, UserGetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UserGetReply& v) {
        w.field("users", v.users);
    }
    static std::size_t size(const UserGetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<UserSearchReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"users"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "users") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, UserSearchReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UserSearchReply& v) {
        w.field("users", v.users);
    }
    static std::size_t size(const UserSearchReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ProfileSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"user"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ProfileSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ProfileSetReply& v) {
        w.field("user", v.user);
    }
    static std::size_t size(const ProfileSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomCreateReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"room"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomCreateReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomCreateReply& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomCreateReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"rooms"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "rooms") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.rooms, 1000);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomListReply& v) {
        w.field("rooms", v.rooms);
    }
    static std::size_t size(const RoomListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomGetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"room"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomGetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomGetReply& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomGetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seq"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomSetReply& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomSetReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomOpenReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"open", "room"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "open") { return 0; }
                if (word == "room") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomOpenReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.open);
            case 1: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomOpenReply& v) {
        w.field("open", v.open);
        w.field("room", v.room);
    }
    static std::size_t size(const RoomOpenReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomCloseReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, RoomCloseReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const RoomCloseReply& /*v*/) {}
    static std::size_t size(const RoomCloseReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<RoomJoinReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seq"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomJoinReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomJoinReply& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomJoinReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomLeaveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomLeaveReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomLeaveReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomLeaveReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomInviteReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seq"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomInviteReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomInviteReply& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomInviteReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomRemoveReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomRemoveReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomRemoveReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomRoleReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomRoleReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomRoleReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomRoleReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomTransferReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomTransferReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomTransferReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomTransferReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomDissolveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomDissolveReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomDissolveReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomDissolveReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomMembersReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"members", "total", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "total") { return 1; }
                break;
            case 7:
                if (word == "members") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomMembersReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.members, 200);
            case 1: return read_value(r, v.total);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomMembersReply& v) {
        w.field("members", v.members);
        w.field("total", v.total);
        w.field("more", v.more);
    }
    static std::size_t size(const RoomMembersReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<RoomStateReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"epoch", "head", "read", "unread"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "head") { return 1; }
                if (word == "read") { return 2; }
                break;
            case 5:
                if (word == "epoch") { return 0; }
                break;
            case 6:
                if (word == "unread") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomStateReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.epoch);
            case 1: return read_value(r, v.head);
            case 2: return read_value(r, v.read);
            case 3: return read_value(r, v.unread);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomStateReply& v) {
        w.field("epoch", v.epoch);
        w.field("head", v.head);
        w.field("read", v.read);
        w.field("unread", v.unread);
    }
    static std::size_t size(const RoomStateReply& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<MessageSendReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"seq", "epoch", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            case 9:
                if (word == "duplicate") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageSendReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.epoch);
            case 2: return read_value(r, v.at);
            case 3: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageSendReply& v) {
        w.field("seq", v.seq);
        w.field("epoch", v.epoch);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageSendReply& v) {
        if (v.duplicate.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<HistoryReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"epoch", "events", "head", "first", "more_before", "more_after"};
    static constexpr std::uint32_t kRequired = 0x3f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "head") { return 2; }
                break;
            case 5:
                if (word == "epoch") { return 0; }
                if (word == "first") { return 3; }
                break;
            case 6:
                if (word == "events") { return 1; }
                break;
            case 10:
                if (word == "more_after") { return 5; }
                break;
            case 11:
                if (word == "more_before") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HistoryReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.epoch);
            case 1: return read_list(r, v.events, 200);
            case 2: return read_value(r, v.head);
            case 3: return read_value(r, v.first);
            case 4: return read_value(r, v.more_before);
            case 5: return read_value(r, v.more_after);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HistoryReply& v) {
        w.field("epoch", v.epoch);
        w.field("events", v.events);
        w.field("head", v.head);
        w.field("first", v.first);
        w.field("more_before", v.more_before);
        w.field("more_after", v.more_after);
    }
    static std::size_t size(const HistoryReply& /*v*/) {
        return 6;
    }
};

template <>
struct Fields<ReadReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"read", "unread", "mentions"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "read") { return 0; }
                break;
            case 6:
                if (word == "unread") { return 1; }
                break;
            case 8:
                if (word == "mentions") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ReadReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.read);
            case 1: return read_value(r, v.unread);
            case 2: return r.null() || read_value(r, v.mentions.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReadReply& v) {
        w.field("read", v.read);
        w.field("unread", v.unread);
        w.field("mentions", v.mentions);
    }
    static std::size_t size(const ReadReply& v) {
        if (v.mentions.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<TypingReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, TypingReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const TypingReply& /*v*/) {}
    static std::size_t size(const TypingReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<PresenceWatchReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"online"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "online") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PresenceWatchReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.online, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PresenceWatchReply& v) {
        w.field("online", v.online);
    }
    static std::size_t size(const PresenceWatchReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageEditReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageEditReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageEditReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageEditReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessageRecallReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageRecallReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageRecallReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageRecallReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessageReactReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageReactReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageReactReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageReactReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessagePinReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessagePinReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessagePinReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessagePinReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessageGetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"events"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "events") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageGetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.events, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageGetReply& v) {
        w.field("events", v.events);
    }
    static std::size_t size(const MessageGetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageForwardReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"seq", "epoch", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            case 9:
                if (word == "duplicate") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageForwardReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.epoch);
            case 2: return read_value(r, v.at);
            case 3: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageForwardReply& v) {
        w.field("seq", v.seq);
        w.field("epoch", v.epoch);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageForwardReply& v) {
        if (v.duplicate.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<RoomFilesReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"epoch", "events", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "epoch") { return 0; }
                break;
            case 6:
                if (word == "events") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomFilesReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.epoch);
            case 1: return read_list(r, v.events, 200);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomFilesReply& v) {
        w.field("epoch", v.epoch);
        w.field("events", v.events);
        w.field("more", v.more);
    }
    static std::size_t size(const RoomFilesReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<SearchReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"hits", "cursor", "partial"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "hits") { return 0; }
                break;
            case 6:
                if (word == "cursor") { return 1; }
                break;
            case 7:
                if (word == "partial") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SearchReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.hits, 50);
            case 1: return r.null() || r.text(v.cursor.emplace(), 64);
            case 2: return r.null() || read_value(r, v.partial.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SearchReply& v) {
        w.field("hits", v.hits);
        w.field("cursor", v.cursor);
        w.field("partial", v.partial);
    }
    static std::size_t size(const SearchReply& v) {
        if (v.partial.has_value()) { return 3; }
        if (v.cursor.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomPrefsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"prefs"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "prefs") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomPrefsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.prefs);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomPrefsReply& v) {
        w.field("prefs", v.prefs);
    }
    static std::size_t size(const RoomPrefsReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<FolderSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, FolderSetReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const FolderSetReply& /*v*/) {}
    static std::size_t size(const FolderSetReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<ContactSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ContactSetReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ContactSetReply& /*v*/) {}
    static std::size_t size(const ContactSetReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<BlockSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, BlockSetReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const BlockSetReply& /*v*/) {}
    static std::size_t size(const BlockSetReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<PresenceSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"user"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PresenceSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PresenceSetReply& v) {
        w.field("user", v.user);
    }
    static std::size_t size(const PresenceSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomMuteReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomMuteReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomMuteReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomMuteReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomNickReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seq"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomNickReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomNickReply& v) {
        w.field("seq", v.seq);
    }
    static std::size_t size(const RoomNickReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomNicksReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"nicks"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "nicks") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomNicksReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.nicks, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomNicksReply& v) {
        w.field("nicks", v.nicks);
    }
    static std::size_t size(const RoomNicksReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LinkCreateReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"link"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "link") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkCreateReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.link);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkCreateReply& v) {
        w.field("link", v.link);
    }
    static std::size_t size(const LinkCreateReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LinkListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"links"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "links") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.links, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkListReply& v) {
        w.field("links", v.links);
    }
    static std::size_t size(const LinkListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LinkRevokeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, LinkRevokeReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const LinkRevokeReply& /*v*/) {}
    static std::size_t size(const LinkRevokeReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<LinkGetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"title", "avatar", "members", "room"};
    static constexpr std::uint32_t kRequired = 0x5;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 3; }
                break;
            case 5:
                if (word == "title") { return 0; }
                break;
            case 6:
                if (word == "avatar") { return 1; }
                break;
            case 7:
                if (word == "members") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkGetReply& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.title, 128);
            case 1: return r.null() || r.text(v.avatar.emplace(), 64);
            case 2: return read_value(r, v.members);
            case 3: return r.null() || read_value(r, v.room.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkGetReply& v) {
        w.field("title", v.title);
        w.field("avatar", v.avatar);
        w.field("members", v.members);
        w.field("room", v.room);
    }
    static std::size_t size(const LinkGetReply& v) {
        if (v.room.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<LinkJoinReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seq"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkJoinReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkJoinReply& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const LinkJoinReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<MessageReadersReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"read", "unread", "read_count", "unread_count"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "read") { return 0; }
                break;
            case 6:
                if (word == "unread") { return 1; }
                break;
            case 10:
                if (word == "read_count") { return 2; }
                break;
            case 12:
                if (word == "unread_count") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageReadersReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.read, 200);
            case 1: return read_list(r, v.unread, 200);
            case 2: return read_value(r, v.read_count);
            case 3: return read_value(r, v.unread_count);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageReadersReply& v) {
        w.field("read", v.read);
        w.field("unread", v.unread);
        w.field("read_count", v.read_count);
        w.field("unread_count", v.unread_count);
    }
    static std::size_t size(const MessageReadersReply& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<MessageNudgeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageNudgeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageNudgeReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageNudgeReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<AdminStatsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 19> kNames{"now", "started", "version", "users", "online", "sessions", "rooms", "messages", "waiting", "connections", "memory", "store", "commits", "commit_us", "lagged", "applicants", "bans", "purges", "reports"};
    static constexpr std::uint32_t kRequired = 0x3ffff;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "now") { return 0; }
                break;
            case 4:
                if (word == "bans") { return 16; }
                break;
            case 5:
                if (word == "users") { return 3; }
                if (word == "rooms") { return 6; }
                if (word == "store") { return 11; }
                break;
            case 6:
                if (word == "online") { return 4; }
                if (word == "memory") { return 10; }
                if (word == "lagged") { return 14; }
                if (word == "purges") { return 17; }
                break;
            case 7:
                if (word == "started") { return 1; }
                if (word == "version") { return 2; }
                if (word == "waiting") { return 8; }
                if (word == "commits") { return 12; }
                if (word == "reports") { return 18; }
                break;
            case 8:
                if (word == "sessions") { return 5; }
                if (word == "messages") { return 7; }
                break;
            case 9:
                if (word == "commit_us") { return 13; }
                break;
            case 10:
                if (word == "applicants") { return 15; }
                break;
            case 11:
                if (word == "connections") { return 9; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminStatsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.now);
            case 1: return read_value(r, v.started);
            case 2: return r.text(v.version, 32);
            case 3: return read_value(r, v.users);
            case 4: return read_value(r, v.online);
            case 5: return read_value(r, v.sessions);
            case 6: return read_value(r, v.rooms);
            case 7: return read_value(r, v.messages);
            case 8: return read_value(r, v.waiting);
            case 9: return read_value(r, v.connections);
            case 10: return read_value(r, v.memory);
            case 11: return read_value(r, v.store);
            case 12: return read_value(r, v.commits);
            case 13: return read_value(r, v.commit_us);
            case 14: return read_value(r, v.lagged);
            case 15: return read_value(r, v.applicants);
            case 16: return read_value(r, v.bans);
            case 17: return read_list(r, v.purges, 16);
            case 18: return r.null() || read_value(r, v.reports.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminStatsReply& v) {
        w.field("now", v.now);
        w.field("started", v.started);
        w.field("version", v.version);
        w.field("users", v.users);
        w.field("online", v.online);
        w.field("sessions", v.sessions);
        w.field("rooms", v.rooms);
        w.field("messages", v.messages);
        w.field("waiting", v.waiting);
        w.field("connections", v.connections);
        w.field("memory", v.memory);
        w.field("store", v.store);
        w.field("commits", v.commits);
        w.field("commit_us", v.commit_us);
        w.field("lagged", v.lagged);
        w.field("applicants", v.applicants);
        w.field("bans", v.bans);
        w.field("purges", v.purges);
        w.field("reports", v.reports);
    }
    static std::size_t size(const AdminStatsReply& v) {
        if (v.reports.has_value()) { return 19; }
        return 18;
    }
};

template <>
struct Fields<AdminUsersReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"users", "total", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "users") { return 0; }
                if (word == "total") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminUsersReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 100);
            case 1: return read_value(r, v.total);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUsersReply& v) {
        w.field("users", v.users);
        w.field("total", v.total);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminUsersReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<AdminUserSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"user"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminUserSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUserSetReply& v) {
        w.field("user", v.user);
    }
    static std::size_t size(const AdminUserSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminPasswordReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"password"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "password") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminPasswordReply& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.password, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminPasswordReply& v) {
        w.field("password", v.password);
    }
    static std::size_t size(const AdminPasswordReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminSessionsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"logins", "more"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 1; }
                break;
            case 6:
                if (word == "logins") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminSessionsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.logins, 100);
            case 1: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminSessionsReply& v) {
        w.field("logins", v.logins);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminSessionsReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminSessionEndReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminSessionEndReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminSessionEndReply& /*v*/) {}
    static std::size_t size(const AdminSessionEndReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminRoomsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"rooms", "total", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "rooms") { return 0; }
                if (word == "total") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminRoomsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.rooms, 100);
            case 1: return read_value(r, v.total);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminRoomsReply& v) {
        w.field("rooms", v.rooms);
        w.field("total", v.total);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminRoomsReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<AdminAuditReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"entries", "more"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 1; }
                break;
            case 7:
                if (word == "entries") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminAuditReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.entries, 100);
            case 1: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminAuditReply& v) {
        w.field("entries", v.entries);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminAuditReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminBansReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"bans"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "bans") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBansReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.bans, 1000);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBansReply& v) {
        w.field("bans", v.bans);
    }
    static std::size_t size(const AdminBansReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminBanReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"ban"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ban") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBanReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.ban);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBanReply& v) {
        w.field("ban", v.ban);
    }
    static std::size_t size(const AdminBanReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminUnbanReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminUnbanReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminUnbanReply& /*v*/) {}
    static std::size_t size(const AdminUnbanReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminPurgeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"purge"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "purge") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminPurgeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.purge);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminPurgeReply& v) {
        w.field("purge", v.purge);
    }
    static std::size_t size(const AdminPurgeReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminInvitesReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"invites", "applicants"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "invites") { return 0; }
                break;
            case 10:
                if (word == "applicants") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminInvitesReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.invites, 200);
            case 1: return read_list(r, v.applicants, 500);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminInvitesReply& v) {
        w.field("invites", v.invites);
        w.field("applicants", v.applicants);
    }
    static std::size_t size(const AdminInvitesReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminInviteMakeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"invite"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "invite") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminInviteMakeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.invite);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminInviteMakeReply& v) {
        w.field("invite", v.invite);
    }
    static std::size_t size(const AdminInviteMakeReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminInviteEndReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminInviteEndReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminInviteEndReply& /*v*/) {}
    static std::size_t size(const AdminInviteEndReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminApplicantReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"user"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminApplicantReply& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.user.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminApplicantReply& v) {
        w.field("user", v.user);
    }
    static std::size_t size(const AdminApplicantReply& v) {
        if (v.user.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminSettingsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"settings"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "settings") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminSettingsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.settings);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminSettingsReply& v) {
        w.field("settings", v.settings);
    }
    static std::size_t size(const AdminSettingsReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifyKeyReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"key"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "key") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifyKeyReply& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.key, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyKeyReply& v) {
        w.field("key", v.key);
    }
    static std::size_t size(const NotifyKeyReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifyAddReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"channel"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "channel") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifyAddReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.channel);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyAddReply& v) {
        w.field("channel", v.channel);
    }
    static std::size_t size(const NotifyAddReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifySetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"channel"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "channel") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifySetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.channel);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifySetReply& v) {
        w.field("channel", v.channel);
    }
    static std::size_t size(const NotifySetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifyListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"channels"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "channels") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifyListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.channels, 10);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyListReply& v) {
        w.field("channels", v.channels);
    }
    static std::size_t size(const NotifyListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifyRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, NotifyRemoveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const NotifyRemoveReply& /*v*/) {}
    static std::size_t size(const NotifyRemoveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<NotifyTestReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, NotifyTestReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const NotifyTestReply& /*v*/) {}
    static std::size_t size(const NotifyTestReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<PollVoteReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollVoteReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollVoteReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const PollVoteReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<PollCloseReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollCloseReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollCloseReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const PollCloseReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessageRecordReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"seq", "epoch", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            case 9:
                if (word == "duplicate") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageRecordReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.epoch);
            case 2: return read_value(r, v.at);
            case 3: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageRecordReply& v) {
        w.field("seq", v.seq);
        w.field("epoch", v.epoch);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageRecordReply& v) {
        if (v.duplicate.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<AdminBotsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"bots"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "bots") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.bots, 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotsReply& v) {
        w.field("bots", v.bots);
    }
    static std::size_t size(const AdminBotsReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminBotMakeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"bot"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "bot") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotMakeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.bot);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotMakeReply& v) {
        w.field("bot", v.bot);
    }
    static std::size_t size(const AdminBotMakeReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminBotTokenReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"token", "secret"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "token") { return 0; }
                break;
            case 6:
                if (word == "secret") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotTokenReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.token);
            case 1: return r.text(v.secret, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotTokenReply& v) {
        w.field("token", v.token);
        w.field("secret", v.secret);
    }
    static std::size_t size(const AdminBotTokenReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminBotTokenEndReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminBotTokenEndReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminBotTokenEndReply& /*v*/) {}
    static std::size_t size(const AdminBotTokenEndReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<HookMakeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"hook", "secret"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "hook") { return 0; }
                break;
            case 6:
                if (word == "secret") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookMakeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.hook);
            case 1: return r.text(v.secret, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookMakeReply& v) {
        w.field("hook", v.hook);
        w.field("secret", v.secret);
    }
    static std::size_t size(const HookMakeReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<HookListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"hooks"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "hooks") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.hooks, 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookListReply& v) {
        w.field("hooks", v.hooks);
    }
    static std::size_t size(const HookListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<HookSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"hook"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "hook") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.hook);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookSetReply& v) {
        w.field("hook", v.hook);
    }
    static std::size_t size(const HookSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<HookRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, HookRemoveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const HookRemoveReply& /*v*/) {}
    static std::size_t size(const HookRemoveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CommandListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"commands"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "commands") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CommandListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.commands, 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CommandListReply& v) {
        w.field("commands", v.commands);
    }
    static std::size_t size(const CommandListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageReportReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, MessageReportReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const MessageReportReply& /*v*/) {}
    static std::size_t size(const MessageReportReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminReportsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"reports", "total"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "total") { return 1; }
                break;
            case 7:
                if (word == "reports") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminReportsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.reports, 200);
            case 1: return read_value(r, v.total);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminReportsReply& v) {
        w.field("reports", v.reports);
        w.field("total", v.total);
    }
    static std::size_t size(const AdminReportsReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminReportCloseReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminReportCloseReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminReportCloseReply& /*v*/) {}
    static std::size_t size(const AdminReportCloseReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminWordsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"words", "mask"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "mask") { return 1; }
                break;
            case 5:
                if (word == "words") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminWordsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.words, 1000);
            case 1: return read_value(r, v.mask);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminWordsReply& v) {
        w.field("words", v.words);
        w.field("mask", v.mask);
    }
    static std::size_t size(const AdminWordsReply& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<ScheduleAddReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"schedule"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "schedule") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ScheduleAddReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.schedule);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleAddReply& v) {
        w.field("schedule", v.schedule);
    }
    static std::size_t size(const ScheduleAddReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ScheduleListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"schedules"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 9:
                if (word == "schedules") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ScheduleListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.schedules, 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleListReply& v) {
        w.field("schedules", v.schedules);
    }
    static std::size_t size(const ScheduleListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ScheduleSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"schedule"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "schedule") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ScheduleSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.schedule);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleSetReply& v) {
        w.field("schedule", v.schedule);
    }
    static std::size_t size(const ScheduleSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ScheduleRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ScheduleRemoveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ScheduleRemoveReply& /*v*/) {}
    static std::size_t size(const ScheduleRemoveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<ReminderAddReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"reminder"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "reminder") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ReminderAddReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.reminder);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReminderAddReply& v) {
        w.field("reminder", v.reminder);
    }
    static std::size_t size(const ReminderAddReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ReminderListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"reminders"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 9:
                if (word == "reminders") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ReminderListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.reminders, 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReminderListReply& v) {
        w.field("reminders", v.reminders);
    }
    static std::size_t size(const ReminderListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ReminderRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ReminderRemoveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ReminderRemoveReply& /*v*/) {}
    static std::size_t size(const ReminderRemoveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<MessageConfirmReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"seq", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageConfirmReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.at);
            case 2: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageConfirmReply& v) {
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const MessageConfirmReply& v) {
        if (v.duplicate.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<MessageConfirmsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"confirmed", "missing", "confirmed_count", "missing_count"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "missing") { return 1; }
                break;
            case 9:
                if (word == "confirmed") { return 0; }
                break;
            case 13:
                if (word == "missing_count") { return 3; }
                break;
            case 15:
                if (word == "confirmed_count") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageConfirmsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.confirmed, 200);
            case 1: return read_list(r, v.missing, 200);
            case 2: return read_value(r, v.confirmed_count);
            case 3: return read_value(r, v.missing_count);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageConfirmsReply& v) {
        w.field("confirmed", v.confirmed);
        w.field("missing", v.missing);
        w.field("confirmed_count", v.confirmed_count);
        w.field("missing_count", v.missing_count);
    }
    static std::size_t size(const MessageConfirmsReply& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<PreviewGetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"cards"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "cards") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PreviewGetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.cards, 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PreviewGetReply& v) {
        w.field("cards", v.cards);
    }
    static std::size_t size(const PreviewGetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<StickerListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"stickers"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "stickers") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.stickers, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerListReply& v) {
        w.field("stickers", v.stickers);
    }
    static std::size_t size(const StickerListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<StickerAddReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"sticker", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "sticker") { return 0; }
                break;
            case 9:
                if (word == "duplicate") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerAddReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.sticker);
            case 1: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerAddReply& v) {
        w.field("sticker", v.sticker);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const StickerAddReply& v) {
        if (v.duplicate.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<StickerOrderReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, StickerOrderReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const StickerOrderReply& /*v*/) {}
    static std::size_t size(const StickerOrderReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<StickerRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, StickerRemoveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const StickerRemoveReply& /*v*/) {}
    static std::size_t size(const StickerRemoveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<StickerSendReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"seq", "epoch", "at", "duplicate"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            case 9:
                if (word == "duplicate") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerSendReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_value(r, v.epoch);
            case 2: return read_value(r, v.at);
            case 3: return r.null() || read_value(r, v.duplicate.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerSendReply& v) {
        w.field("seq", v.seq);
        w.field("epoch", v.epoch);
        w.field("at", v.at);
        w.field("duplicate", v.duplicate);
    }
    static std::size_t size(const StickerSendReply& v) {
        if (v.duplicate.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<AdminFilesReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"files", "after", "count", "bytes"};
    static constexpr std::uint32_t kRequired = 0xd;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "files") { return 0; }
                if (word == "after") { return 1; }
                if (word == "count") { return 2; }
                if (word == "bytes") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminFilesReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.files, 100);
            case 1: return r.null() || r.text(v.after.emplace(), 64);
            case 2: return read_value(r, v.count);
            case 3: return read_value(r, v.bytes);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminFilesReply& v) {
        w.field("files", v.files);
        w.field("after", v.after);
        w.field("count", v.count);
        w.field("bytes", v.bytes);
    }
    static std::size_t size(const AdminFilesReply& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<AdminFileRemoveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"removed"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "removed") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminFileRemoveReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.removed);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminFileRemoveReply& v) {
        w.field("removed", v.removed);
    }
    static std::size_t size(const AdminFileRemoveReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<DraftSetReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"draft"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "draft") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, DraftSetReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.draft);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const DraftSetReply& v) {
        w.field("draft", v.draft);
    }
    static std::size_t size(const DraftSetReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallStartReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seat"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "seat") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallStartReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seat);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallStartReply& v) {
        w.field("seat", v.seat);
    }
    static std::size_t size(const CallStartReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallRingingReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallRingingReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallRingingReply& /*v*/) {}
    static std::size_t size(const CallRingingReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallAcceptReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seat"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "seat") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallAcceptReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seat);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallAcceptReply& v) {
        w.field("seat", v.seat);
    }
    static std::size_t size(const CallAcceptReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallDeclineReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallDeclineReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallDeclineReply& /*v*/) {}
    static std::size_t size(const CallDeclineReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallJoinReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seat"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "seat") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallJoinReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seat);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallJoinReply& v) {
        w.field("seat", v.seat);
    }
    static std::size_t size(const CallJoinReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallLeaveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallLeaveReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallLeaveReply& /*v*/) {}
    static std::size_t size(const CallLeaveReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallInviteReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"call"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallInviteReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.call);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallInviteReply& v) {
        w.field("call", v.call);
    }
    static std::size_t size(const CallInviteReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallSignalReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallSignalReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallSignalReply& /*v*/) {}
    static std::size_t size(const CallSignalReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallMediaReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallMediaReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallMediaReply& /*v*/) {}
    static std::size_t size(const CallMediaReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallResumeReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"seat"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "seat") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallResumeReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seat);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallResumeReply& v) {
        w.field("seat", v.seat);
    }
    static std::size_t size(const CallResumeReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallIceReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"ice"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ice") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallIceReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.ice);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallIceReply& v) {
        w.field("ice", v.ice);
    }
    static std::size_t size(const CallIceReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallModReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallModReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallModReply& /*v*/) {}
    static std::size_t size(const CallModReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallStatsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallStatsReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallStatsReply& /*v*/) {}
    static std::size_t size(const CallStatsReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallListReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"calls"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "calls") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallListReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.calls, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallListReply& v) {
        w.field("calls", v.calls);
    }
    static std::size_t size(const CallListReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallRateReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallRateReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallRateReply& /*v*/) {}
    static std::size_t size(const CallRateReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallSfuReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"sdp"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "sdp") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallSfuReply& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.sdp, 65536);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallSfuReply& v) {
        w.field("sdp", v.sdp);
    }
    static std::size_t size(const CallSfuReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallLayersReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallLayersReply& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallLayersReply& /*v*/) {}
    static std::size_t size(const CallLayersReply& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallRerouteReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"call"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallRerouteReply& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.call);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallRerouteReply& v) {
        w.field("call", v.call);
    }
    static std::size_t size(const CallRerouteReply& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallTestReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"sdp"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "sdp") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallTestReply& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.sdp.emplace(), 65536);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallTestReply& v) {
        w.field("sdp", v.sdp);
    }
    static std::size_t size(const CallTestReply& v) {
        if (v.sdp.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminConnectionsReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"connections", "total", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "total") { return 1; }
                break;
            case 11:
                if (word == "connections") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminConnectionsReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.connections, 100);
            case 1: return read_value(r, v.total);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminConnectionsReply& v) {
        w.field("connections", v.connections);
        w.field("total", v.total);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminConnectionsReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<AdminLiveReply> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"rooms", "total", "more"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "more") { return 2; }
                break;
            case 5:
                if (word == "rooms") { return 0; }
                if (word == "total") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminLiveReply& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.rooms, 100);
            case 1: return read_value(r, v.total);
            case 2: return read_value(r, v.more);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminLiveReply& v) {
        w.field("rooms", v.rooms);
        w.field("total", v.total);
        w.field("more", v.more);
    }
    static std::size_t size(const AdminLiveReply& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<EventsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"events"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "events") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, EventsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.events, 500);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const EventsPush& v) {
        w.field("events", v.events);
    }
    static std::size_t size(const EventsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<HeadsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"heads"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "heads") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HeadsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.heads, 1000);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HeadsPush& v) {
        w.field("heads", v.heads);
    }
    static std::size_t size(const HeadsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<EphemeralPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"ephemeral"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 9:
                if (word == "ephemeral") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, EphemeralPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.ephemeral, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const EphemeralPush& v) {
        w.field("ephemeral", v.ephemeral);
    }
    static std::size_t size(const EphemeralPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LagPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"lag"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "lag") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LagPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.lag, 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LagPush& v) {
        w.field("lag", v.lag);
    }
    static std::size_t size(const LagPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NoticePush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"notice", "retry_after", "text"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "text") { return 2; }
                break;
            case 6:
                if (word == "notice") { return 0; }
                break;
            case 11:
                if (word == "retry_after") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NoticePush& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.notice);
            case 1: return r.null() || read_value(r, v.retry_after.emplace());
            case 2: return r.null() || r.text(v.text.emplace(), 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NoticePush& v) {
        w.field("notice", v.notice);
        w.field("retry_after", v.retry_after);
        w.field("text", v.text);
    }
    static std::size_t size(const NoticePush& v) {
        if (v.text.has_value()) { return 3; }
        if (v.retry_after.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"rooms"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "rooms") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.rooms, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomsPush& v) {
        w.field("rooms", v.rooms);
    }
    static std::size_t size(const RoomsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<GonePush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"gone"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "gone") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, GonePush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.gone, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const GonePush& v) {
        w.field("gone", v.gone);
    }
    static std::size_t size(const GonePush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<UsersPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"users"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "users") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, UsersPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UsersPush& v) {
        w.field("users", v.users);
    }
    static std::size_t size(const UsersPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MentionsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"mentions"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 8:
                if (word == "mentions") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MentionsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.mentions, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MentionsPush& v) {
        w.field("mentions", v.mentions);
    }
    static std::size_t size(const MentionsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AccountPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"account"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "account") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AccountPush& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.account);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AccountPush& v) {
        w.field("account", v.account);
    }
    static std::size_t size(const AccountPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<VotesPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"votes"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "votes") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, VotesPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.votes, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const VotesPush& v) {
        w.field("votes", v.votes);
    }
    static std::size_t size(const VotesPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<SchedulesPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"schedules", "gone"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "gone") { return 1; }
                break;
            case 9:
                if (word == "schedules") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SchedulesPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.schedules, 100);
            case 1: return r.null() || read_list(r, v.gone.emplace(), 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SchedulesPush& v) {
        w.field("schedules", v.schedules);
        w.field("gone", v.gone);
    }
    static std::size_t size(const SchedulesPush& v) {
        if (v.gone.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RemindersPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"reminders", "gone"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "gone") { return 1; }
                break;
            case 9:
                if (word == "reminders") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RemindersPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.reminders, 100);
            case 1: return r.null() || read_list(r, v.gone.emplace(), 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RemindersPush& v) {
        w.field("reminders", v.reminders);
        w.field("gone", v.gone);
    }
    static std::size_t size(const RemindersPush& v) {
        if (v.gone.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<StickersPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"stickers", "gone"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "gone") { return 1; }
                break;
            case 8:
                if (word == "stickers") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickersPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.stickers, 200);
            case 1: return r.null() || read_list(r, v.gone.emplace(), 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickersPush& v) {
        w.field("stickers", v.stickers);
        w.field("gone", v.gone);
    }
    static std::size_t size(const StickersPush& v) {
        if (v.gone.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<DraftsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"drafts"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "drafts") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, DraftsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.drafts, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const DraftsPush& v) {
        w.field("drafts", v.drafts);
    }
    static std::size_t size(const DraftsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RingPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"ring", "from", "until", "offer", "leg", "busy"};
    static constexpr std::uint32_t kRequired = 0x17;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 4; }
                break;
            case 4:
                if (word == "ring") { return 0; }
                if (word == "from") { return 1; }
                if (word == "busy") { return 5; }
                break;
            case 5:
                if (word == "until") { return 2; }
                if (word == "offer") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RingPush& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.ring);
            case 1: return read_value(r, v.from);
            case 2: return read_value(r, v.until);
            case 3: return r.null() || read_value(r, v.offer.emplace());
            case 4: return read_value(r, v.leg);
            case 5: return r.null() || read_value(r, v.busy.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RingPush& v) {
        w.field("ring", v.ring);
        w.field("from", v.from);
        w.field("until", v.until);
        w.field("offer", v.offer);
        w.field("leg", v.leg);
        w.field("busy", v.busy);
    }
    static std::size_t size(const RingPush& v) {
        if (v.busy.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<RingStopPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"ring_stop", "why"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "why") { return 1; }
                break;
            case 9:
                if (word == "ring_stop") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RingStopPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.ring_stop, 32);
            case 1: return read_value(r, v.why);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RingStopPush& v) {
        w.field("ring_stop", v.ring_stop);
        w.field("why", v.why);
    }
    static std::size_t size(const RingStopPush& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallsPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"calls"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "calls") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallsPush& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.calls, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallsPush& v) {
        w.field("calls", v.calls);
    }
    static std::size_t size(const CallsPush& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<SignalPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 9> kNames{"signal", "from", "to", "epoch", "seq", "sdp", "candidate", "last", "key"};
    static constexpr std::uint32_t kRequired = 0x1f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "to") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 4; }
                if (word == "sdp") { return 5; }
                if (word == "key") { return 8; }
                break;
            case 4:
                if (word == "from") { return 1; }
                if (word == "last") { return 7; }
                break;
            case 5:
                if (word == "epoch") { return 3; }
                break;
            case 6:
                if (word == "signal") { return 0; }
                break;
            case 9:
                if (word == "candidate") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SignalPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.signal, 32);
            case 1: return read_value(r, v.from);
            case 2: return read_value(r, v.to);
            case 3: return read_value(r, v.epoch);
            case 4: return read_value(r, v.seq);
            case 5: return r.null() || read_value(r, v.sdp.emplace());
            case 6: return r.null() || r.text(v.candidate.emplace(), 1024);
            case 7: return r.null() || read_value(r, v.last.emplace());
            case 8: return r.null() || r.text(v.key.emplace(), 2048);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SignalPush& v) {
        w.field("signal", v.signal);
        w.field("from", v.from);
        w.field("to", v.to);
        w.field("epoch", v.epoch);
        w.field("seq", v.seq);
        w.field("sdp", v.sdp);
        w.field("candidate", v.candidate);
        w.field("last", v.last);
        w.field("key", v.key);
    }
    static std::size_t size(const SignalPush& v) {
        if (v.key.has_value()) { return 9; }
        if (v.last.has_value()) { return 8; }
        if (v.candidate.has_value()) { return 7; }
        if (v.sdp.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<CallEndPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"call_end", "why", "seconds"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "why") { return 1; }
                break;
            case 7:
                if (word == "seconds") { return 2; }
                break;
            case 8:
                if (word == "call_end") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallEndPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call_end, 32);
            case 1: return read_value(r, v.why);
            case 2: return read_value(r, v.seconds);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallEndPush& v) {
        w.field("call_end", v.call_end);
        w.field("why", v.why);
        w.field("seconds", v.seconds);
    }
    static std::size_t size(const CallEndPush& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<MutePleasePush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"mute_please", "by"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "by") { return 1; }
                break;
            case 11:
                if (word == "mute_please") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MutePleasePush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.mute_please, 32);
            case 1: return read_value(r, v.by);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MutePleasePush& v) {
        w.field("mute_please", v.mute_please);
        w.field("by", v.by);
    }
    static std::size_t size(const MutePleasePush& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<SpeakersPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"speakers", "speaking", "ranked"};
    static constexpr std::uint32_t kRequired = 0x5;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "ranked") { return 2; }
                break;
            case 8:
                if (word == "speakers") { return 0; }
                if (word == "speaking") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SpeakersPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.speakers, 32);
            case 1: return r.null() || read_value(r, v.speaking.emplace());
            case 2: return read_list(r, v.ranked, 16);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SpeakersPush& v) {
        w.field("speakers", v.speakers);
        w.field("speaking", v.speaking);
        w.field("ranked", v.ranked);
    }
    static std::size_t size(const SpeakersPush& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<LayerPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"layer", "is"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "is") { return 1; }
                break;
            case 5:
                if (word == "layer") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LayerPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.layer, 32);
            case 1: return read_value(r, v.is);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LayerPush& v) {
        w.field("layer", v.layer);
        w.field("is", v.is);
    }
    static std::size_t size(const LayerPush& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<SfuLostPush> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"sfu_lost", "why"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "why") { return 1; }
                break;
            case 8:
                if (word == "sfu_lost") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SfuLostPush& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.sfu_lost, 32);
            case 1: return r.null() || r.text(v.why.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SfuLostPush& v) {
        w.field("sfu_lost", v.sfu_lost);
        w.field("why", v.why);
    }
    static std::size_t size(const SfuLostPush& v) {
        if (v.why.has_value()) { return 2; }
        return 1;
    }
};

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
