// SPDX-License-Identifier: MIT
// Transactions that come to nothing, while others that build on them are in flight.
#include "chat/commit.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <variant>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "proto/records.h"

namespace teahouse::chat::commit_test {
namespace {

constexpr TimeMs kStart = 1'000'000;

Register make_registration(std::uint64_t session) {
    proto::TokenHash token{};
    token.fill(static_cast<std::uint8_t>(session));
    return {.session = SessionId{session},
            .name = "ann",
            .name_key = "ann",
            .password_hash = "hash",
            .token = token};
}

// The disk fails at the very first transaction, which makes the lobby, and somebody has joined it.
TEST(Commit, a_lobby_that_was_never_made_goes_after_those_who_joined_it) {
    Engine engine(EngineConfig{.notify_key = "key"});
    Effects effects;
    engine.load({}, kStart, effects);
    engine.apply(make_registration(1), kStart, effects);
    ASSERT_EQ(effects.txns.size(), 2U);
    std::array<proto::TxnResult, 2> failed;
    for (std::size_t i = 0; i < failed.size(); ++i) {
        failed.at(i).id = effects.txns.at(i).id;
        failed.at(i).state = proto::TxnState::failed;
        failed.at(i).error = ErrorCode::store_unavailable;
    }
    effects = {};
    engine.on_txns(failed, kStart, effects);
    EXPECT_TRUE(effects.resume_store);
    engine.check_invariants();

    // When it heals, the next one makes another lobby and joins that.
    effects = {};
    engine.apply(make_registration(2), kStart, effects);
    ASSERT_EQ(effects.txns.size(), 1U);
    bool makes = false;
    for (const proto::Write& write : effects.txns.front().writes) {
        makes = makes || std::holds_alternative<proto::PutRoom>(write);
    }
    EXPECT_TRUE(makes);
}

}  // namespace
}  // namespace teahouse::chat::commit_test
