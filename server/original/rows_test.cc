// SPDX-License-Identifier: MIT
#include "original/rows.h"

#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace teahouse::original {
namespace {

TEST(Rows, of_messages_are_read_as_php_writes_them) {
    const auto text = read_message(
        R"({"type":100,"sender_id":"65e1a2b3c4d5e","receiver_id":"0","mess":"茶 \/ tea","timestamp":1713754800.1234,"id":"x"})");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->content, Content::text);
    EXPECT_EQ(text->sender, "65e1a2b3c4d5e");
    EXPECT_EQ(text->text, "茶 / tea");

    const auto file = read_message(
        R"({"type":"1003","sender_id":12,"mess":{"name":"a.docx","path":"\/upload\/document\/x.docx","size":5}})");
    ASSERT_TRUE(file);
    EXPECT_EQ(file->content, Content::file);
    EXPECT_EQ(file->sender, "12");
    EXPECT_EQ(file->path, "/upload/document/x.docx");
    EXPECT_EQ(file->name, "a.docx");

    const auto sticker =
        read_message(R"({"type":400,"sender_id":"a","mess":"\/images\/emotion\/ywz\/1.gif"})");
    ASSERT_TRUE(sticker);
    EXPECT_EQ(sticker->content, Content::sticker);
    EXPECT_EQ(sticker->path, "/images/emotion/ywz/1.gif");

    const auto old = read_message(
        R"({"type":503,"sender_id":"a","mess":"\/upload\/music\/x.mp3","name":"song.mp3"})");
    ASSERT_TRUE(old);
    EXPECT_EQ(old->content, Content::music);
    EXPECT_EQ(old->name, "song.mp3");

    EXPECT_EQ(read_message(R"({"type":1100,"sender_id":"a","mess":{"id":"g"}})")->content,
              Content::created);
    for (const char* type : {"104", "700", "0", "1104", "99999"}) {
        const std::string json = std::string(R"({"sender_id":"a","type":)") + type + '}';
        EXPECT_EQ(read_message(json)->content, Content::unknown) << type;
    }
}

TEST(Rows, that_are_no_messages_are_none) {
    for (const char* json :
         {"", "null", "[]", "{", R"({"type":100})", R"({"sender_id":"a"})",
          R"({"type":"x","sender_id":"a"})", R"({"type":100,"sender_id":{}})",
          R"({"type":100,"sender_id":"a","mess":"\ud800"})",
          "{\"type\":100,\"sender_id\":\"\xFF\"}", R"({"type":-1,"sender_id":"a"})"}) {
        EXPECT_FALSE(read_message(json)) << json;
    }
    EXPECT_TRUE(read_message(R"({"type":100,"sender_id":"a","mess":[1,{}],"x":1.5e3})"));
}

TEST(Rows, of_groups_keys_and_times) {
    const auto group = read_group(
        R"({"name":"茶","admin_id":"a","create_time":1713754800.25,"avatar":"\/u.png"})");
    ASSERT_TRUE(group);
    EXPECT_EQ(group->name, "茶");
    EXPECT_EQ(group->admin, "a");
    EXPECT_EQ(group->avatar, "/u.png");
    EXPECT_EQ(group->created, 1'713'754'800'250);
    EXPECT_FALSE(read_group("false"));
    EXPECT_FALSE(read_group(R"({"name":)"));

    EXPECT_EQ(read_pair("message:users:[a,b]"), std::pair(std::string("a"), std::string("b")));
    for (const char* key : {"message:users:[a]", "message:users:[a,b,c]", "message:users:[,b]",
                            "message:users:a,b", "message:users:[a,]"}) {
        EXPECT_FALSE(read_pair(key)) << key;
    }
    EXPECT_EQ(ms_of(1.2345), 1'235);
    EXPECT_EQ(ms_of(-1), 0);
    EXPECT_EQ(ms_of(std::numeric_limits<double>::infinity()), 0);
    EXPECT_EQ(ms_of(std::nan("")), 0);
    EXPECT_EQ(ms_of_date("2024-04-22 03:00:00"), 1'713'754'800'000);
    EXPECT_EQ(ms_of_date("2024-13-22 03:00:00"), 0);
    EXPECT_EQ(ms_of_date("yesterday"), 0);
}

TEST(Rows, hashes_of_bcrypt_are_known) {
    const std::string good = "$2y$10$abcdefghijklmnopqrstuuxD0vCwu/f2ahNVJLL35ZYA2xuiRyPH6";
    EXPECT_TRUE(is_bcrypt(good));
    EXPECT_FALSE(is_bcrypt(""));
    EXPECT_FALSE(is_bcrypt(good + "x"));
    EXPECT_FALSE(is_bcrypt("$2y$31" + good.substr(6))) << "would take days";
    EXPECT_FALSE(is_bcrypt("$1$" + good.substr(3)));
    EXPECT_FALSE(is_bcrypt(good.substr(0, 59) + ":"));
}

}  // namespace
}  // namespace teahouse::original
