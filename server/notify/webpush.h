// SPDX-License-Identifier: MIT
// Web Push: messages that only the browser can read (RFC 8291) and the proof of who sends them
// (VAPID, RFC 8292).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "notify/crypto.h"

namespace teahouse::notify {

// The server's own key pair: browsers bind their subscriptions to it, so it has to last.
class VapidKey {
public:
    // Reads the key, or makes one that only the owner of the file may read.
    static Result<VapidKey> open(const std::string& file);
    explicit VapidKey(Key key) : key_(std::move(key)) {}

    // As browsers want it: base64url of the uncompressed point.
    [[nodiscard]] std::string public_text() const { return base64url(point_of(key_)); }
    // The value of Authorization for a push service, valid until `expires_s` (Unix time).
    [[nodiscard]] std::string authorization(std::string_view endpoint, std::string_view contact,
                                            std::int64_t expires_s) const;

private:
    Key key_;
};

// What a push service is given: aes128gcm for the browser with this key and secret. The length is
// rounded up, as it would tell something of the text. Empty: the key is none.
[[nodiscard]] std::string encrypt_push(std::string_view text, std::string_view browser_point,
                                       std::string_view browser_secret);
// The same with a given key pair, salt and length of the padded text, for test vectors.
[[nodiscard]] std::string encrypt_push_with(const Key& own, std::string_view salt,
                                            std::string_view padded, const Key& browser,
                                            std::string_view browser_secret);

// scheme://host[:port] of an address.
[[nodiscard]] std::string_view origin_of(std::string_view url);

}  // namespace teahouse::notify
