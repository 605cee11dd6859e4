// SPDX-License-Identifier: MIT
#include "media/upload_store.h"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/disk.h"
#include "media/sniff.h"
#include "media/testing/sample_pictures.h"

namespace teahouse::media {
namespace {

constexpr UserId kAnn{1};
constexpr UserId kBob{2};
constexpr TimeMs kNow = 1'800'000'000'000;

class UploadStoreTest : public ::testing::Test {
protected:
    UploadStoreTest() { EXPECT_NE(::mkdtemp(folder_.data()), nullptr); }
    ~UploadStoreTest() override {
        std::error_code ignored;
        std::filesystem::remove_all(folder_, ignored);
    }
    [[nodiscard]] UploadOptions options() const {
        return {.folder = folder_, .file_bytes_max = 1'000, .quota_bytes = 5'000};
    }
    static std::string make(UploadStore& store, std::uint64_t length, std::string name = "a") {
        return store.create({.owner = kAnn, .length = length, .name = std::move(name)}, kNow)
            .value();
    }
    static Status write(UploadStore& store, const std::string& id, std::uint64_t offset,
                        std::string_view bytes) {
        TRY(lease, store.begin(id, kAnn, offset, {}, kNow));
        TRY_STATUS(store.write(lease, bytes));
        TRY(info, store.end(lease));
        EXPECT_EQ(info.offset, offset + bytes.size());
        return {};
    }
    static std::string read(const UploadStore& store, const std::string& hash) {
        const Result<OpenBlob> blob = store.open(hash);
        if (!blob) {
            return "none";
        }
        std::string bytes;
        EXPECT_TRUE(read_file(blob->descriptor.get(), blob->size,
                              [&](std::string_view part) { bytes += part; }));
        return bytes;
    }

