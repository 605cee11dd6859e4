// SPDX-License-Identifier: MIT
#include "proto/merge.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"
#include "proto/messages.h"

namespace teahouse::proto {
namespace {

constexpr UserId kAnn{1};
constexpr UserId kBob{2};

Event text(std::uint64_t seq, std::string words) {
    Event event{.room = RoomId{1}, .seq = Seq{seq}, .at = 5, .from = kAnn, .kind = EventKind::text};
    event.body.text = std::move(words);
    return event;
}

Event change(EventKind kind, std::uint64_t seq, UserId from = kAnn) {
    Event event{.room = RoomId{1}, .seq = Seq{seq}, .at = 9, .from = from, .kind = kind};
    event.ref = Seq{1};
    return event;
}

Event edit(std::uint64_t seq, std::string words) {
    Event event = change(EventKind::edit, seq);
    event.body.text = std::move(words);
    return event;
}

Event reaction(std::uint64_t seq, UserId from, std::string sign, bool off = false) {
    Event event = change(EventKind::reaction, seq, from);
    event.body.sign = std::move(sign);
    if (off) {
        event.body.off = true;
    }
    return event;
}

Event poll(bool anonymous = false) {
    Event event = text(1, "tea?");
    event.kind = EventKind::poll;
    event.body.poll = Poll{.options = {{.text = "yes"}, {.text = "no"}}};
    if (anonymous) {
        event.body.poll->anonymous = true;
    }
    return event;
}

Event vote(std::uint64_t seq, UserId from, std::vector<std::uint32_t> choices,
           bool secret = false) {
    Event event = change(EventKind::vote, seq, from);
    event.body.choices = std::move(choices);
    if (secret) {
        event.body.secret = true;
    }
    return event;
}

TEST(Merge, takes_the_newest_edit_whatever_the_order) {
    Event message = text(1, "a");
    EXPECT_TRUE(merge(message, edit(3, "c")));
    EXPECT_FALSE(merge(message, edit(2, "b")));
    EXPECT_FALSE(merge(message, edit(3, "c")));
    EXPECT_EQ(message.body.text, "c");
    EXPECT_EQ(message.merged->edit, Seq{3});
    EXPECT_EQ(message.merged->edited, 9);
}

TEST(Merge, leaves_nothing_of_what_was_recalled) {
    Event message = text(1, "a");
    merge(message, reaction(2, kBob, "👍"));
    EXPECT_TRUE(merge(message, change(EventKind::recall, 3, kBob)));
    EXPECT_EQ(message.body, Body{});
    EXPECT_EQ(*message.merged, (Merged{.recalled = kBob, .recall = Seq{3}}));
    EXPECT_FALSE(merge(message, edit(4, "b")));
    EXPECT_FALSE(merge(message, reaction(5, kAnn, "👍")));
    EXPECT_FALSE(merge(message, change(EventKind::recall, 6)));
    EXPECT_TRUE(is_recalled(message));
}

TEST(Merge, counts_each_person_once_behind_a_sign) {
    Event message = text(1, "a");
    EXPECT_TRUE(merge(message, reaction(2, kAnn, "👍")));
    EXPECT_TRUE(merge(message, reaction(3, kBob, "👍")));
    EXPECT_FALSE(merge(message, reaction(4, kBob, "👍")));
    EXPECT_EQ(message.merged->reactions->front().users, (std::vector{kAnn, kBob}));
    EXPECT_TRUE(merge(message, reaction(5, kAnn, "👍", true)));
    EXPECT_FALSE(merge(message, reaction(6, kAnn, "👍", true)));
    EXPECT_TRUE(merge(message, reaction(7, kBob, "👍", true)));
    EXPECT_FALSE(message.merged.has_value());
}

TEST(Merge, bounds_signs_and_people) {
    Event message = text(1, "a");
    for (std::uint64_t i = 0; i < limits::kReactionSignsMax; ++i) {
        EXPECT_TRUE(merge(message, reaction(2 + i, kAnn, "s" + std::to_string(i))));
    }
    EXPECT_FALSE(merge(message, reaction(90, kAnn, "one more")));
    for (std::uint64_t i = 1; i < limits::kReactionUsersMax; ++i) {
        EXPECT_TRUE(merge(message, reaction(100 + i, UserId{100 + i}, "s0")));
    }
    EXPECT_FALSE(merge(message, reaction(900, kBob, "s0")));
}

TEST(Merge, changes_messages_only) {
    Event join = text(1, "");
    join.kind = EventKind::join;
    EXPECT_FALSE(merge(join, reaction(2, kBob, "👍")));
    EXPECT_FALSE(merge(join, change(EventKind::recall, 3)));
    Event image = text(1, "");
    image.kind = EventKind::image;
    EXPECT_FALSE(merge(image, edit(2, "a")));
    EXPECT_TRUE(merge(image, reaction(3, kBob, "👍")));
}

TEST(Merge, keeps_pins_in_the_order_of_pinning) {
    std::vector<Seq> pins;
    Event two = change(EventKind::pin, 6);
    two.ref = Seq{2};
    EXPECT_TRUE(merge_pins(pins, two));
    EXPECT_TRUE(merge_pins(pins, change(EventKind::pin, 7)));
    EXPECT_FALSE(merge_pins(pins, change(EventKind::pin, 8)));
    EXPECT_EQ(pins, (std::vector{Seq{2}, Seq{1}}));
    EXPECT_TRUE(merge_pins(pins, change(EventKind::recall, 9)));
    EXPECT_FALSE(merge_pins(pins, change(EventKind::unpin, 10)));
    EXPECT_EQ(pins, (std::vector{Seq{2}}));
    while (pins.size() < limits::kPinsMax) {
        pins.emplace_back(100 + pins.size());
    }
    EXPECT_FALSE(merge_pins(pins, change(EventKind::pin, 11)));
}

TEST(Merge, disarms_what_comes_too_late) {
    Event message = text(1, "a");
    merge(message, change(EventKind::recall, 2));
    Event late = edit(3, "still here");
    settle(late, message);
    EXPECT_EQ(late.body, Body{});
    Event pin = change(EventKind::pin, 4);
    settle(pin, message);
    std::vector<Seq> pins;
    EXPECT_FALSE(merge_pins(pins, pin));
}

TEST(Merge, counts_the_newest_vote_of_each_person) {
    Event message = poll();
    EXPECT_TRUE(merge(message, vote(2, kAnn, {0})));
    EXPECT_TRUE(merge(message, vote(3, kBob, {1})));
    EXPECT_FALSE(merge(message, vote(4, kBob, {1}))) << "it is so already";
    EXPECT_TRUE(merge(message, vote(5, kBob, {0})));
    EXPECT_EQ(message.merged->poll->tally, (Tally{.counts = {2, 0}, .voters = 2}));
    EXPECT_EQ(vote_of(message, kBob)->choices, std::vector<std::uint32_t>{0});
    EXPECT_TRUE(merge(message, vote(6, kAnn, {})));
    EXPECT_TRUE(merge(message, vote(7, kBob, {})));
    EXPECT_EQ(message, poll()) << "nothing is left of votes that were taken back";
    EXPECT_FALSE(merge(message, vote(8, kBob, {})));
    Event words = text(1, "a");
    EXPECT_FALSE(merge(words, vote(9, kBob, {0})));
}

TEST(Merge, makes_the_same_of_votes_that_are_applied_again) {
    const std::vector<Event> log = {vote(2, kAnn, {0}), vote(3, kBob, {1}), vote(4, kAnn, {}),
                                    vote(5, kAnn, {1}), change(EventKind::poll_end, 6)};
    Event once = poll();
    for (const Event& event : log) {
        merge(once, event);
    }
    for (std::size_t from = 0; from < log.size(); ++from) {
        Event again = once;
        for (std::size_t i = from; i < log.size(); ++i) {
            merge(again, log[i]);
        }
        EXPECT_EQ(again, once) << from;
    }
}

TEST(Merge, takes_no_votes_at_what_is_closed_over_or_full) {
    Event closed = poll();
    EXPECT_TRUE(merge(closed, change(EventKind::poll_end, 2)));
    EXPECT_FALSE(merge(closed, change(EventKind::poll_end, 3)));
    EXPECT_FALSE(merge(closed, vote(4, kBob, {0})));
    Event over = poll();
    over.body.poll->until = 9;  // when the votes here are cast
    Event full = poll();
    full.merged = Merged{.poll = PollState{.votes = std::vector<Vote>(limits::kPollVotersMax)}};
    for (Event* message : {&closed, &over, &full}) {
        Event late = vote(5, kBob, {0});
        settle(late, *message);
        EXPECT_FALSE(late.body.choices.has_value());
        EXPECT_EQ(late.body.off, true);
        EXPECT_FALSE(merge(*message, late));
    }
    EXPECT_TRUE(takes_votes(over, 8));
    EXPECT_FALSE(takes_votes(over, 9));
}

TEST(Merge, tells_nobody_else_of_votes_at_an_anonymous_poll) {
    Event message = poll(true);
    merge(message, vote(2, kAnn, {0}, true));
    Event secret = vote(3, kBob, {1}, true);
    secret.cmid = "cmid-0001";
    settle(secret, message);
    merge(message, secret);
    EXPECT_EQ(secret.body.tally, (Tally{.counts = {1, 1}, .voters = 2}));
    for (const UserId viewer : {UserId{}, kAnn, kBob}) {
        Event shown = secret;
        hide_votes(shown, viewer);
        EXPECT_EQ(shown.from, viewer == kBob ? kBob : UserId{});
        EXPECT_EQ(shown.body.choices.has_value(), viewer == kBob);
        EXPECT_EQ(shown.cmid.has_value(), viewer == kBob);
        EXPECT_TRUE(shown.body.tally.has_value());
        Event seen = message;
        hide_votes(seen, viewer);
        EXPECT_EQ(voters_of(seen), viewer ? 1U : 0U);
        EXPECT_EQ(vote_of(seen, viewer) != nullptr, static_cast<bool>(viewer));
        EXPECT_EQ(seen.merged->poll->tally.voters, 2U);
    }
    // What is gone keeps the secret too.
    merge(message, change(EventKind::recall, 4));
    Event late = vote(5, kBob, {0}, true);
    settle(late, message);
    hide_votes(late, kAnn);
    EXPECT_EQ(late.from, UserId{});
    EXPECT_FALSE(late.body.choices.has_value());
}

TEST(Merge, counts_confirmations_as_they_are_told) {
    Event notice = text(1, "read this");
    notice.body.confirm = true;
    Event first = change(EventKind::confirm, 2, kBob);
    settle(first, notice);
    EXPECT_EQ(first.body.tally->voters, 1U);
    EXPECT_TRUE(merge(notice, first));
    EXPECT_FALSE(merge(notice, first)) << "a stretch of the log that is applied again";
    Event again = change(EventKind::confirm, 3, kBob);
    settle(again, notice, true);
    EXPECT_EQ(again.body.off, true);
    EXPECT_FALSE(merge(notice, again));
    EXPECT_EQ(notice.merged->confirms, 1U);
    // Nobody else is told whose it is.
    hide_votes(first, kAnn);
    EXPECT_EQ(first.from, UserId{});
    // Words that ask nothing, and those that were taken back, take none.
    Event plain = text(1, "only words");
    Event late = change(EventKind::confirm, 4);
    settle(late, plain);
    EXPECT_EQ(late.body.off, true);
    EXPECT_FALSE(merge(plain, late));
    EXPECT_TRUE(merge(notice, change(EventKind::recall, 5)));
    EXPECT_FALSE(asks_confirmation(notice));
}

TEST(Merge, names_others_but_not_the_author) {
    Event message = text(1, "@");
    message.body.mentions = {kAnn, kBob};
    EXPECT_TRUE(names(message, kBob));
    EXPECT_FALSE(names(message, kAnn));
    message.body.all = true;
    EXPECT_FALSE(names(message, kBob)) << "everybody is counted apart";
}

}  // namespace
}  // namespace teahouse::proto
