// SPDX-License-Identifier: MIT
// For tests and benchmarks: a client of the router without a browser. ICE agent, DTLS client, SRTP,
// and media that is made up; what it receives, it counts and keeps if asked to.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "rtc/address.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/rtcp.h"
#include "rtc/rtp.h"
#include "rtc/sdp.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"
#include "rtc/vp8.h"

namespace teahouse::rtc::native {

// A packet that has arrived, in the clear.
struct Received {
    RtpHeader header;
    std::vector<std::uint8_t> packet;
    std::optional<Vp8Descriptor> vp8;
};

class NativePeer {
public:
    using Send = std::function<void(Bytes)>;

    NativePeer(PeerId id, const DtlsIdentity& identity, Send send);

    // Another PeerConnection, with a certificate of its own and other SSRCs: from here on it is as
    // if it were new, and has to be negotiated.
    void begin_anew(const DtlsIdentity& identity);
    // Without a handshake.
    void assume_keys(const SrtpKeys& keys) { srtp_ = *SrtpSession::make(keys); }

    struct Shape {
        bool audio = true;     // mid "a"
        int video_layers = 1;  // mid "v"; 0: none, 2 and 3: simulcast
        bool red = true;
        bool named = true;                                   // the offer says which SSRCs will come
        std::vector<std::pair<PeerId, MediaSource>> wanted;  // mids "r0", "r1"...
    };
    // The offer with its wishes; the shape may change from one to the next.
    Negotiation offer(const Shape& shape);
    // False: the answer is not one for the offer.
    bool on_answer(const std::string& answer, std::int64_t now_us);
    // For servers that offer: takes all that is in the offer and answers as DTLS client. None: it
    // is not readable.
    std::optional<std::string> on_offer(const std::string& text, std::int64_t now_us);
    void restart_ice();

    // Connectivity check with nomination, then DTLS.
    void check(std::int64_t now_us);
    void on_datagram(Bytes datagram, std::int64_t now_us);
    void on_time(std::int64_t now_us);
    [[nodiscard]] bool connected() const { return srtp_.has_value(); }

    // 20 ms of audio of a loudness; 127 is silence. With RED, so many old blocks of 10 bytes.
    void send_audio(std::uint8_t level, std::size_t old_blocks = 0);
    // A frame of a layer in `packets`; `lost` of them, from the first on, are only remembered.
    struct Frame {
        int layer = 0;
        bool key = false;
        std::size_t packets = 1;
        std::size_t bytes = 1'000;  // of a packet
        std::size_t lost = 0;
    };
    void send_video(const Frame& frame);
    // A packet that was sent (or lost), as RTX.
    void send_again(int layer, std::uint16_t sequence);
    void send_sender_report(int layer, std::uint64_t ntp);
    void send_nack(std::uint32_t ssrc, const std::vector<std::uint16_t>& sequences);
    void send_pli(std::uint32_t ssrc);
    // What has arrived since the last time, for the router's estimate of the line.
    void send_feedback();
    void send_raw(Bytes datagram) { send_(datagram); }
    // Whatever it is, protected as if it were a packet or a report; nothing if SRTP does not take
    // it.
    void send_protected(Bytes plain, bool report);

    // The stream that shows a source of a publisher; none if the answer has none.
    struct Shown {
        std::uint32_t ssrc = 0;
        std::uint32_t rtx_ssrc = 0;
        std::string mid;
    };
    [[nodiscard]] const Shown* shown(PeerId publisher, MediaSource source) const;

    const PeerId id;
    std::optional<Endpoint> place;  // told as a candidate
    bool keep = true;               // received packets, not only their number
    double loss = 0;                // of what arrives; by counting, not by chance
    std::vector<Received> received;
    std::uint64_t packets_received = 0;
    std::vector<FeedbackHead> plis;                              // that the router sent
    std::vector<std::pair<std::uint32_t, std::uint16_t>> nacks;  // of the router: stream, number
    std::vector<SenderReport> sender_reports;
    std::vector<ReportBlock> blocks;
    std::size_t feedbacks = 0;
    std::size_t answers = 0;  // to checks
    SessionDescription answer;

private:
    struct Layer {
        std::uint32_t ssrc = 0;
        std::uint32_t rtx_ssrc = 0;
        std::uint16_t sequence = 0;
        std::uint16_t rtx_sequence = 0;
        std::uint32_t timestamp = 0;
        std::uint16_t picture = 0;
        std::uint8_t tl0 = 0;
        std::map<std::uint16_t, std::vector<std::uint8_t>> sent;  // in the clear, the newest 600
    };

    MediaSection own_section(const Shape& shape, bool video) const;
    MediaSection wanted_section(std::size_t index, MediaSource source) const;
    void number_streams(std::uint32_t first);
    void answer_check(const StunMessage& check);
    void add_transport(MediaSection& section) const;
    std::vector<std::uint8_t> video_packet(Layer& layer, const Frame& frame, std::size_t index);
    void send_rtp(std::vector<std::uint8_t> packet);
    template <class Write>
    void send_rtcp(Write write);
    void on_rtp(Bytes datagram, std::int64_t now_us);
    void on_rtcp(Bytes datagram);
    void flush_dtls();

    const DtlsIdentity* identity_;
    Send send_;
    std::string ufrag_;
    std::string password_;
    bool controlled_ = false;  // the other side has offered
    int restarts_ = 0;
    Shape shape_;
    std::unique_ptr<DtlsSession> dtls_;
    std::optional<SrtpSession> srtp_;
    std::vector<Layer> layers_;
    Layer audio_;
    std::uint16_t transport_sequence_ = 0;
    std::vector<PacketArrival> arrivals_;
    std::uint8_t feedback_count_ = 0;
    std::uint64_t arrived_ = 0;
    std::map<std::pair<std::uint64_t, MediaSource>, Shown> shown_;
};

}  // namespace teahouse::rtc::native
