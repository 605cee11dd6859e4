// SPDX-License-Identifier: MIT
#include "resp/command.h"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

namespace teahouse::resp {
namespace {

std::string written(const Command& command) {
    std::string bytes;
    command.append_to(bytes);
    EXPECT_EQ(bytes.size(), command.bytes());
    return bytes;
}

TEST(RespCommand, is_an_array_of_texts) {
    EXPECT_EQ(written(Command("PING")), "*1\r\n$4\r\nPING\r\n");
    EXPECT_EQ(written(Command("SET", "key", 15).add("PX").add(std::uint64_t{1000})),
              "*5\r\n$3\r\nSET\r\n$3\r\nkey\r\n$2\r\n15\r\n$2\r\nPX\r\n$4\r\n1000\r\n");
    EXPECT_EQ(written(Command("X", std::numeric_limits<std::int64_t>::min())),
              "*2\r\n$1\r\nX\r\n$20\r\n-9223372036854775808\r\n");
}

TEST(RespCommand, carries_any_bytes) {
    const std::string_view bytes("\r\n\0$1", 5);
    EXPECT_EQ(written(Command("ECHO", bytes)),
              "*2\r\n$4\r\nECHO\r\n$5\r\n" + std::string(bytes) + "\r\n");
    EXPECT_EQ(written(Command("ECHO", "")), "*2\r\n$4\r\nECHO\r\n$0\r\n\r\n");
}

TEST(RespCommand, knows_its_size) {
    Command command("DEL");
    for (int i = 0; i < 1'200; ++i) {
        command.add(std::string(static_cast<std::size_t>(i), 'x'));
        if (i % 100 == 99) {
            static_cast<void>(written(command));
        }
    }
    EXPECT_EQ(command.words(), 1'201U);
}

}  // namespace
}  // namespace teahouse::resp
