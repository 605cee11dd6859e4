// SPDX-License-Identifier: MIT
#include "original/store_sink.h"

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "proto/records.h"
#include "proto/search.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"

namespace teahouse::original {
namespace {

// Everything is synced once, before it takes its place.
store::SqliteOptions options_for(const std::string& folder) {
    return {.directory = folder, .readers = 1, .synchronous = store::Synchronous::normal};
}

}  // namespace

StoreSink::StoreSink(const std::string& folder) : store_(std::in_place, options_for(folder)) {}

StoreSink::~StoreSink() = default;

Result<std::unique_ptr<StoreSink>> StoreSink::make(const std::string& folder) {
    std::unique_ptr<StoreSink> sink(new StoreSink(folder));
    TRY(snapshot, sink->store_->load());
    static_cast<void>(snapshot);
    StoreSink* self = sink.get();
    self->store_->start({.on_txns =
                             [self](std::vector<proto::TxnResult> results) {
                                 self->result_ = std::move(results.front());
                                 self->committed_.release();
                             },
                         .on_query = [](const proto::QueryResult&) {},
                         .on_search = [](const proto::SearchResult&) {}});
    return sink;
}

Status StoreSink::put(std::vector<proto::Write> writes) {
    TRY_STATUS(finish());
    under_way_ = true;
    store_->submit({.id = TxnId(++last_), .writes = std::move(writes)});
    return {};
}

Status StoreSink::finish() {
    if (!under_way_) {
        return {};
    }
    committed_.acquire();
    under_way_ = false;
    if (result_.state == proto::TxnState::committed) {
        return {};
    }
    return fail(result_.state == proto::TxnState::failed ? result_.error : ErrorCode::internal,
                "the new store does not take what was read");
}

}  // namespace teahouse::original
