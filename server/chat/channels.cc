// SPDX-License-Identifier: MIT
// Channels for notifications: notify.key, notify.add, notify.set, notify.list, notify.remove,
// notify.test.
#include "chat/channels.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/ascii.h"
#include "base/check.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/commit.h"
#include "chat/draft.h"
#include "chat/handlers.h"
#include "chat/notify.h"
#include "chat/notify_state.h"
#include "chat/programs.h"
#include "chat/state.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::chat {
namespace {

constexpr std::size_t kPublicKeyBytes = 65;  // an uncompressed point of P-256
constexpr std::size_t kPushSecretBytes = 16;

void forget_if_empty(State& state, const proto::ChannelRecord& channel) {
    const auto found = state.notify.channels.find(channel.id);
    if (found == state.notify.channels.end() || !found->second.record.empty()) {
        return;
    }
    state.notify.channels.erase(found);
    const auto user = state.notify.by_user.find(channel.user);
    std::erase(user->second, channel.id);
    if (user->second.empty()) {
        state.notify.by_user.erase(user);
    }
}

// Whether it is base64url of so many bytes; padding is optional, as browsers and libraries differ.
bool is_base64url(std::string_view text, std::size_t bytes) {
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    return text.size() == (bytes * 4 + 2) / 3 && std::ranges::all_of(text, [](char c) {
               return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_';
           });
}

bool is_printable(std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

Status check_channel(const State& state, const proto::NotifyAddRequest& request) {
    if (endpoint_host(request.endpoint, state.config.notify_plain_http).empty()) {
        return fail(ErrorCode::invalid, "not an address to send to", "endpoint");
    }
    if (request.kind != proto::ChannelKind::web_push) {
        if (request.auth && !is_printable(*request.auth)) {
            return fail(ErrorCode::invalid, "printable ASCII", "auth");
        }
        return {};
    }
    if (state.config.notify_key.empty()) {
        return fail(ErrorCode::invalid, "there is no Web Push here", "kind");
    }
    if (!is_base64url(request.p256dh.value_or(""), kPublicKeyBytes)) {
        return fail(ErrorCode::invalid, "not a key of a browser", "p256dh");
    }
    if (!is_base64url(request.auth.value_or(""), kPushSecretBytes)) {
        return fail(ErrorCode::invalid, "not a secret of a browser", "auth");
    }
    return {};
}

const std::vector<std::uint64_t>& channels_of(const State& state, UserId user) {
    static const std::vector<std::uint64_t> kNone;
    const auto found = state.notify.by_user.find(user);
    return found == state.notify.by_user.end() ? kNone : found->second;
}

const proto::ChannelRecord* channel_next(const State& state, UserId user, std::uint64_t id) {
    const auto found = state.notify.channels.find(id);
    const proto::ChannelRecord* record =
        found == state.notify.channels.end() ? nullptr : found->second.record.next();
    return record != nullptr && record->user == user ? record : nullptr;
}

proto::Channel channel_info(const State& state, const proto::ChannelRecord& record,
                            DeviceId asker) {
    proto::Channel info{
        .id = record.id,
        .kind = record.kind,
        .level = record.level,
        .label = record.label,
        .host = std::string(endpoint_host(record.endpoint, true)),
        .created = record.created,
        .current = record.device && record.device == asker,
    };
    if (const auto found = state.notify.channels.find(record.id);
        found != state.notify.channels.end()) {
        info.sent = found->second.sent;
        info.failed = found->second.failed;
        if (info.failed) {
            info.fault = found->second.fault;
        }
    }
    return info;
}

// The channel that a transaction put.
const proto::ChannelRecord& put_by(const Pending& pending) {
    const proto::ChannelRecord* put = nullptr;
    for (const Change& change : pending.changes) {
        const auto* channel = std::get_if<ChannelChange>(&change);
        if (channel != nullptr && !channel->ends) {
            put = &channel->channel;
        }
    }
    CHECK(put != nullptr);
    return *put;
}

// A browser has one subscription, whoever is logged in there: who adds it is the one who is there.
void take_from_others(const State& state, Draft& draft, const proto::ChannelRecord& mine) {
    for (const auto& [id, channel] : state.notify.channels) {
        const proto::ChannelRecord* other = channel.record.next();
        if (other != nullptr && other->id != mine.id && other->kind == mine.kind &&
            other->endpoint == mine.endpoint) {
            draft.delete_channel(*other);
        }
    }
}

}  // namespace

void plan_channel(State& state, const ChannelChange& change) {
    Channel& channel = state.notify.channels[change.channel.id];
    if (channel.record.empty()) {
        state.notify.by_user[change.channel.user].push_back(change.channel.id);
    }
    channel.record.plan(change.ends ? std::nullopt : std::optional(change.channel));
}

void drop_channel(State& state, const ChannelChange& change) {
    state.notify.channels.at(change.channel.id).record.drop();
    forget_if_empty(state, change.channel);
}

void commit_channel(State& state, const ChannelChange& change) {
    state.notify.channels.at(change.channel.id)
        .record.commit(change.ends ? std::nullopt : std::optional(change.channel));
    forget_if_empty(state, change.channel);
}

void load_channel(State& state, proto::ChannelRecord record) {
    const std::uint64_t id = record.id;
    state.notify.last_channel = std::max(state.notify.last_channel, id);
    state.notify.by_user[record.user].push_back(id);
    state.notify.channels[id].record.load(std::move(record));
}

void end_channels_of_logins(const State& state, Draft& draft) {
    std::vector<proto::ChannelRecord> ended;
    for (const Change& change : draft.pending.changes) {
        const auto* login = std::get_if<DeviceChange>(&change);
        if (login == nullptr || !login->ends) {
            continue;
        }
        for (const std::uint64_t id : channels_of(state, login->device.user)) {
            const proto::ChannelRecord* record = state.notify.channels.at(id).record.next();
            if (record != nullptr && record->device == login->device.id) {
                ended.push_back(*record);
            }
        }
    }
    for (proto::ChannelRecord& channel : ended) {
        draft.delete_channel(std::move(channel));
    }
}

void channel_result(State& state, const ChannelResult& result) {
    const auto found = state.notify.channels.find(result.channel);
    const proto::ChannelRecord* record =
        found == state.notify.channels.end() ? nullptr : found->second.record.next();
    if (record == nullptr) {
        return;
    }
    Channel& channel = found->second;
    if (result.fault.empty()) {
        channel.sent = state.now;
        channel.failed.reset();
        return;
    }
    channel.failed = state.now;
    channel.fault = result.fault;
    if (result.gone && record->endpoint == result.endpoint) {
        Draft draft;
        draft.delete_channel(*record);
        (void)submit(state, std::move(draft));  // if the store refuses, the next message finds out
    }
}

std::string_view endpoint_host(std::string_view endpoint, bool plain_http) {
    constexpr std::string_view kSecure = "https://";
    constexpr std::string_view kPlain = "http://";
    constexpr std::size_t kHostBytesMax = 255;
    if (!is_printable(endpoint)) {
        return {};
    }
    if (endpoint.starts_with(kSecure)) {
        endpoint.remove_prefix(kSecure.size());
    } else if (plain_http && endpoint.starts_with(kPlain)) {
        endpoint.remove_prefix(kPlain.size());
    } else {
        return {};
    }
    const std::string_view host = endpoint.substr(0, endpoint.find_first_of("/?#"));
    const bool plain = host.find_first_of("@\\\"<>%") == std::string_view::npos;
    return plain && host.size() <= kHostBytesMax ? host : std::string_view();
}

// --- Operations
// -----------------------------------------------------------------------------------

Result<Outcome> handle(State& state, const Caller&, proto::NotifyKeyRequest&) {
    return proto::NotifyKeyReply{.key = state.config.notify_key};
}

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyAddRequest& request) {
    TRY_STATUS(check_channel(state, request));
    proto::ChannelRecord channel{.user = caller.user, .created = state.now};
    std::size_t others = 0;
    for (const std::uint64_t id : channels_of(state, caller.user)) {
        const proto::ChannelRecord* known = channel_next(state, caller.user, id);
        if (known == nullptr) {
            continue;
        }
        if (known->kind == request.kind && known->endpoint == request.endpoint) {
            channel = *known;
        } else {
            ++others;
        }
    }
    if (channel.id == 0) {
        if (others >= limits::kChannelsPerUserMax) {
            return fail(ErrorCode::too_large, "too many channels");
        }
        channel.id = ++state.notify.last_channel;
    }
    const bool browser = request.kind == proto::ChannelKind::web_push;
    // With the token of a program goes what it had sent somewhere.
    channel.device = browser || is_program(state, caller.user) ? caller.device : DeviceId{};
    channel.kind = request.kind;
    channel.level = request.level;
    channel.endpoint = std::move(request.endpoint);
    channel.p256dh = browser ? request.p256dh.value_or("") : "";
    channel.auth = request.auth.value_or("");
    channel.label = request.label.value_or("");
    channel.lang = request.lang.value_or("");
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller& asker,
                   const Done&) -> Result<proto::Reply> {
                    return proto::NotifyAddReply{
                        .channel = channel_info(now, put_by(pending), asker.device)};
                });
    if (browser) {
        take_from_others(state, draft, channel);
    }
    draft.put_channel(std::move(channel));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifySetRequest& request) {
    const proto::ChannelRecord* known = channel_next(state, caller.user, request.channel);
    if (known == nullptr) {
        return fail(ErrorCode::not_found, "no such channel");
    }
    Draft draft(caller,
                [](const State& now, const Pending& pending, const Caller& asker,
                   const Done&) -> Result<proto::Reply> {
                    return proto::NotifySetReply{
                        .channel = channel_info(now, put_by(pending), asker.device)};
                });
    proto::ChannelRecord channel = *known;
    channel.level = request.level;
    draft.put_channel(std::move(channel));
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyListRequest&) {
    proto::NotifyListReply reply;
    for (const std::uint64_t id : channels_of(state, caller.user)) {
        const Channel& channel = state.notify.channels.at(id);
        if (channel.record.now() != nullptr && channel.record.next() != nullptr) {
            reply.channels.push_back(channel_info(state, *channel.record.now(), caller.device));
        }
    }
    std::ranges::sort(reply.channels, {}, &proto::Channel::id);
    return reply;
}

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyRemoveRequest& request) {
    const proto::ChannelRecord* known = channel_next(state, caller.user, request.channel);
    if (known == nullptr) {
        return fail(ErrorCode::not_found, "no such channel");
    }
    Draft draft(caller,
                [](const State&, const Pending&, const Caller&,
                   const Done&) -> Result<proto::Reply> { return proto::NotifyRemoveReply{}; });
    draft.delete_channel(*known);
    return submit(state, std::move(draft));
}

