// SPDX-License-Identifier: MIT
// The small parts that need no socket: addresses, the timeout wheel, timers, logs, outboxes, the
// bandwidth cap.
#include <map>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "net/address.h"
#include "net/bandwidth.h"
#include "net/connection_table.h"
#include "net/outbox.h"
#include "net/segment_log.h"
#include "net/testing.h"
#include "net/timeout_wheel.h"
#include "net/timers.h"

namespace teahouse::net::testing {
namespace {

TEST(Address, reads_and_writes_both_families) {
    for (const std::string text : {"127.0.0.1", "192.0.2.255", "::1", "2001:db8::1"}) {
        const auto address = parse_address(text);
        ASSERT_TRUE(address) << text;
        EXPECT_EQ(to_string(*address), text);
    }
    EXPECT_EQ(to_string(parse_address("::ffff:192.0.2.1").value()), "192.0.2.1");
    for (const std::string text : {"", "1.2.3", "1.2.3.4:5", "[::1]", "x", "1.2.3.4 "}) {
        EXPECT_FALSE(parse_address(text)) << text;
    }
    EXPECT_FALSE(parse_address(std::string_view("::1\0x", 5)));
    EXPECT_TRUE(parse_address("127.9.9.9")->is_loopback());
    EXPECT_TRUE(parse_address("::1")->is_loopback());
    EXPECT_FALSE(parse_address("128.0.0.1")->is_loopback());
}

TEST(Address, limits_count_by_network) {
    const auto key = [](std::string_view text) {
        return to_string(limit_key(parse_address(text).value()));
    };
    EXPECT_EQ(key("192.0.2.255"), "192.0.2.255");
    EXPECT_EQ(key("2001:db8:1:2:3:4:5:6"), "2001:db8:1:2::");
    EXPECT_EQ(key("2001:db8:1:2::9"), key("2001:db8:1:2:ffff::"));
    EXPECT_NE(key("2001:db8:1:3::9"), key("2001:db8:1:2::9"));
}

TEST(Address, blocks_contain_what_they_should) {
    const auto in = [](std::string_view block, std::string_view address) {
        return parse_cidr(block).value().contains(parse_address(address).value());
    };
    EXPECT_TRUE(in("10.0.0.0/8", "10.255.1.2"));
    EXPECT_FALSE(in("10.0.0.0/8", "11.0.0.0"));
    EXPECT_TRUE(in("192.0.2.128/25", "192.0.2.129"));
    EXPECT_FALSE(in("192.0.2.128/25", "192.0.2.127"));
    EXPECT_TRUE(in("192.0.2.1", "192.0.2.1"));
    EXPECT_TRUE(in("::ffff:10.0.0.1", "10.0.0.1"));
    EXPECT_TRUE(in("0.0.0.0/0", "1.2.3.4"));
    EXPECT_FALSE(in("0.0.0.0/0", "2001:db8::1"));
    EXPECT_TRUE(in("2001:db8::/33", "2001:db8:7fff::1"));
    EXPECT_FALSE(in("2001:db8::/33", "2001:db8:8000::1"));
    for (const std::string text :
         {"", "/8", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/8x", "::/129", "10.0.0.0/-1"}) {
        EXPECT_FALSE(parse_cidr(text)) << text;
    }
}

TEST(Address, the_client_is_the_rightmost_untrusted_one) {
    const CidrList trusted = {parse_cidr("10.0.0.0/8").value(), parse_cidr("::1").value()};
    const auto client = [&](std::string_view forwarded) {
        return to_string(forwarded_client(parse_address("10.0.0.1").value(), forwarded, trusted));
    };
    EXPECT_EQ(client(""), "10.0.0.1");
    EXPECT_EQ(client("198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client("6.6.6.6, 198.51.100.1"), "198.51.100.1");
    EXPECT_EQ(client("6.6.6.6,198.51.100.1 , 10.0.0.2,::1"), "198.51.100.1");
    EXPECT_EQ(client("198.51.100.1:4711"), "198.51.100.1");
    EXPECT_EQ(client("[2001:db8::1]:4711"), "2001:db8::1");
    EXPECT_EQ(client("2001:db8::1"), "2001:db8::1");
    EXPECT_EQ(client("6.6.6.6, nonsense, 10.0.0.2"), "10.0.0.2");
    EXPECT_EQ(client("nonsense"), "10.0.0.1");
    EXPECT_EQ(client("10.0.0.3, 10.0.0.2"), "10.0.0.3");
}

TEST(TimeoutWheel, is_never_early_and_hardly_late) {
    std::mt19937 random(7);
    TimeoutWheel wheel;
    std::map<std::uint32_t, std::int64_t> expected;
    std::int64_t now = 1'000'000;
    for (int step = 0; step < 20'000; ++step) {
        const auto slot = static_cast<std::uint32_t>(random() % 50);
        switch (random() % 4) {
            case 0:
                wheel.clear(slot);
                expected.erase(slot);
                break;
            case 1:
            case 2:
                // Mostly short ones; some beyond the horizon of the wheel.
                expected[slot] = now + static_cast<std::int64_t>(
                                           random() % (random() % 8 == 0 ? 300'000 : 2'000));
                wheel.set(slot, expected[slot]);
                break;
            default:
                now += static_cast<std::int64_t>(random() % (random() % 100 == 0 ? 200'000 : 200));
        }
        std::vector<std::uint32_t> expired;
        wheel.advance(now, expired);
        for (const std::uint32_t one : expired) {
            ASSERT_TRUE(expected.contains(one));
            ASSERT_LE(expected[one], now);
            expected.erase(one);
        }
        std::int64_t earliest = TimeoutWheel::kNever;
        for (const auto& [one, due] : expected) {
            ASSERT_GT(due + 2 * TimeoutWheel::kBucketMs, now) << "slot " << one << " is late";
            earliest = std::min(earliest, due);
        }
        if (expected.empty()) {
            ASSERT_EQ(wheel.next_ms(), TimeoutWheel::kNever);
        } else {
            ASSERT_LT(wheel.next_ms(), earliest + 2 * TimeoutWheel::kBucketMs);
            ASSERT_GT(wheel.next_ms(), now);
        }
    }
}

TEST(Timers, a_callback_may_add_and_cancel) {
    Timers timers;
    std::string order;
    std::uint64_t second = 0;
    timers.add(10, [&] {
        order += 'a';
        timers.cancel(second);
        timers.add(0, [&] { order += 'n'; });
    });
    second = timers.add(10, [&] { order += 'b'; });
    timers.add(10, [&] { order += 'c'; });
    EXPECT_EQ(timers.next_ms(), 10);
    timers.run(9);
    EXPECT_EQ(order, "");
    timers.run(10);
    EXPECT_EQ(order, "ac");
    EXPECT_EQ(timers.next_ms(), 0);
    timers.run(10);
    EXPECT_EQ(order, "acn");
    EXPECT_EQ(timers.next_ms(), Timers::kNever);
}

TEST(SegmentLog, finds_joins_and_trims) {
    const Segment chunk = segment_of("aabbbcccc");
    const auto part = [&](std::size_t offset, std::size_t size) {
        return Segment{.owner = chunk.owner, .data = chunk.data + offset, .size = size};
    };
    SegmentLog log;
    log.append(part(0, 2), 1, false);
    log.append(segment_of("x"), 2, false);
    log.append(part(2, 3), 3, false);
    log.append({}, 3, false);
    log.append(part(5, 4), 4, false);
    EXPECT_EQ(log.head(), 10U);
    EXPECT_EQ(log.count(), 4U);
    EXPECT_EQ(log.find(0), 0U);
    EXPECT_EQ(log.find(1), 0U);
    EXPECT_EQ(log.find(2), 1U);
    EXPECT_EQ(log.find(3), 2U);
    EXPECT_EQ(log.find(9), 3U);
    EXPECT_EQ(log.tail().begin, 3U);  // "bbb" and "cccc" adjoin
    EXPECT_EQ(log.tail().data, chunk.data + 2);
    log.trim(5);
    EXPECT_EQ(log.count(), 2U);
    EXPECT_EQ(log.find(5), 0U);
    log.trim(10);
    EXPECT_TRUE(log.empty());
    EXPECT_EQ(chunk.owner.use_count(), 1);
}

std::string frame_of(std::size_t size) { return text_frame(std::string(size, 'f')); }

TEST(Outbox, knows_where_frames_end) {
    std::string frames;
    std::vector<std::size_t> ends = {0};
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 70'000U}) {
        frames += frame_of(size);
        ends.push_back(frames.size());
    }
    for (std::size_t i = 1; i < ends.size(); ++i) {
        EXPECT_EQ(frame_end(bytes_of(frames), ends[i - 1] + 1), ends[i]);
        EXPECT_EQ(frame_end(bytes_of(frames), ends[i] - 1), ends[i]);
        EXPECT_EQ(frame_end(bytes_of(frames), ends[i]), ends[i]);
    }
}

TEST(Outbox, keeps_the_begun_frame_when_the_rest_is_dropped) {
    std::mt19937 random(3);
    for (int round = 0; round < 300; ++round) {
        std::string stream;
        std::vector<std::size_t> ends;
        for (int i = 0; i < 30; ++i) {
            stream += frame_of(random() % 10'000);
            ends.push_back(stream.size());
        }
        // As if the beginning had been cut somewhere in the first frame.
        const std::size_t cut = random() % ends.front();
        Outbox outbox;
        outbox.append_rest(bytes_of(stream).subspan(cut), ends.front() - cut);
        std::size_t sent = cut;
        for (auto steps = random() % 40; steps > 0 && stream.size() - sent > 1; --steps) {
            const std::size_t bytes = random() % std::min<std::size_t>(9'000, stream.size() - sent);
            outbox.consume(bytes);
            sent += bytes;
            ASSERT_EQ(text_of(outbox.waiting()), stream.substr(sent));
        }
        const std::size_t committed =
            random() % std::min<std::size_t>(20'000, stream.size() - sent);
        outbox.drop_unsent(committed);
        const std::size_t end = sent + outbox.size();
        const std::size_t wanted = *std::lower_bound(ends.begin(), ends.end(), sent + committed);
        // At a boundary already: nothing needs to stay.
        const bool at_boundary =
            std::find(ends.begin(), ends.end(), sent) != ends.end() && committed == 0;
        ASSERT_EQ(end, at_boundary ? sent : wanted);
    }
}

TEST(ConnectionTable, ids_are_not_used_again) {
    ConnectionTable table(3);
    const ConnectionId first = table.create(Fd()).id;
    EXPECT_EQ(worker_of(first), 3U);
    EXPECT_LT(first.value, std::uint64_t{1} << 53U);
    ASSERT_NE(table.find(first), nullptr);
    table.destroy(table.find(first)->slot);
    const ConnectionId second = table.create(Fd()).id;
    EXPECT_NE(first, second);
    EXPECT_EQ(table.find(first), nullptr);
    EXPECT_NE(table.find(second), nullptr);
    EXPECT_EQ(table.find(ConnectionId(0)), nullptr);
    EXPECT_EQ(table.find(ConnectionId(~std::uint64_t{0})), nullptr);
}

TEST(ConnectionTable, an_idle_websocket_is_small) {
    // With its share of the tables; the target over all layers is 1.5 KB.
    EXPECT_LE(sizeof(Connection) + sizeof(HotSlot) + 16 + 24, 450U);
}

TEST(Bandwidth, counts_and_refills) {
    Bandwidth bandwidth;
    bandwidth.spend(1'000'000, 0);
    EXPECT_EQ(bandwidth.wait_us(0), 0);
    bandwidth.set_cap(8);  // one byte a microsecond
    EXPECT_EQ(bandwidth.wait_us(1'000'000), 0);
    EXPECT_FALSE(bandwidth.pressed(1'000'000));
    bandwidth.spend(40'000, 1'000'000);
    EXPECT_TRUE(bandwidth.pressed(1'000'000));
    EXPECT_EQ(bandwidth.wait_us(1'000'000), 0);
    bandwidth.spend(110'000, 1'000'000);
    EXPECT_EQ(bandwidth.wait_us(1'000'000), 100'000);
    EXPECT_EQ(bandwidth.wait_us(1'100'000), 0);
}

TEST(Bandwidth, turns_are_a_burst_within_bounds) {
    Bandwidth bandwidth;
    bandwidth.set_cap(2);
    EXPECT_EQ(bandwidth.turn_bytes(), 12'500U);
    bandwidth.set_cap(0.01);
    EXPECT_EQ(bandwidth.turn_bytes(), 4U * 1024);
    bandwidth.set_cap(10'000);
    EXPECT_EQ(bandwidth.turn_bytes(), 64U * 1024);
}

}  // namespace
}  // namespace teahouse::net::testing
