// SPDX-License-Identifier: MIT
// What becomes of what the other process does; programs of the shell stand in for it. The real one
// is tested by the strict suite.
#include "media/thumbnails.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <system_error>
#include <utility>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits.h"
#include "base/limits_thumbnails.h"
#include "media/disk.h"
#include "media/testing/sample_pictures.h"
#include "media/upload_store.h"

namespace teahouse::media {
namespace {

std::string make_folder_of_test() {
    std::string folder = "/tmp/teahouse-thumbnails-XXXXXX";
    EXPECT_NE(::mkdtemp(folder.data()), nullptr);
    return folder;
}

class ThumbnailsTest : public ::testing::Test {
protected:
    ThumbnailsTest() {
        std::filesystem::create_directories(folder_ + "/files/aa");
        std::ofstream(blob()) << "the picture";
    }
    ~ThumbnailsTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] std::string blob() const { return folder_ + "/files/aa/" + hash_; }
    // A program that writes these bytes and ends so.
    std::string program(const std::string& bytes, const std::string& end) {
        const std::string stem = folder_ + "/program" + std::to_string(++programs_);
        std::ofstream(stem + ".out", std::ios::binary) << bytes;
        std::ofstream(stem) << "#!/bin/sh\n/bin/cat " << stem << ".out\n" << end << "\n";
        std::filesystem::permissions(stem, std::filesystem::perms::owner_all);
        return stem;
    }
    UploadStore& uploads() { return uploads_; }
    [[nodiscard]] const std::string& hash() const { return hash_; }

private:
    const std::string folder_ = make_folder_of_test();
    const std::string hash_ = std::string(64, 'a');
    int programs_ = 0;
    UploadStore uploads_{UploadOptions{.folder = folder_}};
};

std::string contents(const OpenBlob& blob) {
    std::string bytes(blob.size, '\0');
    EXPECT_EQ(::pread(blob.descriptor.get(), bytes.data(), bytes.size(), 0),
              static_cast<ssize_t>(bytes.size()));
    return bytes;
}

TEST_F(ThumbnailsTest, are_kept_beside_the_picture_and_go_with_it) {
    Thumbnails thumbnails(uploads(), program(testing::webp(48, 32), "exit 0"));
    const auto made = thumbnails.get(hash());
    ASSERT_TRUE(made) << made.error().message;
    EXPECT_EQ(made->content_type, "image/webp");
    EXPECT_EQ(contents(*made).find("SECRET"), std::string::npos) << "looked at like any picture";
    Thumbnails other(uploads(), "");
    EXPECT_FALSE(other.available());
    EXPECT_TRUE(other.get(hash())) << "made once";
    uploads().drop({hash()}, modified_ms(blob()) + limits::kBlobGraceMs);
    EXPECT_FALSE(other.get(hash()));
    EXPECT_FALSE(std::filesystem::exists(blob() + ".webp"));
    EXPECT_EQ(uploads().keep_thumbnail(hash(), "late").error().code, ErrorCode::not_found);
}

TEST_F(ThumbnailsTest, are_not_what_a_program_says_that_failed) {
    const std::string good = testing::webp(48, 32);
    const std::string large = good + std::string(limits::kThumbBytesMax, 'x');
    for (const auto& [bytes, end] :
         {std::pair(good, "exit 5"), std::pair(good, "kill -9 $$"),
          std::pair(testing::png(48, 32), "exit 0"), std::pair(testing::webp(481, 32), "exit 0"),
          std::pair(std::string("<svg/>"), "exit 0"), std::pair(std::string(), "exit 0"),
          std::pair(large, "exit 0")}) {
        Thumbnails thumbnails(uploads(), program(bytes, end));
        EXPECT_EQ(thumbnails.get(hash()).error().code, ErrorCode::not_found) << end;
        EXPECT_TRUE(thumbnails.available());
        EXPECT_FALSE(std::filesystem::exists(blob() + ".webp"));
    }
}

TEST_F(ThumbnailsTest, are_given_up_where_none_can_be_made) {
    Thumbnails thumbnails(uploads(), program("", "exit 3"));
    EXPECT_FALSE(thumbnails.get(hash()));
    EXPECT_FALSE(thumbnails.available());
    Thumbnails missing(uploads(), "/no/such/program");
    EXPECT_FALSE(missing.get(hash()));
}

TEST_F(ThumbnailsTest, are_tried_once_and_not_waited_for_long) {
    const std::string once = program("", "exit 5");
    Thumbnails thumbnails(uploads(), once);
    EXPECT_FALSE(thumbnails.get(hash()));
    std::ofstream(once) << "#!/bin/sh\nexit 3\n";
    EXPECT_FALSE(thumbnails.get(hash()));
    EXPECT_TRUE(thumbnails.available()) << "it was not started again";
    Thumbnails slow(uploads(), program("RIFF", "exec /bin/sleep 60"), 50);
    EXPECT_EQ(slow.get(hash()).error().code, ErrorCode::busy);
    EXPECT_EQ(slow.get(std::string(64, 'b')).error().code, ErrorCode::not_found);
}

}  // namespace
}  // namespace teahouse::media
