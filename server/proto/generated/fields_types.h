// SPDX-License-Identifier: MIT
// What the codecs know of enclosed structs; see proto/fields.h.
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
struct Fields<ErrorBody> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"code", "message", "field", "retry_after"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "code") { return 0; }
                break;
            case 5:
                if (word == "field") { return 2; }
                break;
            case 7:
                if (word == "message") { return 1; }
                break;
            case 11:
                if (word == "retry_after") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ErrorBody& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.code);
            case 1: return r.text(v.message, 512);
            case 2: return r.null() || r.text(v.field.emplace(), 64);
            case 3: return r.null() || read_value(r, v.retry_after.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ErrorBody& v) {
        w.field("code", v.code);
        w.field("message", v.message);
        w.field("field", v.field);
        w.field("retry_after", v.retry_after);
    }
    static std::size_t size(const ErrorBody& v) {
        if (v.retry_after.has_value()) { return 4; }
        if (v.field.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<UserInfo> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"id", "name", "avatar", "status", "role", "online", "disabled", "mode", "seen", "bot"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 3:
                if (word == "bot") { return 9; }
                break;
            case 4:
                if (word == "name") { return 1; }
                if (word == "role") { return 4; }
                if (word == "mode") { return 7; }
                if (word == "seen") { return 8; }
                break;
            case 6:
                if (word == "avatar") { return 2; }
                if (word == "status") { return 3; }
                if (word == "online") { return 5; }
                break;
            case 8:
                if (word == "disabled") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, UserInfo& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.text(v.name, 64);
            case 2: return r.null() || r.text(v.avatar.emplace(), 64);
            case 3: return r.null() || r.text(v.status.emplace(), 256);
            case 4: return r.null() || read_value(r, v.role.emplace());
            case 5: return r.null() || read_value(r, v.online.emplace());
            case 6: return r.null() || read_value(r, v.disabled.emplace());
            case 7: return r.null() || read_value(r, v.mode.emplace());
            case 8: return r.null() || read_value(r, v.seen.emplace());
            case 9: return r.null() || read_value(r, v.bot.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const UserInfo& v) {
        w.field("id", v.id);
        w.field("name", v.name);
        w.field("avatar", v.avatar);
        w.field("status", v.status);
        w.field("role", v.role);
        w.field("online", v.online);
        w.field("disabled", v.disabled);
        w.field("mode", v.mode);
        w.field("seen", v.seen);
        w.field("bot", v.bot);
    }
    static std::size_t size(const UserInfo& v) {
        if (v.bot.has_value()) { return 10; }
        if (v.seen.has_value()) { return 9; }
        if (v.mode.has_value()) { return 8; }
        if (v.disabled.has_value()) { return 7; }
        if (v.online.has_value()) { return 6; }
        if (v.role.has_value()) { return 5; }
        if (v.status.has_value()) { return 4; }
        if (v.avatar.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<Origin> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"user", "name", "at"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 4:
                if (word == "user") { return 0; }
                if (word == "name") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Origin& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.text(v.name, 64);
            case 2: return read_value(r, v.at);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Origin& v) {
        w.field("user", v.user);
        w.field("name", v.name);
        w.field("at", v.at);
    }
    static std::size_t size(const Origin& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<FilePart> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 12> kNames{"id", "name", "size", "mime", "width", "height", "duration", "thumb", "placeholder", "waveform", "title", "artist"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "name") { return 1; }
                if (word == "size") { return 2; }
                if (word == "mime") { return 3; }
                break;
            case 5:
                if (word == "width") { return 4; }
                if (word == "thumb") { return 7; }
                if (word == "title") { return 10; }
                break;
            case 6:
                if (word == "height") { return 5; }
                if (word == "artist") { return 11; }
                break;
            case 8:
                if (word == "duration") { return 6; }
                if (word == "waveform") { return 9; }
                break;
            case 11:
                if (word == "placeholder") { return 8; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, FilePart& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.id, 32);
            case 1: return r.text(v.name, 255);
            case 2: return read_value(r, v.size);
            case 3: return r.text(v.mime, 64);
            case 4: return r.null() || read_value(r, v.width.emplace());
            case 5: return r.null() || read_value(r, v.height.emplace());
            case 6: return r.null() || read_value(r, v.duration.emplace());
            case 7: return r.null() || r.text(v.thumb.emplace(), 32);
            case 8: return r.null() || r.text(v.placeholder.emplace(), 64);
            case 9: return r.null() || r.text(v.waveform.emplace(), 256);
            case 10: return r.null() || r.text(v.title.emplace(), 128);
            case 11: return r.null() || r.text(v.artist.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const FilePart& v) {
        w.field("id", v.id);
        w.field("name", v.name);
        w.field("size", v.size);
        w.field("mime", v.mime);
        w.field("width", v.width);
        w.field("height", v.height);
        w.field("duration", v.duration);
        w.field("thumb", v.thumb);
        w.field("placeholder", v.placeholder);
        w.field("waveform", v.waveform);
        w.field("title", v.title);
        w.field("artist", v.artist);
    }
    static std::size_t size(const FilePart& v) {
        if (v.artist.has_value()) { return 12; }
        if (v.title.has_value()) { return 11; }
        if (v.waveform.has_value()) { return 10; }
        if (v.placeholder.has_value()) { return 9; }
        if (v.thumb.has_value()) { return 8; }
        if (v.duration.has_value()) { return 7; }
        if (v.height.has_value()) { return 6; }
        if (v.width.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<SendFile> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"id", "name", "width", "height", "duration", "thumb", "placeholder", "waveform", "title", "artist"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "name") { return 1; }
                break;
            case 5:
                if (word == "width") { return 2; }
                if (word == "thumb") { return 5; }
                if (word == "title") { return 8; }
                break;
            case 6:
                if (word == "height") { return 3; }
                if (word == "artist") { return 9; }
                break;
            case 8:
                if (word == "duration") { return 4; }
                if (word == "waveform") { return 7; }
                break;
            case 11:
                if (word == "placeholder") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SendFile& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.id, 32);
            case 1: return r.null() || r.text(v.name.emplace(), 255);
            case 2: return r.null() || read_value(r, v.width.emplace());
            case 3: return r.null() || read_value(r, v.height.emplace());
            case 4: return r.null() || read_value(r, v.duration.emplace());
            case 5: return r.null() || r.text(v.thumb.emplace(), 32);
            case 6: return r.null() || r.text(v.placeholder.emplace(), 64);
            case 7: return r.null() || r.text(v.waveform.emplace(), 256);
            case 8: return r.null() || r.text(v.title.emplace(), 128);
            case 9: return r.null() || r.text(v.artist.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SendFile& v) {
        w.field("id", v.id);
        w.field("name", v.name);
        w.field("width", v.width);
        w.field("height", v.height);
        w.field("duration", v.duration);
        w.field("thumb", v.thumb);
        w.field("placeholder", v.placeholder);
        w.field("waveform", v.waveform);
        w.field("title", v.title);
        w.field("artist", v.artist);
    }
    static std::size_t size(const SendFile& v) {
        if (v.artist.has_value()) { return 10; }
        if (v.title.has_value()) { return 9; }
        if (v.waveform.has_value()) { return 8; }
        if (v.placeholder.has_value()) { return 7; }
        if (v.thumb.has_value()) { return 6; }
        if (v.duration.has_value()) { return 5; }
        if (v.height.has_value()) { return 4; }
        if (v.width.has_value()) { return 3; }
        if (v.name.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<PollOption> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"text"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "text") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollOption& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.text, 400);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollOption& v) {
        w.field("text", v.text);
    }
    static std::size_t size(const PollOption& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<Poll> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"options", "several", "anonymous", "until"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "until") { return 3; }
                break;
            case 7:
                if (word == "options") { return 0; }
                if (word == "several") { return 1; }
                break;
            case 9:
                if (word == "anonymous") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Poll& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.options, 10);
            case 1: return r.null() || read_value(r, v.several.emplace());
            case 2: return r.null() || read_value(r, v.anonymous.emplace());
            case 3: return r.null() || read_value(r, v.until.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Poll& v) {
        w.field("options", v.options);
        w.field("several", v.several);
        w.field("anonymous", v.anonymous);
        w.field("until", v.until);
    }
    static std::size_t size(const Poll& v) {
        if (v.until.has_value()) { return 4; }
        if (v.anonymous.has_value()) { return 3; }
        if (v.several.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Tally> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"counts", "voters"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 6:
                if (word == "counts") { return 0; }
                if (word == "voters") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Tally& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.counts, 10);
            case 1: return read_value(r, v.voters);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Tally& v) {
        w.field("counts", v.counts);
        w.field("voters", v.voters);
    }
    static std::size_t size(const Tally& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<RecordItem> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"user", "name", "at", "kind", "text", "file"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 4:
                if (word == "user") { return 0; }
                if (word == "name") { return 1; }
                if (word == "kind") { return 3; }
                if (word == "text") { return 4; }
                if (word == "file") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RecordItem& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.text(v.name, 64);
            case 2: return read_value(r, v.at);
            case 3: return read_value(r, v.kind);
            case 4: return r.null() || r.text(v.text.emplace(), 65536);
            case 5: return r.null() || read_value(r, v.file.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RecordItem& v) {
        w.field("user", v.user);
        w.field("name", v.name);
        w.field("at", v.at);
        w.field("kind", v.kind);
        w.field("text", v.text);
        w.field("file", v.file);
    }
    static std::size_t size(const RecordItem& v) {
        if (v.file.has_value()) { return 6; }
        if (v.text.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<ChatRecord> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"direct", "items"};
    static constexpr std::uint32_t kRequired = 0x2;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "items") { return 1; }
                break;
            case 6:
                if (word == "direct") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ChatRecord& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.direct.emplace());
            case 1: return read_list(r, v.items, 100);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ChatRecord& v) {
        w.field("direct", v.direct);
        w.field("items", v.items);
    }
    static std::size_t size(const ChatRecord& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallRow> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"id", "kind", "end", "at", "seconds", "users", "missed"};
    static constexpr std::uint32_t kRequired = 0x3f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 3; }
                break;
            case 3:
                if (word == "end") { return 2; }
                break;
            case 4:
                if (word == "kind") { return 1; }
                break;
            case 5:
                if (word == "users") { return 5; }
                break;
            case 6:
                if (word == "missed") { return 6; }
                break;
            case 7:
                if (word == "seconds") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallRow& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.id, 32);
            case 1: return read_value(r, v.kind);
            case 2: return read_value(r, v.end);
            case 3: return read_value(r, v.at);
            case 4: return read_value(r, v.seconds);
            case 5: return read_list(r, v.users, 200);
            case 6: return r.null() || read_list(r, v.missed.emplace(), 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallRow& v) {
        w.field("id", v.id);
        w.field("kind", v.kind);
        w.field("end", v.end);
        w.field("at", v.at);
        w.field("seconds", v.seconds);
        w.field("users", v.users);
        w.field("missed", v.missed);
    }
    static std::size_t size(const CallRow& v) {
        if (v.missed.has_value()) { return 7; }
        return 6;
    }
};

