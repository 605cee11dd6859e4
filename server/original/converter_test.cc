// SPDX-License-Identifier: MIT
#include "original/converter.h"

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "original/left_out.h"
#include "original/names.h"
#include "original/report.h"
#include "original/rows.h"
#include "proto/details.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::original {
namespace {

constexpr TimeMs kNow = 1'764'000'000'000;

// As the server's: no control characters, no more than 64 bytes, one name whatever its case.
Result<AccountName> test_rules(std::string_view text) {
    AccountName name;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) < 0x20) {
            return fail(ErrorCode::invalid);
        }
        name.key += ascii::to_lower(c);
    }
    if (text.empty() || text.size() > 64) {
        return fail(ErrorCode::invalid);
    }
    name.shown = text;
    return name;
}

class KeepingSink final : public Sink {
public:
    Status put(std::vector<proto::Write> writes) override {
        for (proto::Write& write : writes) {
            all.push_back(std::move(write));
        }
        return {};
    }
    template <class W>
    std::vector<W> of() const {
        std::vector<W> found;
        for (const proto::Write& write : all) {
            if (const auto* one = std::get_if<W>(&write)) {
                found.push_back(*one);
            }
        }
        return found;
    }
    // Of a room, in its order.
    std::vector<proto::Event> log(std::uint64_t room) const {
        std::vector<proto::Event> events;
        for (const proto::Append& append : of<proto::Append>()) {
            if (append.event.room == RoomId(room)) {
                events.push_back(append.event);
            }
        }
        return events;
    }

    std::vector<proto::Write> all;
};

class FakeTaker final : public FileTaker {
public:
    Result<TakenFile> take_file(std::string_view path, UserId /*owner*/) override {
        if (path.ends_with(".png") || path.ends_with(".gif")) {
            return TakenFile{.id = "p" + std::to_string(++ids),
                             .hash = "h",
                             .size = 9,
                             .mime = "image/png",
                             .width = 3,
                             .height = 4};
        }
        if (path.ends_with(".mp3")) {
            return TakenFile{.id = "m", .hash = "h", .size = 9, .mime = "audio/mpeg"};
        }
        return fail(path.ends_with(".full")        ? ErrorCode::read_only
                    : path.find("..") != path.npos ? ErrorCode::forbidden
                                                   : ErrorCode::not_found,
                    "why");
    }
    Result<std::string> take_picture(std::string_view path) override {
        return path == "/upload/a.png" ? Result<std::string>("picture")
                                       : fail(ErrorCode::unsupported_type, "none");
    }
    int ids = 0;
};

class Conversion : public ::testing::Test {
protected:
    static AccountRow account(std::string id, std::string name, std::uint32_t role = 0) {
        return {.id = std::move(id),
                .name = std::move(name),
                .password = "$2y$10$abcdefghijklmnopqrstuuxD0vCwu/f2ahNVJLL35ZYA2xuiRyPH6",
                .registered = "2024-04-22 03:00:00",
                .role = role};
    }
    static ZsetRow row(const std::string& sender, int type, const std::string& mess, double at) {
        return {.member = R"({"type":)" + std::to_string(type) + R"(,"sender_id":")" + sender +
                          R"(","mess":)" + mess + '}',
                .score = at};
    }
    void begin(std::vector<AccountRow> rows, const std::map<std::string, std::string>& names = {}) {
        ASSERT_TRUE(converter.add_accounts(std::move(rows), names));
    }
    void lobby(const std::vector<ZsetRow>& rows) {
        ASSERT_TRUE(converter.begin_lobby("lobby"));
        for (const ZsetRow& one : rows) {
            ASSERT_TRUE(converter.add_message(one));
        }
        ASSERT_TRUE(converter.end_room());
    }

    Report report;
    KeepingSink sink;
    FakeTaker taker;
    std::vector<std::string> left;  // the lines of what was left out
    Converter converter{{.now = kNow,
                         .rules = test_rules,
                         .leave =
                             [this](const LeftRow& one) {
                                 left.push_back(line_of(one));
                                 return Status{};
                             }},
                        sink,
                        taker,
                        report};
};

