// SPDX-License-Identifier: MIT
#include "chat/previews.h"

#include <cstddef>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/limits_previews.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/effects.h"
#include "chat/preview_state.h"
#include "chat/rules.h"
#include "chat/state.h"
#include "proto/merge.h"
#include "proto/messages.h"
#include "text/links.h"

namespace teahouse::chat {
namespace {

std::vector<PreviewWait::Links> links_of(const std::vector<proto::Event>& events) {
    std::vector<PreviewWait::Links> messages;
    for (const proto::Event& event : events) {
        if (event.kind != proto::EventKind::text || !event.body.text || proto::is_recalled(event)) {
            continue;
        }
        auto urls = text::links_in(*event.body.text, {.links = limits::kLinksPerMessageMax,
                                                      .bytes = limits::kLinkBytesMax});
        if (!urls.empty()) {
            messages.push_back({.seq = event.seq, .urls = std::move(urls)});
        }
    }
    return messages;
}

void cover(const State& state, std::optional<std::string>& words) {
    if (words) {
        if (auto masked = state.admin.words.masked(*words)) {
            words = std::move(*masked);
        }
    }
}

// Other pages may say anything: words that are not allowed here are covered in it, whether or not
// people may write them with stars.
void cover_words(const State& state, proto::LinkCard& card) {
    if (!state.admin.words.empty()) {
        cover(state, card.site);
        cover(state, card.title);
        cover(state, card.text);
    }
}

// Whether the message was taken back while its pages were asked, as far as that is in memory.
bool is_gone(const State& state, RoomId room, Seq seq) {
    if (!state.recent.reaches_back(room, seq)) {
        return false;
    }
    const proto::Event* event = state.recent.find_merged(room, seq);
    return event == nullptr || proto::is_recalled(*event);
}

Result<proto::Reply> make_reply(const State& state, const PreviewWait& wait,
                                std::vector<proto::LinkCard>& cards) {
    // Login and membership may have ended meanwhile.
    TRY_STATUS(check_login(state, wait.caller.user, wait.caller.device));
    TRY(mine, membership_now(state, wait.caller.user, wait.room));
    const Seq first = State::first_seq(mine.room, mine.member);
    std::unordered_map<std::string_view, const proto::LinkCard*> by_url;
    for (proto::LinkCard& card : cards) {
        cover_words(state, card);
        by_url.emplace(card.url, &card);
    }
    proto::PreviewGetReply reply;
    for (const PreviewWait::Links& message : wait.messages) {
        proto::MessageCards found{.seq = message.seq};
        for (const std::string& url : message.urls) {
            if (const auto card = by_url.find(url); card != by_url.end()) {
                found.cards.push_back(*card->second);
            }
        }
        if (message.seq >= first && !is_gone(state, wait.room, found.seq)) {
            reply.cards.push_back(std::move(found));
        }
    }
    return reply;
}

}  // namespace

Result<Outcome> ask_for_cards(State& state, const Caller& caller, RoomId room,
                              const std::vector<proto::Event>& events) {
    PreviewWait wait{.caller = caller, .room = room, .messages = links_of(events)};
    if (wait.messages.empty()) {
        return proto::PreviewGetReply{};
    }
    PreviewState& previews = state.previews;
    std::size_t& own = previews.by_user[caller.user];
    if (own >= limits::kPreviewAsksPerUserMax ||
        previews.waiting.size() >= limits::kPreviewAsksMax) {
        if (own == 0) {
            previews.by_user.erase(caller.user);
        }
        return tl::unexpected(Error{.code = ErrorCode::rate_limited,
                                    .message = "too many pages are being asked; try again",
                                    .retry_after_ms = limits::kRetryAfterMs});
    }
    ++own;
    PreviewAsk ask{.id = ++previews.last};
    std::set<std::string_view> asked;
    for (const PreviewWait::Links& message : wait.messages) {
        for (const std::string& url : message.urls) {
            if (asked.insert(url).second) {
                ask.urls.push_back(url);
            }
        }
    }
    previews.waiting.emplace(ask.id, std::move(wait));
    state.effects->previews.push_back(std::move(ask));
    return Later{};
}

void cards_found(State& state, PreviewResult result) {
    PreviewState& previews = state.previews;
    const auto found = previews.waiting.find(result.id);
    if (found == previews.waiting.end()) {
        return;
    }
    const PreviewWait wait = std::move(found->second);
    previews.waiting.erase(found);
    if (const auto own = previews.by_user.find(wait.caller.user); --own->second == 0) {
        previews.by_user.erase(own);
    }
    state.reply(wait.caller, make_reply(state, wait, result.cards));
}

}  // namespace teahouse::chat
