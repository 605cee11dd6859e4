// SPDX-License-Identifier: MIT
#include "archive/manifest.h"

#include <string>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/result.h"

namespace teahouse::archive {
namespace {

Manifest sample() {
    return {.program = "1.2",
            .schema = 10,
            .store = "aa",
            .generation = 3,
            .time = 1'700'000'000'000,
            .users = 1,
            .rooms = 2,
            .events = 3,
            .files = {{.name = "main.db", .size = 4'096, .sha256 = std::string(64, 'a')},
                      {.name = "files/ab/\"c", .size = 0, .sha256 = std::string(64, 'b')}}};
}

TEST(Manifest, is_read_as_it_was_written) {
    const Result<Manifest> read = parse_manifest(to_json(sample()));
    ASSERT_TRUE(read) << read.error().message;
    EXPECT_EQ(*read, sample());
    Manifest none = sample();
    none.files.clear();
    EXPECT_EQ(parse_manifest(to_json(none)).value(), none);
}

TEST(Manifest, refuses_what_is_not_one) {
    const std::string good = to_json(sample());
    for (std::size_t size = 0; size + 2 < good.size(); size += 7) {
        EXPECT_FALSE(parse_manifest(good.substr(0, size)));
    }
    EXPECT_FALSE(parse_manifest("{}"));
    EXPECT_FALSE(parse_manifest("[]"));
    EXPECT_FALSE(parse_manifest(R"({"format": "teahouse-backup", "version": 2})"));
    EXPECT_TRUE(parse_manifest(R"({"format": "teahouse-backup", "version": 1, "later": [{}]})"));
}

TEST(Manifest, refuses_names_that_lead_elsewhere) {
    for (const char* name :
         {"", "/etc/passwd", "../x", "files/../../x", ".hidden", "a//b", "a\\b"}) {
        EXPECT_FALSE(is_safe_name(name)) << name;
        Manifest manifest = sample();
        manifest.files[0].name = name;
        EXPECT_FALSE(parse_manifest(to_json(manifest))) << name;
    }
    EXPECT_TRUE(is_safe_name("files/ab/abcd"));
}

}  // namespace
}  // namespace teahouse::archive