TEST_F(Conversion, keeps_accounts_in_the_order_of_their_making) {
    AccountRow off = account("662633b0aaaaa", "off");
    off.active = false;
    off.password = "secret";
    off.avatar = "/upload/a.png";
    begin({off, account("60000000aaaaa", "first"), account("70000000aaaaa", "last", 1)});
    const auto users = sink.of<proto::PutUser>();
    ASSERT_EQ(users.size(), 3U);
    EXPECT_EQ(users[0].user.name, "first");
    EXPECT_EQ(users[0].user.id, UserId(1));
    EXPECT_EQ(users[0].user.created, 0x60000000LL * 1'000);
    EXPECT_TRUE(users[0].user.password_hash.starts_with("$2y$"));
    EXPECT_TRUE(users[1].user.disabled);
    EXPECT_EQ(users[1].user.password_hash, "");
    EXPECT_EQ(users[1].user.avatar, "picture");
    EXPECT_EQ(users[2].user.role, proto::ServerRole::owner);
    EXPECT_EQ(report.owner, "last");
    EXPECT_EQ(report.count(Trouble::no_password), 1U);
}

TEST_F(Conversion, gives_names_that_nobody_else_has) {
    begin({account("60000000aaaaa", "anna"), account("60000001aaaaa", "Anna"),
           account("60000002aaaaa", "Anna"),
           account("60000003aaaaa",
                   "a\x01"
                   "b"),
           account("60000004aaaaa", std::string(99, 'x')), account("60000005aaaaa", "\x02")},
          {{"Anna", "60000002aaaaa"}});
    std::vector<std::string> names;
    for (const auto& put : sink.of<proto::PutUser>()) {
        names.push_back(put.user.name);
    }
    EXPECT_EQ(names, (std::vector<std::string>{"anna-2", "Anna-3", "Anna", "ab",
                                               std::string(64, 'x'), "user-60000005aaaaa"}));
    EXPECT_EQ(report.count(Trouble::renamed), 5U);
}

TEST_F(Conversion, keeps_messages_in_their_order_and_counts_what_it_cannot_keep) {
    begin({account("a", "ann"), account("b", "bob")});
    lobby({row("a", 100, R"("one &lt;two&gt;<br>three")", 10),
           row("b", 102, R"("next")", 10),
           {.member = "no json", .score = 11},
           row("x", 100, R"("who am I")", 12.5),
           row("a", 777, R"("?")", 13),
           row("a", 100, R"("&nbsp;")", 14),
           row("a", 300, R"({"name":"cat.png","path":"/upload/cat.png"})", 15),
           row("a", 500, R"({"name":"song.mp3","path":"/upload/s.mp3"})", 16),
           row("a", 1000, R"({"name":"a.docx","path":"/upload/gone.docx"})", 17),
           row("a", 1000, R"({"name":"pw","path":"/../etc/passwd"})", 18),
           row("a", 400, R"("/images/emotion/ywz/1.gif")", 19),
           row("a", 400, R"("/images/emotion/ywz/gone")", 20)});
    ASSERT_TRUE(converter.end());
    const auto log = sink.log(1);
    ASSERT_EQ(log.size(), 9U);
    EXPECT_EQ(log[0].body.text, "one <two>\nthree");
    EXPECT_EQ(log[0].at, 10'000);
    EXPECT_EQ(log[0].from, UserId(1));
    EXPECT_EQ(log[0].cmid, "original.1.1");
    EXPECT_EQ(log[1].body.text, "next");
    EXPECT_EQ(log[1].from, UserId(2));
    EXPECT_EQ(log[2].from, UserId(3)) << "stands in for x";
    EXPECT_EQ(log[2].at, 12'500);
    EXPECT_EQ(log[3].kind, proto::EventKind::image);
    EXPECT_EQ(log[3].body.file->name, "cat.png");
    EXPECT_EQ(log[3].body.file->width, 3U);
    EXPECT_EQ(log[4].kind, proto::EventKind::audio);
    EXPECT_EQ(log[5].body.text, "[a.docx] 文件已丢失 · the file is missing");
    EXPECT_EQ(log[6].body.text, "[pw] 文件已丢失 · the file is missing");
    EXPECT_EQ(log[7].kind, proto::EventKind::sticker);
    EXPECT_EQ(log[8].body.text, "[ywz/gone]");
    EXPECT_EQ(report.lobby_messages, 9U);
    EXPECT_EQ(report.files, 3U);
    for (const Trouble one :
         {Trouble::broken_message, Trouble::unknown_sender, Trouble::unknown_type,
          Trouble::empty_message, Trouble::missing_file, Trouble::refused_file, Trouble::html}) {
        EXPECT_EQ(report.count(one), 1U) << static_cast<int>(one);
    }
    const auto users = sink.of<proto::PutUser>();
    EXPECT_TRUE(users.back().user.disabled);
    EXPECT_EQ(users.back().user.password_hash, "");
    EXPECT_EQ(sink.of<proto::PutMember>().size(), 3U) << "all are in the lobby";
    EXPECT_EQ(sink.of<proto::ReadMark>().size(), 3U);
}

TEST_F(Conversion, ends_where_nothing_can_be_written) {
    begin({account("a", "ann")});
    ASSERT_TRUE(converter.begin_lobby("lobby"));
    const Status added = converter.add_message(row("a", 1000, R"("/x.full")", 1));
    ASSERT_FALSE(added);
    EXPECT_EQ(added.error().code, ErrorCode::read_only);
}

TEST_F(Conversion, makes_groups_of_what_is_left_of_them) {
    begin({account("a", "ann"), account("b", "bob"), account("c", "cid")});
    lobby({});
    const auto group = [&](const char* id, const std::optional<GroupRow>& about,
                           const std::vector<ZsetRow>& members, const std::vector<ZsetRow>& rows) {
        const auto first = rows.empty() ? std::nullopt : std::optional(rows.front());
        ASSERT_TRUE(converter.begin_group(id, id, about, members, first));
        for (const ZsetRow& one : rows) {
            ASSERT_TRUE(converter.add_message(one));
        }
        ASSERT_TRUE(converter.end_room());
    };
    const GroupRow about{.name = "tea\nhouse", .admin = "b", .created = 5'000};
    group("g1", about, {{"b", 5}, {"a", 6}, {"x", 7}},
          {row("b", 1100, R"({"id":"g1"})", 4.9), row("a", 100, R"("hi")", 8)});
    group("g2", GroupRow{.name = "", .admin = "x"}, {{"c", 5}, {"a", 6}}, {});
    group("g3", std::nullopt, {}, {row("a", 1100, "{}", 3), row("b", 100, R"("bye")", 4)});
    group("g4", GroupRow{.name = "nobody"}, {}, {});

    const auto rooms = sink.of<proto::PutRoom>();
    ASSERT_EQ(rooms.size(), 7U) << "those that ended are put twice";
    EXPECT_EQ(rooms[1].room.title, "tea house");
    EXPECT_EQ(rooms[1].room.created, 4'900);
    const auto log = sink.log(2);
    ASSERT_EQ(log.size(), 2U);
    EXPECT_EQ(log[0].kind, proto::EventKind::created);
    EXPECT_EQ(log[0].from, UserId(2));
    EXPECT_EQ(log[0].body.users, (std::vector{UserId(1), UserId(4)}));
    EXPECT_EQ(log[1].body.text, "hi");
    std::map<std::pair<std::uint64_t, std::uint64_t>, proto::Role> roles;
    for (const auto& put : sink.of<proto::PutMember>()) {
        roles[{put.member.room.value, put.member.user.value}] = put.member.role;
    }
    EXPECT_EQ(roles.size(), 7U);
    EXPECT_EQ((roles[{2, 4}]), proto::Role::member) << "stands in for x";
    EXPECT_EQ((roles[{2, 2}]), proto::Role::owner);
    EXPECT_EQ((roles[{2, 1}]), proto::Role::member);
    EXPECT_EQ((roles[{3, 3}]), proto::Role::owner) << "the first takes it over";
    EXPECT_EQ((roles[{4, 1}]), proto::Role::owner) << "who made it";
    EXPECT_TRUE(rooms[4].room.dissolved);
    EXPECT_EQ(sink.log(4).back().kind, proto::EventKind::dissolved);
    EXPECT_EQ(report.count(Trouble::unknown_member), 1U);
    EXPECT_EQ(report.count(Trouble::deleted_group), 1U);
    EXPECT_EQ(report.count(Trouble::no_owner), 2U);
}

TEST_F(Conversion, makes_direct_conversations_and_contacts) {
    begin({account("a", "ann"), account("b", "bob")});
    lobby({});
    ASSERT_TRUE(converter.add_contacts("a", {{"b", 1}, {"x", 2}, {"a", 3}}));
    ASSERT_TRUE(converter.begin_direct("d", "b", "a", 7'000));
    ASSERT_TRUE(converter.add_message(row("b", 103, R"("psst")", 7)));
    ASSERT_TRUE(converter.end_room());
    ASSERT_TRUE(converter.begin_direct("e", "a", "x", 0));
    ASSERT_TRUE(converter.end_room());
    ASSERT_TRUE(converter.begin_direct("f", "a", "a", 0));
    ASSERT_TRUE(converter.end_room());
    const auto rooms = sink.of<proto::PutRoom>();
    ASSERT_EQ(rooms.size(), 4U);
    EXPECT_EQ(rooms[1].room.direct_low, UserId(1));
    EXPECT_EQ(rooms[1].room.direct_high, UserId(2));
    EXPECT_EQ(rooms[2].room.direct_high, UserId(3)) << "an account that stands in";
    EXPECT_EQ(rooms[3].room.direct_high, UserId(1));
    EXPECT_EQ(sink.of<proto::PutMember>().size(), 5U);
    const auto details = sink.of<proto::PutDetail>();
    ASSERT_EQ(details.size(), 1U);
    const auto detail =
        proto::decode_detail(proto::DetailKind::account, details[0].detail.value).value();
    EXPECT_EQ(std::get<proto::Account>(detail).contacts, std::vector{UserId(2)});
    EXPECT_EQ(report.direct_messages, 1U);
    EXPECT_EQ(report.count(Trouble::unknown_contact), 1U);
}

TEST_F(Conversion, gives_away_what_it_does_not_take) {
    begin({account("60000000aaaaa", "ann")});
    lobby({{.member = "no json", .score = 1.5},
           row("60000000aaaaa", 777, R"("what")", 2),
           row("60000000aaaaa", 100, R"("<br>")", 3),
           row("60000000aaaaa", 100, R"("tea")", 4)});
    ASSERT_EQ(left.size(), 3U);
    EXPECT_EQ(left[0], R"({"why":"broken_message","key":"lobby","score":"1.5","row":"no json"})"
                       "\n");
    EXPECT_TRUE(left[1].starts_with(R"({"why":"unknown_type","key":"lobby","score":"2")"));
    EXPECT_TRUE(left[2].starts_with(R"({"why":"empty_message","key":"lobby","score":"3")"));
}

}  // namespace
}  // namespace teahouse::original
