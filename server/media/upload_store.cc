// SPDX-License-Identifier: MIT
#include "media/upload_store.h"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sodium.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <unistd.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "media/blob_store.h"
#include "media/descriptor.h"
#include "media/disk.h"

namespace teahouse::media {
namespace {

// Of one upload, between two looks at how full the disk is.
constexpr std::uint64_t kBytesBetweenLooks = 1024ULL * 1024;

using HashState = crypto_hash_sha256_state;

void add(HashState& state, std::string_view bytes) {
    crypto_hash_sha256_update(&state, reinterpret_cast<const unsigned char*>(bytes.data()),
                              bytes.size());
}

tl::unexpected<Error> no_such_upload() { return fail(ErrorCode::not_found, "no such upload"); }

tl::unexpected<Error> taken() {
    return tl::unexpected(Error{.code = ErrorCode::upload_locked,
                                .message = "another request goes on with this upload",
                                .retry_after_ms = limits::kRetryAfterMs});
}

// Messages need the last of the disk.
tl::unexpected<Error> no_room() { return fail(ErrorCode::read_only, "the disk is nearly full"); }

tl::unexpected<Error> too_many(const char* what) {
    return tl::unexpected(Error{
        .code = ErrorCode::rate_limited, .message = what, .retry_after_ms = limits::kRetryAfterMs});
}

UploadOptions complete(UploadOptions options) {
    if (options.uploads.empty()) {
        options.uploads = options.folder;
    }
    return options;
}

}  // namespace

struct UploadStore::Entry {
    UserId owner;
    std::uint64_t length = 0;
    std::uint64_t offset = 0;
    TimeMs touched = 0;
    std::string name;
    std::uint64_t generation = 0;
    std::uint64_t unwatched = 0;  // bytes since the disk was last looked at
    bool writing = false;         // somebody has the lease
    bool held = false;            // a call works on it, without the mutex
    bool left = false;            // and who has the lease does not go on after that call
    Descriptor file;
    // SHA-256 of the first `offset` bytes, if `hashed`; at the start of the piece; of the piece.
    bool hashed = false;
    HashState hash{};
    std::uint64_t piece_start = 0;
    HashState hash_at_start{};
    HashState piece_hash{};
    std::string checksum;
};

// Makes one call at a time work on an entry, without the mutex.
class UploadStore::Hold {
public:
    Hold(UploadStore& store, std::string_view id, UserId owner) : store_(store), id_(id) {
        std::unique_lock lock(store_.mutex_);
        store_.free_.wait(lock, [&] {
            entry_ = store_.find_entry(id, owner);
            return entry_ == nullptr || !entry_->held;
        });
        if (entry_ != nullptr) {
            entry_->held = true;
        }
    }
    ~Hold() {
        if (entry_ != nullptr) {
            const std::scoped_lock lock(store_.mutex_);
            entry_->held = false;
            if (std::exchange(entry_->left, false) && entry_->writing) {
                store_.drop_lease(id_, *entry_);
            }
        }
        store_.free_.notify_all();
    }
    Hold(const Hold&) = delete;
    Hold& operator=(const Hold&) = delete;

