// SPDX-License-Identifier: MIT
#include "chat/hook_calls.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_programs.h"
#include "chat/catch_up.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/hook_state.h"
#include "chat/hooks.h"
#include "chat/kept.h"
#include "chat/moderation.h"
#include "chat/opening.h"
#include "chat/programs.h"
#include "chat/queries.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::uint64_t kSaveEvery = 200;  // events passed over between two notes

void look_again_at(State& state, TimeMs at) {
    state.hooks.due = std::min(state.hooks.due, at);
    state.wake_at(at);
}

// What has time waits for the next full second: all webhooks are looked at together.
void look_again_soon(State& state, TimeMs at) {
    const TimeMs later = std::max(at, state.now + 1) + limits::kHookSaveMs - 1;
    look_again_at(state, later - later % limits::kHookSaveMs);
}

// What is done with: a message under way is not.
Seq done_upto(const HookRun& run) { return run.calling ? Seq(run.calling->value - 1) : run.at; }

// Whether a message is from a webhook that answers messages itself: two of them would talk to each
// other for ever. One that is removed counts as such.
bool is_answer(const State& state, RoomId room, UserId from) {
    if (!is_hook(state, from)) {
        return false;
    }
    bool incoming = false;
    each_kept<proto::KeptHook>(state, [&](std::uint64_t, const auto* hook, const auto*) {
        incoming =
            incoming || (hook != nullptr && hook->shown.user == from && hook->shown.room == room &&
                         hook->shown.kind == proto::HookKind::incoming);
    });
    return !incoming;
}

// An administrator of the server has shut its identity out.
bool is_shut(const State& state, const proto::KeptHook& hook) {
    return state.user_next(hook.shown.user)->disabled || ban_of(state, hook.shown.user) != nullptr;
}

bool wants(const State& state, const proto::KeptHook& hook, const proto::Event& event) {
    if (!proto::is_countable(event.kind) || proto::is_recalled(event) ||
        is_answer(state, event.room, event.from)) {
        return false;
    }
    return !hook.shown.word || (event.kind == proto::EventKind::text &&
                                begins_with(event.body.text.value_or(""), *hook.shown.word));
}

void call(State& state, const proto::KeptHook& hook, const Room& room, const proto::Event& event) {
    const proto::UserRecord* sender = state.user_now(event.from);
    state.effects->calls.push_back({.hook = hook.shown.id,
                                    .identity = hook.shown.user,
                                    .by = hook.shown.by,
                                    .endpoint = hook.endpoint,
                                    .secret = hook.secret,
                                    .server = server_name(state),
                                    .room = event.room,
                                    .title = room.about.committed().title,
                                    .epoch = room.epoch,
                                    .seq = event.seq,
                                    .at = event.at,
                                    .from = event.from,
                                    .sender = sender == nullptr ? "" : sender->name,
                                    .bot = is_program(state, event.from),
                                    .kind = event.kind,
                                    .text = event.body.text.value_or(""),
                                    .word = hook.shown.word.value_or(""),
                                    .file = event.body.file,
                                    .ref = event.ref});
}

// Looks at one event; true: it is on its way to the address.
bool look_at(State& state, HookRun& run, const proto::KeptHook& hook, const Room& room,
             const proto::Event& event) {
    run.at = event.seq;
    if (!wants(state, hook, event)) {
        return false;
    }
    run.calling = event.seq;
    call(state, hook, room, event);
    return true;
}

// Goes on along the log until a message is under way, the log has to be read, or its end.
void go_on(State& state, std::uint64_t id, HookRun& run) {
    const auto* hook = kept_now<proto::KeptHook>(state, id);
    const auto* next = kept_next<proto::KeptHook>(state, id);
    const Room* room = state.room_now(run.room);
    if (!run.outgoing || hook == nullptr || next == nullptr || next->shown.off.value_or(false) ||
        room == nullptr || run.calling || run.reading || is_shut(state, *hook)) {
        return;
    }
    run.at = std::max(run.at, room->gone);
    if (room->head.value > run.at.value + limits::kHookLagMax) {
        run.at = Seq(room->head.value - limits::kHookLagMax);
    }
    while (run.at < room->head) {
        const proto::Event* event = state.recent.find_merged(run.room, Seq(run.at.value + 1));
        if (event == nullptr) {
            const Seq to(std::min(room->head.value, run.at.value + limits::kHookReadMax));
            if (ask(state, {.by = Asked::By::hook, .read = id},
                    {.room = run.room,
                     .from = Seq(run.at.value + 1),
                     .to = to,
                     .limit = limits::kHookReadMax,
                     .merged = true})) {
                run.reading = to;
            } else {
                look_again_soon(state, state.now);
            }
            return;
        }
        if (look_at(state, run, *hook, *room, *event)) {
            return;
        }
    }
}