template <>
struct Fields<Body> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 28> kNames{"text", "users", "title", "role", "avatar", "join", "history", "mentions", "all", "admins", "keep", "count", "recall", "sign", "off", "origin", "until", "slow", "writers", "nick", "file", "poll", "choices", "secret", "tally", "record", "confirm", "call"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "all") { return 8; }
                if (word == "off") { return 14; }
                break;
            case 4:
                if (word == "text") { return 0; }
                if (word == "role") { return 3; }
                if (word == "join") { return 5; }
                if (word == "keep") { return 10; }
                if (word == "sign") { return 13; }
                if (word == "slow") { return 17; }
                if (word == "nick") { return 19; }
                if (word == "file") { return 20; }
                if (word == "poll") { return 21; }
                if (word == "call") { return 27; }
                break;
            case 5:
                if (word == "users") { return 1; }
                if (word == "title") { return 2; }
                if (word == "count") { return 11; }
                if (word == "until") { return 16; }
                if (word == "tally") { return 24; }
                break;
            case 6:
                if (word == "avatar") { return 4; }
                if (word == "admins") { return 9; }
                if (word == "recall") { return 12; }
                if (word == "origin") { return 15; }
                if (word == "secret") { return 23; }
                if (word == "record") { return 25; }
                break;
            case 7:
                if (word == "history") { return 6; }
                if (word == "writers") { return 18; }
                if (word == "choices") { return 22; }
                if (word == "confirm") { return 26; }
                break;
            case 8:
                if (word == "mentions") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Body& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.text.emplace(), 65536);
            case 1: return r.null() || read_list(r, v.users.emplace(), 200);
            case 2: return r.null() || r.text(v.title.emplace(), 128);
            case 3: return r.null() || read_value(r, v.role.emplace());
            case 4: return r.null() || r.text(v.avatar.emplace(), 64);
            case 5: return r.null() || read_value(r, v.join.emplace());
            case 6: return r.null() || read_value(r, v.history.emplace());
            case 7: return r.null() || read_list(r, v.mentions.emplace(), 50);
            case 8: return r.null() || read_value(r, v.all.emplace());
            case 9: return r.null() || read_value(r, v.admins.emplace());
            case 10: return r.null() || read_value(r, v.keep.emplace());
            case 11: return r.null() || read_value(r, v.count.emplace());
            case 12: return r.null() || read_value(r, v.recall.emplace());
            case 13: return r.null() || r.text(v.sign.emplace(), 32);
            case 14: return r.null() || read_value(r, v.off.emplace());
            case 15: return r.null() || read_value(r, v.origin.emplace());
            case 16: return r.null() || read_value(r, v.until.emplace());
            case 17: return r.null() || read_value(r, v.slow.emplace());
            case 18: return r.null() || read_value(r, v.writers.emplace());
            case 19: return r.null() || r.text(v.nick.emplace(), 64);
            case 20: return r.null() || read_value(r, v.file.emplace());
            case 21: return r.null() || read_value(r, v.poll.emplace());
            case 22: return r.null() || read_list(r, v.choices.emplace(), 10);
            case 23: return r.null() || read_value(r, v.secret.emplace());
            case 24: return r.null() || read_value(r, v.tally.emplace());
            case 25: return r.null() || read_value(r, v.record.emplace());
            case 26: return r.null() || read_value(r, v.confirm.emplace());
            case 27: return r.null() || read_value(r, v.call.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Body& v) {
        w.field("text", v.text);
        w.field("users", v.users);
        w.field("title", v.title);
        w.field("role", v.role);
        w.field("avatar", v.avatar);
        w.field("join", v.join);
        w.field("history", v.history);
        w.field("mentions", v.mentions);
        w.field("all", v.all);
        w.field("admins", v.admins);
        w.field("keep", v.keep);
        w.field("count", v.count);
        w.field("recall", v.recall);
        w.field("sign", v.sign);
        w.field("off", v.off);
        w.field("origin", v.origin);
        w.field("until", v.until);
        w.field("slow", v.slow);
        w.field("writers", v.writers);
        w.field("nick", v.nick);
        w.field("file", v.file);
        w.field("poll", v.poll);
        w.field("choices", v.choices);
        w.field("secret", v.secret);
        w.field("tally", v.tally);
        w.field("record", v.record);
        w.field("confirm", v.confirm);
        w.field("call", v.call);
    }
    static std::size_t size(const Body& v) {
        if (v.call.has_value()) { return 28; }
        if (v.confirm.has_value()) { return 27; }
        if (v.record.has_value()) { return 26; }
        if (v.tally.has_value()) { return 25; }
        if (v.secret.has_value()) { return 24; }
        if (v.choices.has_value()) { return 23; }
        if (v.poll.has_value()) { return 22; }
        if (v.file.has_value()) { return 21; }
        if (v.nick.has_value()) { return 20; }
        if (v.writers.has_value()) { return 19; }
        if (v.slow.has_value()) { return 18; }
        if (v.until.has_value()) { return 17; }
        if (v.origin.has_value()) { return 16; }
        if (v.off.has_value()) { return 15; }
        if (v.sign.has_value()) { return 14; }
        if (v.recall.has_value()) { return 13; }
        if (v.count.has_value()) { return 12; }
        if (v.keep.has_value()) { return 11; }
        if (v.admins.has_value()) { return 10; }
        if (v.all.has_value()) { return 9; }
        if (v.mentions.has_value()) { return 8; }
        if (v.history.has_value()) { return 7; }
        if (v.join.has_value()) { return 6; }
        if (v.avatar.has_value()) { return 5; }
        if (v.role.has_value()) { return 4; }
        if (v.title.has_value()) { return 3; }
        if (v.users.has_value()) { return 2; }
        if (v.text.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<Reaction> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"sign", "users"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "sign") { return 0; }
                break;
            case 5:
                if (word == "users") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Reaction& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.sign, 32);
            case 1: return read_list(r, v.users, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Reaction& v) {
        w.field("sign", v.sign);
        w.field("users", v.users);
    }
    static std::size_t size(const Reaction& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<Vote> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"user", "choices"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 7:
                if (word == "choices") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Vote& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_list(r, v.choices, 10);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Vote& v) {
        w.field("user", v.user);
        w.field("choices", v.choices);
    }
    static std::size_t size(const Vote& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<PollState> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"tally", "votes", "ended"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "tally") { return 0; }
                if (word == "votes") { return 1; }
                if (word == "ended") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, PollState& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.tally);
            case 1: return r.null() || read_list(r, v.votes.emplace(), 1000);
            case 2: return r.null() || read_value(r, v.ended.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const PollState& v) {
        w.field("tally", v.tally);
        w.field("votes", v.votes);
        w.field("ended", v.ended);
    }
    static std::size_t size(const PollState& v) {
        if (v.ended.has_value()) { return 3; }
        if (v.votes.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Merged> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 8> kNames{"edited", "edit", "recalled", "recall", "reactions", "poll", "confirms", "confirmed"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "edit") { return 1; }
                if (word == "poll") { return 5; }
                break;
            case 6:
                if (word == "edited") { return 0; }
                if (word == "recall") { return 3; }
                break;
            case 8:
                if (word == "recalled") { return 2; }
                if (word == "confirms") { return 6; }
                break;
            case 9:
                if (word == "reactions") { return 4; }
                if (word == "confirmed") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Merged& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.edited.emplace());
            case 1: return r.null() || read_value(r, v.edit.emplace());
            case 2: return r.null() || read_value(r, v.recalled.emplace());
            case 3: return r.null() || read_value(r, v.recall.emplace());
            case 4: return r.null() || read_list(r, v.reactions.emplace(), 12);
            case 5: return r.null() || read_value(r, v.poll.emplace());
            case 6: return r.null() || read_value(r, v.confirms.emplace());
            case 7: return r.null() || read_value(r, v.confirmed.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Merged& v) {
        w.field("edited", v.edited);
        w.field("edit", v.edit);
        w.field("recalled", v.recalled);
        w.field("recall", v.recall);
        w.field("reactions", v.reactions);
        w.field("poll", v.poll);
        w.field("confirms", v.confirms);
        w.field("confirmed", v.confirmed);
    }
    static std::size_t size(const Merged& v) {
        if (v.confirmed.has_value()) { return 8; }
        if (v.confirms.has_value()) { return 7; }
        if (v.poll.has_value()) { return 6; }
        if (v.reactions.has_value()) { return 5; }
        if (v.recall.has_value()) { return 4; }
        if (v.recalled.has_value()) { return 3; }
        if (v.edit.has_value()) { return 2; }
        if (v.edited.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<Event> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 9> kNames{"room", "seq", "at", "from", "kind", "body", "ref", "cmid", "merged"};
    static constexpr std::uint32_t kRequired = 0x3f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 1; }
                if (word == "ref") { return 6; }
                break;
            case 4:
                if (word == "room") { return 0; }
                if (word == "from") { return 3; }
                if (word == "kind") { return 4; }
                if (word == "body") { return 5; }
                if (word == "cmid") { return 7; }
                break;
            case 6:
                if (word == "merged") { return 8; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Event& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            case 2: return read_value(r, v.at);
            case 3: return read_value(r, v.from);
            case 4: return read_value(r, v.kind);
            case 5: return read_value(r, v.body);
            case 6: return r.null() || read_value(r, v.ref.emplace());
            case 7: return r.null() || r.text(v.cmid.emplace(), 64);
            case 8: return r.null() || read_value(r, v.merged.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Event& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("from", v.from);
        w.field("kind", v.kind);
        w.field("body", v.body);
        w.field("ref", v.ref);
        w.field("cmid", v.cmid);
        w.field("merged", v.merged);
    }
    static std::size_t size(const Event& v) {
        if (v.merged.has_value()) { return 9; }
        if (v.cmid.has_value()) { return 8; }
        if (v.ref.has_value()) { return 7; }
        return 6;
    }
};

template <>
struct Fields<RoomPrefs> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"pinned", "muted", "hidden", "level", "unread"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "muted") { return 1; }
                if (word == "level") { return 3; }
                break;
            case 6:
                if (word == "pinned") { return 0; }
                if (word == "hidden") { return 2; }
                if (word == "unread") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomPrefs& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.pinned.emplace());
            case 1: return r.null() || read_value(r, v.muted.emplace());
            case 2: return r.null() || read_value(r, v.hidden.emplace());
            case 3: return r.null() || read_value(r, v.level.emplace());
            case 4: return r.null() || read_value(r, v.unread.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomPrefs& v) {
        w.field("pinned", v.pinned);
        w.field("muted", v.muted);
        w.field("hidden", v.hidden);
        w.field("level", v.level);
        w.field("unread", v.unread);
    }
    static std::size_t size(const RoomPrefs& v) {
        if (v.unread.has_value()) { return 5; }
        if (v.level.has_value()) { return 4; }
        if (v.hidden.has_value()) { return 3; }
        if (v.muted.has_value()) { return 2; }
        if (v.pinned.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<Folder> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"name", "rooms"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "name") { return 0; }
                break;
            case 5:
                if (word == "rooms") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Folder& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.name, 64);
            case 1: return read_list(r, v.rooms, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Folder& v) {
        w.field("name", v.name);
        w.field("rooms", v.rooms);
    }
    static std::size_t size(const Folder& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<Draft> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "text", "ref", "at"};
    static constexpr std::uint32_t kRequired = 0xb;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 3; }
                break;
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
    static bool read(R& r, Draft& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return r.text(v.text, 4096);
            case 2: return r.null() || read_value(r, v.ref.emplace());
            case 3: return read_value(r, v.at);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Draft& v) {
        w.field("room", v.room);
        w.field("text", v.text);
        w.field("ref", v.ref);
        w.field("at", v.at);
    }
    static std::size_t size(const Draft& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<Account> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"mode", "hide_seen", "contacts", "blocked", "folders"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "mode") { return 0; }
                break;
            case 7:
                if (word == "blocked") { return 3; }
                if (word == "folders") { return 4; }
                break;
            case 8:
                if (word == "contacts") { return 2; }
                break;
            case 9:
                if (word == "hide_seen") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Account& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || read_value(r, v.mode.emplace());
            case 1: return r.null() || read_value(r, v.hide_seen.emplace());
            case 2: return r.null() || read_list(r, v.contacts.emplace(), 1000);
            case 3: return r.null() || read_list(r, v.blocked.emplace(), 1000);
            case 4: return r.null() || read_list(r, v.folders.emplace(), 20);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Account& v) {
        w.field("mode", v.mode);
        w.field("hide_seen", v.hide_seen);
        w.field("contacts", v.contacts);
        w.field("blocked", v.blocked);
        w.field("folders", v.folders);
    }
    static std::size_t size(const Account& v) {
        if (v.folders.has_value()) { return 5; }
        if (v.blocked.has_value()) { return 4; }
        if (v.contacts.has_value()) { return 3; }
        if (v.hide_seen.has_value()) { return 2; }
        if (v.mode.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<MemberNote> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"nick", "muted"};
    static constexpr std::uint32_t kRequired = 0x0;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "nick") { return 0; }
                break;
            case 5:
                if (word == "muted") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MemberNote& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.nick.emplace(), 64);
            case 1: return r.null() || read_value(r, v.muted.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MemberNote& v) {
        w.field("nick", v.nick);
        w.field("muted", v.muted);
    }
    static std::size_t size(const MemberNote& v) {
        if (v.muted.has_value()) { return 2; }
        if (v.nick.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<Seen> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"at"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Seen& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.at);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Seen& v) {
        w.field("at", v.at);
    }
    static std::size_t size(const Seen& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<Link> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"code", "room", "by", "created", "until", "uses", "used"};
    static constexpr std::uint32_t kRequired = 0x4f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "by") { return 2; }
                break;
            case 4:
                if (word == "code") { return 0; }
                if (word == "room") { return 1; }
                if (word == "uses") { return 5; }
                if (word == "used") { return 6; }
                break;
            case 5:
                if (word == "until") { return 4; }
                break;
            case 7:
                if (word == "created") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Link& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.code, 16);
            case 1: return read_value(r, v.room);
            case 2: return read_value(r, v.by);
            case 3: return read_value(r, v.created);
            case 4: return r.null() || read_value(r, v.until.emplace());
            case 5: return r.null() || read_value(r, v.uses.emplace());
            case 6: return read_value(r, v.used);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Link& v) {
        w.field("code", v.code);
        w.field("room", v.room);
        w.field("by", v.by);
        w.field("created", v.created);
        w.field("until", v.until);
        w.field("uses", v.uses);
        w.field("used", v.used);
    }
    static std::size_t size(const Link& /*v*/) {
        return 7;
    }
};

