// SPDX-License-Identifier: MIT
// What is done to a message that is at hand: checked against it, and put into the log.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

template <class R>
Result<proto::Reply> changed_reply(const State&, const Pending& pending, const Caller&,
                                   const Done& done) {
    if (done.room != pending.room || done.kind != static_cast<proto::EventKind>(pending.count)) {
        return fail(ErrorCode::conflict, "the cmid was used for something else");
    }
    if (done.idle) {
        return fail(ErrorCode::too_late, "the poll was closed or full before");
    }
    R reply{.seq = done.seq, .at = done.at};
    if (done.duplicate) {
        reply.duplicate = true;
    }
    return reply;
}

// It is so already.
template <class R>
proto::Reply unchanged(Seq seq, TimeMs at) {
    return R{.seq = seq, .at = at, .duplicate = true};
}

template <class R>
Result<Outcome> submit_change(State& state, const Caller& caller, const std::string& cmid,
                              proto::Event event, const std::optional<Act>& audit = {}) {
    Draft draft(caller, changed_reply<R>);
    if (audit) {
        put_audit(state, draft, &caller, *audit);
    }
    draft.pending.room = event.room;
    draft.pending.count = static_cast<std::uint32_t>(event.kind);
    draft.pending.repeatable = true;
    event.cmid = cmid;
    draft.append(std::move(event));
    return submit(state, std::move(draft));
}

Result<Outcome> act(State& state, const Caller& caller, proto::MessageEditRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageRecallRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageReactRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessagePinRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageForwardRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::PollVoteRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::PollCloseRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageNudgeRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageReportRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageConfirmRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::MessageConfirmsRequest& request,
                    const proto::Event& message);
Result<Outcome> act(State& state, const Caller& caller, proto::ReminderAddRequest& request,
                    const proto::Event& message);

}  // namespace teahouse::chat
