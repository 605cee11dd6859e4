// SPDX-License-Identifier: MIT
#include "gateway/slow_commands.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/log.h"

namespace teahouse::gateway {
namespace {

// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables): the clock is a function
std::int64_t fake_now_us = 0;
std::int64_t fake_clock() { return fake_now_us; }

class SlowCommandsTest : public testing::Test, private LogSink {
protected:
    SlowCommandsTest() {
        fake_now_us = 1'000'000;
        set_log_sink(this);
    }
    ~SlowCommandsTest() override { set_log_sink(nullptr); }

    void write(LogLevel /*level*/, std::string_view /*message*/,
               std::initializer_list<LogField> fields) noexcept override {
        std::string line;
        for (const LogField& field : fields) {
            if (field.key == "what" || field.key == "ms" || field.key.ends_with("_ms")) {
                line += (line.empty() ? "" : " ") + field.value;
            }
        }
        lines_.push_back(line);
    }

    static void pass_ms(std::int64_t ms) { fake_now_us += ms * 1'000; }

    // The engine takes so long with a request that waited so long, and asks the store for nothing.
    void apply(std::int64_t waited_ms, std::int64_t engine_ms) {
        const chat::Command command = chat::Request{.request = proto::HistoryRequest{}};
        slow_.begin(command, fake_now_us - waited_ms * 1'000, effects_);
        pass_ms(engine_ms);
    }

    SlowLog log_{250};
    SlowCommands slow_{&log_, fake_clock};
    chat::Effects effects_;
    std::vector<std::string> lines_;  // what, ms, queue_ms, engine_ms, store_ms
};

TEST_F(SlowCommandsTest, tells_what_waited_for_the_engine) {
    apply(240, 20);
    slow_.end(effects_);
    apply(200, 20);
    slow_.end(effects_);
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_EQ(lines_[0], "history 260 240 20 0");
    EXPECT_EQ(slow_.waiting(), 0U);
}

TEST_F(SlowCommandsTest, follows_transactions_in_their_order) {
    for (const std::uint64_t id : {7U, 8U}) {
        apply(0, 1);
        effects_.txns.push_back({.id = TxnId(id)});
        slow_.end(effects_);
        pass_ms(200);
    }
    EXPECT_TRUE(lines_.empty());
    effects_.clear();
    const std::vector<proto::TxnResult> results = {{.id = TxnId(7)}, {.id = TxnId(8)}};
    slow_.begin(results, effects_);
    slow_.end(effects_);
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_EQ(lines_[0], "history 402 0 1 401");
    EXPECT_EQ(slow_.waiting(), 0U);
}

TEST_F(SlowCommandsTest, ends_with_the_last_answer_of_the_store) {
    apply(10, 1);
    effects_.queries.push_back({.id = QueryId(1)});
    effects_.queries.push_back({.id = QueryId(2)});
    slow_.end(effects_);
    effects_.clear();
    pass_ms(100);
    slow_.begin(proto::QueryResult{.id = QueryId(2)}, effects_);
    slow_.end(effects_);
    pass_ms(100);
    // What the first answers led to is of the same command.
    slow_.begin(proto::QueryResult{.id = QueryId(1)}, effects_);
    effects_.searches.push_back({.id = QueryId(3)});
    pass_ms(2);
    slow_.end(effects_);
    EXPECT_TRUE(lines_.empty());
    pass_ms(100);
    slow_.begin(proto::SearchResult{.id = QueryId(3)}, effects_);
    slow_.end(effects_);
    ASSERT_EQ(lines_.size(), 1U);
    EXPECT_EQ(lines_[0], "history 313 10 3 300");
    EXPECT_EQ(slow_.waiting(), 0U);
}

// A reload switches the log on or off while commands are under way.
TEST_F(SlowCommandsTest, may_be_switched_while_commands_wait) {
    log_.set_limit_ms(0);
    apply(0, 1);
    effects_.txns.push_back({.id = TxnId(1)});
    slow_.end(effects_);
    effects_.clear();
    log_.set_limit_ms(250);
    apply(0, 1);
    effects_.txns.push_back({.id = TxnId(2)});
    slow_.end(effects_);
    effects_.clear();
    EXPECT_EQ(slow_.waiting(), 1U);
    pass_ms(300);
    log_.set_limit_ms(0);
    const std::vector<proto::TxnResult> results = {{.id = TxnId(1)}, {.id = TxnId(2)}};
    slow_.begin(results, effects_);
    slow_.end(effects_);
    slow_.begin(proto::QueryResult{.id = QueryId(9)}, effects_);
    slow_.end(effects_);
    EXPECT_TRUE(lines_.empty());
    EXPECT_EQ(slow_.waiting(), 0U);
}

}  // namespace
}  // namespace teahouse::gateway
