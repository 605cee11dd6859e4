// SPDX-License-Identifier: MIT
#include "store/redis/snapshot_file.h"

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <openssl/evp.h>
#include <sys/stat.h>
#include <tl/expected.hpp>
#include <zstd.h>

#include "base/error.h"
#include "base/limits_redis.h"
#include "base/result.h"
#include "proto/records.h"
#include "store/redis/log.h"
#include "store/sqlite/copy.h"
#include "store/sqlite/data_dir.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

namespace {

constexpr int kSnapshotLevel = 3;
constexpr std::size_t kSnapshotIoBytes = std::size_t{256} * 1024;

struct CloseSnapshot {
    void operator()(std::FILE* file) const noexcept { static_cast<void>(std::fclose(file)); }
};
using SnapshotFile = std::unique_ptr<std::FILE, CloseSnapshot>;

Error snapshot_trouble(const std::string& file) {
    return Error{.code = ErrorCode::store_unavailable,
                 .message = file + ": " + std::generic_category().message(errno)};
}

Result<SnapshotFile> open_snapshot_file(const std::string& path, const char* mode) {
    SnapshotFile file(std::fopen(path.c_str(), mode));
    if (file == nullptr || ::chmod(path.c_str(), S_IRUSR | S_IWUSR) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(path));
    }
    return file;
}

class SnapshotHash {
public:
    SnapshotHash() : context_(EVP_MD_CTX_new()) {
        EVP_DigestInit_ex(context_.get(), EVP_sha256(), nullptr);
    }
    void add(std::string_view bytes) {
        EVP_DigestUpdate(context_.get(), bytes.data(), bytes.size());
    }
    std::string hex() {
        std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
        unsigned size = 0;
        EVP_DigestFinal_ex(context_.get(), digest.data(), &size);
        constexpr std::string_view kDigits = "0123456789abcdef";
        std::string text;
        for (unsigned i = 0; i < size; ++i) {
            text += kDigits[digest[i] >> 4U];
            text += kDigits[digest[i] & 15U];
        }
        return text;
    }

private:
    struct Free {
        void operator()(EVP_MD_CTX* context) const noexcept { EVP_MD_CTX_free(context); }
    };
    std::unique_ptr<EVP_MD_CTX, Free> context_;
};

struct FreeZstd {
    void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
    void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
};

std::string snapshot_out(const std::string& directory) { return directory + "/snapshot.out"; }
std::string snapshot_in(const std::string& directory) { return directory + "/snapshot.in"; }

Status compress_snapshot(const std::string& from, const std::string& to, SnapshotInfo& info) {
    TRY(in, open_snapshot_file(from, "rb"));
    TRY(out, open_snapshot_file(to, "wb"));
    const std::unique_ptr<ZSTD_CCtx, FreeZstd> context(ZSTD_createCCtx());
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kSnapshotLevel);
    ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
    SnapshotHash hash;
    std::string read(kSnapshotIoBytes, '\0');
    std::string packed(ZSTD_CStreamOutSize(), '\0');
    for (bool end = false; !end;) {
        const std::size_t size = std::fread(read.data(), 1, read.size(), in.get());
        if (std::ferror(in.get()) != 0) {
            return tl::unexpected<Error>(snapshot_trouble(from));
        }
        end = size < read.size();
        ZSTD_inBuffer input{read.data(), size, 0};
        for (std::size_t left = 1; left > 0 || input.pos < input.size;) {
            ZSTD_outBuffer output{packed.data(), packed.size(), 0};
            left = ZSTD_compressStream2(context.get(), &output, &input,
                                        end ? ZSTD_e_end : ZSTD_e_continue);
            if (ZSTD_isError(left) != 0) {
                return fail(ErrorCode::store_unavailable, ZSTD_getErrorName(left));
            }
            const std::string_view some(packed.data(), output.pos);
            hash.add(some);
            info.bytes += some.size();
            if (std::fwrite(some.data(), 1, some.size(), out.get()) != some.size()) {
                return tl::unexpected<Error>(snapshot_trouble(to));
            }
            if (!end && input.pos == input.size) {
                break;
            }
        }
    }
    if (std::fflush(out.get()) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(to));
    }
    info.sha256 = hash.hex();
    info.chunks = (info.bytes + limits::kSnapshotChunkBytes - 1) / limits::kSnapshotChunkBytes;
    return {};
}

Status expand_snapshot(const std::string& from, const std::string& to, const SnapshotInfo& info) {
    TRY(in, open_snapshot_file(from, "rb"));
    TRY(out, open_snapshot_file(to, "wb"));
    const std::unique_ptr<ZSTD_DCtx, FreeZstd> context(ZSTD_createDCtx());
    SnapshotHash hash;
    std::string read(kSnapshotIoBytes, '\0');
    std::string plain(ZSTD_DStreamOutSize(), '\0');
    std::size_t left = 1;
    for (;;) {
        const std::size_t size = std::fread(read.data(), 1, read.size(), in.get());
        if (size == 0) {
            break;
        }
        hash.add(std::string_view(read).substr(0, size));
        ZSTD_inBuffer input{read.data(), size, 0};
        for (bool full = true; input.pos < input.size || full;) {
            ZSTD_outBuffer output{plain.data(), plain.size(), 0};
            left = ZSTD_decompressStream(context.get(), &output, &input);
            if (ZSTD_isError(left) != 0) {
                return fail(ErrorCode::invalid, ZSTD_getErrorName(left));
            }
            full = output.pos == output.size;
            if (std::fwrite(plain.data(), 1, output.pos, out.get()) != output.pos) {
                return tl::unexpected<Error>(snapshot_trouble(to));
            }
        }
    }
    if (left != 0 || hash.hex() != info.sha256) {
        return fail(ErrorCode::invalid, "the snapshot is not what it should be");
    }
    if (std::fflush(out.get()) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(to));
    }
    return {};
}

