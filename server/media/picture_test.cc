// SPDX-License-Identifier: MIT
#include "media/picture.h"

#include <random>

#include <gtest/gtest.h>

#include "media/testing/sample_pictures.h"

namespace teahouse::media {
namespace {

TEST(Picture, reads_type_and_size) {
    const auto png = read_picture(testing::png(300, 200));
    ASSERT_TRUE(png) << png.error().message;
    EXPECT_EQ(png->type, PictureType::png);
    EXPECT_EQ(png->width, 300U);
    EXPECT_EQ(png->height, 200U);
    const auto jpeg = read_picture(testing::jpeg(640, 480));
    ASSERT_TRUE(jpeg) << jpeg.error().message;
    EXPECT_EQ(jpeg->type, PictureType::jpeg);
    EXPECT_EQ(jpeg->width, 640U);
    EXPECT_EQ(jpeg->height, 480U);
    const auto webp = read_picture(testing::webp(33, 44));
    ASSERT_TRUE(webp) << webp.error().message;
    EXPECT_EQ(webp->type, PictureType::webp);
    EXPECT_EQ(webp->width, 33U);
    EXPECT_EQ(webp->height, 44U);
}

TEST(Picture, loses_what_tells_about_people) {
    for (const std::string& bytes : {testing::png(8, 8), testing::jpeg(8, 8), testing::webp(8, 8),
                                     testing::webp_animation(8, 8)}) {
        ASSERT_NE(bytes.find("SECRET"), std::string::npos);
        const auto picture = read_picture(bytes);
        ASSERT_TRUE(picture);
        EXPECT_EQ(picture->bytes.find("SECRET"), std::string::npos);
        const auto again = read_picture(picture->bytes);
        ASSERT_TRUE(again);
        EXPECT_EQ(again->bytes, picture->bytes);
    }
}

TEST(Picture, refuses_other_types_and_too_many_pixels) {
    for (const char* other : {"", "GIF89a", "<svg xmlns='http://www.w3.org/2000/svg'/>", "<html>",
                              "RIFF....WAVE", "%PDF-1.4"}) {
        EXPECT_EQ(read_picture(other).error().code, ErrorCode::unsupported_type) << other;
    }
    EXPECT_EQ(read_picture(testing::png(4097, 1)).error().code, ErrorCode::too_large);
    EXPECT_EQ(read_picture(testing::png(0, 1)).error().code, ErrorCode::invalid);
    EXPECT_EQ(read_picture(testing::jpeg(1, 65'535)).error().code, ErrorCode::too_large);
    EXPECT_EQ(read_picture(testing::webp(4097, 4097)).error().code, ErrorCode::too_large);
    EXPECT_EQ(read_picture(testing::webp_animation(4097, 1)).error().code, ErrorCode::too_large)
        << "the canvas is small, the frame is not";
}

TEST(Picture, survives_every_prefix_and_random_damage) {
    std::mt19937 random(7);
    for (const std::string& bytes : {testing::png(8, 8), testing::jpeg(8, 8), testing::webp(8, 8),
                                     testing::webp_animation(8, 8)}) {
        for (std::size_t size = 0; size < bytes.size(); ++size) {
            static_cast<void>(read_picture(std::string_view(bytes).substr(0, size)));
        }
        for (int i = 0; i < 2000; ++i) {
            std::string damaged = bytes;
            damaged[random() % damaged.size()] = static_cast<char>(random());
            if (const auto picture = read_picture(damaged)) {
                EXPECT_LE(picture->bytes.size(), damaged.size() + 1);
            }
        }
    }
}

}  // namespace
}  // namespace teahouse::media
