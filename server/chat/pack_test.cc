// SPDX-License-Identifier: MIT
#include "chat/pack.h"

#include <string>

#include <gtest/gtest.h>

#include "base/one_of.h"

namespace teahouse::chat {
namespace {

template <class T>
std::string packed(const T& value) {
    std::string bytes;
    Packer packer(bytes);
    packer(value);
    return bytes;
}

// Comes back as it was: it packs to the same bytes again.
template <class T>
T again(const T& value) {
    const std::string bytes = packed(value);
    Unpacker in(bytes);
    T found{};
    in(found);
    EXPECT_TRUE(in.ended());
    EXPECT_EQ(packed(found), bytes);
    return found;
}

template <std::size_t index = 0>
void every_command() {
    if constexpr (index < std::variant_size_v<Command::variant>) {
        Command command;
        auto& one = command.emplace<index>();
        if constexpr (requires { one.session; }) {
            one.session = SessionId(std::uint64_t{1} << 52U);
        }
        if constexpr (requires { one.re; }) {
            one.re = 77;
        }
        if constexpr (requires { one.address; }) {
            one.address = "2001:db8::1";
        }
        if constexpr (requires { one.token.reset(); }) {
            one.token.emplace()[31] = 9;
        }
        EXPECT_EQ(again(command).index(), index);
        every_command<index + 1>();
    }
}

template <std::size_t index = 0>
void every_out() {
    if constexpr (index < std::variant_size_v<Out::variant>) {
        Out out;
        auto& one = out.emplace<index>();
        if constexpr (requires { one.session; }) {
            one.session = SessionId(5);
        }
        if constexpr (requires { one.room; }) {
            one.room = RoomId(6);
        }
        EXPECT_EQ(again(out).index(), index);
        every_out<index + 1>();
    }
}

TEST(Pack, every_command_comes_back) { every_command(); }
TEST(Pack, every_effect_comes_back) { every_out(); }

TEST(Pack, requests_answers_and_pushes_come_back) {
    const Command sent =
        Request{.session = SessionId(3),
                .re = 4,
                .request = proto::MessageSendRequest{.room = RoomId(1), .cmid = "a", .text = "tea"},
                .random = ~std::uint64_t{0}};
    const Command found = again(sent);
    const auto& request = std::get<Request>(found);
    EXPECT_EQ(request.request, std::get<Request>(sent).request);
    EXPECT_EQ(request.random, ~std::uint64_t{0});
    proto::HistoryReply page;
    for (std::uint64_t i = 1; i <= 200; ++i) {
        proto::Event event{.room = RoomId(1), .seq = Seq(i)};
        event.body.text = std::string(65'536, 'x');
        page.events.push_back(event);
    }
    const Out reply = Reply{.session = SessionId(3), .re = 4, .result = proto::Reply(page)};
    EXPECT_EQ(
        get<proto::HistoryReply>(std::get<proto::Reply>(std::get<Reply>(again(reply)).result)),
        page);
    const Out push = Push{.sessions = {SessionId(1), SessionId(2)},
                          .push = proto::EventsPush{.events = page.events}};
    EXPECT_EQ(std::get<Push>(again(push)).push, std::get<Push>(push).push);
    // Of this server's own making: no limit of the schema is looked at.
    proto::EventsPush many;
    many.events.resize(2'000);
    const Out more = Push{.sessions = {SessionId(1)}, .push = many};
    EXPECT_EQ(std::get<Push>(again(more)).push, std::get<Push>(more).push);
}

TEST(Pack, answers_to_internal_commands_come_back) {
    const Error error{
        .code = ErrorCode::banned, .message = "no", .field = "f", .retry_after_ms = 9};
    EXPECT_EQ(again(Credential{.session = SessionId(1), .re = 2, .refused = error}).refused, error);
    EXPECT_EQ(std::get<Error>(again(LoggedIn{.re = 2, .result = error}).result), error);
    const AccountRows rows{.re = 1,
                           .result = std::vector<AccountRow>{{.id = UserId(1), .name = "a"}}};
    EXPECT_EQ(std::get<std::vector<AccountRow>>(again(rows).result).front().name, "a");
    FileFacts facts{.used_bytes = 7};
    facts.hashes = {"h"};
    EXPECT_EQ(std::get<FileFacts>(again(FileAnswer{.result = facts}).result).hashes, facts.hashes);
}

}  // namespace
}  // namespace teahouse::chat
