// SPDX-License-Identifier: MIT
// Packets as spans, numbers in network byte order, and a writer into memory that somebody else
// owns. Nothing here allocates.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace teahouse::rtc {

using Bytes = std::span<const std::uint8_t>;
using MutableBytes = std::span<std::uint8_t>;

// The caller has checked that the bytes are there; if it has not, the span's own check ends the
// process.
inline std::uint16_t read_u16(Bytes bytes, std::size_t at) {
    return static_cast<std::uint16_t>(bytes[at] << 8U | bytes[at + 1]);
}
inline std::uint32_t read_u24(Bytes bytes, std::size_t at) {
    return std::uint32_t{bytes[at]} << 16U | read_u16(bytes, at + 1);
}
inline std::uint32_t read_u32(Bytes bytes, std::size_t at) {
    return std::uint32_t{read_u16(bytes, at)} << 16U | read_u16(bytes, at + 2);
}
inline std::uint64_t read_u64(Bytes bytes, std::size_t at) {
    return std::uint64_t{read_u32(bytes, at)} << 32U | read_u32(bytes, at + 4);
}

inline void write_u16(MutableBytes bytes, std::size_t at, std::uint16_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 8U);
    bytes[at + 1] = static_cast<std::uint8_t>(value);
}
inline void write_u24(MutableBytes bytes, std::size_t at, std::uint32_t value) {
    bytes[at] = static_cast<std::uint8_t>(value >> 16U);
    write_u16(bytes, at + 1, static_cast<std::uint16_t>(value));
}
inline void write_u32(MutableBytes bytes, std::size_t at, std::uint32_t value) {
    write_u16(bytes, at, static_cast<std::uint16_t>(value >> 16U));
    write_u16(bytes, at + 2, static_cast<std::uint16_t>(value));
}

inline Bytes as_bytes(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}
inline std::string_view as_text(Bytes bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// Appends to memory of fixed size. What does not fit is not written, and from then on ok() is
// false and written() is empty: one question at the end is enough.
class ByteWriter {
public:
    explicit ByteWriter(MutableBytes into) : into_(into) {}

    void u8(std::uint8_t value) {
        if (take(1)) {
            into_[size_ - 1] = value;
        }
    }
    void u16(std::uint16_t value) {
        if (take(2)) {
            write_u16(into_, size_ - 2, value);
        }
    }
    void u24(std::uint32_t value) {
        if (take(3)) {
            write_u24(into_, size_ - 3, value);
        }
    }
    void u32(std::uint32_t value) {
        if (take(4)) {
            write_u32(into_, size_ - 4, value);
        }
    }
    void u64(std::uint64_t value) {
        u32(static_cast<std::uint32_t>(value >> 32U));
        u32(static_cast<std::uint32_t>(value));
    }
    void bytes(Bytes bytes) {
        if (take(bytes.size())) {
            std::ranges::copy(bytes, into_.last(into_.size() - size_ + bytes.size()).begin());
        }
    }
    // Zeros up to a multiple of four, as most of these formats have it.
    void pad4() {
        while (ok_ && size_ % 4 != 0) {
            u8(0);
        }
    }

    [[nodiscard]] bool ok() const { return ok_; }
    [[nodiscard]] std::size_t size() const { return ok_ ? size_ : 0; }
    [[nodiscard]] std::size_t left() const { return ok_ ? into_.size() - size_ : 0; }
    [[nodiscard]] Bytes written() const { return into_.first(size()); }
    // To fill in a length or a checksum that is known later.
    [[nodiscard]] MutableBytes whole() const { return into_.first(size()); }
    // As if something had not fit.
    void fail() { ok_ = false; }
    // Goes back to an earlier size(), from a failure too.
    void rewind(std::size_t size) {
        size_ = size;
        ok_ = true;
    }

private:
    bool take(std::size_t count) {
        ok_ = ok_ && count <= into_.size() - size_;
        size_ += ok_ ? count : 0;
        return ok_;
    }

    MutableBytes into_;
    std::size_t size_ = 0;
    bool ok_ = true;
};

}  // namespace teahouse::rtc