template <>
struct Fields<RoomInfo> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 31> kNames{"id", "kind", "title", "avatar", "announcement", "join", "history", "role", "members", "epoch", "head", "count", "first", "read", "unread", "last", "peer", "at", "online", "mentions", "pins", "prefs", "slow", "writers", "keep", "keep_own", "recall", "draft", "peer_read", "muted", "nick"};
    static constexpr std::uint32_t kRequired = 0x27f63;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 17; }
                break;
            case 4:
                if (word == "kind") { return 1; }
                if (word == "join") { return 5; }
                if (word == "role") { return 7; }
                if (word == "head") { return 10; }
                if (word == "read") { return 13; }
                if (word == "last") { return 15; }
                if (word == "peer") { return 16; }
                if (word == "pins") { return 20; }
                if (word == "slow") { return 22; }
                if (word == "keep") { return 24; }
                if (word == "nick") { return 30; }
                break;
            case 5:
                if (word == "title") { return 2; }
                if (word == "epoch") { return 9; }
                if (word == "count") { return 11; }
                if (word == "first") { return 12; }
                if (word == "prefs") { return 21; }
                if (word == "draft") { return 27; }
                if (word == "muted") { return 29; }
                break;
            case 6:
                if (word == "avatar") { return 3; }
                if (word == "unread") { return 14; }
                if (word == "online") { return 18; }
                if (word == "recall") { return 26; }
                break;
            case 7:
                if (word == "history") { return 6; }
                if (word == "members") { return 8; }
                if (word == "writers") { return 23; }
                break;
            case 8:
                if (word == "mentions") { return 19; }
                if (word == "keep_own") { return 25; }
                break;
            case 9:
                if (word == "peer_read") { return 28; }
                break;
            case 12:
                if (word == "announcement") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, RoomInfo& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.kind);
            case 2: return r.null() || r.text(v.title.emplace(), 128);
            case 3: return r.null() || r.text(v.avatar.emplace(), 64);
            case 4: return r.null() || r.text(v.announcement.emplace(), 4096);
            case 5: return read_value(r, v.join);
            case 6: return read_value(r, v.history);
            case 7: return r.null() || read_value(r, v.role.emplace());
            case 8: return read_value(r, v.members);
            case 9: return read_value(r, v.epoch);
            case 10: return read_value(r, v.head);
            case 11: return read_value(r, v.count);
            case 12: return read_value(r, v.first);
            case 13: return read_value(r, v.read);
            case 14: return read_value(r, v.unread);
            case 15: return r.null() || read_value(r, v.last.emplace());
            case 16: return r.null() || read_value(r, v.peer.emplace());
            case 17: return read_value(r, v.at);
            case 18: return r.null() || read_value(r, v.online.emplace());
            case 19: return r.null() || read_value(r, v.mentions.emplace());
            case 20: return r.null() || read_list(r, v.pins.emplace(), 50);
            case 21: return r.null() || read_value(r, v.prefs.emplace());
            case 22: return r.null() || read_value(r, v.slow.emplace());
            case 23: return r.null() || read_value(r, v.writers.emplace());
            case 24: return r.null() || read_value(r, v.keep.emplace());
            case 25: return r.null() || read_value(r, v.keep_own.emplace());
            case 26: return r.null() || read_value(r, v.recall.emplace());
            case 27: return r.null() || read_value(r, v.draft.emplace());
            case 28: return r.null() || read_value(r, v.peer_read.emplace());
            case 29: return r.null() || read_value(r, v.muted.emplace());
            case 30: return r.null() || r.text(v.nick.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const RoomInfo& v) {
        w.field("id", v.id);
        w.field("kind", v.kind);
        w.field("title", v.title);
        w.field("avatar", v.avatar);
        w.field("announcement", v.announcement);
        w.field("join", v.join);
        w.field("history", v.history);
        w.field("role", v.role);
        w.field("members", v.members);
        w.field("epoch", v.epoch);
        w.field("head", v.head);
        w.field("count", v.count);
        w.field("first", v.first);
        w.field("read", v.read);
        w.field("unread", v.unread);
        w.field("last", v.last);
        w.field("peer", v.peer);
        w.field("at", v.at);
        w.field("online", v.online);
        w.field("mentions", v.mentions);
        w.field("pins", v.pins);
        w.field("prefs", v.prefs);
        w.field("slow", v.slow);
        w.field("writers", v.writers);
        w.field("keep", v.keep);
        w.field("keep_own", v.keep_own);
        w.field("recall", v.recall);
        w.field("draft", v.draft);
        w.field("peer_read", v.peer_read);
        w.field("muted", v.muted);
        w.field("nick", v.nick);
    }
    static std::size_t size(const RoomInfo& v) {
        if (v.nick.has_value()) { return 31; }
        if (v.muted.has_value()) { return 30; }
        if (v.peer_read.has_value()) { return 29; }
        if (v.draft.has_value()) { return 28; }
        if (v.recall.has_value()) { return 27; }
        if (v.keep_own.has_value()) { return 26; }
        if (v.keep.has_value()) { return 25; }
        if (v.writers.has_value()) { return 24; }
        if (v.slow.has_value()) { return 23; }
        if (v.prefs.has_value()) { return 22; }
        if (v.pins.has_value()) { return 21; }
        if (v.mentions.has_value()) { return 20; }
        if (v.online.has_value()) { return 19; }
        return 18;
    }
};

