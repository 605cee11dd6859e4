// SPDX-License-Identifier: MIT
// Shared bytes of the frame log: encoded once, sent to many, freed by the last reader.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace teahouse::net {

// A piece of a chunk that holds finished frames. `owner` keeps the chunk alive; owners are the
// publishing thread (while it still fills the chunk) and every worker that has yet to send from it,
// hence shared.
struct Segment {
    std::shared_ptr<const std::byte[]> owner;
    const std::byte* data = nullptr;
    std::size_t size = 0;

    [[nodiscard]] std::span<const std::byte> bytes() const { return {data, size}; }
};

}  // namespace teahouse::net
