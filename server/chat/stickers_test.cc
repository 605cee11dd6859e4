// SPDX-License-Identifier: MIT
// Stickers of one's own: bounds, quota, order and what becomes of a file that goes meanwhile: the
// engine in virtual time, on a store in memory.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_files.h"
#include "base/one_of.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/file_records.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/memory/memory_store.h"
#include "store/memory/state.h"
#include "testkit/host.h"

namespace teahouse::chat::stickers_test {
namespace {

constexpr TimeMs kStart = 1'800'000'000'000;

proto::TokenHash filled(std::uint8_t with) {
    proto::TokenHash hash{};
    hash.fill(with);
    return hash;
}

class Stickers : public ::testing::Test {
protected:
    Stickers() {
        ann_ = add_account("ann", 1);
        bob_ = add_account("bob", 2);
        group_ =
            ok<proto::RoomCreateReply>(1, proto::RoomCreateRequest{.kind = proto::RoomKind::group,
                                                                   .title = "Tea",
                                                                   .users = {bob_}})
                .room.id;
    }
    void TearDown() override { host().engine().check_invariants(); }

    testkit::Host& host() { return *host_; }
    UserId add_account(const std::string& name, std::uint8_t who) {
        const SessionId session{++last_session_};
        host().connect(session);
        host().apply(Register{.session = session,
                              .name = name,
                              .name_key = name,
                              .password_hash = "hash",
                              .token = filled(who)});
        const auto login = host().take_login(session);
        return login ? std::get<proto::UserInfo>(login->result).id : UserId();
    }
    SessionId ask(std::uint8_t who, proto::Request request) {
        const SessionId session{++last_session_};
        host().apply(
            HttpRequest{.session = session, .token = filled(who), .request = std::move(request)});
        return session;
    }
    std::optional<std::variant<proto::Reply, Error>> answer_of(SessionId session) {
        for (testkit::Received& received : host().take(session)) {
            if (auto* answered = std::get_if<testkit::Answered>(&received); answered != nullptr) {
                return std::move(answered->result);
            }
        }
        return std::nullopt;
    }
    template <class Reply>
    Reply ok(std::uint8_t who, proto::Request request) {
        auto answer = answer_of(ask(who, std::move(request)));
        const auto* error = answer ? std::get_if<Error>(&*answer) : nullptr;
        if (!answer || error != nullptr) {
            ADD_FAILURE() << (error == nullptr ? "no answer" : error->message);
            return {};
        }
        return get<Reply>(std::get<proto::Reply>(*std::move(answer)));
    }
    ErrorCode refused(std::uint8_t who, proto::Request request) {
        const auto answer = answer_of(ask(who, std::move(request)));
        const auto* error = answer ? std::get_if<Error>(&*answer) : nullptr;
        return error == nullptr ? ErrorCode::internal : error->code;
    }
    proto::FileRecord picture() {
        const std::string digits = std::to_string(++last_file_);
        return {.id = std::string(limits::kFileIdChars - digits.size(), '0') + digits,
                .hash = std::string(64 - digits.size(), 'a') + digits,
                .size = 64,
                .mime = "image/webp",
                .name = "cat.webp",
                .width = 30,
                .height = 20};
    }
    std::string upload(std::uint8_t who, proto::FileRecord file) {
        file.owner = who == 1 ? ann_ : bob_;
        const SessionId session{++last_session_};
        const std::string id = file.id;
        host().apply(
            AddFile{.session = session, .re = 1, .token = filled(who), .file = std::move(file)});
        const auto answer = host().take_file(session);
        EXPECT_TRUE(answer && std::holds_alternative<FileFacts>(answer->result));
        return id;
    }
    static proto::StickerAddRequest add(const std::string& file) {
        proto::StickerAddRequest request;
        request.file = proto::SendFile{.id = file};
        return request;
    }
    proto::Sticker added(std::uint8_t who) {
        return ok<proto::StickerAddReply>(who, add(upload(who, picture()))).sticker;
    }
    std::vector<std::uint64_t> listed(std::uint8_t who) {
        std::vector<std::uint64_t> ids;
        for (const proto::Sticker& sticker :
             ok<proto::StickerListReply>(who, proto::StickerListRequest{}).stickers) {
            ids.push_back(sticker.id);
        }
        return ids;
    }
    std::uint64_t used(std::uint8_t who) {
        const SessionId session{++last_session_};
        host().apply(AdmitUpload{.session = session, .re = 1, .token = filled(who)});
        const auto answer = host().take_file(session);
        return answer ? std::get<FileFacts>(answer->result).used_bytes : 0;
    }
    void restart(store::CommitMode mode = store::CommitMode::immediate) {
        const TimeMs now = host().now();
        store::MemoryState state = host().crash({});
        host_ = std::make_unique<testkit::Host>(EngineConfig{}, mode, std::move(state), now);
        host().advance_to(now + 1);
    }

