// SPDX-License-Identifier: MIT
// The inside of the router: rooms, peers, and the functions that work on them, each in a file of
// its own. Not for others to include.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/token_bucket.h"
#include "rtc/arrival_log.h"
#include "rtc/audio_gate.h"
#include "rtc/bandwidth.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/speakers.h"
#include "rtc/track.h"
#include "rtc/transport.h"

namespace teahouse::rtc {

struct Room;

struct Peer {
    // Where a stream that comes in belongs.
    struct Inbound {
        std::uint32_t ssrc = 0;
        Peer* peer = nullptr;  // whose
        Track* track = nullptr;
        int layer = 0;
        bool again = false;  // RTX
    };

    Peer(PeerId the_id, Room& the_room, const DtlsIdentity& identity)
        : id(the_id), room(the_room), transport(identity) {}

    const PeerId id;
    Room& room;
    PeerTransport transport;
    std::array<std::unique_ptr<Track>, kSources> tracks;  // by source
    std::vector<std::unique_ptr<Feed>> feeds;
    std::vector<Inbound> inbound;                       // at most kMediaSsrcsMax
    std::unordered_map<std::uint32_t, Feed*> outbound;  // by SSRC and RTX SSRC
    ExtensionIds ids;                                   // one numbering for the whole bundle
    std::uint64_t session_id = 0;                       // of our answers
    std::uint64_t session_version = 0;
    ArrivalLog arrivals;
    DownlinkEstimator line;
    bool line_is_told = false;  // by transport-wide feedback
    std::int64_t lossy_us = 0;  // when much was lost on it for the last time; 0: not for long
    RateMeter audio_out;
    TokenBucket resends;
    std::size_t place = 0;  // in the room's order of speakers
    std::int64_t nack_at_us = 0;
    std::int64_t feedback_at_us = 0;
    std::int64_t report_at_us = 0;
    std::int64_t allocate_at_us = 0;
    std::uint64_t packets_in = 0;
    std::uint64_t packets_out = 0;
};

struct Room {
    RoomKey key;
    RoomKind kind = RoomKind::call;
    std::vector<Peer*> peers;  // in the order of joining
    SpeakerRanking speakers;
    AudioGate voices;
    std::int64_t rank_at_us = 0;
};

struct TextHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const noexcept {
        return std::hash<std::string_view>{}(text);
    }
};

struct RouterState {
    RouterConfig config;
    DtlsIdentity identity;
    std::unordered_map<PeerId, std::unique_ptr<Peer>> peers;
    std::unordered_map<RoomKey, std::unique_ptr<Room>> rooms;
    // ICE user names of ours; looked up by view, so that forged checks allocate nothing.
    std::unordered_map<std::string, Peer*, TextHash, std::equal_to<>> names;
    std::unordered_map<Endpoint, Peer*> addresses;  // that have passed a check
    RouterStats stats;
    std::int64_t ticked_us = 0;
    std::int64_t now_us = 0;  // of the call that is running

    [[nodiscard]] Peer* find(PeerId id) const;
};

// media.cc
void on_media(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us, Out& out);
// The same after decryption.
void on_plain_media(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us,
                    Out& out);
// False: it is not in the cache, or was sent too often.
bool resend(RouterState& state, Feed& feed, std::uint16_t sequence, std::int64_t now_us, Out& out);
// Gives a viewer who comes in what the others have seen since the last key frame, if that is
// little: a picture at once, and no key frame that all would have to take.
void catch_up(RouterState& state, Feed& feed, int layer, std::int64_t now_us, Out& out);
// Ties the SSRCs that a description names.
void add_inbound(Peer& peer, const Peer::Inbound& inbound);

// reports.cc
void on_reports(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us, Out& out);
void on_plain_reports(RouterState& state, Peer& peer, Bytes packet, std::int64_t now_us, Out& out);
// NACKs, feedback, receiver reports and requests for key frames that are due.
void send_reports(RouterState& state, Peer& peer, std::int64_t now_us, Out& out);

// rooms.cc
void rank_room(RouterState& state, Room& room, std::int64_t now_us, Out& out);
void order_room(Room& room);
void allocate(RouterState& state, Peer& viewer, std::int64_t now_us, Out& out);
void remove_track(Peer& peer, MediaSource source);
// Feeds that wait for this track get it.
void announce_track(Peer& publisher, Track& track);
Track* find_track(const RouterState& state, const Peer& viewer, PeerId publisher,
                  MediaSource source);

// negotiate.cc
Result<std::string> negotiate_peer(RouterState& state, Peer& peer, const Negotiation& what,
                                   std::int64_t now_us, Out& out);

}  // namespace teahouse::rtc