template <>
struct Fields<Member> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"user", "role", "joined", "nick", "muted"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                if (word == "role") { return 1; }
                if (word == "nick") { return 3; }
                break;
            case 5:
                if (word == "muted") { return 4; }
                break;
            case 6:
                if (word == "joined") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Member& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.role);
            case 2: return read_value(r, v.joined);
            case 3: return r.null() || r.text(v.nick.emplace(), 64);
            case 4: return r.null() || read_value(r, v.muted.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Member& v) {
        w.field("user", v.user);
        w.field("role", v.role);
        w.field("joined", v.joined);
        w.field("nick", v.nick);
        w.field("muted", v.muted);
    }
    static std::size_t size(const Member& v) {
        if (v.muted.has_value()) { return 5; }
        if (v.nick.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<Device> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 6> kNames{"id", "label", "created", "seen", "current", "online"};
    static constexpr std::uint32_t kRequired = 0x3f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "seen") { return 3; }
                break;
            case 5:
                if (word == "label") { return 1; }
                break;
            case 6:
                if (word == "online") { return 5; }
                break;
            case 7:
                if (word == "created") { return 2; }
                if (word == "current") { return 4; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Device& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.text(v.label, 120);
            case 2: return read_value(r, v.created);
            case 3: return read_value(r, v.seen);
            case 4: return read_value(r, v.current);
            case 5: return read_value(r, v.online);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Device& v) {
        w.field("id", v.id);
        w.field("label", v.label);
        w.field("created", v.created);
        w.field("seen", v.seen);
        w.field("current", v.current);
        w.field("online", v.online);
    }
    static std::size_t size(const Device& /*v*/) {
        return 6;
    }
};

template <>
struct Fields<OpenRoom> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 3> kNames{"room", "epoch", "seq"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "epoch") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, OpenRoom& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.epoch);
            case 2: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const OpenRoom& v) {
        w.field("room", v.room);
        w.field("epoch", v.epoch);
        w.field("seq", v.seq);
    }
    static std::size_t size(const OpenRoom& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<OpenedRoom> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 3> kNames{"room", "state", "head"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                if (word == "head") { return 2; }
                break;
            case 5:
                if (word == "state") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, OpenedRoom& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.state);
            case 2: return read_value(r, v.head);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const OpenedRoom& v) {
        w.field("room", v.room);
        w.field("state", v.state);
        w.field("head", v.head);
    }
    static std::size_t size(const OpenedRoom& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<Head> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 3> kNames{"room", "seq", "count"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 1; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "count") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Head& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            case 2: return read_value(r, v.count);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Head& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
        w.field("count", v.count);
    }
    static std::size_t size(const Head& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<Lag> {
    static constexpr bool kTuple = true;
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
    static bool read(R& r, Lag& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Lag& v) {
        w.field("room", v.room);
        w.field("seq", v.seq);
    }
    static std::size_t size(const Lag& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<Mention> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 2> kNames{"room", "count"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "room") { return 0; }
                break;
            case 5:
                if (word == "count") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Mention& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.count);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Mention& v) {
        w.field("room", v.room);
        w.field("count", v.count);
    }
    static std::size_t size(const Mention& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<Nick> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 2> kNames{"user", "nick"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                if (word == "nick") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Nick& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return r.text(v.nick, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Nick& v) {
        w.field("user", v.user);
        w.field("nick", v.nick);
    }
    static std::size_t size(const Nick& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<OwnVote> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"room", "ref", "seq", "choices"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ref") { return 1; }
                if (word == "seq") { return 2; }
                break;
            case 4:
                if (word == "room") { return 0; }
                break;
            case 7:
                if (word == "choices") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, OwnVote& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.room);
            case 1: return read_value(r, v.ref);
            case 2: return read_value(r, v.seq);
            case 3: return read_list(r, v.choices, 10);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const OwnVote& v) {
        w.field("room", v.room);
        w.field("ref", v.ref);
        w.field("seq", v.seq);
        w.field("choices", v.choices);
    }
    static std::size_t size(const OwnVote& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<Ephemeral> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 12> kNames{"kind", "room", "users", "gone", "seq", "unread", "entered", "entered_count", "left", "left_count", "online", "mentions"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 4; }
                break;
            case 4:
                if (word == "kind") { return 0; }
                if (word == "room") { return 1; }
                if (word == "gone") { return 3; }
                if (word == "left") { return 8; }
                break;
            case 5:
                if (word == "users") { return 2; }
                break;
            case 6:
                if (word == "unread") { return 5; }
                if (word == "online") { return 10; }
                break;
            case 7:
                if (word == "entered") { return 6; }
                break;
            case 8:
                if (word == "mentions") { return 11; }
                break;
            case 10:
                if (word == "left_count") { return 9; }
                break;
            case 13:
                if (word == "entered_count") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Ephemeral& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.kind);
            case 1: return r.null() || read_value(r, v.room.emplace());
            case 2: return r.null() || read_list(r, v.users.emplace(), 200);
            case 3: return r.null() || read_list(r, v.gone.emplace(), 200);
            case 4: return r.null() || read_value(r, v.seq.emplace());
            case 5: return r.null() || read_value(r, v.unread.emplace());
            case 6: return r.null() || read_list(r, v.entered.emplace(), 10);
            case 7: return r.null() || read_value(r, v.entered_count.emplace());
            case 8: return r.null() || read_list(r, v.left.emplace(), 10);
            case 9: return r.null() || read_value(r, v.left_count.emplace());
            case 10: return r.null() || read_value(r, v.online.emplace());
            case 11: return r.null() || read_value(r, v.mentions.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Ephemeral& v) {
        w.field("kind", v.kind);
        w.field("room", v.room);
        w.field("users", v.users);
        w.field("gone", v.gone);
        w.field("seq", v.seq);
        w.field("unread", v.unread);
        w.field("entered", v.entered);
        w.field("entered_count", v.entered_count);
        w.field("left", v.left);
        w.field("left_count", v.left_count);
        w.field("online", v.online);
        w.field("mentions", v.mentions);
    }
    static std::size_t size(const Ephemeral& v) {
        if (v.mentions.has_value()) { return 12; }
        if (v.online.has_value()) { return 11; }
        if (v.left_count.has_value()) { return 10; }
        if (v.left.has_value()) { return 9; }
        if (v.entered_count.has_value()) { return 8; }
        if (v.entered.has_value()) { return 7; }
        if (v.unread.has_value()) { return 6; }
        if (v.seq.has_value()) { return 5; }
        if (v.gone.has_value()) { return 4; }
        if (v.users.has_value()) { return 3; }
        if (v.room.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Limits> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 11> kNames{"message_bytes", "text_bytes", "history_page", "open_rooms", "group_members", "avatar_bytes", "name_bytes", "password_chars_min", "recall_ms", "file_bytes", "pending_files"};
    static constexpr std::uint32_t kRequired = 0x6ff;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 9:
                if (word == "recall_ms") { return 8; }
                break;
            case 10:
                if (word == "text_bytes") { return 1; }
                if (word == "open_rooms") { return 3; }
                if (word == "name_bytes") { return 6; }
                if (word == "file_bytes") { return 9; }
                break;
            case 12:
                if (word == "history_page") { return 2; }
                if (word == "avatar_bytes") { return 5; }
                break;
            case 13:
                if (word == "message_bytes") { return 0; }
                if (word == "group_members") { return 4; }
                if (word == "pending_files") { return 10; }
                break;
            case 18:
                if (word == "password_chars_min") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Limits& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.message_bytes);
            case 1: return read_value(r, v.text_bytes);
            case 2: return read_value(r, v.history_page);
            case 3: return read_value(r, v.open_rooms);
            case 4: return read_value(r, v.group_members);
            case 5: return read_value(r, v.avatar_bytes);
            case 6: return read_value(r, v.name_bytes);
            case 7: return read_value(r, v.password_chars_min);
            case 8: return r.null() || read_value(r, v.recall_ms.emplace());
            case 9: return read_value(r, v.file_bytes);
            case 10: return read_value(r, v.pending_files);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Limits& v) {
        w.field("message_bytes", v.message_bytes);
        w.field("text_bytes", v.text_bytes);
        w.field("history_page", v.history_page);
        w.field("open_rooms", v.open_rooms);
        w.field("group_members", v.group_members);
        w.field("avatar_bytes", v.avatar_bytes);
        w.field("name_bytes", v.name_bytes);
        w.field("password_chars_min", v.password_chars_min);
        w.field("recall_ms", v.recall_ms);
        w.field("file_bytes", v.file_bytes);
        w.field("pending_files", v.pending_files);
    }
    static std::size_t size(const Limits& /*v*/) {
        return 11;
    }
};

template <>
struct Fields<Channel> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"id", "kind", "level", "label", "host", "created", "current", "sent", "failed", "fault"};
    static constexpr std::uint32_t kRequired = 0x7f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "kind") { return 1; }
                if (word == "host") { return 4; }
                if (word == "sent") { return 7; }
                break;
            case 5:
                if (word == "level") { return 2; }
                if (word == "label") { return 3; }
                if (word == "fault") { return 9; }
                break;
            case 6:
                if (word == "failed") { return 8; }
                break;
            case 7:
                if (word == "created") { return 5; }
                if (word == "current") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Channel& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.kind);
            case 2: return read_value(r, v.level);
            case 3: return r.text(v.label, 120);
            case 4: return r.text(v.host, 255);
            case 5: return read_value(r, v.created);
            case 6: return read_value(r, v.current);
            case 7: return r.null() || read_value(r, v.sent.emplace());
            case 8: return r.null() || read_value(r, v.failed.emplace());
            case 9: return r.null() || r.text(v.fault.emplace(), 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Channel& v) {
        w.field("id", v.id);
        w.field("kind", v.kind);
        w.field("level", v.level);
        w.field("label", v.label);
        w.field("host", v.host);
        w.field("created", v.created);
        w.field("current", v.current);
        w.field("sent", v.sent);
        w.field("failed", v.failed);
        w.field("fault", v.fault);
    }
    static std::size_t size(const Channel& v) {
        if (v.fault.has_value()) { return 10; }
        if (v.failed.has_value()) { return 9; }
        if (v.sent.has_value()) { return 8; }
        return 7;
    }
};

