// SPDX-License-Identifier: MIT
#include "app/config_rules.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "app/config.h"
#include "app/settings.h"
#include "base/ascii.h"
#include "base/limits.h"
#include "base/limits_calls.h"
#include "base/limits_rtc.h"
#include "base/result.h"
#include "gateway/ice.h"
#include "http/uri.h"
#include "net/address.h"
#include "resp/url.h"

namespace teahouse::app {
namespace {

// A number that stands in the table of settings as a text.
constexpr std::int64_t default_of(std::string_view key) {
    std::int64_t value = 0;
    for (const Setting& setting : kSettings) {
        if (setting.key == key) {
            for (const char digit : setting.fallback) {
                value = value * 10 + (digit - '0');
            }
        }
    }
    return value;
}

template <class Number>
constexpr bool agrees(std::string_view key, Number limit) {
    return default_of(key) == static_cast<std::int64_t>(limit);
}

// A limit that can be set has one default.
static_assert(agrees("http.head_timeout_ms", limits::kHeadTimeoutMs));
static_assert(agrees("http.keep_alive_ms", limits::kKeepAliveMs));
static_assert(agrees("ws.hello_timeout_ms", limits::kHelloTimeoutMs));
static_assert(agrees("ws.ping_ms", limits::kPingIntervalMs));
static_assert(agrees("ws.silence_ms", limits::kSilenceMs));
static_assert(agrees("ws.stalled_ms", limits::kStalledMs));
static_assert(agrees("files.size_mb", limits::kFileBytesMax / (1024 * 1024)));
static_assert(agrees("files.quota_mb", limits::kQuotaBytes / (1024 * 1024)));
static_assert(agrees("limits.commands_per_second", limits::kCommandsPerSecond));
static_assert(agrees("limits.logins_per_minute", limits::kLoginsPerMinute));
static_assert(agrees("limits.registers_per_minute", limits::kRegistersPerMinute));
static_assert(agrees("notify.delay_s", limits::kNotifyDelayMs / 1'000));
static_assert(agrees("calls.mesh", limits::kMeshLegsDefault));
static_assert(limits::kMeshLegsMax == 6);  // as `values` says
static_assert(agrees("limits.connections", limits::kConnectionsMax));
static_assert(agrees("limits.connections_per_address", limits::kUnauthenticatedPerAddressMax));

constexpr std::size_t kPrefixBytesMax = 64;

bool is_loopback(const std::string& address) {
    const auto parsed = net::parse_address(address);
    return address == "localhost" || (parsed && parsed->is_loopback());
}

Status check_lists(const Config& config) {
    for (const std::string& host : config.list("hosts")) {
        if (!http::parse_host(host)) {
            return config.refuse(
                "hosts",
                fmt::format("{} is no host; write chat.example.org or chat.example.org:8443",
                            host));
        }
    }
    for (const std::string& origin : config.list("origins")) {
        if (!http::parse_origin(origin)) {
            return config.refuse(
                "origins",
                fmt::format("{} is no web origin; write https://app.example.org, in lower case and "
                            "without a path",
                            origin));
        }
    }
    const std::string& accel = config.text("accel");
    const auto plain = [](char c) { return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-'; };
    if (!accel.empty() && (accel.size() < 2 || accel.front() != '/' ||
                           !std::all_of(accel.begin() + 1, accel.end(), plain))) {
        return config.refuse("accel", "a slash, and letters, digits and -, as in /stored");
    }
    for (const std::string& proxy : config.list("proxies")) {
        if (const auto block = net::parse_cidr(proxy); !block) {
            return config.refuse("proxies", fmt::format("{}: {}", proxy, block.error().message));
        }
    }
    return {};
}

Status check_store(const Config& config) {
    if (config.text("store") == "sqlite") {
        return {};
    }
    if (const auto url = resp::parse_url(config.text("store")); !url) {
        return config.refuse("store", url.error().message);
    }
    const std::string& prefix = config.text("redis.prefix");
    const auto plain = [](char c) {
        return ascii::is_alpha(c) || ascii::is_digit(c) || c == '-' || c == '_';
    };
    if (prefix.empty() || prefix.size() > kPrefixBytesMax || !std::ranges::all_of(prefix, plain)) {
        return config.refuse("redis.prefix", "letters, digits, - and _, at most 64");
    }
    if (config.text("files.folder").empty()) {
        return config.refuse("store",
                             "with a Redis the nodes share the bytes of files: set files.folder to "
                             "a folder that all of them see");
    }
    return {};
}

Status check_tls(const Config& config) {
    const bool certificate = !config.text("tls.cert").empty();
    const bool key = !config.text("tls.key").empty();
    if (certificate != key) {
        return config.refuse(certificate ? "tls.cert" : "tls.key",
                             certificate ? "needs tls.key as well" : "needs tls.cert as well");
    }
    return {};
}

Status check_times(const Config& config) {
    if (config.integer("ws.ping_ms") >= config.integer("ws.silence_ms")) {
        return config.refuse(
            "ws.ping_ms", fmt::format("must be less than {}: a client answers pings, and one that "
                                      "was not asked would be taken for gone",
                                      config.shown("ws.silence_ms")));
    }
    return {};
}

Status check_notify(const Config& config) {
    const std::string& url = config.text("notify.url");
    const std::string_view origin =
        std::string_view(url).substr(0, url.ends_with('/') ? url.size() - 1 : url.size());
    if (!url.empty() && !http::parse_origin(origin)) {
        return config.refuse("notify.url",
                             fmt::format("{} is no address; write https://chat.example.org, in "
                                         "lower case and without a path",
                                         url));
    }
    const std::string& contact = config.text("notify.contact");
    if (!contact.empty() && !contact.starts_with("mailto:") && !contact.starts_with("https://")) {
        return config.refuse(
            "notify.contact",
            fmt::format("{} is no contact; write mailto:you@example.org", contact));
    }
    return {};
}

Status check_turn(const Config& config) {
    const std::vector<std::string> urls = config.list("turn.urls");
    for (const std::string& url : urls) {
        if (!gateway::is_turn_url(url)) {
            return config.refuse(
                "turn.urls", fmt::format("{} is no relay; write turn:relay.example.org:3478, or "
                                         "turns:relay.example.org:5349?transport=tcp",
                                         url));
        }
    }
    if (urls.size() > limits::kTurnUrlsMax) {
        return config.refuse("turn.urls", fmt::format("at most {}", limits::kTurnUrlsMax));
    }
    const bool secret = !config.text("turn.secret_file").empty();
    if (urls.empty() == secret) {
        return config.refuse(secret ? "turn.secret_file" : "turn.urls",
                             secret ? "needs turn.urls as well" : "needs turn.secret_file as well");
    }
    if (config.boolean("turn.force_relay") && urls.empty()) {
        return config.refuse("turn.force_relay", "needs turn.urls: there is no relay");
    }
    return {};
}

Status check_rtc(const Config& config) {
    const std::string& port = config.text("rtc.port");
    if (port != "auto" && port != "off" && port != "0" && !rtc_port(config)) {
        return config.refuse("rtc.port", "expected auto, off or a number (0..65535)");
    }
    const auto addresses = config.list("rtc.addresses");
    if (addresses.size() > limits::kRtcAddressesMax) {
        return config.refuse("rtc.addresses", fmt::format("at most {}", limits::kRtcAddressesMax));
    }
    for (const std::string& address : addresses) {
        if (!net::parse_address(address)) {
            return config.refuse(
                "rtc.addresses",
                fmt::format("{} is no address; write 203.0.113.5 or 2001:db8::5", address));
        }
    }
    return {};
}

Status check_test_settings(const Config& config) {
    const std::string& address = config.text("address");
    for (const std::string_view key : {"test.fast_hash", "test.private_pages"}) {
        if (config.boolean(key) && !address.empty() && !is_loopback(address)) {
            return config.refuse(key, fmt::format("refused with {}, which is no loopback address",
                                                  config.shown("address")));
        }
    }
    return {};
}

}  // namespace

std::optional<std::uint16_t> rtc_port(const Config& config) {
    const std::string& text = config.text("rtc.port");
    if (text == "auto") {
        return static_cast<std::uint16_t>(config.integer("port"));
    }
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    const bool whole = error == std::errc{} && end == text.data() + text.size();
    return whole && port != 0 ? std::optional(port) : std::nullopt;
}

Status check_rules(const Config& config) {
    TRY_STATUS(check_lists(config));
    TRY_STATUS(check_store(config));
    TRY_STATUS(check_tls(config));
    TRY_STATUS(check_times(config));
    TRY_STATUS(check_notify(config));
    TRY_STATUS(check_turn(config));
    TRY_STATUS(check_rtc(config));
    return check_test_settings(config);
}

}  // namespace teahouse::app
