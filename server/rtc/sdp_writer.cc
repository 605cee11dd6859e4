// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/address.h"
#include "base/check.h"
#include "rtc/sdp.h"

namespace teahouse::rtc {
namespace {

std::string_view to_string(Direction direction) {
    switch (direction) {
        case Direction::sendrecv: return "sendrecv";
        case Direction::sendonly: return "sendonly";
        case Direction::recvonly: return "recvonly";
        case Direction::inactive: return "inactive";
    }
    return "inactive";
}

std::string_view to_string(DtlsSetup setup) {
    switch (setup) {
        case DtlsSetup::actpass: return "actpass";
        case DtlsSetup::active: return "active";
        case DtlsSetup::passive: return "passive";
        case DtlsSetup::none: break;
    }
    return "actpass";
}

// Appends lines; whatever is a line of its own stays one.
class SdpWriter {
public:
    template <class... Parts>
    void line(const Parts&... parts) {
        const std::size_t begin = text_.size();
        (append(parts), ...);
        CHECK(text_.find_first_of("\r\n", begin) == std::string::npos);
        text_ += "\r\n";
    }
    std::string take() { return std::move(text_); }

private:
    void append(std::string_view part) { text_ += part; }
    void append(std::uint64_t number) { text_ += std::to_string(number); }

