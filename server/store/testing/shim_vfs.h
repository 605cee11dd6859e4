// SPDX-License-Identifier: MIT
// For tests: a VFS of SQLite between it and the real one. It can record every write and sync, so
// that what a power cut would have left can be rebuilt, and it can make calls fail.
#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <mutex>
#include <new>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sqlite3.h>

#include "base/check.h"

namespace teahouse::store::testing {

enum class FileOp : std::uint8_t { read, write, truncate, sync };

// One change to a file, named without its folder.
struct Recorded {
    std::string file;
    FileOp op = FileOp::write;
    std::int64_t offset = 0;  // truncate: the new size
    std::vector<std::uint8_t> bytes;
};

// Registered under `name` for its lifetime; the connections that use it must be gone before it is.
class ShimVfs {
public:
    // What a call should answer instead of being carried out: a result code, or SQLITE_OK to let it
    // pass.
    using Fault = std::function<int(FileOp op, std::string_view file)>;

    explicit ShimVfs(std::string name) : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)) {
        vfs_ = *real_;
        vfs_.zName = name_.c_str();
        vfs_.pAppData = this;
        vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
        vfs_.xOpen = &open;
        CHECK(sqlite3_vfs_register(&vfs_, 0) == SQLITE_OK);
    }
    ~ShimVfs() { sqlite3_vfs_unregister(&vfs_); }
    ShimVfs(const ShimVfs&) = delete;
    ShimVfs& operator=(const ShimVfs&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }

    void set_fault(Fault fault) {
        const std::lock_guard lock{mutex_};
        fault_ = std::move(fault);
    }
    void start_recording() { recording_ = true; }
    void stop_recording() { recording_ = false; }
    [[nodiscard]] std::size_t recorded_count() {
        const std::lock_guard lock{mutex_};
        return records_.size();
    }
    [[nodiscard]] std::vector<Recorded> records() {
        const std::lock_guard lock{mutex_};
        return records_;
    }
    [[nodiscard]] std::uint64_t bytes_read() const { return bytes_read_; }

private:
    struct File {
        sqlite3_file base;
        ShimVfs* owner;
        const char* name;  // SQLite keeps it while the file is open

        [[nodiscard]] sqlite3_file* real() {
            return reinterpret_cast<sqlite3_file*>(this + 1);  // SQLite allocated room behind it
        }
        [[nodiscard]] std::string_view short_name() const {
            const std::string_view whole = name == nullptr ? "" : name;
            return whole.substr(whole.rfind('/') + 1);
        }
    };

    static File& file(sqlite3_file* base) { return *reinterpret_cast<File*>(base); }
    static ShimVfs& self(sqlite3_vfs* vfs) { return *static_cast<ShimVfs*>(vfs->pAppData); }

    int fault_for(FileOp op, std::string_view name) {
        const std::lock_guard lock{mutex_};
        return fault_ ? fault_(op, name) : SQLITE_OK;
    }
    void record(Recorded one) {
        if (recording_) {
            const std::lock_guard lock{mutex_};
            records_.push_back(std::move(one));
        }
    }

    static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* base, int flags, int* out) {
        static const sqlite3_io_methods kMethods = methods();
        File& opened = *new (base) File{.base = {}, .owner = &self(vfs), .name = name};
        sqlite3_vfs* real = self(vfs).real_;
        const int code = real->xOpen(real, name, opened.real(), flags, out);
        opened.base.pMethods = opened.real()->pMethods == nullptr ? nullptr : &kMethods;
        return code;
    }

    static int read(sqlite3_file* base, void* to, int size, sqlite3_int64 offset) {
        File& it = file(base);
        if (const int code = it.owner->fault_for(FileOp::read, it.short_name());
            code != SQLITE_OK) {
            return code;
        }
        it.owner->bytes_read_ += static_cast<std::uint64_t>(size);
        return it.real()->pMethods->xRead(it.real(), to, size, offset);
    }
    static int write(sqlite3_file* base, const void* from, int size, sqlite3_int64 offset) {
        File& it = file(base);
        if (const int code = it.owner->fault_for(FileOp::write, it.short_name());
            code != SQLITE_OK) {
            return code;
        }
        const auto* bytes = static_cast<const std::uint8_t*>(from);
        it.owner->record({.file = std::string{it.short_name()},
                          .op = FileOp::write,
                          .offset = offset,
                          .bytes = {bytes, bytes + size}});
        return it.real()->pMethods->xWrite(it.real(), from, size, offset);
    }
    static int truncate(sqlite3_file* base, sqlite3_int64 size) {
        File& it = file(base);
        if (const int code = it.owner->fault_for(FileOp::truncate, it.short_name());
            code != SQLITE_OK) {
            return code;
        }
        it.owner->record({.file = std::string{it.short_name()},
                          .op = FileOp::truncate,
                          .offset = size,
                          .bytes = {}});
        return it.real()->pMethods->xTruncate(it.real(), size);
    }
    static int sync(sqlite3_file* base, int flags) {
        File& it = file(base);
        if (const int code = it.owner->fault_for(FileOp::sync, it.short_name());
            code != SQLITE_OK) {
            return code;
        }
        it.owner->record({.file = std::string{it.short_name()}, .op = FileOp::sync, .bytes = {}});
        // Not passed on: the tests build their own idea of what a power cut leaves, and stay quick.
        static_cast<void>(flags);
        return SQLITE_OK;
    }

    // The rest goes to the real file as it is.
    template <auto Member, class... Args>
    static auto pass(sqlite3_file* base, Args... args) {
        sqlite3_file* real = file(base).real();
        return (real->pMethods->*Member)(real, args...);
    }
    static int close(sqlite3_file* base) { return pass<&sqlite3_io_methods::xClose>(base); }

    static sqlite3_io_methods methods() {
        using Io = sqlite3_io_methods;
        Io io{};
        io.iVersion = 2;
        io.xClose = &close;
        io.xRead = &read;
        io.xWrite = &write;
        io.xTruncate = &truncate;
        io.xSync = &sync;
        io.xFileSize = &pass<&Io::xFileSize, sqlite3_int64*>;
        io.xLock = &pass<&Io::xLock, int>;
        io.xUnlock = &pass<&Io::xUnlock, int>;
        io.xCheckReservedLock = &pass<&Io::xCheckReservedLock, int*>;
        io.xFileControl = &pass<&Io::xFileControl, int, void*>;
        io.xSectorSize = &pass<&Io::xSectorSize>;
        io.xDeviceCharacteristics = &pass<&Io::xDeviceCharacteristics>;
        io.xShmMap = &pass<&Io::xShmMap, int, int, int, void volatile**>;
        io.xShmLock = &pass<&Io::xShmLock, int, int, int>;
        io.xShmBarrier = &pass<&Io::xShmBarrier>;
        io.xShmUnmap = &pass<&Io::xShmUnmap, int>;
        return io;
    }

    const std::string name_;
    sqlite3_vfs* const real_;
    sqlite3_vfs vfs_{};
    std::atomic<bool> recording_{false};
    std::atomic<std::uint64_t> bytes_read_{0};

    std::mutex mutex_;  // guards the members below
    Fault fault_;
    std::vector<Recorded> records_;
};

}  // namespace teahouse::store::testing
