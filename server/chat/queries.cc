// SPDX-License-Identifier: MIT
#include "chat/queries.h"

#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "chat/admin.h"
#include "chat/admin_files.h"
#include "chat/changes.h"
#include "chat/confirms.h"
#include "chat/files.h"
#include "chat/history.h"
#include "chat/hook_calls.h"
#include "chat/later.h"
#include "chat/opening.h"
#include "chat/purge.h"
#include "chat/resume.h"
#include "chat/retention.h"
#include "chat/state.h"
#include "proto/records.h"

namespace teahouse::chat {

bool ask(State& state, const Asked& asked, proto::EventQuery query) {
    if (state.queries.size() >= limits::kQueriesInFlightMax) {
        return false;
    }
    state.last_query = QueryId(state.last_query.value + 1);
    query.id = state.last_query;
    state.queries.emplace(query.id, asked);
    state.effects->queries.push_back(std::move(query));
    return true;
}

Error not_read() {
    return {.code = ErrorCode::store_unavailable,
            .message = "the log could not be read; try again",
            .retry_after_ms = limits::kRetryAfterMs};
}

Error too_many_reads() {
    return {.code = ErrorCode::rate_limited,
            .message = "too much is being read; try again",
            .retry_after_ms = limits::kRetryAfterMs};
}

void query_answered(State& state, proto::QueryResult result) {
    const auto found = state.queries.find(result.id);
    if (found == state.queries.end()) {
        return;
    }
    const Asked asked = found->second;
    state.queries.erase(found);
    if (asked.by == Asked::By::opening) {
        opening_read(state, asked, std::move(result));
    } else if (asked.by == Asked::By::messages) {
        messages_read(state, asked, std::move(result));
    } else if (asked.by == Asked::By::files) {
        files_read(state, asked, std::move(result));
    } else if (asked.by == Asked::By::audit) {
        audit_read(state, asked.read, std::move(result));
    } else if (asked.by == Asked::By::purge) {
        purge_read(state, asked.read, result);
    } else if (asked.by == Asked::By::uploads) {
        uploads_read(state, asked.read, std::move(result));
    } else if (asked.by == Asked::By::retention) {
        retention_read(state, RoomId(asked.read), result);
    } else if (asked.by == Asked::By::hook) {
        hook_read(state, asked.read, result);
    } else if (asked.by == Asked::By::confirms) {
        confirms_read(state, asked.read, result);
    } else if (asked.by == Asked::By::reminder) {
        reminder_read(state, asked.read, result);
    } else {
        history_read(state, asked, std::move(result));
    }
}

}  // namespace teahouse::chat
