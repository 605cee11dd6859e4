// SPDX-License-Identifier: MIT
// Files of messages on disk. An upload grows in DATA/uploads/<id>.part, beside <id>.meta with what
// it is to become, so that it goes on after a restart. A finished one becomes a blob,
// DATA/files/ab/<sha-256>, which all files with the same bytes share; which of them are in use only
// the store knows (sweep()).
//
// Ids are 32 lower-case hex digits of 128 random bits; anything else is not_found, so no name ever
// becomes a path. An upload of somebody else is not_found too.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/disk.h"

namespace teahouse::media {

struct UploadOptions {
    std::string folder;        // of files/; made on first use
    std::string uploads = {};  // what is not complete yet, on the same disk; empty: in `folder`
    std::uint64_t file_bytes_max = limits::kFileBytesMax;
    std::uint64_t quota_bytes = limits::kQuotaBytes;  // of one account
    // Whether the disk of a folder takes files; any thread.
    std::function<bool(const std::string&)> has_room = media::has_room;
};

struct NewUpload {
    UserId owner = {};
    std::uint64_t length = 0;
    std::string name = {};
    std::uint64_t used_bytes = 0;  // by the owner's files so far
};

struct UploadInfo {
    std::uint64_t offset = 0;
    std::uint64_t length = 0;
};

// The right to write to an upload, until somebody else takes it.
struct Lease {
    std::string id = {};
    std::uint64_t generation = 0;
};

struct Finished {
    std::string hash = {};
    std::uint64_t size = 0;
    std::string mime = {};
    std::string name = {};
    std::uint32_t width = 0;
    std::uint32_t height = 0;
};

// Any thread; calls block on the disk. Times are ms of the wall clock.
class UploadStore {
public:
    explicit UploadStore(UploadOptions options);
    ~UploadStore();
    UploadStore(const UploadStore&) = delete;
    UploadStore& operator=(const UploadStore&) = delete;

    // Finds what was left by an earlier run; once, before all else.
    Status load();

    // too_large, quota_exceeded, rate_limited (too many unfinished ones), read_only.
    Result<std::string> create(const NewUpload& upload, TimeMs now);
    // Whoever writes to it loses the right to: a client asks when its connection broke.
    Result<UploadInfo> find(std::string_view id, UserId owner);
    // The writer comes at the right place: offset_mismatch. rate_limited: too many writers.
    // `checksum` is the SHA-256 of the piece that follows in binary, or empty.
    Result<Lease> begin(std::string_view id, UserId owner, std::uint64_t offset,
                        std::string checksum, TimeMs now);
    // Appends. too_large over the length of the upload; upload_locked: the lease was taken.
    Status write(const Lease& lease, std::string_view bytes);
    // The piece is complete: checksum_mismatch throws it away. What was written is durable.
    Result<UploadInfo> end(const Lease& lease);
    // The piece is not complete: it stays, unless it had a checksum.
    void abandon(const Lease& lease);
    // The same without waiting for a call that works on the upload: then it follows that call.
    void abandon_soon(const Lease& lease);
    // All bytes are there: makes the blob. May be repeated.
    Result<Finished> finish(std::string_view id, UserId owner);
    // Throws the upload away; also after the file was taken over.
    Status remove(std::string_view id, UserId owner);

    [[nodiscard]] Result<OpenBlob> open(std::string_view hash) const;
    // A small WebP of a picture, kept beside its blob and gone with it.
    [[nodiscard]] Result<OpenBlob> open_thumbnail(std::string_view hash) const;
    // not_found: the blob has gone meanwhile.
    Status keep_thumbnail(const std::string& hash, std::string_view bytes) const;

    // Throws away uploads that nobody began to write to for a day, or ten minutes if they have
    // nothing yet.
    void expire(TimeMs now);
    // Blobs of one of 256 folders that are older than the grace period; candidates for drop().
    // In the order of their names, those behind `after`, kBlobsPerSweepMax at most.
    [[nodiscard]] std::vector<std::string> old_blobs(unsigned folder, TimeMs now,
                                                     std::string_view after = {}) const;
    // No file has these bytes. One that a new upload has just found again stays.
    void drop(const std::vector<std::string>& hashes, TimeMs now);

    [[nodiscard]] std::size_t unfinished() const;

private:
    struct Entry;
    class Hold;

    Entry* find_entry(std::string_view id, UserId owner);
    [[nodiscard]] std::string part_path(const std::string& id) const;
    [[nodiscard]] std::string meta_path(const std::string& id) const;
    [[nodiscard]] std::string blob_path(std::string_view hash) const;
    [[nodiscard]] std::string thumbnail_path(std::string_view hash) const;
    Status write_meta(const std::string& id, const Entry& entry) const;
    void load_one(const std::string& id);
    Status prepare_hash(const std::string& id, Entry& entry) const;
    Status keep_blob(const std::string& id, std::string_view bytes, const std::string& hash) const;
    Status store_blob(const std::string& source, const std::string& hash) const;
    void rewind(const std::string& id, Entry& entry) const;
    void erase(const std::string& id);
    void stop_writing(Entry& entry);
    void drop_lease(const std::string& id, Entry& entry);

    const UploadOptions options_;
    mutable std::mutex mutex_;  // guards the members below, but not an entry that is held
    std::condition_variable free_;
    std::map<std::string, Entry, std::less<>> entries_;
    std::unordered_map<UserId, std::size_t> writers_;
    mutable std::mutex blobs_mutex_;  // making a blob against dropping it
};

}  // namespace teahouse::media
