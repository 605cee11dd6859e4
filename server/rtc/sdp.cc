// SPDX-License-Identifier: MIT
#include "rtc/sdp.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>

#include "base/ascii.h"
#include "base/result.h"

namespace teahouse::rtc {

bool Codec::is(std::string_view codec_name) const {
    return ascii::equals_ignoring_case(name, codec_name);
}

bool Codec::has_feedback(std::string_view what) const {
    return std::ranges::find(feedback, what) != feedback.end();
}

std::optional<std::string_view> Codec::parameter(std::string_view key) const {
    std::string_view rest = parameters;
    while (!rest.empty()) {
        const std::string_view pair = ascii::trim(rest.substr(0, rest.find(';')));
        rest.remove_prefix(std::min(rest.size(), rest.find(';') == std::string_view::npos
                                                     ? rest.size()
                                                     : rest.find(';') + 1));
        const std::size_t equals = pair.find('=');
        if (equals != std::string_view::npos &&
            ascii::equals_ignoring_case(pair.substr(0, equals), key)) {
            return pair.substr(equals + 1);
        }
    }
    return std::nullopt;
}

std::optional<std::uint8_t> Codec::associated() const {
    const auto value = parameter("apt");
    std::uint8_t number = 0;
    if (!is("rtx") || !value) {
        return std::nullopt;
    }
    const char* const last = value->data() + value->size();
    const auto [end, error] = std::from_chars(value->data(), last, number);
    return error == std::errc{} && end == last && number < 128 ? std::optional(number)
                                                               : std::nullopt;
}

const Codec* MediaSection::codec(std::uint8_t payload_type) const {
    const auto found = std::ranges::find(codecs, payload_type, &Codec::payload_type);
    return found != codecs.end() ? &*found : nullptr;
}

const Codec* MediaSection::codec(std::string_view name) const {
    const auto found =
        std::ranges::find_if(codecs, [name](const Codec& codec) { return codec.is(name); });
    return found != codecs.end() ? &*found : nullptr;
}

const Codec* MediaSection::rtx_of(std::uint8_t payload_type) const {
    const auto found = std::ranges::find_if(
        codecs, [payload_type](const Codec& codec) { return codec.associated() == payload_type; });
    return found != codecs.end() ? &*found : nullptr;
}

std::uint8_t MediaSection::extension_id(std::string_view uri) const {
    const auto found = std::ranges::find(extensions, uri, &HeaderExtension::uri);
    return found != extensions.end() ? found->id : std::uint8_t{0};
}

const MediaSection* SessionDescription::section(std::string_view mid) const {
    const auto found = std::ranges::find(sections, mid, &MediaSection::mid);
    return found != sections.end() ? &*found : nullptr;
}

Status check_transport(const SessionDescription& description) {
    const MediaSection* first = nullptr;
    for (const MediaSection& section : description.sections) {
        if (section.rejected()) {
            continue;
        }
        if (section.mid.empty() ||
            std::ranges::find(description.bundle, section.mid) == description.bundle.end()) {
            return fail(ErrorCode::invalid, "a section is not in the BUNDLE group");
        }
        if (section.kind != MediaKind::application && !section.rtcp_mux) {
            return fail(ErrorCode::invalid, "a section is without rtcp-mux");
        }
        // Sections of a bundle have one transport, and those that were never apart may leave it
        // out.
        if (first == nullptr) {
            first = &section;
            if (section.ice_ufrag.empty() || section.ice_password.empty()) {
                return fail(ErrorCode::invalid, "no ice-ufrag or ice-pwd");
            }
            if (!section.fingerprint) {
                return fail(ErrorCode::invalid, "no fingerprint of SHA-256");
            }
        } else if ((!section.ice_ufrag.empty() && (section.ice_ufrag != first->ice_ufrag ||
                                                   section.ice_password != first->ice_password)) ||
                   (section.fingerprint && section.fingerprint != first->fingerprint)) {
            return fail(ErrorCode::invalid, "sections of one bundle have different transports");
        }
    }
    return {};
}

MediaSection reject(const MediaSection& offered) {
    MediaSection section;
    section.kind = offered.kind;
    section.media = offered.media;
    section.protocol = offered.protocol;
    section.formats = offered.formats;
    section.mid = offered.mid;
    section.port = 0;
    section.direction = Direction::inactive;
    if (!offered.codecs.empty()) {
        section.codecs.push_back(offered.codecs.front());
    }
    return section;
}

}  // namespace teahouse::rtc
