// SPDX-License-Identifier: MIT
// permessage-deflate (RFC 7692) without context takeover: each message is compressed alone, so one
// compressor and one decompressor per thread serve all connections and a compressed frame can be
// shared by all receivers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace teahouse::ws {

struct DeflateAgreement {
    bool agreed = false;
    // The largest window the server may compress with. Frames shared by many are made with 15: give
    // a connection with a smaller one the plain frames. 8: zlib cannot; send plain.
    int server_window_bits = 15;
    std::string extensions =
        {};  // value of Sec-WebSocket-Extensions in the answer; empty when not agreed
};

// Chooses the first acceptable permessage-deflate offer of the client's Sec-WebSocket-Extensions
// (section 5.1). Unknown, repeated or malformed parameters decline that offer; a header that is no
// extension list at all declines everything. Declining is no error: the connection then runs
// without compression.
DeflateAgreement negotiate_deflate(std::string_view offers);

// Compresses whole messages, level 1. One per thread; about 270 KB once used.
class Deflater {
public:
    Deflater();
    ~Deflater();
    Deflater(Deflater&&) noexcept;
    Deflater& operator=(Deflater&&) noexcept;
    Deflater(const Deflater&) = delete;
    Deflater& operator=(const Deflater&) = delete;

    // Appends the compressed message (the final 00 00 FF FF stripped) to `out`. False, with `out`
    // as before, when it would not be smaller or the window is too small for zlib: send it plain.
    bool deflate(std::span<const std::byte> message, std::string& out, int window_bits = 15);

private:
    struct Streams;
    std::unique_ptr<Streams> streams_;
};

// Decompresses whole messages. One per thread; it keeps its output buffer (at most the largest
// limit used).
class Inflater {
public:
    enum class Outcome : std::uint8_t {
        ok,
        too_big,  // stopped at the limit: close with 1009
        corrupt,  // no deflate data, or cut off: close with 1007
    };

    Inflater();
    ~Inflater();
    Inflater(Inflater&&) noexcept;
    Inflater& operator=(Inflater&&) noexcept;
    Inflater(const Inflater&) = delete;
    Inflater& operator=(const Inflater&) = delete;

    // Inflates one message in steps and stops as soon as it exceeds `bytes_max`.
    Outcome inflate(std::span<const std::byte> compressed, std::size_t bytes_max);
    // The message of the last ok; lives until the next call of inflate().
    [[nodiscard]] std::span<const std::byte> output() const;

private:
    struct Stream;
    std::unique_ptr<Stream> stream_;
};

}  // namespace teahouse::ws
