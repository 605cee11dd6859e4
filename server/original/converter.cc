// SPDX-License-Identifier: MIT
// Rooms and messages.
#include "original/converter.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>
#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "original/plain_text.h"
#include "original/report.h"
#include "original/rows.h"
#include "proto/file_records.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kWritesInTxn = 512;
constexpr std::size_t kUsersInEvent = 200;
constexpr std::size_t kShownBytes = 120;  // of a row in a report

bool is_nothing(std::string_view text) {
    return text.find_first_not_of(" \t\n") == std::string_view::npos;
}

// One line, for titles and names of files.
std::string one_line(std::string_view bytes, std::size_t bytes_max) {
    std::string text = valid_text(bytes);
    std::ranges::replace_if(
        text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }, ' ');
    return std::string(cut_bytes(text, bytes_max));
}

std::string_view last_part(std::string_view path) {
    const std::size_t slash = path.find_last_of("/\\");
    return slash == std::string_view::npos ? path : path.substr(slash + 1);
}

std::string file_name(const MessageRow& message) {
    const std::string name = one_line(last_part(message.name), limits::kFileNameBytesMax);
    return is_nothing(name) ? one_line(last_part(message.path), limits::kFileNameBytesMax) : name;
}

// "/images/emotion/ywz/1.gif": ywz/1
std::string sticker_name(std::string_view path) {
    const std::string_view file = last_part(path);
    const std::string_view folder =
        last_part(path.substr(0, path.size() - file.size() - (file.size() < path.size())));
    return one_line(folder, limits::kStickerBytesMax) + '/' +
           one_line(file.substr(0, file.rfind('.')), limits::kStickerBytesMax);
}

proto::EventKind kind_of(Content content, std::string_view mime) {
    if (mime.starts_with("image/") && content == Content::sticker) {
        return proto::EventKind::sticker;
    }
    if (mime.starts_with("image/") && content == Content::image) {
        return proto::EventKind::image;
    }
    return mime.starts_with("audio/") && content == Content::music ? proto::EventKind::audio
                                                                   : proto::EventKind::file;
}

}  // namespace

void Converter::put(proto::Write write) { writes_.push_back(std::move(write)); }

Status Converter::flush() {
    return writes_.empty() ? Status{} : sink_.put(std::exchange(writes_, {}));
}

Status Converter::flush_if_full() { return writes_.size() < kWritesInTxn ? Status{} : flush(); }

std::string Converter::place(const ZsetRow& row) const {
    return fmt::format("{} @{:.4f} {}", valid_text(key_), row.score,
                       cut_bytes(valid_text(row.member), kShownBytes));
}

// Each has a client id of its own, as those of messages here have: by it all messages of a person
// are found.
void Converter::append(proto::EventKind kind, proto::Body body, UserId from, TimeMs at,
                       bool message) {
    ++messages_;
    proto::Event event{
        .room = room_.id, .at = at, .from = from, .kind = kind, .body = std::move(body)};
    if (message) {
        event.cmid = fmt::format("original.{}.{}", room_.id.value, messages_);
        senders_.insert(from);
        count_message();
    }
    put(proto::Append{std::move(event)});
}

void Converter::count_message() {
    switch (room_.kind) {
        case proto::RoomKind::lobby: ++report_.lobby_messages; return;
        case proto::RoomKind::group: ++report_.group_messages; return;
        case proto::RoomKind::direct: ++report_.direct_messages; return;
    }
}

Status Converter::begin_lobby(std::string key) {
    key_ = std::move(key);
    room_ = {.id = RoomId(++last_room_),
             .kind = proto::RoomKind::lobby,
             .join = proto::JoinPolicy::open,
             .history = proto::HistoryPolicy::all,
             .created = options_.now};
    members_.clear();
    senders_.clear();
    messages_ = 0;
    last_at_ = 0;
    put(proto::PutRoom{room_});
    return {};
}

