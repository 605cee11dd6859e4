// SPDX-License-Identifier: MIT
#include "notify/crypto.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/param_build.h>
#include <openssl/rand.h>

#include "base/check.h"

namespace teahouse::notify {
namespace {

constexpr const char* kCurve = "P-256";
constexpr std::size_t kScalarBytes = 32;
constexpr std::string_view kAlphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

template <auto free>
struct Free {
    template <class T>
    void operator()(T* what) const {
        free(what);
    }
};
using Context = std::unique_ptr<EVP_PKEY_CTX, Free<EVP_PKEY_CTX_free>>;
using Digest = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using Cipher = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;
using Number = std::unique_ptr<BIGNUM, Free<BN_free>>;
using Builder = std::unique_ptr<OSSL_PARAM_BLD, Free<OSSL_PARAM_BLD_free>>;
using Params = std::unique_ptr<OSSL_PARAM, Free<OSSL_PARAM_free>>;
using Signature = std::unique_ptr<ECDSA_SIG, Free<ECDSA_SIG_free>>;

const unsigned char* in(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* out(std::string& bytes) { return reinterpret_cast<unsigned char*>(bytes.data()); }

int length(std::string_view bytes) { return static_cast<int>(bytes.size()); }

}  // namespace

void FreeKey::operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }

std::string base64(std::string_view bytes) {
    std::string text;
    text.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        std::uint32_t three = 0;
        for (std::size_t j = 0; j < 3; ++j) {
            three = three << 8U;
            three |= i + j < bytes.size() ? static_cast<unsigned char>(bytes[i + j]) : 0U;
        }
        for (std::size_t j = 0; j < 4; ++j) {
            const bool there = i + j <= bytes.size();  // n bytes make n + 1 digits
            text.push_back(there ? kAlphabet[three >> (18U - 6U * j) & 0x3FU] : '=');
        }
    }
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text = base64(bytes);
    while (text.ends_with('=')) {
        text.pop_back();
    }
    for (char& c : text) {
        c = c == '+' ? '-' : c == '/' ? '_' : c;
    }
    return text;
}

std::optional<std::string> from_base64url(std::string_view text) {
    while (text.ends_with('=')) {
        text.remove_suffix(1);
    }
    std::string bytes;
    std::uint32_t held = 0;
    std::size_t bits = 0;
    for (const char c : text) {
        const std::size_t digit = kAlphabet.find(c == '-' ? '+' : c == '_' ? '/' : c);
        if (digit == std::string_view::npos || c == '+' || c == '/') {
            return std::nullopt;
        }
        held = (held << 6U | static_cast<std::uint32_t>(digit)) & 0xFFFFFU;
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            bytes.push_back(static_cast<char>(held >> bits & 0xFFU));
        }
    }
    return bits < 6 ? std::optional(std::move(bytes)) : std::nullopt;
}

std::string hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const char c : bytes) {
        const auto byte = static_cast<unsigned char>(c);
        text.push_back(kDigits[byte >> 4U]);
        text.push_back(kDigits[byte & 0xFU]);
    }
    return text;
}

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    NEED(HMAC(EVP_sha256(), key.data(), length(key), in(data), data.size(), out(mac), &size) !=
         nullptr);
    mac.resize(size);
    return mac;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    NEED(RAND_bytes(out(bytes), length(bytes)) == 1);
    return bytes;
}

Key make_key() {
    Key key(EVP_EC_gen(kCurve));
    NEED(key != nullptr);
    return key;
}

