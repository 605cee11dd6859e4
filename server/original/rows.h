// SPDX-License-Identifier: MIT
// Rows of the original as they are in its Redis, read and not judged yet.
//
//   hash user_id:<id>                      user_id, username, password, role_id, is_active, avatar,
//                                          reg_time
//   text username:<name>                   the id of whoever logs in as that
//   hash groups                            id -> {"name","admin_id","create_time","avatar"?}
//   zset group_members:group_id:<id>       ids by the time of joining
//   zset user_contacts:user_id:<id>        ids by the time of adding
//   zset message:common_id:<id>            of a group, or with 0 of the lobby
//   zset message:users:[<id>,<id>]         of two people
//
// Ids are the 13 hex digits of PHP's uniqid(), and are taken as any text. Scores are seconds.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ids.h"

namespace teahouse::original {

struct AccountRow {
    std::string id = {};
    std::string name = {};
    std::string password = {};
    std::string avatar = {};
    std::string registered = {};  // "2024-04-22 10:00:00"
    std::uint32_t role = 0;
    bool active = true;
};

struct GroupRow {
    std::string name = {};
    std::string admin = {};
    std::string avatar = {};
    TimeMs created = 0;  // 0: not known
};

struct ZsetRow {
    std::string member = {};
    double score = 0;
};

// The hundred of a type; its last digit says who looks at it.
enum class Content : std::uint8_t { text, image, sticker, music, file, created, unknown };

struct MessageRow {
    Content content = Content::unknown;
    std::uint64_t type = 0;
    std::string sender = {};
    std::string text = {};  // as it was sent
    std::string path = {};  // of a file
    std::string name = {};  // the same, as it was called
};

std::optional<GroupRow> read_group(std::string_view json);
// None: no JSON, or not what a message has.
std::optional<MessageRow> read_message(std::string_view json);
// The two ids of message:users:[a,b].
std::optional<std::pair<std::string, std::string>> read_pair(std::string_view key);

// 0 for what no clock says.
TimeMs ms_of(double seconds);
// The same of "Y-m-d H:i:s", read as UTC.
TimeMs ms_of_date(std::string_view text);
// A hash that crypt(3) checks within a second or so: $2y$ and its kin.
bool is_bcrypt(std::string_view hash);

}  // namespace teahouse::original
