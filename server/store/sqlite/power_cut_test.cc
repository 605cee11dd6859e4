// SPDX-License-Identifier: MIT
// What a power cut leaves: of what was not yet synced any part may be missing or torn. A run is
// recorded, and from many moments of it the worst images of the disk are rebuilt and opened: each
// must open and have every message that had been acknowledged by then. The seed is printed.
#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <ios>
#include <iterator>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"
#include "store/testing/backend.h"
#include "store/testing/client.h"
#include "store/testing/samples.h"
#include "store/testing/shim_vfs.h"

namespace teahouse::store::testing {
namespace {

constexpr int kGroups = 60;
constexpr std::uint64_t kCuts = 48;

using Bytes = std::vector<std::uint8_t>;
using Disk = std::map<std::string, Bytes>;

Disk read_disk(const std::string& directory) {
    Disk disk;
    for (const char* name : {"main.db", "main.db-wal"}) {
        std::ifstream in{std::filesystem::path{directory} / name, std::ios::binary};
        disk[name] = Bytes{std::istreambuf_iterator<char>{in}, {}};
    }
    return disk;
}

void write_disk(const Disk& disk, const std::string& directory) {
    std::filesystem::create_directories(directory);
    for (const auto& [name, bytes] : disk) {
        std::ofstream out{std::filesystem::path{directory} / name, std::ios::binary};
        out.write(reinterpret_cast<const char*>(bytes.data()),
                  static_cast<std::streamsize>(bytes.size()));
    }
}

// Carries out the first `size` bytes of a change.
void apply(const Recorded& change, std::size_t size, Disk& disk) {
    Bytes& file = disk[change.file];
    const auto offset = static_cast<std::size_t>(change.offset);
    if (change.op == FileOp::truncate) {
        file.resize(offset);
    } else if (change.op == FileOp::write) {
        file.resize(std::max(file.size(), offset + size));
        std::copy_n(change.bytes.begin(), size, file.begin() + change.offset);
    }
}

// How the disk treats what was written but not synced when the power goes.
enum class Unsynced : std::uint8_t { lost, half, torn };

Disk cut(Disk disk, std::span<const Recorded> before, Unsynced fate, std::mt19937_64& random) {
    std::map<std::string, std::size_t> synced;  // per file: what came before this is safe
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (before[i].op == FileOp::sync) {
            synced[before[i].file] = i;
        }
    }
    for (std::size_t i = 0; i < before.size(); ++i) {
        const Recorded& change = before[i];
        std::size_t size = change.bytes.size();
        if (i >= synced[change.file]) {
            const bool last = i + 1 == before.size();
            const bool kept =
                fate == Unsynced::torn || (fate == Unsynced::half && random() % 2 == 0);
            if (!kept) {
                continue;
            }
            size = fate == Unsynced::torn && last ? size / 2 : size;
        }
        apply(change, size, disk);
    }
    return disk;
}

// A message, its seq, and how much had been written when it was acknowledged.
struct Acked {
    std::string cmid;
    Seq seq;
    std::size_t at = 0;
};

struct Run {
    Disk start;
    std::vector<Recorded> changes;
    std::vector<Acked> acked;
};

Run record(Synchronous synchronous, std::mt19937_64& random) {
    const TempDir dir;
    ShimVfs vfs{"power-cut"};
    Run run;
    std::mutex mutex;
    auto store = std::make_unique<SqliteStore>(SqliteOptions{.directory = dir.path(),
                                                             .synchronous = synchronous,
                                                             .checkpoint_pages = 25,
                                                             .vfs = vfs.name()});
    EXPECT_TRUE(store->load().has_value());
    run.start = read_disk(dir.path());
    vfs.start_recording();
    std::condition_variable changed;
    std::size_t answered = 0;
    store->start({.on_txns =
                      [&](const std::vector<proto::TxnResult>& results) {
                          const std::lock_guard lock{mutex};
                          const std::size_t at = vfs.recorded_count();
                          for (const proto::TxnResult& result : results) {
                              for (const proto::Event& event : result.events) {
                                  run.acked.push_back({event.cmid.value_or(""), event.seq, at});
                              }
                          }
                          answered += results.size();
                          changed.notify_all();
                      },
                  .on_query = [](const proto::QueryResult& /*result*/) {}});
    std::uint64_t next = 0;
    std::size_t submitted = 0;
    store->submit({.id = TxnId{++next}, .writes = {proto::PutRoom{.room = make_room(1)}}});
    ++submitted;
    for (int group = 0; group < kGroups; ++group) {
        const std::uint64_t size = 1 + random() % 6;
        for (std::uint64_t i = 0; i < size; ++i) {
            const TxnId id{++next};
            std::string text(random() % 9 == 0 ? 9'000 : 40, 'x');
            store->submit({.id = id,
                           .writes = {message(kRoom, kAnn, "cmid-" + std::to_string(id.value),
                                              std::move(text))}});
            ++submitted;
        }
        std::unique_lock lock{mutex};
        changed.wait(lock, [&] { return answered == submitted; });
    }
    vfs.stop_recording();
    run.changes = vfs.records();
    store.reset();
    return run;
}

// Opens the image; answers how many of the messages acknowledged before `at` are not there.
// Everything else must hold.
std::size_t count_lost(const Disk& disk, const Run& run, std::size_t at) {
    const TempDir dir;
    write_disk(disk, dir.path() + "/data");
    Client client{std::make_unique<SqliteStore>(SqliteOptions{.directory = dir.path() + "/data"})};
    const std::vector<proto::Event> log = client.log(kRoom);
    for (std::size_t i = 0; i < log.size(); ++i) {
        EXPECT_EQ(log[i].seq.value, i + 1);
    }
    std::size_t lost = 0;
    for (const Acked& acked : run.acked) {
        if (acked.at > at) {
            continue;
        }
        const bool there =
            acked.seq.value <= log.size() && log[acked.seq.value - 1].cmid == acked.cmid;
        lost += there ? 0U : 1U;
    }
    return lost;
}

std::size_t cut_at_many_moments(Synchronous synchronous, std::uint64_t seed) {
    std::mt19937_64 random{seed};
    const Run run = record(synchronous, random);
    std::vector<std::size_t> syncs;
    for (std::size_t i = 0; i < run.changes.size(); ++i) {
        if (run.changes[i].op == FileOp::sync) {
            syncs.push_back(i);
        }
    }
    std::size_t lost = 0;
    for (std::uint64_t i = 0; i < kCuts; ++i) {
        // Half of the moments right before or after a sync, half anywhere.
        const bool at_sync = i % 2 == 0 && !syncs.empty();
        const std::size_t at = at_sync ? syncs[random() % syncs.size()] + random() % 2
                                       : random() % (run.changes.size() + 1);
        const auto fate = static_cast<Unsynced>(i % 3);
        const std::span<const Recorded> before{run.changes.data(), at};
        lost += count_lost(cut(run.start, before, fate, random), run, at);
    }
    return lost;
}

TEST(PowerCut, loses_nothing_that_was_acknowledged) {
    const std::uint64_t seed = std::random_device{}();
    SCOPED_TRACE("seed " + std::to_string(seed));
    EXPECT_EQ(cut_at_many_moments(Synchronous::full, seed), 0U);
}

// The test must be able to find a loss: a setting that does not sync each commit has some.
TEST(PowerCut, is_noticed_where_commits_are_not_synced) {
    EXPECT_GT(cut_at_many_moments(Synchronous::normal, 1), 0U);
}

}  // namespace
}  // namespace teahouse::store::testing
