// SPDX-License-Identifier: MIT
// Starting: who may, on which files, and what is said where it is not possible.
#include "store/sqlite/open.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/sqlite/options.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"
#include "store/testing/shim_vfs.h"
#include "test_paths.h"

namespace teahouse::store::testing {
namespace {

class Open : public ::testing::Test {
protected:
    [[nodiscard]] std::string directory() const { return dir_.path() + "/data"; }
    [[nodiscard]] std::string file() const { return directory() + "/main.db"; }

    [[nodiscard]] std::unique_ptr<SqliteStore> make_store() const {
        return std::make_unique<SqliteStore>(SqliteOptions{.directory = directory()});
    }
    // What load() says against starting; empty if nothing.
    [[nodiscard]] std::string refusal() const {
        const Result<Snapshot> loaded = make_store()->load();
        return loaded ? std::string{} : loaded.error().message;
    }
    void fill(int messages) const {
        Client client{make_store()};
        client.commit_one(proto::PutRoom{.room = make_room(1)});
        for (int i = 0; i < messages; ++i) {
            client.submit(
                {message(kRoom, kAnn, "message-" + std::to_string(i), std::string(1'000, 'x'))});
        }
    }
    [[nodiscard]] Db open_db() const { return Db::open(file(), {}).value(); }
    void run_sql(const std::string& sql) const {
        Db db = open_db();
        const Status done = db.run_script(sql.c_str());
        ASSERT_TRUE(done) << done.error().message;
    }
    [[nodiscard]] std::int64_t read_integer(const char* sql) const {
        return open_db().read_integer(sql).value();
    }
    // Overwrites the file from `offset` on.
    void scribble(std::int64_t offset, std::size_t size) const {
        std::fstream out{file(), std::ios::binary | std::ios::in | std::ios::out};
        out.seekp(offset);
        out << std::string(size, '\xA5');
    }

private:
    TempDir dir_;
};

TEST_F(Open, makes_a_directory_that_only_the_owner_may_read) {
    fill(1);
    struct stat directory_stat{};
    struct stat file_stat{};
    ASSERT_EQ(::stat(directory().c_str(), &directory_stat), 0);
    ASSERT_EQ(::stat(file().c_str(), &file_stat), 0);
    constexpr mode_t kPermissions = 0777;
    EXPECT_EQ(directory_stat.st_mode & kPermissions, mode_t{0700});
    EXPECT_EQ(file_stat.st_mode & kPermissions, mode_t{0600});
}

TEST_F(Open, gives_a_directory_to_one_server_only) {
    std::unique_ptr<SqliteStore> first = make_store();
    ASSERT_TRUE(first->load());
    const Result<Snapshot> second = make_store()->load();
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_EQ(second.error().message, "the data directory " + directory() +
                                          " is used by another server (process " +
                                          std::to_string(::getpid()) + ")");
    first.reset();
    EXPECT_EQ(refusal(), "");
}

TEST_F(Open, knows_an_orderly_end_from_a_crash) {
    fill(1);
    EXPECT_EQ(read_integer("SELECT clean FROM store"), 1);
    SqliteBackend backend;
    {
        Client client{backend.open()};
        backend.crash(client.store());
    }
    const std::unique_ptr<Store> after = backend.open();
    EXPECT_EQ(Db::open(backend.directory() + "/main.db", {})
                  .value()
                  .read_integer("SELECT clean FROM store")
                  .value(),
              0);
    EXPECT_TRUE(after->load());
}

TEST_F(Open, refuses_what_is_no_database) {
    std::filesystem::create_directory(directory());
    std::ofstream{file()} << std::string(100'000, 'q');
    EXPECT_EQ(refusal(), "the database " + file() +
                             " is damaged (file is not a database (sqlite 26)): restore a backup, "
                             "or move the file away to start empty");
}

TEST_F(Open, refuses_a_database_of_another_program) {
    std::filesystem::create_directory(directory());
    run_sql("CREATE TABLE other(x)");
    EXPECT_EQ(refusal(), file() + " is not a database of Teahouse; name another data directory");
}

TEST_F(Open, refuses_a_newer_version) {
    fill(1);
    run_sql("PRAGMA user_version=99");
    const std::string said = refusal();
    EXPECT_TRUE(said.starts_with(file() + " was written by a newer Teahouse (schema 99,")) << said;
    EXPECT_EQ(read_integer("PRAGMA user_version"), 99);
}

TEST_F(Open, refuses_a_damaged_file_after_an_unclean_end) {
    fill(500);
    run_sql("UPDATE store SET clean = 0");
    // A page in the middle: of the messages, which load() alone would not read.
    scribble(60 * 4096, 4096);
    const std::string said = refusal();
    EXPECT_TRUE(said.starts_with("the database " + file() + " is damaged (")) << said;
    EXPECT_TRUE(said.ends_with("): restore a backup, or move the file away to start empty"));
}

TEST_F(Open, refuses_a_file_whose_state_cannot_be_read) {
    fill(500);
    const auto root = read_integer("SELECT rootpage FROM sqlite_schema WHERE name = 'room'");
    scribble((root - 1) * 4096, 4096);
    const std::string said = refusal();
    EXPECT_TRUE(said.starts_with("the database " + file() + " is damaged (")) << said;
}

TEST_F(Open, refuses_a_newest_message_that_cannot_be_decoded) {
    fill(3);
    run_sql("UPDATE event SET body = x'C1' WHERE seq = 3");
    EXPECT_EQ(refusal(), "the database " + file() +
                             " is damaged (event 3 of room 1 is damaged): restore a backup, or "
                             "move the file away to start empty");
}

TEST_F(Open, says_what_is_wrong_with_the_directory) {
    std::ofstream{directory()} << "a file";
    EXPECT_EQ(refusal(), "cannot make the data directory " + directory() + ": Not a directory");
}

TEST_F(Open, reads_little_of_a_long_history) {
    fill(3);
    run_sql(
        "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)"
        " INSERT INTO event SELECT 1, i, 0, 11, 1, i, NULL, 'cmid-' || i, x'91A178' FROM n");
    const ShimVfs vfs{"counting"};
    SqliteStore store{{.directory = directory(), .vfs = vfs.name()}};
    const Result<Snapshot> snapshot = store.load();
    ASSERT_TRUE(snapshot);
    EXPECT_EQ(snapshot->rooms.at(0).head, Seq{50'000});
    EXPECT_EQ(snapshot->rooms.at(0).count, 50'000U);
    EXPECT_GT(std::filesystem::file_size(file()), 2'000'000U);
    EXPECT_LT(vfs.bytes_read(), 200'000U);
}

// What was said last is far back behind signs; and it may be the first of all.
TEST_F(Open, reads_little_of_the_signs_behind_the_last_message) {
    fill(3);
    for (const int messages : {3, 20'000}) {
        run_sql("DELETE FROM event WHERE seq > 3");
        {
            Db db = open_db();
            Statement fill =
                db.prepare(
                      "WITH RECURSIVE n(i) AS (SELECT 4 UNION ALL SELECT i + 1 FROM n WHERE i < "
                      "50000) INSERT INTO event SELECT 1, i, 0, 11, iif(i <= ?1, 1, 10),"
                      " min(i, ?1), NULL, 'cmid-' || i, x'91A178' FROM n")
                    .value();
            ASSERT_TRUE(fill.run(std::int64_t{messages}));
        }
        const ShimVfs vfs{"counting"};
        SqliteStore store{{.directory = directory(), .vfs = vfs.name()}};
        const Result<Snapshot> snapshot = store.load();
        ASSERT_TRUE(snapshot);
        const proto::RoomRecord& room = snapshot->rooms.at(0);
        EXPECT_EQ(room.count, static_cast<std::uint64_t>(messages));
        EXPECT_EQ(room.last.value_or(proto::Event{}).seq,
                  Seq{static_cast<std::uint64_t>(messages)});
        EXPECT_LT(vfs.bytes_read(), 300'000U);
    }
}

// --- Upgrades
// -------------------------------------------------------------------------------------------

std::string version_file(int version) {
    const std::ifstream in{std::string{TEAHOUSE_SOURCE_DIR} +
                           "/server/store/sqlite/testdata/version_" + std::to_string(version) +
                           ".sql"};
    std::ostringstream text;
    text << in.rdbuf();
    return text.str();
}

TEST_F(Open, reads_a_file_of_version_1) {
    std::filesystem::create_directory(directory());
    run_sql(version_file(1));
    Client client{make_store()};
    const Snapshot& snapshot = client.snapshot();
    ASSERT_EQ(snapshot.users.size(), 2U);
    EXPECT_EQ(snapshot.users[0].name, "Ann");
    EXPECT_EQ(snapshot.users[0].role, proto::ServerRole::owner);
    ASSERT_EQ(snapshot.devices.size(), 1U);
    EXPECT_EQ(snapshot.devices[0].token[0], 0x01);
    ASSERT_EQ(snapshot.rooms.size(), 2U);
    EXPECT_EQ(snapshot.rooms[0].title, "Lobby");
    EXPECT_EQ(snapshot.rooms[0].head, Seq{3});
    EXPECT_EQ(snapshot.rooms[0].count, 2U);
    EXPECT_EQ(snapshot.rooms[0].last.value_or(proto::Event{}).body.text, "hello");
    ASSERT_EQ(snapshot.members.size(), 2U);
    EXPECT_EQ(snapshot.members[1].read, Seq{1});
    EXPECT_EQ(snapshot.members[1].own_count, 1U);
    const proto::TxnResult again = client.commit_one(message(RoomId{1}, UserId{2}, "cmid-0002"));
    EXPECT_EQ(again.state, proto::TxnState::duplicate);
    EXPECT_EQ(again.events.at(0).seq, Seq{3});
    // What came with version 2 works on the messages of before.
    EXPECT_TRUE(snapshot.rooms[0].pins.empty());
    EXPECT_TRUE(snapshot.mentions.empty());
    proto::Event recall = make_event(RoomId{1}, UserId{2}, proto::EventKind::recall);
    recall.ref = Seq{3};
    client.commit_one(proto::Append{recall});
    EXPECT_FALSE(client.log(RoomId{1}).at(2).body.text.has_value());
    // Rooms of before have no rules; details work.
    EXPECT_EQ(snapshot.rooms[0].slow, 0U);
    EXPECT_EQ(snapshot.rooms[0].writers, proto::Writers::all);
    EXPECT_TRUE(snapshot.details.empty());
    const proto::DetailRecord detail{.key = {.a = 1, .b = 2}, .value = "x"};
    EXPECT_EQ(client.commit_one(proto::PutDetail{.detail = detail}).state,
              proto::TxnState::committed);
    // Nor have people named addresses for notifications.
    EXPECT_TRUE(snapshot.channels.empty());
    EXPECT_EQ(client.commit_one(proto::PutChannel{make_channel(1, UserId{2})}).state,
              proto::TxnState::committed);
    // So does what administrators leave behind.
    EXPECT_TRUE(snapshot.kept.empty());
    client.commit_one(proto::PutKept{.record = {.kind = proto::KeptKind::audit, .id = 1}});
    EXPECT_EQ(client.query({.limit = 5, .audit = true, .before = 9}).kept.size(), 1U);
    EXPECT_EQ(client.query({.limit = 5, .sender = UserId{2}}).events.size(), 1U);
}

TEST_F(Open, reads_a_file_of_version_2) {
    std::filesystem::create_directory(directory());
    run_sql(version_file(2));
    Client client{make_store()};
    EXPECT_EQ(client.snapshot().rooms.at(0).head, Seq{6});
    EXPECT_TRUE(client.snapshot().files.empty());
    // What came with version 3 works on the messages of before.
    const auto links = client
                           .query({.room = RoomId{1},
                                   .from = Seq{1},
                                   .to = Seq{9},
                                   .limit = 9,
                                   .kinds = proto::kind_bit(proto::EventKind::text)})
                           .events;
    ASSERT_EQ(links.size(), 1U);
    EXPECT_EQ(links[0].body.text, "https://a.test/te");
    // And so does what came later.
    EXPECT_TRUE(client.query({.room = RoomId{1}, .limit = 9, .confirms = Seq{1}}).users.empty());
    EXPECT_EQ(read_integer("SELECT count(*) FROM sqlite_schema WHERE name = 'event_confirm'"), 1);
}

TEST_F(Open, finds_the_files_of_version_6) {
    std::filesystem::create_directory(directory());
    {
        Db db = Db::open(file(), {}).value();
        ASSERT_TRUE(upgrade_schema(db, "main.db", schema_steps().first(6)));
        ASSERT_TRUE(db.run_script(
            "INSERT INTO file VALUES('aa', 11, 'cc', 70, 'image/png', 'a.png', 3, 2, 5),"
            " ('bb', 12, 'cc', 70, 'text/plain', 'b.txt', 0, 0, 9),"
            " ('dd', 12, 'dd', 1, 'text/plain', 'd.txt', 0, 0, 9);"
            "INSERT INTO file_place VALUES('aa', 1, 4), ('aa', 2, 5), ('bb', 1, 6)"));
    }
    Client client{make_store()};
    const proto::QueryResult page =
        client.query({.limit = 9, .uploads = proto::FilePage{.large = false}});
    ASSERT_EQ(page.files.size(), 2U);
    EXPECT_EQ(page.files[0].file.name, "b.txt");
    EXPECT_EQ(page.files[1].messages, 2U);
    EXPECT_EQ(page.totals, (proto::FileTotals{.count = 2, .bytes = 70}));
}

TEST_F(Open, overwrites_what_is_deleted_however_the_library_was_built) {
    std::filesystem::create_directory(directory());
    Db db = Db::open(file(), {}).value();
    ASSERT_TRUE(db.run_script("PRAGMA secure_delete=OFF"));
    ASSERT_EQ(db.read_integer("PRAGMA secure_delete").value(), 0);
    ASSERT_TRUE(configure_writer(db, {}));
    EXPECT_EQ(db.read_integer("PRAGMA secure_delete").value(), 1);
}

TEST_F(Open, upgrades_step_by_step_and_undoes_a_step_that_fails) {
    std::filesystem::create_directory(directory());
    run_sql(version_file(1));
    const char* const base = schema_steps()[0];
    Db db = open_db();
    const std::array broken{base, "ALTER TABLE user ADD COLUMN extra TEXT; CREATE TABLE user(x)"};
    EXPECT_FALSE(upgrade_schema(db, file(), broken));
    EXPECT_EQ(db.read_integer("PRAGMA user_version").value(), 1);
    EXPECT_FALSE(db.read_integer("SELECT count(extra) FROM user"));

    const std::array steps{base, "ALTER TABLE user ADD COLUMN extra TEXT",
                           "UPDATE user SET extra = name || '!'"};
    const Status upgraded = upgrade_schema(db, file(), steps);
    ASSERT_TRUE(upgraded) << upgraded.error().message;
    EXPECT_EQ(db.read_integer("PRAGMA user_version").value(), 3);
    EXPECT_EQ(db.read_text("SELECT extra FROM user WHERE id = 1").value(), "Ann!");
    EXPECT_TRUE(upgrade_schema(db, file(), steps)) << "nothing is left to do";
}

}  // namespace
}  // namespace teahouse::store::testing
