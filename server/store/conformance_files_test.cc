// SPDX-License-Identifier: MIT
// Files: what every store keeps of them, and what a message does to them.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

constexpr RoomId kMilk{2};

proto::FileRecord make_file(char digit, UserId owner, std::uint64_t size = 100) {
    return {.id = std::string(32, digit),
            .owner = owner,
            .hash = std::string(64, digit),
            .size = size,
            .mime = "image/png",
            .name = "画.png",
            .width = 30,
            .height = 20,
            .created = 77};
}

proto::Append file_message(RoomId room, proto::EventKind kind, const std::string& cmid,
                           const proto::FileRecord& file, const std::string& thumb = {}) {
    proto::Event event = make_event(room, file.owner, kind);
    event.cmid = cmid;
    event.body.file =
        proto::FilePart{.id = file.id, .name = file.name, .size = file.size, .mime = file.mime};
    if (!thumb.empty()) {
        event.body.file->thumb = thumb;
    }
    return {.event = std::move(event)};
}

class StoreFiles : public ::testing::TestWithParam<BackendKind> {
protected:
    void SetUp() override {
        backend_ = make_backend(GetParam());
        reopen();
        client().commit({proto::PutRoom{make_room(1)}, proto::PutRoom{make_room(2)}});
    }
    Client& client() { return *client_; }
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    std::vector<proto::StoredFile> find(std::vector<std::string> ids) {
        proto::EventQuery query;
        query.files = std::move(ids);
        return client().query(std::move(query)).files;
    }

    using Seqs = std::vector<std::uint64_t>;
    Seqs gallery(std::uint64_t from, std::uint64_t to, std::uint32_t limit, std::uint32_t kinds) {
        Seqs found;
        for (const proto::Event& event : client()
                                             .query({.room = kTea,
                                                     .from = Seq{from},
                                                     .to = Seq{to},
                                                     .limit = limit,
                                                     .kinds = kinds})
                                             .events) {
            found.push_back(event.seq.value);
        }
        return found;
    }
    proto::TxnResult recall(RoomId room, std::uint64_t seq) {
        proto::Event event = make_event(room, kAnn, proto::EventKind::recall);
        event.ref = Seq{seq};
        return client().commit_one(proto::Append{event});
    }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

TEST_P(StoreFiles, are_kept_and_unsent_until_a_message_names_them) {
    const proto::FileRecord picture = make_file('a', kAnn);
    const proto::FileRecord thumb = make_file('b', kAnn, 7);
    const proto::FileRecord other = make_file('c', kBob, 1'000);
    client().commit({proto::PutFile{picture}, proto::PutFile{thumb}, proto::PutFile{other}});
    reopen();
    EXPECT_EQ(client().snapshot().files, (std::vector{picture, thumb, other}));
    EXPECT_EQ(client().snapshot().file_use,
              (std::vector<proto::FileUse>{{kAnn, 107}, {kBob, 1'000}}));
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture, thumb.id)});
    client().commit({file_message(kMilk, proto::EventKind::image, "picture-2", picture)});
    reopen();
    EXPECT_EQ(client().snapshot().files, std::vector{other});
    EXPECT_EQ(client().snapshot().file_use.size(), 2U);
    const auto found = find({picture.id, thumb.id, std::string(32, 'f')});
    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0], (proto::StoredFile{picture, {{kTea, Seq{1}}, {kMilk, Seq{1}}}}));
    EXPECT_EQ(found[1], (proto::StoredFile{thumb, {{kTea, Seq{1}}}}));
}

TEST_P(StoreFiles, a_repeated_message_places_nothing_twice) {
    const proto::FileRecord picture = make_file('a', kAnn);
    client().commit({proto::PutFile{picture}});
    client().commit({proto::PutFile{picture}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture)});
    const proto::TxnResult again =
        client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture)});
    EXPECT_EQ(again.state, proto::TxnState::duplicate);
    EXPECT_EQ(find({picture.id}).at(0).places.size(), 1U);
}

TEST_P(StoreFiles, only_unsent_ones_are_dropped) {
    const proto::FileRecord sent = make_file('a', kAnn);
    const proto::FileRecord unsent = make_file('b', kAnn);
    client().commit({proto::PutFile{sent}, proto::PutFile{unsent}});
    client().commit({file_message(kTea, proto::EventKind::file, "document1", sent)});
    client().commit({proto::DropFile{sent.id}, proto::DropFile{unsent.id},
                     proto::DropFile{std::string(32, 'f')}});
    reopen();
    EXPECT_EQ(find({sent.id, unsent.id}).size(), 1U);
    EXPECT_TRUE(client().snapshot().files.empty());
    EXPECT_EQ(client().snapshot().file_use, (std::vector<proto::FileUse>{{kAnn, 100}}));
}

