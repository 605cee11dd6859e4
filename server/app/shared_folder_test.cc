// SPDX-License-Identifier: MIT
#include "app/shared_folder.h"

#include <filesystem>
#include <fstream>
#include <optional>
#include <string>

#include <gtest/gtest.h>
#include <stdlib.h>

#include "app/config.h"

namespace teahouse::app {
namespace {

namespace fs = std::filesystem;

class SharedFolder : public testing::Test {
protected:
    SharedFolder() : root_((fs::temp_directory_path() / "teahouse-XXXXXX").string()) {
        EXPECT_NE(::mkdtemp(root_.data()), nullptr);
        fs::create_directory(root_ + "/data");
    }
    ~SharedFolder() override { fs::remove_all(root_); }
    [[nodiscard]] Config config(const std::string& folder) const {
        return Config::resolve(
                   {"--data", root_ + "/data", "--files.folder", folder},
                   [](const std::string&) { return std::nullopt; }, {},
                   [](const std::string&) { return std::nullopt; })
            .value();
    }
    std::string root_;
};

TEST_F(SharedFolder, IsTheDataFolderWhereNoneIsSet) {
    EXPECT_TRUE(prepare_shared_folder(config("")));
    EXPECT_EQ(shared_folder(config("")), root_ + "/data");
    EXPECT_EQ(uploads_folder(config("")), root_ + "/data");
    EXPECT_TRUE(fs::is_empty(root_ + "/data"));
}

TEST_F(SharedFolder, IsLinkedIntoTheDataFolder) {
    fs::create_directory(root_ + "/data/files");  // an empty one is in nobody's way
    for (const char* folder : {"/shared", "/shared", "/other"}) {  // again, and moved
        const Config with = config(root_ + folder);
        ASSERT_TRUE(prepare_shared_folder(with));
        EXPECT_EQ(shared_folder(with), root_ + folder);
        for (const char* name : {"/files", "/blobs", "/vapid.pem"}) {
            EXPECT_EQ(fs::read_symlink(root_ + "/data" + name), root_ + folder + name);
        }
        EXPECT_TRUE(fs::is_directory(root_ + "/data/files"));
        EXPECT_EQ(uploads_folder(with), uploads_folder(with));
        EXPECT_TRUE(uploads_folder(with).starts_with(root_ + folder + "/nodes/"));
        EXPECT_TRUE(fs::is_directory(uploads_folder(with)));
    }
}

TEST_F(SharedFolder, LeavesAloneWhatIsThere) {
    fs::create_directories(root_ + "/data/files/ab");
    const auto refused = prepare_shared_folder(config(root_ + "/shared"));
    ASSERT_FALSE(refused);
    EXPECT_NE(refused.error().message.find("move it to " + root_ + "/shared/files"),
              std::string::npos)
        << refused.error().message;
    EXPECT_TRUE(fs::is_directory(root_ + "/data/files/ab"));
    std::ofstream(root_ + "/file") << "no folder";
    EXPECT_FALSE(prepare_shared_folder(config(root_ + "/file")));
}

}  // namespace
}  // namespace teahouse::app
