// SPDX-License-Identifier: MIT
#include "gateway/ice.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fmt/core.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "base/ascii.h"
#include "base/check.h"
#include "base/ids.h"
#include "proto/messages.h"

namespace teahouse::gateway {
namespace {

constexpr std::size_t kSha1Bytes = 20;
constexpr std::size_t kUrlBytesMax = 512;  // IceUrl

// Takes `prefix` away from the beginning of `text`.
bool take(std::string_view& text, std::string_view prefix) {
    if (!text.starts_with(prefix)) {
        return false;
    }
    text.remove_prefix(prefix.size());
    return true;
}

bool is_turn_port(std::string_view digits) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    return error == std::errc() && end == digits.data() + digits.size() && port != 0;
}

// A name, an IPv4 address, or an IPv6 address in brackets.
bool is_turn_host(std::string_view host) {
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed) {
        host = host.substr(1, host.size() - 2);
    }
    const auto fits = [bracketed](char c) {
        if (bracketed) {
            return ascii::is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') ||
                   c == ':' || c == '.';
        }
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '.' || c == '_';
    };
    return !host.empty() && std::ranges::all_of(host, fits);
}

}  // namespace

bool is_turn_url(std::string_view url) {
    std::string_view rest = url;
    if (url.size() > kUrlBytesMax || (!take(rest, "turn:") && !take(rest, "turns:"))) {
        return false;
    }
    const std::size_t query = rest.find('?');
    if (query != std::string_view::npos) {
        const std::string_view transport = rest.substr(query + 1);
        if (transport != "transport=udp" && transport != "transport=tcp") {
            return false;
        }
        rest = rest.substr(0, query);
    }
    const std::size_t bracket = rest.find(']');
    const std::size_t colon = rest.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        return is_turn_port(rest.substr(colon + 1)) && is_turn_host(rest.substr(0, colon));
    }
    return is_turn_host(rest);
}

std::string turn_credential(std::string_view secret, std::string_view username) {
    std::array<unsigned char, kSha1Bytes> digest{};
    unsigned int digest_bytes = 0;
    const auto* text = reinterpret_cast<const unsigned char*>(username.data());
    NEED(HMAC(EVP_sha1(), secret.data(), static_cast<int>(secret.size()), text, username.size(),
              digest.data(), &digest_bytes) != nullptr &&
         digest_bytes == kSha1Bytes);
    std::array<unsigned char, (kSha1Bytes + 2) / 3 * 4 + 1> encoded{};  // and the closing zero
    const int length = EVP_EncodeBlock(encoded.data(), digest.data(), static_cast<int>(kSha1Bytes));
    return {encoded.begin(), encoded.begin() + length};
}

proto::IceConfig make_ice(const IceOptions& options, UserId user, DeviceId device, TimeMs now) {
    proto::IceConfig ice;
    if (options.stun_port != 0) {
        ice.stun = options.stun_port;
    }
    if (options.relay_only) {
        ice.relay = true;
    }
    if (options.turn_urls.empty()) {
        return ice;
    }
    const TimeMs end_s = (now + options.turn_ttl_ms) / 1'000;
    proto::IceServer& server = ice.servers.emplace_back();
    for (const std::string& url : options.turn_urls) {
        server.urls.push_back({.url = url});
    }
    server.username = fmt::format("{}:{}.{}", end_s, user.value, device.value);
    server.credential = turn_credential(options.turn_secret, *server.username);
    ice.until = end_s * 1'000;
    return ice;
}

proto::IceConfig Ice::config_for(UserId user, DeviceId device, TimeMs now) const {
    const std::lock_guard lock(mutex_);
    return make_ice(options_, user, device, now);
}

void Ice::set_turn_secret(std::string secret) {
    const std::lock_guard lock(mutex_);
    options_.turn_secret = std::move(secret);
}

void Ice::set_stun_port(std::uint16_t port) {
    const std::lock_guard lock(mutex_);
    options_.stun_port = port;
}

}  // namespace teahouse::gateway
