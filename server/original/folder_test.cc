// SPDX-License-Identifier: MIT
#include "original/folder.h"

#include <filesystem>
#include <fstream>
#include <string>

#include <gtest/gtest.h>
#include <sys/stat.h>

#include "base/error.h"
#include "store/testing/backend.h"

namespace teahouse::original {
namespace {

namespace fs = std::filesystem;

class Folder : public ::testing::Test {
protected:
    Folder() {
        fs::create_directories(root() + "/app/upload/image");
        std::ofstream(root() + "/secret") << "secret";
        std::ofstream(root() + "/app/upload/image/a.png") << "tea";
        std::ofstream(root() + "/app/config.php") << "a password";
        fs::create_symlink(root() + "/secret", root() + "/app/upload/image/link.png");
        fs::create_directory_symlink(root(), root() + "/app/upload/out");
        ::mkfifo((root() + "/app/upload/image/pipe").c_str(), 0600);
    }
    [[nodiscard]] std::string root() const { return dir_.path(); }
    [[nodiscard]] ErrorCode refusal(const std::string& path) const {
        const auto found = UploadFolder::open(root() + "/app/upload").value().find(path);
        return found ? ErrorCode::internal : found.error().code;
    }

private:
    store::testing::TempDir dir_;
};

TEST_F(Folder, is_upload_itself_or_what_has_it_in_it) {
    for (const char* name : {"/app", "/app/upload"}) {
        const UploadFolder folder = UploadFolder::open(root() + name).value();
        const auto found = folder.find("/upload/image/a.png");
        ASSERT_TRUE(found) << name;
        EXPECT_EQ(found->size, 3U);
    }
    EXPECT_FALSE(UploadFolder::open(root() + "/none"));
    EXPECT_FALSE(UploadFolder::open("").value().find("/upload/image/a.png"));
}

TEST_F(Folder, is_never_left) {
    EXPECT_EQ(refusal("/upload/../../secret"), ErrorCode::forbidden);
    EXPECT_EQ(refusal("../../secret"), ErrorCode::forbidden);
    EXPECT_EQ(refusal("/upload/image/link.png"), ErrorCode::forbidden);
    EXPECT_EQ(refusal("/upload/out/secret"), ErrorCode::forbidden);
    EXPECT_EQ(refusal("/upload/image"), ErrorCode::forbidden);
    EXPECT_EQ(refusal("/upload/image/pipe"), ErrorCode::forbidden);
    EXPECT_EQ(refusal(root() + "/secret"), ErrorCode::forbidden) << "begins at the folder";
    EXPECT_EQ(refusal("/upload" + root() + "/secret"), ErrorCode::not_found);
    EXPECT_EQ(refusal("/upload/image/b.png"), ErrorCode::not_found);
    EXPECT_EQ(refusal("/"), ErrorCode::not_found);
    EXPECT_EQ(refusal(""), ErrorCode::not_found);
    EXPECT_EQ(refusal(std::string("image/a.png\0x", 13)), ErrorCode::forbidden);
}

// Anybody could send a message with a path of their choice.
TEST_F(Folder, gives_nothing_that_lies_beside_the_uploads) {
    const UploadFolder app = UploadFolder::open(root() + "/app").value();
    for (const char* path : {"/config.php", "config.php", "./config.php", "//config.php"}) {
        const auto found = app.find(path);
        ASSERT_FALSE(found) << path;
        EXPECT_EQ(found.error().code, ErrorCode::forbidden) << path;
    }
}

}  // namespace
}  // namespace teahouse::original
