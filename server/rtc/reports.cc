// SPDX-License-Identifier: MIT
// RTCP: what viewers and publishers tell us, and what we tell them.
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/bytes.h"
#include "rtc/out.h"
#include "rtc/receive_stream.h"
#include "rtc/router_state.h"
#include "rtc/rtcp.h"
#include "rtc/rtcp_writer.h"
#include "rtc/srtp.h"
#include "rtc/track.h"

namespace teahouse::rtc {

namespace {

constexpr std::uint32_t kOwnSsrc = 1;  // in reports; we send no stream of our own
constexpr std::int64_t kNackEveryUs = 10'000;
constexpr std::size_t kReportBytesMax = limits::kDtlsMtuBytes;
constexpr std::size_t kReportBlocksMax = 31;

// Writes and sends one compound.
template <class Write>
void send_compound(Peer& peer, Out& out, Write write) {
    if (!peer.transport.ready()) {
        return;
    }
    const MutableBytes buffer = out.reserve(kReportBytesMax + kSrtpTrailerBytes);
    ByteWriter writer(buffer.first(kReportBytesMax));
    write(writer);
    if (writer.size() > 0) {
        peer.transport.send_rtcp(buffer, writer.size(), out);
    }
}

// A publisher's report says which moment a timestamp is; viewers need it in their own numbers, for
// the lips to move with the voice.
void on_sender_report_of(Peer& peer, const SenderReport& report, std::int64_t now_us, Out& out) {
    for (const Peer::Inbound& inbound : peer.inbound) {
        if (inbound.ssrc != report.report.sender || inbound.again) {
            continue;
        }
        Track& track = *inbound.track;
        const auto layer = static_cast<std::size_t>(inbound.layer);
        track.clocks[layer] = {.ntp = report.ntp_time, .timestamp = report.rtp_time};
        track.layers[layer].received.on_sender_report(
            static_cast<std::uint32_t>(report.ntp_time >> 16U), now_us);
        for (Feed* feed : track.feeds) {
            const auto timestamp = feed->stream.timestamp_of(inbound.layer, report.rtp_time);
            if (!timestamp || feed->packets == 0) {
                continue;
            }
            const SenderReport translated{.report = {.sender = feed->ssrc},
                                          .ntp_time = report.ntp_time,
                                          .rtp_time = *timestamp,
                                          .packets = feed->packets,
                                          .bytes = feed->bytes};
            send_compound(feed->viewer, out,
                          [&](ByteWriter& writer) { write_sender_report(writer, translated); });
        }
    }
}

Feed* feed_of(Peer& viewer, std::uint32_t ssrc) {
    const auto found = viewer.outbound.find(ssrc);
    return found != viewer.outbound.end() ? found->second : nullptr;
}

// For Feed::write: how often sound goes out.
void note_loss(Peer& viewer, std::int64_t now_us) {
    if (viewer.line.loss() >= limits::kLossyLine) {
        viewer.lossy_us = now_us;
    } else if (now_us - viewer.lossy_us > limits::kLossyMs * 1'000) {
        viewer.lossy_us = 0;
    }
}

void on_blocks(Peer& viewer, const RtcpReport& report, std::int64_t now_us) {
    if (viewer.line_is_told) {
        return;
    }
    for (std::size_t i = 0; i < report.block_count; ++i) {
        const ReportBlock block = report.block(i);
        const Feed* feed = feed_of(viewer, block.ssrc);
        if (feed != nullptr && is_video(feed->options.source)) {
            viewer.line.on_loss(block.fraction_lost, now_us);
            note_loss(viewer, now_us);
        }
    }
}

void on_key_frame_wish(Peer& viewer, std::uint32_t ssrc) {
    const Feed* feed = feed_of(viewer, ssrc);
    if (feed != nullptr && feed->track != nullptr) {
        feed->track->want_key_frame(feed->stream.wanted());
    }
}

void on_transport_feedback(Peer& viewer, const TransportFeedback& feedback, std::int64_t now_us) {
    std::array<PacketArrival, limits::kFeedbackPacketsMax> packets;
    if (feedback.packet_count <= packets.size() && feedback.read(packets)) {
        viewer.line_is_told = true;
        viewer.line.on_feedback(std::span(packets).first(feedback.packet_count), now_us);
        note_loss(viewer, now_us);
    }
}

void on_nack(RouterState& state, Peer& viewer, const Nack& nack, std::int64_t now_us, Out& out) {
    Feed* feed = feed_of(viewer, nack.head.media);
    if (feed == nullptr) {
        return;
    }
    std::array<std::uint16_t, limits::kNackSequencesMax> sequences{};
    const std::size_t count = nack.read(sequences);
    for (std::size_t i = 0; i < count; ++i) {
        resend(state, *feed, sequences[i], now_us, out);
    }
}

void on_report(RouterState& state, Peer& peer, const RtcpPacket& packet, std::int64_t now_us,
               Out& out) {
    if (const auto sent = parse_sender_report(packet)) {
        on_sender_report_of(peer, *sent, now_us, out);
        on_blocks(peer, sent->report, now_us);
    } else if (const auto received = parse_receiver_report(packet)) {
        on_blocks(peer, *received, now_us);
    } else if (const auto nack = parse_nack(packet)) {
        on_nack(state, peer, *nack, now_us, out);
    } else if (const auto pli = parse_pli(packet)) {
        on_key_frame_wish(peer, pli->media);
    } else if (const auto fir = parse_fir(packet)) {
        for (std::size_t i = 0; i < fir->count(); ++i) {
            on_key_frame_wish(peer, fir->ssrc(i));
        }
    } else if (const auto feedback = parse_transport_feedback(packet)) {
        on_transport_feedback(peer, *feedback, now_us);
    } else if (const auto remb = parse_remb(packet); remb && !peer.line_is_told) {
        peer.line.on_remb(static_cast<double>(remb->bits_per_second));
    }
}

// Asks for key frames and for missing packets.
void write_wishes(RouterState& state, Peer& peer, Track& track, std::int64_t now_us,
                  ByteWriter& writer) {
    for (TrackLayer& layer : track.layers) {
        if (layer.ssrc == 0) {
            continue;
        }
        const FeedbackHead head{.sender = kOwnSsrc, .media = layer.ssrc};
        if (layer.key_is_due(now_us) &&
            layer.key_frames.take(now_us / 1'000, limits::kKeyFramesPerSecond,
                                  limits::kKeyFrameBurst)) {
            layer.key_wanted = false;
            layer.key_asked_us = now_us;
            ++state.stats.key_frames;
            write_pli(writer, head);
        }
        if (now_us < peer.nack_at_us || !layer.received.misses()) {
            continue;
        }
        const auto& missing = layer.received.due_nacks(now_us);
        if (!missing.empty()) {
            state.stats.asked_again += missing.size();
            write_nack(writer, head, missing);
        }
    }
}

void write_receiver_reports(Peer& peer, std::int64_t now_us, ByteWriter& writer) {
    std::array<ReportBlock, kReportBlocksMax> blocks;
    std::size_t count = 0;
    for (const auto& track : peer.tracks) {
        for (std::size_t i = 0; track != nullptr && i < track->layers.size(); ++i) {
            TrackLayer& layer = track->layers[i];
            if (layer.ssrc == 0 || !layer.received.started() || count == blocks.size()) {
                continue;
            }
            const ReceiveStream::Report report = layer.received.report(now_us);
            blocks[count++] = {.ssrc = layer.ssrc,
                               .fraction_lost = report.fraction_lost,
                               .lost = report.lost,
                               .highest_sequence = report.highest,
                               .jitter = report.jitter,
                               .last_report = report.last_report,
                               .delay = report.delay};
        }
    }
    if (count > 0) {
        write_receiver_report(writer, kOwnSsrc, std::span(blocks).first(count));
    }
}

bool key_frame_is_due(const Peer& peer, std::int64_t now_us) {
    for (const auto& track : peer.tracks) {
        for (std::size_t i = 0; track != nullptr && i < track->layers.size(); ++i) {
            if (track->layers[i].key_is_due(now_us)) {
                return true;
            }
        }
    }
    return false;
}

}  // namespace

void on_reports(RouterState& state, Peer& peer, MutableBytes packet, std::int64_t now_us,
                Out& out) {
    packet = packet.first(peer.transport.unprotect_rtcp(packet));
    if (packet.empty()) {
        ++state.stats.forged;
        return;
    }
    on_plain_reports(state, peer, packet, now_us, out);
}

void on_plain_reports(RouterState& state, Peer& peer, Bytes packet, std::int64_t now_us, Out& out) {
    RtcpReader reader(packet);
    while (const auto one = reader.next()) {
        on_report(state, peer, *one, now_us, out);
    }
}

void send_reports(RouterState& state, Peer& peer, std::int64_t now_us, Out& out) {
    const bool report = now_us >= peer.report_at_us;
    const bool nack = now_us >= peer.nack_at_us;
    const bool feedback = now_us >= peer.feedback_at_us && peer.arrivals.has_news();
    if (!peer.transport.ready() ||
        !(report || nack || feedback || key_frame_is_due(peer, now_us))) {
        return;
    }
    send_compound(peer, out, [&](ByteWriter& writer) {
        if (report) {
            write_receiver_reports(peer, now_us, writer);
        }
        for (const auto& track : peer.tracks) {
            if (track != nullptr) {
                write_wishes(state, peer, *track, now_us, writer);
            }
        }
        if (feedback) {
            // The stream does not matter (it is about all), but there has to be one.
            peer.arrivals.write(writer,
                                {.sender = kOwnSsrc,
                                 .media = peer.inbound.empty() ? kOwnSsrc : peer.inbound[0].ssrc});
        }
    });
    peer.report_at_us = report ? now_us + limits::kReceiverReportMs * 1'000 : peer.report_at_us;
    peer.nack_at_us = nack ? now_us + kNackEveryUs : peer.nack_at_us;
    peer.feedback_at_us =
        feedback ? now_us + limits::kTransportFeedbackMs * 1'000 : peer.feedback_at_us;
}

}  // namespace teahouse::rtc
