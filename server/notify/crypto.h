// SPDX-License-Identifier: MIT
// The little cryptography of notifications, on OpenSSL: text forms of bytes, HMAC, keys of P-256.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/types.h>

namespace teahouse::notify {

inline constexpr std::size_t kTagBytes = 16;  // of AES-GCM

// Bytes are held in strings, as that is what hashes and texts are made of here.
[[nodiscard]] std::string base64(std::string_view bytes);
[[nodiscard]] std::string base64url(std::string_view bytes);  // without padding
// Padding is optional; nothing for what is no base64url.
[[nodiscard]] std::optional<std::string> from_base64url(std::string_view text);
[[nodiscard]] std::string hex(std::string_view bytes);
[[nodiscard]] std::string hmac_sha256(std::string_view key, std::string_view data);
[[nodiscard]] std::string random_bytes(std::size_t count);

struct FreeKey {
    void operator()(EVP_PKEY* key) const;
};
using Key = std::unique_ptr<EVP_PKEY, FreeKey>;

inline constexpr std::size_t kPointBytes = 65;  // an uncompressed point of P-256

[[nodiscard]] Key make_key();
// A key of P-256 from its raw form; null if it is none. With `secret` it can sign and agree.
[[nodiscard]] Key key_from(std::string_view point, std::string_view secret = {});
[[nodiscard]] std::string point_of(const Key& key);
// The shared secret of ECDH.
[[nodiscard]] std::string agree(const Key& own, const Key& peer);
// ES256 (RFC 7518): r and s, 64 bytes.
[[nodiscard]] std::string sign_es256(const Key& key, std::string_view data);
// AES-128-GCM with the tag behind the text.
[[nodiscard]] std::string seal_aes128gcm(std::string_view key, std::string_view nonce,
                                         std::string_view text);

}  // namespace teahouse::notify