    explicit operator bool() const { return entry_ != nullptr; }
    Entry* operator->() const { return entry_; }
    Entry& operator*() const { return *entry_; }
    void gone() { entry_ = nullptr; }

private:
    UploadStore& store_;
    const std::string id_;
    Entry* entry_ = nullptr;
};

UploadStore::UploadStore(UploadOptions options) : options_(complete(std::move(options))) {}
UploadStore::~UploadStore() = default;

std::string UploadStore::part_path(const std::string& id) const {
    return options_.uploads + "/uploads/" + id + ".part";
}
std::string UploadStore::meta_path(const std::string& id) const {
    return options_.uploads + "/uploads/" + id + ".meta";
}
// A lease names no owner: it was given to the right one.
UploadStore::Entry* UploadStore::find_entry(std::string_view id, UserId owner) {
    const auto found = entries_.find(id);
    const bool own = found != entries_.end() && (!owner || found->second.owner == owner);
    return own ? &found->second : nullptr;
}

void UploadStore::stop_writing(Entry& entry) {
    if (std::exchange(entry.writing, false)) {
        const auto count = writers_.find(entry.owner);
        if (--count->second == 0) {
            writers_.erase(count);
        }
    }
    ++entry.generation;
    entry.file = Descriptor();
}

// --- Beginning and going on ----------------------------------------------------------------------

Status UploadStore::load() {
    std::error_code error;
    for (const auto& file :
         std::filesystem::directory_iterator(options_.uploads + "/uploads", error)) {
        const std::string name = file.path().filename().string();
        const std::string id = file.path().stem().string();
        if (name == id + ".meta" && is_hex(id, limits::kFileIdChars)) {
            load_one(id);
        } else if (name.ends_with(".new") ||
                   (name == id + ".part" && !std::filesystem::exists(meta_path(id), error))) {
            ::unlink(file.path().c_str());  // a crash came before it meant anything
        }
    }
    return {};  // no folder yet is fine
}

void UploadStore::load_one(const std::string& id) {
    std::ifstream meta(meta_path(id));
    std::uint64_t owner = 0;
    Entry entry;
    struct stat info{};
    if (!(meta >> owner >> entry.length >> entry.touched) ||
        ::stat(part_path(id).c_str(), &info) != 0) {
        ::unlink(meta_path(id).c_str());
        ::unlink(part_path(id).c_str());
        return;
    }
    meta.ignore();
    std::getline(meta, entry.name);
    entry.owner = UserId(owner);
    entry.offset = std::min(static_cast<std::uint64_t>(info.st_size), entry.length);
    entries_.emplace(id, std::move(entry));
}

Status UploadStore::write_meta(const std::string& id, const Entry& entry) const {
    std::string name = entry.name;
    std::ranges::replace_if(name, [](char c) { return c == '\n' || c == '\0'; }, ' ');
    return write_file(meta_path(id), std::to_string(entry.owner.value) + ' ' +
                                         std::to_string(entry.length) + ' ' +
                                         std::to_string(entry.touched) + '\n' + name + '\n');
}

Result<std::string> UploadStore::create(const NewUpload& upload, TimeMs now) {
    if (upload.length > options_.file_bytes_max) {
        return fail(ErrorCode::too_large, "the file is too large", "file");
    }
    if (!options_.has_room(options_.uploads)) {
        return no_room();
    }
    const auto id = random_id();
    if (!id) {
        return fail(ErrorCode::internal, "no randomness");
    }
    const std::scoped_lock lock(mutex_);
    std::uint64_t reserved = upload.used_bytes + upload.length;
    std::size_t own = 0;
    for (const auto& [other, entry] : entries_) {
        if (entry.owner == upload.owner) {
            reserved += entry.length;
            ++own;
        }
    }
    if (reserved > options_.quota_bytes) {
        return fail(ErrorCode::quota_exceeded, "no room is left for the file");
    }
    if (own >= limits::kUploadsPerUserMax || entries_.size() >= limits::kUploadsMax) {
        return too_many("too many unfinished uploads");
    }
    Entry entry;
    entry.owner = upload.owner;
    entry.length = upload.length;
    entry.touched = now;
    entry.name = upload.name;
    if (!make_folder(options_.uploads) || !make_folder(options_.uploads + "/uploads")) {
        return disk_error();
    }
    const Descriptor part(
        ::open(part_path(*id).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (part.get() < 0) {
        return disk_error();
    }
    if (Status written = write_meta(*id, entry); !written) {
        erase(*id);
        return tl::unexpected(std::move(written).error());
    }
    entries_.emplace(*id, std::move(entry));
    return *id;
}

Result<UploadInfo> UploadStore::find(std::string_view id, UserId owner) {
    const Hold hold(*this, id, owner);
    if (!hold) {
        return no_such_upload();
    }
    if (hold->writing && !hold->checksum.empty()) {
        rewind(std::string(id), *hold);
    }
    const std::scoped_lock lock(mutex_);
    stop_writing(*hold);
    return UploadInfo{.offset = hold->offset, .length = hold->length};
}

// The hash of what is there already: lost by a restart, else it is at hand.
Status UploadStore::prepare_hash(const std::string& id, Entry& entry) const {
    entry.file = Descriptor(::open(part_path(id).c_str(), O_RDWR | O_CLOEXEC | O_NOFOLLOW));
    if (entry.file.get() < 0) {
        return disk_error();
    }
    if (entry.hashed) {
        return {};
    }
    crypto_hash_sha256_init(&entry.hash);
    const bool read = read_file(entry.file.get(), entry.offset,
                                [&](std::string_view piece) { add(entry.hash, piece); });
    if (!read) {
        return disk_error();
    }
    entry.hashed = true;
    return {};
}

Result<Lease> UploadStore::begin(std::string_view id, UserId owner, std::uint64_t offset,
                                 std::string checksum, TimeMs now) {
    const Hold hold(*this, id, owner);
    if (!hold) {
        return no_such_upload();
    }
    if (!options_.has_room(options_.uploads)) {
        return no_room();
    }
    {
        const std::scoped_lock lock(mutex_);
        if (hold->writing) {
            return taken();
        }
        if (hold->offset != offset) {
            return fail(ErrorCode::offset_mismatch, "the upload stands at another offset");
        }
        std::size_t& count = writers_[hold->owner];
        if (count >= limits::kUploadWritersPerUserMax) {
            return too_many("too many uploads at once");
        }
        ++count;
        hold->writing = true;
        ++hold->generation;
        hold->touched = now;
    }
    if (Status ready = prepare_hash(std::string(id), *hold); !ready) {
        const std::scoped_lock lock(mutex_);
        stop_writing(*hold);
        return tl::unexpected(std::move(ready).error());
    }
    hold->piece_start = offset;
    hold->hash_at_start = hold->hash;
    hold->checksum = std::move(checksum);
    crypto_hash_sha256_init(&hold->piece_hash);
    return Lease{.id = std::string(id), .generation = hold->generation};
}

Status UploadStore::write(const Lease& lease, std::string_view bytes) {
    const Hold hold(*this, lease.id, {});
    if (!hold) {
        return no_such_upload();
    }
    if (hold->generation != lease.generation) {
        return taken();
    }
    if (bytes.size() > hold->length - hold->offset) {
        return fail(ErrorCode::too_large, "more than the upload's length");
    }
    hold->unwatched += bytes.size();
    if (hold->unwatched >= kBytesBetweenLooks) {
        hold->unwatched = 0;
        if (!options_.has_room(options_.uploads)) {
            return no_room();
        }
    }
    if (!write_at(hold->file.get(), bytes, hold->offset)) {
        return disk_error();  // what did get there is not counted, and is written over
    }
    hold->offset += bytes.size();
    add(hold->hash, bytes);
    if (!hold->checksum.empty()) {
        add(hold->piece_hash, bytes);
    }
    return {};
}

void UploadStore::rewind(const std::string& id, Entry& entry) const {
    if (::truncate(part_path(id).c_str(), static_cast<off_t>(entry.piece_start)) == 0) {
        entry.offset = entry.piece_start;
        entry.hash = entry.hash_at_start;
    }
}

Result<UploadInfo> UploadStore::end(const Lease& lease) {
    const Hold hold(*this, lease.id, {});
    if (!hold) {
        return no_such_upload();
    }
    if (hold->generation != lease.generation) {
        return taken();
    }
    std::string found(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&hold->piece_hash, reinterpret_cast<unsigned char*>(found.data()));
    const bool damaged = !hold->checksum.empty() && found != hold->checksum;
    if (damaged) {
        rewind(lease.id, *hold);
    }
    const bool synced = ::fdatasync(hold->file.get()) == 0;
    if (!synced && !damaged) {
        rewind(lease.id, *hold);  // the system says so once; the next sync would not tell
    }
    hold->file = Descriptor();
    const std::scoped_lock lock(mutex_);
    stop_writing(*hold);
    if (damaged) {
        return fail(ErrorCode::checksum_mismatch, "the piece arrived damaged");
    }
    if (!synced) {
        return disk_error();
    }
    return UploadInfo{.offset = hold->offset, .length = hold->length};
}

void UploadStore::abandon(const Lease& lease) {
    const Hold hold(*this, lease.id, {});
    if (!hold || hold->generation != lease.generation) {
        return;
    }
    const std::scoped_lock lock(mutex_);
    drop_lease(lease.id, *hold);
}

void UploadStore::drop_lease(const std::string& id, Entry& entry) {
    if (!entry.checksum.empty()) {
        rewind(id, entry);
    }
    stop_writing(entry);
}

void UploadStore::abandon_soon(const Lease& lease) {
    const std::scoped_lock lock(mutex_);
    Entry* entry = find_entry(lease.id, {});
    if (entry == nullptr || entry->generation != lease.generation) {
        return;
    }
    if (entry->held) {
        entry->left = true;
    } else {
        drop_lease(lease.id, *entry);
    }
}

// --- The end -------------------------------------------------------------------------------------

Result<Finished> UploadStore::finish(std::string_view id, UserId owner) {
    const Hold hold(*this, id, owner);
    if (!hold) {
        return no_such_upload();
    }
    const std::string name(id);
    if (hold->offset != hold->length) {
        return fail(ErrorCode::offset_mismatch, "the upload is not complete");
    }
    TRY_STATUS(prepare_hash(name, *hold));
    HashState state = hold->hash;
    hold->file = Descriptor();
    Finished finished{.size = hold->length, .name = hold->name};
    TRY(looked, look_at(part_path(name), hold->length));
    finished.mime = looked.mime;
    finished.width = looked.width;
    finished.height = looked.height;
    if (looked.bytes) {  // a picture, without what it says of its maker
        finished.size = looked.bytes->size();
        finished.hash = sha256_hex(*looked.bytes);
        TRY_STATUS(keep_blob(name, *looked.bytes, finished.hash));
        return finished;
    }
    std::string hash(crypto_hash_sha256_BYTES, '\0');
    crypto_hash_sha256_final(&state, reinterpret_cast<unsigned char*>(hash.data()));
    finished.hash = to_hex(hash);
    TRY_STATUS(store_blob(part_path(name), finished.hash));
    return finished;
}

void UploadStore::erase(const std::string& id) {
    ::unlink(part_path(id).c_str());
    ::unlink(meta_path(id).c_str());
}

Status UploadStore::remove(std::string_view id, UserId owner) {
    Hold hold(*this, id, owner);
    if (!hold) {
        return no_such_upload();
    }
    const std::string name(id);
    erase(name);
    const std::scoped_lock lock(mutex_);
    stop_writing(*hold);
    entries_.erase(name);
    hold.gone();
    return {};
}

// --- Tidying up ----------------------------------------------------------------------------------

void UploadStore::expire(TimeMs now) {
    std::vector<std::pair<std::string, UserId>> old;
    {
        const std::scoped_lock lock(mutex_);
        for (const auto& [id, entry] : entries_) {
            if (entry.held) {
                continue;  // not idle, and its offset belongs to that call
            }
            const std::int64_t idle = entry.offset == 0 && !entry.writing ? limits::kUploadEmptyMs
                                                                          : limits::kUploadIdleMs;
            if (now - entry.touched >= idle) {
                old.emplace_back(id, entry.owner);
            }
        }
    }
    for (const auto& [id, owner] : old) {
        static_cast<void>(remove(id, owner));
    }
}

std::size_t UploadStore::unfinished() const {
    const std::scoped_lock lock(mutex_);
    return entries_.size();
}

}  // namespace teahouse::media
