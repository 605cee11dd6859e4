// SPDX-License-Identifier: MIT
#include "archive/export_format.h"

#include <cstddef>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>

#include "archive/event_json.h"
#include "archive/zstd_stream.h"
#include "base/result.h"
#include "media/descriptor.h"
#include "proto/codec.h"
#include "proto/json_reader.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"
#include "store/sqlite/schema.h"
#include "store/testing/backend.h"

namespace teahouse::archive {
namespace {

const OnChunk kIgnore = [](std::uint64_t, std::uint64_t, const std::string&) { return Status{}; };

class ExportFormat : public ::testing::Test {
protected:
    ExportFormat() : db_(store::Db::open(dir_.path() + "/main.db", {}).value()) {
        EXPECT_TRUE(store::upgrade_schema(db_, "main.db", store::schema_steps()));
    }
    void run(const char* sql) { ASSERT_TRUE(db_.run_script(sql)); }
    RoomLogs logs() { return hash_logs(db_, kIgnore).value(); }

    store::testing::TempDir dir_;
    store::Db db_;
};

TEST_F(ExportFormat, has_every_table_but_the_log_and_the_store_itself) {
    std::set<std::string> tables;
    store::Statement all =
        db_.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").value();
    ASSERT_TRUE(all.query([&](store::Row row) { tables.emplace(row.text(0)); }));
    std::set<std::string> known{"event", "store"};
    for (const ExportTable& table : kExportTables) {
        known.emplace(table.name);
    }
    EXPECT_EQ(tables, known);
}

TEST_F(ExportFormat, hashes_what_a_log_says_and_nothing_else) {
    run("WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2500)"
        " INSERT INTO event SELECT 7, i, i, 1, 1, i, NULL, 'c' || i, x'80' FROM n");
    run("INSERT INTO event VALUES(9, 1, 1, 1, 1, 1, NULL, NULL, x'80')");
    const RoomLogs before = logs();
    ASSERT_EQ(before.size(), 2U);
    EXPECT_EQ(before.at(7).chunks.size(), 3U);
    EXPECT_EQ(before.at(7).count, 2'500U);
    EXPECT_EQ(before.at(7).last, 2'500U);
    for (const char* change : {"UPDATE event SET body = x'81' WHERE room = 7 AND seq = 1500",
                               "UPDATE event SET ref = 0 WHERE room = 7 AND seq = 1500",
                               "UPDATE event SET cmid = NULL WHERE room = 7 AND seq = 1500",
                               "UPDATE event SET at = at + 1 WHERE room = 7 AND seq = 1500"}) {
        run("BEGIN");
        run(change);
        const RoomLogs after = logs();
        EXPECT_EQ(after.at(7).chunks[0], before.at(7).chunks[0]);
        EXPECT_NE(after.at(7).chunks[1], before.at(7).chunks[1]) << change;
        EXPECT_EQ(after.at(7).chunks[2], before.at(7).chunks[2]);
        EXPECT_NE(after.at(7).hash, before.at(7).hash);
        EXPECT_EQ(after.at(9), before.at(9));
        run("ROLLBACK");
    }
}

TEST(ExportManifestText, is_read_as_it_was_written) {
    const ExportManifest manifest{
        .store = "aa",
        .generation = 3,
        .time = 5,
        .rooms = {{1, {.count = 2, .last = 2, .hash = "h", .chunks = {"c", "d"}}}, {2, {}}},
        .files = {"blobs/x", "files/y"}};
    EXPECT_EQ(parse_export_manifest(to_json(manifest)).value(), manifest);
    EXPECT_FALSE(parse_export_manifest("{}"));
    EXPECT_FALSE(parse_export_manifest(to_json(manifest).substr(0, 100)));
}

TEST(ExportBody, gives_the_stored_bytes_again) {
    proto::Body body;
    body.text = "tea \"\\\n\x01 茶";
    std::string stored;
    proto::encode_body(body, stored);
    std::string line = "{\"event\":[]";
    append_body(stored, line);
    ASSERT_NE(line.find(R"(,"body":{"text":)"), std::string::npos) << line;
    std::string again;
    proto::JsonReader json(std::string_view(line).substr(line.find(R"({"text")")));
    ASSERT_TRUE(read_body(json, again));
    EXPECT_EQ(again, stored);

    std::string broken;
    append_body("\xC1", broken);
    EXPECT_EQ(broken, R"(,"raw":"wQ==")");
    std::string bytes;
    EXPECT_TRUE(from_base64("wQ==", bytes) && bytes == "\xC1");
    EXPECT_FALSE(from_base64("wQ=", bytes));
    EXPECT_FALSE(from_base64("w Q==", bytes));
    EXPECT_TRUE(from_base64("", bytes) && bytes.empty());
}

TEST(ZstdStream, gives_the_lines_that_were_written) {
    const store::testing::TempDir dir;
    const std::string path = dir.path() + "/lines";
    std::vector<std::string> lines;
    for (const std::size_t size : {0U, 1U, 100'000U, 3U, 2'000'000U, 131'072U, 131'071U}) {
        lines.emplace_back(size, static_cast<char>('a' + lines.size()));
    }
    {
        const media::Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT, 0600));
        ZstdWriter writer(file.get());
        for (const std::string& line : lines) {
            ASSERT_TRUE(writer.write(line + '\n'));
        }
        ASSERT_TRUE(writer.finish());
    }
    const auto read = [&]() -> Result<std::vector<std::string>> {
        const media::Descriptor file(::open(path.c_str(), O_RDONLY));
        ZstdLines reader(file.get());
        std::vector<std::string> found;
        std::string_view line;
        while (true) {
            TRY(more, reader.next(line));
            if (!more) {
                return found;
            }
            found.emplace_back(line);
        }
    };
    EXPECT_EQ(read().value(), lines);
    const auto size = std::filesystem::file_size(path);
    for (const auto shorter : {size - 1, size / 2, decltype(size){0}}) {
        std::filesystem::resize_file(path, shorter);
        EXPECT_FALSE(read()) << shorter;
    }
}

}  // namespace
}  // namespace teahouse::archive