template <>
struct Fields<Schedule> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 11> kNames{"id", "user", "room", "at", "text", "ref", "mentions", "all", "admins", "created", "fault"};
    static constexpr std::uint32_t kRequired = 0x21f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 3; }
                break;
            case 3:
                if (word == "ref") { return 5; }
                if (word == "all") { return 7; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "room") { return 2; }
                if (word == "text") { return 4; }
                break;
            case 5:
                if (word == "fault") { return 10; }
                break;
            case 6:
                if (word == "admins") { return 8; }
                break;
            case 7:
                if (word == "created") { return 9; }
                break;
            case 8:
                if (word == "mentions") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Schedule& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.room);
            case 3: return read_value(r, v.at);
            case 4: return r.text(v.text, 65536);
            case 5: return r.null() || read_value(r, v.ref.emplace());
            case 6: return r.null() || read_list(r, v.mentions.emplace(), 50);
            case 7: return r.null() || read_value(r, v.all.emplace());
            case 8: return r.null() || read_value(r, v.admins.emplace());
            case 9: return read_value(r, v.created);
            case 10: return r.null() || read_value(r, v.fault.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Schedule& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("room", v.room);
        w.field("at", v.at);
        w.field("text", v.text);
        w.field("ref", v.ref);
        w.field("mentions", v.mentions);
        w.field("all", v.all);
        w.field("admins", v.admins);
        w.field("created", v.created);
        w.field("fault", v.fault);
    }
    static std::size_t size(const Schedule& v) {
        if (v.fault.has_value()) { return 11; }
        return 10;
    }
};

template <>
struct Fields<Reminder> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 8> kNames{"id", "user", "room", "seq", "at", "note", "created", "due"};
    static constexpr std::uint32_t kRequired = 0x5f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 4; }
                break;
            case 3:
                if (word == "seq") { return 3; }
                if (word == "due") { return 7; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "room") { return 2; }
                if (word == "note") { return 5; }
                break;
            case 7:
                if (word == "created") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Reminder& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.room);
            case 3: return read_value(r, v.seq);
            case 4: return read_value(r, v.at);
            case 5: return r.null() || r.text(v.note.emplace(), 256);
            case 6: return read_value(r, v.created);
            case 7: return r.null() || read_value(r, v.due.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Reminder& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("room", v.room);
        w.field("seq", v.seq);
        w.field("at", v.at);
        w.field("note", v.note);
        w.field("created", v.created);
        w.field("due", v.due);
    }
    static std::size_t size(const Reminder& v) {
        if (v.due.has_value()) { return 8; }
        return 7;
    }
};

template <>
struct Fields<LinkCard> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"url", "site", "title", "text", "image", "width", "height"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "url") { return 0; }
                break;
            case 4:
                if (word == "site") { return 1; }
                if (word == "text") { return 3; }
                break;
            case 5:
                if (word == "title") { return 2; }
                if (word == "image") { return 4; }
                if (word == "width") { return 5; }
                break;
            case 6:
                if (word == "height") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LinkCard& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.url, 2048);
            case 1: return r.null() || r.text(v.site.emplace(), 128);
            case 2: return r.null() || r.text(v.title.emplace(), 256);
            case 3: return r.null() || r.text(v.text.emplace(), 512);
            case 4: return r.null() || r.text(v.image.emplace(), 64);
            case 5: return r.null() || read_value(r, v.width.emplace());
            case 6: return r.null() || read_value(r, v.height.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LinkCard& v) {
        w.field("url", v.url);
        w.field("site", v.site);
        w.field("title", v.title);
        w.field("text", v.text);
        w.field("image", v.image);
        w.field("width", v.width);
        w.field("height", v.height);
    }
    static std::size_t size(const LinkCard& v) {
        if (v.height.has_value()) { return 7; }
        if (v.width.has_value()) { return 6; }
        if (v.image.has_value()) { return 5; }
        if (v.text.has_value()) { return 4; }
        if (v.title.has_value()) { return 3; }
        if (v.site.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<MessageCards> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"seq", "cards"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "seq") { return 0; }
                break;
            case 5:
                if (word == "cards") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, MessageCards& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.seq);
            case 1: return read_list(r, v.cards, 3);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const MessageCards& v) {
        w.field("seq", v.seq);
        w.field("cards", v.cards);
    }
    static std::size_t size(const MessageCards& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<Sticker> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"id", "user", "file", "created", "label"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "file") { return 2; }
                break;
            case 5:
                if (word == "label") { return 4; }
                break;
            case 7:
                if (word == "created") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Sticker& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.file);
            case 3: return read_value(r, v.created);
            case 4: return r.null() || r.text(v.label.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Sticker& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("file", v.file);
        w.field("created", v.created);
        w.field("label", v.label);
    }
    static std::size_t size(const Sticker& v) {
        if (v.label.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<Sdp> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"type", "sdp"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "sdp") { return 1; }
                break;
            case 4:
                if (word == "type") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Sdp& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.type);
            case 1: return r.text(v.sdp, 65536);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Sdp& v) {
        w.field("type", v.type);
        w.field("sdp", v.sdp);
    }
    static std::size_t size(const Sdp& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<CallLeg> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 9> kNames{"leg", "user", "state", "audio", "video", "screen", "hand", "joined", "tried"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 0; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "hand") { return 6; }
                break;
            case 5:
                if (word == "state") { return 2; }
                if (word == "audio") { return 3; }
                if (word == "video") { return 4; }
                if (word == "tried") { return 8; }
                break;
            case 6:
                if (word == "screen") { return 5; }
                if (word == "joined") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallLeg& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.leg);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.state);
            case 3: return r.null() || read_value(r, v.audio.emplace());
            case 4: return r.null() || read_value(r, v.video.emplace());
            case 5: return r.null() || read_value(r, v.screen.emplace());
            case 6: return r.null() || read_value(r, v.hand.emplace());
            case 7: return r.null() || read_value(r, v.joined.emplace());
            case 8: return r.null() || read_value(r, v.tried.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallLeg& v) {
        w.field("leg", v.leg);
        w.field("user", v.user);
        w.field("state", v.state);
        w.field("audio", v.audio);
        w.field("video", v.video);
        w.field("screen", v.screen);
        w.field("hand", v.hand);
        w.field("joined", v.joined);
        w.field("tried", v.tried);
    }
    static std::size_t size(const CallLeg& v) {
        if (v.tried.has_value()) { return 9; }
        if (v.joined.has_value()) { return 8; }
        if (v.hand.has_value()) { return 7; }
        if (v.screen.has_value()) { return 6; }
        if (v.video.has_value()) { return 5; }
        if (v.audio.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<CallInfo> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 12> kNames{"id", "room", "kind", "mode", "state", "by", "at", "answered", "rev", "epoch", "secure", "legs"};
    static constexpr std::uint32_t kRequired = 0xb7f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "by") { return 5; }
                if (word == "at") { return 6; }
                break;
            case 3:
                if (word == "rev") { return 8; }
                break;
            case 4:
                if (word == "room") { return 1; }
                if (word == "kind") { return 2; }
                if (word == "mode") { return 3; }
                if (word == "legs") { return 11; }
                break;
            case 5:
                if (word == "state") { return 4; }
                if (word == "epoch") { return 9; }
                break;
            case 6:
                if (word == "secure") { return 10; }
                break;
            case 8:
                if (word == "answered") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallInfo& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.id, 32);
            case 1: return read_value(r, v.room);
            case 2: return read_value(r, v.kind);
            case 3: return read_value(r, v.mode);
            case 4: return read_value(r, v.state);
            case 5: return read_value(r, v.by);
            case 6: return read_value(r, v.at);
            case 7: return r.null() || read_value(r, v.answered.emplace());
            case 8: return read_value(r, v.rev);
            case 9: return read_value(r, v.epoch);
            case 10: return r.null() || read_value(r, v.secure.emplace());
            case 11: return read_list(r, v.legs, 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallInfo& v) {
        w.field("id", v.id);
        w.field("room", v.room);
        w.field("kind", v.kind);
        w.field("mode", v.mode);
        w.field("state", v.state);
        w.field("by", v.by);
        w.field("at", v.at);
        w.field("answered", v.answered);
        w.field("rev", v.rev);
        w.field("epoch", v.epoch);
        w.field("secure", v.secure);
        w.field("legs", v.legs);
    }
    static std::size_t size(const CallInfo& /*v*/) {
        return 12;
    }
};

