// SPDX-License-Identifier: MIT
#include "net/send_ring.h"

#include <array>
#include <cerrno>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <sys/socket.h>

#include "net/fd.h"

namespace teahouse::net {
namespace {

struct Pair {
    Pair() {
        std::array<int, 2> ends{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, ends.data()), 0);
        ours = Fd(ends[0]);
        theirs = Fd(ends[1]);
    }
    std::string received() const {
        std::array<char, 4096> buffer{};
        const ssize_t got = ::recv(theirs.get(), buffer.data(), buffer.size(), MSG_DONTWAIT);
        return got < 0 ? "" : std::string(buffer.data(), static_cast<std::size_t>(got));
    }

    Fd ours;
    Fd theirs;
};

class SendRingTest : public ::testing::Test {
protected:
    void SetUp() override {
        ring_ = SendRing::open();
        if (ring_ == nullptr) {
            GTEST_SKIP() << "this kernel has no io_uring, or does not allow it";
        }
    }
    std::unique_ptr<SendRing> ring_;
};

std::span<const std::byte> bytes_of(const std::string& text) {
    return std::as_bytes(std::span(text));
}

TEST_F(SendRingTest, sends_each_to_its_socket_batch_after_batch) {
    std::vector<Pair> pairs(SendRing::kBatch);
    for (int round = 0; round < 3; ++round) {
        std::vector<std::string> texts;
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            texts.push_back(std::to_string(round) + " for " + std::to_string(i));
        }
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            ASSERT_FALSE(ring_->full());
            ring_->add(pairs[i].ours.get(), bytes_of(texts[i]), static_cast<std::uint32_t>(i));
        }
        EXPECT_TRUE(ring_->full());
        const auto sent = ring_->submit();
        ASSERT_EQ(sent.size(), pairs.size());
        std::vector<bool> told(pairs.size());
        for (const SendRing::Sent& one : sent) {
            EXPECT_EQ(one.result, static_cast<std::int32_t>(texts[one.tag].size()));
            EXPECT_FALSE(told[one.tag]);
            told[one.tag] = true;
        }
        for (std::size_t i = 0; i < pairs.size(); ++i) {
            EXPECT_EQ(pairs[i].received(), texts[i]);
        }
        EXPECT_TRUE(ring_->empty());
    }
    EXPECT_FALSE(ring_->broken());
}

TEST_F(SendRingTest, a_full_and_a_dead_socket_are_told_at_once_and_hold_nobody_back) {
    Pair full;
    Pair dead;
    Pair well;
    const std::string block(64 * 1024, 'x');
    while (::send(full.ours.get(), block.data(), block.size(), MSG_NOSIGNAL) > 0) {
    }
    ASSERT_EQ(errno, EAGAIN);
    dead.theirs = Fd();
    const std::string text = "tea";
    ring_->add(full.ours.get(), bytes_of(text), 1);
    ring_->add(dead.ours.get(), bytes_of(text), 2);
    ring_->add(-1, bytes_of(text), 3);
    ring_->add(well.ours.get(), bytes_of(text), 4);
    std::array<int, 5> results{};
    for (const SendRing::Sent& one : ring_->submit()) {
        results.at(one.tag) = one.result;
    }
    EXPECT_EQ(results, (std::array{0, -EAGAIN, -EPIPE, -EBADF, 3}));
    EXPECT_EQ(well.received(), "tea");
    EXPECT_FALSE(ring_->broken());
}

TEST_F(SendRingTest, tells_how_much_a_socket_took) {
    Pair pair;
    const int bytes = 4'096;
    ASSERT_EQ(::setsockopt(pair.ours.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes), 0);
    const std::string text(4'000'000, 'x');
    ring_->add(pair.ours.get(), bytes_of(text), 0);
    const auto sent = ring_->submit();
    ASSERT_EQ(sent.size(), 1U);
    EXPECT_GT(sent.front().result, 0);
    EXPECT_LT(sent.front().result, 4'000'000);
}

}  // namespace
}  // namespace teahouse::net
