// SPDX-License-Identifier: MIT
// For tests: the stores that the conformance suite runs against.
#pragma once

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <unistd.h>

#include "base/check.h"
#include "store/memory/memory_store.h"
#include "store/sqlite/sqlite_store.h"
#include "store/store.h"
#include "store/testing/replicated.h"

namespace teahouse::store::testing {

// A folder that goes away with it.
class TempDir {
public:
    TempDir() : path_((std::filesystem::temp_directory_path() / "teahouse-XXXXXX").string()) {
        CHECK(::mkdtemp(path_.data()) != nullptr);
    }
    ~TempDir() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TempDir(const TempDir&) = delete;
    TempDir& operator=(const TempDir&) = delete;

    [[nodiscard]] const std::string& path() const { return path_; }

private:
    std::string path_;
};

// Where a store keeps its things between two lives.
class Backend {
public:
    Backend() = default;
    virtual ~Backend() = default;
    Backend(const Backend&) = delete;
    Backend& operator=(const Backend&) = delete;

    // A store on what is durable. The one before must be gone.
    virtual std::unique_ptr<Store> open() = 0;
    // Remembers what a kill -9 at this moment would leave; the next open() is on that.
    virtual void crash(Store& store) = 0;
};

class MemoryBackend final : public Backend {
public:
    std::unique_ptr<Store> open() override {
        return std::make_unique<Keeper>(std::exchange(state_, {}), state_);
    }
    void crash(Store& /*store*/) override {}  // nothing is ever undone here

private:
    // Hands its state back when it goes.
    class Keeper final : public Store {
    public:
        Keeper(MemoryState state, MemoryState& home)
            : store_(CommitMode::immediate, std::move(state)), home_(home) {}
        ~Keeper() override { home_ = store_.crash(); }
        Keeper(const Keeper&) = delete;
        Keeper& operator=(const Keeper&) = delete;

        Result<Snapshot> load() override { return store_.load(); }
        void start(Completions completions) override { store_.start(std::move(completions)); }
        void submit(proto::Txn txn) override { store_.submit(std::move(txn)); }
        void query(proto::EventQuery query) override { store_.query(std::move(query)); }
        void search(proto::SearchQuery query) override { store_.search(std::move(query)); }
        void resume() override { store_.resume(); }

    private:
        MemoryStore store_;
        MemoryState& home_;
    };

    MemoryState state_;
};

class SqliteBackend final : public Backend {
public:
    std::unique_ptr<Store> open() override {
        if (!crashed_.empty()) {
            std::filesystem::remove_all(directory());
            std::filesystem::rename(crashed_, directory());
            crashed_.clear();
        }
        return std::make_unique<SqliteStore>(SqliteOptions{.directory = directory()});
    }
    void crash(Store& /*store*/) override {
        // The files as the kernel has them. The index of the log (-shm) is rebuilt, as after a
        // reboot.
        crashed_ = dir_.path() + "/crashed";
        std::filesystem::create_directory(crashed_);
        for (const char* name : {"main.db", "main.db-wal"}) {
            std::filesystem::copy_file(directory() + "/" + name, crashed_ + "/" + name);
        }
    }
    [[nodiscard]] std::string directory() const { return dir_.path() + "/data"; }

private:
    TempDir dir_;
    std::string crashed_;
};

// A node that leads, alone.
class ReplicatedBackend final : public Backend {
public:
    std::unique_ptr<Store> open() override {
        if (!crashed_.empty()) {
            std::filesystem::remove_all(directory());
            std::filesystem::rename(crashed_, directory());
            crashed_.clear();
            cluster_.loop().run_on([this] { cluster_.log().data() = log_; });
            cluster_.forget_nodes();
        }
        auto node = cluster_.make_node(directory());
        CHECK(node->wait());
        return node;
    }
    void crash(Store& /*store*/) override {
        cluster_.loop().run_on([this] { log_ = cluster_.log().data(); });
        crashed_ = dir_.path() + "/crashed";
        std::filesystem::create_directory(crashed_);
        for (const char* name : {"main.db", "main.db-wal"}) {
            std::filesystem::copy_file(directory() + "/" + name, crashed_ + "/" + name);
        }
    }
    [[nodiscard]] std::string directory() const { return dir_.path() + "/data"; }

private:
    TempDir dir_;
    std::string crashed_;
    FakeLog::Data log_;
    FakeCluster cluster_;
};

enum class BackendKind : std::uint8_t { memory, sqlite, replicated, redis };

// In tests/redis, which has real servers; the suite runs against that one there, and against the
// others in the tests of this layer.
std::unique_ptr<Backend> make_redis_backend();

inline std::vector<BackendKind> backends() {
#ifdef TEAHOUSE_REAL_REDIS
    return {BackendKind::redis};
#else
    return {BackendKind::memory, BackendKind::sqlite, BackendKind::replicated};
#endif
}

inline std::string name_of(BackendKind kind) {
    switch (kind) {
        case BackendKind::memory: return "memory";
        case BackendKind::sqlite: return "sqlite";
        case BackendKind::redis: return "redis";
        case BackendKind::replicated: break;
    }
    return "replicated";
}

inline std::unique_ptr<Backend> make_backend(BackendKind kind) {
    if (kind == BackendKind::memory) {
        return std::make_unique<MemoryBackend>();
    }
    if (kind == BackendKind::sqlite) {
        return std::make_unique<SqliteBackend>();
    }
#ifdef TEAHOUSE_REAL_REDIS
    if (kind == BackendKind::redis) {
        return make_redis_backend();
    }
#endif
    return std::make_unique<ReplicatedBackend>();
}

}  // namespace teahouse::store::testing
