// SPDX-License-Identifier: MIT
#include "ws/writer.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "ws/frame.h"

namespace teahouse::ws {
namespace {

constexpr std::size_t kReasonBytesMax = limits::kControlFrameBytesMax - 2;

void put(FrameHeader& header, std::size_t byte) {
    header.data[header.size++] = static_cast<std::byte>(byte);
}

void append(std::string& out, std::span<const std::byte> bytes) {
    const std::size_t old_size = out.size();
    out.resize(old_size + bytes.size());
    if (!bytes.empty()) {
        std::memcpy(out.data() + old_size, bytes.data(), bytes.size());
    }
}

}  // namespace

FrameHeader make_header(const FrameOptions& options, std::size_t payload_bytes) {
    FrameHeader header;
    put(header, (options.fin ? 0x80U : 0U) | (options.compressed ? 0x40U : 0U) |
                    static_cast<unsigned>(options.opcode));
    std::size_t length_bytes = 0;
    if (payload_bytes < kLength16) {
        put(header, payload_bytes);
    } else if (payload_bytes <= 0xFFFF) {
        put(header, kLength16);
        length_bytes = 2;
    } else {
        put(header, kLength64);
        length_bytes = 8;
    }
    for (; length_bytes > 0; --length_bytes) {
        put(header, (payload_bytes >> (8 * (length_bytes - 1))) & 0xFFU);
    }
    return header;
}

std::size_t frame_size(std::size_t payload_bytes, Role role) {
    const std::size_t length_bytes = payload_bytes < kLength16 ? 0
                                     : payload_bytes <= 0xFFFF ? 2
                                                               : 8;
    return 2 + length_bytes + (role == Role::client ? 4 : 0) + payload_bytes;
}

void append_frame(std::string& out, const FrameOptions& options,
                  std::span<const std::byte> payload) {
    append(out, make_header(options, payload.size()).bytes());
    append(out, payload);
}

void append_masked_frame(std::string& out, const FrameOptions& options,
                         std::span<const std::byte> payload, std::array<std::byte, 4> key) {
    FrameHeader header = make_header(options, payload.size());
    header.data[1] |= std::byte{0x80};
    append(out, header.bytes());
    append(out, key);
    const std::size_t start = out.size();
    append(out, payload);
    apply_mask(std::as_writable_bytes(std::span(out)).subspan(start), key);
}

std::string close_payload(std::uint16_t code, std::string_view reason) {
    std::string payload;
    if (code == close_code::kNoStatus) {
        return payload;
    }
    payload.push_back(static_cast<char>(code >> 8U));
    payload.push_back(static_cast<char>(code & 0xFFU));
    std::size_t size = reason.size();
    if (size > kReasonBytesMax) {
        size = kReasonBytesMax;
        while (size > 0 && (static_cast<unsigned char>(reason[size]) & 0xC0U) == 0x80U) {
            --size;  // not inside a character
        }
    }
    payload.append(reason.substr(0, size));
    return payload;
}

void append_close(std::string& out, std::uint16_t code, std::string_view reason) {
    const std::string payload = close_payload(code, reason);
    append_frame(out, {.opcode = Opcode::close}, std::as_bytes(std::span(payload)));
}

void apply_mask(std::span<std::byte> bytes, std::array<std::byte, 4> key, std::size_t offset) {
    std::array<std::byte, 8> wide = {};
    for (std::size_t i = 0; i < wide.size(); ++i) {
        wide[i] = key[(offset + i) % key.size()];
    }
    std::uint64_t mask = 0;
    std::memcpy(&mask, wide.data(), sizeof(mask));
    std::size_t i = 0;
    for (; bytes.size() - i >= sizeof(mask); i += sizeof(mask)) {
        std::uint64_t word = 0;
        std::memcpy(&word, bytes.data() + i, sizeof(word));
        word ^= mask;
        std::memcpy(bytes.data() + i, &word, sizeof(word));
    }
    for (std::size_t k = 0; i < bytes.size(); ++i, ++k) {
        bytes[i] ^= wide[k];
    }
}

void PongBatch::add(std::span<const std::byte> payload) {
    ++count_;
    if (count_ <= kAnsweredPerRead) {
        append_frame(pongs_, {.opcode = Opcode::pong}, payload);
    } else {
        newest_.clear();
        append_frame(newest_, {.opcode = Opcode::pong}, payload);
    }
}

void PongBatch::flush(std::string& out, bool end_of_read) {
    out += pongs_;
    pongs_.clear();
    if (end_of_read) {
        out += newest_;
        newest_.clear();
        count_ = 0;
    }
}

}  // namespace teahouse::ws
