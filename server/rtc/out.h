// SPDX-License-Identifier: MIT
// What the router wants done: datagrams to send and events to tell.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "base/limits_sfu.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

namespace teahouse::rtc {

// One participant, with one PeerConnection. The caller gives the number; it is in the names of
// streams ("<publisher>-<source>").
using PeerId = Id<struct MediaPeerTag>;

// Which call; made by the caller, and secret to those who are not in it.
struct RoomKey {
    std::uint64_t high = 0;
    std::uint64_t low = 0;

    friend bool operator==(const RoomKey&, const RoomKey&) = default;
};

enum class MediaSource : std::uint8_t { audio, video, screen, screen_audio };
inline constexpr std::size_t kSources = 4;

// Media can flow.
struct PeerConnected {
    PeerId peer;
};
// Nothing was heard for kMediaConsentMs (again true: PeerConnected). Only leave() removes a peer.
struct PeerLost {
    PeerId peer;
};
// The handshake failed, or the peer closed it: it has to negotiate anew with another certificate.
struct PeerFailed {
    PeerId peer;
    std::string why;
};
// Who speaks (none: nobody), and the last speakers, the latest first.
struct SpeakersChanged {
    RoomKey room;
    PeerId speaking;
    std::vector<PeerId> ranked;
};
// Which layer of a stream a viewer is given now; -1: none, its line or LastN does not allow it.
struct LayerChanged {
    PeerId viewer;
    PeerId publisher;
    MediaSource source = MediaSource::video;
    int layer = -1;
};
using MediaEvent = std::variant<PeerConnected, PeerLost, PeerFailed, SpeakersChanged, LayerChanged>;

// Which way datagrams go: on a machine with several addresses, answers come from the one that was
// spoken to.
struct Path {
    Endpoint peer;
    Address local = {};  // all zero: not told, the system chooses

    friend bool operator==(const Path&, const Path&) = default;
};

// Filled by the router, emptied by its caller, who may keep one for the memory. A router call adds
// as much as it has to say; callers that want it bounded send when size() is large.
class Out {
public:
    struct Datagram {
        Path path;
        std::size_t at = 0;
        std::size_t bytes = 0;
    };

    // Room for a datagram, valid until the next call; it counts when it is committed.
    MutableBytes reserve(std::size_t bytes) {
        if (memory_.size() - used_ < bytes) {
            memory_.resize(std::max(memory_.size() * 2, used_ + bytes));
        }
        return MutableBytes(memory_).subspan(used_, bytes);
    }
    void commit(const Path& path, std::size_t bytes) {
        DCHECK(used_ + bytes <= memory_.size());
        datagrams_.push_back({.path = path, .at = used_, .bytes = bytes});
        used_ += bytes;
    }
    void event(MediaEvent what) {
        if (events_.size() < limits::kMediaEventsMax) {
            events_.push_back(std::move(what));
        }
    }

    [[nodiscard]] std::size_t size() const { return datagrams_.size(); }
    [[nodiscard]] const std::vector<Datagram>& datagrams() const { return datagrams_; }
    [[nodiscard]] Bytes bytes(const Datagram& datagram) const {
        return Bytes(memory_).subspan(datagram.at, datagram.bytes);
    }
    [[nodiscard]] std::vector<MediaEvent>& events() { return events_; }
    void clear() {
        datagrams_.clear();
        events_.clear();
        used_ = 0;
    }

private:
    std::vector<std::uint8_t> memory_;
    std::size_t used_ = 0;
    std::vector<Datagram> datagrams_;
    std::vector<MediaEvent> events_;
};

}  // namespace teahouse::rtc

template <>
struct std::hash<teahouse::rtc::RoomKey> {
    std::size_t operator()(const teahouse::rtc::RoomKey& key) const noexcept {
        return static_cast<std::size_t>(key.high ^ key.low * 0x9E3779B97F4A7C15ULL);
    }
};
