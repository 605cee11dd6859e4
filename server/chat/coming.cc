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

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::PreviewGetRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::StickerListRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::StickerAddRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::StickerOrderRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::StickerRemoveRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::StickerSendRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::AdminFilesRequest& /*request*/) {
    return unknown();
}

Result<Outcome> handle(State& /*state*/, const Caller& /*caller*/,
                       proto::AdminFileRemoveRequest& /*request*/) {
    return unknown();
}

}  // namespace teahouse::chat