TEST_P(StoreFiles, are_found_by_their_bytes) {
    proto::FileRecord twin = make_file('b', kBob);
    twin.hash = std::string(64, 'a');
    client().commit({proto::PutFile{make_file('a', kAnn)}, proto::PutFile{twin}});
    proto::EventQuery query;
    query.hashes = {std::string(64, 'a'), std::string(64, 'f')};
    const auto found = client().query(std::move(query)).files;
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].file.hash, std::string(64, 'a'));
}

TEST_P(StoreFiles, of_a_record_are_kept_as_long_as_it_is) {
    const proto::FileRecord picture = make_file('a', kAnn);
    const proto::FileRecord thumb = make_file('b', kAnn);
    const proto::FileRecord document = make_file('c', kAnn);
    client().commit({proto::PutFile{picture}, proto::PutFile{thumb}, proto::PutFile{document}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture, thumb.id)});
    client().commit({file_message(kTea, proto::EventKind::file, "document1", document)});
    proto::Append record = message(kMilk, kAnn, "record-01");
    record.event.kind = proto::EventKind::record;
    record.event.body = {};
    proto::ChatRecord& items = record.event.body.record.emplace();
    // The same file twice is in one place.
    for (const proto::FileRecord& file : {picture, document, document}) {
        proto::RecordItem item{.user = kAnn, .name = "Ann", .kind = proto::EventKind::file};
        item.file = proto::FilePart{.id = file.id, .name = "a", .size = 1, .mime = "x/y"};
        items.items.push_back(std::move(item));
    }
    items.items.front().file->thumb = thumb.id;
    client().commit({std::move(record)});
    recall(kTea, 1);
    recall(kTea, 2);
    reopen();
    const auto found = find({picture.id, thumb.id, document.id});
    ASSERT_EQ(found.size(), 3U);
    for (const proto::StoredFile& file : found) {
        EXPECT_EQ(file.places, (std::vector<proto::FilePlace>{{kMilk, Seq{1}}}));
    }
    EXPECT_EQ(client().snapshot().rooms.back().last->body, proto::Body{});
    const proto::TxnResult gone = recall(kMilk, 1);
    EXPECT_EQ(gone.freed.size(), 3U);
    EXPECT_TRUE(find({picture.id, thumb.id, document.id}).empty());
}

TEST_P(StoreFiles, messages_are_found_by_their_kind) {
    const proto::FileRecord picture = make_file('a', kAnn);
    const proto::FileRecord document = make_file('b', kAnn);
    client().commit({proto::PutFile{picture}, proto::PutFile{document}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture)});
    client().commit({message(kTea, kAnn, "words-001")});
    client().commit({file_message(kTea, proto::EventKind::file, "document1", document)});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-2", picture)});
    client().commit({file_message(kMilk, proto::EventKind::image, "picture-3", picture)});
    const std::uint32_t image = proto::kind_bit(proto::EventKind::image);
    const std::uint32_t file = proto::kind_bit(proto::EventKind::file);
    EXPECT_EQ(gallery(1, 9, 9, image), (Seqs{1, 4}));
    EXPECT_EQ(gallery(1, 9, 9, image | file), (Seqs{1, 3, 4}));
    EXPECT_EQ(gallery(1, 9, 2, image | file), (Seqs{3, 4}));
    EXPECT_EQ(gallery(2, 3, 9, image | file), Seqs{3});
    EXPECT_EQ(gallery(1, 9, 9, proto::kind_bit(proto::EventKind::voice)), Seqs{});
}

TEST_P(StoreFiles, texts_are_found_by_their_links) {
    const auto say = [&](const std::string& cmid, const std::string& text) {
        proto::Append words = message(kTea, kAnn, cmid);
        words.event.body.text = text;
        client().commit({words});
    };
    say("words-001", "see https://example.org/茶");
    say("words-002", "no link: http:/ and ftp://x");
    say("words-003", "http://a.test");
    const std::uint32_t links = proto::kind_bit(proto::EventKind::text);
    EXPECT_EQ(gallery(1, 9, 9, links), (Seqs{1, 3}));
    EXPECT_EQ(gallery(1, 9, 1, links), Seqs{3});
    recall(kTea, 3);
    EXPECT_EQ(gallery(1, 9, 9, links), Seqs{1});
}

