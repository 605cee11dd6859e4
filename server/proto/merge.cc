// SPDX-License-Identifier: MIT
#include "proto/merge.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::proto {
namespace {

Merged& merged_of(Event& message) {
    return message.merged.has_value() ? *message.merged : message.merged.emplace();
}

bool merge_edit(Event& message, const Event& change) {
    const bool older =
        message.merged && message.merged->edit && *message.merged->edit >= change.seq;
    if (message.kind != EventKind::text || !change.body.text || older) {
        return false;
    }
    message.body.text = change.body.text;
    message.body.mentions = change.body.mentions;
    Merged& merged = merged_of(message);
    merged.edited = change.at;
    merged.edit = change.seq;
    return true;
}

bool add_reaction(std::vector<Reaction>& reactions, const std::string& sign, UserId user) {
    auto found = std::ranges::find(reactions, sign, &Reaction::sign);
    if (found == reactions.end()) {
        if (reactions.size() >= limits::kReactionSignsMax) {
            return false;
        }
        reactions.push_back({.sign = sign, .users = {user}});
        return true;
    }
    if (found->users.size() >= limits::kReactionUsersMax ||
        std::ranges::find(found->users, user) != found->users.end()) {
        return false;
    }
    found->users.push_back(user);
    return true;
}

bool remove_reaction(std::vector<Reaction>& reactions, const std::string& sign, UserId user) {
    const auto found = std::ranges::find(reactions, sign, &Reaction::sign);
    if (found == reactions.end() || std::erase(found->users, user) == 0) {
        return false;
    }
    if (found->users.empty()) {
        reactions.erase(found);
    }
    return true;
}

bool merge_reaction(Event& message, const Event& change) {
    if (!change.body.sign) {
        return false;
    }
    std::vector<Reaction> reactions;
    if (message.merged && message.merged->reactions) {
        reactions = *message.merged->reactions;
    }
    const bool done = change.body.off.value_or(false)
                          ? remove_reaction(reactions, *change.body.sign, change.from)
                          : add_reaction(reactions, *change.body.sign, change.from);
    if (!done) {
        return false;
    }
    Merged& merged = merged_of(message);
    merged.reactions.reset();
    if (!reactions.empty()) {
        merged.reactions = std::move(reactions);
    } else if (merged == Merged{}) {
        message.merged.reset();
    }
    return true;
}

// In place of what its author chose before, or without it.
void put_vote(std::vector<Vote>& votes, Vote vote) {
    const auto found = std::ranges::find(votes, vote.user, &Vote::user);
    if (vote.choices.empty()) {
        if (found != votes.end()) {
            votes.erase(found);
        }
    } else if (found != votes.end()) {
        found->choices = std::move(vote.choices);
    } else {
        votes.push_back(std::move(vote));
    }
}

Tally count_votes(const Poll& poll, const std::vector<Vote>& votes) {
    Tally tally{.counts = std::vector<std::uint32_t>(poll.options.size()),
                .voters = static_cast<std::uint32_t>(votes.size())};
    for (const Vote& vote : votes) {
        for (const std::uint32_t choice : vote.choices) {
            if (choice < tally.counts.size()) {
                ++tally.counts[choice];
            }
        }
    }
    return tally;
}

PollState state_of(const Event& poll) {
    if (poll.merged && poll.merged->poll) {
        return *poll.merged->poll;
    }
    return {.tally = poll.body.poll ? count_votes(*poll.body.poll, {}) : Tally{}};
}

bool merge_vote(Event& message, const Event& change) {
    if (!message.body.poll || !change.body.choices) {
        return false;
    }
    PollState state = state_of(message);
    std::vector<Vote> votes = state.votes.value_or(std::vector<Vote>());
    put_vote(votes, {.user = change.from, .choices = *change.body.choices});
    if (state.ended || votes == state.votes.value_or(std::vector<Vote>())) {
        return false;
    }
    state.tally = count_votes(*message.body.poll, votes);
    if (votes.empty()) {
        state.votes.reset();
    } else {
        state.votes = std::move(votes);
    }
    Merged& merged = merged_of(message);
    merged.poll = std::move(state);
    if (merged.poll->tally.voters == 0) {
        merged.poll.reset();
    }
    if (merged == Merged{}) {
        message.merged.reset();
    }
    return true;
}

bool merge_end(Event& message, const Event& change) {
    if (!message.body.poll || change.body.off.value_or(false)) {
        return false;
    }
    PollState state = state_of(message);
    if (state.ended) {
        return false;
    }
    state.ended = change.at;
    merged_of(message).poll = std::move(state);
    return true;
}

bool merge_confirm(Event& message, const Event& change) {
    const std::uint32_t count = change.body.tally ? change.body.tally->voters : 0;
    const bool counted = !change.body.off.value_or(false) && asks_confirmation(message);
    const std::uint32_t known = message.merged ? message.merged->confirms.value_or(0) : 0;
    if (!counted || count <= known) {
        return false;
    }
    merged_of(message).confirms = count;
    return true;
}

// Nobody confirms twice, nor what is gone or never asked for it.
void settle_confirm(Event& change, const Event& message, bool confirmed) {
    change.body.tally.reset();
    if (confirmed || !asks_confirmation(message)) {
        change.body.off = true;
        return;
    }
    const std::uint32_t known = message.merged ? message.merged->confirms.value_or(0) : 0;
    change.body.tally = Tally{.voters = known + 1};
}

// A vote that comes too late, or is one too many, counts nothing.
void settle_vote(Event& vote, const Event& poll) {
    const bool full =
        voters_of(poll) >= limits::kPollVotersMax && vote_of(poll, vote.from) == nullptr;
    if (full || !takes_votes(poll, vote.at)) {
        vote.body.choices.reset();
        vote.body.off = true;
    }
    if (!vote.body.secret.value_or(false) || !poll.body.poll) {
        return;
    }
    Event after = poll;
    merge_vote(after, vote);
    vote.body.tally = state_of(after).tally;
}

}  // namespace