// Whether the record is to be told how far it is.
bool wants_saving(const HookRun& run) {
    const Seq done = done_upto(run);
    return run.outgoing && done > run.saved &&
           (run.dirty || done.value - run.saved.value >= kSaveEvery);
}

void save(State& state, std::uint64_t id, HookRun& run) {
    if (!wants_saving(run)) {
        return;
    }
    const TimeMs due = run.saved_at + limits::kHookSaveMs;
    const auto* record = kept_next<proto::KeptHook>(state, id);
    if (record == nullptr || kept_now<proto::KeptHook>(state, id) == nullptr) {
        return;
    }
    if (state.now < due || !can_write(state)) {
        look_again_soon(state, due);
        return;
    }
    proto::KeptHook next = *record;
    next.shown.upto = done_upto(run);
    run.saved = *next.shown.upto;
    run.saved_at = state.now;
    run.dirty = false;
    Draft draft;
    draft.put_kept(id, std::move(next));
    (void)submit(state, std::move(draft));  // if the store fails, the next message notes it
}

void switch_off(State& state, std::uint64_t id, const HookRun& run) {
    const auto* record = kept_next<proto::KeptHook>(state, id);
    if (record == nullptr || record->shown.off.value_or(false)) {
        return;
    }
    proto::KeptHook next = *record;
    next.shown.off = true;
    next.shown.upto = done_upto(run);
    Draft draft;
    draft.put_kept(id, std::move(next));
    (void)submit(state, std::move(draft));  // if the store fails, the next failure does it
}

// What the program answered, once: its cmid is that of the delivery.
void post_reply(State& state, const proto::KeptHook& hook, Seq ref, std::string text) {
    if (is_blank(text) || text.size() > limits::kTextBytesMax || is_shut(state, hook) ||
        !check_hook_room(state, hook.shown.room) || !filter_text(state, text, "text")) {
        return;
    }
    const Room& room = state.rooms.at(hook.shown.room);
    proto::Event event =
        make_event(state, {.user = hook.shown.user}, hook.shown.room, proto::EventKind::text);
    event.body.text = std::move(text);
    event.ref = ref;
    event.cmid = "reply-" + std::to_string(room.epoch.value) + "-" + std::to_string(ref.value);
    Draft draft;
    draft.append(std::move(event));
    (void)submit(state, std::move(draft));  // nobody waits for it
}

// It is switched off or removed: what was to be sent is not.
void cancel_call(State& state, std::uint64_t id, const HookRun& run) {
    if (run.calling) {
        state.effects->calls.push_back({.hook = id, .cancel = true, .seq = *run.calling});
    }
}

void forget_run(State& state, std::uint64_t id) {
    const auto run = state.hooks.runs.find(id);
    if (run == state.hooks.runs.end()) {
        return;
    }
    cancel_call(state, id, run->second);
    const auto here = state.hooks.by_room.find(run->second.room);
    if (here != state.hooks.by_room.end()) {
        std::erase(here->second, id);
        if (here->second.empty()) {
            state.hooks.by_room.erase(here);
        }
    }
    state.hooks.runs.erase(run);
}

}  // namespace