template <>
struct Fields<IceUrl> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"url"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "url") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, IceUrl& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.url, 512);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const IceUrl& v) {
        w.field("url", v.url);
    }
    static std::size_t size(const IceUrl& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<IceServer> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"urls", "username", "credential"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "urls") { return 0; }
                break;
            case 8:
                if (word == "username") { return 1; }
                break;
            case 10:
                if (word == "credential") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, IceServer& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.urls, 8);
            case 1: return r.null() || r.text(v.username.emplace(), 128);
            case 2: return r.null() || r.text(v.credential.emplace(), 128);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const IceServer& v) {
        w.field("urls", v.urls);
        w.field("username", v.username);
        w.field("credential", v.credential);
    }
    static std::size_t size(const IceServer& v) {
        if (v.credential.has_value()) { return 3; }
        if (v.username.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<IceConfig> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"servers", "stun", "relay", "until"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "stun") { return 1; }
                break;
            case 5:
                if (word == "relay") { return 2; }
                if (word == "until") { return 3; }
                break;
            case 7:
                if (word == "servers") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, IceConfig& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.servers, 8);
            case 1: return r.null() || read_value(r, v.stun.emplace());
            case 2: return r.null() || read_value(r, v.relay.emplace());
            case 3: return r.null() || read_value(r, v.until.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const IceConfig& v) {
        w.field("servers", v.servers);
        w.field("stun", v.stun);
        w.field("relay", v.relay);
        w.field("until", v.until);
    }
    static std::size_t size(const IceConfig& v) {
        if (v.until.has_value()) { return 4; }
        if (v.relay.has_value()) { return 3; }
        if (v.stun.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<CallSeat> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"call", "leg", "token", "ice", "seq"};
    static constexpr std::uint32_t kRequired = 0x1f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 1; }
                if (word == "ice") { return 3; }
                if (word == "seq") { return 4; }
                break;
            case 4:
                if (word == "call") { return 0; }
                break;
            case 5:
                if (word == "token") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallSeat& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.call);
            case 1: return read_value(r, v.leg);
            case 2: return r.text(v.token, 32);
            case 3: return read_value(r, v.ice);
            case 4: return read_value(r, v.seq);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallSeat& v) {
        w.field("call", v.call);
        w.field("leg", v.leg);
        w.field("token", v.token);
        w.field("ice", v.ice);
        w.field("seq", v.seq);
    }
    static std::size_t size(const CallSeat& /*v*/) {
        return 5;
    }
};

template <>
struct Fields<SfuSend> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"mid", "source"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "mid") { return 0; }
                break;
            case 6:
                if (word == "source") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SfuSend& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.mid, 16);
            case 1: return read_value(r, v.source);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SfuSend& v) {
        w.field("mid", v.mid);
        w.field("source", v.source);
    }
    static std::size_t size(const SfuSend& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<SfuWant> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"mid", "leg", "source"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "mid") { return 0; }
                if (word == "leg") { return 1; }
                break;
            case 6:
                if (word == "source") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SfuWant& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.mid, 16);
            case 1: return read_value(r, v.leg);
            case 2: return read_value(r, v.source);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SfuWant& v) {
        w.field("mid", v.mid);
        w.field("leg", v.leg);
        w.field("source", v.source);
    }
    static std::size_t size(const SfuWant& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<SfuLayer> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"leg", "source", "layer"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "leg") { return 0; }
                break;
            case 5:
                if (word == "layer") { return 2; }
                break;
            case 6:
                if (word == "source") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SfuLayer& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.leg);
            case 1: return read_value(r, v.source);
            case 2: return read_value(r, v.layer);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SfuLayer& v) {
        w.field("leg", v.leg);
        w.field("source", v.source);
        w.field("layer", v.layer);
    }
    static std::size_t size(const SfuLayer& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<CallSample> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 9> kNames{"rtt", "lost", "jitter", "concealed", "fps", "freezes", "kbps", "relay", "quality"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "rtt") { return 0; }
                if (word == "fps") { return 4; }
                break;
            case 4:
                if (word == "lost") { return 1; }
                if (word == "kbps") { return 6; }
                break;
            case 5:
                if (word == "relay") { return 7; }
                break;
            case 6:
                if (word == "jitter") { return 2; }
                break;
            case 7:
                if (word == "freezes") { return 5; }
                if (word == "quality") { return 8; }
                break;
            case 9:
                if (word == "concealed") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, CallSample& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.rtt);
            case 1: return r.null() || read_value(r, v.lost.emplace());
            case 2: return r.null() || read_value(r, v.jitter.emplace());
            case 3: return r.null() || read_value(r, v.concealed.emplace());
            case 4: return r.null() || read_value(r, v.fps.emplace());
            case 5: return r.null() || read_value(r, v.freezes.emplace());
            case 6: return r.null() || read_value(r, v.kbps.emplace());
            case 7: return r.null() || read_value(r, v.relay.emplace());
            case 8: return r.null() || read_value(r, v.quality.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const CallSample& v) {
        w.field("rtt", v.rtt);
        w.field("lost", v.lost);
        w.field("jitter", v.jitter);
        w.field("concealed", v.concealed);
        w.field("fps", v.fps);
        w.field("freezes", v.freezes);
        w.field("kbps", v.kbps);
        w.field("relay", v.relay);
        w.field("quality", v.quality);
    }
    static std::size_t size(const CallSample& v) {
        if (v.quality.has_value()) { return 9; }
        if (v.relay.has_value()) { return 8; }
        if (v.kbps.has_value()) { return 7; }
        if (v.freezes.has_value()) { return 6; }
        if (v.fps.has_value()) { return 5; }
        if (v.concealed.has_value()) { return 4; }
        if (v.jitter.has_value()) { return 3; }
        if (v.lost.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Ban> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 9> kNames{"id", "user", "address", "at", "by", "until", "reason", "kick", "name"};
    static constexpr std::uint32_t kRequired = 0x19;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 3; }
                if (word == "by") { return 4; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "kick") { return 7; }
                if (word == "name") { return 8; }
                break;
            case 5:
                if (word == "until") { return 5; }
                break;
            case 6:
                if (word == "reason") { return 6; }
                break;
            case 7:
                if (word == "address") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Ban& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.null() || read_value(r, v.user.emplace());
            case 2: return r.null() || r.text(v.address.emplace(), 64);
            case 3: return read_value(r, v.at);
            case 4: return read_value(r, v.by);
            case 5: return r.null() || read_value(r, v.until.emplace());
            case 6: return r.null() || r.text(v.reason.emplace(), 256);
            case 7: return r.null() || read_value(r, v.kick.emplace());
            case 8: return r.null() || r.text(v.name.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Ban& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("address", v.address);
        w.field("at", v.at);
        w.field("by", v.by);
        w.field("until", v.until);
        w.field("reason", v.reason);
        w.field("kick", v.kick);
        w.field("name", v.name);
    }
    static std::size_t size(const Ban& v) {
        if (v.name.has_value()) { return 9; }
        if (v.kick.has_value()) { return 8; }
        if (v.reason.has_value()) { return 7; }
        if (v.until.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<AdminUser> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"user", "created", "seen", "logins", "ban"};
    static constexpr std::uint32_t kRequired = 0xb;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 3:
                if (word == "ban") { return 4; }
                break;
            case 4:
                if (word == "user") { return 0; }
                if (word == "seen") { return 2; }
                break;
            case 6:
                if (word == "logins") { return 3; }
                break;
            case 7:
                if (word == "created") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminUser& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.created);
            case 2: return r.null() || read_value(r, v.seen.emplace());
            case 3: return read_value(r, v.logins);
            case 4: return r.null() || read_value(r, v.ban.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminUser& v) {
        w.field("user", v.user);
        w.field("created", v.created);
        w.field("seen", v.seen);
        w.field("logins", v.logins);
        w.field("ban", v.ban);
    }
    static std::size_t size(const AdminUser& v) {
        if (v.ban.has_value()) { return 5; }
        return 4;
    }
};

template <>
struct Fields<Login> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"id", "user", "label", "created", "seen", "online", "address"};
    static constexpr std::uint32_t kRequired = 0x1f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "seen") { return 4; }
                break;
            case 5:
                if (word == "label") { return 2; }
                break;
            case 6:
                if (word == "online") { return 5; }
                break;
            case 7:
                if (word == "created") { return 3; }
                if (word == "address") { return 6; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Login& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return r.text(v.label, 120);
            case 3: return read_value(r, v.created);
            case 4: return read_value(r, v.seen);
            case 5: return r.null() || read_value(r, v.online.emplace());
            case 6: return r.null() || r.text(v.address.emplace(), 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Login& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("label", v.label);
        w.field("created", v.created);
        w.field("seen", v.seen);
        w.field("online", v.online);
        w.field("address", v.address);
    }
    static std::size_t size(const Login& v) {
        if (v.address.has_value()) { return 7; }
        if (v.online.has_value()) { return 6; }
        return 5;
    }
};

template <>
struct Fields<AdminRoom> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"id", "kind", "title", "avatar", "join", "members", "count", "created", "at", "owner"};
    static constexpr std::uint32_t kRequired = 0x1f3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 8; }
                break;
            case 4:
                if (word == "kind") { return 1; }
                if (word == "join") { return 4; }
                break;
            case 5:
                if (word == "title") { return 2; }
                if (word == "count") { return 6; }
                if (word == "owner") { return 9; }
                break;
            case 6:
                if (word == "avatar") { return 3; }
                break;
            case 7:
                if (word == "members") { return 5; }
                if (word == "created") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminRoom& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.kind);
            case 2: return r.null() || r.text(v.title.emplace(), 128);
            case 3: return r.null() || r.text(v.avatar.emplace(), 64);
            case 4: return read_value(r, v.join);
            case 5: return read_value(r, v.members);
            case 6: return read_value(r, v.count);
            case 7: return read_value(r, v.created);
            case 8: return read_value(r, v.at);
            case 9: return r.null() || read_value(r, v.owner.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminRoom& v) {
        w.field("id", v.id);
        w.field("kind", v.kind);
        w.field("title", v.title);
        w.field("avatar", v.avatar);
        w.field("join", v.join);
        w.field("members", v.members);
        w.field("count", v.count);
        w.field("created", v.created);
        w.field("at", v.at);
        w.field("owner", v.owner);
    }
    static std::size_t size(const AdminRoom& v) {
        if (v.owner.has_value()) { return 10; }
        return 9;
    }
};

