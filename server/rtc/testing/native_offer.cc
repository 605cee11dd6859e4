// SPDX-License-Identifier: MIT
// What a native peer offers.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/rtp_extensions.h"
#include "rtc/sdp.h"
#include "rtc/testing/native_numbers.h"
#include "rtc/testing/native_peer.h"

namespace teahouse::rtc::native {

namespace {

Codec codec_of(std::uint8_t type, std::string name, std::uint32_t rate) {
    return {.payload_type = type, .name = std::move(name), .clock_rate = rate};
}

void add_audio_codecs(MediaSection& section, bool red) {
    if (red) {
        Codec codec = codec_of(kRed, "red", 48'000);
        codec.channels = 2;
        codec.parameters = "111/111";
        section.codecs.push_back(codec);
    }
    Codec opus = codec_of(kOpus, "opus", 48'000);
    opus.channels = 2;
    opus.parameters = "minptime=10;useinbandfec=1";
    opus.feedback = {"transport-cc"};
    section.codecs.push_back(opus);
    section.extensions = {
        {.id = kIds.audio_level, .uri = std::string(kUriAudioLevel)},
        {.id = kIds.transport_sequence, .uri = std::string(kUriTransportSequence)},
        {.id = kIds.mid, .uri = std::string(kUriMid)}};
}

void add_video_codecs(MediaSection& section) {
    Codec vp8 = codec_of(kVp8, "VP8", 90'000);
    vp8.feedback = {"goog-remb", "transport-cc", "ccm fir", "nack", "nack pli"};
    Codec rtx = codec_of(kRtx, "rtx", 90'000);
    rtx.parameters = "apt=96";
    section.codecs = {vp8, rtx, codec_of(45, "AV1", 90'000)};
    section.extensions = {
        {.id = kIds.transport_sequence, .uri = std::string(kUriTransportSequence)},
        {.id = kIds.mid, .uri = std::string(kUriMid)},
        {.id = kIds.rid, .uri = std::string(kUriRid)},
        {.id = kIds.repaired_rid, .uri = std::string(kUriRepairedRid)}};
}

}  // namespace

void NativePeer::add_transport(MediaSection& section) const {
    section.ice_ufrag = ufrag_;
    section.ice_password = password_;
    section.fingerprint = identity_->fingerprint();
    section.setup = DtlsSetup::actpass;
    section.rtcp_mux = true;
    section.rtcp_reduced_size = true;
    if (place) {
        section.candidates = {{.priority = 126U << 24U | 65'535U << 8U | 255U, .endpoint = *place}};
    }
}

MediaSection NativePeer::own_section(const Shape& shape, bool video) const {
    MediaSection section{.kind = video ? MediaKind::video : MediaKind::audio,
                         .media = video ? "video" : "audio",
                         .mid = video ? "v" : "a",
                         .direction = Direction::sendonly};
    add_transport(section);
    if (!video) {
        add_audio_codecs(section, shape.red);
        if (shape.named) {
            section.sources.push_back({.ssrc = audio_.ssrc, .cname = "c"});
        }
        return section;
    }
    add_video_codecs(section);
    if (shape.video_layers == 1 && shape.named) {
        section.sources.push_back({.ssrc = layers_[0].ssrc, .cname = "c"});
        section.sources.push_back({.ssrc = layers_[0].rtx_ssrc, .cname = "c"});
        section.groups.push_back(
            {.semantics = "FID", .ssrcs = {layers_[0].ssrc, layers_[0].rtx_ssrc}});
        return section;
    }
    for (int i = 0; shape.video_layers > 1 && i < shape.video_layers; ++i) {
        const std::string rid(kRids.at(static_cast<std::size_t>(i)));
        section.rids.push_back({.id = rid, .send = true});
        section.simulcast_send.push_back({.rid = rid});
    }
    return section;
}

MediaSection NativePeer::wanted_section(std::size_t index, MediaSource source) const {
    const bool video = source == MediaSource::video || source == MediaSource::screen;
    MediaSection section{.kind = video ? MediaKind::video : MediaKind::audio,
                         .media = video ? "video" : "audio",
                         .mid = "r" + std::to_string(index),
                         .direction = Direction::recvonly};
    add_transport(section);
    if (video) {
        add_video_codecs(section);
    } else {
        add_audio_codecs(section, shape_.red);
    }
    return section;
}

Negotiation NativePeer::offer(const Shape& shape) {
    shape_ = shape;
    Negotiation what;
    SessionDescription description{.session_id = id.value, .version = 1};
    if (shape.audio) {
        description.sections.push_back(own_section(shape, false));
        what.sources.emplace_back("a", MediaSource::audio);
    }
    if (shape.video_layers > 0) {
        description.sections.push_back(own_section(shape, true));
        what.sources.emplace_back("v", MediaSource::video);
    }
    for (std::size_t i = 0; i < shape.wanted.size(); ++i) {
        const auto& [publisher, source] = shape.wanted[i];
        description.sections.push_back(wanted_section(i, source));
        what.wanted.push_back(
            {.mid = description.sections.back().mid, .publisher = publisher, .source = source});
    }
    for (const MediaSection& section : description.sections) {
        description.bundle.push_back(section.mid);
    }
    what.offer = write_sdp(description);
    return what;
}

std::optional<std::string> NativePeer::on_offer(const std::string& text, std::int64_t now_us) {
    auto parsed = parse_sdp(text);
    if (!parsed || parsed->sections.empty() || !parsed->sections[0].fingerprint) {
        return std::nullopt;
    }
    answer = std::move(*parsed);
    controlled_ = true;
    SessionDescription own{.session_id = id.value, .version = 1};
    for (const MediaSection& offered : answer.sections) {
        MediaSection section{.kind = offered.kind,
                             .media = offered.media,
                             .mid = offered.mid,
                             .direction = Direction::recvonly,
                             .codecs = offered.codecs,
                             .extensions = offered.extensions};
        add_transport(section);
        section.setup = DtlsSetup::active;
        own.bundle.push_back(section.mid);
        own.sections.push_back(std::move(section));
    }
    dtls_ = std::make_unique<DtlsSession>(*identity_, DtlsRole::client,
                                          *answer.sections[0].fingerprint, now_us);
    return write_sdp(own);
}

}  // namespace teahouse::rtc::native
