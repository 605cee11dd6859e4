// SPDX-License-Identifier: MIT
// Operations of the schema that nothing answers yet.
#include "base/error.h"
#include "base/result.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {
namespace {

Result<Outcome> unknown() { return fail(ErrorCode::unknown_op, "not here yet"); }

}  // namespace

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ScheduleAddRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ScheduleListRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ScheduleSetRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ScheduleRemoveRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ReminderAddRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ReminderListRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::ReminderRemoveRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::MessageConfirmRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::MessageConfirmsRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::StickerListRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::StickerAddRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::StickerOrderRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::StickerRemoveRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::StickerSendRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::AdminFilesRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/, proto::AdminFileRemoveRequest& /*request*/) {
    return unknown();
}

}  // namespace teahouse::chat
