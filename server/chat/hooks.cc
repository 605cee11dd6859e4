// SPDX-License-Identifier: MIT
// Webhooks: hook.make, hook.list, hook.set, hook.remove, command.list, and what is posted to them.
#include "chat/hooks.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/ascii.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits_programs.h"
#include "base/result.h"
#include "chat/admin.h"
#include "chat/channels.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/kept.h"
#include "chat/messages.h"
#include "chat/moderation.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::size_t kHooksPerMakerMax = 100;  // so that nobody takes all of the server's

// What the web client does by itself (web/src/features/commands).
constexpr std::array<std::string_view, 6> kBuiltIn = {"/help", "/nick", "/mute",
                                                      "/away", "/dnd",  "/shrug"};

std::string to_hex(const proto::TokenHash& hash) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const std::uint8_t byte : hash) {
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
    return text;
}

Result<Membership> managed_room(const Result<Membership>& found, const State& state) {
    TRY(mine, found);
    if (!is_admin(state, mine)) {
        return fail(ErrorCode::forbidden, "for admins of the room");
    }
    return mine;
}

// The planned webhook of this room, or null.
const proto::KeptHook* hook_of(const State& state, RoomId room, std::uint64_t id) {
    const auto* hook = kept_next<proto::KeptHook>(state, id);
    return hook != nullptr && hook->shown.room == room ? hook : nullptr;
}

Status check_word(const proto::HookMakeRequest& request) {
    if (!request.word) {
        return request.hint ? fail(ErrorCode::invalid, "belongs to a command", "hint") : Status();
    }
    const std::string& word = *request.word;
    const bool command = word.starts_with('/');
    const bool plain = std::ranges::all_of(word, [&](char c) {
        const auto byte = static_cast<unsigned char>(c);
        const bool letter = byte >= 0x80 || ascii::is_alpha(c) || ascii::is_digit(c);
        return command ? letter || c == '-' || c == '_' || c == '/' : byte > ' ' && c != 0x7F;
    });
    if (!plain || word.empty() || (command && (word.size() < 2 || word.rfind('/') > 0))) {
        return fail(ErrorCode::invalid, "one word, or /command", "word");
    }
    if (std::ranges::find(kBuiltIn, ascii::to_lower(word)) != kBuiltIn.end()) {
        return fail(ErrorCode::invalid, "a command that every client has", "word");
    }
    return request.hint && !command ? fail(ErrorCode::invalid, "belongs to a command", "hint")
                                    : Status();
}

Status check_fields(const State& state, const proto::HookMakeRequest& request) {
    TRY_STATUS(check_name(request.name, state.admin.call.name_key));
    TRY_STATUS(check_words(state, request.name, "name"));
    TRY_STATUS(check_words(state, request.word, "word"));
    TRY_STATUS(check_words(state, request.hint, "hint"));
    if (request.kind == proto::HookKind::incoming) {
        if (request.endpoint || request.word || request.hint) {
            return fail(ErrorCode::invalid, "of outgoing webhooks", "endpoint");
        }
        return {};
    }
    if (endpoint_host(request.endpoint.value_or(""), state.config.notify_plain_http).empty()) {
        return fail(ErrorCode::invalid, "not an address to post to", "endpoint");
    }
    return check_word(request);
}

// Room for one more, and for its command.
Status check_others(const State& state, UserId maker, const proto::HookMakeRequest& request) {
    std::size_t all = 0;
    std::size_t own = 0;
    std::size_t here = 0;
    bool taken = false;
    each_kept<proto::KeptHook>(state, [&](std::uint64_t, const auto*, const auto* hook) {
        if (hook == nullptr) {
            return;
        }
        ++all;
        own += hook->shown.by == maker ? 1U : 0U;
        if (hook->shown.room == request.room) {
            ++here;
            taken = taken || (request.word && request.word->starts_with('/') &&
                              ascii::to_lower(hook->shown.word.value_or("")) ==
                                  ascii::to_lower(*request.word));
        }
    });
    if (here >= limits::kHooksPerRoomMax || own >= kHooksPerMakerMax || all >= limits::kHooksMax) {
        return fail(ErrorCode::too_large, "too many webhooks");
    }
    if (taken) {
        return fail(ErrorCode::conflict, "another webhook has this command", "word");
    }
    return {};
}

Result<proto::Reply> made_reply(const State& state, const Pending& pending, const Caller&,
                                const Done&) {
    const auto* hook = kept_now<proto::KeptHook>(state, pending.seq.value);
    if (hook == nullptr) {
        return fail(ErrorCode::not_a_member, "not a member of such a room");  // dissolved with it
    }
    return proto::HookMakeReply{.hook = hook_info(state, *hook), .secret = pending.secret};
}

