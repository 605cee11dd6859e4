// SPDX-License-Identifier: MIT
// When the packets of one publisher arrived, told to it in transport-wide feedback, so that it
// knows how much it may send.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "base/limits_rtc.h"
#include "rtc/rtcp_writer.h"

namespace teahouse::rtc {

// Remembers at most kFeedbackPacketsMax packets. On the router's thread.
class ArrivalLog {
public:
    void on_packet(std::uint16_t sequence, std::int64_t now_us);
    // Appends feedback about what is new.
    void write(ByteWriter& writer, const FeedbackHead& head);
    [[nodiscard]] bool has_news() const { return packets_.size() > 1; }

private:
    // Successive numbers; the first was told before, and the last did arrive.
    std::vector<PacketArrival> packets_;
    std::uint8_t count_ = 0;
};

}  // namespace teahouse::rtc
