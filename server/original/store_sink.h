// SPDX-License-Identifier: MIT
// Commits the writes of an import to a store. While one Txn is committed the next is made.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <semaphore>
#include <string>
#include <vector>

#include "base/result.h"
#include "original/converter.h"
#include "proto/records.h"
#include "store/sqlite/sqlite_store.h"

namespace teahouse::original {

class StoreSink final : public Sink {
public:
    // Makes a store in an empty folder.
    static Result<std::unique_ptr<StoreSink>> make(const std::string& folder);
    ~StoreSink() override;

    // Fails where the Txn before did; nothing more is written then.
    Status put(std::vector<proto::Write> writes) override;
    // Until all is committed.
    Status finish();

private:
    explicit StoreSink(const std::string& folder);

    std::uint64_t last_ = 0;
    bool under_way_ = false;
    proto::TxnResult result_ = {};  // the store's thread's until committed_
    std::binary_semaphore committed_{0};
    std::optional<store::SqliteStore> store_;  // ends first
};

}  // namespace teahouse::original
