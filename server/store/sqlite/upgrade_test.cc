// SPDX-License-Identifier: MIT
// An older file is copied before it is brought up to date, and put back if that fails.
#include "store/sqlite/upgrade.h"

#include <array>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/result.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/db.h"
#include "store/sqlite/open.h"
#include "store/sqlite/options.h"
#include "store/sqlite/schema.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "test_paths.h"

namespace teahouse::store::testing {
namespace {

class Upgrade : public ::testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directory(directory());
        std::ifstream sql(TEAHOUSE_SOURCE_DIR "/server/store/sqlite/testdata/version_2.sql");
        std::stringstream text;
        text << sql.rdbuf();
        ASSERT_TRUE(open().run_script(text.str().c_str()));
    }

    [[nodiscard]] std::string directory() const { return dir_.path() + "/data"; }
    [[nodiscard]] std::string file() const { return directory() + "/main.db"; }
    [[nodiscard]] static std::string copy_name() {
        return "before-schema-" + std::to_string(schema_steps().size()) + ".db";
    }
    [[nodiscard]] Db open() const { return open(file()); }
    [[nodiscard]] static Db open(const std::string& path) { return Db::open(path, {}).value(); }
    // As the store opens it.
    [[nodiscard]] Db open_writer() const {
        Db db = open();
        EXPECT_TRUE(configure_writer(db, {}));
        return db;
    }
    [[nodiscard]] static std::int64_t version_of(const std::string& path) {
        return open(path).read_integer("PRAGMA user_version").value();
    }
    [[nodiscard]] bool has(const std::string& name) const {
        return std::filesystem::exists(directory() + "/" + name);
    }

private:
    TempDir dir_;
};

TEST_F(Upgrade, keeps_a_copy_of_what_was_before) {
    std::ofstream(directory() + "/before-schema-2.db") << "of an earlier upgrade";
    ASSERT_TRUE(SqliteStore({.directory = directory()}).load());
    EXPECT_EQ(version_of(file()), static_cast<std::int64_t>(schema_steps().size()));
    ASSERT_TRUE(has(copy_name()));
    const Db copy = open(directory() + "/" + copy_name());
    EXPECT_EQ(copy.read_integer("PRAGMA user_version").value(), 2);
    EXPECT_EQ(copy.read_integer("SELECT count(*) FROM event").value(),
              open().read_integer("SELECT count(*) FROM event").value());
    EXPECT_EQ(std::filesystem::status(directory() + "/" + copy_name()).permissions(),
              std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    EXPECT_FALSE(has("before-schema-2.db"));
    EXPECT_EQ(open().read_text("SELECT uid FROM store").value().size(), 32U);
}

TEST_F(Upgrade, makes_no_copy_of_a_current_or_a_new_file) {
    ASSERT_TRUE(SqliteStore({.directory = directory()}).load());
    std::filesystem::remove(directory() + "/" + copy_name());
    ASSERT_TRUE(SqliteStore({.directory = directory()}).load());
    EXPECT_FALSE(has(copy_name()));
    const TempDir other;
    ASSERT_TRUE(SqliteStore({.directory = other.path()}).load());
    EXPECT_FALSE(std::filesystem::exists(other.path() + "/" + copy_name()));
}

TEST_F(Upgrade, goes_back_when_a_later_step_fails) {
    const auto real = schema_steps();
    const std::array steps{real[0], real[1], real[2], "CREATE TABLE user(x)"};
    const Result<Db> upgraded =
        upgrade_file(open_writer(), {.directory = directory(), .file = file(), .steps = steps});
    ASSERT_FALSE(upgraded);
    EXPECT_NE(upgraded.error().message.find("it is as it was before, with schema 2"),
              std::string::npos)
        << upgraded.error().message;
    EXPECT_EQ(version_of(file()), 2) << "step 3 was done and is undone";
    EXPECT_FALSE(has("before-schema-4.db"));
    EXPECT_FALSE(has("main.db-wal"));
    EXPECT_TRUE(SqliteStore({.directory = directory()}).load());
}

TEST_F(Upgrade, refuses_without_space_for_the_copy) {
    const Result<Db> upgraded = upgrade_file(
        open_writer(), {.directory = directory(),
                        .file = file(),
                        .steps = schema_steps(),
                        .free = [](const std::string&) { return std::uint64_t{5} << 20U; }});
    ASSERT_FALSE(upgraded);
    EXPECT_EQ(upgraded.error().code, ErrorCode::read_only);
    EXPECT_NE(upgraded.error().message.find("there are 5 MB"), std::string::npos)
        << upgraded.error().message;
    EXPECT_EQ(version_of(file()), 2);
    EXPECT_FALSE(has(copy_name()));
}

TEST_F(Upgrade, a_copy_is_of_one_state_while_others_write) {
    {
        const Db db = open_writer();
    }
    const Db reader = open_reader(file(), {.directory = directory()}).value();
    ASSERT_TRUE(reader.run_script("BEGIN; SELECT count(*) FROM user"));
    const Db writer = open_writer();
    ASSERT_TRUE(writer.run_script("UPDATE store SET commits = 77"));
    const std::string target = directory() + "/copy.db";
    ASSERT_TRUE(copy_database(reader, target, {.step_pages = 1, .give_way = true}));
    EXPECT_NE(open(target).read_integer("SELECT commits FROM store").value(), 77);
    EXPECT_FALSE(copy_database(reader, target, {})) << "never over a file";
    EXPECT_TRUE(std::filesystem::exists(target));
}

}  // namespace
}  // namespace teahouse::store::testing
