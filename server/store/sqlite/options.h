// SPDX-License-Identifier: MIT
// Settings of the SQLite store.
#pragma once

#include <cstdint>
#include <string>

#include "base/slow_log.h"
#include "base/steady_ms.h"

namespace teahouse::store {

// When SQLite calls fsync. Only `full` keeps every acknowledged message through a power cut.
enum class Synchronous : std::uint8_t {
    full,    // at every commit
    normal,  // at checkpoints: the last commits may be lost, the file stays sound
};

struct SqliteOptions {
    std::string directory;             // DATA; holds main.db, main.db-wal, main.db-shm, lock
    unsigned readers = 2;              // threads and connections for queries
    std::int64_t commit_delay_us = 0;  // wait so long for more Txns before a commit
    Synchronous synchronous = Synchronous::full;
    int checkpoint_pages = 4'000;  // so long a log (16 MB) is copied into main.db
    int writer_cache_kb = 16 * 1024;
    int reader_cache_kb = 2 * 1024;
    std::int64_t check_ms_max = 250;  // the file is looked over so long after an unclean end
    std::uint64_t disk_limit_kb =
        0;  // setting test.disk_limit_kb: as if the disk were full beyond it
    // A replica of the log of several nodes: Txns come with their positions. Without it a position
    // that the file has is wiped, as what is written from then on is in no log.
    bool replica = false;
    std::string vfs = {};     // tests: a registered VFS
    SlowLog* slow = nullptr;  // takes commits and queries that take long; outlives the store
};

// When what comes in now began to wait, by steady_us(), for that log; 0 while it is off.
inline std::int64_t since_when(const SqliteOptions& options) {
    return options.slow != nullptr && options.slow->is_on() ? steady_us() : 0;
}

}  // namespace teahouse::store
