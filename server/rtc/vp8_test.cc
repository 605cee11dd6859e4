// SPDX-License-Identifier: MIT
#include "rtc/vp8.h"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::rtc {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

using Payload = std::vector<std::uint8_t>;

TEST(Vp8, reads_what_chromium_sends) {
    // X, S; I, L, T; a picture id of 15 bits, TL0PICIDX, TID and Y; then a key frame of 640x360.
    const Payload payload = {0x90, 0xE0, 0x92, 0x34, 0x56, 0x60, 0x10, 0x02, 0x00,
                             0x9D, 0x01, 0x2A, 0x80, 0x02, 0x68, 0x01, 0xFF};
    const auto found = parse_vp8(payload);
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bytes, 6);
    EXPECT_TRUE(found->starts_frame() && found->key_frame && found->layer_sync);
    EXPECT_FALSE(found->non_reference);
    EXPECT_EQ(found->picture_id, 0x1234);
    EXPECT_TRUE(found->long_picture_id);
    EXPECT_EQ(found->tl0_picture, 0x56);
    EXPECT_EQ(found->temporal_layer, 1);
    EXPECT_FALSE(found->key_index);
    EXPECT_EQ(found->width, 640);
    EXPECT_EQ(found->height, 360);
}

TEST(Vp8, reads_the_shortest_descriptor) {
    const auto found = parse_vp8(Payload{0x10, 0x01});
    ASSERT_TRUE(found);
    EXPECT_EQ(found->bytes, 1);
    EXPECT_TRUE(found->starts_frame());
    EXPECT_FALSE(found->key_frame);
    EXPECT_FALSE(found->picture_id || found->tl0_picture || found->temporal_layer);
}

TEST(Vp8, a_key_frame_is_told_by_its_first_packet_only) {
    EXPECT_TRUE(parse_vp8(Payload{0x10, 0x00})->key_frame);
    EXPECT_FALSE(parse_vp8(Payload{0x00, 0x00})->key_frame) << "the middle of a partition";
    EXPECT_FALSE(parse_vp8(Payload{0x11, 0x00})->key_frame) << "another partition";
    EXPECT_FALSE(parse_vp8(Payload{0x10, 0x01})->key_frame);
    EXPECT_TRUE(parse_vp8(Payload{0x30, 0x01})->non_reference);
}

TEST(Vp8, reads_each_optional_part_alone) {
    EXPECT_EQ(parse_vp8(Payload{0x80, 0x80, 0x7F, 1})->picture_id, 0x7F);
    EXPECT_FALSE(parse_vp8(Payload{0x80, 0x80, 0x7F, 1})->long_picture_id);
    EXPECT_EQ(parse_vp8(Payload{0x80, 0x40, 9, 1})->tl0_picture, 9);
    EXPECT_EQ(parse_vp8(Payload{0x80, 0x20, 0xC0, 1})->temporal_layer, 3);
    EXPECT_EQ(parse_vp8(Payload{0x80, 0x10, 0xFF, 1})->key_index, 31);
    EXPECT_FALSE(parse_vp8(Payload{0x80, 0x10, 0xFF, 1})->temporal_layer);
}

TEST(Vp8, refuses_what_ends_too_early) {
    const Payload whole = {0x90, 0xF0, 0x92, 0x34, 0x56, 0x60, 0x01};
    ASSERT_TRUE(parse_vp8(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_vp8(Payload(whole.begin(), whole.begin() + static_cast<long>(size))))
            << size;
    }
}

TEST(Vp8, numbers_are_rewritten_in_their_width) {
    Payload payload = {0x90, 0xE0, 0x92, 0x34, 0x56, 0x60, 0x01};
    set_vp8_picture_id(payload, *parse_vp8(payload), 0x7FFF);
    set_vp8_tl0_picture(payload, *parse_vp8(payload), 0xEE);
    EXPECT_EQ(payload, (Payload{0x90, 0xE0, 0xFF, 0xFF, 0xEE, 0x60, 0x01}));
    set_vp8_picture_id(payload, *parse_vp8(payload), 0);
    EXPECT_EQ(parse_vp8(payload)->picture_id, 0);
    Payload narrow = {0x80, 0x80, 0x12, 1};
    set_vp8_picture_id(narrow, *parse_vp8(narrow), 0x1FF);
    set_vp8_tl0_picture(narrow, *parse_vp8(narrow), 5);
    EXPECT_EQ(narrow, (Payload{0x80, 0x80, 0x7F, 1}));
    Payload none = {0x10, 0x01};
    set_vp8_picture_id(none, *parse_vp8(none), 5);
    EXPECT_EQ(none, (Payload{0x10, 0x01}));
}

TEST(Vp8, pictures_wrap_around) {
    EXPECT_EQ(picture_distance(0x7FFF, 0), 1);
    EXPECT_EQ(picture_distance(0, 0x7FFF), -1);
    EXPECT_EQ(picture_distance(5, 5), 0);
    EXPECT_EQ(picture_distance(0, 0x4000), -0x4000);
}

TEST(Vp8, survives_noise) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    for (int round = 0; round < 20'000; ++round) {
        Payload payload(random() % 20);
        for (auto& byte : payload) {
            byte = static_cast<std::uint8_t>(random());
        }
        if (const auto found = parse_vp8(payload)) {
            EXPECT_LT(found->bytes, payload.size());
            set_vp8_picture_id(payload, *found, 0x1234);
            set_vp8_tl0_picture(payload, *found, 0x56);
            const auto again = parse_vp8(payload);
            ASSERT_TRUE(again);
            EXPECT_EQ(again->bytes, found->bytes);
            EXPECT_EQ(again->temporal_layer, found->temporal_layer);
        }
    }
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::rtc
