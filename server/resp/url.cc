// SPDX-License-Identifier: MIT
#include "resp/url.h"

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/limits_resp.h"
#include "base/result.h"

namespace teahouse::resp {
namespace {

constexpr std::uint16_t kRedisPort = 6379;
constexpr std::uint16_t kSentinelPort = 26379;

auto invalid(std::string_view why) { return fail(ErrorCode::invalid, std::string(why)); }

template <class Number>
std::optional<Number> read_number(std::string_view digits, Number max) {
    Number number = 0;
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (fault != std::errc() || end != digits.data() + digits.size() || number > max) {
        return std::nullopt;
    }
    return number;
}

Result<std::string> decode_percent(std::string_view text) {
    std::string plain;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] != '%') {
            plain += text[i];
            continue;
        }
        unsigned byte = 0;
        const std::string_view digits = text.substr(i + 1, 2);
        const auto [end, fault] =
            std::from_chars(digits.data(), digits.data() + digits.size(), byte, 16);
        if (digits.size() != 2 || fault != std::errc() || end != digits.data() + 2) {
            return invalid("the Redis URL holds a % that no two hexadecimal digits follow");
        }
        plain += static_cast<char>(byte);
        i += 2;
    }
    return plain;
}

bool is_host(std::string_view host) {
    constexpr std::string_view kAllowed =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-_:";
    return !host.empty() && host.size() <= limits::kRespHostBytesMax &&
           host.find_first_not_of(kAllowed) == std::string_view::npos;
}

// What stands before the first of `mark`, taken off `text` with it; all of it where there is none.
std::string_view take_until(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    const std::string_view taken = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return taken;
}

struct Scheme {
    std::string_view text;
    Topology topology;
    bool tls;
};
constexpr Scheme kSchemes[] = {
    {.text = "redis://", .topology = Topology::single, .tls = false},
    {.text = "rediss://", .topology = Topology::single, .tls = true},
    {.text = "redis+sentinel://", .topology = Topology::sentinel, .tls = false},
    {.text = "rediss+sentinel://", .topology = Topology::sentinel, .tls = true},
    {.text = "redis+cluster://", .topology = Topology::cluster, .tls = false},
    {.text = "rediss+cluster://", .topology = Topology::cluster, .tls = true},
};

Status read_login(std::string_view login, Url& url) {
    const std::size_t colon = login.find(':');
    if (colon != std::string_view::npos) {
        TRY(user, decode_percent(login.substr(0, colon)));
        url.user = std::move(user);
        login.remove_prefix(colon + 1);
    }
    TRY(password, decode_percent(login));
    url.password = std::move(password);
    if (url.password.empty()) {
        return invalid("the Redis URL has an @ but no password before it");
    }
    return {};
}

Status read_hosts(std::string_view hosts, Url& url) {
    const std::uint16_t port = url.topology == Topology::sentinel ? kSentinelPort : kRedisPort;
    do {
        TRY(endpoint, parse_endpoint(take_until(hosts, ','), port));
        url.hosts.push_back(std::move(endpoint));
        if (url.hosts.size() > limits::kRespHostsMax) {
            return invalid("the Redis URL names too many hosts");
        }
    } while (!hosts.empty());
    if (url.topology == Topology::single && url.hosts.size() > 1) {
        return invalid("redis:// names one host; several are for redis+sentinel or redis+cluster");
    }
    return {};
}

Status read_path(std::string_view path, Url& url) {
    if (url.topology == Topology::sentinel) {
        TRY(master, decode_percent(take_until(path, '/')));
        if (master.empty()) {
            return invalid("redis+sentinel:// needs the master's name after the hosts");
        }
        url.master = std::move(master);
    }
    if (path.empty()) {
        return {};
    }
    const auto database = read_number(path, limits::kRespDatabaseMax);
    if (!database) {
        return invalid("the database of the Redis URL is not a number");
    }
    if (url.topology == Topology::cluster && *database != 0) {
        return invalid("a Redis Cluster has no databases but 0");
    }
    url.database = *database;
    return {};
}

