// SPDX-License-Identifier: MIT
#include "gateway/router_calls.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <fmt/format.h>

#include "base/error.h"
#include "base/result.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "gateway/executor.h"
#include "gateway/media_host.h"
#include "gateway/media_port.h"
#include "gateway/metrics.h"
#include "proto/messages.h"
#include "rtc/out.h"
#include "rtc/router.h"

namespace teahouse::gateway {
namespace {

constexpr std::size_t kHalf = 16;  // hex digits of half an id
constexpr int kHex = 16;

std::uint64_t from_hex(std::string_view text) {
    std::uint64_t value = 0;
    std::from_chars(text.data(), text.data() + text.size(), value, kHex);
    return value;
}

rtc::RoomKind kind_of(const chat::RouterAct& act) {
    if (act.call.empty()) {
        return rtc::RoomKind::echo;
    }
    return act.secure ? rtc::RoomKind::sealed : rtc::RoomKind::call;
}

// Ids of calls are 128 random bits. Tests have a room each, by the number of their peer.
rtc::RoomKey room_of(const chat::RouterAct& act) {
    if (act.call.size() != 2 * kHalf) {
        return {.high = 0, .low = act.peer};
    }
    const std::string_view id = act.call;
    return {.high = from_hex(id.substr(0, kHalf)), .low = from_hex(id.substr(kHalf))};
}

rtc::MediaSource source_of(proto::CallSource source) {
    switch (source) {
        case proto::CallSource::audio: return rtc::MediaSource::audio;
        case proto::CallSource::video: return rtc::MediaSource::video;
        case proto::CallSource::screen: return rtc::MediaSource::screen;
        case proto::CallSource::screen_audio: return rtc::MediaSource::screen_audio;
    }
    return rtc::MediaSource::audio;
}

proto::CallSource shown_source(rtc::MediaSource source) {
    switch (source) {
        case rtc::MediaSource::audio: return proto::CallSource::audio;
        case rtc::MediaSource::video: return proto::CallSource::video;
        case rtc::MediaSource::screen: return proto::CallSource::screen;
        case rtc::MediaSource::screen_audio: return proto::CallSource::screen_audio;
    }
    return proto::CallSource::audio;
}

using What = chat::RouterEvent::What;

struct ToEvent {
    std::optional<chat::RouterEvent> operator()(const rtc::PeerConnected&) const {
        return std::nullopt;  // the device itself says when something has arrived
    }
    std::optional<chat::RouterEvent> operator()(const rtc::PeerLost& event) const {
        return chat::RouterEvent{.what = What::lost, .peer = event.peer.value};
    }
    std::optional<chat::RouterEvent> operator()(rtc::PeerFailed& event) const {
        constexpr std::size_t kWhyMax = 128;
        event.why.resize(std::min(event.why.size(), kWhyMax));
        return chat::RouterEvent{
            .what = What::lost, .peer = event.peer.value, .why = std::move(event.why)};
    }
    std::optional<chat::RouterEvent> operator()(const rtc::SpeakersChanged& event) const {
        chat::RouterEvent told{
            .what = What::speakers,
            .peer = event.speaking.value,
            .call = fmt::format("{:016x}{:016x}", event.room.high, event.room.low)};
        for (const rtc::PeerId peer : event.ranked) {
            told.ranked.push_back(peer.value);
        }
        return told;
    }
    std::optional<chat::RouterEvent> operator()(const rtc::LayerChanged& event) const {
        return chat::RouterEvent{.what = What::layer,
                                 .peer = event.viewer.value,
                                 .publisher = event.publisher.value,
                                 .source = shown_source(event.source),
                                 .layer = static_cast<std::uint32_t>(event.layer + 1)};
    }
};

}  // namespace

// What comes back is passed on where it arises.
class RouterCalls::Direct final : public Executor {
public:
    bool post(std::function<void()> task, bool /*must*/) override {
        task();
        return true;
    }
    void call_after(std::int64_t /*ms*/, std::function<void()> /*callback*/) override {}
};

RouterCalls::RouterCalls(std::unique_ptr<Direct> direct, OnAnswer on_answer)
    : direct_(std::move(direct)), on_answer_(std::move(on_answer)) {}

RouterCalls::~RouterCalls() = default;

Result<std::unique_ptr<RouterCalls>> RouterCalls::make(MediaPort& port, OnAnswer on_answer,
                                                       OnEvents on_events) {
    auto direct = std::make_unique<Direct>();
    TRY(host, MediaHost::make(port, *direct,
                              [told = std::move(on_events)](std::vector<rtc::MediaEvent> events) {
                                  chat::RouterEvents all;
                                  for (rtc::MediaEvent& event : events) {
                                      if (auto one = std::visit(ToEvent(), event)) {
                                          all.events.push_back(std::move(*one));
                                      }
                                  }
                                  if (!all.events.empty()) {
                                      told(std::move(all));
                                  }
                              }));
    std::unique_ptr<RouterCalls> calls(new RouterCalls(std::move(direct), std::move(on_answer)));
    calls->host_ = std::move(host);
    return calls;
}

void RouterCalls::carry_out(std::vector<chat::RouterAct> acts) {
    for (chat::RouterAct& act : acts) {
        switch (act.what) {
            case chat::RouterAct::What::negotiate: negotiate(std::move(act)); break;
            case chat::RouterAct::What::layer:
                // One that is not taken, or not given at all, is wished for again when it matters.
                (void)host_->layer(rtc::PeerId(act.peer),
                                   {.publisher = rtc::PeerId(act.publisher),
                                    .source = source_of(act.source),
                                    .max = static_cast<int>(act.layer) - 1},
                                   [](const Status&) {});
                break;
            case chat::RouterAct::What::leave: host_->leave(rtc::PeerId(act.peer)); break;
        }
    }
}

void RouterCalls::negotiate(chat::RouterAct act) {
    const rtc::PeerId peer(act.peer);
    const Error full{.code = ErrorCode::too_large, .message = "the media router is full"};
    auto refused = std::make_shared<std::optional<Error>>();
    if (act.joins) {
        const bool taken = host_->join(peer, room_of(act), kind_of(act),
                                       [refused, full](const Result<rtc::IceCredentials>& done) {
                                           if (!done) {
                                               *refused = full;
                                           }
                                       });
        if (!taken) {
            *refused = full;
        }
    }
    rtc::Negotiation what{.offer = std::move(act.offer)};
    for (proto::SfuSend& send : act.sends) {
        what.sources.emplace_back(std::move(send.mid), source_of(send.source));
    }
    for (chat::RouterAct::Want& want : act.wants) {
        what.wanted.push_back({.mid = std::move(want.mid),
                               .publisher = rtc::PeerId(want.publisher),
                               .source = source_of(want.source)});
    }
    const bool taken = host_->negotiate(
        peer, std::move(what), [this, id = act.id, refused](Result<std::string> answer) {
            if (*refused) {
                on_answer_({.id = id, .sdp = std::move(**refused)});
            } else if (answer) {
                on_answer_({.id = id, .sdp = std::move(*answer)});
            } else {
                on_answer_({.id = id, .sdp = std::move(answer).error()});
            }
        });
    if (!taken) {
        on_answer_({.id = act.id, .sdp = full});
    }
}

void RouterCalls::write_metrics(PrometheusText& out) const { host_->write_metrics(out); }

}  // namespace teahouse::gateway