proto::KeptHook make_hook(const State& state, const Caller& caller,
                          const proto::HookMakeRequest& request, const proto::TokenHash& hash) {
    proto::KeptHook hook{.shown = {.room = request.room,
                                   .kind = request.kind,
                                   .user = state.last_user,
                                   .name = request.name,
                                   .by = caller.user,
                                   .created = state.now}};
    if (request.kind == proto::HookKind::incoming) {
        hook.secret = to_hex(hash);
        return hook;
    }
    hook.secret = state.admin.call.secret;
    hook.endpoint = request.endpoint.value_or("");
    hook.shown.host = std::string(endpoint_host(hook.endpoint, true));
    hook.shown.word = request.word;
    hook.shown.hint = request.hint;
    hook.shown.upto = state.rooms.at(request.room).head;
    return hook;
}

}  // namespace

proto::HookInfo hook_info(const State& state, const proto::KeptHook& hook) {
    proto::HookInfo info = hook.shown;
    const auto run = state.hooks.runs.find(info.id);
    if (run == state.hooks.runs.end()) {
        return info;
    }
    info.sent = run->second.sent;
    info.failed = run->second.failed;
    if (info.failed) {
        info.fault = run->second.fault;
    }
    if (run->second.failures > 0) {
        info.failures = run->second.failures;
    }
    if (info.kind == proto::HookKind::outgoing) {
        const Seq at = run->second.at;
        info.upto = run->second.calling ? Seq(at.value - 1) : at;
    }
    return info;
}

bool begins_with(std::string_view text, std::string_view word) {
    if (text.size() < word.size() ||
        ascii::to_lower(text.substr(0, word.size())) != ascii::to_lower(word)) {
        return false;
    }
    const std::string_view rest = text.substr(word.size());
    return rest.empty() || rest.front() == ' ' || (rest.front() >= '\t' && rest.front() <= '\r');
}

Result<Outcome> handle(State& state, const Caller& caller, proto::HookMakeRequest& request) {
    TRY(mine, managed_room(membership_next(state, caller.user, request.room), state));
    (void)mine;
    TRY_STATUS(check_fields(state, request));
    TRY_STATUS(check_others(state, caller.user, request));
    const std::optional<proto::TokenHash> hash = state.admin.call.hash;
    if (!hash) {
        return fail(ErrorCode::internal, "no secret was made");
    }
    TRY_STATUS(can_write(state));  // before an id is used up
    state.last_user = UserId(state.last_user.value + 1);
    proto::KeptHook hook = make_hook(state, caller, request, *hash);
    hook.shown.id = next_kept_id(state);
    const std::uint64_t id = hook.shown.id;
    Draft draft(caller, made_reply);
    draft.pending.room = request.room;
    draft.pending.seq = Seq(id);
    draft.pending.secret = state.admin.call.secret;
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::hook,
               .user = hook.shown.user,
               .room = request.room,
               .text = request.name});
    // A key that no name has, so that identities take no names away and may be called alike.
    draft.put_user({.id = hook.shown.user,
                    .name = std::move(request.name),
                    .name_key = "\x01hook " + std::to_string(id),
                    .created = state.now},
                   nullptr);
    const std::uint64_t program = next_kept_id(state);
    draft.put_kept(program,
                   proto::Program{.id = program, .user = hook.shown.user, .room = request.room});
    draft.put_kept(id, std::move(hook));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::HookListRequest& request) {
    TRY(mine, managed_room(membership_now(state, caller.user, request.room), state));
    (void)mine;
    proto::HookListReply reply;
    each_kept<proto::KeptHook>(state, [&](std::uint64_t, const auto* hook, const auto*) {
        if (hook != nullptr && hook->shown.room == request.room &&
            reply.hooks.size() < limits::kHooksPerRoomMax) {
            reply.hooks.push_back(hook_info(state, *hook));
        }
    });
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::HookSetRequest& request) {
    TRY(mine, managed_room(membership_next(state, caller.user, request.room), state));
    const proto::KeptHook* before = hook_of(state, request.room, request.hook);
    if (before == nullptr) {
        return fail(ErrorCode::not_found, "no such webhook");
    }
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller&,
                   const Done&) -> Result<proto::Reply> {
                    const auto* hook = kept_now<proto::KeptHook>(now, pending.seq.value);
                    if (hook == nullptr) {
                        return fail(ErrorCode::not_found, "no such webhook");
                    }
                    return proto::HookSetReply{.hook = hook_info(now, *hook)};
                });
    draft.pending.seq = Seq(request.hook);
    if (before->shown.off.value_or(false) == request.on) {
        proto::KeptHook next = *before;
        next.shown.off = request.on ? std::nullopt : std::optional(true);
        if (next.shown.kind == proto::HookKind::outgoing) {
            next.shown.upto = mine.room.head;
        }
        put_audit(state, draft, &caller,
                  {.act = proto::AuditAct::hook_set,
                   .user = next.shown.user,
                   .room = request.room,
                   .text = next.shown.name + (request.on ? ": on" : ": off")});
        draft.put_kept(request.hook, std::move(next));
    }
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::HookRemoveRequest& request) {
    TRY(mine, managed_room(membership_next(state, caller.user, request.room), state));
    (void)mine;
    const proto::KeptHook* hook = hook_of(state, request.room, request.hook);
    if (hook == nullptr) {
        return fail(ErrorCode::not_found, "no such webhook");
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::HookRemoveReply{}; });
    put_audit(state, draft, &caller,
              {.act = proto::AuditAct::unhook,
               .user = hook->shown.user,
               .room = request.room,
               .text = hook->shown.name});
    draft.drop_kept(proto::KeptKind::hook, request.hook);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::CommandListRequest& request) {
    TRY_STATUS(membership_now(state, caller.user, request.room).map([](const auto&) {}));
    proto::CommandListReply reply;
    each_kept<proto::KeptHook>(state, [&](std::uint64_t, const auto* hook, const auto*) {
        if (hook != nullptr && hook->shown.room == request.room &&
            !hook->shown.off.value_or(false) && hook->shown.word.value_or("").starts_with('/') &&
            reply.commands.size() < limits::kHooksPerRoomMax) {
            reply.commands.push_back({.word = *hook->shown.word,
                                      .hint = hook->shown.hint,
                                      .user = hook->shown.user,
                                      .name = hook->shown.name});
        }
    });
    return reply;
}

