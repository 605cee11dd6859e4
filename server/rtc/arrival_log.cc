// SPDX-License-Identifier: MIT
#include "rtc/arrival_log.h"

#include <cstddef>
#include <cstdint>

#include "base/limits_rtc.h"
#include "rtc/bytes.h"
#include "rtc/rtcp.h"
#include "rtc/rtcp_writer.h"
#include "rtc/rtp.h"

namespace teahouse::rtc {

void ArrivalLog::on_packet(std::uint16_t sequence, std::int64_t now_us) {
    const int ahead = packets_.empty() ? 0 : sequence_distance(packets_.front().sequence, sequence);
    if (packets_.empty() || ahead >= static_cast<int>(limits::kFeedbackPacketsMax)) {
        packets_.clear();
        packets_.push_back({.sequence = sequence, .received = true, .time_us = now_us});
        return;
    }
    if (ahead <= 0) {
        return;  // told as lost already
    }
    while (packets_.size() <= static_cast<std::size_t>(ahead)) {
        packets_.push_back({.sequence = static_cast<std::uint16_t>(packets_.back().sequence + 1)});
    }
    PacketArrival& packet = packets_[static_cast<std::size_t>(ahead)];
    packet.received = true;
    packet.time_us = now_us;
}

void ArrivalLog::write(ByteWriter& writer, const FeedbackHead& head) {
    if (!has_news()) {
        return;
    }
    const std::size_t told =
        write_transport_feedback(writer, {.head = head, .feedback_count = count_}, packets_);
    if (told == 0) {
        return;
    }
    ++count_;
    // The next one begins with the last that did arrive, as it must begin with one.
    std::size_t last = told - 1;
    while (last > 0 && !packets_[last].received) {
        --last;
    }
    if (last == 0) {
        // What comes next came too long after the first to be told with it.
        do {
            ++last;
        } while (!packets_[last].received);
    }
    packets_.erase(packets_.begin(), packets_.begin() + static_cast<std::ptrdiff_t>(last));
}

}  // namespace teahouse::rtc
