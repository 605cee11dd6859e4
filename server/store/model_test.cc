// SPDX-License-Identifier: MIT
// Random transactions against the SQLite store and the store in memory: every answer, every query
// and what a restart finds must be the same. A failing seed is printed; TEAHOUSE_SEED repeats it.
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

constexpr std::uint64_t kSeeds = 12;
constexpr int kBatches = 40;
constexpr std::uint64_t kUsers = 6;
constexpr std::uint64_t kRoomsMade = 4;  // one more is never made

// Makes transactions, most of which succeed.
class Generator {
public:
    explicit Generator(std::uint64_t seed) : random_(seed) {}

    // 0 … limit - 1
    std::uint64_t pick(std::uint64_t limit) { return random_() % limit; }
    bool one_in(std::uint64_t odds) { return pick(odds) == 0; }

    std::vector<proto::Write> txn() {
        std::vector<proto::Write> writes;
        const std::uint64_t count = one_in(3) ? 1 + pick(5) : 1;
        writes.reserve(count);
        for (std::uint64_t i = 0; i < count; ++i) {
            writes.push_back(write());
        }
        return writes;
    }
    proto::EventQuery query() {
        if (one_in(4)) {
            return {
                .room = room(), .merged = true, .seqs = {Seq{1 + pick(20)}, Seq{30 + pick(40)}}};
        }
        if (one_in(5)) {
            return {.limit = static_cast<std::uint32_t>(pick(20)),
                    .merged = one_in(2),
                    .sender = user(),
                    .after = one_in(2) ? "" : "cmid-" + std::to_string(pick(2'000))};
        }
        if (one_in(6)) {
            return {
                .limit = static_cast<std::uint32_t>(pick(9)), .audit = true, .before = pick(12)};
        }
        if (one_in(5)) {
            proto::EventQuery query{.limit = static_cast<std::uint32_t>(pick(20)),
                                    .every_place = true};
            query.files = {file_id()};
            return query;
        }
        if (one_in(4)) {
            proto::FilePage page{.owner = one_in(2) ? UserId{} : user(), .large = one_in(2)};
            if (one_in(2)) {
                page.number = one_in(2) ? static_cast<TimeMs>(pick(1'000)) : next_time();
                page.id = file_id();
            }
            return {.limit = static_cast<std::uint32_t>(pick(9)), .uploads = std::move(page)};
        }
        if (one_in(6)) {
            return {.room = room(),
                    .from = Seq{pick(60)},
                    .to = one_in(3) ? Seq{UINT64_MAX} : Seq{pick(120)},
                    .since = next_time()};
        }
        return {.id = {},
                .room = room(),
                .from = Seq{pick(60)},
                .to = Seq{pick(120)},
                .limit = static_cast<std::uint32_t>(pick(20)),
                .newest = one_in(2),
                .merged = one_in(2),
                .kinds = kinds()};
    }

private:
    static constexpr std::uint64_t kFirstHeld = 100;  // id of a record that holds a file

    RoomId room() { return one_in(150) ? RoomId{kRoomsMade + 1} : RoomId{1 + pick(kRoomsMade)}; }
    UserId user() { return UserId{1 + pick(kUsers)}; }

    proto::Write write() {
        const std::uint64_t kind = pick(100);
        if (kind < 55) {
            return proto::Append{.event = event()};
        }
        if (kind < 75) {
            return read_mark(room(), member(), Seq{pick(80)});
        }
        if (kind < 88) {
            return put_member(make_member(room(), user()), change());
        }
        if (kind < 92) {
            return proto::PutRoom{.room = room_record()};
        }
        if (kind < 95) {
            return proto::PutUser{.user = make_user(1 + pick(kUsers), std::to_string(pick(40)))};
        }
        if (kind < 96) {
            switch (pick(6)) {
                case 0: return proto::DeleteChannel{.channel = 1 + pick(5)};
                case 1:
                case 2: return proto::PutChannel{make_channel(1 + pick(5), user())};
                case 3: return proto::DropFile{.id = file_id()};
                default: return proto::PutFile{.file = file()};
            }
        }
        if (kind < 97) {
            return proto::PutDevice{.device = make_device(1 + pick(5), user())};
        }
        if (one_in(4)) {
            return kept();
        }
        if (one_in(20)) {
            return proto::RaiseEpochs{.generation = pick(60)};
        }
        if (kind < 98) {
            return proto::DeleteDevice{.device = DeviceId{1 + pick(5)}};
        }
        return one_in(2) ? proto::Write{detail()}
                         : proto::Write{touch_device(DeviceId{1 + pick(5)}, next_time())};
    }
    proto::PutDetail detail() {
        return {.detail = {.key = {.kind = static_cast<proto::DetailKind>(1 + pick(2)),
                                   .a = room().value,
                                   .b = user().value},
                           .value = one_in(3) ? "" : std::string(1 + pick(5), 'v')}};
    }
    proto::Write kept() {
        if (one_in(3)) {
            return held();
        }
        constexpr std::uint64_t kKinds = 6;
        const auto kind = static_cast<proto::KeptKind>(1 + pick(kKinds));
        if (one_in(3)) {
            return proto::DropKept{.kind = kind, .id = 1 + pick(9)};
        }
        return proto::PutKept{.record = {.kind = kind,
                                         .id = 1 + pick(9),
                                         .body = std::to_string(pick(100)),
                                         .secret = std::to_string(pick(3))}};
    }
    // Records that hold files have ids of their own, each once.
    proto::Write held() {
        if (last_held_ > kFirstHeld && one_in(3)) {
            return proto::DropKept{.kind = proto::KeptKind::sticker,
                                   .id = kFirstHeld + pick(last_held_ - kFirstHeld)};
        }
        return proto::HoldFile{
            .record = {.kind = proto::KeptKind::sticker, .id = last_held_++, .body = "held"},
            .file = file_id()};
    }
    // Mostly somebody who is a member everywhere (see the first transaction).
    UserId member() { return one_in(100) ? user() : UserId{1 + pick(2)}; }

    proto::Event event() {
        constexpr std::uint64_t kLastKind = 28;
        const auto kind =
            one_in(4) ? static_cast<proto::EventKind>(1 + pick(kLastKind)) : proto::EventKind::text;
        proto::Event event = make_event(room(), user(), kind);
        event.at = next_time();
        if (one_in(60)) {
            event.kind = proto::EventKind::expired;
            event.ref = Seq{pick(60)};
            return event;
        }
        if (!one_in(5)) {
            // A small pool, so that repeats are common; the text tells them apart.
            event.cmid = "cmid-" + std::to_string(one_in(6) ? pick(40) : 1'000 + next_cmid_++);
        }
        event.body.text = std::string(pick(200), 'a') + std::to_string(pick(1'000));
        if (one_in(10) || kind != proto::EventKind::text) {
            event.ref = Seq{pick(50)};
        }
        describe(event.body);
        return event;
    }
    // What the rules of proto/merge.h and of mentions look at.
    void describe(proto::Body& body) {
        if (one_in(2)) {
            body.sign = one_in(2) ? "👍" : "🍵";
        }
        if (one_in(3)) {
            body.off = one_in(2);
        }
        if (one_in(5)) {
            body.mentions = {user(), user()};
        }
        if (one_in(40)) {
            body.all = true;
        }
        if (one_in(6)) {
            body.file = proto::FilePart{.id = file_id(), .name = "x", .size = 1, .mime = "y/z"};
            if (one_in(3)) {
                body.file->thumb = file_id();
            }
        }
        if (one_in(8)) {
            body.text = "https://a.test/" + body.text.value_or("");
        }
    }
    std::string file_id() {
        return std::string(limits::kFileIdChars, static_cast<char>('0' + pick(8)));
    }
    proto::FileRecord file() {
        return {.id = file_id(),
                .owner = user(),
                .hash = std::string(64, static_cast<char>('0' + pick(3))),
                .size = pick(1'000),
                .mime = "image/png",
                .name = "x.png",
                .created = next_time()};
    }
    // Mostly none: all events.
    std::uint32_t kinds() {
        if (one_in(3)) {
            return one_in(2) ? proto::kind_bit(proto::EventKind::text)
                             : static_cast<std::uint32_t>(4 * (1 + pick(31)));
        }
        return 0;
    }
    proto::MemberChange change() {
        constexpr std::uint64_t kChanges = 4;
        return static_cast<proto::MemberChange>(pick(kChanges));
    }
    proto::RoomRecord room_record() {
        proto::RoomRecord room = make_room(1 + pick(kRoomsMade));
        room.title = std::to_string(pick(1'000));
        room.slow = static_cast<std::uint32_t>(pick(3));
        room.writers = static_cast<proto::Writers>(1 + pick(3));
        room.keep = static_cast<std::uint32_t>(pick(3));
        room.recall = static_cast<std::uint32_t>(pick(3));
        if (one_in(2)) {
            room.direct_low = UserId{1 + pick(2)};
            room.direct_high = UserId{3 + pick(2)};
        }
        return room;
    }
    TimeMs next_time() { return static_cast<TimeMs>(pick(1'000'000)); }

    std::mt19937_64 random_;
    std::uint64_t next_cmid_ = 0;
    std::uint64_t last_held_ = kFirstHeld;
};

void expect_same(const proto::TxnResult& durable, const proto::TxnResult& model) {
    ASSERT_EQ(durable.id, model.id);
    ASSERT_EQ(durable.state, model.state);
    if (model.state == proto::TxnState::failed) {
        ASSERT_EQ(durable.error, model.error);
    }
    ASSERT_EQ(durable.events, model.events);
    ASSERT_EQ(durable.members, model.members);
    ASSERT_EQ(durable.epochs, model.epochs);
    ASSERT_EQ(durable.freed, model.freed);
    ASSERT_EQ(durable.new_files, model.new_files);
    ASSERT_EQ(durable.held, model.held);
}

void expect_same(const Snapshot& durable, const Snapshot& model) {
    ASSERT_EQ(durable.users, model.users);
    ASSERT_EQ(durable.devices, model.devices);
    ASSERT_EQ(durable.rooms, model.rooms);
    ASSERT_EQ(durable.members, model.members);
    ASSERT_EQ(durable.mentions, model.mentions);
    ASSERT_EQ(durable.details, model.details);
    ASSERT_EQ(durable.channels, model.channels);
    ASSERT_EQ(durable.files, model.files);
    ASSERT_EQ(durable.file_use, model.file_use);
    ASSERT_EQ(durable.kept, model.kept);
    ASSERT_EQ(durable.last_kept, model.last_kept);
}

// The two stores and what was said to both.
class Pair {
public:
    explicit Pair(std::uint64_t seed) : generator_(seed) {
        restart(false);
        for (std::uint64_t id = 1; id <= kRoomsMade; ++id) {
            const RoomId room{id};
            submit({proto::PutRoom{.room = make_room(id)},
                    put_member(make_member(room, UserId{1}), proto::MemberChange::founds),
                    put_member(make_member(room, UserId{2}), proto::MemberChange::founds)});
        }
    }

    void run() {
        for (int i = 0; i < kBatches && !::testing::Test::HasFatalFailure(); ++i) {
            const std::uint64_t txns = 1 + generator_.pick(30);
            for (std::uint64_t j = 0; j < txns; ++j) {
                submit(generator_.txn());
            }
            compare_answers();
            if (generator_.one_in(6)) {
                restart(generator_.one_in(2));
                expect_same(durable_->snapshot(), model_->snapshot());
            }
            const proto::EventQuery query = generator_.query();
            const proto::QueryResult wanted = model_->query(query);
            const proto::QueryResult found = durable_->query(query);
            ASSERT_EQ(found.events, wanted.events);
            ASSERT_EQ(found.found, wanted.found);
            ASSERT_EQ(found.kept, wanted.kept);
            ASSERT_EQ(found.files, wanted.files);
            ASSERT_EQ(found.totals, wanted.totals);
        }
    }

private:
    void submit(const std::vector<proto::Write>& writes) {
        waiting_.emplace_back(durable_->submit(writes), model_->submit(writes));
    }

    void compare_answers() {
        bool failed = false;
        for (const auto& [durable, model] : waiting_) {
            const proto::TxnResult wanted = model_->wait(model);
            expect_same(durable_->wait(durable), wanted);
            failed = failed || wanted.state == proto::TxnState::failed;
        }
        waiting_.clear();
        if (failed) {
            durable_->store().resume();
            model_->store().resume();
        }
    }

    void restart(bool crash) {
        if (crash) {
            files_.crash(durable_->store());
        }
        durable_.reset();
        model_.reset();
        durable_ = std::make_unique<Client>(files_.open());
        model_ = std::make_unique<Client>(memory_.open());
    }

    Generator generator_;
    SqliteBackend files_;
    MemoryBackend memory_;
    std::unique_ptr<Client> durable_;
    std::unique_ptr<Client> model_;
    std::vector<std::pair<TxnId, TxnId>> waiting_;
};

TEST(StoreModel, sqlite_answers_as_the_store_in_memory_does) {
    const char* given = std::getenv("TEAHOUSE_SEED");  // NOLINT(concurrency-mt-unsafe): one thread
    const std::uint64_t first = given == nullptr ? 1 : std::stoull(given);
    const std::uint64_t last = given == nullptr ? kSeeds : first;
    for (std::uint64_t seed = first; seed <= last; ++seed) {
        SCOPED_TRACE("TEAHOUSE_SEED=" + std::to_string(seed));
        Pair pair{seed};
        pair.run();
        if (HasFatalFailure()) {
            return;
        }
    }
}

}  // namespace
}  // namespace teahouse::store::testing
