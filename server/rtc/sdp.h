// SPDX-License-Identifier: MIT
// Session descriptions as browsers exchange them (RFC 8866, RFC 8829 "JSEP", RFC 8839 ICE, RFC 8842
// DTLS, RFC 8843 BUNDLE, RFC 8853 simulcast), read into values and written from them. What a
// description means, and what is chosen of it, is decided elsewhere.
//
// Bounds: limits_rtc.h; what is beyond them is an error, `too_large`. What is broken is `invalid`,
// and the message names the line. Lines that nothing here knows are skipped.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "rtc/address.h"

namespace teahouse::rtc {

enum class MediaKind : std::uint8_t { audio, video, application, other };
enum class Direction : std::uint8_t { sendrecv, sendonly, recvonly, inactive };
enum class DtlsSetup : std::uint8_t { none, actpass, active, passive };

constexpr bool sends(Direction direction) {
    return direction == Direction::sendrecv || direction == Direction::sendonly;
}
constexpr bool receives(Direction direction) {
    return direction == Direction::sendrecv || direction == Direction::recvonly;
}
constexpr Direction make_direction(bool send, bool receive) {
    return send ? (receive ? Direction::sendrecv : Direction::sendonly)
                : (receive ? Direction::recvonly : Direction::inactive);
}
// The same seen from the other end.
constexpr Direction reversed(Direction direction) {
    return make_direction(receives(direction), sends(direction));
}

// rtpmap, fmtp and rtcp-fb of one payload type.
struct Codec {
    std::uint8_t payload_type = 0;
    std::string name;  // as written: "opus", "red", "VP8", "rtx"
    std::uint32_t clock_rate = 0;
    std::uint8_t channels = 1;
    std::string parameters;             // the whole fmtp: "minptime=10;useinbandfec=1", "111/111"
    std::vector<std::string> feedback;  // "nack", "nack pli", "ccm fir", "transport-cc"

    [[nodiscard]] bool is(std::string_view codec_name) const;  // whatever the case
    [[nodiscard]] bool has_feedback(std::string_view what) const;
    // The value in "key=value;..."; none when absent.
    [[nodiscard]] std::optional<std::string_view> parameter(std::string_view key) const;
    // Of rtx: the payload type that it sends again.
    [[nodiscard]] std::optional<std::uint8_t> associated() const;

    friend bool operator==(const Codec&, const Codec&) = default;
};

struct HeaderExtension {
    std::uint8_t id = 0;  // 1 to 255
    std::string uri;
    Direction direction = Direction::sendrecv;

    friend bool operator==(const HeaderExtension&, const HeaderExtension&) = default;
};

struct MediaStream {  // a=msid; also that of a source
    std::string stream;
    std::string track;

    friend bool operator==(const MediaStream&, const MediaStream&) = default;
};

struct Source {
    std::uint32_t ssrc = 0;
    std::string cname;
    MediaStream media;  // empty when not told

    friend bool operator==(const Source&, const Source&) = default;
};

struct SourceGroup {
    std::string semantics;  // "FID": a stream and its retransmissions; "SIM"
    std::vector<std::uint32_t> ssrcs;

    friend bool operator==(const SourceGroup&, const SourceGroup&) = default;
};

struct Rid {
    std::string id;
    bool send = false;  // else recv
    std::string restrictions;

    friend bool operator==(const Rid&, const Rid&) = default;
};

// One layer of a=simulcast. Of alternatives only the first is kept.
struct SimulcastLayer {
    std::string rid;
    bool paused = false;

    friend bool operator==(const SimulcastLayer&, const SimulcastLayer&) = default;
};

// A host candidate over UDP. Others are skipped when read: an ICE-lite server learns the addresses
// of its peers from their checks.
struct Candidate {
    std::string foundation = "1";
    std::uint32_t priority = 0;
    Endpoint endpoint;

    friend bool operator==(const Candidate&, const Candidate&) = default;
};

using Fingerprint = std::array<std::uint8_t, 32>;  // SHA-256 of a certificate

// One m= section. When read, it has the transport (ufrag to fingerprint) of the session where it
// names none itself.
struct MediaSection {
    MediaKind kind = MediaKind::other;
    std::string media;  // as written: "audio"
    std::string protocol = "UDP/TLS/RTP/SAVPF";
    std::string formats;     // of what is no RTP: "webrtc-datachannel"
    std::uint16_t port = 9;  // 0: rejected or stopped
    bool bundle_only = false;

    std::string mid;
    Direction direction = Direction::sendrecv;
    std::string ice_ufrag;
    std::string ice_password;
    std::optional<Fingerprint> fingerprint;  // other hashes than SHA-256 are skipped
    DtlsSetup setup = DtlsSetup::none;
    bool rtcp_mux = false;
    bool rtcp_reduced_size = false;
    bool extmap_allow_mixed = false;
    bool end_of_candidates = false;
    std::uint32_t bits_per_second_max = 0;  // b=TIAS, else b=AS; 0: not told
    std::uint16_t sctp_port = 0;

    std::vector<Codec> codecs;  // those with an rtpmap, in the order of preference
    std::vector<HeaderExtension> extensions;
    std::vector<MediaStream> streams;
    std::vector<Source> sources;
    std::vector<SourceGroup> groups;
    std::vector<Rid> rids;
    std::vector<SimulcastLayer> simulcast_send;
    std::vector<SimulcastLayer> simulcast_receive;
    std::vector<Candidate> candidates;

    [[nodiscard]] bool rejected() const { return port == 0 && !bundle_only; }
    [[nodiscard]] const Codec* codec(std::uint8_t payload_type) const;
    [[nodiscard]] const Codec* codec(std::string_view name) const;  // the preferred one
    [[nodiscard]] const Codec* rtx_of(std::uint8_t payload_type) const;
    // The number of the extension with this URI; 0: none.
    [[nodiscard]] std::uint8_t extension_id(std::string_view uri) const;
};

struct SessionDescription {
    std::uint64_t session_id = 0;
    std::uint64_t version = 0;
    std::vector<std::string> bundle;  // mids
    bool ice_lite = false;
    bool extmap_allow_mixed = false;
    bool trickle = false;  // a=ice-options:trickle
    std::vector<MediaSection> sections;

    [[nodiscard]] const MediaSection* section(std::string_view mid) const;
};

Result<SessionDescription> parse_sdp(std::string_view text);

// What a media router needs of a peer's description, on top of being readable: every section that
// is not rejected is in the one BUNDLE group, has a mid and rtcp-mux, and the first of them has a
// ufrag, a password and a fingerprint; the others have the same. `invalid` tells what is missing.
Status check_transport(const SessionDescription& description);

// The offer or answer as text, with CRLF. Strings must be free of line breaks, as those are that
// were read; one in a string is a bug.
std::string write_sdp(const SessionDescription& description);

// The section with which an answer refuses one of the offer.
MediaSection reject(const MediaSection& offered);

}  // namespace teahouse::rtc
