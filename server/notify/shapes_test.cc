// SPDX-License-Identifier: MIT
#include "notify/shapes.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "notify/crypto.h"
#include "notify/notifier.h"
#include "notify/outbound.h"
#include "notify/webpush.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::notify {
namespace {

using proto::ChannelKind;
using proto::ContentLevel;

const About kAbout{.url = "https://tea.example", .contact = {}};

proto::ChannelRecord channel(ChannelKind kind, ContentLevel level = ContentLevel::full) {
    return {.id = 1,
            .user = UserId{2},
            .kind = kind,
            .level = level,
            .endpoint = "https://hook.example/a/topic?k=1"};
}

Message message(std::string text = "see \"you\"\n") {
    return {.room = RoomId{7},
            .seq = Seq{9},
            .count = 1,
            .kind = proto::EventKind::text,
            .server = "Tea",
            .title = "Club",
            .sender = "Ann",
            .text = std::move(text)};
}

HttpRequest request(const proto::ChannelRecord& to, const Message& what = message()) {
    static const VapidKey kKey(make_key());
    return make_request(kAbout, kKey, to, what, 1'700'000'000'123);
}

bool has(const HttpRequest& request, std::string_view header) {
    return std::ranges::find(request.headers, header) != request.headers.end();
}

TEST(Shapes, tell_an_own_program_what_the_level_allows) {
    const HttpRequest full = request(channel(ChannelKind::json));
    EXPECT_EQ(full.url, "https://hook.example/a/topic?k=1");
    EXPECT_EQ(
        full.body,
        R"({"server":"Tea","line":"see \"you\"\n","url":"https://tea.example/#/c/7/9",)"
        R"("count":1,"room":"Club","sender":"Ann","text":"see \"you\"\n","room_id":7,"seq":9,)"
        R"("direct":false})");
    // The engine has taken away what the level forbids.
    Message nothing = message("");
    nothing.kind.reset();
    nothing.title = nothing.sender = "";
    EXPECT_EQ(request(channel(ChannelKind::json, ContentLevel::none), nothing).body,
              R"({"server":"Tea","line":"New message","url":"https://tea.example/","count":1})");
}

TEST(Shapes, say_that_somebody_calls_now_or_did) {
    Message ring = message("");
    ring.kind.reset();
    ring.direct = true;
    ring.call = proto::CallKind::video;
    proto::ChannelRecord to = channel(ChannelKind::json);
    EXPECT_EQ(words_of(to, ring).heading, "Ann");
    EXPECT_EQ(words_of(to, ring).line, "Incoming video call");
    EXPECT_NE(request(to, ring).body.find(R"("call":true)"), std::string::npos);
    EXPECT_EQ(request(to, message()).body.find("call"), std::string::npos);
    ring.call = proto::CallKind::audio;
    EXPECT_EQ(words_of(to, ring).line, "Incoming call");
    to.lang = "zh-CN";
    EXPECT_EQ(words_of(to, ring).line, "语音来电");
    Message missed = message("");
    missed.kind = proto::EventKind::missed_call;
    EXPECT_EQ(words_of(to, missed).line, "[未接来电]");
    to.lang = "en";
    EXPECT_EQ(words_of(to, missed).line, "[Missed call]");
    missed.count = 2;
    EXPECT_EQ(words_of(to, missed).line, "[Missed call] (2 new messages)");
}

TEST(Shapes, sign_for_an_own_program) {
    proto::ChannelRecord signing = channel(ChannelKind::json);
    signing.auth = "secret";
    const HttpRequest signed_one = request(signing);
    EXPECT_TRUE(has(signed_one,
                    "X-Teahouse-Signature: sha256=" + hex(hmac_sha256("secret", signed_one.body))));
    EXPECT_EQ(signed_one.body.find("secret"), std::string::npos);
}

TEST(Shapes, of_services) {
    proto::ChannelRecord to_ntfy = channel(ChannelKind::ntfy);
    to_ntfy.auth = "tk_1";
    const HttpRequest ntfy = request(to_ntfy, message("hi"));
    EXPECT_EQ(ntfy.url, "https://hook.example/");
    EXPECT_EQ(ntfy.body, R"({"topic":"topic","title":"Ann · Club","message":"hi",)"
                         R"("click":"https://tea.example/#/c/7/9"})");
    EXPECT_TRUE(has(ntfy, "Authorization: Bearer tk_1"));
    EXPECT_EQ(request(channel(ChannelKind::bark), message("hi")).body,
              R"({"title":"Ann · Club","body":"hi","group":"Tea",)"
              R"("url":"https://tea.example/#/c/7/9"})");
    EXPECT_EQ(request(channel(ChannelKind::wecom), message("hi")).body,
              R"({"msgtype":"text","text":{"content":"Ann · Club\nhi\n)"
              R"(https://tea.example/#/c/7/9"}})");
}