    std::string text_;
};

std::string_view media_of(const MediaSection& section) {
    if (!section.media.empty()) {
        return section.media;
    }
    switch (section.kind) {
        case MediaKind::audio: return "audio";
        case MediaKind::video: return "video";
        case MediaKind::application:
        case MediaKind::other: break;
    }
    return "application";
}

std::string formats_of(const MediaSection& section) {
    if (!section.formats.empty()) {
        return section.formats;
    }
    std::string formats;
    for (const Codec& codec : section.codecs) {
        formats += (formats.empty() ? "" : " ") + std::to_string(codec.payload_type);
    }
    // A section must have a format; that of one that was rejected has no meaning.
    return formats.empty() ? "0" : formats;
}

std::string hex_of(const Fingerprint& fingerprint) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text;
    for (const std::uint8_t byte : fingerprint) {
        text += text.empty() ? "" : ":";
        text += kDigits[byte >> 4U];
        text += kDigits[byte & 0xFU];
    }
    return text;
}

void write_candidates(SdpWriter& out, const MediaSection& section) {
    for (const Candidate& candidate : section.candidates) {
        out.line("a=candidate:", candidate.foundation, " 1 udp ", candidate.priority, " ",
                 teahouse::to_string(candidate.endpoint.address), " ", candidate.endpoint.port,
                 " typ host");
    }
    if (section.end_of_candidates) {
        out.line("a=end-of-candidates");
    }
}

void write_section_transport(SdpWriter& out, const MediaSection& section) {
    if (!section.ice_ufrag.empty()) {
        out.line("a=ice-ufrag:", section.ice_ufrag);
    }
    if (!section.ice_password.empty()) {
        out.line("a=ice-pwd:", section.ice_password);
    }
    if (section.fingerprint) {
        out.line("a=fingerprint:sha-256 ", hex_of(*section.fingerprint));
    }
    if (section.setup != DtlsSetup::none) {
        out.line("a=setup:", to_string(section.setup));
    }
    write_candidates(out, section);
}

void write_codec(SdpWriter& out, const Codec& codec) {
    const std::string channels = codec.channels == 1 ? "" : "/" + std::to_string(codec.channels);
    out.line("a=rtpmap:", codec.payload_type, " ", codec.name, "/", codec.clock_rate, channels);
    for (const std::string& feedback : codec.feedback) {
        out.line("a=rtcp-fb:", codec.payload_type, " ", feedback);
    }
    if (!codec.parameters.empty()) {
        out.line("a=fmtp:", codec.payload_type, " ", codec.parameters);
    }
}

void write_extension(SdpWriter& out, const HeaderExtension& extension) {
    if (extension.direction == Direction::sendrecv) {
        out.line("a=extmap:", extension.id, " ", extension.uri);
    } else {
        out.line("a=extmap:", extension.id, "/", to_string(extension.direction), " ",
                 extension.uri);
    }
}

std::string msid_of(const MediaStream& media) {
    return media.track.empty() ? media.stream : media.stream + " " + media.track;
}

std::string layers_of(std::string_view way, const std::vector<SimulcastLayer>& layers) {
    std::string text;
    for (const SimulcastLayer& layer : layers) {
        text +=
            (text.empty() ? std::string(way) + " " : ";") + (layer.paused ? "~" : "") + layer.rid;
    }
    return text;
}

void write_layers(SdpWriter& out, const MediaSection& section) {
    for (const Rid& rid : section.rids) {
        out.line("a=rid:", rid.id, rid.send ? " send" : " recv",
                 rid.restrictions.empty() ? "" : " ", rid.restrictions);
    }
    const std::string send = layers_of("send", section.simulcast_send);
    const std::string receive = layers_of("recv", section.simulcast_receive);
    if (!send.empty() || !receive.empty()) {
        out.line("a=simulcast:", send, send.empty() || receive.empty() ? "" : " ", receive);
    }
}

void write_sources(SdpWriter& out, const MediaSection& section) {
    for (const MediaStream& stream : section.streams) {
        out.line("a=msid:", msid_of(stream));
    }
    for (const SourceGroup& group : section.groups) {
        std::string ssrcs;
        for (const std::uint32_t ssrc : group.ssrcs) {
            ssrcs += " " + std::to_string(ssrc);
        }
        out.line("a=ssrc-group:", group.semantics, ssrcs);
    }
    for (const Source& source : section.sources) {
        if (!source.cname.empty()) {
            out.line("a=ssrc:", source.ssrc, " cname:", source.cname);
        }
        if (!source.media.stream.empty()) {
            out.line("a=ssrc:", source.ssrc, " msid:", msid_of(source.media));
        }
    }
}

void write_flags(SdpWriter& out, const MediaSection& section) {
    if (section.bundle_only) {
        out.line("a=bundle-only");
    }
    if (section.rtcp_mux) {
        out.line("a=rtcp-mux");
    }
    if (section.rtcp_reduced_size) {
        out.line("a=rtcp-rsize");
    }
    if (section.sctp_port != 0) {
        out.line("a=sctp-port:", section.sctp_port);
    }
}

void write_section(SdpWriter& out, const MediaSection& section, bool allow_mixed) {
    out.line("m=", media_of(section), " ", section.port, " ", section.protocol, " ",
             formats_of(section));
    out.line("c=IN IP4 0.0.0.0");
    if (section.bits_per_second_max != 0) {
        out.line("b=TIAS:", section.bits_per_second_max);
    }
    if (!section.mid.empty()) {
        out.line("a=mid:", section.mid);
    }
    write_section_transport(out, section);
    if (section.extmap_allow_mixed && !allow_mixed) {
        out.line("a=extmap-allow-mixed");
    }
    for (const HeaderExtension& extension : section.extensions) {
        write_extension(out, extension);
    }
    out.line("a=", to_string(section.direction));
    write_flags(out, section);
    for (const Codec& codec : section.codecs) {
        write_codec(out, codec);
    }
    write_layers(out, section);
    write_sources(out, section);
}

}  // namespace

std::string write_sdp(const SessionDescription& description) {
    SdpWriter out;
    out.line("v=0");
    out.line("o=- ", description.session_id, " ", description.version, " IN IP4 127.0.0.1");
    out.line("s=-");
    out.line("t=0 0");
    if (description.ice_lite) {
        out.line("a=ice-lite");
    }
    if (description.trickle) {
        out.line("a=ice-options:trickle");
    }
    if (!description.bundle.empty()) {
        std::string mids;
        for (const std::string& mid : description.bundle) {
            mids += " " + mid;
        }
        out.line("a=group:BUNDLE", mids);
    }
    if (description.extmap_allow_mixed) {
        out.line("a=extmap-allow-mixed");
    }
    out.line("a=msid-semantic: WMS *");
    for (const MediaSection& section : description.sections) {
        write_section(out, section, description.extmap_allow_mixed);
    }
    return out.take();
}

}  // namespace teahouse::rtc