void Converter::take_members(const std::optional<GroupRow>& group,
                             const std::vector<ZsetRow>& members,
                             const std::optional<ZsetRow>& first) {
    deleted_ = !group.has_value();
    owner_ = {};
    UserId first_of_all;
    for (const ZsetRow& row : members) {
        const UserId user = sender(row.member);
        members_.push_back({.user = user, .joined = ms_of(row.score)});
        if (is_departed(user)) {
            report_.note(Trouble::unknown_member, valid_text(key_ + ": " + row.member));
            continue;
        }
        first_of_all = first_of_all ? first_of_all : user;
        if (group && row.member == group->admin) {
            owner_ = user;
        }
    }
    if (deleted_) {
        report_.note(Trouble::deleted_group, valid_text(key_));
        // Whoever made it wrote the first row; else it is at least somebody who was in it.
        if (const auto row = first ? read_message(first->member) : std::nullopt) {
            owner_ = sender(row->sender);
        }
    } else if (!owner_) {
        report_.note(Trouble::no_owner, valid_text(key_));
        owner_ = first_of_all;
        deleted_ = !owner_;
    }
}

Status Converter::begin_group(std::string key, const std::string& id,
                              const std::optional<GroupRow>& group,
                              const std::vector<ZsetRow>& members,
                              const std::optional<ZsetRow>& first) {
    key_ = std::move(key);
    members_.clear();
    senders_.clear();
    messages_ = 0;
    take_members(group, members, first);
    std::string title = one_line(group ? group->name : "", limits::kTitleBytesMax);
    if (is_nothing(title)) {
        title = one_line("群聊 group " + id, limits::kTitleBytesMax);
    }
    TRY(picture, picture_of(group ? group->avatar : "", valid_text(key_)));
    const TimeMs first_at = first ? ms_of(first->score) : 0;
    TimeMs created = group && group->created != 0 ? group->created : first_at;
    if (first_at != 0) {
        created = std::min(created, first_at);
    }
    last_at_ = created != 0 ? created : options_.now;
    room_ = {.id = RoomId(++last_room_),
             .kind = proto::RoomKind::group,
             .title = title,
             .avatar = std::move(picture),
             .join = proto::JoinPolicy::invite,
             .history = proto::HistoryPolicy::all,
             .created = last_at_};
    put(proto::PutRoom{room_});
    proto::Body body{.users = std::vector<UserId>(), .title = title};
    for (const Person& person : members_) {
        if (person.user != owner_ && body.users->size() < kUsersInEvent) {
            body.users->push_back(person.user);
        }
    }
    if (owner_) {
        append(proto::EventKind::created, std::move(body), owner_, last_at_, false);
    }
    ++report_.groups;
    report_.members += members_.size();
    return {};
}

Status Converter::begin_direct(std::string key, const std::string& a, const std::string& b,
                               TimeMs first) {
    key_ = std::move(key);
    const auto pair = std::minmax({sender(a), sender(b)});
    members_.clear();
    senders_.clear();
    messages_ = 0;
    last_at_ = first != 0 ? first : options_.now;
    room_ = {.id = RoomId(++last_room_),
             .kind = proto::RoomKind::direct,
             .history = proto::HistoryPolicy::all,
             .direct_low = pair.first,
             .direct_high = pair.second,
             .created = last_at_};
    members_.push_back({.user = pair.first, .joined = last_at_});
    if (pair.second != pair.first) {
        members_.push_back({.user = pair.second, .joined = last_at_});
    }
    put(proto::PutRoom{room_});
    ++report_.directs;
    return {};
}

Status Converter::add_message(const ZsetRow& row) {
    auto message = read_message(row.member);
    if (!message) {
        return leave(Trouble::broken_message, "broken_message", row);
    }
    // Times ascend in a log, as scores do.
    const TimeMs at = std::max(ms_of(row.score), last_at_);
    switch (message->content) {
        case Content::created: return {};  // the first event of the room says it
        case Content::unknown: return leave(Trouble::unknown_type, "unknown_type", row);
        default: break;
    }
    const UserId from = sender(message->sender);
    last_at_ = at;
    if (message->content == Content::text) {
        TRY_STATUS(add_text(*message, row, from, at));
    } else {
        TRY_STATUS(add_file(*message, row, from, at));
    }
    return flush_if_full();
}

Status Converter::leave(Trouble trouble, std::string_view why, const ZsetRow& row) {
    report_.note(trouble, place(row));
    return options_.leave({.why = why, .key = key_, .row = row.member, .score = row.score});
}

