// SPDX-License-Identifier: MIT
#include "gateway/frame_chunks.h"

#include <algorithm>
#include <cstring>

#include "base/limits.h"

namespace teahouse::gateway {

net::Segment FrameChunks::append(std::string_view bytes) {
    if (size_ - used_ < bytes.size()) {
        size_ = std::max(limits::kSegmentChunkBytes, bytes.size());
        chunk_ = std::make_shared_for_overwrite<std::byte[]>(size_);
        used_ = 0;
    }
    std::byte* place = chunk_.get() + used_;
    std::memcpy(place, bytes.data(), bytes.size());
    used_ += bytes.size();
    return net::Segment{.owner = chunk_, .data = place, .size = bytes.size()};
}

}  // namespace teahouse::gateway
