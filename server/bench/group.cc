// SPDX-License-Identifier: MIT
#include "bench/group.h"

#include <array>

#include <sys/epoll.h>
#include <unistd.h>

namespace teahouse::bench {

namespace {

constexpr std::int64_t kConnectNs = 180'000'000'000;  // mosquitto's loop looks at all

}  // namespace

Group::Group(Side& side) : side_(side), epoll_(::epoll_create1(EPOLL_CLOEXEC)) {}

Group::~Group() {
    peers_.clear();
    ::close(epoll_);
}

bool Group::is_ready(const Peer& peer, std::size_t frames) const {
    return peer.upgraded() && (frames > 0 || !side_.has_welcome());
}

void Group::connect(std::size_t count, const std::function<std::string(std::size_t index)>& opening,
                    std::size_t at_once) {
    const std::size_t first = peers_.size();
    std::vector<std::size_t> frames(count);  // of each new peer
    std::size_t ready = 0;
    const std::int64_t give_up_ns = now_ns() + kConnectNs;
    while (ready < count) {
        while (peers_.size() < first + count && peers_.size() - first - ready < at_once) {
            const std::size_t index = peers_.size();
            auto peer = std::make_unique<Peer>(side_.port_of(index), opening(index),
                                               side_.waits_for_upgrade(), side_.reading());
            peer->on_frame = [this, &frames, index, first](std::string_view payload) {
                std::string why;
                if (side_.is_error(payload, why)) {
                    give_up(why);
                }
                ++frames[index - first];
            };
            epoll_event event{.events = EPOLLIN, .data = {.u64 = index}};
            ::epoll_ctl(epoll_, EPOLL_CTL_ADD, peer->fd(), &event);
            peers_.push_back(std::move(peer));
        }
        std::array<epoll_event, 256> events{};
        const int got = ::epoll_wait(epoll_, events.data(), events.size(), 1'000);
        for (int i = 0; i < got; ++i) {
            const std::size_t index = events[static_cast<std::size_t>(i)].data.u64;
            Peer& peer = *peers_[index];
            const bool was_ready = index < first || is_ready(peer, frames[index - first]);
            peer.read();
            if (peer.failed()) {
                give_up(std::string(side_.name()) +
                        ": a connection was refused or has ended: " + peer.why());
            }
            if (!was_ready && is_ready(peer, frames[index - first])) {
                ++ready;
            }
        }
        if (now_ns() > give_up_ns) {
            give_up(std::string(side_.name()) + ": connecting takes too long; ready " +
                    std::to_string(ready) + " of " + std::to_string(count));
        }
    }
    for (std::size_t i = first; i < peers_.size(); ++i) {
        peers_[i]->on_frame = nullptr;
    }
}

void Group::watch_for_errors(std::size_t count,
                             const std::function<void(const std::string& why)>& on_error) {
    for (std::size_t i = 0; i < std::min(count, peers_.size()); ++i) {
        peers_[i]->on_frame = [this, on_error](std::string_view payload) {
            std::string why;
            if (side_.is_error(payload, why)) {
                on_error(why);
            }
        };
    }
}

std::size_t Group::read(int wait_ms) {
    std::array<epoll_event, 256> events;  // filled by epoll_wait
    const int got = ::epoll_wait(epoll_, events.data(), events.size(), wait_ms);
    std::size_t messages = 0;
    for (int i = 0; i < got; ++i) {
        Peer& peer = *peers_[events[static_cast<std::size_t>(i)].data.u64];
        messages += peer.read();
        if (peer.failed()) {
            give_up(std::string(side_.name()) + ": a connection has ended: " + peer.why());
        }
    }
    return messages;
}

void Group::settle() {
    const std::int64_t end = now_ns() + 300'000'000;
    while (now_ns() < end) {
        read(50);
    }
}

}  // namespace teahouse::bench
