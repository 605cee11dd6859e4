// SPDX-License-Identifier: MIT
// Files that records hold, and the pages of files that administrators look at.
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

constexpr RoomId kTea{1};
constexpr UserId kBob{12};

proto::FileRecord make_file(char digit, UserId owner, std::uint64_t size, TimeMs created,
                            const std::string& mime = "image/png") {
    return {.id = std::string(32, digit),
            .owner = owner,
            .hash = std::string(64, digit),
            .size = size,
            .mime = mime,
            .name = std::string(1, digit),
            .created = created};
}

proto::HoldFile hold(std::uint64_t id, char file) {
    return {.record = {.kind = proto::KeptKind::sticker, .id = id, .body = "held"},
            .file = std::string(32, file)};
}

proto::DropKept drop(std::uint64_t id) { return {.kind = proto::KeptKind::sticker, .id = id}; }

class StoreUploads : public ::testing::TestWithParam<BackendKind> {
protected:
    void SetUp() override {
        backend_ = make_backend(GetParam());
        reopen();
        client().commit({proto::PutRoom{make_room(1)}});
    }
    Client& client() { return *client_; }
    void reopen() {
        client_.reset();
        client_ = std::make_unique<Client>(backend_->open());
    }
    void send(const proto::FileRecord& file, const std::string& cmid) {
        proto::Event event = make_event(kTea, file.owner, proto::EventKind::file);
        event.cmid = cmid;
        event.body.file =
            proto::FilePart{.id = file.id, .name = file.name, .size = file.size, .mime = "x/y"};
        client().commit({proto::Append{.event = std::move(event)}});
    }
    std::vector<proto::FilePlace> places(char file, std::uint32_t limit = 9) {
        proto::EventQuery query{.limit = limit, .every_place = true};
        query.files = {std::string(32, file)};
        const auto found = client().query(std::move(query)).files;
        return found.empty() ? std::vector<proto::FilePlace>{} : found.front().places;
    }
    proto::QueryResult page(proto::FilePage wanted, std::uint32_t limit = 9) {
        return client().query({.limit = limit, .uploads = std::move(wanted)});
    }
    std::string names(proto::FilePage wanted, std::uint32_t limit = 9) {
        std::string all;
        for (const proto::StoredFile& stored : page(std::move(wanted), limit).files) {
            all += stored.file.name;
        }
        return all;
    }

private:
    std::unique_ptr<Backend> backend_;
    std::unique_ptr<Client> client_;
};

TEST_P(StoreUploads, a_record_holds_its_file_until_it_is_dropped) {
    const proto::FileRecord picture = make_file('a', kAnn, 100, 1);
    client().commit({proto::PutFile{picture}});
    EXPECT_EQ(client().commit_one(hold(5, 'a')).held, std::vector<bool>{true});
    EXPECT_EQ(client().commit_one(hold(6, 'a')).held, std::vector<bool>{true});
    client().commit({proto::DropFile{picture.id}});
    reopen();
    EXPECT_TRUE(client().snapshot().files.empty()) << "it waits for no message";
    EXPECT_EQ(client().snapshot().kept.size(), 2U);
    EXPECT_EQ(places('a'), (std::vector<proto::FilePlace>{{RoomId{}, Seq{5}}, {RoomId{}, Seq{6}}}));
    EXPECT_TRUE(client().commit_one(drop(5)).freed.empty());
    EXPECT_TRUE(client().commit_one(drop(5)).freed.empty()) << "it is gone already";
    EXPECT_EQ(client().commit_one(drop(6)).freed, (std::vector<proto::FileUse>{{kAnn, 100}}));
    reopen();
    EXPECT_TRUE(client().snapshot().kept.empty());
    EXPECT_TRUE(client().snapshot().file_use.empty());
}

