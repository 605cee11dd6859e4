// SPDX-License-Identifier: MIT
// Session descriptions of clients: what is read is within the bounds, and what is written of it is
// read as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/limits_rtc.h"
#include "rtc/sdp.h"

namespace {

namespace rtc = teahouse::rtc;
namespace limits = teahouse::limits;

void check_section(const rtc::MediaSection& section) {
    CHECK(section.codecs.size() <= limits::kSdpCodecsMax);
    CHECK(section.extensions.size() <= limits::kSdpExtensionsMax);
    CHECK(section.sources.size() <= limits::kSdpSourcesMax);
    CHECK(section.rids.size() <= limits::kSdpRidsMax);
    CHECK(section.simulcast_send.size() <= limits::kSdpRidsMax);
    CHECK(section.candidates.size() <= limits::kSdpCandidatesMax);
    CHECK(section.ice_ufrag.size() <= limits::kIceTextBytesMax);
    for (const rtc::Codec& codec : section.codecs) {
        CHECK(codec.payload_type < 128 && codec.clock_rate > 0 && codec.channels > 0);
        CHECK(codec.feedback.size() <= limits::kSdpFeedbackMax);
        static_cast<void>(codec.associated());
        static_cast<void>(section.rtx_of(codec.payload_type));
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto description = rtc::parse_sdp(text);
    if (!description) {
        CHECK(!description.error().message.empty());
        return 0;
    }
    CHECK(description->sections.size() <= limits::kSdpSectionsMax);
    for (const rtc::MediaSection& section : description->sections) {
        check_section(section);
    }
    static_cast<void>(rtc::check_transport(*description));
    const std::string written = rtc::write_sdp(*description);
    // What all sections of a session share is written with each, which may be more than is read.
    if (written.size() <= limits::kSdpBytesMax) {
        const auto again = rtc::parse_sdp(written);
        CHECK(again && again->sections.size() == description->sections.size());
        CHECK(rtc::write_sdp(*again) == written);
    }
    return 0;
}
