// SPDX-License-Identifier: MIT
// RTP as it comes out of SRTP, and VP8 in it: what is read lies within the packet, and what is
// rewritten can be read again and says what was written.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/check.h"
#include "rtc/bytes.h"
#include "rtc/rtp.h"
#include "rtc/rtp_extensions.h"
#include "rtc/vp8.h"

namespace {

namespace rtc = teahouse::rtc;
constexpr rtc::ExtensionIds kIds = {.mid = 1,
                                    .rid = 2,
                                    .repaired_rid = 3,
                                    .audio_level = 4,
                                    .transport_sequence = 5,
                                    .abs_send_time = 6};
constexpr rtc::ExtensionIds kOtherIds = {.mid = 14, .rid = 1, .transport_sequence = 2};

void check_rtx(const std::vector<std::uint8_t>& packet, const rtc::RtpHeader& header) {
    std::vector<std::uint8_t> memory(packet.size() + 2);
    const rtc::MutableBytes sent =
        rtc::write_rtx(packet, header, {.ssrc = 1, .sequence = 2, .payload_type = 3}, memory);
    CHECK(!sent.empty());
    const auto sent_header = rtc::parse_rtp(sent);
    CHECK(sent_header && sent_header->sequence == 2 && sent_header->padding_bytes == 0);
    const rtc::MutableBytes back = rtc::unwrap_rtx(
        sent, *sent_header, {.ssrc = header.ssrc, .payload_type = header.payload_type});
    const auto again = rtc::parse_rtp(back);
    CHECK(again && again->sequence == header.sequence && again->marker == header.marker);
    CHECK(std::ranges::equal(again->payload(rtc::Bytes(back)), header.payload(rtc::Bytes(packet))));
}

void check_extensions(std::vector<std::uint8_t> packet, const rtc::RtpHeader& header) {
    const rtc::RtpExtensions values = rtc::read_extensions(packet, header, kIds);
    std::vector<std::uint8_t> memory(packet.size() + 100);
    const rtc::MutableBytes replaced =
        rtc::replace_extensions(packet, header, kOtherIds, values, memory);
    const auto replaced_header = rtc::parse_rtp(replaced);
    CHECK(replaced_header && replaced_header->payload_bytes == header.payload_bytes);
    const rtc::RtpExtensions again = rtc::read_extensions(replaced, *replaced_header, kOtherIds);
    CHECK(values.mid.size() > 16 || again.mid == values.mid);
    CHECK(again.transport_sequence == values.transport_sequence);
    if (rtc::set_transport_sequence(packet, header, kIds.transport_sequence, 0xBEEF)) {
        CHECK(rtc::find_extension(rtc::Bytes(packet), header, kIds.transport_sequence).size() == 2);
    }
    rtc::renumber_extensions(packet, header, rtc::map_extensions(kIds, kOtherIds));
    const auto renumbered = rtc::parse_rtp(packet);
    CHECK(renumbered && renumbered->payload_at == header.payload_at);
    rtc::ExtensionCursor cursor(packet, *renumbered);
    while (cursor.next()) {
        CHECK(cursor.value_at() + cursor.value_bytes() <= packet.size());
        CHECK(cursor.id() == 14 || cursor.id() == 1 || cursor.id() == 2);
    }
}

void check_vp8(rtc::MutableBytes payload) {
    const auto found = rtc::parse_vp8(payload);
    if (!found) {
        return;
    }
    CHECK(found->bytes < payload.size() && found->bytes <= 6);
    rtc::set_vp8_picture_id(payload, *found, 0x1234);
    rtc::set_vp8_tl0_picture(payload, *found, 0x56);
    const auto again = rtc::parse_vp8(payload);
    CHECK(again && again->bytes == found->bytes && again->key_frame == found->key_frame);
    CHECK(!again->picture_id || *again->picture_id == (again->long_picture_id ? 0x1234 : 0x34));
    CHECK(!again->tl0_picture || *again->tl0_picture == 0x56);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::vector<std::uint8_t> packet(data, data + size);
    static_cast<void>(rtc::parse_rtp(packet, true));
    const auto header = rtc::parse_rtp(packet);
    if (!header) {
        return 0;
    }
    CHECK(std::size_t{header->payload_at} + header->payload_bytes + header->padding_bytes == size);
    check_rtx(packet, *header);
    check_extensions(packet, *header);
    check_vp8(header->payload(rtc::MutableBytes(packet)));
    return 0;
}
