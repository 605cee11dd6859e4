// SPDX-License-Identifier: MIT
// permessage-deflate: any bytes inflate within the limit or are refused, and what we deflate
// inflates to itself, also with the small window that was agreed.
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <zlib.h>

#include "base/check.h"
#include "cutter.h"
#include "ws/deflate.h"

namespace {

namespace ws = teahouse::ws;
using teahouse::fuzz::Cutter;

constexpr std::size_t kBytesMax = 64 * 1024;

std::string_view text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// As a client with the agreed window would.
std::string inflate_with_window(std::string compressed, std::size_t size, int window_bits) {
    compressed.append("\0\0\xFF\xFF", 4);
    std::string out(size + 1, '\0');
    z_stream stream = {};
    CHECK(inflateInit2(&stream, -window_bits) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(compressed.data());
    stream.avail_in = static_cast<uInt>(compressed.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    const int result = inflate(&stream, Z_SYNC_FLUSH);
    CHECK(result == Z_OK);
    out.resize(out.size() - stream.avail_out);
    inflateEnd(&stream);
    return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Cutter cutter(data, size);
    const std::span<const std::byte> bytes = std::as_bytes(std::span(cutter.whole()));
    ws::Inflater inflater;
    const ws::Inflater::Outcome outcome = inflater.inflate(bytes, kBytesMax);
    CHECK(inflater.output().size() <= kBytesMax);
    CHECK(outcome == ws::Inflater::Outcome::ok || inflater.output().empty());
    if (outcome == ws::Inflater::Outcome::ok) {
        // A limit of exactly its size holds it, one byte less does not; and no message leaves
        // anything behind.
        const std::string first(text_of(inflater.output()));
        CHECK(inflater.inflate(bytes, first.size()) == ws::Inflater::Outcome::ok);
        CHECK(text_of(inflater.output()) == first);
        if (!first.empty()) {
            CHECK(inflater.inflate(bytes, first.size() - 1) == ws::Inflater::Outcome::too_big);
        }
    }

    ws::Deflater deflater;
    const int window_bits = 8 + static_cast<int>(cutter.options() % 8);
    std::string compressed;
    if (deflater.deflate(bytes, compressed, window_bits)) {
        CHECK(compressed.size() < bytes.size());
        CHECK(inflater.inflate(std::as_bytes(std::span(compressed)), bytes.size()) ==
              ws::Inflater::Outcome::ok);
        CHECK(text_of(inflater.output()) == cutter.whole());
        CHECK(inflate_with_window(compressed, bytes.size(), window_bits) == cutter.whole());
    }
    return 0;
}