Result<proto::LogPosition> read_position(const Db& db) {
    proto::LogPosition position;
    TRY(select, db.prepare("SELECT log_term, log_index, log_generation FROM store"));
    TRY_STATUS(select.query([&](Row row) {
        position = {.term = row.number(0), .index = row.number(1), .generation = row.number(2)};
    }));
    return position;
}

constexpr std::int64_t kSchemaWithUid = 10;
constexpr std::int64_t kSchemaWithPosition = 11;

}  // namespace

Result<std::optional<LocalStore>> inspect_store(const std::string& directory) {
    const std::string file = directory + "/main.db";
    std::error_code error;
    // The store makes an empty file before it makes its tables.
    if (!std::filesystem::exists(file, error) || std::filesystem::file_size(file, error) == 0) {
        return std::optional<LocalStore>{};
    }
    LocalStore local;
    TRY(db, Db::open(file, {}));
    TRY(version, db.read_integer("PRAGMA user_version"));
    if (version >= kSchemaWithUid) {
        TRY(uid, db.read_text("SELECT uid FROM store"));
        local.uid = uid;
    }
    if (version >= kSchemaWithPosition) {
        TRY(position, read_position(db));
        local.position = position;
    }
    return std::optional(local);
}

Result<SnapshotInfo> make_snapshot_file(const std::string& directory) {
    const std::string copy = directory + "/snapshot.db";
    std::error_code ignored;
    std::filesystem::remove(copy, ignored);
    SnapshotInfo info;
    {
        TRY(db, Db::open(directory + "/main.db", {.read_only = true}));
        TRY_STATUS(db.run_script("BEGIN"));
        TRY(position, read_position(db));
        info.position = position;
        TRY_STATUS(copy_database(db, copy, {.give_way = true}));
    }
    const Status packed = compress_snapshot(copy, snapshot_out(directory), info);
    std::filesystem::remove(copy, ignored);
    TRY_STATUS(packed);
    info.id = std::to_string(info.position.term) + "-" + std::to_string(info.position.index) + "-" +
              info.sha256.substr(0, 8);
    return info;
}

Result<std::string> read_snapshot_chunk(const std::string& directory, std::uint64_t number) {
    TRY(file, open_snapshot_file(snapshot_out(directory), "rb"));
    std::string bytes(limits::kSnapshotChunkBytes, '\0');
    const auto offset = static_cast<long>(number * limits::kSnapshotChunkBytes);
    if (std::fseek(file.get(), offset, SEEK_SET) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(snapshot_out(directory)));
    }
    bytes.resize(std::fread(bytes.data(), 1, bytes.size(), file.get()));
    return bytes;
}

Status begin_snapshot_file(const std::string& directory) {
    const Result<DataDir> folder = DataDir::open(directory);  // makes it; nobody else is in it
    if (!folder) {
        return tl::unexpected<Error>(folder.error());
    }
    const Result<SnapshotFile> file = open_snapshot_file(snapshot_in(directory), "wb");
    return file ? Status{} : tl::unexpected<Error>(file.error());
}

Status append_snapshot_chunk(const std::string& directory, const std::string& bytes) {
    TRY(file, open_snapshot_file(snapshot_in(directory), "ab"));
    if (std::fwrite(bytes.data(), 1, bytes.size(), file.get()) != bytes.size() ||
        std::fflush(file.get()) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(snapshot_in(directory)));
    }
    return {};
}

Status install_snapshot_file(const std::string& directory, const SnapshotInfo& info) {
    const Result<DataDir> folder = DataDir::open(directory);
    if (!folder) {
        return tl::unexpected<Error>(folder.error());
    }
    const std::string fresh = directory + "/snapshot.db";
    const std::string file = directory + "/main.db";
    TRY_STATUS(expand_snapshot(snapshot_in(directory), fresh, info));
    TRY_STATUS(sync_by_name(fresh));
    // Without its write-ahead log the old file is of no use: it goes first, so that a crash in
    // between leaves nothing that a later start would take for a database.
    std::error_code ignored;
    for (const char* name : {"/main.db", "/main.db-wal", "/main.db-shm", "/search.db",
                             "/search.db-wal", "/search.db-shm", "/snapshot.in"}) {
        std::filesystem::remove(directory + name, ignored);
    }
    TRY_STATUS(sync_by_name(directory));
    if (std::rename(fresh.c_str(), file.c_str()) != 0) {
        return tl::unexpected<Error>(snapshot_trouble(file));
    }
    return sync_by_name(directory);
}

}  // namespace teahouse::store
