// SPDX-License-Identifier: MIT
#include "rtc/rtp_extensions.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "rtc/bytes.h"
#include "rtc/rtp.h"

namespace teahouse::rtc {
namespace {

constexpr std::uint16_t kOneByteProfile = 0xBEDE;
constexpr std::uint16_t kTwoByteProfile = 0x1000;  // the lowest four bits may be anything
constexpr std::uint8_t kStopId = 15;               // of one-byte headers: the rest is not read
constexpr std::size_t kOneByteValueMax = 16;

void put_extension(ByteWriter& writer, std::uint8_t id, Bytes value) {
    if (id == 0 || id >= kStopId || value.empty() || value.size() > kOneByteValueMax) {
        return;
    }
    writer.u8(static_cast<std::uint8_t>(unsigned{id} << 4U | (value.size() - 1)));
    writer.bytes(value);
}

void put_values(ByteWriter& writer, const ExtensionIds& ids, const RtpExtensions& values) {
    put_extension(writer, ids.mid, as_bytes(values.mid));
    put_extension(writer, ids.rid, as_bytes(values.rid));
    put_extension(writer, ids.repaired_rid, as_bytes(values.repaired_rid));
    std::array<std::uint8_t, 4> number{};
    if (values.audio_level) {
        number[0] =
            static_cast<std::uint8_t>((*values.audio_level & 0x7FU) | (values.voice ? 0x80U : 0U));
        put_extension(writer, ids.audio_level, Bytes(number).first(1));
    }
    if (values.transport_sequence) {
        write_u16(number, 0, *values.transport_sequence);
        put_extension(writer, ids.transport_sequence, Bytes(number).first(2));
    }
    if (values.abs_send_time) {
        write_u24(number, 0, *values.abs_send_time);
        put_extension(writer, ids.abs_send_time, Bytes(number).first(3));
    }
}

}  // namespace

ExtensionCursor::ExtensionCursor(Bytes packet, const RtpHeader& header)
    : packet_(packet),
      at_(header.extension_at),
      end_(std::size_t{header.extension_at} + header.extension_bytes),
      two_bytes_((header.extension_profile & 0xFFF0U) == kTwoByteProfile) {
    if (header.extension_at == 0 || (!two_bytes_ && header.extension_profile != kOneByteProfile)) {
        at_ = end_ = 0;
    }
}

bool ExtensionCursor::next() {
    while (at_ < end_ && packet_[at_] == 0) {
        ++at_;  // padding
    }
    if (at_ >= end_) {
        return false;
    }
    header_at_ = at_;
    if (two_bytes_) {
        if (end_ - at_ < 2) {
            at_ = end_;
            return false;
        }
        id_ = packet_[at_];
        value_bytes_ = packet_[at_ + 1];
        value_at_ = at_ + 2;
    } else {
        id_ = static_cast<std::uint8_t>(packet_[at_] >> 4U);
        value_bytes_ = (packet_[at_] & 0x0FU) + 1U;
        value_at_ = at_ + 1;
        // An id of 0 with a length is not padding, and nothing to be understood (section 4.2).
        if (id_ == kStopId || id_ == 0) {
            at_ = end_;
            return false;
        }
    }
    if (end_ - value_at_ < value_bytes_) {
        at_ = end_;
        return false;
    }
    at_ = value_at_ + value_bytes_;
    return true;
}

RtpExtensions read_extensions(Bytes packet, const RtpHeader& header, const ExtensionIds& ids) {
    RtpExtensions found;
    ExtensionCursor cursor(packet, header);
    while (cursor.next()) {
        const Bytes value = packet.subspan(cursor.value_at(), cursor.value_bytes());
        if (cursor.id() == ids.mid) {
            found.mid = as_text(value);
        } else if (cursor.id() == ids.rid) {
            found.rid = as_text(value);
        } else if (cursor.id() == ids.repaired_rid) {
            found.repaired_rid = as_text(value);
        } else if (cursor.id() == ids.audio_level && value.size() == 1) {
            found.audio_level = static_cast<std::uint8_t>(value[0] & 0x7FU);
            found.voice = (value[0] & 0x80U) != 0;
        } else if (cursor.id() == ids.transport_sequence && value.size() == 2) {
            found.transport_sequence = read_u16(value, 0);
        } else if (cursor.id() == ids.abs_send_time && value.size() == 3) {
            found.abs_send_time = read_u24(value, 0);
        }
    }
    return found;
}

Bytes find_extension(Bytes packet, const RtpHeader& header, std::uint8_t id) {
    ExtensionCursor cursor(packet, header);
    while (id != 0 && cursor.next()) {
        if (cursor.id() == id) {
            return packet.subspan(cursor.value_at(), cursor.value_bytes());
        }
    }
    return {};
}

MutableBytes find_extension(MutableBytes packet, const RtpHeader& header, std::uint8_t id) {
    const Bytes value = find_extension(Bytes(packet), header, id);
    return value.empty() ? MutableBytes{}
                         : packet.subspan(static_cast<std::size_t>(value.data() - packet.data()),
                                          value.size());
}

bool set_transport_sequence(MutableBytes packet, const RtpHeader& header, std::uint8_t id,
                            std::uint16_t sequence) {
    const MutableBytes value = find_extension(packet, header, id);
    if (value.size() != 2) {
        return false;
    }
    write_u16(value, 0, sequence);
    return true;
}

bool set_abs_send_time(MutableBytes packet, const RtpHeader& header, std::uint8_t id,
                       std::uint32_t time) {
    const MutableBytes value = find_extension(packet, header, id);
    if (value.size() != 3) {
        return false;
    }
    write_u24(value, 0, time);
    return true;
}

ExtensionMap map_extensions(const ExtensionIds& from, const ExtensionIds& to) {
    ExtensionMap map{};
    const auto put = [&map](std::uint8_t here, std::uint8_t there) {
        if (here != 0 && here < kStopId && there < kStopId) {
            map.at(here) = there;
        }
    };
    put(from.mid, to.mid);
    put(from.rid, to.rid);
    put(from.repaired_rid, to.repaired_rid);
    put(from.audio_level, to.audio_level);
    put(from.transport_sequence, to.transport_sequence);
    put(from.abs_send_time, to.abs_send_time);
    return map;
}

void renumber_extensions(MutableBytes packet, const RtpHeader& header, const ExtensionMap& map) {
    ExtensionCursor cursor(packet, header);
    while (cursor.next()) {
        const std::uint8_t id = cursor.id() < map.size() ? map.at(cursor.id()) : std::uint8_t{0};
        if (id == 0) {
            std::ranges::fill(
                packet.subspan(cursor.header_at(),
                               cursor.value_at() + cursor.value_bytes() - cursor.header_at()),
                std::uint8_t{0});
        } else if (cursor.two_bytes()) {
            packet[cursor.header_at()] = id;
        } else {
            packet[cursor.header_at()] = static_cast<std::uint8_t>(
                unsigned{id} << 4U | (packet[cursor.header_at()] & 0x0FU));
        }
    }
}

MutableBytes replace_extensions(Bytes packet, const RtpHeader& header, const ExtensionIds& ids,
                                const RtpExtensions& values, MutableBytes into) {
    constexpr std::uint8_t kHasExtensions = 0x10;
    ByteWriter writer(into);
    writer.bytes(packet.first(kRtpHeaderBytes + std::size_t{header.source_count} * 4));
    const std::size_t begin = writer.size();
    writer.u16(kOneByteProfile);
    writer.u16(0);
    const std::size_t data = writer.size();
    put_values(writer, ids, values);
    writer.pad4();
    if (!writer.ok()) {
        return {};
    }
    if (writer.size() == data) {
        writer.rewind(begin);
        writer.whole()[0] &= static_cast<std::uint8_t>(~kHasExtensions);
    } else {
        write_u16(writer.whole(), begin + 2,
                  static_cast<std::uint16_t>((writer.size() - data) / 4));
        writer.whole()[0] |= kHasExtensions;
    }
    writer.bytes(packet.subspan(header.payload_at));
    return writer.whole();
}

}  // namespace teahouse::rtc
