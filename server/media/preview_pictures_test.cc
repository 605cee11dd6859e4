// SPDX-License-Identifier: MIT
#include "media/preview_pictures.h"

#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <gtest/gtest.h>
#include <unistd.h>

#include "base/error.h"
#include "base/limits_previews.h"
#include "base/result.h"
#include "media/testing/sample_pictures.h"

namespace teahouse::media {
namespace {

class PreviewPicturesTest : public ::testing::Test {
protected:
    PreviewPicturesTest() { EXPECT_NE(::mkdtemp(parent_.data()), nullptr); }
    ~PreviewPicturesTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(parent_, ignored);
    }
    [[nodiscard]] std::string folder() const { return parent_ + "/previews"; }
    [[nodiscard]] std::size_t files() const {
        std::size_t count = 0;
        for (const auto& file : std::filesystem::directory_iterator(folder())) {
            count += file.is_regular_file() ? 1U : 0U;
        }
        return count;
    }

private:
    std::string parent_ = "/tmp/teahouse-previews-XXXXXX";
};

std::string gif(unsigned char width) {
    return std::string("GIF89a") + static_cast<char>(width) + '\0' + "\x04" + '\0' + "rest";
}

TEST_F(PreviewPicturesTest, keeps_pictures_by_what_they_are) {
    PreviewPictures pictures(folder(), 1'000'000);
    const auto png = pictures.keep(testing::png(30, 20), 0);
    ASSERT_TRUE(png) << png.error().message;
    EXPECT_EQ(png->width, 30U);
    EXPECT_EQ(png->height, 20U);
    EXPECT_EQ(pictures.open(png->id)->content_type, "image/png");
    EXPECT_EQ(pictures.open(pictures.keep(gif(5), 0)->id)->content_type, "image/gif");
    EXPECT_EQ(pictures.open(pictures.keep(testing::webp(3, 4), 0)->id)->content_type, "image/webp");
    EXPECT_EQ(pictures.open("nothing").error().code, ErrorCode::not_found);
    EXPECT_EQ(pictures.open("../main.db").error().code, ErrorCode::not_found);
    EXPECT_EQ(pictures.open("").error().code, ErrorCode::not_found);
}

TEST_F(PreviewPicturesTest, refuses_other_types_and_too_many_pixels) {
    PreviewPictures pictures(folder(), 1'000'000);
    EXPECT_EQ(pictures.keep("<svg xmlns='http://www.w3.org/2000/svg'/>", 0).error().code,
              ErrorCode::unsupported_type);
    EXPECT_FALSE(pictures.keep("", 0));
    EXPECT_FALSE(pictures.keep("GIF89a", 0));
    EXPECT_EQ(pictures.keep(testing::png(4'001, 4'000), 0).error().code, ErrorCode::too_large);
    EXPECT_EQ(pictures.keep(std::string(limits::kPreviewPictureBytesMax + 1, 'x'), 0).error().code,
              ErrorCode::too_large);
    EXPECT_EQ(pictures.bytes(), 0U);
}

TEST_F(PreviewPicturesTest, drops_what_nobody_looks_at) {
    const std::uint64_t size = gif(1).size();
    PreviewPictures pictures(folder(), 2 * size);
    const std::string one = pictures.keep(gif(1), 0)->id;
    const std::string two = pictures.keep(gif(2), 0)->id;
    EXPECT_TRUE(pictures.open(one));
    const std::string three = pictures.keep(gif(3), 0)->id;
    EXPECT_FALSE(pictures.open(two));
    EXPECT_TRUE(pictures.open(one));
    EXPECT_TRUE(pictures.open(three));
    EXPECT_EQ(pictures.bytes(), 2 * size);
    EXPECT_EQ(files(), 2U);
    const std::string four = pictures.keep(gif(4), limits::kPreviewPictureMs)->id;
    EXPECT_FALSE(pictures.open(one)) << "too old";
    EXPECT_TRUE(pictures.open(four));
    EXPECT_EQ(files(), 1U);
}

TEST_F(PreviewPicturesTest, begins_empty) {
    std::string id;
    {
        PreviewPictures pictures(folder(), 1'000'000);
        id = pictures.keep(gif(1), 0)->id;
        EXPECT_EQ(files(), 1U);
    }
    PreviewPictures pictures(folder(), 1'000'000);
    EXPECT_FALSE(pictures.open(id));
    EXPECT_FALSE(std::filesystem::exists(folder()));
}

}  // namespace
}  // namespace teahouse::media
