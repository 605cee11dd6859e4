// SPDX-License-Identifier: MIT
#include "proto/kept.h"

#include <cstddef>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::proto {
namespace {

void expect_back(const KeptValue& value) {
    const KeptRecord record = encode_kept(7, value);
    EXPECT_EQ(record.id, 7U);
    EXPECT_EQ(record.kind, kind_of(value));
    const auto back = decode_kept(record);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(*back, value);
}

KeptCall a_call() {
    return {.shown = {.id = "c",
                      .room = RoomId(2),
                      .by = UserId(3),
                      .at = 4,
                      .answered = 5,
                      .legs = {{.leg = 7, .user = UserId(3), .audio = true}, {.user = UserId(4)}}},
            .legs = {{.number = 7, .device = DeviceId(8), .token = "0123abcd"}, {.quiet = true}},
            .last_number = 9};
}

TEST(Kept, every_kind_comes_back) {
    expect_back(ServerSettings{.name = "茶馆", .registration = Registration::approval});
    expect_back(Ban{.id = 7, .address = "192.0.2.0/24", .at = 1, .by = UserId(2), .until = 9});
    expect_back(ServerInvite{.id = 7, .code = "abc", .left = 2, .used = 1, .at = 3});
    expect_back(KeptApplicant{.shown = {.id = 7, .name = "Bob", .address = "::1", .at = 4},
                              .name_key = "bob",
                              .password_hash = "$argon2id$x"});
    expect_back(Purge{.id = 7, .user = UserId(3), .since = 5, .removed = 6, .after = "cmid"});
    expect_back(AuditEntry{.id = 7, .at = 8, .act = AuditAct::kick, .user = UserId(4)});
    expect_back(Program{.id = 7, .user = UserId(5), .room = RoomId(3)});
    expect_back(KeptHook{.shown = {.id = 7, .room = RoomId(2), .kind = HookKind::outgoing},
                         .endpoint = "https://hook.example/x",
                         .secret = "signs"});
    expect_back(KeptCall{.shown = {.id = "c", .room = RoomId(2), .by = UserId(3), .at = 4}});
    expect_back(a_call());
}

TEST(Kept, the_tokens_of_a_call_are_not_in_the_body) {
    const KeptRecord record = encode_kept(1, a_call());
    EXPECT_EQ(record.body.find("0123abcd"), std::string::npos);
    EXPECT_NE(record.secret.find("0123abcd"), std::string::npos);
}

TEST(Kept, a_call_whose_legs_do_not_fit_is_refused) {
    const KeptRecord good = encode_kept(1, a_call());
    ASSERT_TRUE(decode_kept(good));
    for (std::size_t length = 0; length < good.secret.size(); ++length) {
        KeptRecord cut = good;
        cut.secret.resize(length);
        EXPECT_FALSE(decode_kept(cut)) << "cut to " << length;
    }
    for (const std::string_view more : {"4 5 r\n", "\n", "x", "4 5\n", "4  r\n"}) {
        KeptRecord longer = good;
        longer.secret += more;
        EXPECT_FALSE(decode_kept(longer)) << more;
    }
}

TEST(Kept, the_secrets_of_a_webhook_are_not_in_the_body) {
    const KeptRecord record = encode_kept(1, KeptHook{.shown = {.name = "Builds"},
                                                      .endpoint = "https://hook.example/x",
                                                      .secret = "signs"});
    EXPECT_EQ(record.body.find("signs"), std::string::npos);
    EXPECT_EQ(record.body.find("hook.example"), std::string::npos);
}

TEST(Kept, an_applicants_secrets_are_not_in_the_body) {
    const KeptRecord record = encode_kept(
        1, KeptApplicant{.shown = {.name = "Bob"}, .name_key = "bob", .password_hash = "$hash"});
    EXPECT_EQ(record.body.find("$hash"), std::string::npos);
    EXPECT_EQ(record.secret, "bob\n$hash");
}

TEST(Kept, what_is_damaged_is_refused) {
    EXPECT_FALSE(decode_kept({.kind = KeptKind::ban, .id = 1, .body = "nonsense"}));
    KeptRecord applicant = encode_kept(1, KeptApplicant{.shown = {.name = "Bob"}});
    applicant.secret = "no hash";
    EXPECT_FALSE(decode_kept(applicant));
    KeptRecord hook = encode_kept(1, KeptHook{.shown = {.name = "Builds"}});
    hook.secret = "no address";
    EXPECT_FALSE(decode_kept(hook));
    EXPECT_FALSE(decode_kept({.kind = static_cast<KeptKind>(99), .id = 1}));
}

}  // namespace
}  // namespace teahouse::proto
