// SPDX-License-Identifier: MIT
#include "notify/web_address.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <curl/curl.h>
#include <curl/urlapi.h>

#include "base/ascii.h"
#include "base/limits_previews.h"

namespace teahouse::notify {
namespace {

struct FreeAddress {
    void operator()(CURLU* address) const { curl_url_cleanup(address); }
};

std::optional<std::string> part(CURLU* address, CURLUPart what) {
    char* text = nullptr;
    if (curl_url_get(address, what, &text, 0) != CURLUE_OK || text == nullptr) {
        return std::nullopt;
    }
    const std::unique_ptr<char, decltype(&curl_free)> kept(text, &curl_free);
    return std::string(text);
}

// Browsers send what is not ASCII percent-encoded.
std::string encoded(const std::string& url, std::size_t authority_end) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text = url.substr(0, authority_end);
    for (const char c : std::string_view(url).substr(text.size())) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x80) {
            text += '%';
            text += kDigits[byte >> 4U];
            text += kDigits[byte & 15U];
        } else {
            text += c;
        }
    }
    return text;
}

}  // namespace

std::optional<WebAddress> web_address(std::string_view text, const std::string& base) {
    const std::unique_ptr<CURLU, FreeAddress> address(curl_url());
    if (address == nullptr || text.size() > limits::kLinkBytesMax) {
        return std::nullopt;
    }
    if (!base.empty() && curl_url_set(address.get(), CURLUPART_URL, base.c_str(), 0) != CURLUE_OK) {
        return std::nullopt;
    }
    if (curl_url_set(address.get(), CURLUPART_URL, std::string(text).c_str(), 0) != CURLUE_OK ||
        curl_url_set(address.get(), CURLUPART_FRAGMENT, nullptr, 0) != CURLUE_OK ||
        part(address.get(), CURLUPART_USER) || part(address.get(), CURLUPART_PASSWORD)) {
        return std::nullopt;
    }
    const auto scheme = part(address.get(), CURLUPART_SCHEME);
    const auto host = part(address.get(), CURLUPART_HOST);
    const auto url = part(address.get(), CURLUPART_URL);
    if (!scheme || !host || !url || (*scheme != "http" && *scheme != "https")) {
        return std::nullopt;
    }
    constexpr std::size_t kSigns = 3;  // ://
    const std::size_t authority_end = url->find_first_of("/?", scheme->size() + kSigns);
    return WebAddress{.url = encoded(*url, authority_end), .host = ascii::to_lower(*host)};
}

}  // namespace teahouse::notify