Status Converter::add_text(const MessageRow& message, const ZsetRow& row, UserId from, TimeMs at) {
    const PlainText plain = plain_text(message.text);
    if (is_nothing(plain.text)) {
        return leave(Trouble::empty_message, "empty_message", row);
    }
    if (plain.tags) {
        report_.note(Trouble::html, place(row));
    }
    std::vector<std::string> pieces = split_text(plain.text, limits::kTextBytesMax);
    if (pieces.size() > 1) {
        report_.note(Trouble::long_text, place(row));
    }
    for (std::string& piece : pieces) {
        append(proto::EventKind::text, {.text = std::move(piece)}, from, at, true);
    }
    return {};
}

Status Converter::add_file(const MessageRow& message, const ZsetRow& row, UserId from, TimeMs at) {
    const bool sticker = message.content == Content::sticker;
    const std::string name = file_name(message);
    auto taken = files_.take_file(message.path, from);
    if (!taken && !is_left_out(taken.error().code)) {
        return tl::unexpected(std::move(taken).error());
    }
    if (!taken && sticker) {
        // Its name says enough: that is how the original's own page names them in texts.
        append(proto::EventKind::text, {.text = '[' + sticker_name(message.path) + ']'}, from, at,
               true);
        return {};
    }
    if (!taken) {
        const bool missing = taken.error().code == ErrorCode::not_found;
        report_.note(missing ? Trouble::missing_file : Trouble::refused_file,
                     place(row) + ": " + taken.error().message);
        append(proto::EventKind::text,
               {.text = fmt::format("[{}] 文件已丢失 · the file is missing", name)}, from, at,
               true);
        return {};
    }
    put(proto::PutFile{{.id = taken->id,
                        .owner = from,
                        .hash = taken->hash,
                        .size = taken->size,
                        .mime = taken->mime,
                        .name = name,
                        .width = taken->width,
                        .height = taken->height,
                        .created = at}});
    proto::FilePart part{.id = taken->id, .name = name, .size = taken->size, .mime = taken->mime};
    if (taken->width > 0 && taken->height > 0) {
        part.width = taken->width;
        part.height = taken->height;
    }
    append(kind_of(message.content, taken->mime), {.file = std::move(part)}, from, at, true);
    ++report_.files;
    return {};
}

// A member from the first event on, who has read all of it: the original kept no marks.
void Converter::put_member(UserId user, proto::Role role, TimeMs joined) {
    put(proto::PutMember{.member = {.room = room_.id,
                                    .user = user,
                                    .role = role,
                                    .joined = joined != 0 ? joined : room_.created},
                         .change = proto::MemberChange::founds});
    put(proto::ReadMark{.room = room_.id, .user = user, .seq = Seq(messages_)});
}

Status Converter::end_room() {
    if (room_.kind == proto::RoomKind::lobby) {
        return flush();  // its members are known when all messages are read
    }
    if (deleted_ && room_.kind == proto::RoomKind::group) {
        dissolve();
        return flush();
    }
    for (const Person& person : members_) {
        const bool owner = room_.kind == proto::RoomKind::group && person.user == owner_;
        put_member(person.user, owner ? proto::Role::owner : proto::Role::member, person.joined);
        TRY_STATUS(flush_if_full());
    }
    return flush();
}

// Those who wrote were members of it.
void Converter::dissolve() {
    if (owner_) {
        senders_.insert(owner_);
        append(proto::EventKind::dissolved, {}, owner_, last_at_, false);
    }
    for (const UserId user : senders_) {
        put_member(user, user == owner_ ? proto::Role::owner : proto::Role::member, 0);
    }
    room_.dissolved = true;
    put(proto::PutRoom{room_});
}

Status Converter::end() {
    const RoomId lobby(1);
    for (const UserId user : everybody_) {
        put(proto::PutMember{.member = {.room = lobby, .user = user, .joined = options_.now},
                             .change = proto::MemberChange::founds});
        put(proto::ReadMark{.room = lobby, .user = user, .seq = Seq(UINT32_MAX)});
        TRY_STATUS(flush_if_full());
    }
    return flush();
}

}  // namespace teahouse::original
