// SPDX-License-Identifier: MIT
#include "media/blob_store.h"

#include <array>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>
#include <system_error>
#include <vector>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/testing/sample_pictures.h"

namespace teahouse::media {
namespace {

class BlobStoreTest : public ::testing::Test {
protected:
    BlobStoreTest() {
        EXPECT_NE(::mkdtemp(parent_.data()), nullptr);
        folder_ = parent_ + "/blobs";
    }
    ~BlobStoreTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(parent_, ignored);
    }

    [[nodiscard]] std::string read(const BlobStore& store, const std::string& id) const {
        const Result<OpenBlob> blob = store.open(id);
        if (!blob) {
            return {};
        }
        std::string bytes(blob->size + 1, '\0');
        const ssize_t size = ::read(blob->descriptor.get(), bytes.data(), bytes.size());
        bytes.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
        return bytes;
    }
    [[nodiscard]] std::size_t files() const {
        std::size_t count = 0;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(parent_)) {
            count += entry.is_regular_file() ? 1U : 0U;
        }
        return count;
    }

    std::string parent_ = (std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string();
    std::string folder_;
};

TEST_F(BlobStoreTest, keeps_pictures_over_a_restart) {
    std::string id;
    {
        BlobStore store{folder_};
        const Result<std::string> put = store.put_picture(testing::png(8, 8));
        ASSERT_TRUE(put) << put.error().message;
        id = *put;
    }
    EXPECT_EQ(id.size(), 32U);
    EXPECT_EQ(id.find_first_not_of("0123456789abcdef"), std::string::npos);
    const BlobStore store{folder_};
    const std::string bytes = read(store, id);
    EXPECT_TRUE(bytes.starts_with("\x89PNG"));
    EXPECT_EQ(bytes.find("SECRET"), std::string::npos);
    EXPECT_EQ(files(), 1U) << "no temporary file is left";
}

TEST_F(BlobStoreTest, tells_the_type_that_it_found) {
    BlobStore store{folder_};
    std::set<std::string> types;
    for (const std::string& bytes :
         {testing::png(1, 1), testing::jpeg(1, 1), testing::webp(1, 1)}) {
        const Result<OpenBlob> blob = store.open(store.put_picture(bytes).value());
        ASSERT_TRUE(blob);
        types.insert(blob->content_type);
    }
    EXPECT_EQ(types, (std::set<std::string>{"image/png", "image/jpeg", "image/webp"}));
}

TEST_F(BlobStoreTest, no_name_becomes_a_path) {
    BlobStore store{folder_};
    const std::string id = store.put_picture(testing::png(8, 8)).value();
    std::ofstream{parent_ + "/secret.png"} << "secret";
    std::string upper = id;
    upper[0] = 'A';
    const std::array<std::string, 9> names{"",
                                           "..",
                                           "../secret",
                                           "../../../../etc/passwd",
                                           id + ".png",
                                           id.substr(1),
                                           "/" + id.substr(1),
                                           upper,
                                           id.substr(0, 31) + std::string(1, '\0')};
    for (const std::string& name : names) {
        EXPECT_EQ(store.open(name).error().code, ErrorCode::not_found) << name;
    }
    EXPECT_EQ(store.open(std::string(32, '0')).error().code, ErrorCode::not_found);
}

TEST_F(BlobStoreTest, follows_no_link_out_of_its_folder) {
    BlobStore store{folder_};
    const std::string id = store.put_picture(testing::png(8, 8)).value();
    std::ofstream{parent_ + "/secret.png"} << "secret";
    const std::string other(32, 'a');
    std::filesystem::create_directories(folder_ + "/aa");
    std::filesystem::create_symlink(parent_ + "/secret.png", folder_ + "/aa/" + other + ".png");
    EXPECT_EQ(store.open(other).error().code, ErrorCode::not_found);
}

TEST_F(BlobStoreTest, refuses_what_is_too_large_or_no_picture_and_keeps_nothing) {
    BlobStore store{folder_};
    const std::string large = testing::png(8, 8) + std::string(limits::kAvatarBytesMax, 'x');
    EXPECT_EQ(store.put_picture(large).error().code, ErrorCode::too_large);
    EXPECT_EQ(store.put_picture("<svg/>").error().code, ErrorCode::unsupported_type);
    EXPECT_EQ(store.put_picture(testing::png(5'000, 8)).error().code, ErrorCode::too_large);
    EXPECT_EQ(files(), 0U);
}

TEST_F(BlobStoreTest, says_that_it_cannot_write) {
    std::ofstream{folder_} << "a file where the folder should be";
    BlobStore store{folder_};
    EXPECT_EQ(store.put_picture(testing::png(8, 8)).error().code, ErrorCode::store_unavailable);
}

TEST_F(BlobStoreTest, finds_and_removes_what_is_old) {
    const BlobStore reader{folder_};
    EXPECT_TRUE(reader.old_pictures(0, 0).empty());  // no folder yet
    BlobStore store{folder_};
    const std::string old = store.put_picture(testing::png(8, 8)).value();
    const std::string fresh = store.put_picture(testing::png(8, 8)).value();
    const std::string half = folder_ + '/' + old.substr(0, 2) + "/half.png.new";
    std::ofstream(half) << "half";
    const auto hours_ago = std::filesystem::file_time_type::clock::now() - std::chrono::hours(2);
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder_)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_regular_file() && !name.starts_with(fresh)) {
            std::filesystem::last_write_time(entry.path(), hours_ago);
        }
    }
    std::vector<std::string> found;
    for (unsigned folder = 0; folder < BlobStore::kFolders; ++folder) {
        for (const std::string& id : store.old_pictures(folder, 3'600'000)) {
            found.push_back(id);
        }
    }
    EXPECT_EQ(found, std::vector{old});
    EXPECT_FALSE(std::filesystem::exists(half));
    store.remove(old);
    store.remove("../" + fresh);
    EXPECT_FALSE(store.open(old));
    EXPECT_FALSE(read(store, fresh).empty());
    EXPECT_EQ(files(), 1U);
}

}  // namespace
}  // namespace teahouse::media
