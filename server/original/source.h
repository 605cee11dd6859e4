// SPDX-License-Identifier: MIT
// Reads the Redis of the original in pieces, and never writes to it.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "original/rows.h"
#include "redis/link.h"
#include "resp/client.h"
#include "resp/command.h"

namespace teahouse::original {

struct SourceOptions {
    std::string url = {};        // without a database: that of the original, 15
    std::string authority = {};  // as redis.authority
};

// The keys of the original by what they are; what they stand for is behind the last colon.
struct Keys {
    std::vector<std::string> accounts = {};  // ids
    std::vector<std::string> names = {};
    std::vector<std::string> contacts = {};  // ids
    std::vector<std::string> members = {};   // ids of groups
    std::vector<std::string> logs = {};      // whole keys
    std::vector<std::string> others = {};    // whole keys
};

// One thread; calls block.
class Source {
public:
    static Result<std::unique_ptr<Source>> open(const SourceOptions& options);

    Result<Keys> keys();
    // Without `id`: there is none.
    Result<AccountRow> account(const std::string& id);
    Result<std::string> text(const std::string& key);
    Result<std::map<std::string, std::string>> hash(const std::string& key);
    // By score, as the zset gives them. invalid: the key holds something else.
    Status zset(const std::string& key, const std::function<Status(const ZsetRow&)>& take);
    Result<std::uint64_t> zset_size(const std::string& key);

private:
    explicit Source(std::unique_ptr<redis::Link> link) : link_(std::move(link)) {}
    Result<resp::Reply> ask(const std::string& key, const resp::Command& command);
    Result<std::vector<ZsetRow>> rows(const std::string& key, std::uint64_t first,
                                      std::uint64_t count);

    resp::Finished answer_ = {};  // the link's thread's until answered_
    std::binary_semaphore answered_{0};
    std::unique_ptr<redis::Link> link_;  // ends first
};

}  // namespace teahouse::original