    std::unique_ptr<testkit::Host> host_ = std::make_unique<testkit::Host>(
        EngineConfig{}, store::CommitMode::immediate, store::MemoryState(), kStart);
    std::uint64_t last_session_ = 100;
    int last_file_ = 0;
    UserId ann_;
    UserId bob_;
    RoomId group_;
};

TEST_F(Stickers, are_at_most_two_hundred) {
    for (std::size_t i = 0; i < limits::kStickersMax; ++i) {
        (void)added(1);
    }
    EXPECT_EQ(refused(1, add(upload(1, picture()))), ErrorCode::too_large);
    EXPECT_EQ(listed(1).size(), limits::kStickersMax);
    (void)added(2);
    (void)ok<proto::StickerRemoveReply>(1,
                                        proto::StickerRemoveRequest{.sticker = listed(1).back()});
    (void)added(1);
}

TEST_F(Stickers, are_small_pictures) {
    proto::FileRecord file = picture();
    file.size = limits::kStickerFileBytesMax;
    file.width = file.height = limits::kStickerSideMax;
    (void)ok<proto::StickerAddReply>(1, add(upload(1, file)));
    file = picture();
    file.size = limits::kStickerFileBytesMax + 1;
    EXPECT_EQ(refused(1, add(upload(1, file))), ErrorCode::too_large);
    file = picture();
    file.height = limits::kStickerSideMax + 1;
    EXPECT_EQ(refused(1, add(upload(1, file))), ErrorCode::too_large);
    file = picture();
    file.mime = "image/svg+xml";
    EXPECT_EQ(refused(1, add(upload(1, file))), ErrorCode::unsupported_type);
    file = picture();
    file.width = 0;
    EXPECT_EQ(refused(1, add(upload(1, file))), ErrorCode::unsupported_type)
        << "the server could not see how large it is";
}

TEST_F(Stickers, count_once_however_often_they_are_sent) {
    const proto::Sticker sticker = added(1);
    EXPECT_EQ(used(1), 64U);
    for (int i = 0; i < 3; ++i) {
        (void)ok<proto::MessageSendReply>(
            1, proto::StickerSendRequest{
                   .room = group_, .cmid = "sticker-" + std::to_string(i), .sticker = sticker.id});
    }
    // Somebody else's sticker of the same file is on the account of who uploaded it.
    proto::StickerAddRequest request;
    request.room = group_;
    request.seq = Seq{2};
    const auto taken = ok<proto::StickerAddReply>(2, request).sticker;
    EXPECT_EQ(used(1), 64U);
    EXPECT_EQ(used(2), 0U);
    host().advance_to(host().now() + limits::kUnsentFileMs + limits::kUnsentSweepMs);
    restart();
    EXPECT_EQ(used(1), 64U) << "it waits for no message";
    (void)ok<proto::StickerRemoveReply>(1, proto::StickerRemoveRequest{.sticker = sticker.id});
    for (std::uint64_t seq = 2; seq <= 4; ++seq) {
        (void)ok<proto::MessageRecallReply>(
            1, proto::MessageRecallRequest{
                   .room = group_, .cmid = "recall-" + std::to_string(seq), .ref = Seq{seq}});
    }
    EXPECT_EQ(used(1), 64U);
    (void)ok<proto::StickerRemoveReply>(2, proto::StickerRemoveRequest{.sticker = taken.id});
    EXPECT_EQ(used(1), 0U);
}

TEST_F(Stickers, stay_in_their_order_over_a_restart) {
    std::vector<std::uint64_t> ids;
    for (int i = 0; i < 4; ++i) {
        ids.push_back(added(1).id);
    }
    using Ids = std::vector<std::uint64_t>;
    EXPECT_EQ(listed(1), (Ids{ids[3], ids[2], ids[1], ids[0]}));
    (void)ok<proto::StickerOrderReply>(
        1, proto::StickerOrderRequest{.stickers = {ids[0], ids[2], ids[0], 4'711}});
    EXPECT_EQ(listed(1), (Ids{ids[0], ids[2], ids[3], ids[1]}));
    restart();
    EXPECT_EQ(listed(1), (Ids{ids[0], ids[2], ids[3], ids[1]}));
    const std::uint64_t newest = added(1).id;
    EXPECT_EQ(listed(1).front(), newest);
}

// The message is taken back while the store is asked about its file: the recall is committed first.
TEST_F(Stickers, whose_file_goes_meanwhile_are_not_there) {
    const std::string file = upload(2, picture());
    proto::MessageSendRequest send{.room = group_, .cmid = "picture-1"};
    send.kind = proto::EventKind::image;
    send.file = proto::SendFile{.id = file};
    (void)ok<proto::MessageSendReply>(2, send);
    restart(store::CommitMode::manual);
    store::MemoryStore& store = host().store();
    const auto commit_all = [&] {
        while (store.commit_next(100) > 0) {
        }
    };
    commit_all();
    const SessionId recall =
        ask(2, proto::MessageRecallRequest{.room = group_, .cmid = "recall-01", .ref = Seq{2}});
    proto::StickerAddRequest request;
    request.room = group_;
    request.seq = Seq{2};
    const SessionId adding = ask(1, request);
    while (store.queued_queries() > 0) {  // the message for both, then the file
        store.answer_query(0);
    }
    EXPECT_FALSE(answer_of(adding)) << "nothing is committed yet";
    commit_all();
    EXPECT_TRUE(answer_of(recall));
    const auto answer = answer_of(adding);
    const auto* error = answer ? std::get_if<Error>(&*answer) : nullptr;
    ASSERT_NE(error, nullptr);
    EXPECT_EQ(error->code, ErrorCode::not_found);
    EXPECT_TRUE(listed(1).empty());
    commit_all();
}

}  // namespace
}  // namespace teahouse::chat::stickers_test