TEST_P(StoreFiles, go_with_the_last_message_that_carries_them) {
    const proto::FileRecord picture = make_file('a', kAnn, 1'000);
    const proto::FileRecord thumb = make_file('b', kAnn, 7);
    client().commit({proto::PutFile{picture}, proto::PutFile{thumb}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture, thumb.id)});
    client().commit({file_message(kMilk, proto::EventKind::image, "picture-2", picture)});

    const proto::TxnResult first = recall(kTea, 1);
    EXPECT_EQ(first.freed, (std::vector<proto::FileUse>{{kAnn, 7}}));
    ASSERT_EQ(find({picture.id}).size(), 1U);
    EXPECT_EQ(find({picture.id}).at(0).places, (std::vector<proto::FilePlace>{{kMilk, Seq{1}}}));
    EXPECT_TRUE(find({thumb.id}).empty());
    EXPECT_EQ(gallery(1, 9, 9, proto::kind_bit(proto::EventKind::image)), Seqs{});

    EXPECT_TRUE(recall(kTea, 1).freed.empty()) << "it is gone already";
    EXPECT_EQ(recall(kMilk, 1).freed, (std::vector<proto::FileUse>{{kAnn, 1'000}}));
    EXPECT_TRUE(find({picture.id}).empty());
    reopen();
    EXPECT_TRUE(client().snapshot().files.empty());
    EXPECT_TRUE(client().snapshot().file_use.empty());
}

TEST_P(StoreFiles, go_with_a_room_that_is_dissolved) {
    const proto::FileRecord one = make_file('a', kAnn, 100);
    const proto::FileRecord both = make_file('b', kBob, 20);
    client().commit({proto::PutFile{one}, proto::PutFile{both}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", one)});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-2", both)});
    client().commit({file_message(kMilk, proto::EventKind::image, "picture-3", both)});
    proto::RoomRecord room = make_room(1);
    room.dissolved = true;
    const proto::TxnResult result = client().commit_one(proto::PutRoom{room});
    EXPECT_EQ(result.freed, (std::vector<proto::FileUse>{{kAnn, 100}}));
    EXPECT_TRUE(find({one.id}).empty());
    EXPECT_EQ(find({both.id}).at(0).places, (std::vector<proto::FilePlace>{{kMilk, Seq{1}}}));
}

TEST_P(StoreFiles, have_one_place_in_each_room_that_is_asked_for) {
    const proto::FileRecord picture = make_file('a', kAnn);
    EXPECT_EQ(client().commit({proto::PutFile{picture}}).new_files, std::vector<bool>{true});
    EXPECT_EQ(client().commit({proto::PutFile{picture}}).new_files, std::vector<bool>{false});
    for (int i = 0; i < 300; ++i) {
        client().commit(
            {file_message(kTea, proto::EventKind::image, "picture-" + std::to_string(i), picture)});
    }
    client().commit({file_message(kMilk, proto::EventKind::image, "picture-last", picture)});
    EXPECT_EQ(find({picture.id}).at(0).places,
              (std::vector<proto::FilePlace>{{kTea, Seq{300}}, {kMilk, Seq{1}}}));
    proto::EventQuery query;
    query.files = {picture.id};
    query.rooms = {RoomId{77}, kMilk};
    EXPECT_EQ(client().query(std::move(query)).files.at(0).places,
              (std::vector<proto::FilePlace>{{kMilk, Seq{1}}}));
}

TEST_P(StoreFiles, an_undone_recall_takes_nothing) {
    const proto::FileRecord picture = make_file('a', kAnn);
    client().commit({proto::PutFile{picture}});
    client().commit({file_message(kTea, proto::EventKind::image, "picture-1", picture)});
    proto::Event event = make_event(kTea, kAnn, proto::EventKind::recall);
    event.ref = Seq{1};
    const proto::TxnResult failed =
        client().commit({proto::Append{event}, message(RoomId{99}, kAnn, "nowhere-1")});
    EXPECT_EQ(failed.state, proto::TxnState::failed);
    client().store().resume();
    EXPECT_EQ(find({picture.id}).at(0).places.size(), 1U);
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreFiles, ::testing::ValuesIn(backends()),
                         [](const auto& instance) { return name_of(instance.param); });

}  // namespace
}  // namespace teahouse::store::testing