Status read_query(std::string_view query, Url& url) {
    while (!query.empty()) {
        std::string_view value = take_until(query, '&');
        const std::string_view name = take_until(value, '=');
        if (name != "sentinel_password" || url.topology != Topology::sentinel) {
            return invalid("the Redis URL has an option that is not known");
        }
        TRY(password, decode_percent(value));
        url.sentinel_password = std::move(password);
    }
    return {};
}

}  // namespace

std::string to_string(const Endpoint& endpoint) {
    const bool v6 = endpoint.host.find(':') != std::string::npos;
    return (v6 ? "[" + endpoint.host + "]" : endpoint.host) + ":" + std::to_string(endpoint.port);
}

Result<Endpoint> parse_endpoint(std::string_view text, std::uint16_t default_port) {
    Endpoint endpoint{.host = {}, .port = default_port};
    std::string_view port;
    bool has_port = false;
    if (text.starts_with('[')) {
        const std::size_t end = text.find(']');
        if (end == std::string_view::npos) {
            return invalid("a host of the Redis URL has a [ but no ]");
        }
        endpoint.host = text.substr(1, end - 1);
        text.remove_prefix(end + 1);
        if (!text.empty() && text.front() != ':') {
            return invalid("a host of the Redis URL is followed by something that is no port");
        }
        has_port = !text.empty();
        port = text.substr(has_port ? 1 : 0);
    } else {
        has_port = text.find(':') != std::string_view::npos;
        endpoint.host = take_until(text, ':');
        port = text;
    }
    if (!is_host(endpoint.host)) {
        return invalid(
            "a host of the Redis URL is missing or has characters that hosts do not have");
    }
    if (has_port) {
        const auto number = read_number<std::uint16_t>(port, 65'535);
        if (!number || *number == 0) {
            return invalid("a port of the Redis URL is not a number from 1 to 65535");
        }
        endpoint.port = *number;
    }
    return endpoint;
}

Result<Url> parse_url(std::string_view text) {
    if (text.size() > limits::kRespUrlBytesMax) {
        return invalid("the Redis URL is too long");
    }
    Url url;
    bool known = false;
    for (const Scheme& scheme : kSchemes) {
        if (text.starts_with(scheme.text)) {
            url.topology = scheme.topology;
            url.tls = scheme.tls;
            text.remove_prefix(scheme.text.size());
            known = true;
            break;
        }
    }
    if (!known) {
        return invalid(
            "a Redis URL begins with redis://, redis+sentinel:// or redis+cluster://, or the same "
            "with rediss for TLS");
    }
    // The last @ before the options: a password may hold others that were not encoded.
    const std::size_t at = text.rfind('@', text.rfind("?sentinel_password="));
    if (at != std::string_view::npos) {
        TRY_STATUS(read_login(text.substr(0, at), url));
        text.remove_prefix(at + 1);
    }
    std::string_view rest = take_until(text, '?');
    TRY_STATUS(read_hosts(take_until(rest, '/'), url));
    TRY_STATUS(read_path(rest, url));
    TRY_STATUS(read_query(text, url));
    return url;
}

std::string Url::without_secrets() const {
    std::string text = tls ? "rediss" : "redis";
    switch (topology) {
        case Topology::single: break;
        case Topology::sentinel: text += "+sentinel"; break;
        case Topology::cluster: text += "+cluster"; break;
    }
    text += "://";
    if (!password.empty()) {
        text += user.empty() ? "***@" : user + ":***@";
    }
    for (const Endpoint& host : hosts) {
        text += &host == hosts.data() ? "" : ",";
        text += to_string(host);
    }
    text += master.empty() ? "" : "/" + master;
    text += database == 0 ? "" : "/" + std::to_string(database);
    return text;
}

}  // namespace teahouse::resp
