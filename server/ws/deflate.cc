// SPDX-License-Identifier: MIT
#include "ws/deflate.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <zconf.h>
#include <zlib.h>

#include "base/check.h"

namespace teahouse::ws {
namespace {

constexpr int kLevel = 1;
// The hash table is cleared for each message: 2^(memLevel+7) entries of two bytes. 6 costs 16 KB
// instead of 64 KB.
constexpr int kMemoryLevel = 6;
constexpr int kWindowBitsMin = 9;  // zlib refuses 8 for raw deflate
constexpr int kWindowBitsMax = 15;
constexpr std::size_t kOutputBytesMin = 16 * 1024;
constexpr std::size_t kOutputBytesKept = 1024 * 1024;  // a larger output buffer is given back
constexpr std::size_t kTailBytes = 4;
constexpr std::array<std::byte, kTailBytes> kTail = {std::byte{0}, std::byte{0}, std::byte{0xFF},
                                                     std::byte{0xFF}};

// zlib wants Bytef* and, for input, without const.
Bytef* zlib_input(std::span<const std::byte> bytes) {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib only reads it
    return reinterpret_cast<Bytef*>(const_cast<std::byte*>(bytes.data()));
}

struct DeflateEnd {
    void operator()(z_stream* stream) const {
        deflateEnd(stream);
        std::default_delete<z_stream>()(stream);
    }
};
struct InflateEnd {
    void operator()(z_stream* stream) const {
        inflateEnd(stream);
        std::default_delete<z_stream>()(stream);
    }
};

std::unique_ptr<z_stream, DeflateEnd> make_deflate_stream(int window_bits) {
    std::unique_ptr<z_stream, DeflateEnd> stream(std::make_unique<z_stream>().release());
    const int result = deflateInit2(stream.get(), kLevel, Z_DEFLATED, -window_bits, kMemoryLevel,
                                    Z_DEFAULT_STRATEGY);
    NEED(result == Z_OK);  // out of memory
    return stream;
}

std::unique_ptr<z_stream, InflateEnd> make_inflate_stream() {
    std::unique_ptr<z_stream, InflateEnd> stream(std::make_unique<z_stream>().release());
    const int result = inflateInit2(stream.get(), -kWindowBitsMax);
    CHECK(result == Z_OK);
    return stream;
}

}  // namespace

struct Deflater::Streams {
    // By window bits; made when first needed.
    std::array<std::unique_ptr<z_stream, DeflateEnd>, kWindowBitsMax + 1> by_bits;
};

Deflater::Deflater() : streams_(std::make_unique<Streams>()) {}
Deflater::~Deflater() = default;
Deflater::Deflater(Deflater&&) noexcept = default;
Deflater& Deflater::operator=(Deflater&&) noexcept = default;

bool Deflater::deflate(std::span<const std::byte> message, std::string& out, int window_bits) {
    CHECK(window_bits >= 8 && window_bits <= kWindowBitsMax);
    // A message is compressed alone, so one that fits a window whole cannot refer further back than
    // that.
    if (message.size() <= (std::size_t{1} << static_cast<unsigned>(window_bits))) {
        window_bits = kWindowBitsMax;
    }
    if (message.empty() || window_bits < kWindowBitsMin) {
        return false;
    }
    std::unique_ptr<z_stream, DeflateEnd>& stream =
        streams_->by_bits[static_cast<std::size_t>(window_bits)];
    if (stream == nullptr) {
        stream = make_deflate_stream(window_bits);
    } else {
        deflateReset(stream.get());
    }
    // Room for one byte less than the message, plus the tail: what does not fit is not worth it.
    const std::size_t old_size = out.size();
    out.resize(old_size + message.size() - 1 + kTailBytes);
    stream->next_in = zlib_input(message);
    stream->avail_in = static_cast<uInt>(message.size());
    stream->next_out = reinterpret_cast<Bytef*>(out.data() + old_size);
    stream->avail_out = static_cast<uInt>(out.size() - old_size);
    const int result = ::deflate(stream.get(), Z_SYNC_FLUSH);
    CHECK(result == Z_OK || result == Z_BUF_ERROR);
    // With output space left over the flush is complete (zlib.h, deflate()).
    const bool worth_it = stream->avail_in == 0 && stream->avail_out > 0;
    out.resize(worth_it ? out.size() - stream->avail_out - kTailBytes : old_size);
    return worth_it;
}

struct Inflater::Stream {
    std::unique_ptr<z_stream, InflateEnd> zlib = make_inflate_stream();
    std::vector<std::byte> buffer;
    std::size_t size = 0;  // of the message in it

    Outcome run(std::span<const std::byte> compressed, std::size_t bytes_max);
    bool make_room(std::size_t bytes_max);
};

Inflater::Inflater() = default;
Inflater::~Inflater() = default;
Inflater::Inflater(Inflater&&) noexcept = default;
Inflater& Inflater::operator=(Inflater&&) noexcept = default;

// False when the message has reached its limit. One byte more than the limit is given, to see that
// it was exceeded.
bool Inflater::Stream::make_room(std::size_t bytes_max) {
    if (size > bytes_max) {
        return false;
    }
    if (size == buffer.size()) {
        buffer.resize(std::min(bytes_max + 1, std::max(kOutputBytesMin, 2 * buffer.size())));
    }
    return true;
}

Inflater::Outcome Inflater::Stream::run(std::span<const std::byte> compressed,
                                        std::size_t bytes_max) {
    zlib->next_in = zlib_input(compressed);
    zlib->avail_in = static_cast<uInt>(compressed.size());
    do {
        if (!make_room(bytes_max)) {
            return Outcome::too_big;
        }
        const std::size_t room = buffer.size() - size;
        zlib->next_out = reinterpret_cast<Bytef*>(buffer.data() + size);
        zlib->avail_out = static_cast<uInt>(room);
        const int result = ::inflate(zlib.get(), Z_SYNC_FLUSH);
        size += room - zlib->avail_out;
        if (result == Z_STREAM_END) {
            inflateReset(
                zlib.get());  // a last block may be followed by others (RFC 7692 section 7.2.3.4)
        } else if (result != Z_OK && result != Z_BUF_ERROR) {
            return Outcome::corrupt;
        }
    } while (zlib->avail_in > 0 || zlib->avail_out == 0);
    return size > bytes_max ? Outcome::too_big : Outcome::ok;
}

Inflater::Outcome Inflater::inflate(std::span<const std::byte> compressed, std::size_t bytes_max) {
    constexpr int kBetweenBlocks = 128;  // data_type: after a block, no bit left over (zlib.h)
    if (stream_ == nullptr) {
        stream_ = std::make_unique<Stream>();
    }
    inflateReset(stream_->zlib.get());
    stream_->size = 0;
    if (stream_->buffer.size() > std::max(kOutputBytesKept, bytes_max + 1)) {
        stream_->buffer = {};
    }
    Outcome outcome = stream_->run(compressed, bytes_max);
    if (outcome == Outcome::ok) {
        // The tail completes an empty block. If it was understood as anything else, the message was
        // cut off.
        const std::size_t size = stream_->size;
        outcome = stream_->run(kTail, bytes_max);
        if (stream_->size != size || stream_->zlib->data_type != kBetweenBlocks) {
            outcome = Outcome::corrupt;
        }
    }
    if (outcome != Outcome::ok) {
        stream_->size = 0;
    }
    return outcome;
}

std::span<const std::byte> Inflater::output() const {
    return stream_ == nullptr ? std::span<const std::byte>()
                              : std::span<const std::byte>(stream_->buffer).first(stream_->size);
}

}  // namespace teahouse::ws