Result<Outcome> handle(State& state, const Caller& caller, proto::NotifyTestRequest& request) {
    const proto::ChannelRecord* known = channel_next(state, caller.user, request.channel);
    const auto found = state.notify.channels.find(request.channel);
    if (known == nullptr || found->second.record.now() == nullptr) {
        return fail(ErrorCode::not_found, "no such channel");
    }
    User& user = state.users.at(caller.user);
    const TimeMs next = user.notify_tested + limits::kNotifyTestMs;
    if (state.now < next) {
        return tl::unexpected(
            Error{.code = ErrorCode::rate_limited,
                  .message = "too many tests",
                  .retry_after_ms = static_cast<std::uint32_t>(next - state.now)});
    }
    user.notify_tested = state.now;
    send_test(state, *known);
    return proto::NotifyTestReply{};
}

// --- Invariants
// -----------------------------------------------------------------------------------

void check_channels(const State& state) {
    std::size_t listed = 0;
    for (const auto& [user, ids] : state.notify.by_user) {
        CHECK(!ids.empty());
        listed += ids.size();
        for (const std::uint64_t id : ids) {
            const proto::ChannelRecord* record = state.notify.channels.at(id).record.now();
            CHECK(record == nullptr || record->user == user);
            CHECK(record == nullptr || !record->device ||
                  state.device_now(record->device) != nullptr);
        }
    }
    CHECK(listed == state.notify.channels.size());
    CHECK(state.notify.waiting.size() == state.notify.due.size());
    CHECK(state.notify.waiting.size() <= limits::kNotifyWaitingMax);
    for (const auto& [key, waiting] : state.notify.waiting) {
        CHECK(state.notify.due.contains({waiting.due, key.first, key.second}));
        CHECK(std::ranges::is_sorted(waiting.seqs));
    }
}

}  // namespace teahouse::chat
