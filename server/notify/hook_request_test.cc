// SPDX-License-Identifier: MIT
#include "notify/hook_request.h"

#include <algorithm>
#include <string>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "notify/crypto.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "proto/hook_call.h"
#include "proto/messages.h"

namespace teahouse::notify {
namespace {

constexpr TimeMs kNow = 1'800'000'000'123;

proto::HookCall some_call() {
    return {.hook = 7,
            .identity = UserId(40),
            .endpoint = "https://hook.example/secret",
            .secret = "signs",
            .server = "Teahouse",
            .room = RoomId(3),
            .title = "Tea \"house\"",
            .epoch = Epoch(2),
            .seq = Seq(9),
            .at = 1'799'999'999'000,
            .from = UserId(5),
            .sender = "Ann",
            .text = "/brew 茶\nnow",
            .word = "/brew"};
}

TEST(HookRequest, tells_the_message) {
    const HttpRequest request =
        make_hook_request({.url = "https://tea.example"}, some_call(), kNow);
    EXPECT_EQ(request.url, "https://hook.example/secret");
    EXPECT_EQ(request.body,
              R"({"delivery":"7-2-9","hook":7,"server":"Teahouse","room_id":3,)"
              R"("room":"Tea \"house\"","seq":9,"at":1799999999000,"sender_id":5,"sender":"Ann",)"
              R"("kind":"text","text":"/brew 茶\nnow","word":"/brew",)"
              R"("url":"https://tea.example/#/c/3/9"})");
    EXPECT_EQ(request.body.find("signs"), std::string::npos);
}

TEST(HookRequest, is_signed_over_time_and_body) {
    const HttpRequest request = make_hook_request({}, some_call(), kNow);
    const auto has = [&](const std::string& header) {
        return std::ranges::find(request.headers, header) != request.headers.end();
    };
    EXPECT_TRUE(has("X-Teahouse-Delivery: 7-2-9"));
    EXPECT_TRUE(has("X-Teahouse-Timestamp: 1800000000"));
    EXPECT_TRUE(has("X-Teahouse-Signature: sha256=" +
                    hex(hmac_sha256("signs", "1800000000." + request.body))));
}

TEST(HookRequest, names_files_and_programs) {
    proto::HookCall call = some_call();
    call.bot = true;
    call.kind = proto::EventKind::file;
    call.text.clear();
    call.word.clear();
    call.ref = Seq(4);
    call.file = proto::FilePart{.id = "x", .name = "a.txt", .size = 12, .mime = "text/plain"};
    const HttpRequest request = make_hook_request({}, call, kNow);
    EXPECT_NE(request.body.find(
                  R"("bot":true,"kind":"file","ref":4,"file":{"name":"a.txt","mime":"text/plain",)"
                  R"("size":12}})"),
              std::string::npos)
        << request.body;
}

}  // namespace
}  // namespace teahouse::notify
