// SPDX-License-Identifier: MIT
#include "base/sha1.h"

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace teahouse {
namespace {

constexpr std::size_t kBlockBytes = 64;
using Words = std::array<std::uint32_t, 5>;

// RFC 3174 section 5: the function and the constant of each round of twenty steps.
std::uint32_t mix(std::size_t step, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
    if (step < 20) {
        return ((b & c) | (~b & d)) + 0x5A827999U;
    }
    if (step < 40) {
        return (b ^ c ^ d) + 0x6ED9EBA1U;
    }
    if (step < 60) {
        return ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDCU;
    }
    return (b ^ c ^ d) + 0xCA62C1D6U;
}

void add_block(Words& hash, std::string_view block) {
    std::array<std::uint32_t, 80> schedule = {};
    for (std::size_t i = 0; i < kBlockBytes; ++i) {
        schedule[i / 4] = (schedule[i / 4] << 8U) | static_cast<unsigned char>(block[i]);
    }
    for (std::size_t i = 16; i < schedule.size(); ++i) {
        schedule[i] =
            std::rotl(schedule[i - 3] ^ schedule[i - 8] ^ schedule[i - 14] ^ schedule[i - 16], 1);
    }
    auto [a, b, c, d, e] = hash;
    for (std::size_t i = 0; i < schedule.size(); ++i) {
        const std::uint32_t next = std::rotl(a, 5) + mix(i, b, c, d) + e + schedule[i];
        e = d;
        d = c;
        c = std::rotl(b, 30);
        b = a;
        a = next;
    }
    hash = {hash[0] + a, hash[1] + b, hash[2] + c, hash[3] + d, hash[4] + e};
}

}  // namespace

Sha1Digest sha1(std::string_view text) {
    std::string padded(text);
    padded.push_back('\x80');
    while (padded.size() % kBlockBytes != kBlockBytes - 8) {
        padded.push_back('\0');
    }
    const std::uint64_t bits = std::uint64_t{text.size()} * 8;
    for (unsigned shift = 64; shift > 0; shift -= 8) {
        padded.push_back(static_cast<char>((bits >> (shift - 8)) & 0xFFU));
    }
    Words hash = {0x67452301U, 0xEFCDAB89U, 0x98BADCFEU, 0x10325476U, 0xC3D2E1F0U};
    for (std::size_t start = 0; start < padded.size(); start += kBlockBytes) {
        add_block(hash, std::string_view(padded).substr(start, kBlockBytes));
    }
    Sha1Digest digest = {};
    for (std::size_t i = 0; i < digest.size(); ++i) {
        digest[i] = static_cast<std::byte>((hash[i / 4] >> (24 - 8 * (i % 4))) & 0xFFU);
    }
    return digest;
}

std::string base64(std::span<const std::byte> bytes) {
    constexpr std::string_view kAlphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t count = bytes.size() - i < 3 ? bytes.size() - i : 3;
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = (group << 8U) | (k < count ? std::to_integer<std::uint32_t>(bytes[i + k]) : 0);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            text.push_back(k <= count ? kAlphabet[(group >> (18 - 6 * k)) & 0x3FU] : '=');
        }
    }
    return text;
}

}  // namespace teahouse
