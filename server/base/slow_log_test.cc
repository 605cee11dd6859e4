// SPDX-License-Identifier: MIT
#include "base/slow_log.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits.h"
#include "base/log.h"

namespace teahouse {
namespace {

class Lines final : public LogSink {
public:
    Lines() { set_log_sink(this); }
    ~Lines() override { set_log_sink(nullptr); }
    Lines(const Lines&) = delete;
    Lines& operator=(const Lines&) = delete;

    void write(LogLevel /*level*/, std::string_view message,
               std::initializer_list<LogField> fields) noexcept override {
        std::string line(message);
        for (const LogField& field : fields) {
            line += ' ';
            line += field.key;
            line += '=';
            line += field.value;
        }
        all.push_back(line);
    }

    std::vector<std::string> all;
};

constexpr SlowTimes kSlowTimes{
    .total = 300'400, .queue = 20'000, .engine = 1'000, .store = 279'000};

TEST(SlowLog, tells_where_the_time_went) {
    Lines lines;
    SlowLog slow(250);
    slow.note(SlowKind::command, "message.send", kSlowTimes);
    ASSERT_EQ(lines.all.size(), 1U);
    EXPECT_EQ(lines.all[0],
              "slow kind=command what=message.send ms=300 queue_ms=20 engine_ms=1 store_ms=279"
              " items=1 left_out=0");
    EXPECT_EQ(slow.count(SlowKind::command), 1U);
    EXPECT_EQ(slow.count(SlowKind::commit), 0U);
}

TEST(SlowLog, says_nothing_below_its_limit_and_when_off) {
    Lines lines;
    SlowLog slow(301);
    slow.note(SlowKind::commit, "commit", kSlowTimes);
    slow.set_limit_ms(0);
    EXPECT_FALSE(slow.is_on());
    slow.note(SlowKind::commit, "commit", kSlowTimes);
    EXPECT_TRUE(lines.all.empty());
    EXPECT_EQ(slow.count(SlowKind::commit), 0U);
    slow.set_limit_ms(300);  // as a reload does
    slow.note(SlowKind::commit, "commit", kSlowTimes);
    EXPECT_EQ(lines.all.size(), 1U);
}

// A stuck disk makes thousands of commands slow at once.
TEST(SlowLog, is_bounded_and_tells_how_many_it_left_out) {
    Lines lines;
    SlowLog slow(250);
    constexpr std::uint64_t kMany = 10'000;
    for (std::uint64_t i = 0; i < kMany; ++i) {
        slow.note(SlowKind::query, "history", kSlowTimes);
    }
    EXPECT_EQ(slow.count(SlowKind::query), kMany);
    EXPECT_GE(lines.all.size(), limits::kSlowLinesMax);
    EXPECT_LT(lines.all.size(), kMany / 10);
    std::uint64_t told = lines.all.size();
    for (const std::string& line : lines.all) {
        told += std::stoull(line.substr(line.rfind('=') + 1));
    }
    EXPECT_LE(told, kMany);
}

}  // namespace
}  // namespace teahouse