TEST_P(StoreUploads, a_record_and_a_message_hold_a_file_for_each_other) {
    const proto::FileRecord picture = make_file('a', kAnn, 100, 1);
    client().commit({proto::PutFile{picture}});
    send(picture, "message-1");
    client().commit_one(hold(5, 'a'));
    EXPECT_EQ(places('a'), (std::vector<proto::FilePlace>{{RoomId{}, Seq{5}}, {kTea, Seq{1}}}));
    EXPECT_EQ(places('a', 1).size(), 1U);
    proto::Event recall = make_event(kTea, kAnn, proto::EventKind::recall);
    recall.ref = Seq{1};
    EXPECT_TRUE(client().commit_one(proto::Append{recall}).freed.empty());
    // A change of the record leaves the file where it is.
    client().commit_one(proto::PutKept{.record = hold(5, 'a').record});
    EXPECT_EQ(places('a'), (std::vector<proto::FilePlace>{{RoomId{}, Seq{5}}}));
    EXPECT_EQ(client().commit_one(drop(5)).freed.size(), 1U);
}

TEST_P(StoreUploads, what_is_gone_cannot_be_held) {
    EXPECT_EQ(client().commit_one(hold(5, 'f')).held, std::vector<bool>{false});
    reopen();
    EXPECT_TRUE(client().snapshot().kept.empty());
    const proto::FileRecord picture = make_file('a', kAnn, 100, 1);
    client().commit({proto::PutFile{picture}});
    const proto::TxnResult failed =
        client().commit({hold(5, 'a'), message(RoomId{99}, kAnn, "nowhere-1")});
    EXPECT_EQ(failed.state, proto::TxnState::failed);
    client().store().resume();
    EXPECT_TRUE(places('a').empty());
}

TEST_P(StoreUploads, pages_are_in_order_and_go_on_where_they_were) {
    const std::vector<proto::FileRecord> files = {
        make_file('a', kAnn, 50, 10), make_file('b', kBob, 900, 20, "audio/mpeg"),
        make_file('c', kAnn, 70, 30, "text/plain"), make_file('d', kAnn, 70, 30, "video/mp4"),
        make_file('e', kAnn, 1, 90)};
    for (const proto::FileRecord& file : files) {
        client().commit({proto::PutFile{file}});
        if (file.name != "e") {  // that one is in no message yet
            send(file, "message-" + file.name);
        }
    }
    send(files[0], "message-again");
    client().commit_one(hold(5, 'a'));
    EXPECT_EQ(names({}), "dcba");
    EXPECT_EQ(names({.large = true}), "bdca");
    EXPECT_EQ(names({.owner = kAnn}), "dca");
    EXPECT_EQ(names({.owner = kAnn, .large = true}), "dca");
    EXPECT_EQ(names({.group = proto::FileGroup::pictures}), "da");
    EXPECT_EQ(names({.group = proto::FileGroup::sounds, .large = true}), "b");
    EXPECT_EQ(names({.owner = kAnn, .group = proto::FileGroup::documents}), "c");
    EXPECT_EQ(names({}, 2), "dc");
    EXPECT_EQ(names({.number = 30, .id = files[3].id}), "cba");
    EXPECT_EQ(names({.large = true, .number = 70, .id = files[2].id}), "a");
    EXPECT_EQ(page({}).files.back().messages, 2U) << "what holds it is no message";
    EXPECT_TRUE(page({}).files.back().places.empty());
}

TEST_P(StoreUploads, the_totals_count_each_content_once) {
    proto::FileRecord twin = make_file('b', kBob, 100, 2);
    twin.hash = std::string(64, 'a');
    for (const proto::FileRecord& file :
         {make_file('a', kAnn, 100, 1), twin, make_file('c', kBob, 7, 3, "text/plain")}) {
        client().commit({proto::PutFile{file}});
        send(file, "message-" + file.name);
    }
    client().commit({proto::PutFile{make_file('d', kAnn, 1'000, 4)}});
    EXPECT_EQ(page({}, 1).totals, (proto::FileTotals{.count = 3, .bytes = 107}));
    EXPECT_EQ(page({.owner = kBob}).totals, (proto::FileTotals{.count = 2, .bytes = 107}));
    EXPECT_EQ(page({.group = proto::FileGroup::pictures}).totals,
              (proto::FileTotals{.count = 2, .bytes = 100}));
    EXPECT_EQ(page({.owner = UserId{99}}).totals, proto::FileTotals{});
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreUploads, ::testing::ValuesIn(backends()),
                         [](const auto& instance) { return name_of(instance.param); });

}  // namespace
}  // namespace teahouse::store::testing