template <>
struct Fields<AdminConnection> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 14> kNames{"id", "user", "device", "address", "since", "secure", "binary", "compressed", "received", "sent", "waiting", "rtt", "rooms", "lagged"};
    static constexpr std::uint32_t kRequired = 0x371f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 3:
                if (word == "rtt") { return 11; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "sent") { return 9; }
                break;
            case 5:
                if (word == "since") { return 4; }
                if (word == "rooms") { return 12; }
                break;
            case 6:
                if (word == "device") { return 2; }
                if (word == "secure") { return 5; }
                if (word == "binary") { return 6; }
                if (word == "lagged") { return 13; }
                break;
            case 7:
                if (word == "address") { return 3; }
                if (word == "waiting") { return 10; }
                break;
            case 8:
                if (word == "received") { return 8; }
                break;
            case 10:
                if (word == "compressed") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminConnection& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.device);
            case 3: return r.text(v.address, 64);
            case 4: return read_value(r, v.since);
            case 5: return r.null() || read_value(r, v.secure.emplace());
            case 6: return r.null() || read_value(r, v.binary.emplace());
            case 7: return r.null() || read_value(r, v.compressed.emplace());
            case 8: return read_value(r, v.received);
            case 9: return read_value(r, v.sent);
            case 10: return read_value(r, v.waiting);
            case 11: return r.null() || read_value(r, v.rtt.emplace());
            case 12: return read_value(r, v.rooms);
            case 13: return read_value(r, v.lagged);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminConnection& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("device", v.device);
        w.field("address", v.address);
        w.field("since", v.since);
        w.field("secure", v.secure);
        w.field("binary", v.binary);
        w.field("compressed", v.compressed);
        w.field("received", v.received);
        w.field("sent", v.sent);
        w.field("waiting", v.waiting);
        w.field("rtt", v.rtt);
        w.field("rooms", v.rooms);
        w.field("lagged", v.lagged);
    }
    static std::size_t size(const AdminConnection& /*v*/) {
        return 14;
    }
};

template <>
struct Fields<LiveRoom> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 12> kNames{"id", "kind", "title", "avatar", "members", "online", "minute", "hour", "head", "at", "open", "waiting"};
    static constexpr std::uint32_t kRequired = 0xfd3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 9; }
                break;
            case 4:
                if (word == "kind") { return 1; }
                if (word == "hour") { return 7; }
                if (word == "head") { return 8; }
                if (word == "open") { return 10; }
                break;
            case 5:
                if (word == "title") { return 2; }
                break;
            case 6:
                if (word == "avatar") { return 3; }
                if (word == "online") { return 5; }
                if (word == "minute") { return 6; }
                break;
            case 7:
                if (word == "members") { return 4; }
                if (word == "waiting") { return 11; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, LiveRoom& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.kind);
            case 2: return r.null() || r.text(v.title.emplace(), 128);
            case 3: return r.null() || r.text(v.avatar.emplace(), 64);
            case 4: return read_value(r, v.members);
            case 5: return r.null() || read_value(r, v.online.emplace());
            case 6: return read_value(r, v.minute);
            case 7: return read_value(r, v.hour);
            case 8: return read_value(r, v.head);
            case 9: return read_value(r, v.at);
            case 10: return read_value(r, v.open);
            case 11: return read_value(r, v.waiting);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const LiveRoom& v) {
        w.field("id", v.id);
        w.field("kind", v.kind);
        w.field("title", v.title);
        w.field("avatar", v.avatar);
        w.field("members", v.members);
        w.field("online", v.online);
        w.field("minute", v.minute);
        w.field("hour", v.hour);
        w.field("head", v.head);
        w.field("at", v.at);
        w.field("open", v.open);
        w.field("waiting", v.waiting);
    }
    static std::size_t size(const LiveRoom& /*v*/) {
        return 12;
    }
};

template <>
struct Fields<ServerInvite> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 8> kNames{"id", "code", "note", "left", "used", "at", "by", "until"};
    static constexpr std::uint32_t kRequired = 0x7b;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 5; }
                if (word == "by") { return 6; }
                break;
            case 4:
                if (word == "code") { return 1; }
                if (word == "note") { return 2; }
                if (word == "left") { return 3; }
                if (word == "used") { return 4; }
                break;
            case 5:
                if (word == "until") { return 7; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, ServerInvite& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.text(v.code, 64);
            case 2: return r.null() || r.text(v.note.emplace(), 128);
            case 3: return read_value(r, v.left);
            case 4: return read_value(r, v.used);
            case 5: return read_value(r, v.at);
            case 6: return read_value(r, v.by);
            case 7: return r.null() || read_value(r, v.until.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ServerInvite& v) {
        w.field("id", v.id);
        w.field("code", v.code);
        w.field("note", v.note);
        w.field("left", v.left);
        w.field("used", v.used);
        w.field("at", v.at);
        w.field("by", v.by);
        w.field("until", v.until);
    }
    static std::size_t size(const ServerInvite& v) {
        if (v.until.has_value()) { return 8; }
        return 7;
    }
};

template <>
struct Fields<Applicant> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 5> kNames{"id", "name", "reason", "address", "at"};
    static constexpr std::uint32_t kRequired = 0x1b;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 4; }
                break;
            case 4:
                if (word == "name") { return 1; }
                break;
            case 6:
                if (word == "reason") { return 2; }
                break;
            case 7:
                if (word == "address") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Applicant& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.text(v.name, 64);
            case 2: return r.null() || r.text(v.reason.emplace(), 256);
            case 3: return r.text(v.address, 64);
            case 4: return read_value(r, v.at);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Applicant& v) {
        w.field("id", v.id);
        w.field("name", v.name);
        w.field("reason", v.reason);
        w.field("address", v.address);
        w.field("at", v.at);
    }
    static std::size_t size(const Applicant& /*v*/) {
        return 5;
    }
};

template <>
struct Fields<Purge> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 7> kNames{"id", "user", "by", "at", "since", "removed", "after"};
    static constexpr std::uint32_t kRequired = 0x7f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "by") { return 2; }
                if (word == "at") { return 3; }
                break;
            case 4:
                if (word == "user") { return 1; }
                break;
            case 5:
                if (word == "since") { return 4; }
                if (word == "after") { return 6; }
                break;
            case 7:
                if (word == "removed") { return 5; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Purge& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return read_value(r, v.by);
            case 3: return read_value(r, v.at);
            case 4: return read_value(r, v.since);
            case 5: return read_value(r, v.removed);
            case 6: return r.text(v.after, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Purge& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("by", v.by);
        w.field("at", v.at);
        w.field("since", v.since);
        w.field("removed", v.removed);
        w.field("after", v.after);
    }
    static std::size_t size(const Purge& /*v*/) {
        return 7;
    }
};

template <>
struct Fields<AuditEntry> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 10> kNames{"id", "at", "by", "name", "act", "user", "whom", "room", "address", "text"};
    static constexpr std::uint32_t kRequired = 0x11f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 1; }
                if (word == "by") { return 2; }
                break;
            case 3:
                if (word == "act") { return 4; }
                break;
            case 4:
                if (word == "name") { return 3; }
                if (word == "user") { return 5; }
                if (word == "whom") { return 6; }
                if (word == "room") { return 7; }
                if (word == "text") { return 9; }
                break;
            case 7:
                if (word == "address") { return 8; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AuditEntry& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.at);
            case 2: return read_value(r, v.by);
            case 3: return r.text(v.name, 64);
            case 4: return read_value(r, v.act);
            case 5: return r.null() || read_value(r, v.user.emplace());
            case 6: return r.null() || r.text(v.whom.emplace(), 64);
            case 7: return r.null() || read_value(r, v.room.emplace());
            case 8: return r.text(v.address, 64);
            case 9: return r.null() || r.text(v.text.emplace(), 512);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AuditEntry& v) {
        w.field("id", v.id);
        w.field("at", v.at);
        w.field("by", v.by);
        w.field("name", v.name);
        w.field("act", v.act);
        w.field("user", v.user);
        w.field("whom", v.whom);
        w.field("room", v.room);
        w.field("address", v.address);
        w.field("text", v.text);
    }
    static std::size_t size(const AuditEntry& v) {
        if (v.text.has_value()) { return 10; }
        return 9;
    }
};

template <>
struct Fields<AdminFile> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"file", "owner", "at", "places"};
    static constexpr std::uint32_t kRequired = 0xf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "at") { return 2; }
                break;
            case 4:
                if (word == "file") { return 0; }
                break;
            case 5:
                if (word == "owner") { return 1; }
                break;
            case 6:
                if (word == "places") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, AdminFile& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.file);
            case 1: return read_value(r, v.owner);
            case 2: return read_value(r, v.at);
            case 3: return read_value(r, v.places);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const AdminFile& v) {
        w.field("file", v.file);
        w.field("owner", v.owner);
        w.field("at", v.at);
        w.field("places", v.places);
    }
    static std::size_t size(const AdminFile& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<ServerSettings> {
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
    static bool read(R& r, ServerSettings& v, unsigned index) {
        switch (index) {
            case 0: return r.null() || r.text(v.name.emplace(), 128);
            case 1: return r.null() || r.text(v.avatar.emplace(), 64);
            case 2: return r.null() || read_value(r, v.registration.emplace());
            case 3: return r.null() || read_value(r, v.keep.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const ServerSettings& v) {
        w.field("name", v.name);
        w.field("avatar", v.avatar);
        w.field("registration", v.registration);
        w.field("keep", v.keep);
    }
    static std::size_t size(const ServerSettings& v) {
        if (v.keep.has_value()) { return 4; }
        if (v.registration.has_value()) { return 3; }
        if (v.avatar.has_value()) { return 2; }
        if (v.name.has_value()) { return 1; }
        return 0;
    }
};

template <>
struct Fields<Report> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 13> kNames{"id", "at", "by", "by_name", "reason", "room", "title", "seq", "user", "name", "kind", "text", "file"};
    static constexpr std::uint32_t kRequired = 0x7bf;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "at") { return 1; }
                if (word == "by") { return 2; }
                break;
            case 3:
                if (word == "seq") { return 7; }
                break;
            case 4:
                if (word == "room") { return 5; }
                if (word == "user") { return 8; }
                if (word == "name") { return 9; }
                if (word == "kind") { return 10; }
                if (word == "text") { return 11; }
                if (word == "file") { return 12; }
                break;
            case 5:
                if (word == "title") { return 6; }
                break;
            case 6:
                if (word == "reason") { return 4; }
                break;
            case 7:
                if (word == "by_name") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Report& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.at);
            case 2: return read_value(r, v.by);
            case 3: return r.text(v.by_name, 64);
            case 4: return r.text(v.reason, 256);
            case 5: return read_value(r, v.room);
            case 6: return r.null() || r.text(v.title.emplace(), 128);
            case 7: return read_value(r, v.seq);
            case 8: return read_value(r, v.user);
            case 9: return r.text(v.name, 64);
            case 10: return read_value(r, v.kind);
            case 11: return r.null() || r.text(v.text.emplace(), 2000);
            case 12: return r.null() || r.text(v.file.emplace(), 255);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Report& v) {
        w.field("id", v.id);
        w.field("at", v.at);
        w.field("by", v.by);
        w.field("by_name", v.by_name);
        w.field("reason", v.reason);
        w.field("room", v.room);
        w.field("title", v.title);
        w.field("seq", v.seq);
        w.field("user", v.user);
        w.field("name", v.name);
        w.field("kind", v.kind);
        w.field("text", v.text);
        w.field("file", v.file);
    }
    static std::size_t size(const Report& v) {
        if (v.file.has_value()) { return 13; }
        if (v.text.has_value()) { return 12; }
        return 11;
    }
};

