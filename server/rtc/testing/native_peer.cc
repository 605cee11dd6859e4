// SPDX-License-Identifier: MIT
#include "rtc/testing/native_peer.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "base/limits_sfu.h"
#include "rtc/bytes.h"
#include "rtc/demux.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/rtcp.h"
#include "rtc/rtcp_writer.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/sdp.h"
#include "rtc/srtp.h"
#include "rtc/stun.h"
#include "rtc/testing/native_numbers.h"
#include "rtc/vp8.h"

namespace teahouse::rtc::native {

namespace {

// The descriptor with a long picture id and TL0PICIDX, then the header of VP8.
std::vector<std::uint8_t> vp8_payload(bool first, bool key, std::uint16_t picture, std::uint8_t tl0,
                                      std::size_t bytes) {
    std::vector<std::uint8_t> payload = {static_cast<std::uint8_t>(0x80 | (first ? 0x10 : 0)),
                                         0xE0,
                                         static_cast<std::uint8_t>(0x80 | picture >> 8U),
                                         static_cast<std::uint8_t>(picture),
                                         tl0,
                                         0x20};
    if (first) {
        // Bit 0 of the frame tag is clear in key frames; then the start code and the size.
        const std::array<std::uint8_t, 10> head = {static_cast<std::uint8_t>(key ? 0x10 : 0x11),
                                                   0,
                                                   0,
                                                   0x9D,
                                                   0x01,
                                                   0x2A,
                                                   0x40,
                                                   0x01,
                                                   0xB4,
                                                   0x00};
        payload.insert(payload.end(), head.begin(), head.end());
    }
    payload.resize(std::max(payload.size() + 1, bytes), 0xAB);
    return payload;
}

}  // namespace

NativePeer::NativePeer(PeerId the_id, const DtlsIdentity& identity, Send send)
    : id(the_id), identity_(&identity), send_(std::move(send)) {
    restart_ice();
    number_streams(static_cast<std::uint32_t>(id.value * 1'000));
}

void NativePeer::begin_anew(const DtlsIdentity& identity) {
    identity_ = &identity;
    dtls_.reset();
    srtp_.reset();
    answers = 0;
    restart_ice();
    number_streams(audio_.ssrc + 20);
}

void NativePeer::number_streams(std::uint32_t first) {
    audio_ = {.ssrc = first + 1};
    layers_.clear();
    for (std::uint32_t i = 0; i < 3; ++i) {
        const std::uint32_t base = first + 10 + i * 2;
        layers_.push_back({.ssrc = base,
                           .rtx_ssrc = base + 1,
                           .sequence = static_cast<std::uint16_t>(65'000 + 100 * i),
                           .timestamp = 1'000'000 * (i + 1),
                           .picture = static_cast<std::uint16_t>(1'000 * i)});
    }
}

void NativePeer::restart_ice() {
    ufrag_ = "peer" + std::to_string(id.value) + "x" + std::to_string(++restarts_);
    password_ = "password-of-a-native-peer";
}

bool NativePeer::on_answer(const std::string& text, std::int64_t now_us) {
    auto parsed = parse_sdp(text);
    if (!parsed || parsed->sections.empty() || !parsed->sections[0].fingerprint ||
        parsed->sections[0].setup != DtlsSetup::passive) {
        return false;
    }
    answer = std::move(*parsed);
    shown_.clear();
    for (std::size_t i = 0; i < shape_.wanted.size(); ++i) {
        const MediaSection* section = answer.section("r" + std::to_string(i));
        if (section == nullptr || !sends(section->direction) || section->sources.empty()) {
            continue;
        }
        const auto& [publisher, source] = shape_.wanted[i];
        shown_[{publisher.value, source}] = {
            .ssrc = section->sources[0].ssrc,
            .rtx_ssrc = section->sources.size() > 1 ? section->sources[1].ssrc : 0,
            .mid = section->mid};
    }
    if (dtls_ == nullptr) {
        dtls_ = std::make_unique<DtlsSession>(*identity_, DtlsRole::client,
                                              *answer.sections[0].fingerprint, now_us);
    }
    return true;
}

const NativePeer::Shown* NativePeer::shown(PeerId publisher, MediaSource source) const {
    const auto found = shown_.find({publisher.value, source});
    return found != shown_.end() ? &found->second : nullptr;
}

void NativePeer::check(std::int64_t /*now_us*/) {
    std::array<std::uint8_t, 256> buffer{};
    StunWriter writer(buffer, StunClass::request, TransactionId{1, 2, 3});
    writer.username(answer.sections[0].ice_ufrag + ":" + ufrag_);
    writer.priority(1);
    if (controlled_) {
        writer.controlled(7);
    } else {
        writer.controlling(7);
        writer.use_candidate();
    }
    writer.integrity(answer.sections[0].ice_password);
    writer.fingerprint();
    send_(writer.finish());
}

// Of a server that is no ICE-lite one.
void NativePeer::answer_check(const StunMessage& check) {
    const auto& candidates = answer.sections[0].candidates;
    std::array<std::uint8_t, 128> buffer{};
    StunWriter writer(buffer, StunClass::success, check.transaction);
    writer.xor_mapped_address(candidates.empty() ? Endpoint{} : candidates[0].endpoint);
    writer.integrity(password_);
    writer.fingerprint();
    send_(writer.finish());
}

void NativePeer::on_datagram(Bytes datagram, std::int64_t now_us) {
    switch (kind_of(datagram)) {
        case PacketKind::stun: {
            const auto message = parse_stun(datagram);
            if (message && message->kind == StunClass::request) {
                answer_check(*message);
                return;
            }
            answers += message && message->kind == StunClass::success ? 1U : 0U;
            if (answers == 1 && !srtp_) {
                dtls_->start(now_us);
                flush_dtls();
            }
            return;
        }
        case PacketKind::dtls:
            dtls_->on_datagram(datagram, now_us);
            flush_dtls();
            if (!srtp_ && dtls_->state() == DtlsState::connected) {
                srtp_ = *SrtpSession::make(*dtls_->keys());
            }
            return;
        case PacketKind::rtp: on_rtp(datagram, now_us); return;
        case PacketKind::rtcp: on_rtcp(datagram); return;
        case PacketKind::unknown: return;
    }
}

void NativePeer::on_time(std::int64_t now_us) {
    if (dtls_ != nullptr) {
        dtls_->on_time(now_us);
        flush_dtls();
    }
}

void NativePeer::flush_dtls() {
    for (const auto& datagram : dtls_->take_output()) {
        send_(datagram);
    }
}

void NativePeer::on_rtp(Bytes datagram, std::int64_t now_us) {
    ++arrived_;
    const auto before = static_cast<std::uint64_t>(static_cast<double>(arrived_ - 1) * loss);
    if (!srtp_ || static_cast<std::uint64_t>(static_cast<double>(arrived_) * loss) != before) {
        return;
    }
    ++packets_received;
    // Extensions are in the clear; a crowd of viewers need not decrypt.
    const auto outside = parse_rtp(datagram, true);
    const Bytes number =
        outside ? find_extension(datagram, *outside, kIds.transport_sequence) : Bytes{};
    if (number.size() == 2) {
        arrivals_.push_back({.sequence = read_u16(number, 0), .received = true, .time_us = now_us});
    }
    if (!keep) {
        return;
    }
    Received one{.packet = {datagram.begin(), datagram.end()}};
    one.packet.resize(srtp_->unprotect_rtp(one.packet));
    const auto header = parse_rtp(one.packet);
    if (!header) {
        return;
    }
    one.header = *header;
    if (header->payload_type == kVp8) {
        one.vp8 = parse_vp8(header->payload(Bytes(one.packet)));
    }
    received.push_back(std::move(one));
}

void NativePeer::on_rtcp(Bytes datagram) {
    std::vector<std::uint8_t> packet(datagram.begin(), datagram.end());
    packet.resize(srtp_ ? srtp_->unprotect_rtcp(packet) : 0);
    RtcpReader reader(packet);
    while (const auto one = reader.next()) {
        if (const auto pli = parse_pli(*one)) {
            plis.push_back(*pli);
        } else if (const auto nack = parse_nack(*one)) {
            std::array<std::uint16_t, limits::kNackSequencesMax> numbers;
            const std::size_t count = nack->read(numbers);
            for (std::size_t i = 0; i < count; ++i) {
                nacks.emplace_back(nack->head.media, numbers[i]);
            }
        } else if (const auto report = parse_sender_report(*one)) {
            sender_reports.push_back(*report);
        } else if (const auto list = parse_receiver_report(*one)) {
            for (std::size_t i = 0; i < list->block_count; ++i) {
                blocks.push_back(list->block(i));
            }
        } else if (parse_transport_feedback(*one)) {
            ++feedbacks;
        }
    }
    CHECK(!reader.broken());
}

void NativePeer::send_rtp(std::vector<std::uint8_t> packet) {
    if (!srtp_) {
        return;
    }
    const std::size_t bytes = packet.size();
    packet.resize(bytes + kSrtpTrailerBytes);
    packet.resize(srtp_->protect_rtp(packet, bytes));
    CHECK(!packet.empty());
    send_(packet);
}

template <class Write>
void NativePeer::send_rtcp(Write write) {
    std::vector<std::uint8_t> buffer(1'200 + kSrtpTrailerBytes);
    ByteWriter writer(MutableBytes(buffer).first(1'200));
    write(writer);
    if (srtp_ && writer.size() > 0) {
        buffer.resize(srtp_->protect_rtcp(buffer, writer.size()));
        send_(buffer);
    }
}

void NativePeer::send_protected(Bytes plain, bool report) {
    std::vector<std::uint8_t> buffer(plain.begin(), plain.end());
    buffer.resize(plain.size() + kSrtpTrailerBytes);
    buffer.resize(report ? srtp_->protect_rtcp(buffer, plain.size())
                         : srtp_->protect_rtp(buffer, plain.size()));
    if (!buffer.empty()) {
        send_(buffer);
    }
}

void NativePeer::send_audio(std::uint8_t level, std::size_t old_blocks) {
    std::vector<std::uint8_t> buffer(200);
    ByteWriter writer(buffer);
    writer.u8(0x90);
    writer.u8(shape_.red ? kRed : kOpus);
    writer.u16(audio_.sequence++);
    writer.u32(audio_.timestamp);
    writer.u32(audio_.ssrc);
    writer.u16(0xBEDE);
    writer.u16(2);
    writer.u8(kIds.audio_level << 4U);
    writer.u8(level);
    writer.u8(kIds.transport_sequence * 16U | 1U);
    writer.u16(transport_sequence_++);
    writer.u8(kIds.mid << 4U);
    writer.u8('a');
    writer.pad4();
    if (shape_.red) {
        constexpr std::size_t kOldBytes = 10;
        for (std::size_t i = old_blocks; i > 0; --i) {
            writer.u8(kOpus | 0x80U);
            writer.u16(static_cast<std::uint16_t>(i * 960 * 4));
            writer.u8(kOldBytes);
        }
        writer.u8(kOpus);
        for (std::size_t i = old_blocks * kOldBytes; i > 0; --i) {
            writer.u8(static_cast<std::uint8_t>(200 + (i - 1) / kOldBytes));
        }
    }
    for (int i = 0; i < 80; ++i) {
        writer.u8(static_cast<std::uint8_t>(i));
    }
    buffer.resize(writer.size());
    audio_.timestamp += 960;
    send_rtp(std::move(buffer));
}

std::vector<std::uint8_t> NativePeer::video_packet(Layer& layer, const Frame& frame,
                                                   std::size_t index) {
    const bool last = index + 1 == frame.packets;
    std::vector<std::uint8_t> buffer(1'500);
    ByteWriter writer(buffer);
    writer.u8(0x90);
    writer.u8(static_cast<std::uint8_t>(kVp8 | (last ? 0x80U : 0U)));
    writer.u16(layer.sequence);
    writer.u32(layer.timestamp);
    writer.u32(layer.ssrc);
    writer.u16(0xBEDE);
    writer.u16(2);
    writer.u8(kIds.transport_sequence * 16U | 1U);
    writer.u16(transport_sequence_++);
    writer.u8(kIds.mid << 4U);
    writer.u8('v');
    if (shape_.video_layers > 1) {
        writer.u8(kIds.rid << 4U);
        writer.u8(static_cast<std::uint8_t>(kRids.at(static_cast<std::size_t>(frame.layer))[0]));
    }
    writer.pad4();
    writer.bytes(vp8_payload(index == 0, frame.key, layer.picture, layer.tl0, frame.bytes));
    buffer.resize(writer.size());
    return buffer;
}

void NativePeer::send_video(const Frame& frame) {
    Layer& layer = layers_.at(static_cast<std::size_t>(frame.layer));
    for (std::size_t i = 0; i < frame.packets; ++i) {
        auto packet = video_packet(layer, frame, i);
        layer.sent[layer.sequence] = packet;
        layer.sent.erase(static_cast<std::uint16_t>(layer.sequence - 600));
        ++layer.sequence;
        if (i >= frame.lost) {
            send_rtp(std::move(packet));
        }
    }
    layer.timestamp += 6'000;
    layer.picture = static_cast<std::uint16_t>((layer.picture + 1) & 0x7FFF);
    ++layer.tl0;
}

void NativePeer::send_again(int index, std::uint16_t sequence) {
    Layer& layer = layers_.at(static_cast<std::size_t>(index));
    const auto found = layer.sent.find(sequence);
    CHECK(found != layer.sent.end());
    const auto header = parse_rtp(found->second);
    std::vector<std::uint8_t> buffer(1'500);
    const MutableBytes written = write_rtx(
        found->second, *header,
        {.ssrc = layer.rtx_ssrc, .sequence = layer.rtx_sequence++, .payload_type = kRtx}, buffer);
    buffer.resize(written.size());
    // In simulcast the packet says which stream it repairs.
    const auto again = parse_rtp(buffer);
    ExtensionMap map{};
    map[kIds.mid] = kIds.mid;
    map[kIds.rid] = kIds.repaired_rid;
    renumber_extensions(buffer, *again, map);
    send_rtp(std::move(buffer));
}

void NativePeer::send_sender_report(int index, std::uint64_t ntp) {
    const Layer& layer = layers_.at(static_cast<std::size_t>(index));
    send_rtcp([&](ByteWriter& writer) {
        write_sender_report(writer, {.report = {.sender = layer.ssrc},
                                     .ntp_time = ntp,
                                     .rtp_time = layer.timestamp,
                                     .packets = 1,
                                     .bytes = 1});
    });
}

void NativePeer::send_nack(std::uint32_t ssrc, const std::vector<std::uint16_t>& sequences) {
    send_rtcp(
        [&](ByteWriter& writer) { write_nack(writer, {.sender = 1, .media = ssrc}, sequences); });
}

void NativePeer::send_pli(std::uint32_t ssrc) {
    send_rtcp([&](ByteWriter& writer) { write_pli(writer, {.sender = 1, .media = ssrc}); });
}

void NativePeer::send_feedback() {
    std::vector<PacketArrival> all;
    for (const PacketArrival& arrival : arrivals_) {
        while (!all.empty() && all.back().sequence + 1 < arrival.sequence) {
            all.push_back({.sequence = static_cast<std::uint16_t>(all.back().sequence + 1)});
        }
        all.push_back(arrival);
    }
    arrivals_.clear();
    if (all.empty()) {
        return;
    }
    send_rtcp([&](ByteWriter& writer) {
        write_transport_feedback(
            writer, {.head = {.sender = 1, .media = 1}, .feedback_count = feedback_count_++}, all);
    });
}

}  // namespace teahouse::rtc::native