void hook_changed(State& state, std::uint64_t id) {
    const auto* hook = kept_now<proto::KeptHook>(state, id);
    if (hook == nullptr) {
        forget_run(state, id);
        return;
    }
    const bool off = hook->shown.off.value_or(false);
    const auto [found, added] = state.hooks.runs.try_emplace(id);
    HookRun& run = found->second;
    if (added || (run.off && !off)) {
        const auto room = state.rooms.find(hook->shown.room);
        const Seq head = room == state.rooms.end() ? Seq() : room->second.head;
        run.room = hook->shown.room;
        run.outgoing = hook->shown.kind == proto::HookKind::outgoing;
        run.at = run.saved = std::min(hook->shown.upto.value_or(head), head);
        run.calling.reset();
        run.reading.reset();
        run.failures = 0;
        run.failed.reset();
        look_again_at(state, state.now);
    }
    if (off && !run.off) {
        cancel_call(state, id, run);
    }
    if (added && run.outgoing) {
        state.hooks.by_room[run.room].push_back(id);
    }
    run.off = off;
}

void hooks_due(State& state, RoomId room) {
    if (const auto here = state.hooks.by_room.find(room); here != state.hooks.by_room.end()) {
        for (const std::uint64_t id : here->second) {
            HookRun& run = state.hooks.runs.at(id);
            go_on(state, id, run);
            if (wants_saving(run)) {
                look_again_soon(state, run.saved_at + limits::kHookSaveMs);
            }
        }
    }
}

void hook_read(State& state, std::uint64_t id, const proto::QueryResult& result) {
    const auto found = state.hooks.runs.find(id);
    if (found == state.hooks.runs.end()) {
        return;
    }
    HookRun& run = found->second;
    const std::optional<Seq> asked = std::exchange(run.reading, std::nullopt);
    if (!asked) {
        return;  // it was switched off and on since
    }
    const Seq to = *asked;
    if (!result.ok) {
        look_again_soon(state, state.now);
        return;
    }
    const auto* hook = kept_now<proto::KeptHook>(state, id);
    const Room* room = state.room_now(run.room);
    if (hook == nullptr || room == nullptr || run.off) {
        return;
    }
    // What was edited or taken back while the log was read is not told as it was.
    std::vector<proto::Event> events = result.events;
    if (can_catch_up(state, run.room, to)) {
        catch_up(state, run.room, to, events);
    }
    for (const proto::Event& event : events) {
        if (event.seq > run.at && look_at(state, run, *hook, *room, event)) {
            return;
        }
    }
    run.at = std::max(run.at, to);
    go_on(state, id, run);
}

void call_ended(State& state, HookResult result) {
    const auto found = state.hooks.runs.find(result.hook);
    const auto* hook = kept_now<proto::KeptHook>(state, result.hook);
    if (found == state.hooks.runs.end() || hook == nullptr || found->second.calling != result.seq) {
        return;  // removed, or switched off and on again
    }
    HookRun& run = found->second;
    run.calling.reset();
    run.dirty = true;
    if (result.fault.empty()) {
        run.sent = state.now;
        run.failed.reset();
        run.failures = 0;
        post_reply(state, *hook, result.seq, std::move(result.reply));
    } else {
        run.failed = state.now;
        run.fault = std::move(result.fault);
        ++run.failures;
        if (result.gone || run.failures >= limits::kHookFailuresMax) {
            switch_off(state, result.hook, run);
        }
    }
    go_on(state, result.hook, run);
    save(state, result.hook, run);
}

void hooks_tick(State& state) {
    if (state.now < state.hooks.due) {
        if (state.hooks.due != kNever) {
            state.wake_at(state.hooks.due);
        }
        return;
    }
    state.hooks.due = kNever;
    for (auto& [id, run] : state.hooks.runs) {
        go_on(state, id, run);
        save(state, id, run);
    }
}

void check_hooks(const State& state) {
    std::size_t outgoing = 0;
    for (const auto& [id, run] : state.hooks.runs) {
        const auto* hook = kept_now<proto::KeptHook>(state, id);
        CHECK(hook != nullptr);
        CHECK(is_hook(state, hook->shown.user));
        outgoing += run.outgoing ? 1U : 0U;
    }
    for (const auto& [room, ids] : state.hooks.by_room) {
        CHECK(!ids.empty());
        outgoing -= ids.size();
    }
    CHECK(outgoing == 0);
}

}  // namespace teahouse::chat