bool is_recalled(const Event& message) {
    return message.merged.has_value() && message.merged->recalled.has_value();
}

bool names(const Event& message, UserId user) {
    return message.from != user && !message.body.all.value_or(false) && message.body.mentions &&
           std::ranges::find(*message.body.mentions, user) != message.body.mentions->end();
}

bool merge(Event& message, const Event& change) {
    if (!is_countable(message.kind) || is_recalled(message)) {
        return false;
    }
    switch (change.kind) {
        case EventKind::edit: return merge_edit(message, change);
        case EventKind::reaction: return merge_reaction(message, change);
        case EventKind::vote: return merge_vote(message, change);
        case EventKind::poll_end: return merge_end(message, change);
        case EventKind::confirm: return merge_confirm(message, change);
        case EventKind::recall:
            message.body = {};
            message.merged = Merged{.recalled = change.from, .recall = change.seq};
            return true;
        default: return false;
    }
}

bool merge_pins(std::vector<Seq>& pins, const Event& change) {
    if (!change.ref) {
        return false;
    }
    switch (change.kind) {
        case EventKind::unpin:
        case EventKind::recall: return std::erase(pins, *change.ref) > 0;
        case EventKind::expired:
            return std::erase_if(pins, [&](Seq seq) { return seq <= *change.ref; }) > 0;
        case EventKind::pin:
            if (change.body.off.value_or(false) || pins.size() >= limits::kPinsMax ||
                std::ranges::find(pins, *change.ref) != pins.end()) {
                return false;
            }
            pins.push_back(*change.ref);
            return true;
        default: return false;
    }
}

void settle(Event& change, const Event& message, bool confirmed) {
    const bool pinnable = is_countable(message.kind) && !is_recalled(message);
    if (change.kind == EventKind::pin && !pinnable) {
        change.body.off = true;
    }
    if (change.kind == EventKind::edit && is_recalled(message)) {
        change.body = {};
    }
    if (change.kind == EventKind::vote) {
        settle_vote(change, message);
    }
    if (change.kind == EventKind::poll_end && (!message.body.poll || state_of(message).ended)) {
        change.body.off = true;
    }
    if (change.kind == EventKind::confirm) {
        settle_confirm(change, message, confirmed);
    }
}

void settle_gone(Event& change) {
    settle(change, {.kind = EventKind::text, .merged = Merged{.recalled = UserId{}}});
}

bool is_about_gone(const Event& event, Seq gone) {
    const bool about = changes_message(event.kind) || event.kind == EventKind::pin ||
                       event.kind == EventKind::unpin;
    return about && event.ref && *event.ref <= gone;
}

bool asks_confirmation(const Event& message) {
    return message.kind == EventKind::text && message.body.confirm.value_or(false) &&
           !is_recalled(message);
}

bool takes_votes(const Event& poll, TimeMs at) {
    const bool asks = poll.kind == EventKind::poll && poll.body.poll && !is_recalled(poll);
    return asks && !state_of(poll).ended && (!poll.body.poll->until || at < *poll.body.poll->until);
}

const Vote* vote_of(const Event& poll, UserId user) {
    if (!poll.merged || !poll.merged->poll || !poll.merged->poll->votes) {
        return nullptr;
    }
    const std::vector<Vote>& votes = *poll.merged->poll->votes;
    const auto found = std::ranges::find(votes, user, &Vote::user);
    return found == votes.end() ? nullptr : &*found;
}

std::size_t voters_of(const Event& poll) {
    if (!poll.merged || !poll.merged->poll || !poll.merged->poll->votes) {
        return 0;
    }
    return poll.merged->poll->votes->size();
}

void hide_votes(Event& event, UserId viewer) {
    if (event.kind == EventKind::vote && event.body.secret.value_or(false) &&
        event.from != viewer) {
        event.from = {};
        event.cmid.reset();
        event.body.choices.reset();
    }
    if (event.kind == EventKind::confirm && event.from != viewer) {
        event.from = {};
        event.cmid.reset();
    }
    // Anything that holds votes and does not say that they are public is taken for secret.
    const bool known = event.body.poll && !event.body.poll->anonymous.value_or(false);
    if (!known && event.merged && event.merged->poll && event.merged->poll->votes) {
        std::vector<Vote>& votes = *event.merged->poll->votes;
        std::erase_if(votes, [&](const Vote& vote) { return vote.user != viewer; });
        if (votes.empty()) {
            event.merged->poll->votes.reset();
        }
    }
}

}  // namespace teahouse::proto
