// SPDX-License-Identifier: MIT
// The media server of group calls (an SFU): datagrams and the time in, datagrams and events out. No
// socket, no thread, no clock. Every participant is one peer with one PeerConnection; the client
// always offers, we answer as ICE-lite and DTLS server with everything in one bundle.
//
//     router->join(peer, room, {}, now);
//     answer = router->negotiate(peer, {.offer = sdp, .sources = {{"0", MediaSource::audio}},
//                                       .wanted = {{"2", other, MediaSource::video}}}, now, out);
//     for each datagram: router->on_datagram(bytes, from, now, out); send what is in out
//     at next_tick_us():  router->tick(now, out); send what is in out
//
// Forwarded are Opus, Opus in RED, and VP8 (also as simulcast, the lowest layer first in the
// offer). Times are microseconds of one clock that does not go back. All on one thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/out.h"
#include "rtc/transport.h"

namespace teahouse::rtc {

struct RouterConfig {
    // Where clients reach our socket; at most kMediaCandidatesMax, the preferred first.
    std::vector<Endpoint> candidates;
};

enum class RoomKind : std::uint8_t {
    call,
    sealed,  // its devices encrypt what they send: only what is outside of frames may be read
    echo,    // of the page that tests a call: a peer is given what it sends itself
};

struct Negotiation {
    std::string offer;
    // What the offer's sending sections are, by mid. Others are not taken.
    std::vector<std::pair<std::string, MediaSource>> sources;
    // What its receiving sections shall show, by mid. Others are inactive.
    struct Wish {
        std::string mid;
        PeerId publisher;
        MediaSource source = MediaSource::audio;
    };
    std::vector<Wish> wanted;
};

// The highest layer that a viewer wants of a stream; -1: none, as for tiles that are hidden.
struct LayerWish {
    PeerId publisher;
    MediaSource source = MediaSource::video;
    int max = 2;
};

struct RouterStats {
    std::size_t rooms = 0;
    std::size_t peers = 0;
    std::size_t tracks = 0;
    std::size_t feeds = 0;
    std::uint64_t packets_in = 0;  // of media
    std::uint64_t packets_out = 0;
    std::uint64_t bytes_in = 0;
    std::uint64_t bytes_out = 0;
    std::uint64_t resent = 0;       // for NACKs of viewers
    std::uint64_t asked_again = 0;  // NACKs to publishers, by packet
    std::uint64_t key_frames = 0;   // asked for
    std::uint64_t unknown = 0;      // datagrams from nowhere, or of no kind
    std::uint64_t forged = 0;       // checks and packets that are not authentic, repeated ones too
    std::uint64_t answered = 0;     // STUN without credentials
};

struct PeerStats {
    bool ready = false;
    Endpoint address;
    double line_bps = 0;  // the estimate of its down-link
    double line_loss = 0;
    std::size_t tracks = 0;
    std::size_t feeds = 0;
    std::uint64_t packets_in = 0;
    std::uint64_t packets_out = 0;
};

struct RouterState;

class MediaRouter {
public:
    // Makes the certificate.
    static Result<std::unique_ptr<MediaRouter>> make(RouterConfig config);
    ~MediaRouter();
    MediaRouter(const MediaRouter&) = delete;
    MediaRouter& operator=(const MediaRouter&) = delete;

    // The room is made by its first peer and goes with its last. conflict: the peer is there
    // already; busy: a limit of limits_sfu.h.
    Result<IceCredentials> join(PeerId peer, const RoomKey& room, RoomKind kind,
                                std::int64_t now_us);
    // An offer, again whenever sections change; streams that stay are not interrupted. A section
    // that shows a publisher who has nothing yet waits for it. The answer names its streams
    // "<publisher>-<source>". not_found: no such peer; invalid: the offer cannot be answered, and
    // nothing has changed.
    Result<std::string> negotiate(PeerId peer, const Negotiation& what, std::int64_t now_us,
                                  Out& out);
    // not_found: the viewer is not given that stream.
    Status layer(PeerId viewer, const LayerWish& wish, std::int64_t now_us, Out& out);
    // Nothing if it is not there.
    void leave(PeerId peer, Out& out);

    // Decrypts in place.
    void on_datagram(MutableBytes datagram, const Path& from, std::int64_t now_us, Out& out);
    void tick(std::int64_t now_us, Out& out);
    [[nodiscard]] std::int64_t next_tick_us() const;

    [[nodiscard]] RouterStats stats() const;
    [[nodiscard]] std::optional<PeerStats> stats(PeerId peer) const;
    [[nodiscard]] const Fingerprint& fingerprint() const;

private:
    friend struct RouterProbe;  // of tests

    explicit MediaRouter(std::unique_ptr<RouterState> state);

    std::unique_ptr<RouterState> state_;
};

}  // namespace teahouse::rtc