Key key_from(std::string_view point, std::string_view secret) {
    if (point.size() != kPointBytes || point.front() != '\x04') {
        return nullptr;
    }
    const Builder builder(OSSL_PARAM_BLD_new());
    const Number number(secret.empty() ? nullptr : BN_bin2bn(in(secret), length(secret), nullptr));
    NEED(builder != nullptr);
    bool built = OSSL_PARAM_BLD_push_utf8_string(builder.get(), OSSL_PKEY_PARAM_GROUP_NAME, kCurve,
                                                 0) == 1 &&
                 OSSL_PARAM_BLD_push_octet_string(builder.get(), OSSL_PKEY_PARAM_PUB_KEY,
                                                  point.data(), point.size()) == 1;
    if (number != nullptr) {
        built = built &&
                OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_PRIV_KEY, number.get()) == 1;
    }
    const Params params(built ? OSSL_PARAM_BLD_to_param(builder.get()) : nullptr);
    const Context context(EVP_PKEY_CTX_new_from_name(nullptr, "EC", nullptr));
    EVP_PKEY* made = nullptr;
    if (params == nullptr || context == nullptr || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &made,
                          number != nullptr ? EVP_PKEY_KEYPAIR : EVP_PKEY_PUBLIC_KEY,
                          params.get()) != 1) {
        return nullptr;
    }
    Key key(made);
    // A point that is not on the curve would give parts of the other key away.
    const Context check(EVP_PKEY_CTX_new_from_pkey(nullptr, key.get(), nullptr));
    return check != nullptr && EVP_PKEY_public_check(check.get()) == 1 ? std::move(key) : nullptr;
}

std::string point_of(const Key& key) {
    std::string point(kPointBytes, '\0');
    std::size_t size = 0;
    NEED(EVP_PKEY_get_octet_string_param(key.get(), OSSL_PKEY_PARAM_PUB_KEY, out(point),
                                         point.size(), &size) == 1 &&
         size == kPointBytes);
    return point;
}

std::string agree(const Key& own, const Key& peer) {
    const Context context(EVP_PKEY_CTX_new_from_pkey(nullptr, own.get(), nullptr));
    std::string secret(kScalarBytes, '\0');
    std::size_t size = secret.size();
    NEED(context != nullptr && EVP_PKEY_derive_init(context.get()) == 1 &&
         EVP_PKEY_derive_set_peer(context.get(), peer.get()) == 1 &&
         EVP_PKEY_derive(context.get(), out(secret), &size) == 1 && size == kScalarBytes);
    return secret;
}

std::string sign_es256(const Key& key, std::string_view data) {
    const Digest digest(EVP_MD_CTX_new());
    std::size_t size = 0;
    NEED(digest != nullptr &&
         EVP_DigestSignInit(digest.get(), nullptr, EVP_sha256(), nullptr, key.get()) == 1);
    NEED(EVP_DigestSign(digest.get(), nullptr, &size, in(data), data.size()) == 1);
    std::string der(size, '\0');
    NEED(EVP_DigestSign(digest.get(), out(der), &size, in(data), data.size()) == 1);
    const unsigned char* at = in(der);
    const Signature parsed(d2i_ECDSA_SIG(nullptr, &at, static_cast<long>(size)));
    NEED(parsed != nullptr);
    std::string raw(2 * kScalarBytes, '\0');
    NEED(BN_bn2binpad(ECDSA_SIG_get0_r(parsed.get()), out(raw), kScalarBytes) ==
         static_cast<int>(kScalarBytes));
    NEED(BN_bn2binpad(ECDSA_SIG_get0_s(parsed.get()), out(raw) + kScalarBytes, kScalarBytes) ==
         static_cast<int>(kScalarBytes));
    return raw;
}

std::string seal_aes128gcm(std::string_view key, std::string_view nonce, std::string_view text) {
    const Cipher cipher(EVP_CIPHER_CTX_new());
    std::string sealed(text.size() + kTagBytes, '\0');
    int written = 0;
    int last = 0;
    NEED(cipher != nullptr &&
         EVP_EncryptInit_ex(cipher.get(), EVP_aes_128_gcm(), nullptr, in(key), in(nonce)) == 1);
    NEED(EVP_EncryptUpdate(cipher.get(), out(sealed), &written, in(text), length(text)) == 1);
    NEED(EVP_EncryptFinal_ex(cipher.get(), out(sealed) + written, &last) == 1);
    NEED(EVP_CIPHER_CTX_ctrl(cipher.get(), EVP_CTRL_GCM_GET_TAG, kTagBytes,
                             out(sealed) + text.size()) == 1);
    return sealed;
}

}  // namespace teahouse::notify
