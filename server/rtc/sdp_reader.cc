// SPDX-License-Identifier: MIT
#include "rtc/sdp_reader.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits_rtc.h"
#include "base/result.h"
#include "base/utf8.h"
#include "rtc/sdp.h"

namespace teahouse::rtc {
namespace {

MediaKind kind_of_media(std::string_view media) {
    return media == "audio"         ? MediaKind::audio
           : media == "video"       ? MediaKind::video
           : media == "application" ? MediaKind::application
                                    : MediaKind::other;
}

// The beginning of a line, for a message to the peer that sent it.
std::string shown(std::string_view line) {
    constexpr std::size_t kBytesMax = 60;
    const auto end = std::ranges::find_if(line.substr(0, kBytesMax),
                                          [](char c) { return c < ' ' || c == 0x7F; });
    return {line.begin(), end};
}

// Goes through the lines of one description.
class SdpReader {
public:
    Result<SessionDescription> read(std::string_view text);

private:
    Status read_line(std::string_view line);
    SdpOutcome read_value(char type, std::string_view value);
    SdpOutcome read_origin(std::string_view value);
    SdpOutcome begin_section(std::string_view value);
    SdpOutcome read_formats(MediaSection& section, std::string_view formats);
    SdpOutcome read_bandwidth(std::string_view value);
    SdpOutcome read_session_attribute(std::string_view name, std::string_view value);
    SdpOutcome read_group(std::string_view value);
    Status finish_section();