void forget_hooks(const State& state, Draft& draft, RoomId room) {
    each_kept<proto::KeptHook>(state, [&](std::uint64_t id, const auto*, const auto* hook) {
        if (hook != nullptr && hook->shown.room == room) {
            draft.drop_kept(proto::KeptKind::hook, id);
        }
    });
}

// --- What is posted to incoming ones
// ---------------------------------------------------------------------------------

Status check_hook_room(const State& state, RoomId id) {
    const Room* room = state.room_next(id);
    if (room == nullptr) {
        return fail(ErrorCode::not_found, "no such webhook");
    }
    // Admins let the webhook in, so it may write where they may.
    if (room->about.planned().writers == proto::Writers::nobody) {
        return fail(ErrorCode::muted, "the room takes no messages");
    }
    return {};
}

namespace {

Result<Outcome> take_post(State& state, Caller& caller, HookPost& command) {
    const auto* hook = kept_now<proto::KeptHook>(state, command.hook);
    const auto* next = kept_next<proto::KeptHook>(state, command.hook);
    // Hashes are compared, so the time tells nothing of the secret.
    if (hook == nullptr || next == nullptr || next->shown.off.value_or(false) ||
        hook->shown.kind != proto::HookKind::incoming || hook->secret != to_hex(command.secret) ||
        state.user_next(hook->shown.user)->disabled) {
        return fail(ErrorCode::not_found, "no such webhook");
    }
    TRY_STATUS(check_ban(state, hook->shown.user, command.address));
    HookRun& run = state.hooks.runs.at(command.hook);
    if (!run.posts.take(state.now, limits::kHookPosts, limits::kHookPostBurst)) {
        return tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                    .message = "too many messages",
                                    .retry_after_ms = run.posts.wait_ms(limits::kHookPosts, 1)});
    }
    if (is_blank(command.text)) {
        return fail(ErrorCode::invalid, "an empty message", "text");
    }
    TRY_STATUS(check_hook_room(state, hook->shown.room));
    TRY_STATUS(filter_text(state, command.text, "text"));
    run.sent = state.now;
    caller.user = hook->shown.user;
    return send_message(state, caller,
                        {.room = hook->shown.room,
                         .cmid = std::move(command.cmid),
                         .body = {.text = std::move(command.text)}});
}

}  // namespace

void post_by_hook(State& state, HookPost command) {
    Caller caller{.session = command.session, .re = command.re};
    if (auto outcome = take_post(state, caller, command); !outcome) {
        state.reply(caller, tl::unexpected(std::move(outcome).error()));
    }
}

}  // namespace teahouse::chat
