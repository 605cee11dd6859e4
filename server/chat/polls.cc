// SPDX-License-Identifier: MIT
#include "chat/polls.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/draft.h"
#include "chat/room_rules.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/preview.h"

namespace teahouse::chat {
namespace {

bool is_longer(std::string_view text, std::size_t chars) {
    return proto::cut_text(text, chars).size() < text.size();
}

Status check_options(const std::vector<proto::PollOption>& options) {
    if (options.size() < limits::kPollOptionsMin || options.size() > limits::kPollOptionsMax) {
        return fail(ErrorCode::invalid, "two to ten options", "poll.options");
    }
    for (const proto::PollOption& option : options) {
        if (is_blank(option.text)) {
            return fail(ErrorCode::invalid, "an empty option", "poll.options");
        }
        if (is_longer(option.text, limits::kPollOptionChars)) {
            return fail(ErrorCode::too_large, "an option is too long", "poll.options");
        }
        if (std::ranges::count(options, option.text, &proto::PollOption::text) > 1) {
            return fail(ErrorCode::invalid, "the same option twice", "poll.options");
        }
    }
    return {};
}

// In the order of the options, whichever way they were chosen, so that the same vote looks the
// same.
Status check_choices(const proto::Poll& poll, std::vector<std::uint32_t>& choices) {
    std::ranges::sort(choices);
    const bool twice = std::ranges::adjacent_find(choices) != choices.end();
    const bool beyond = !choices.empty() && choices.back() >= poll.options.size();
    const bool many = choices.size() > 1 && !poll.several.value_or(false);
    if (twice || beyond || many) {
        return fail(ErrorCode::invalid, "no such choice", "choices");
    }
    return {};
}

Result<proto::Poll> poll_of(const proto::Event& message) {
    if (message.kind != proto::EventKind::poll || !message.body.poll) {
        return fail(ErrorCode::unsupported_type, "not a poll");
    }
    return *message.body.poll;
}

Status check_is_open(const State& state, const proto::Event& poll) {
    if (!proto::takes_votes(poll, state.now)) {
        return fail(ErrorCode::too_late, "the poll is closed");
    }
    return {};
}

proto::Event about(const State& state, const Caller& caller, const proto::Event& poll,
                   proto::EventKind kind) {
    proto::Event event = make_event(state, caller, poll.room, kind);
    event.ref = poll.seq;
    return event;
}

}  // namespace

Status check_poll(const proto::MessageSendRequest& request) {
    if (!request.poll) {
        return fail(ErrorCode::invalid, "what can be chosen", "poll");
    }
    if (!request.text || is_blank(*request.text)) {
        return fail(ErrorCode::invalid, "a question", "text");
    }
    if (is_longer(*request.text, limits::kPollQuestionChars)) {
        return fail(ErrorCode::too_large, "the question is too long", "text");
    }
    if (request.mentions || request.all.value_or(false) || request.admins.value_or(false)) {
        return fail(ErrorCode::invalid, "a poll names nobody", "mentions");
    }
    return check_options(request.poll->options);
}

Status check_poll_here(const State& state, const Membership& mine,
                       const proto::MessageSendRequest& request) {
    if (!request.poll) {
        return {};
    }
    // Of two people everybody knows the other one's vote.
    if (request.poll->anonymous.value_or(false) && mine.about.kind == proto::RoomKind::direct) {
        return fail(ErrorCode::invalid, "only in groups", "poll.anonymous");
    }
    if (!request.poll->until) {
        return {};
    }
    if (*request.poll->until <= state.now) {
        return fail(ErrorCode::too_late, "the poll would be over");
    }
    if (*request.poll->until > state.now + limits::kPollMsMax) {
        return fail(ErrorCode::invalid, "within a year", "poll.until");
    }
    return {};
}

Result<proto::Event> make_vote(const State& state, const Caller& caller,
                               const proto::Event& message, std::vector<std::uint32_t> choices) {
    TRY(poll, poll_of(message));
    TRY_STATUS(check_choices(poll, choices));
    TRY(mine, membership_next(state, caller.user, message.room));
    TRY_STATUS(check_direct(state, mine));
    TRY_STATUS(check_is_open(state, message));
    const bool another = !choices.empty() && proto::vote_of(message, caller.user) == nullptr;
    if (another && proto::voters_of(message) >= limits::kPollVotersMax) {
        return fail(ErrorCode::too_large, "no more votes fit here");
    }
    proto::Event vote = about(state, caller, message, proto::EventKind::vote);
    vote.body.choices = std::move(choices);
    if (poll.anonymous.value_or(false)) {
        // Said in the event itself, so that it is kept secret when the poll is gone.
        vote.body.secret = true;
    }
    return vote;
}

Result<proto::Event> make_poll_end(const State& state, const Caller& caller,
                                   const proto::Event& message) {
    TRY_STATUS(poll_of(message));
    TRY(mine, membership_next(state, caller.user, message.room));
    if (message.from != caller.user && !is_admin(state, mine)) {
        return fail(ErrorCode::forbidden, "not your poll");
    }
    TRY_STATUS(check_is_open(state, message));
    return about(state, caller, message, proto::EventKind::poll_end);
}

}  // namespace teahouse::chat
