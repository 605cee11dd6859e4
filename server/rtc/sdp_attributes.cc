// SPDX-License-Identifier: MIT
// The a= lines of a section, one function for each kind.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/address.h"
#include "base/ascii.h"
#include "base/limits_rtc.h"
#include "rtc/sdp.h"
#include "rtc/sdp_reader.h"

namespace teahouse::rtc {
namespace {

SdpOutcome good_if(bool condition) { return condition ? SdpOutcome::good : SdpOutcome::broken; }

bool is_sdp_token(std::string_view text) {
    return text.size() <= limits::kSdpTokenBytesMax && ascii::is_token(text);
}

// The ids of streams and tracks; Firefox has braces around them.
bool is_stream_id(std::string_view text) {
    return !text.empty() && text.size() <= limits::kSdpTokenBytesMax &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
}

bool is_ice_text(std::string_view text, std::size_t bytes_min) {
    return text.size() >= bytes_min && text.size() <= limits::kIceTextBytesMax &&
           std::ranges::all_of(text, [](char c) {
               // "-" and "_" are not in RFC 8839, and some stacks write them all the same.
               return ascii::is_alpha(c) || ascii::is_digit(c) || c == '+' || c == '/' ||
                      c == '-' || c == '_' || c == '=';
           });
}

std::optional<Direction> parse_direction(std::string_view text) {
    constexpr std::array kNames = {
        std::pair{"sendrecv", Direction::sendrecv}, std::pair{"sendonly", Direction::sendonly},
        std::pair{"recvonly", Direction::recvonly}, std::pair{"inactive", Direction::inactive}};
    for (const auto& [name, direction] : kNames) {
        if (text == name) {
            return direction;
        }
    }
    return std::nullopt;
}

Codec* find_codec(MediaSection& section, std::string_view payload_type) {
    const auto number = parse_decimal<std::uint8_t>(payload_type);
    if (!number) {
        return nullptr;
    }
    const auto found = std::ranges::find(section.codecs, *number, &Codec::payload_type);
    return found != section.codecs.end() ? &*found : nullptr;
}

SdpOutcome read_mid(MediaSection& section, std::string_view value) {
    section.mid = value;
    return good_if(is_sdp_token(value));
}

SdpOutcome read_ufrag(MediaSection& section, std::string_view value) {
    section.ice_ufrag = value;
    return good_if(is_ice_text(value, 4));
}

SdpOutcome read_password(MediaSection& section, std::string_view value) {
    section.ice_password = value;
    return good_if(is_ice_text(value, 22));
}

SdpOutcome read_fingerprint(MediaSection& section, std::string_view value) {
    if (!ascii::equals_ignoring_case(take_until(value, ' '), "sha-256")) {
        return SdpOutcome::good;
    }
    Fingerprint bytes{};
    if (value.size() != bytes.size() * 3 - 1) {
        return SdpOutcome::broken;
    }
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = ascii::hex_value(value[3 * i]);
        const int low = ascii::hex_value(value[3 * i + 1]);
        if (high < 0 || low < 0 || (3 * i + 2 < value.size() && value[3 * i + 2] != ':')) {
            return SdpOutcome::broken;
        }
        bytes.at(i) = static_cast<std::uint8_t>(high * 16 + low);
    }
    section.fingerprint = bytes;
    return SdpOutcome::good;
}

SdpOutcome read_setup(MediaSection& section, std::string_view value) {
    if (value == "actpass") {
        section.setup = DtlsSetup::actpass;
    } else if (value == "active") {
        section.setup = DtlsSetup::active;
    } else if (value == "passive") {
        section.setup = DtlsSetup::passive;
    } else {
        return good_if(value == "holdconn");
    }
    return SdpOutcome::good;
}

// 111 opus/48000/2
SdpOutcome read_rtpmap(MediaSection& section, std::string_view value) {
    Codec* const codec = find_codec(section, take_until(value, ' '));
    if (codec == nullptr) {
        return SdpOutcome::good;  // of a format that the section does not have
    }
    const std::string_view name = take_until(value, '/');
    const auto rate = parse_decimal<std::uint32_t>(take_until(value, '/'));
    const auto channels =
        value.empty() ? std::optional(std::uint8_t{1}) : parse_decimal<std::uint8_t>(value);
    if (!is_sdp_token(name) || !rate || *rate == 0 || !channels || *channels == 0) {
        return SdpOutcome::broken;
    }
    codec->name = name;
    codec->clock_rate = *rate;
    codec->channels = *channels;
    return SdpOutcome::good;
}

SdpOutcome read_fmtp(MediaSection& section, std::string_view value) {
    if (Codec* const codec = find_codec(section, take_until(value, ' '))) {
        codec->parameters = value;
    }
    return SdpOutcome::good;
}

SdpOutcome read_feedback(MediaSection& section, std::string_view value) {
    const std::string_view whom = take_until(value, ' ');
    const Codec* const one = find_codec(section, whom);
    for (Codec& codec : section.codecs) {
        if (whom != "*" && &codec != one) {
            continue;
        }
        if (codec.feedback.size() == limits::kSdpFeedbackMax) {
            return SdpOutcome::too_many;
        }
        if (!codec.has_feedback(value)) {
            codec.feedback.emplace_back(value);
        }
    }
    return good_if(!value.empty() && value.size() <= limits::kSdpTokenBytesMax);
}

// 3/sendonly URI attributes
SdpOutcome read_extmap(MediaSection& section, std::string_view value) {
    std::string_view number = take_until(value, ' ');
    const auto id = parse_decimal<std::uint16_t>(take_until(number, '/'));
    const auto direction =
        number.empty() ? std::optional(Direction::sendrecv) : parse_direction(number);
    const std::string_view uri = take_until(value, ' ');
    if (!id || *id == 0 || !direction || !is_stream_id(uri)) {
        return SdpOutcome::broken;
    }
    // Numbers from 4096 on are such as are yet to be agreed (RFC 8285 section 6).
    if (*id > UINT8_MAX) {
        return SdpOutcome::good;
    }
    if (section.extensions.size() == limits::kSdpExtensionsMax) {
        return SdpOutcome::too_many;
    }
    section.extensions.push_back(
        {.id = static_cast<std::uint8_t>(*id), .uri = std::string(uri), .direction = *direction});
    return SdpOutcome::good;
}

// STREAM TRACK; the track may be absent.
std::optional<MediaStream> parse_msid(std::string_view value) {
    const std::string_view stream = take_until(value, ' ');
    if (!is_stream_id(stream) || (!value.empty() && !is_stream_id(value))) {
        return std::nullopt;
    }
    return MediaStream{.stream = std::string(stream), .track = std::string(value)};
}

SdpOutcome read_msid(MediaSection& section, std::string_view value) {
    auto media = parse_msid(value);
    if (!media) {
        return SdpOutcome::broken;
    }
    if (section.streams.size() == limits::kSdpStreamsMax) {
        return SdpOutcome::too_many;
    }
    section.streams.push_back(*std::move(media));
    return SdpOutcome::good;
}

// 12345 cname:name
SdpOutcome read_ssrc(MediaSection& section, std::string_view value) {
    const auto ssrc = parse_decimal<std::uint32_t>(take_until(value, ' '));
    if (!ssrc) {
        return SdpOutcome::broken;
    }
    auto source = std::ranges::find(section.sources, *ssrc, &Source::ssrc);
    if (source == section.sources.end()) {
        if (section.sources.size() == limits::kSdpSourcesMax) {
            return SdpOutcome::too_many;
        }
        source = section.sources.insert(source, Source{.ssrc = *ssrc});
    }
    const std::string_view what = take_until(value, ':');
    if (what == "cname") {
        source->cname = value;
        return good_if(is_stream_id(value));
    }
    if (what == "msid") {
        auto media = parse_msid(value);
        if (!media) {
            return SdpOutcome::broken;
        }
        source->media = *std::move(media);
    }
    return SdpOutcome::good;
}

// FID 1 2
SdpOutcome read_ssrc_group(MediaSection& section, std::string_view value) {
    SourceGroup group{.semantics = std::string(take_until(value, ' '))};
    while (!value.empty()) {
        const auto ssrc = parse_decimal<std::uint32_t>(take_until(value, ' '));
        if (!ssrc) {
            return SdpOutcome::broken;
        }
        if (group.ssrcs.size() == limits::kSdpSourcesMax) {
            return SdpOutcome::too_many;
        }
        group.ssrcs.push_back(*ssrc);
    }
    if (section.groups.size() == limits::kSdpSourcesMax) {
        return SdpOutcome::too_many;
    }
    const bool token = is_sdp_token(group.semantics);
    section.groups.push_back(std::move(group));
    return good_if(token);
}

bool is_rid(std::string_view text) {
    return !text.empty() && text.size() <= limits::kSdpTokenBytesMax &&
           std::ranges::all_of(text, [](char c) {
               return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_';
           });
}

// h send pt=96;max-width=640
SdpOutcome read_rid(MediaSection& section, std::string_view value) {
    const std::string_view id = take_until(value, ' ');
    const std::string_view way = take_until(value, ' ');
    if (!is_rid(id) || (way != "send" && way != "recv")) {
        return SdpOutcome::broken;
    }
    if (section.rids.size() == limits::kSdpRidsMax) {
        return SdpOutcome::too_many;
    }
    section.rids.push_back(
        {.id = std::string(id), .send = way == "send", .restrictions = std::string(value)});
    return SdpOutcome::good;
}

SdpOutcome read_layers(std::vector<SimulcastLayer>& layers, std::string_view list) {
    while (!list.empty()) {
        std::string_view alternatives = take_until(list, ';');
        std::string_view rid = take_until(alternatives, ',');
        const bool paused = rid.starts_with('~');
        rid.remove_prefix(paused ? 1 : 0);
        if (!is_rid(rid)) {
            return SdpOutcome::broken;
        }
        if (layers.size() == limits::kSdpRidsMax) {
            return SdpOutcome::too_many;
        }
        layers.push_back({.rid = std::string(rid), .paused = paused});
    }
    return good_if(!layers.empty());
}

// send h;m;~l recv 1
SdpOutcome read_simulcast(MediaSection& section, std::string_view value) {
    while (!value.empty()) {
        const std::string_view way = take_until(value, ' ');
        const std::string_view list = take_until(value, ' ');
        if (way != "send" && way != "recv") {
            return SdpOutcome::broken;
        }
        auto& layers = way == "send" ? section.simulcast_send : section.simulcast_receive;
        if (const SdpOutcome outcome = read_layers(layers, list); outcome != SdpOutcome::good) {
            return outcome;
        }
    }
    return SdpOutcome::good;
}

// 1 1 udp 2113937151 192.0.2.1 54400 typ host ...
SdpOutcome read_candidate(MediaSection& section, std::string_view value) {
    const std::string_view foundation = take_until(value, ' ');
    const std::string_view component = take_until(value, ' ');
    const std::string_view protocol = take_until(value, ' ');
    const auto priority = parse_decimal<std::uint32_t>(take_until(value, ' '));
    const auto address = parse_address(take_until(value, ' '));
    const auto port = parse_decimal<std::uint16_t>(take_until(value, ' '));
    if (!is_ice_text(foundation, 1) || !priority || !port || take_until(value, ' ') != "typ") {
        return SdpOutcome::broken;
    }
    // No address: a name that only the network of the peer knows (mDNS).
    if (component != "1" || !ascii::equals_ignoring_case(protocol, "udp") || !address ||
        take_until(value, ' ') != "host") {
        return SdpOutcome::good;
    }
    if (section.candidates.size() == limits::kSdpCandidatesMax) {
        return SdpOutcome::too_many;
    }
    section.candidates.push_back({.foundation = std::string(foundation),
                                  .priority = *priority,
                                  .endpoint = {.address = *address, .port = *port}});
    return SdpOutcome::good;
}

SdpOutcome read_sctp_port(MediaSection& section, std::string_view value) {
    const auto port = parse_decimal<std::uint16_t>(value);
    section.sctp_port = port.value_or(0);
    return good_if(port.has_value());
}

using Reader = SdpOutcome (*)(MediaSection& section, std::string_view value);
struct NamedReader {
    std::string_view name;
    Reader read;
};
constexpr std::array kReaders = {
    NamedReader{"mid", read_mid},
    NamedReader{"ice-ufrag", read_ufrag},
    NamedReader{"ice-pwd", read_password},
    NamedReader{"fingerprint", read_fingerprint},
    NamedReader{"setup", read_setup},
    NamedReader{"rtpmap", read_rtpmap},
    NamedReader{"fmtp", read_fmtp},
    NamedReader{"rtcp-fb", read_feedback},
    NamedReader{"extmap", read_extmap},
    NamedReader{"msid", read_msid},
    NamedReader{"ssrc", read_ssrc},
    NamedReader{"ssrc-group", read_ssrc_group},
    NamedReader{"rid", read_rid},
    NamedReader{"simulcast", read_simulcast},
    NamedReader{"candidate", read_candidate},
    NamedReader{"sctp-port", read_sctp_port},
};

struct NamedFlag {
    std::string_view name;
    bool MediaSection::* flag;
};
constexpr std::array kFlags = {
    NamedFlag{"rtcp-mux", &MediaSection::rtcp_mux},
    NamedFlag{"rtcp-rsize", &MediaSection::rtcp_reduced_size},
    NamedFlag{"extmap-allow-mixed", &MediaSection::extmap_allow_mixed},
    NamedFlag{"end-of-candidates", &MediaSection::end_of_candidates},
    NamedFlag{"bundle-only", &MediaSection::bundle_only},
};

}  // namespace

SdpOutcome read_sdp_attribute(MediaSection& section, std::string_view name,
                              std::string_view value) {
    if (const auto direction = parse_direction(name)) {
        section.direction = *direction;
        return good_if(value.empty());
    }
    for (const NamedFlag& flag : kFlags) {
        if (flag.name == name) {
            section.*flag.flag = true;
            return good_if(value.empty());
        }
    }
    const auto reader = std::ranges::find(kReaders, name, &NamedReader::name);
    return reader != kReaders.end() ? reader->read(section, value) : SdpOutcome::good;
}

}  // namespace teahouse::rtc
