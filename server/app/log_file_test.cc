// SPDX-License-Identifier: MIT
#include "app/log_file.h"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

#include "base/log.h"
#include "base/result.h"
#include "base/utf8.h"

namespace teahouse::app {
namespace {

constexpr std::int64_t kTime = 1'795'381'426'007;

TEST(LogFile, writes_text_lines) {
    EXPECT_EQ(
        format_line(LogFile::Format::text, kTime, LogLevel::info, "ready", {{"port", "8080"}}),
        "2026-11-22T21:03:46.007Z info ready port=\"8080\"");
}

TEST(LogFile, writes_json_that_values_cannot_leave) {
    EXPECT_EQ(
        format_line(LogFile::Format::json, kTime, LogLevel::warning, "bad \"name\"",
                    {{"name", "a\nb\\\x7f"}}),
        R"({"time":"2026-11-22T21:03:46.007Z","level":"warning","message":"bad \"name\"","name":"a\u000ab\\\u007f"})");
    EXPECT_EQ(
        format_line(LogFile::Format::text, kTime, LogLevel::error, "x", {{"k", "a\nfake line"}})
            .find('\n'),
        std::string::npos);
}

TEST(LogFile, writes_json_whatever_the_bytes_are) {
    const std::string value = std::string("caf\xC3\xA9 \xE8\x8C\xB6 \xF0\x9F\x8D\xB5") +
                              " \xFF\xC3( \xED\xA0\x80 \xC0\xAF \xF0\x9F\x8D";
    const std::string line =
        format_line(LogFile::Format::json, kTime, LogLevel::info, "\x80", {{"peer", value}});
    EXPECT_TRUE(is_utf8(line)) << line;
    EXPECT_NE(line.find(R"("message":"\ufffd")"), std::string::npos) << line;
    EXPECT_NE(line.find("caf\xC3\xA9 \xE8\x8C\xB6 \xF0\x9F\x8D\xB5 "
                        R"(\ufffd\ufffd( \ufffd\ufffd\ufffd \ufffd\ufffd \ufffd\ufffd\ufffd")"),
              std::string::npos)
        << line;
    EXPECT_TRUE(
        is_utf8(format_line(LogFile::Format::text, kTime, LogLevel::info, "x", {{"peer", value}})));
}

TEST(LogFile, opens_anew_after_rotation) {
    const std::filesystem::path folder =
        std::filesystem::temp_directory_path() /
        ("teahouse-log-" + std::to_string(::testing::UnitTest::GetInstance()->random_seed()) +
         std::to_string(reinterpret_cast<std::uintptr_t>(&kTime)));
    std::filesystem::create_directories(folder);
    const std::filesystem::path path = folder / "a.log";
    {
        LogFile file(LogFile::Format::text, path.string());
        ASSERT_TRUE(file.open());
        file.write(LogLevel::info, "one", {});
        std::filesystem::rename(path, folder / "a.log.1");
        ASSERT_TRUE(file.open());
        file.write(LogLevel::info, "two", {});
    }
    std::ifstream stream(path);
    std::stringstream text;
    text << stream.rdbuf();
    EXPECT_NE(text.str().find("two"), std::string::npos);
    EXPECT_EQ(text.str().find("one"), std::string::npos);
    std::filesystem::remove_all(folder);
}

TEST(LogFile, says_why_it_cannot_open) {
    LogFile file(LogFile::Format::text, "/nonexistent/folder/a.log");
    const Status status = file.open();
    ASSERT_FALSE(status);
    EXPECT_NE(status.error().message.find("cannot open /nonexistent/folder/a.log"),
              std::string::npos);
}

TEST(LogLevels, are_read_by_word) {
    EXPECT_EQ(*parse_level("debug"), LogLevel::debug);
    EXPECT_FALSE(parse_level("loud"));
}

}  // namespace
}  // namespace teahouse::app