template <>
struct Fields<FilterWord> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 1> kNames{"word"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "word") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, FilterWord& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.word, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const FilterWord& v) {
        w.field("word", v.word);
    }
    static std::size_t size(const FilterWord& /*v*/) {
        return 1;
    }
};

template <>
struct Fields<Words> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"words", "mask"};
    static constexpr std::uint32_t kRequired = 0x1;
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
    static bool read(R& r, Words& v, unsigned index) {
        switch (index) {
            case 0: return read_list(r, v.words, 1000);
            case 1: return r.null() || read_value(r, v.mask.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Words& v) {
        w.field("words", v.words);
        w.field("mask", v.mask);
    }
    static std::size_t size(const Words& v) {
        if (v.mask.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Program> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"id", "user", "room"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "user") { return 1; }
                if (word == "room") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Program& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.user);
            case 2: return r.null() || read_value(r, v.room.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Program& v) {
        w.field("id", v.id);
        w.field("user", v.user);
        w.field("room", v.room);
    }
    static std::size_t size(const Program& v) {
        if (v.room.has_value()) { return 3; }
        return 2;
    }
};

template <>
struct Fields<BotToken> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"id", "label", "created", "used"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                break;
            case 4:
                if (word == "used") { return 3; }
                break;
            case 5:
                if (word == "label") { return 1; }
                break;
            case 7:
                if (word == "created") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, BotToken& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return r.text(v.label, 120);
            case 2: return read_value(r, v.created);
            case 3: return r.null() || read_value(r, v.used.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const BotToken& v) {
        w.field("id", v.id);
        w.field("label", v.label);
        w.field("created", v.created);
        w.field("used", v.used);
    }
    static std::size_t size(const BotToken& v) {
        if (v.used.has_value()) { return 4; }
        return 3;
    }
};

template <>
struct Fields<BotInfo> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 3> kNames{"user", "created", "tokens"};
    static constexpr std::uint32_t kRequired = 0x7;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "user") { return 0; }
                break;
            case 6:
                if (word == "tokens") { return 2; }
                break;
            case 7:
                if (word == "created") { return 1; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, BotInfo& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.user);
            case 1: return read_value(r, v.created);
            case 2: return read_list(r, v.tokens, 10);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const BotInfo& v) {
        w.field("user", v.user);
        w.field("created", v.created);
        w.field("tokens", v.tokens);
    }
    static std::size_t size(const BotInfo& /*v*/) {
        return 3;
    }
};

template <>
struct Fields<HookInfo> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 16> kNames{"id", "room", "kind", "user", "name", "by", "created", "off", "host", "word", "hint", "upto", "failures", "sent", "failed", "fault"};
    static constexpr std::uint32_t kRequired = 0x7f;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 0; }
                if (word == "by") { return 5; }
                break;
            case 3:
                if (word == "off") { return 7; }
                break;
            case 4:
                if (word == "room") { return 1; }
                if (word == "kind") { return 2; }
                if (word == "user") { return 3; }
                if (word == "name") { return 4; }
                if (word == "host") { return 8; }
                if (word == "word") { return 9; }
                if (word == "hint") { return 10; }
                if (word == "upto") { return 11; }
                if (word == "sent") { return 13; }
                break;
            case 5:
                if (word == "fault") { return 15; }
                break;
            case 6:
                if (word == "failed") { return 14; }
                break;
            case 7:
                if (word == "created") { return 6; }
                break;
            case 8:
                if (word == "failures") { return 12; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookInfo& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.id);
            case 1: return read_value(r, v.room);
            case 2: return read_value(r, v.kind);
            case 3: return read_value(r, v.user);
            case 4: return r.text(v.name, 64);
            case 5: return read_value(r, v.by);
            case 6: return read_value(r, v.created);
            case 7: return r.null() || read_value(r, v.off.emplace());
            case 8: return r.null() || r.text(v.host.emplace(), 255);
            case 9: return r.null() || r.text(v.word.emplace(), 32);
            case 10: return r.null() || r.text(v.hint.emplace(), 128);
            case 11: return r.null() || read_value(r, v.upto.emplace());
            case 12: return r.null() || read_value(r, v.failures.emplace());
            case 13: return r.null() || read_value(r, v.sent.emplace());
            case 14: return r.null() || read_value(r, v.failed.emplace());
            case 15: return r.null() || r.text(v.fault.emplace(), 200);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookInfo& v) {
        w.field("id", v.id);
        w.field("room", v.room);
        w.field("kind", v.kind);
        w.field("user", v.user);
        w.field("name", v.name);
        w.field("by", v.by);
        w.field("created", v.created);
        w.field("off", v.off);
        w.field("host", v.host);
        w.field("word", v.word);
        w.field("hint", v.hint);
        w.field("upto", v.upto);
        w.field("failures", v.failures);
        w.field("sent", v.sent);
        w.field("failed", v.failed);
        w.field("fault", v.fault);
    }
    static std::size_t size(const HookInfo& v) {
        if (v.fault.has_value()) { return 16; }
        if (v.failed.has_value()) { return 15; }
        if (v.sent.has_value()) { return 14; }
        if (v.failures.has_value()) { return 13; }
        if (v.upto.has_value()) { return 12; }
        if (v.hint.has_value()) { return 11; }
        if (v.word.has_value()) { return 10; }
        if (v.host.has_value()) { return 9; }
        if (v.off.has_value()) { return 8; }
        return 7;
    }
};

template <>
struct Fields<SlashCommand> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"word", "hint", "user", "name"};
    static constexpr std::uint32_t kRequired = 0xd;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "word") { return 0; }
                if (word == "hint") { return 1; }
                if (word == "user") { return 2; }
                if (word == "name") { return 3; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SlashCommand& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.word, 32);
            case 1: return r.null() || r.text(v.hint.emplace(), 128);
            case 2: return read_value(r, v.user);
            case 3: return r.text(v.name, 64);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SlashCommand& v) {
        w.field("word", v.word);
        w.field("hint", v.hint);
        w.field("user", v.user);
        w.field("name", v.name);
    }
    static std::size_t size(const SlashCommand& /*v*/) {
        return 4;
    }
};

template <>
struct Fields<HookText> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 2> kNames{"text", "id"};
    static constexpr std::uint32_t kRequired = 0x1;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 2:
                if (word == "id") { return 1; }
                break;
            case 4:
                if (word == "text") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, HookText& v, unsigned index) {
        switch (index) {
            case 0: return r.text(v.text, 65536);
            case 1: return r.null() || r.text(v.id.emplace(), 255);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const HookText& v) {
        w.field("text", v.text);
        w.field("id", v.id);
    }
    static std::size_t size(const HookText& v) {
        if (v.id.has_value()) { return 2; }
        return 1;
    }
};

template <>
struct Fields<Mark> {
    static constexpr bool kTuple = true;
    static constexpr std::array<std::string_view, 2> kNames{"start", "size"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 4:
                if (word == "size") { return 1; }
                break;
            case 5:
                if (word == "start") { return 0; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, Mark& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.start);
            case 1: return read_value(r, v.size);
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const Mark& v) {
        w.field("start", v.start);
        w.field("size", v.size);
    }
    static std::size_t size(const Mark& /*v*/) {
        return 2;
    }
};

template <>
struct Fields<SearchHit> {
    static constexpr bool kTuple = false;
    static constexpr std::array<std::string_view, 4> kNames{"event", "marks", "before", "after"};
    static constexpr std::uint32_t kRequired = 0x3;
    static unsigned index(std::string_view word) {
        switch (word.size()) {
            case 5:
                if (word == "event") { return 0; }
                if (word == "marks") { return 1; }
                if (word == "after") { return 3; }
                break;
            case 6:
                if (word == "before") { return 2; }
                break;
            default: break;
        }
        return kNoField;
    }
    template <class R>
    static bool read(R& r, SearchHit& v, unsigned index) {
        switch (index) {
            case 0: return read_value(r, v.event);
            case 1: return read_list(r, v.marks, 32);
            case 2: return r.null() || read_value(r, v.before.emplace());
            case 3: return r.null() || read_value(r, v.after.emplace());
            default: return false;
        }
    }
    template <class W>
    static void write(W& w, const SearchHit& v) {
        w.field("event", v.event);
        w.field("marks", v.marks);
        w.field("before", v.before);
        w.field("after", v.after);
    }
    static std::size_t size(const SearchHit& v) {
        if (v.after.has_value()) { return 4; }
        if (v.before.has_value()) { return 3; }
        return 2;
    }
};

}  // namespace teahouse::proto

// NOLINTEND(readability-function-*,readability-identifier-naming,clang-analyzer-optin.performance.Padding,modernize-use-designated-initializers)
