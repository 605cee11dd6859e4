// SPDX-License-Identifier: MIT
#include "original/target.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/error.h"
#include "store/sqlite/data_dir.h"
#include "store/testing/backend.h"

namespace teahouse::original {
namespace {

namespace fs = std::filesystem;

void write(const std::string& path, const std::string& text) {
    fs::create_directories(fs::path(path).parent_path());
    std::ofstream(path) << text;
}

std::string content(const std::string& path) {
    std::ifstream file(path);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names_in(const std::string& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) {
        names.push_back(entry.path().filename().string());
    }
    std::ranges::sort(names);
    return names;
}

class Targets : public ::testing::Test {
protected:
    [[nodiscard]] std::string data() const { return dir_.path() + "/data"; }
    [[nodiscard]] std::string other() const { return dir_.path() + "/other"; }
    static void fill(const Target& target) {
        write(target.store_folder() + "/main.db", "store");
        write(target.files_folder() + "/files/ab/abcd", "a file");
        write(target.files_folder() + "/uploads/left", "nothing");
        write(target.rows_path(false), "rows");
    }
    // As a kill would leave it.
    void leave_behind(const std::string& files) {
        write(data() + "/import.db", "");
        write(data() + "/original.partial/main.db", "half");
        write((files.empty() ? data() : files) + "/original.partial/files/ab/x", "half");
    }
    void expect_empty() const { EXPECT_EQ(names_in(data()), std::vector<std::string>{"lock"}); }

    store::testing::TempDir dir_;
    store::DataDir lock_ = store::DataDir::open(data()).value();
};

TEST_F(Targets, take_their_places) {
    {
        Target target(lock_, data());
        ASSERT_TRUE(target.clear());
        ASSERT_TRUE(target.begin());
        EXPECT_TRUE(fs::exists(data() + "/import.db"));
        fill(target);
        ASSERT_TRUE(target.take_places());
    }
    EXPECT_EQ(names_in(data()),
              (std::vector<std::string>{"files", "lock", "main.db", "original-left-out.jsonl"}));
    EXPECT_EQ(content(data() + "/files/ab/abcd"), "a file");
    EXPECT_EQ(Target(lock_, "").clear().error().code, ErrorCode::conflict);
}

TEST_F(Targets, may_have_their_files_in_another_folder) {
    fs::create_directories(other() + "/files");  // empty, as a server makes it
    write(other() + "/vapid.pem", "a key");
    {
        Target target(lock_, other());
        ASSERT_TRUE(target.clear());
        ASSERT_TRUE(target.begin());
        fill(target);
        ASSERT_TRUE(target.take_places());
    }
    EXPECT_EQ(names_in(data()),
              (std::vector<std::string>{"lock", "main.db", "original-left-out.jsonl"}));
    EXPECT_EQ(names_in(other()), (std::vector<std::string>{"files", "vapid.pem"}));
    EXPECT_EQ(content(other() + "/files/ab/abcd"), "a file");
    const Target again(lock_, other());
    EXPECT_TRUE(fs::exists(other() + "/files/ab/abcd"));
}

TEST_F(Targets, leave_nothing_when_they_fail) {
    for (const std::string& files : {std::string(), other()}) {
        {
            Target target(lock_, files);
            ASSERT_TRUE(target.clear());
            ASSERT_TRUE(target.begin());
            fill(target);
        }
        expect_empty();
        EXPECT_TRUE(files.empty() || names_in(files).empty());
    }
}

// The last of the messages would be in it.
TEST_F(Targets, take_no_store_that_has_a_log_beside_it) {
    {
        Target target(lock_, "");
        ASSERT_TRUE(target.begin());
        fill(target);
        write(target.store_folder() + "/main.db-wal", "the last of it");
        EXPECT_EQ(target.take_places().error().code, ErrorCode::read_only);
    }
    expect_empty();
}

TEST_F(Targets, are_put_back_when_one_cannot_be_moved) {
    {
        Target target(lock_, "");
        ASSERT_TRUE(target.clear());
        ASSERT_TRUE(target.begin());
        fill(target);
        write(target.files_folder() + "/blobs/ab/x", "a picture");
        write(data() + "/blobs/stranger", "came meanwhile");
        EXPECT_FALSE(target.take_places());
        EXPECT_FALSE(fs::exists(data() + "/files"));
    }
    EXPECT_EQ(names_in(data()), (std::vector<std::string>{"blobs", "lock"}));
    EXPECT_EQ(content(data() + "/blobs/stranger"), "came meanwhile");
}

TEST_F(Targets, are_cleared_of_a_run_that_was_killed) {
    leave_behind("");
    write(data() + "/files/ab/abcd", "moved already");
    ASSERT_TRUE(Target(lock_, "").clear());
    expect_empty();
    leave_behind("");
    write(data() + "/main.db", "a whole one");
    write(data() + "/files/ab/abcd", "a file");
    EXPECT_EQ(Target(lock_, "").clear().error().code, ErrorCode::conflict);
    EXPECT_EQ(names_in(data()), (std::vector<std::string>{"files", "lock", "main.db"}));
    EXPECT_EQ(content(data() + "/files/ab/abcd"), "a file");
}

// Another server may keep its files there by now.
TEST_F(Targets, take_nothing_out_of_a_folder_of_others) {
    leave_behind(other());
    write(other() + "/files/ab/abcd", "of somebody");
    EXPECT_EQ(Target(lock_, other()).clear().error().code, ErrorCode::conflict);
    EXPECT_EQ(names_in(other()), std::vector<std::string>{"files"});
    EXPECT_EQ(content(other() + "/files/ab/abcd"), "of somebody");
}

}  // namespace
}  // namespace teahouse::original
