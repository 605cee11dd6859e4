// SPDX-License-Identifier: MIT
// What the codecs know of requests; see proto/fields.h.
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
struct Fields<HelloRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"version", "token", "device", "since", "open"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "open") { return 4; }
                break;
            case 5:
                if (word == "token") { return 1; }
                if (word == "since") { return 3; }
                break;
            case 6:
                if (word == "device") { return 2; }
                break;
            case 7:
                if (word == "version") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HelloRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.version);
            case 1: return r.null() || r.text(v.token.emplace(), 128);
            case 2: return r.null() || r.text(v.device.emplace(), 120);
            case 3: return r.null() || read_value(r, v.since.emplace());
            case 4: return r.null() || read_list(r, v.open.emplace(), 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HelloRequest& v) {
        w.field("version", v.version);
        w.field("token", v.token);
        w.field("device", v.device);
        w.field("since", v.since);
        w.field("open", v.open);
    }
    static std::size_t size(const HelloRequest& v) {
        if (v.open.has_value()) { return 5; }
        if (v.since.has_value()) { return 4; }
        if (v.device.has_value()) { return 3; }
        if (v.token.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<PingRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, PingRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const PingRequest& /*v*/) {}
    static std::size_t size(const PingRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<SessionListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, SessionListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const SessionListRequest& /*v*/) {}
    static std::size_t size(const SessionListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<SessionRevokeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"device"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "device") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SessionRevokeRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.device.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SessionRevokeRequest& v) {
        w.field("device", v.device);
    }
    static std::size_t size(const SessionRevokeRequest& v) {
        if (v.device.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<LogoutRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, LogoutRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const LogoutRequest& /*v*/) {}
    static std::size_t size(const LogoutRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<RegisterRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"name", "password", "device", "bearer", "invite", "reason"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                break;
            case 6:
                if (word == "device") { return 2; }
                if (word == "bearer") { return 3; }
                if (word == "invite") { return 4; }
                if (word == "reason") { return 5; }
                break;
            case 8:
                if (word == "password") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RegisterRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.name, 64);
            case 1: return r.text(v.password, 128);
            case 2: return r.null() || r.text(v.device.emplace(), 120);
            case 3: return r.null() || read_value(r, v.bearer.emplace());
            case 4: return r.null() || r.text(v.invite.emplace(), 64);
            case 5: return r.null() || r.text(v.reason.emplace(), 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RegisterRequest& v) {
        w.field("name", v.name);
        w.field("password", v.password);
        w.field("device", v.device);
        w.field("bearer", v.bearer);
        w.field("invite", v.invite);
        w.field("reason", v.reason);
    }
    static std::size_t size(const RegisterRequest& v) {
        if (v.reason.has_value()) { return 6; }
        if (v.invite.has_value()) { return 5; }
        if (v.bearer.has_value()) { return 4; }
        if (v.device.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<LoginRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"name", "password", "device", "bearer"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                break;
            case 6:
                if (word == "device") { return 2; }
                if (word == "bearer") { return 3; }
                break;
            case 8:
                if (word == "password") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LoginRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.name, 64);
            case 1: return r.text(v.password, 128);
            case 2: return r.null() || r.text(v.device.emplace(), 120);
            case 3: return r.null() || read_value(r, v.bearer.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LoginRequest& v) {
        w.field("name", v.name);
        w.field("password", v.password);
        w.field("device", v.device);
        w.field("bearer", v.bearer);
    }
    static std::size_t size(const LoginRequest& v) {
        if (v.bearer.has_value()) { return 4; }
        if (v.device.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<PasswordChangeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"old", "new"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "old") { return 0; }
                if (word == "new") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PasswordChangeRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.old, 128);
            case 1: return r.text(v.new_, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PasswordChangeRequest& v) {
        w.field("old", v.old);
        w.field("new", v.new_);
    }
    static std::size_t size(const PasswordChangeRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<ServerInfoRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ServerInfoRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ServerInfoRequest& /*v*/) {}
    static std::size_t size(const ServerInfoRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<UserGetRequest> {
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
    static bool read(R& r, UserGetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UserGetRequest& v) {
        w.field("users", v.users);
    }
    static std::size_t size(const UserGetRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<UserSearchRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"query", "limit"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "query") { return 0; }
                if (word == "limit") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, UserSearchRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.query, 64);
            case 1: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UserSearchRequest& v) {
        w.field("query", v.query);
        w.field("limit", v.limit);
    }
    static std::size_t size(const UserSearchRequest& v) {
        if (v.limit.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<ProfileSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"name", "status", "avatar"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                break;
            case 6:
                if (word == "status") { return 1; }
                if (word == "avatar") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ProfileSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.name.emplace(), 64);
            case 1: return r.null() || r.text(v.status.emplace(), 256);
            case 2: return r.null() || r.text(v.avatar.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ProfileSetRequest& v) {
        w.field("name", v.name);
        w.field("status", v.status);
        w.field("avatar", v.avatar);
    }
    static std::size_t size(const ProfileSetRequest& v) {
        if (v.avatar.has_value()) { return 3; }
        if (v.status.has_value()) { return 2; }
        if (v.name.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<RoomCreateRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"kind", "title", "users", "join", "history", "cmid"};
    static constexpr std::uint32_t kRequired = 0x5;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "kind") { return 0; }
                if (word == "join") { return 3; }
                if (word == "cmid") { return 5; }
                break;
            case 5:
                if (word == "title") { return 1; }
                if (word == "users") { return 2; }
                break;
            case 7:
                if (word == "history") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomCreateRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.kind);
            case 1: return r.null() || r.text(v.title.emplace(), 128);
            case 2: return read_list(r, v.users, 200);
            case 3: return r.null() || read_value(r, v.join.emplace());
            case 4: return r.null() || read_value(r, v.history.emplace());
            case 5: return r.null() || r.text(v.cmid.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomCreateRequest& v) {
        w.field("kind", v.kind);
        w.field("title", v.title);
        w.field("users", v.users);
        w.field("join", v.join);
        w.field("history", v.history);
        w.field("cmid", v.cmid);
    }
    static std::size_t size(const RoomCreateRequest& v) {
        if (v.cmid.has_value()) { return 6; }
        if (v.history.has_value()) { return 5; }
        if (v.join.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<RoomListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"scope", "query"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "scope") { return 0; }
                if (word == "query") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomListRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.scope);
            case 1: return r.null() || r.text(v.query.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomListRequest& v) {
        w.field("scope", v.scope);
        w.field("query", v.query);
    }
    static std::size_t size(const RoomListRequest& v) {
        if (v.query.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomGetRequest> {
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
    static bool read(R& r, RoomGetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomGetRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomGetRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"room", "title", "announcement", "avatar", "join", "history", "slow", "writers", "keep", "recall"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "join") { return 4; }
                if (word == "slow") { return 6; }
                if (word == "keep") { return 8; }
                break;
            case 5:
                if (word == "title") { return 1; }
                break;
            case 6:
                if (word == "avatar") { return 3; }
                if (word == "recall") { return 9; }
                break;
            case 7:
                if (word == "history") { return 5; }
                if (word == "writers") { return 7; }
                break;
            case 12:
                if (word == "announcement") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || r.text(v.title.emplace(), 128);
            case 2: return r.null() || r.text(v.announcement.emplace(), 4096);
            case 3: return r.null() || r.text(v.avatar.emplace(), 64);
            case 4: return r.null() || read_value(r, v.join.emplace());
            case 5: return r.null() || read_value(r, v.history.emplace());
            case 6: return r.null() || read_value(r, v.slow.emplace());
            case 7: return r.null() || read_value(r, v.writers.emplace());
            case 8: return r.null() || read_value(r, v.keep.emplace());
            case 9: return r.null() || read_value(r, v.recall.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomSetRequest& v) {
        w.field("room", v.room);
        w.field("title", v.title);
        w.field("announcement", v.announcement);
        w.field("avatar", v.avatar);
        w.field("join", v.join);
        w.field("history", v.history);
        w.field("slow", v.slow);
        w.field("writers", v.writers);
        w.field("keep", v.keep);
        w.field("recall", v.recall);
    }
    static std::size_t size(const RoomSetRequest& v) {
        if (v.recall.has_value()) { return 10; }
        if (v.keep.has_value()) { return 9; }
        if (v.writers.has_value()) { return 8; }
        if (v.slow.has_value()) { return 7; }
        if (v.history.has_value()) { return 6; }
        if (v.join.has_value()) { return 5; }
        if (v.avatar.has_value()) { return 4; }
        if (v.announcement.has_value()) { return 3; }
        if (v.title.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomOpenRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"open"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "open") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomOpenRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.open);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomOpenRequest& v) {
        w.field("open", v.open);
    }
    static std::size_t size(const RoomOpenRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomCloseRequest> {
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
    static bool read(R& r, RoomCloseRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomCloseRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomCloseRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomJoinRequest> {
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
    static bool read(R& r, RoomJoinRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomJoinRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomJoinRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomLeaveRequest> {
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
    static bool read(R& r, RoomLeaveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomLeaveRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomLeaveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomInviteRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "users"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "users") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomInviteRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomInviteRequest& v) {
        w.field("room", v.room);
        w.field("users", v.users);
    }
    static std::size_t size(const RoomInviteRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomRemoveRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "users"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "users") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomRemoveRequest& v) {
        w.field("room", v.room);
        w.field("users", v.users);
    }
    static std::size_t size(const RoomRemoveRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomRoleRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "user", "role"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "user") { return 1; }
                if (word == "role") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomRoleRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.role);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomRoleRequest& v) {
        w.field("room", v.room);
        w.field("user", v.user);
        w.field("role", v.role);
    }
    static std::size_t size(const RoomRoleRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<RoomTransferRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "user"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "user") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomTransferRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.user);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomTransferRequest& v) {
        w.field("room", v.room);
        w.field("user", v.user);
    }
    static std::size_t size(const RoomTransferRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomDissolveRequest> {
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
    static bool read(R& r, RoomDissolveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomDissolveRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomDissolveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<RoomMembersRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "after", "limit", "query"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "after") { return 1; }
                if (word == "limit") { return 2; }
                if (word == "query") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomMembersRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || read_value(r, v.after.emplace());
            case 2: return r.null() || read_value(r, v.limit.emplace());
            case 3: return r.null() || r.text(v.query.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomMembersRequest& v) {
        w.field("room", v.room);
        w.field("after", v.after);
        w.field("limit", v.limit);
        w.field("query", v.query);
    }
    static std::size_t size(const RoomMembersRequest& v) {
        if (v.query.has_value()) { return 4; }
        if (v.limit.has_value()) { return 3; }
        if (v.after.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomStateRequest> {
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
    static bool read(R& r, RoomStateRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomStateRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const RoomStateRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageSendRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 11> kNames{"room", "cmid", "kind", "text", "ref", "mentions", "all", "admins", "file", "poll", "confirm"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 4; }
                if (word == "all") { return 6; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                if (word == "kind") { return 2; }
                if (word == "text") { return 3; }
                if (word == "file") { return 8; }
                if (word == "poll") { return 9; }
                break;
            case 6:
                if (word == "admins") { return 7; }
                break;
            case 7:
                if (word == "confirm") { return 10; }
                break;
            case 8:
                if (word == "mentions") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageSendRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return r.null() || read_value(r, v.kind.emplace());
            case 3: return r.null() || r.text(v.text.emplace(), 65536);
            case 4: return r.null() || read_value(r, v.ref.emplace());
            case 5: return r.null() || read_list(r, v.mentions.emplace(), 50);
            case 6: return r.null() || read_value(r, v.all.emplace());
            case 7: return r.null() || read_value(r, v.admins.emplace());
            case 8: return r.null() || read_value(r, v.file.emplace());
            case 9: return r.null() || read_value(r, v.poll.emplace());
            case 10: return r.null() || read_value(r, v.confirm.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageSendRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("kind", v.kind);
        w.field("text", v.text);
        w.field("ref", v.ref);
        w.field("mentions", v.mentions);
        w.field("all", v.all);
        w.field("admins", v.admins);
        w.field("file", v.file);
        w.field("poll", v.poll);
        w.field("confirm", v.confirm);
    }
    static std::size_t size(const MessageSendRequest& v) {
        if (v.confirm.has_value()) { return 11; }
        if (v.poll.has_value()) { return 10; }
        if (v.file.has_value()) { return 9; }
        if (v.admins.has_value()) { return 8; }
        if (v.all.has_value()) { return 7; }
        if (v.mentions.has_value()) { return 6; }
        if (v.ref.has_value()) { return 5; }
        if (v.text.has_value()) { return 4; }
        if (v.kind.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<HistoryRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"room", "before", "after", "around", "at", "limit"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 4; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "after") { return 2; }
                if (word == "limit") { return 5; }
                break;
            case 6:
                if (word == "before") { return 1; }
                if (word == "around") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HistoryRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || read_value(r, v.before.emplace());
            case 2: return r.null() || read_value(r, v.after.emplace());
            case 3: return r.null() || read_value(r, v.around.emplace());
            case 4: return r.null() || read_value(r, v.at.emplace());
            case 5: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HistoryRequest& v) {
        w.field("room", v.room);
        w.field("before", v.before);
        w.field("after", v.after);
        w.field("around", v.around);
        w.field("at", v.at);
        w.field("limit", v.limit);
    }
    static std::size_t size(const HistoryRequest& v) {
        if (v.limit.has_value()) { return 6; }
        if (v.at.has_value()) { return 5; }
        if (v.around.has_value()) { return 4; }
        if (v.after.has_value()) { return 3; }
        if (v.before.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<ReadRequest> {
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
    static bool read(R& r, ReadRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReadRequest& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const ReadRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<TypingRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "on"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "on") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, TypingRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.on);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const TypingRequest& v) {
        w.field("room", v.room);
        w.field("on", v.on);
    }
    static std::size_t size(const TypingRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<PresenceWatchRequest> {
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
    static bool read(R& r, PresenceWatchRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PresenceWatchRequest& v) {
        w.field("users", v.users);
    }
    static std::size_t size(const PresenceWatchRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageEditRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"room", "cmid", "ref", "text", "mentions"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                if (word == "text") { return 3; }
                break;
            case 8:
                if (word == "mentions") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageEditRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            case 3: return r.text(v.text, 65536);
            case 4: return r.null() || read_list(r, v.mentions.emplace(), 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageEditRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
        w.field("text", v.text);
        w.field("mentions", v.mentions);
    }
    static std::size_t size(const MessageEditRequest& v) {
        if (v.mentions.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<MessageRecallRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "cmid", "ref"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageRecallRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageRecallRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
    }
    static std::size_t size(const MessageRecallRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<MessageReactRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"room", "cmid", "ref", "sign", "off"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                if (word == "off") { return 4; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                if (word == "sign") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageReactRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            case 3: return r.text(v.sign, 32);
            case 4: return r.null() || read_value(r, v.off.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageReactRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
        w.field("sign", v.sign);
        w.field("off", v.off);
    }
    static std::size_t size(const MessageReactRequest& v) {
        if (v.off.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<MessagePinRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "cmid", "ref", "off"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                if (word == "off") { return 3; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessagePinRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            case 3: return r.null() || read_value(r, v.off.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessagePinRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
        w.field("off", v.off);
    }
    static std::size_t size(const MessagePinRequest& v) {
        if (v.off.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<MessageGetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seqs"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "seqs") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageGetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_list(r, v.seqs, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageGetRequest& v) {
        w.field("room", v.room);
        w.field("seqs", v.seqs);
    }
    static std::size_t size(const MessageGetRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<MessageForwardRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "cmid", "source", "ref"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 3; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            case 6:
                if (word == "source") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageForwardRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.source);
            case 3: return read_value(r, v.ref);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageForwardRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("source", v.source);
        w.field("ref", v.ref);
    }
    static std::size_t size(const MessageForwardRequest& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<RoomFilesRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "group", "before", "limit"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "group") { return 1; }
                if (word == "limit") { return 3; }
                break;
            case 6:
                if (word == "before") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomFilesRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.group);
            case 2: return r.null() || read_value(r, v.before.emplace());
            case 3: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomFilesRequest& v) {
        w.field("room", v.room);
        w.field("group", v.group);
        w.field("before", v.before);
        w.field("limit", v.limit);
    }
    static std::size_t size(const RoomFilesRequest& v) {
        if (v.limit.has_value()) { return 4; }
        if (v.before.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<SearchRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"query", "room", "zone", "cursor", "limit"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 1; }
                if (word == "zone") { return 2; }
                break;
            case 5:
                if (word == "query") { return 0; }
                if (word == "limit") { return 4; }
                break;
            case 6:
                if (word == "cursor") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SearchRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.query, 512);
            case 1: return r.null() || read_value(r, v.room.emplace());
            case 2: return r.null() || r.text(v.zone.emplace(), 6);
            case 3: return r.null() || r.text(v.cursor.emplace(), 64);
            case 4: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SearchRequest& v) {
        w.field("query", v.query);
        w.field("room", v.room);
        w.field("zone", v.zone);
        w.field("cursor", v.cursor);
        w.field("limit", v.limit);
    }
    static std::size_t size(const SearchRequest& v) {
        if (v.limit.has_value()) { return 5; }
        if (v.cursor.has_value()) { return 4; }
        if (v.zone.has_value()) { return 3; }
        if (v.room.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<RoomPrefsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"room", "pinned", "muted", "hidden", "level", "unread"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "muted") { return 2; }
                if (word == "level") { return 4; }
                break;
            case 6:
                if (word == "pinned") { return 1; }
                if (word == "hidden") { return 3; }
                if (word == "unread") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomPrefsRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || read_value(r, v.pinned.emplace());
            case 2: return r.null() || read_value(r, v.muted.emplace());
            case 3: return r.null() || read_value(r, v.hidden.emplace());
            case 4: return r.null() || read_value(r, v.level.emplace());
            case 5: return r.null() || read_value(r, v.unread.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomPrefsRequest& v) {
        w.field("room", v.room);
        w.field("pinned", v.pinned);
        w.field("muted", v.muted);
        w.field("hidden", v.hidden);
        w.field("level", v.level);
        w.field("unread", v.unread);
    }
    static std::size_t size(const RoomPrefsRequest& v) {
        if (v.unread.has_value()) { return 6; }
        if (v.level.has_value()) { return 5; }
        if (v.hidden.has_value()) { return 4; }
        if (v.muted.has_value()) { return 3; }
        if (v.pinned.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<FolderSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"folders"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "folders") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, FolderSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.folders, 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const FolderSetRequest& v) {
        w.field("folders", v.folders);
    }
    static std::size_t size(const FolderSetRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ContactSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "on"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "on") { return 1; }
                break;
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ContactSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.on);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ContactSetRequest& v) {
        w.field("user", v.user);
        w.field("on", v.on);
    }
    static std::size_t size(const ContactSetRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<BlockSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "on"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "on") { return 1; }
                break;
            case 4:
                if (word == "user") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, BlockSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.on);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const BlockSetRequest& v) {
        w.field("user", v.user);
        w.field("on", v.on);
    }
    static std::size_t size(const BlockSetRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<PresenceSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"mode", "hide_seen"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "mode") { return 0; }
                break;
            case 9:
                if (word == "hide_seen") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PresenceSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.mode.emplace());
            case 1: return r.null() || read_value(r, v.hide_seen.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PresenceSetRequest& v) {
        w.field("mode", v.mode);
        w.field("hide_seen", v.hide_seen);
    }
    static std::size_t size(const PresenceSetRequest& v) {
        if (v.hide_seen.has_value()) { return 2; }
        if (v.mode.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<RoomMuteRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "user", "until"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "user") { return 1; }
                break;
            case 5:
                if (word == "until") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomMuteRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.user);
            case 2: return r.null() || read_value(r, v.until.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomMuteRequest& v) {
        w.field("room", v.room);
        w.field("user", v.user);
        w.field("until", v.until);
    }
    static std::size_t size(const RoomMuteRequest& v) {
        if (v.until.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<RoomNickRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "nick"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "nick") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomNickRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.nick, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomNickRequest& v) {
        w.field("room", v.room);
        w.field("nick", v.nick);
    }
    static std::size_t size(const RoomNickRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RoomNicksRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "users"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "users") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomNicksRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomNicksRequest& v) {
        w.field("room", v.room);
        w.field("users", v.users);
    }
    static std::size_t size(const RoomNicksRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<LinkCreateRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "ttl", "uses"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ttl") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "uses") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkCreateRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || read_value(r, v.ttl.emplace());
            case 2: return r.null() || read_value(r, v.uses.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkCreateRequest& v) {
        w.field("room", v.room);
        w.field("ttl", v.ttl);
        w.field("uses", v.uses);
    }
    static std::size_t size(const LinkCreateRequest& v) {
        if (v.uses.has_value()) { return 3; }
        if (v.ttl.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<LinkListRequest> {
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
    static bool read(R& r, LinkListRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkListRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const LinkListRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LinkRevokeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "code"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "code") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkRevokeRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.code, 16);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkRevokeRequest& v) {
        w.field("room", v.room);
        w.field("code", v.code);
    }
    static std::size_t size(const LinkRevokeRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<LinkGetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"code"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "code") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkGetRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.code, 16);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkGetRequest& v) {
        w.field("code", v.code);
    }
    static std::size_t size(const LinkGetRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<LinkJoinRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"code"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "code") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkJoinRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.code, 16);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkJoinRequest& v) {
        w.field("code", v.code);
    }
    static std::size_t size(const LinkJoinRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageReadersRequest> {
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
    static bool read(R& r, MessageReadersRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageReadersRequest& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const MessageReadersRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<MessageNudgeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "cmid", "ref"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageNudgeRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageNudgeRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
    }
    static std::size_t size(const MessageNudgeRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<AdminStatsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminStatsRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminStatsRequest& /*v*/) {}
    static std::size_t size(const AdminStatsRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminUsersRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"query", "filter", "after", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "query") { return 0; }
                if (word == "after") { return 2; }
                if (word == "limit") { return 3; }
                break;
            case 6:
                if (word == "filter") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminUsersRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.query.emplace(), 64);
            case 1: return r.null() || read_value(r, v.filter.emplace());
            case 2: return r.null() || read_value(r, v.after.emplace());
            case 3: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUsersRequest& v) {
        w.field("query", v.query);
        w.field("filter", v.filter);
        w.field("after", v.after);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminUsersRequest& v) {
        if (v.limit.has_value()) { return 4; }
        if (v.after.has_value()) { return 3; }
        if (v.filter.has_value()) { return 2; }
        if (v.query.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminUserSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"user", "role", "disabled", "name"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                if (word == "role") { return 1; }
                if (word == "name") { return 3; }
                break;
            case 8:
                if (word == "disabled") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminUserSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.null() || read_value(r, v.role.emplace());
            case 2: return r.null() || read_value(r, v.disabled.emplace());
            case 3: return r.null() || r.text(v.name.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUserSetRequest& v) {
        w.field("user", v.user);
        w.field("role", v.role);
        w.field("disabled", v.disabled);
        w.field("name", v.name);
    }
    static std::size_t size(const AdminUserSetRequest& v) {
        if (v.name.has_value()) { return 4; }
        if (v.disabled.has_value()) { return 3; }
        if (v.role.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<AdminPasswordRequest> {
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
    static bool read(R& r, AdminPasswordRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminPasswordRequest& v) {
        w.field("user", v.user);
    }
    static std::size_t size(const AdminPasswordRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminSessionsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"user", "after", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "after") { return 1; }
                if (word == "limit") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminSessionsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.user.emplace());
            case 1: return r.null() || read_value(r, v.after.emplace());
            case 2: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminSessionsRequest& v) {
        w.field("user", v.user);
        w.field("after", v.after);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminSessionsRequest& v) {
        if (v.limit.has_value()) { return 3; }
        if (v.after.has_value()) { return 2; }
        if (v.user.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminSessionEndRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"device"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "device") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminSessionEndRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.device);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminSessionEndRequest& v) {
        w.field("device", v.device);
    }
    static std::size_t size(const AdminSessionEndRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminRoomsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"query", "after", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "query") { return 0; }
                if (word == "after") { return 1; }
                if (word == "limit") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminRoomsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.query.emplace(), 64);
            case 1: return r.null() || read_value(r, v.after.emplace());
            case 2: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminRoomsRequest& v) {
        w.field("query", v.query);
        w.field("after", v.after);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminRoomsRequest& v) {
        if (v.limit.has_value()) { return 3; }
        if (v.after.has_value()) { return 2; }
        if (v.query.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminAuditRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"before", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "limit") { return 1; }
                break;
            case 6:
                if (word == "before") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminAuditRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.before.emplace());
            case 1: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminAuditRequest& v) {
        w.field("before", v.before);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminAuditRequest& v) {
        if (v.limit.has_value()) { return 2; }
        if (v.before.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminBansRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminBansRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminBansRequest& /*v*/) {}
    static std::size_t size(const AdminBansRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminBanRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"user", "address", "minutes", "reason", "kick"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                if (word == "kick") { return 4; }
                break;
            case 6:
                if (word == "reason") { return 3; }
                break;
            case 7:
                if (word == "address") { return 1; }
                if (word == "minutes") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBanRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.user.emplace());
            case 1: return r.null() || r.text(v.address.emplace(), 64);
            case 2: return r.null() || read_value(r, v.minutes.emplace());
            case 3: return r.null() || r.text(v.reason.emplace(), 256);
            case 4: return r.null() || read_value(r, v.kick.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBanRequest& v) {
        w.field("user", v.user);
        w.field("address", v.address);
        w.field("minutes", v.minutes);
        w.field("reason", v.reason);
        w.field("kick", v.kick);
    }
    static std::size_t size(const AdminBanRequest& v) {
        if (v.kick.has_value()) { return 5; }
        if (v.reason.has_value()) { return 4; }
        if (v.minutes.has_value()) { return 3; }
        if (v.address.has_value()) { return 2; }
        if (v.user.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminUnbanRequest> {
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
    static bool read(R& r, AdminUnbanRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.ban);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUnbanRequest& v) {
        w.field("ban", v.ban);
    }
    static std::size_t size(const AdminUnbanRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminPurgeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "hours"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "hours") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminPurgeRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.null() || read_value(r, v.hours.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminPurgeRequest& v) {
        w.field("user", v.user);
        w.field("hours", v.hours);
    }
    static std::size_t size(const AdminPurgeRequest& v) {
        if (v.hours.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<AdminInvitesRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminInvitesRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminInvitesRequest& /*v*/) {}
    static std::size_t size(const AdminInvitesRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminInviteMakeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"uses", "hours", "note"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "uses") { return 0; }
                if (word == "note") { return 2; }
                break;
            case 5:
                if (word == "hours") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminInviteMakeRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.uses.emplace());
            case 1: return r.null() || read_value(r, v.hours.emplace());
            case 2: return r.null() || r.text(v.note.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminInviteMakeRequest& v) {
        w.field("uses", v.uses);
        w.field("hours", v.hours);
        w.field("note", v.note);
    }
    static std::size_t size(const AdminInviteMakeRequest& v) {
        if (v.note.has_value()) { return 3; }
        if (v.hours.has_value()) { return 2; }
        if (v.uses.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminInviteEndRequest> {
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
    static bool read(R& r, AdminInviteEndRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.invite);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminInviteEndRequest& v) {
        w.field("invite", v.invite);
    }
    static std::size_t size(const AdminInviteEndRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<AdminApplicantRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"applicant", "accept"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "accept") { return 1; }
                break;
            case 9:
                if (word == "applicant") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminApplicantRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.applicant);
            case 1: return read_value(r, v.accept);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminApplicantRequest& v) {
        w.field("applicant", v.applicant);
        w.field("accept", v.accept);
    }
    static std::size_t size(const AdminApplicantRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminSettingsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"name", "avatar", "registration", "keep"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                if (word == "keep") { return 3; }
                break;
            case 6:
                if (word == "avatar") { return 1; }
                break;
            case 12:
                if (word == "registration") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminSettingsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.name.emplace(), 128);
            case 1: return r.null() || r.text(v.avatar.emplace(), 64);
            case 2: return r.null() || read_value(r, v.registration.emplace());
            case 3: return r.null() || read_value(r, v.keep.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminSettingsRequest& v) {
        w.field("name", v.name);
        w.field("avatar", v.avatar);
        w.field("registration", v.registration);
        w.field("keep", v.keep);
    }
    static std::size_t size(const AdminSettingsRequest& v) {
        if (v.keep.has_value()) { return 4; }
        if (v.registration.has_value()) { return 3; }
        if (v.avatar.has_value()) { return 2; }
        if (v.name.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<NotifyKeyRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, NotifyKeyRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const NotifyKeyRequest& /*v*/) {}
    static std::size_t size(const NotifyKeyRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<NotifyAddRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"kind", "endpoint", "p256dh", "auth", "level", "label", "lang"};
    static constexpr std::uint32_t kRequired = 0x13;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "kind") { return 0; }
                if (word == "auth") { return 3; }
                if (word == "lang") { return 6; }
                break;
            case 5:
                if (word == "level") { return 4; }
                if (word == "label") { return 5; }
                break;
            case 6:
                if (word == "p256dh") { return 2; }
                break;
            case 8:
                if (word == "endpoint") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifyAddRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.kind);
            case 1: return r.text(v.endpoint, 2048);
            case 2: return r.null() || r.text(v.p256dh.emplace(), 128);
            case 3: return r.null() || r.text(v.auth.emplace(), 128);
            case 4: return read_value(r, v.level);
            case 5: return r.null() || r.text(v.label.emplace(), 120);
            case 6: return r.null() || r.text(v.lang.emplace(), 16);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyAddRequest& v) {
        w.field("kind", v.kind);
        w.field("endpoint", v.endpoint);
        w.field("p256dh", v.p256dh);
        w.field("auth", v.auth);
        w.field("level", v.level);
        w.field("label", v.label);
        w.field("lang", v.lang);
    }
    static std::size_t size(const NotifyAddRequest& v) {
        if (v.lang.has_value()) { return 7; }
        if (v.label.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<NotifySetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"channel", "level"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "level") { return 1; }
                break;
            case 7:
                if (word == "channel") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, NotifySetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.channel);
            case 1: return read_value(r, v.level);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifySetRequest& v) {
        w.field("channel", v.channel);
        w.field("level", v.level);
    }
    static std::size_t size(const NotifySetRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<NotifyListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, NotifyListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const NotifyListRequest& /*v*/) {}
    static std::size_t size(const NotifyListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<NotifyRemoveRequest> {
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
    static bool read(R& r, NotifyRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.channel);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyRemoveRequest& v) {
        w.field("channel", v.channel);
    }
    static std::size_t size(const NotifyRemoveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<NotifyTestRequest> {
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
    static bool read(R& r, NotifyTestRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.channel);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const NotifyTestRequest& v) {
        w.field("channel", v.channel);
    }
    static std::size_t size(const NotifyTestRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<PollVoteRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "cmid", "ref", "choices"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            case 7:
                if (word == "choices") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollVoteRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            case 3: return read_list(r, v.choices, 10);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollVoteRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
        w.field("choices", v.choices);
    }
    static std::size_t size(const PollVoteRequest& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<PollCloseRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "cmid", "ref"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollCloseRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollCloseRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
    }
    static std::size_t size(const PollCloseRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<MessageRecordRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "cmid", "source", "refs"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                if (word == "refs") { return 3; }
                break;
            case 6:
                if (word == "source") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageRecordRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.source);
            case 3: return read_list(r, v.refs, 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageRecordRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("source", v.source);
        w.field("refs", v.refs);
    }
    static std::size_t size(const MessageRecordRequest& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<AdminBotsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminBotsRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminBotsRequest& /*v*/) {}
    static std::size_t size(const AdminBotsRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminBotMakeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"name", "avatar"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                break;
            case 6:
                if (word == "avatar") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotMakeRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.name, 64);
            case 1: return r.null() || r.text(v.avatar.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotMakeRequest& v) {
        w.field("name", v.name);
        w.field("avatar", v.avatar);
    }
    static std::size_t size(const AdminBotMakeRequest& v) {
        if (v.avatar.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<AdminBotTokenRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "label"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "label") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotTokenRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.text(v.label, 120);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotTokenRequest& v) {
        w.field("user", v.user);
        w.field("label", v.label);
    }
    static std::size_t size(const AdminBotTokenRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<AdminBotTokenEndRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"token"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "token") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminBotTokenEndRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.token);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminBotTokenEndRequest& v) {
        w.field("token", v.token);
    }
    static std::size_t size(const AdminBotTokenEndRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<HookMakeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"room", "kind", "name", "endpoint", "word", "hint"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "kind") { return 1; }
                if (word == "name") { return 2; }
                if (word == "word") { return 4; }
                if (word == "hint") { return 5; }
                break;
            case 8:
                if (word == "endpoint") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookMakeRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.kind);
            case 2: return r.text(v.name, 64);
            case 3: return r.null() || r.text(v.endpoint.emplace(), 2048);
            case 4: return r.null() || r.text(v.word.emplace(), 32);
            case 5: return r.null() || r.text(v.hint.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookMakeRequest& v) {
        w.field("room", v.room);
        w.field("kind", v.kind);
        w.field("name", v.name);
        w.field("endpoint", v.endpoint);
        w.field("word", v.word);
        w.field("hint", v.hint);
    }
    static std::size_t size(const HookMakeRequest& v) {
        if (v.hint.has_value()) { return 6; }
        if (v.word.has_value()) { return 5; }
        if (v.endpoint.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<HookListRequest> {
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
    static bool read(R& r, HookListRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookListRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const HookListRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<HookSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "hook", "on"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "on") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "hook") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.hook);
            case 2: return read_value(r, v.on);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookSetRequest& v) {
        w.field("room", v.room);
        w.field("hook", v.hook);
        w.field("on", v.on);
    }
    static std::size_t size(const HookSetRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<HookRemoveRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "hook"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "hook") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.hook);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookRemoveRequest& v) {
        w.field("room", v.room);
        w.field("hook", v.hook);
    }
    static std::size_t size(const HookRemoveRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CommandListRequest> {
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
    static bool read(R& r, CommandListRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CommandListRequest& v) {
        w.field("room", v.room);
    }
    static std::size_t size(const CommandListRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageReportRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "ref", "reason"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            case 6:
                if (word == "reason") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageReportRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.ref);
            case 2: return r.text(v.reason, 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageReportRequest& v) {
        w.field("room", v.room);
        w.field("ref", v.ref);
        w.field("reason", v.reason);
    }
    static std::size_t size(const MessageReportRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<AdminReportsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, AdminReportsRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const AdminReportsRequest& /*v*/) {}
    static std::size_t size(const AdminReportsRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<AdminReportCloseRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"report", "remove"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "report") { return 0; }
                if (word == "remove") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminReportCloseRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.report);
            case 1: return r.null() || read_value(r, v.remove.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminReportCloseRequest& v) {
        w.field("report", v.report);
        w.field("remove", v.remove);
    }
    static std::size_t size(const AdminReportCloseRequest& v) {
        if (v.remove.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<AdminWordsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"words", "mask"};
    static constexpr std::uint32_t kRequired = 0x0;
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
    static bool read(R& r, AdminWordsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_list(r, v.words.emplace(), 1000);
            case 1: return r.null() || read_value(r, v.mask.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminWordsRequest& v) {
        w.field("words", v.words);
        w.field("mask", v.mask);
    }
    static std::size_t size(const AdminWordsRequest& v) {
        if (v.mask.has_value()) { return 2; }
        if (v.words.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<ScheduleAddRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 8> kNames{"room", "cmid", "at", "text", "ref", "mentions", "all", "admins"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "ref") { return 4; }
                if (word == "all") { return 6; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                if (word == "text") { return 3; }
                break;
            case 6:
                if (word == "admins") { return 7; }
                break;
            case 8:
                if (word == "mentions") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ScheduleAddRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.at);
            case 3: return r.text(v.text, 65536);
            case 4: return r.null() || read_value(r, v.ref.emplace());
            case 5: return r.null() || read_list(r, v.mentions.emplace(), 50);
            case 6: return r.null() || read_value(r, v.all.emplace());
            case 7: return r.null() || read_value(r, v.admins.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleAddRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("at", v.at);
        w.field("text", v.text);
        w.field("ref", v.ref);
        w.field("mentions", v.mentions);
        w.field("all", v.all);
        w.field("admins", v.admins);
    }
    static std::size_t size(const ScheduleAddRequest& v) {
        if (v.admins.has_value()) { return 8; }
        if (v.all.has_value()) { return 7; }
        if (v.mentions.has_value()) { return 6; }
        if (v.ref.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<ScheduleListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ScheduleListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ScheduleListRequest& /*v*/) {}
    static std::size_t size(const ScheduleListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<ScheduleSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"schedule", "at", "text", "mentions"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 1; }
                break;
            case 4:
                if (word == "text") { return 2; }
                break;
            case 8:
                if (word == "schedule") { return 0; }
                if (word == "mentions") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ScheduleSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.schedule);
            case 1: return r.null() || read_value(r, v.at.emplace());
            case 2: return r.null() || r.text(v.text.emplace(), 65536);
            case 3: return r.null() || read_list(r, v.mentions.emplace(), 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleSetRequest& v) {
        w.field("schedule", v.schedule);
        w.field("at", v.at);
        w.field("text", v.text);
        w.field("mentions", v.mentions);
    }
    static std::size_t size(const ScheduleSetRequest& v) {
        if (v.mentions.has_value()) { return 4; }
        if (v.text.has_value()) { return 3; }
        if (v.at.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<ScheduleRemoveRequest> {
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
    static bool read(R& r, ScheduleRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.schedule);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ScheduleRemoveRequest& v) {
        w.field("schedule", v.schedule);
    }
    static std::size_t size(const ScheduleRemoveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<ReminderAddRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "ref", "at", "note"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "ref") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "note") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ReminderAddRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.ref);
            case 2: return read_value(r, v.at);
            case 3: return r.null() || r.text(v.note.emplace(), 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReminderAddRequest& v) {
        w.field("room", v.room);
        w.field("ref", v.ref);
        w.field("at", v.at);
        w.field("note", v.note);
    }
    static std::size_t size(const ReminderAddRequest& v) {
        if (v.note.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<ReminderListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, ReminderListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const ReminderListRequest& /*v*/) {}
    static std::size_t size(const ReminderListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<ReminderRemoveRequest> {
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
    static bool read(R& r, ReminderRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.reminder);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ReminderRemoveRequest& v) {
        w.field("reminder", v.reminder);
    }
    static std::size_t size(const ReminderRemoveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<MessageConfirmRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "cmid", "ref"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageConfirmRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.ref);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageConfirmRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("ref", v.ref);
    }
    static std::size_t size(const MessageConfirmRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<MessageConfirmsRequest> {
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
    static bool read(R& r, MessageConfirmsRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageConfirmsRequest& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const MessageConfirmsRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<PreviewGetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"room", "seqs"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "seqs") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PreviewGetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_list(r, v.seqs, 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PreviewGetRequest& v) {
        w.field("room", v.room);
        w.field("seqs", v.seqs);
    }
    static std::size_t size(const PreviewGetRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<StickerListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, StickerListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const StickerListRequest& /*v*/) {}
    static std::size_t size(const StickerListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<StickerAddRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"file", "room", "seq", "label"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 2; }
                break;
            case 4:
                if (word == "file") { return 0; }
                if (word == "room") { return 1; }
                break;
            case 5:
                if (word == "label") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerAddRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.file.emplace());
            case 1: return r.null() || read_value(r, v.room.emplace());
            case 2: return r.null() || read_value(r, v.seq.emplace());
            case 3: return r.null() || r.text(v.label.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerAddRequest& v) {
        w.field("file", v.file);
        w.field("room", v.room);
        w.field("seq", v.seq);
        w.field("label", v.label);
    }
    static std::size_t size(const StickerAddRequest& v) {
        if (v.label.has_value()) { return 4; }
        if (v.seq.has_value()) { return 3; }
        if (v.room.has_value()) { return 2; }
        if (v.file.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<StickerOrderRequest> {
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
    static bool read(R& r, StickerOrderRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.stickers, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerOrderRequest& v) {
        w.field("stickers", v.stickers);
    }
    static std::size_t size(const StickerOrderRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<StickerRemoveRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"sticker"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 7:
                if (word == "sticker") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.sticker);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerRemoveRequest& v) {
        w.field("sticker", v.sticker);
    }
    static std::size_t size(const StickerRemoveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<StickerSendRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "cmid", "sticker", "ref"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 3; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "cmid") { return 1; }
                break;
            case 7:
                if (word == "sticker") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, StickerSendRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.cmid, 64);
            case 2: return read_value(r, v.sticker);
            case 3: return r.null() || read_value(r, v.ref.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const StickerSendRequest& v) {
        w.field("room", v.room);
        w.field("cmid", v.cmid);
        w.field("sticker", v.sticker);
        w.field("ref", v.ref);
    }
    static std::size_t size(const StickerSendRequest& v) {
        if (v.ref.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<AdminFilesRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"user", "group", "large", "after", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 5:
                if (word == "group") { return 1; }
                if (word == "large") { return 2; }
                if (word == "after") { return 3; }
                if (word == "limit") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminFilesRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.user.emplace());
            case 1: return r.null() || read_value(r, v.group.emplace());
            case 2: return r.null() || read_value(r, v.large.emplace());
            case 3: return r.null() || r.text(v.after.emplace(), 64);
            case 4: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminFilesRequest& v) {
        w.field("user", v.user);
        w.field("group", v.group);
        w.field("large", v.large);
        w.field("after", v.after);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminFilesRequest& v) {
        if (v.limit.has_value()) { return 5; }
        if (v.after.has_value()) { return 4; }
        if (v.large.has_value()) { return 3; }
        if (v.group.has_value()) { return 2; }
        if (v.user.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminFileRemoveRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"file"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "file") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminFileRemoveRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.file, 32);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminFileRemoveRequest& v) {
        w.field("file", v.file);
    }
    static std::size_t size(const AdminFileRemoveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<DraftSetRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"room", "text", "ref"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "text") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, DraftSetRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.null() || r.text(v.text.emplace(), 4096);
            case 2: return r.null() || read_value(r, v.ref.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const DraftSetRequest& v) {
        w.field("room", v.room);
        w.field("text", v.text);
        w.field("ref", v.ref);
    }
    static std::size_t size(const DraftSetRequest& v) {
        if (v.ref.has_value()) { return 3; }
        if (v.text.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<CallStartRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"room", "kind", "ref", "offer", "users", "secure"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "kind") { return 1; }
                break;
            case 5:
                if (word == "offer") { return 3; }
                if (word == "users") { return 4; }
                break;
            case 6:
                if (word == "secure") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallStartRequest& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.kind);
            case 2: return r.text(v.ref, 64);
            case 3: return r.null() || read_value(r, v.offer.emplace());
            case 4: return r.null() || read_list(r, v.users.emplace(), 50);
            case 5: return r.null() || read_value(r, v.secure.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallStartRequest& v) {
        w.field("room", v.room);
        w.field("kind", v.kind);
        w.field("ref", v.ref);
        w.field("offer", v.offer);
        w.field("users", v.users);
        w.field("secure", v.secure);
    }
    static std::size_t size(const CallStartRequest& v) {
        if (v.secure.has_value()) { return 6; }
        if (v.users.has_value()) { return 5; }
        if (v.offer.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<CallRingingRequest> {
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
    static bool read(R& r, CallRingingRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallRingingRequest& v) {
        w.field("call", v.call);
    }
    static std::size_t size(const CallRingingRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallAcceptRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"call", "audio", "video", "answer"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "audio") { return 1; }
                if (word == "video") { return 2; }
                break;
            case 6:
                if (word == "answer") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallAcceptRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.audio);
            case 2: return read_value(r, v.video);
            case 3: return r.null() || read_value(r, v.answer.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallAcceptRequest& v) {
        w.field("call", v.call);
        w.field("audio", v.audio);
        w.field("video", v.video);
        w.field("answer", v.answer);
    }
    static std::size_t size(const CallAcceptRequest& v) {
        if (v.answer.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<CallDeclineRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"call", "busy"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                if (word == "busy") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallDeclineRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return r.null() || read_value(r, v.busy.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallDeclineRequest& v) {
        w.field("call", v.call);
        w.field("busy", v.busy);
    }
    static std::size_t size(const CallDeclineRequest& v) {
        if (v.busy.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<CallJoinRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"call", "audio", "video"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "audio") { return 1; }
                if (word == "video") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallJoinRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.audio);
            case 2: return read_value(r, v.video);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallJoinRequest& v) {
        w.field("call", v.call);
        w.field("audio", v.audio);
        w.field("video", v.video);
    }
    static std::size_t size(const CallJoinRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<CallLeaveRequest> {
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
    static bool read(R& r, CallLeaveRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallLeaveRequest& v) {
        w.field("call", v.call);
    }
    static std::size_t size(const CallLeaveRequest& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<CallInviteRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"call", "users"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "users") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallInviteRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_list(r, v.users, 50);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallInviteRequest& v) {
        w.field("call", v.call);
        w.field("users", v.users);
    }
    static std::size_t size(const CallInviteRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallSignalRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"call", "to", "epoch", "sdp", "candidate", "last", "key"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "to") { return 1; }
                break;
            case 3:
                if (word == "sdp") { return 3; }
                if (word == "key") { return 6; }
                break;
            case 4:
                if (word == "call") { return 0; }
                if (word == "last") { return 5; }
                break;
            case 5:
                if (word == "epoch") { return 2; }
                break;
            case 9:
                if (word == "candidate") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallSignalRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.to);
            case 2: return read_value(r, v.epoch);
            case 3: return r.null() || read_value(r, v.sdp.emplace());
            case 4: return r.null() || r.text(v.candidate.emplace(), 1024);
            case 5: return r.null() || read_value(r, v.last.emplace());
            case 6: return r.null() || r.text(v.key.emplace(), 2048);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallSignalRequest& v) {
        w.field("call", v.call);
        w.field("to", v.to);
        w.field("epoch", v.epoch);
        w.field("sdp", v.sdp);
        w.field("candidate", v.candidate);
        w.field("last", v.last);
        w.field("key", v.key);
    }
    static std::size_t size(const CallSignalRequest& v) {
        if (v.key.has_value()) { return 7; }
        if (v.last.has_value()) { return 6; }
        if (v.candidate.has_value()) { return 5; }
        if (v.sdp.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<CallMediaRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"call", "audio", "video", "screen", "hand", "connected"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                if (word == "hand") { return 4; }
                break;
            case 5:
                if (word == "audio") { return 1; }
                if (word == "video") { return 2; }
                break;
            case 6:
                if (word == "screen") { return 3; }
                break;
            case 9:
                if (word == "connected") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallMediaRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return r.null() || read_value(r, v.audio.emplace());
            case 2: return r.null() || read_value(r, v.video.emplace());
            case 3: return r.null() || read_value(r, v.screen.emplace());
            case 4: return r.null() || read_value(r, v.hand.emplace());
            case 5: return r.null() || read_value(r, v.connected.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallMediaRequest& v) {
        w.field("call", v.call);
        w.field("audio", v.audio);
        w.field("video", v.video);
        w.field("screen", v.screen);
        w.field("hand", v.hand);
        w.field("connected", v.connected);
    }
    static std::size_t size(const CallMediaRequest& v) {
        if (v.connected.has_value()) { return 6; }
        if (v.hand.has_value()) { return 5; }
        if (v.screen.has_value()) { return 4; }
        if (v.video.has_value()) { return 3; }
        if (v.audio.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<CallResumeRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"call", "leg", "token", "last"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 1; }
                break;
            case 4:
                if (word == "call") { return 0; }
                if (word == "last") { return 3; }
                break;
            case 5:
                if (word == "token") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallResumeRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.leg);
            case 2: return r.text(v.token, 32);
            case 3: return read_value(r, v.last);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallResumeRequest& v) {
        w.field("call", v.call);
        w.field("leg", v.leg);
        w.field("token", v.token);
        w.field("last", v.last);
    }
    static std::size_t size(const CallResumeRequest& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<CallIceRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallIceRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallIceRequest& /*v*/) {}
    static std::size_t size(const CallIceRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallModRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"call", "leg", "act"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 1; }
                if (word == "act") { return 2; }
                break;
            case 4:
                if (word == "call") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallModRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.leg);
            case 2: return read_value(r, v.act);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallModRequest& v) {
        w.field("call", v.call);
        w.field("leg", v.leg);
        w.field("act", v.act);
    }
    static std::size_t size(const CallModRequest& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<CallStatsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"call", "sample"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 6:
                if (word == "sample") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallStatsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return r.null() || read_value(r, v.sample.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallStatsRequest& v) {
        w.field("call", v.call);
        w.field("sample", v.sample);
    }
    static std::size_t size(const CallStatsRequest& v) {
        if (v.sample.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<CallListRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 0> kNames{};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view /*word*/) { return kNoField; }
    template <class R>
    static bool read(R& /*r*/, CallListRequest& /*v*/, unsigned /*index*/) { return false; }
    template <class W>
    static void write(W& /*w*/, const CallListRequest& /*v*/) {}
    static std::size_t size(const CallListRequest& /*v*/) {
        return 0;
    }
};

template <>
struct Fields<CallRateRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"call", "stars", "note"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                if (word == "note") { return 2; }
                break;
            case 5:
                if (word == "stars") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallRateRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.stars);
            case 2: return r.null() || r.text(v.note.emplace(), 256);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallRateRequest& v) {
        w.field("call", v.call);
        w.field("stars", v.stars);
        w.field("note", v.note);
    }
    static std::size_t size(const CallRateRequest& v) {
        if (v.note.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<CallSfuRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"call", "epoch", "sdp", "sends", "wants", "fresh"};
    static constexpr std::uint32_t kRequired = 0x1f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "sdp") { return 2; }
                break;
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                if (word == "sends") { return 3; }
                if (word == "wants") { return 4; }
                if (word == "fresh") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallSfuRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.epoch);
            case 2: return r.text(v.sdp, 65536);
            case 3: return read_list(r, v.sends, 8);
            case 4: return read_list(r, v.wants, 128);
            case 5: return r.null() || read_value(r, v.fresh.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallSfuRequest& v) {
        w.field("call", v.call);
        w.field("epoch", v.epoch);
        w.field("sdp", v.sdp);
        w.field("sends", v.sends);
        w.field("wants", v.wants);
        w.field("fresh", v.fresh);
    }
    static std::size_t size(const CallSfuRequest& v) {
        if (v.fresh.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<CallLayersRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"call", "layers"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 6:
                if (word == "layers") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallLayersRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_list(r, v.layers, 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallLayersRequest& v) {
        w.field("call", v.call);
        w.field("layers", v.layers);
    }
    static std::size_t size(const CallLayersRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallRerouteRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"call", "epoch"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallRerouteRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.call, 32);
            case 1: return read_value(r, v.epoch);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallRerouteRequest& v) {
        w.field("call", v.call);
        w.field("epoch", v.epoch);
    }
    static std::size_t size(const CallRerouteRequest& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallTestRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"sdp", "sends", "wants"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "sdp") { return 0; }
                break;
            case 5:
                if (word == "sends") { return 1; }
                if (word == "wants") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallTestRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.sdp.emplace(), 65536);
            case 1: return r.null() || read_list(r, v.sends.emplace(), 4);
            case 2: return r.null() || read_list(r, v.wants.emplace(), 4);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallTestRequest& v) {
        w.field("sdp", v.sdp);
        w.field("sends", v.sends);
        w.field("wants", v.wants);
    }
    static std::size_t size(const CallTestRequest& v) {
        if (v.wants.has_value()) { return 3; }
        if (v.sends.has_value()) { return 2; }
        if (v.sdp.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminConnectionsRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"order", "key", "after", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "key") { return 1; }
                break;
            case 5:
                if (word == "order") { return 0; }
                if (word == "after") { return 2; }
                if (word == "limit") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminConnectionsRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.order.emplace());
            case 1: return r.null() || read_value(r, v.key.emplace());
            case 2: return r.null() || read_value(r, v.after.emplace());
            case 3: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminConnectionsRequest& v) {
        w.field("order", v.order);
        w.field("key", v.key);
        w.field("after", v.after);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminConnectionsRequest& v) {
        if (v.limit.has_value()) { return 4; }
        if (v.after.has_value()) { return 3; }
        if (v.key.has_value()) { return 2; }
        if (v.order.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<AdminLiveRequest> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"order", "skip", "limit"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "skip") { return 1; }
                break;
            case 5:
                if (word == "order") { return 0; }
                if (word == "limit") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminLiveRequest& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.order.emplace());
            case 1: return r.null() || read_value(r, v.skip.emplace());
            case 2: return r.null() || read_value(r, v.limit.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminLiveRequest& v) {
        w.field("order", v.order);
        w.field("skip", v.skip);
        w.field("limit", v.limit);
    }
    static std::size_t size(const AdminLiveRequest& v) {
        if (v.limit.has_value()) { return 3; }
        if (v.skip.has_value()) { return 2; }
        if (v.order.has_value()) { return 1; }
        return 0;
    }
};

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
