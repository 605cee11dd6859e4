// SPDX-License-Identifier: MIT
#include "chat/purge.h"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/kept.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

bool is_due(const State& state, const proto::Purge& purge, const proto::Event& message) {
    const Room* room = state.room_next(message.room);
    return !proto::is_recalled(message) && message.at >= purge.since && room != nullptr &&
           message.seq > room->gone;
}

// The next step: the recalls, and how far it is then.
Draft step_of(State& state, proto::Purge purge, const std::vector<proto::Event>& messages) {
    Draft draft;
    const Caller by{.user = purge.by};
    for (const proto::Event& message : messages) {
        if (is_due(state, purge, message)) {
            proto::Event recall = make_event(state, by, message.room, proto::EventKind::recall);
            recall.ref = message.seq;
            draft.append(std::move(recall));
            ++purge.removed;
        }
    }
    if (messages.size() < limits::kPurgeBatch) {
        draft.drop_kept(proto::KeptKind::purge, purge.id);
        state.admin.call = {};
        put_audit(state, draft, &by,
                  {.act = proto::AuditAct::purged,
                   .user = purge.user,
                   .text = std::to_string(purge.removed)});
        return draft;
    }
    purge.after = messages.back().cmid.value_or(purge.after);
    const std::uint64_t id = purge.id;
    draft.put_kept(id, std::move(purge));
    return draft;
}

}  // namespace

void purge_tick(State& state) {
    const proto::Purge* first = nullptr;
    bool any = false;
    each_kept<proto::Purge>(
        state, [&](std::uint64_t, const proto::Purge* now, const proto::Purge* next) {
            any = any || now != nullptr || next != nullptr;
            // One whose last step is on its way is not asked for again.
            if (first == nullptr && now != nullptr && next != nullptr && *now == *next) {
                first = now;
            }
        });
    if (first == nullptr || state.admin.purging) {
        if (any && !state.admin.purging) {  // its step is on its way, and may fail
            state.wake_at(state.now + limits::kPurgeMs);
        }
        return;
    }
    if (state.now < state.admin.purge_at) {
        state.wake_at(state.admin.purge_at);
        return;
    }
    state.admin.purge_at = state.now + limits::kPurgeMs;
    state.admin.purging = ask(state, {.by = Asked::By::purge, .read = first->id},
                              {.limit = limits::kPurgeBatch,
                               .merged = true,
                               .sender = first->user,
                               .after = first->after});
    state.wake_at(state.admin.purge_at);
}

void purge_read(State& state, std::uint64_t id, const proto::QueryResult& result) {
    state.admin.purging = false;
    state.wake_at(state.admin.purge_at);
    const auto* purge = kept_next<proto::Purge>(state, id);
    if (!result.ok || purge == nullptr || !can_write(state)) {
        return;  // the next tick asks again
    }
    (void)submit(state, step_of(state, *purge, result.events));
}

}  // namespace teahouse::chat