    SessionDescription description_;
    MediaSection defaults_;  // what the session says for all sections
    bool any_line_ = false;
};

Result<SessionDescription> SdpReader::read(std::string_view text) {
    if (text.size() > limits::kSdpBytesMax) {
        return fail(ErrorCode::too_large, "the description is too long");
    }
    if (!is_utf8(text)) {
        return fail(ErrorCode::invalid, "the description is not UTF-8");
    }
    for (std::size_t count = 0; !text.empty(); ++count) {
        std::string_view line = take_until(text, '\n');
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (count == limits::kSdpLinesMax) {
            return fail(ErrorCode::too_large, "the description has too many lines");
        }
        TRY_STATUS(read_line(line));
    }
    if (!any_line_) {
        return fail(ErrorCode::invalid, "the description is empty");
    }
    TRY_STATUS(finish_section());
    return std::move(description_);
}

Status SdpReader::read_line(std::string_view line) {
    if (line.empty()) {
        return {};
    }
    const bool control = std::ranges::any_of(
        line, [](char c) { return static_cast<unsigned char>(c) < ' ' || c == 0x7F; });
    const auto refuse = [&](ErrorCode code, std::string_view why) -> Status {
        return fail(code, std::string(why) + ": " + shown(line));
    };
    if (control || line.size() < 2 || line[1] != '=') {
        return refuse(ErrorCode::invalid, "not a line of a description");
    }
    if (!std::exchange(any_line_, true)) {
        return line == "v=0" ? Status{} : refuse(ErrorCode::invalid, "does not begin with v=0");
    }
    if (line[0] == 'm') {
        TRY_STATUS(finish_section());
    }
    switch (read_value(line[0], line.substr(2))) {
        case SdpOutcome::good: return {};
        case SdpOutcome::broken: return refuse(ErrorCode::invalid, "a broken line");
        case SdpOutcome::too_many: return refuse(ErrorCode::too_large, "too many of these lines");
    }
    return {};
}

SdpOutcome SdpReader::read_value(char type, std::string_view value) {
    switch (type) {
        case 'o': return read_origin(value);
        case 'm': return begin_section(value);
        case 'b': return read_bandwidth(value);
        case 'a': {
            const std::string_view name = take_until(value, ':');
            return description_.sections.empty()
                       ? read_session_attribute(name, value)
                       : read_sdp_attribute(description_.sections.back(), name, value);
        }
        default: return SdpOutcome::good;
    }
}

// - 4611731400430051336 2 IN IP4 127.0.0.1
SdpOutcome SdpReader::read_origin(std::string_view value) {
    static_cast<void>(take_until(value, ' '));
    const auto id = parse_decimal<std::uint64_t>(take_until(value, ' '));
    const auto version = parse_decimal<std::uint64_t>(take_until(value, ' '));
    if (!id || !version) {
        return SdpOutcome::broken;
    }
    description_.session_id = *id;
    description_.version = *version;
    return SdpOutcome::good;
}

// audio 9 UDP/TLS/RTP/SAVPF 111 63
SdpOutcome SdpReader::begin_section(std::string_view value) {
    if (description_.sections.size() == limits::kSdpSectionsMax) {
        return SdpOutcome::too_many;
    }
    MediaSection& section = description_.sections.emplace_back();
    section.direction = defaults_.direction;
    section.media = take_until(value, ' ');
    section.kind = kind_of_media(section.media);
    const auto port = parse_decimal<std::uint16_t>(take_until(value, ' '));
    section.protocol = take_until(value, ' ');
    section.port = port.value_or(0);
    if (section.media.empty() || !port || section.protocol.empty() || value.empty() ||
        section.media.size() + section.protocol.size() > limits::kSdpTokenBytesMax) {
        return SdpOutcome::broken;
    }
    if (section.protocol.find("RTP/") == std::string::npos) {
        section.formats = value;
        return value.size() <= limits::kSdpTokenBytesMax ? SdpOutcome::good : SdpOutcome::too_many;
    }
    return read_formats(section, value);
}

SdpOutcome SdpReader::read_formats(MediaSection& section, std::string_view formats) {
    while (!formats.empty()) {
        const auto number = parse_decimal<std::uint8_t>(take_until(formats, ' '));
        if (!number || *number > 127 || section.codec(*number) != nullptr) {
            return SdpOutcome::broken;
        }
        if (section.codecs.size() == limits::kSdpCodecsMax) {
            return SdpOutcome::too_many;
        }
        section.codecs.push_back({.payload_type = *number});
    }
    return SdpOutcome::good;
}

// TIAS:300000 or AS:300, in thousands. The exact one counts.
SdpOutcome SdpReader::read_bandwidth(std::string_view value) {
    constexpr std::uint32_t kThousandsMax = 4'000'000;
    const std::string_view type = take_until(value, ':');
    const auto number = parse_decimal<std::uint32_t>(value);
    if (!number) {
        return SdpOutcome::broken;
    }
    if (description_.sections.empty()) {
        return SdpOutcome::good;
    }
    std::uint32_t& limit = description_.sections.back().bits_per_second_max;
    if (type == "TIAS") {
        limit = *number;
    } else if (type == "AS" && limit == 0) {
        limit = std::min(*number, kThousandsMax) * 1'000;
    }
    return SdpOutcome::good;
}

SdpOutcome SdpReader::read_session_attribute(std::string_view name, std::string_view value) {
    if (name == "group") {
        return read_group(value);
    }
    if (name == "ice-lite") {
        description_.ice_lite = true;
        return SdpOutcome::good;
    }
    if (name == "ice-options") {
        description_.trickle |=
            (" " + std::string(value) + " ").find(" trickle ") != std::string::npos;
        return SdpOutcome::good;
    }
    if (name == "extmap-allow-mixed") {
        description_.extmap_allow_mixed = true;
    }
    // What belongs to a section only has no meaning here, and does no harm.
    return read_sdp_attribute(defaults_, name, value);
}

// BUNDLE 0 1
SdpOutcome SdpReader::read_group(std::string_view value) {
    if (take_until(value, ' ') != "BUNDLE") {
        return SdpOutcome::good;
    }
    if (!description_.bundle.empty()) {
        return SdpOutcome::broken;  // one transport is what we have
    }
    while (!value.empty()) {
        const std::string_view mid = take_until(value, ' ');
        if (description_.bundle.size() == limits::kSdpSectionsMax) {
            return SdpOutcome::too_many;
        }
        if (mid.empty() || mid.size() > limits::kSdpTokenBytesMax) {
            return SdpOutcome::broken;
        }
        description_.bundle.emplace_back(mid);
    }
    return SdpOutcome::good;
}

// Called before the next section and at the end.
Status SdpReader::finish_section() {
    if (description_.sections.empty()) {
        return {};
    }
    MediaSection& section = description_.sections.back();
    std::erase_if(section.codecs, [](const Codec& codec) { return codec.name.empty(); });
    if (section.ice_ufrag.empty()) {
        section.ice_ufrag = defaults_.ice_ufrag;
    }
    if (section.ice_password.empty()) {
        section.ice_password = defaults_.ice_password;
    }
    if (!section.fingerprint) {
        section.fingerprint = defaults_.fingerprint;
    }
    if (section.setup == DtlsSetup::none) {
        section.setup = defaults_.setup;
    }
    section.extmap_allow_mixed |= description_.extmap_allow_mixed;
    section.end_of_candidates |= defaults_.end_of_candidates;
    if (!section.mid.empty() && description_.section(section.mid) != &section) {
        return fail(ErrorCode::invalid, "two sections with the mid " + section.mid);
    }
    return {};
}

}  // namespace

std::string_view take_until(std::string_view& rest, char separator) {
    const std::size_t end = std::min(rest.find(separator), rest.size());
    const std::string_view part = rest.substr(0, end);
    rest.remove_prefix(std::min(end + 1, rest.size()));
    return part;
}

Result<SessionDescription> parse_sdp(std::string_view text) { return SdpReader().read(text); }

}  // namespace teahouse::rtc