    std::string folder_ = (std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string();
};

TEST_F(UploadStoreTest, makes_one_blob_of_equal_bytes) {
    UploadStore store(options());
    std::string hash;
    for (int i = 0; i < 2; ++i) {
        const std::string id = make(store, 10);
        ASSERT_TRUE(write(store, id, 0, "hello"));
        EXPECT_FALSE(store.finish(id, kAnn)) << "half of it";
        ASSERT_TRUE(write(store, id, 5, "world"));
        const Result<Finished> finished = store.finish(id, kAnn);
        ASSERT_TRUE(finished);
        EXPECT_EQ(finished->hash, sha256_hex("helloworld"));
        EXPECT_EQ(store.finish(id, kAnn)->hash, finished->hash) << "the end may be repeated";
        EXPECT_TRUE(store.remove(id, kAnn));
        hash = finished->hash;
    }
    EXPECT_EQ(read(store, hash), "helloworld");
    EXPECT_EQ(store.unfinished(), 0U);
}

TEST_F(UploadStoreTest, goes_on_after_a_restart_with_the_same_hash) {
    std::string id;
    {
        UploadStore store(options());
        id = make(store, 10, "name\nof two lines");
        ASSERT_TRUE(write(store, id, 0, "hello"));
        const Result<Lease> lease = store.begin(id, kAnn, 5, {}, kNow);
        ASSERT_TRUE(lease && store.write(*lease, "wo"));
    }
    UploadStore store(options());
    ASSERT_TRUE(store.load());
    EXPECT_EQ(store.find(id, kAnn)->offset, 7U);
    ASSERT_TRUE(write(store, id, 7, "rld"));
    const Result<Finished> finished = store.finish(id, kAnn);
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->hash, sha256_hex("helloworld"));
    EXPECT_EQ(finished->name, "name of two lines");
}

TEST_F(UploadStoreTest, belongs_to_its_owner) {
    UploadStore store(options());
    const std::string id = make(store, 10);
    EXPECT_EQ(store.find(id, kBob).error().code, ErrorCode::not_found);
    EXPECT_EQ(store.begin(id, kBob, 0, {}, kNow).error().code, ErrorCode::not_found);
    EXPECT_EQ(store.remove(id, kBob).error().code, ErrorCode::not_found);
    EXPECT_EQ(store.finish(id, kBob).error().code, ErrorCode::not_found);
    for (const char* wrong : {"", "..", "../../etc/passwd", "x"}) {
        EXPECT_EQ(store.find(wrong, kAnn).error().code, ErrorCode::not_found);
        EXPECT_EQ(store.open(wrong).error().code, ErrorCode::not_found);
    }
}

TEST_F(UploadStoreTest, has_one_writer_and_whoever_asks_takes_over) {
    UploadStore store(options());
    const std::string id = make(store, 10);
    const Lease first = store.begin(id, kAnn, 0, {}, kNow).value();
    ASSERT_TRUE(store.write(first, "hel"));
    EXPECT_EQ(store.begin(id, kAnn, 3, {}, kNow).error().code, ErrorCode::upload_locked);
    EXPECT_EQ(store.find(id, kAnn)->offset, 3U);
    EXPECT_EQ(store.write(first, "lo").error().code, ErrorCode::upload_locked);
    EXPECT_EQ(store.end(first).error().code, ErrorCode::upload_locked);
    store.abandon(first);
    EXPECT_TRUE(write(store, id, 3, "lo"));
}

TEST_F(UploadStoreTest, gives_a_place_back_without_waiting) {
    UploadStore store(options());
    for (std::size_t i = 0; i < limits::kUploadWritersPerUserMax + 1; ++i) {
        const std::string id = make(store, 10);
        const Lease left = store.begin(id, kAnn, 0, {}, kNow).value();
        ASSERT_TRUE(store.write(left, "hel"));
        store.abandon_soon(left);
        store.abandon_soon(left);
        EXPECT_EQ(store.write(left, "lo").error().code, ErrorCode::upload_locked);
        EXPECT_TRUE(write(store, id, 3, "lo")) << "another one goes on at once";
        ASSERT_TRUE(store.remove(id, kAnn));
    }
}

TEST_F(UploadStoreTest, throws_a_damaged_piece_away) {
    UploadStore store(options());
    const std::string id = make(store, 10);
    ASSERT_TRUE(write(store, id, 0, "hello"));
    std::string right(32, '\0');
    const std::string hex = sha256_hex("world");
    for (std::size_t i = 0; i < right.size(); ++i) {
        right[i] = static_cast<char>(std::stoi(hex.substr(i * 2, 2), nullptr, 16));
    }
    const Lease damaged = store.begin(id, kAnn, 5, right, kNow).value();
    ASSERT_TRUE(store.write(damaged, "wurld"));
    EXPECT_EQ(store.end(damaged).error().code, ErrorCode::checksum_mismatch);
    EXPECT_EQ(store.find(id, kAnn)->offset, 5U);
    const Lease cut = store.begin(id, kAnn, 5, right, kNow).value();
    ASSERT_TRUE(store.write(cut, "wor"));
    store.abandon(cut);
    EXPECT_EQ(store.find(id, kAnn)->offset, 5U) << "half a piece cannot be checked";
    const Lease whole = store.begin(id, kAnn, 5, right, kNow).value();
    ASSERT_TRUE(store.write(whole, "world"));
    EXPECT_EQ(store.end(whole)->offset, 10U);
    EXPECT_EQ(store.finish(id, kAnn)->hash, sha256_hex("helloworld"));
}

TEST_F(UploadStoreTest, keeps_to_its_limits) {
    UploadStore store(options());
    EXPECT_EQ(store.create({.owner = kAnn, .length = 1'001}, kNow).error().code,
              ErrorCode::too_large);
    EXPECT_EQ(
        store.create({.owner = kAnn, .length = 1'000, .used_bytes = 4'001}, kNow).error().code,
        ErrorCode::quota_exceeded);
    for (int i = 0; i < 5; ++i) {
        make(store, 1'000);
    }
    EXPECT_EQ(store.create({.owner = kAnn, .length = 1}, kNow).error().code,
              ErrorCode::quota_exceeded)
        << "unfinished ones count";
    EXPECT_TRUE(store.create({.owner = kBob, .length = 1}, kNow));
    for (std::size_t i = 1; i < limits::kUploadsPerUserMax; ++i) {
        ASSERT_TRUE(store.create({.owner = kBob, .length = 1}, kNow));
    }
    EXPECT_EQ(store.create({.owner = kBob, .length = 1}, kNow).error().code,
              ErrorCode::rate_limited);
}

TEST_F(UploadStoreTest, takes_no_more_than_was_said) {
    UploadStore store(options());
    const std::string id = make(store, 4);
    const Lease lease = store.begin(id, kAnn, 0, {}, kNow).value();
    EXPECT_EQ(store.write(lease, "hello").error().code, ErrorCode::too_large);
    EXPECT_EQ(store.begin(id, kAnn, 9, {}, kNow).error().code, ErrorCode::upload_locked);
}

TEST_F(UploadStoreTest, leaves_the_last_of_the_disk) {
    bool room = true;
    UploadOptions wide = options();
    wide.file_bytes_max = wide.quota_bytes = 100'000'000;
    wide.has_room = [&](const std::string&) { return room; };
    UploadStore store(wide);
    const std::string id = make(store, 50'000'000);
    const Lease lease = store.begin(id, kAnn, 0, {}, kNow).value();
    const std::string piece(256 * 1024, 'x');
    ASSERT_TRUE(store.write(lease, piece));
    room = false;  // by others, while this one goes on
    Status written;
    for (int i = 0; i < 8 && written; ++i) {
        written = store.write(lease, piece);
    }
    ASSERT_FALSE(written) << "two megabytes more";
    EXPECT_EQ(written.error().code, ErrorCode::read_only);
    store.abandon(lease);
    EXPECT_EQ(store.begin(id, kAnn, 0, {}, kNow).error().code, ErrorCode::read_only);
    room = true;
    EXPECT_TRUE(write(store, id, store.find(id, kAnn)->offset, piece));
}

TEST_F(UploadStoreTest, strips_pictures) {
    UploadStore store(options());
    const std::string picture = testing::png(30, 20);
    const std::string id = make(store, picture.size());
    ASSERT_TRUE(write(store, id, 0, picture));
    const Result<Finished> finished = store.finish(id, kAnn);
    ASSERT_TRUE(finished);
    EXPECT_EQ(finished->mime, "image/png");
    EXPECT_EQ(finished->width, 30U);
    EXPECT_EQ(finished->height, 20U);
    EXPECT_EQ(read(store, finished->hash).find("SECRET"), std::string::npos);
    EXPECT_EQ(finished->hash, sha256_hex(read(store, finished->hash)));
}

TEST_F(UploadStoreTest, tidies_up) {
    UploadStore store(options());
    make(store, 4);
    const std::string begun = make(store, 4);
    ASSERT_TRUE(write(store, begun, 0, "te"));
    store.expire(kNow + limits::kUploadEmptyMs - 1);
    EXPECT_EQ(store.unfinished(), 2U);
    store.expire(kNow + limits::kUploadEmptyMs);
    EXPECT_EQ(store.unfinished(), 1U) << "the one without a byte goes first";
    store.expire(kNow + limits::kUploadIdleMs - 1);
    EXPECT_EQ(store.unfinished(), 1U);
    store.expire(kNow + limits::kUploadIdleMs);
    EXPECT_EQ(store.unfinished(), 0U);

    const std::string id = make(store, 5);
    ASSERT_TRUE(write(store, id, 0, "hello"));
    const std::string hash = store.finish(id, kAnn)->hash;
    const auto folder = static_cast<unsigned>(std::stoi(hash.substr(0, 2), nullptr, 16));
    const TimeMs made = modified_ms(folder_ + "/files/" + hash.substr(0, 2) + '/' + hash);
    EXPECT_TRUE(store.old_blobs(folder, made + 1).empty());
    const TimeMs late = made + limits::kBlobGraceMs;
    EXPECT_EQ(store.old_blobs(folder, late), std::vector{hash});
    EXPECT_TRUE(store.old_blobs(folder, late, hash).empty()) << "behind it there is none";
    store.drop({hash}, late - 1);
    EXPECT_EQ(read(store, hash), "hello") << "still within the grace period";
    store.drop({hash}, late);
    EXPECT_EQ(read(store, hash), "none");
}

TEST_F(UploadStoreTest, a_blob_made_late_of_old_bytes_is_new) {
    UploadStore store(options());
    const std::string id = make(store, 5);
    ASSERT_TRUE(write(store, id, 0, "hello"));
    const std::string part = folder_ + "/uploads/" + id + ".part";
    std::filesystem::last_write_time(part, std::filesystem::last_write_time(part) -
                                               std::chrono::milliseconds(2 * limits::kBlobGraceMs));
    const TimeMs old = modified_ms(part);
    const std::string hash = store.finish(id, kAnn)->hash;
    const auto folder = static_cast<unsigned>(std::stoi(hash.substr(0, 2), nullptr, 16));
    EXPECT_TRUE(store.old_blobs(folder, old + 2 * limits::kBlobGraceMs).empty());
}

TEST(Sniff, goes_by_the_bytes) {
    using namespace std::string_view_literals;
    EXPECT_EQ(sniff("\x89PNG\r\n\x1a\n..."), "image/png");
    EXPECT_EQ(sniff("RIFF....WEBPVP8 "), "image/webp");
    EXPECT_EQ(sniff("RIFF....WAVEfmt "), "audio/wav");
    EXPECT_EQ(sniff("\0\0\0\x18"
                    "ftypisom"sv),
              "video/mp4");
    EXPECT_EQ(sniff("\0\0\0\x18"
                    "ftypM4A "sv),
              "audio/mp4");
    EXPECT_EQ(sniff("\0\0\0\x18"
                    "ftypqt  "sv),
              kUnknownType);
    EXPECT_EQ(sniff("\x1A\x45\xDF\xA3.....B\x82\x84webm"), "video/webm");
    EXPECT_EQ(sniff("OggS......................OpusHead"), "audio/ogg");
    EXPECT_EQ(sniff("\xFF\xFB\x90\x64"), "audio/mpeg");
    for (const std::string_view text :
         {"<html>", "<svg xmlns=", "<?xml", "GIF", "", "RIFF", "\xFF\xFF\xFF\xFF", "#!/bin/sh"}) {
        EXPECT_EQ(sniff(text), kUnknownType) << text;
    }
    EXPECT_FALSE(is_shown_inline("application/pdf"));
    EXPECT_FALSE(is_shown_inline("image/svg+xml"));
    EXPECT_FALSE(is_shown_inline(kUnknownType));
    EXPECT_TRUE(is_shown_inline("image/png"));
}

}  // namespace
}  // namespace teahouse::media
