// SPDX-License-Identifier: MIT
// The private output of one WebSocket connection: finished frames, of which the first may be half
// sent already. Exists only while something waits; the worker keeps a few for reuse.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace teahouse::net {

// Bytes of the server's frame that begins here. `bytes` must hold its whole header.
std::size_t frame_bytes(std::span<const std::byte> bytes);

// The end of the frame that `position` lies in, counted from the start of `frames`, which holds
// whole frames; a position between two frames is its own answer.
std::size_t frame_end(std::span<const std::byte> frames, std::size_t position);

class Outbox {
public:
    // Where writers append whole frames.
    [[nodiscard]] std::string& frames() { return bytes_; }
    void append(std::span<const std::byte> bytes);
    // The rest of a frame that was cut while the outbox was empty, and whole frames after it.
    void append_rest(std::span<const std::byte> bytes, std::size_t cut_frame_rest);

    [[nodiscard]] std::span<const std::byte> waiting() const;
    [[nodiscard]] bool empty() const { return head_ == bytes_.size(); }
    [[nodiscard]] std::size_t size() const { return bytes_.size() - head_; }
    void consume(std::size_t bytes);
    // Keeps only the frame that is being sent, and at least `committed` bytes (TLS has them
    // already).
    void drop_unsent(std::size_t committed);
    void clear();
    [[nodiscard]] std::size_t capacity() const { return bytes_.capacity(); }

private:
    void find_boundary();

    std::string bytes_;
    std::size_t head_ = 0;  // sent so far
    std::size_t boundary_ =
        0;  // a frame begins here (or the outbox ends); brought up to head_ on demand
};

// Spare outboxes, so that a private message costs no allocation.
class OutboxPool {
public:
    std::unique_ptr<Outbox> take();
    void give_back(std::unique_ptr<Outbox> outbox);

private:
    static constexpr std::size_t kSpareMax = 64;
    static constexpr std::size_t kSpareBytesMax = 16 * 1024;  // larger ones are freed

    std::vector<std::unique_ptr<Outbox>> spare_;
};

}  // namespace teahouse::net
