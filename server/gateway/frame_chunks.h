// SPDX-License-Identifier: MIT
// The frame log's memory: finished WebSocket frames written one behind the other into shared
// chunks.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "net/segment.h"

namespace teahouse::gateway {

// One per engine. Adjoining segments of one chunk are contiguous, so that a tick's frames of a room
// go out as one range.
class FrameChunks {
public:
    // Copies the bytes into the current chunk (or one of their own, if large).
    net::Segment append(std::string_view bytes);

private:
    std::shared_ptr<std::byte[]> chunk_;
    std::size_t used_ = 0;
    std::size_t size_ = 0;
};

}  // namespace teahouse::gateway
