// SPDX-License-Identifier: MIT
#include "notify/webpush.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <ios>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/check.h"
#include "base/error.h"
#include "base/result.h"
#include "notify/crypto.h"
#include "proto/json_writer.h"

namespace teahouse::notify {
namespace {

constexpr std::size_t kRecordBytes = 4096;
constexpr std::size_t kHeadBytes = 16 + 4 + 1 + kPointBytes;
constexpr std::size_t kTextBytesMax = kRecordBytes - kHeadBytes - kTagBytes - 1;
constexpr std::size_t kPadBytes = 256;
constexpr std::size_t kPemBytesMax = 16 * 1024;  // a key has some hundred
constexpr char kLastRecord = '\x02';

using Bio = std::unique_ptr<BIO, decltype([](BIO* bio) { BIO_free(bio); })>;

// HKDF (RFC 5869) for one block of output or less.
std::string hkdf(std::string_view salt, std::string_view secret, std::string info,
                 std::size_t bytes) {
    info.push_back('\x01');
    return hmac_sha256(hmac_sha256(salt, secret), info).substr(0, bytes);
}

std::string with_zero(std::string_view text) { return std::string(text) + '\0'; }

tl::unexpected<Error> cannot(const std::string& what, const std::string& file) {
    return fail(ErrorCode::internal,
                "cannot " + what + " " + file + ": " + std::generic_category().message(errno));
}

// All of it, durable, under the final name, unless another process was first: several nodes that
// share a folder begin at once.
Status write_private(const std::string& file, std::string_view text) {
    std::string fresh = file + ".XXXXXX";
    const int fd = ::mkostemp(fresh.data(), O_CLOEXEC);  // for its owner alone
    if (fd < 0) {
        return cannot("write", fresh);
    }
    const bool whole = ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
    const bool durable = whole && ::fsync(fd) == 0;
    ::close(fd);
    const bool named = durable && (::link(fresh.c_str(), file.c_str()) == 0 || errno == EEXIST);
    const Status done = named ? Status() : cannot("write", file);
    std::remove(fresh.c_str());
    return done;
}

std::string to_pem(EVP_PKEY* key) {
    const Bio bio(BIO_new(BIO_s_mem()));
    NEED(bio != nullptr &&
         PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr) == 1);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return {data, static_cast<std::size_t>(size)};
}

Key from_pem(const std::string& text) {
    const Bio bio(BIO_new_mem_buf(text.data(), static_cast<int>(text.size())));
    Key key(bio == nullptr ? nullptr
                           : PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr));
    const bool right = key != nullptr && EVP_PKEY_get_base_id(key.get()) == EVP_PKEY_EC &&
                       EVP_PKEY_get_bits(key.get()) == 256;
    return right ? std::move(key) : nullptr;
}

}  // namespace

Result<VapidKey> VapidKey::open(const std::string& file) {
    errno = 0;
    std::ifstream in(file, std::ios::binary);
    if (in) {
        // Not by iterators, which throw where reading fails.
        std::string text(kPemBytesMax, '\0');
        in.read(text.data(), static_cast<std::streamsize>(text.size()));
        if (in.bad()) {
            return cannot("read", file);
        }
        text.resize(static_cast<std::size_t>(in.gcount()));
        Key key = from_pem(text);
        if (key == nullptr) {
            return fail(ErrorCode::internal,
                        file + " is no key of P-256; move it away to get a new one");
        }
        return VapidKey(std::move(key));
    }
    // Not asked now whether it is there: another node that begins at the same time may have made
    // it.
    if (errno != ENOENT) {
        return cannot("read", file);
    }
    const Key key = make_key();
    TRY_STATUS(write_private(file, to_pem(key.get())));
    return open(file);
}

std::string VapidKey::authorization(std::string_view endpoint, std::string_view contact,
                                    std::int64_t expires_s) const {
    std::string claims = "{\"aud\":";
    proto::JsonWriter json(claims);
    json.value(origin_of(endpoint));
    json.raw(",\"exp\":");
    json.value(static_cast<std::uint64_t>(expires_s));
    if (!contact.empty()) {
        json.raw(",\"sub\":");
        json.value(contact);
    }
    json.raw("}");
    const std::string signed_part =
        base64url(R"({"typ":"JWT","alg":"ES256"})") + "." + base64url(claims);
    return "vapid t=" + signed_part + "." + base64url(sign_es256(key_, signed_part)) +
           ", k=" + public_text();
}

std::string encrypt_push(std::string_view text, std::string_view browser_point,
                         std::string_view browser_secret) {
    const Key browser = key_from(browser_point);
    if (browser == nullptr || text.size() > kTextBytesMax) {
        return {};
    }
    std::string padded(text);
    padded.push_back(kLastRecord);
    const std::size_t rounded = (padded.size() + kPadBytes - 1) / kPadBytes * kPadBytes;
    padded.resize(std::min(rounded, kTextBytesMax + 1), '\0');
    constexpr std::size_t kSaltBytes = 16;
    return encrypt_push_with(make_key(), random_bytes(kSaltBytes), padded, browser, browser_secret);
}

std::string encrypt_push_with(const Key& own, std::string_view salt, std::string_view padded,
                              const Key& browser, std::string_view browser_secret) {
    constexpr std::size_t kSecretBytes = 32;
    constexpr std::size_t kKeyBytes = 16;
    constexpr std::size_t kNonceBytes = 12;
    const std::string own_point = point_of(own);
    const std::string secret =
        hkdf(browser_secret, agree(own, browser),
             with_zero("WebPush: info") + point_of(browser) + own_point, kSecretBytes);
    const std::string key = hkdf(salt, secret, with_zero("Content-Encoding: aes128gcm"), kKeyBytes);
    const std::string nonce = hkdf(salt, secret, with_zero("Content-Encoding: nonce"), kNonceBytes);
    std::string message(salt);
    message += {'\0', '\0', static_cast<char>(kRecordBytes >> 8U), '\0'};
    message.push_back(static_cast<char>(kPointBytes));
    return message + own_point + seal_aes128gcm(key, nonce, padded);
}

std::string_view origin_of(std::string_view url) {
    const std::size_t scheme = url.find("://");
    const std::size_t host = scheme == std::string_view::npos ? 0 : scheme + 3;
    return url.substr(0, url.find_first_of("/?#", host));
}

}  // namespace teahouse::notify
