// SPDX-License-Identifier: MIT
// The suite of all stores (server/store/*conformance*_test.cc) against a node that leads on a real
// Redis.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "redis_node.h"
#include "servers.h"
#include "store/testing/backend.h"

namespace teahouse::store::testing {
namespace {

using resp::live::Admin;
using resp::live::Folder;
using resp::live::Redis;

Redis& server() {
    static Folder folder;
    static Redis redis(folder, {"--appendonly", "yes", "--appendfsync", "always"});
    return redis;
}

// The Store of a node, with the node.
class OwnedNode final : public Store {
public:
    OwnedNode(const std::string& url, const std::string& directory)
        : node_(std::make_unique<RedisNode>(url, directory, 0)) {
        CHECK(node_->node().wait());
    }
    Result<Snapshot> load() override { return node_->node().load(); }
    void start(Completions completions) override { node_->node().start(std::move(completions)); }
    void submit(proto::Txn txn) override { node_->node().submit(std::move(txn)); }
    void query(proto::EventQuery query) override { node_->node().query(std::move(query)); }
    void search(proto::SearchQuery query) override { node_->node().search(std::move(query)); }
    void resume() override { node_->node().resume(); }

private:
    std::unique_ptr<RedisNode> node_;
};

// What Redis has at the moment of a crash is copied into its second database.
class RedisBackend final : public Backend {
public:
    RedisBackend() : admin_(server().port()) { admin_({"FLUSHALL"}); }

    std::unique_ptr<Store> open() override {
        if (!crashed_.empty()) {
            std::filesystem::remove_all(directory());
            std::filesystem::rename(crashed_, directory());
            crashed_.clear();
            admin_({"SWAPDB", "0", "1"});
            admin_({"DEL", "{tea}:lease", "{tea}:heads"});  // as when they have lapsed
        }
        return std::make_unique<OwnedNode>("redis://127.0.0.1:" + std::to_string(server().port()),
                                           directory());
    }
    void crash(Store& /*store*/) override {
        const std::string copied =
            admin_({"EVAL",
                    "for _, key in ipairs(redis.call('KEYS', '*')) do "
                    "redis.call('COPY', key, key, 'DB', 1, 'REPLACE') end return 'copied'",
                    "0"});
        CHECK(copied.find("copied") != std::string::npos);
        crashed_ = dir_.path() + "/crashed";
        std::filesystem::create_directory(crashed_);
        for (const char* name : {"main.db", "main.db-wal"}) {
            std::filesystem::copy_file(directory() + "/" + name, crashed_ + "/" + name);
        }
    }

private:
    [[nodiscard]] std::string directory() const { return dir_.path() + "/data"; }

    TempDir dir_;
    std::string crashed_;
    Admin admin_;
};

}  // namespace

std::unique_ptr<Backend> make_redis_backend() { return std::make_unique<RedisBackend>(); }

}  // namespace teahouse::store::testing