TEST(Shapes, of_robots_that_want_a_signature) {
    proto::ChannelRecord to = channel(ChannelKind::dingtalk);
    to.auth = "SEC1";
    const std::string wanted = base64(hmac_sha256("SEC1", "1700000000123\nSEC1"));
    const HttpRequest dingtalk = request(to, message("hi"));
    EXPECT_TRUE(
        dingtalk.url.starts_with("https://hook.example/a/topic?k=1&timestamp=1700000000123&sign="));
    EXPECT_EQ(dingtalk.url.find_first_of("+/=", dingtalk.url.find("sign=") + 5), std::string::npos);
    EXPECT_EQ(wanted.size(), 44U);
    to.kind = ChannelKind::feishu;
    EXPECT_EQ(request(to, message("hi")).body,
              R"({"timestamp":"1700000000","sign":")" +
                  base64(hmac_sha256("1700000000\nSEC1", "")) +
                  R"(","msg_type":"text","content":{"text":"Ann · Club\nhi\n)"
                  R"(https://tea.example/#/c/7/9"}})");
}

TEST(Shapes, speak_the_language_of_the_channel) {
    proto::ChannelRecord to = channel(ChannelKind::json);
    Message many = message("hi");
    many.count = 3;
    EXPECT_EQ(words_of(to, many).line, "hi (3 new messages)");
    to.lang = "zh-CN";
    EXPECT_EQ(words_of(to, many).line, "hi（3 条新消息）");
    many.text.clear();
    many.kind = proto::EventKind::image;
    EXPECT_EQ(words_of(to, many).line, "[图片]（3 条新消息）");
    many.direct = true;
    EXPECT_EQ(words_of(to, many).heading, "Ann");
    to.level = ContentLevel::none;
    EXPECT_EQ(words_of(to, many).heading, "Tea");
    Message reminder{.reminder = true, .server = "Tea"};
    EXPECT_EQ(words_of(to, reminder).line, "提醒");
    reminder.text = "茶";
    EXPECT_EQ(words_of(to, reminder).line, "提醒：茶");
    Message test{.test = true, .server = "Tea"};
    EXPECT_EQ(words_of(to, test).line, "测试：通知可以送达这里。");
}

TEST(Shapes, of_web_push_show_the_service_nothing) {
    proto::ChannelRecord to = channel(ChannelKind::web_push);
    const Key browser = make_key();
    to.p256dh = base64url(point_of(browser));
    to.auth = base64url("0123456789abcdef");
    const HttpRequest push = request(to);
    EXPECT_EQ(push.url, to.endpoint);
    EXPECT_TRUE(has(push, "Content-Encoding: aes128gcm"));
    EXPECT_EQ(push.body.find("Ann"), std::string::npos);
    EXPECT_EQ(push.body.size(), 86U + 256U + 16U);
    to.p256dh = base64url(std::string("\x04") + std::string(64, 'x'));
    EXPECT_EQ(request(to).url, "");
}

TEST(Shapes, notice_what_robots_refuse_with_200) {
    EXPECT_EQ(refusal_in(ChannelKind::wecom, R"({"errcode":0,"errmsg":"ok"})"), "");
    EXPECT_NE(refusal_in(ChannelKind::wecom, R"({"errcode":93000,"errmsg":"x"})"), "");
    EXPECT_NE(refusal_in(ChannelKind::dingtalk, R"({ "errcode" : 310000 })"), "");
    EXPECT_EQ(refusal_in(ChannelKind::feishu, R"({"StatusCode":0,"code":0})"), "");
    EXPECT_NE(refusal_in(ChannelKind::feishu, R"({"code":19021})"), "");
    EXPECT_EQ(refusal_in(ChannelKind::json, R"({"errcode":1})"), "");
    EXPECT_EQ(refusal_in(ChannelKind::wecom, "ok"), "");
}

TEST(Retry, where_the_other_side_has_no_time) {
    EXPECT_EQ(retry_after_ms(1, {.status = 503}), 2'000);
    EXPECT_EQ(retry_after_ms(2, {.status = 500}), 10'000);
    EXPECT_EQ(retry_after_ms(limits::kNotifyAttemptsMax, {.status = 500}), -1);
    EXPECT_EQ(retry_after_ms(1, {.status = 429, .retry_after_ms = 30'000}), 30'000);
    EXPECT_EQ(retry_after_ms(1, {.status = 429, .retry_after_ms = 3'600'000}), -1);
    EXPECT_EQ(retry_after_ms(1, {.status = 0, .may_retry = true}), 2'000);
    EXPECT_EQ(retry_after_ms(1, {.status = 0}), -1);
    for (const int status : {301, 400, 403, 404, 410, 413}) {
        EXPECT_EQ(retry_after_ms(1, {.status = status}), -1) << status;
    }
}

}  // namespace
}  // namespace teahouse::notify
