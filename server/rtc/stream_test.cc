// SPDX-License-Identifier: MIT
// The parts that a stream passes: cache, change of layers, ranking of speakers, bandwidth.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <random>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_sfu.h"
#include "rtc/bandwidth.h"
#include "rtc/out.h"
#include "rtc/packet_cache.h"
#include "rtc/receive_stream.h"
#include "rtc/rtcp.h"
#include "rtc/simulcast.h"
#include "rtc/speakers.h"

namespace teahouse::rtc {
namespace {

std::vector<std::uint8_t> cached(std::uint16_t sequence, std::size_t bytes) {
    std::vector<std::uint8_t> packet(bytes, static_cast<std::uint8_t>(sequence));
    packet[0] = static_cast<std::uint8_t>(sequence >> 8U);
    return packet;
}

// A clock that has run for years: whatever the products of its numbers, jitter is that of packets.
TEST(ReceiveStream, jitter_knows_no_age_of_the_clock) {
    constexpr std::uint32_t kRate = 90'000;
    constexpr std::int64_t kYearUs = 365LL * 86'400 * 1'000'000;
    for (const std::int64_t years : {0, 3, 4, 60}) {
        ReceiveStream stream(kRate, false);
        std::int64_t now = years * kYearUs;
        std::uint32_t timestamp = 4'294'900'000;  // passes its end
        for (std::uint16_t sequence = 0; sequence < 400; ++sequence) {
            // Every second one is 10 ms late: 900 ticks more, and 900 less.
            (void)stream.on_packet(sequence, timestamp, 100, false, now + (sequence % 2) * 10'000);
            now += 20'000;
            timestamp += kRate / 50;
        }
        EXPECT_NEAR(stream.report(now).jitter, 900, 2) << years << " years";
    }
}

TEST(PacketCache, holds_what_fits_and_nothing_else) {
    for (unsigned seed = 1; seed <= 20; ++seed) {
        PacketCache cache;
        std::mt19937 random(seed);
        std::vector<std::vector<std::uint8_t>> all;
        const auto start = static_cast<std::uint16_t>(65'000 + random() % 500);
        for (unsigned i = 0; i < 2'000; ++i) {
            all.push_back(cached(static_cast<std::uint16_t>(start + i), 1 + random() % 1'400));
            cache.put(static_cast<std::uint16_t>(start + i), all.back());
        }
        std::size_t found = 0;
        for (unsigned i = 0; i < 2'000; ++i) {
            const auto packet = cache.find(static_cast<std::uint16_t>(start + i));
            if (!packet.empty()) {
                ++found;
                EXPECT_TRUE(std::ranges::equal(packet, all[i])) << "seed " << seed;
            }
        }
        // At about 700 bytes the ring is what bounds: 256 KiB hold some 370.
        EXPECT_GT(found, 300U) << "seed " << seed;
        EXPECT_LE(found, limits::kPacketCachePackets);
        EXPECT_FALSE(cache.find(static_cast<std::uint16_t>(start + 1'999)).empty());
        EXPECT_LT(cache.memory_bytes(), 300'000U);
    }
}

TEST(PacketCache, is_small_until_it_is_used) {
    PacketCache cache;
    EXPECT_TRUE(cache.find(0).empty());
    EXPECT_LT(cache.memory_bytes(), 10'000U);
    cache.put(1, std::vector<std::uint8_t>(limits::kPacketCacheBytesMax + 1));
    EXPECT_TRUE(cache.find(1).empty());
}

TEST(StreamSwitch, numbers_go_on_over_changes_of_layers) {
    for (unsigned seed = 1; seed <= 50; ++seed) {
        std::mt19937 random(seed);
        StreamSwitch stream(90'000, static_cast<std::uint16_t>(random()), 0xFFFF0000U);
        struct Layer {
            std::uint16_t sequence;
            std::uint32_t timestamp;
            std::uint16_t picture;
        };
        std::vector<Layer> layers;
        for (int i = 0; i < 3; ++i) {
            layers.push_back({static_cast<std::uint16_t>(random()),
                              static_cast<std::uint32_t>(random()),
                              static_cast<std::uint16_t>(random() & 0x7FFFU)});
        }
        std::optional<StreamPacket> last;
        int seen = 0;
        for (int frame = 0; frame < 60'000; ++frame) {
            if (frame % 500 == 0) {
                stream.want(static_cast<int>(random() % 4) - 1);
            }
            const std::int64_t now = 1'000'000 + frame * 66'667LL;
            for (int i = 0; i < 3; ++i) {
                Layer& layer = layers[static_cast<std::size_t>(i)];
                const bool key = random() % 20 == 0;
                const auto out = stream.forward({.layer = i,
                                                 .sequence = layer.sequence++,
                                                 .timestamp = layer.timestamp,
                                                 .can_start = key,
                                                 .picture_id = layer.picture},
                                                {}, now);
                layer.timestamp += 6'000;
                layer.picture = static_cast<std::uint16_t>((layer.picture + 1) & 0x7FFF);
                if (!out) {
                    continue;
                }
                ++seen;
                if (last) {
                    ASSERT_EQ(out->sequence, static_cast<std::uint16_t>(last->sequence + 1))
                        << "seed " << seed << " frame " << frame;
                    ASSERT_EQ(out->picture_id, (last->picture_id + 1) & 0x7FFF) << "seed " << seed;
                    ASSERT_GT(static_cast<std::int32_t>(out->timestamp - last->timestamp), 0)
                        << "seed " << seed;
                }
                last = out;
                const auto origin = stream.origin(out->sequence);
                ASSERT_TRUE(origin);
                EXPECT_EQ(origin->layer, i);
                EXPECT_EQ(origin->sequence, static_cast<std::uint16_t>(layer.sequence - 1));
            }
        }
        EXPECT_GT(seen, 20'000) << "seed " << seed;
    }
}

TEST(StreamSwitch, waits_for_a_key_frame_and_takes_late_packets_of_its_own) {
    StreamSwitch stream(90'000, 100, 1'000);
    stream.want(0);
    EXPECT_FALSE(stream.forward({.sequence = 10, .can_start = false}, {}, 0));
    EXPECT_TRUE(stream.waits());
    EXPECT_EQ(stream.forward({.sequence = 11, .can_start = true}, {}, 0)->sequence, 100);
    EXPECT_EQ(stream.forward({.sequence = 13, .can_start = false}, {}, 0)->sequence, 102);
    EXPECT_EQ(stream.forward({.sequence = 12, .can_start = false}, {}, 0)->sequence, 101);
    // From before the beginning: its number is not ours.
    EXPECT_FALSE(stream.forward({.sequence = 10, .can_start = false}, {}, 0));
    EXPECT_FALSE(stream.origin(99));
    EXPECT_FALSE(stream.origin(103));
}

TEST(StreamSwitch, layers_are_aligned_by_sender_reports) {
    StreamSwitch stream(90'000, 0, 0);
    StreamSwitch::Clocks clocks{};
    clocks[0] = {.ntp = 1'000ULL << 32U, .timestamp = 500'000};
    clocks[1] = {.ntp = 1'001ULL << 32U, .timestamp = 7'000'000};  // a second later
    stream.want(0);
    // Half a second after the report of layer 0.
    ASSERT_TRUE(stream.forward({.layer = 0, .sequence = 1, .timestamp = 545'000}, clocks, 0));
    stream.want(1);
    // A second before the report of layer 1 and 0.1 s: that is 0.6 s behind the other.
    const auto out =
        stream.forward({.layer = 1, .sequence = 9, .timestamp = 7'009'000}, clocks, 700'000);
    ASSERT_TRUE(out);
    EXPECT_EQ(out->timestamp, 54'000U);
}

TEST(SpeakerRanking, the_latest_speaker_is_first) {
    SpeakerRanking ranking;
    std::int64_t now = 0;
    const auto talk = [&](std::uint64_t who, int ms) {
        int changes = 0;
        for (int i = 0; i < ms / 20; ++i) {
            now += 20'000;
            for (std::uint64_t peer = 1; peer <= 5; ++peer) {
                ranking.on_level(PeerId(peer), peer == who ? 20 : 90, now);
            }
            if (i % 15 == 14) {
                changes += ranking.rank(now) ? 1 : 0;
            }
        }
        return changes;
    };
    EXPECT_EQ(talk(0, 2'000), 0);
    EXPECT_FALSE(ranking.speaking());
    EXPECT_EQ(talk(3, 2'000), 1);
    EXPECT_EQ(talk(1, 2'000), 1);
    EXPECT_EQ(ranking.ranked(), (std::vector{PeerId(1), PeerId(3)}));
    // A cough of 60 ms is nothing.
    talk(4, 60);
    talk(1, 1'000);
    EXPECT_EQ(ranking.ranked(), (std::vector{PeerId(1), PeerId(3)}));
    EXPECT_EQ(talk(0, 2'000), 1);
    EXPECT_FALSE(ranking.speaking());
    EXPECT_EQ(ranking.ranked().front(), PeerId(1));
    ranking.remove(PeerId(1));
    EXPECT_EQ(ranking.ranked(), std::vector{PeerId(3)});
}

// A line of a given rate with a queue, and random loss.
struct Line {
    double bps;
    double loss = 0;
    DownlinkEstimator estimator;
    std::mt19937 random{5};
    std::int64_t now = 1'000'000;
    std::int64_t free_at = 0;
    std::vector<PacketArrival> fates = {};
    std::int64_t told_at = 0;

    void run(double send_bps, int seconds) {
        const double per_packet_us = 1'000 * 8 / send_bps * 1e6;
        const std::int64_t end = now + seconds * 1'000'000LL;
        double at = static_cast<double>(now);
        while (now < end) {
            at += per_packet_us;
            now = static_cast<std::int64_t>(at);
            const std::uint16_t number = estimator.on_sent(1'000, now);
            const bool full = free_at - now > 300'000;
            const bool lost = full || static_cast<double>(random() % 1'000) < loss * 1'000;
            if (!full) {
                free_at = std::max(free_at, now) + static_cast<std::int64_t>(1'000 * 8 / bps * 1e6);
            }
            fates.push_back({.sequence = number, .received = false});
            if (!lost) {
                fates.back().received = true;
                fates.back().time_us = free_at + 77'000'000;
            }
            if (now - told_at > 100'000) {
                estimator.on_feedback(fates, now);
                fates.clear();
                told_at = now;
            }
        }
    }
};

TEST(DownlinkEstimator, grows_on_a_wide_line) {
    Line line{.bps = 50e6};
    line.run(2e6, 10);
    EXPECT_GT(line.estimator.bits_per_second(), 4e6);
    EXPECT_EQ(line.estimator.congestions(), 0U);
}

TEST(DownlinkEstimator, comes_down_on_a_narrow_line_within_seconds) {
    Line line{.bps = 0.6e6};
    line.run(1.2e6, 3);
    EXPECT_LT(line.estimator.bits_per_second(), 0.6e6);
    EXPECT_GT(line.estimator.bits_per_second(), 0.1e6);
    EXPECT_GT(line.estimator.congestions(), 0U);
}

TEST(DownlinkEstimator, random_loss_does_not_take_away_the_lowest_layer) {
    Line line{.bps = 10e6, .loss = 0.3};
    line.run(0.5e6, 20);
    EXPECT_GE(line.estimator.bits_per_second(), limits::kDownlinkLossFloorBps);
    EXPECT_NEAR(line.estimator.loss(), 0.3, 0.15);
}

TEST(DownlinkEstimator, feedback_about_nothing_is_ignored) {
    DownlinkEstimator estimator;
    const double before = estimator.bits_per_second();
    estimator.on_feedback(
        std::vector<PacketArrival>(100, {.sequence = 7, .received = true, .time_us = 5}), 1);
    EXPECT_EQ(estimator.bits_per_second(), before);
    const std::uint16_t number = estimator.on_sent(100, 10);
    estimator.on_feedback(
        std::vector<PacketArrival>(100, {.sequence = static_cast<std::uint16_t>(number + 1)}), 20);
    EXPECT_EQ(estimator.loss(), 0);
}

TEST(AllocateLayers, lowest_for_all_then_higher_in_turn) {
    const VideoWish camera{.layer_bps = {100e3, 400e3, 1'000e3}};
    const std::vector<VideoWish> three(3, camera);
    EXPECT_EQ(allocate_layers(10e6, three), (std::vector{2, 2, 2}));
    EXPECT_EQ(allocate_layers(50e3, three), (std::vector{0, -1, -1}));
    EXPECT_EQ(allocate_layers(20e3, three), (std::vector{-1, -1, -1}));
    EXPECT_EQ(allocate_layers(310e3, three), (std::vector{0, 0, 0}));
    EXPECT_EQ(allocate_layers(700e3, three), (std::vector{1, 0, 0}));
    std::vector<VideoWish> small = three;
    small[0].layer_max = 0;
    EXPECT_EQ(allocate_layers(700e3, small), (std::vector{0, 1, 0}));
    small[1].layer_max = -1;
    EXPECT_EQ(allocate_layers(10e6, small), (std::vector{0, -1, 2}));
}

}  // namespace
}  // namespace teahouse::rtc
