// SPDX-License-Identifier: MIT
#include "net/outbox.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace teahouse::net {

std::size_t frame_bytes(std::span<const std::byte> bytes) {
    // RFC 6455 section 5.2; the server's frames have no mask.
    const auto at = [&](std::size_t i) { return std::to_integer<std::size_t>(bytes[i]); };
    const std::size_t length = at(1) & 0x7fU;
    if (length < 126) {
        return 2 + length;
    }
    if (length == 126) {
        return 4 + (at(2) << 8U | at(3));
    }
    std::size_t value = 0;
    for (std::size_t i = 2; i < 10; ++i) {
        value = value << 8U | at(i);
    }
    return 10 + value;
}

std::size_t frame_end(std::span<const std::byte> frames, std::size_t position) {
    std::size_t end = 0;
    while (end < position) {
        end += frame_bytes(frames.subspan(end));
    }
    DCHECK(end <= frames.size());
    return end;
}

void Outbox::append(std::span<const std::byte> bytes) {
    bytes_.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
}

void Outbox::append_rest(std::span<const std::byte> bytes, std::size_t cut_frame_rest) {
    DCHECK(empty());
    clear();
    append(bytes);
    boundary_ = cut_frame_rest;
}

std::span<const std::byte> Outbox::waiting() const {
    return std::as_bytes(std::span(bytes_)).subspan(head_);
}

void Outbox::consume(std::size_t bytes) {
    head_ += bytes;
    DCHECK(head_ <= bytes_.size());
    if (head_ == bytes_.size()) {
        clear();
        return;
    }
    // Give sent bytes back once they are the greater part, so that each byte is moved at most once.
    if (head_ > 64 * 1024 && head_ > bytes_.size() / 2) {
        find_boundary();
        bytes_.erase(0, head_);
        boundary_ -= head_;
        head_ = 0;
    }
}

void Outbox::drop_unsent(std::size_t committed) {
    find_boundary();
    while (boundary_ < head_ + committed) {
        boundary_ += frame_bytes(std::as_bytes(std::span(bytes_)).subspan(boundary_));
    }
    bytes_.resize(boundary_);
}

void Outbox::clear() {
    bytes_.clear();
    head_ = 0;
    boundary_ = 0;
}

void Outbox::find_boundary() {
    while (boundary_ < head_) {
        boundary_ += frame_bytes(std::as_bytes(std::span(bytes_)).subspan(boundary_));
    }
}

std::unique_ptr<Outbox> OutboxPool::take() {
    if (spare_.empty()) {
        return std::make_unique<Outbox>();
    }
    std::unique_ptr<Outbox> outbox = std::move(spare_.back());
    spare_.pop_back();
    return outbox;
}

void OutboxPool::give_back(std::unique_ptr<Outbox> outbox) {
    if (spare_.size() < kSpareMax && outbox->capacity() <= kSpareBytesMax) {
        outbox->clear();
        spare_.push_back(std::move(outbox));
    }
}

}  // namespace teahouse::net
