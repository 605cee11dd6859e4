// SPDX-License-Identifier: MIT
// `teahouse doctor calls`: asks what calls depend on for real, beside the running server and with
// its configuration, and says in words what is wrong.
#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include <fmt/core.h>
#include <fmt/format.h>
#include <sys/timex.h>

#include "app/call_ways.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/config_rules.h"
#include "app/control_client.h"
#include "app/doctor_redis.h"
#include "app/findings.h"
#include "app/relay_probe.h"
#include "app/service.h"
#include "base/address.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"
#include "gateway/clock.h"
#include "gateway/ice.h"
#include "gateway/token.h"
#include "net/interfaces.h"
#include "proto/messages.h"

namespace teahouse::app {
namespace {

constexpr TimeMs kAheadMsMax = 60'000;  // of files that were written by this very clock
constexpr std::string_view kPrivate[] = {"10.0.0.0/8",    "172.16.0.0/12", "192.168.0.0/16",
                                         "100.64.0.0/10", "127.0.0.0/8",   "169.254.0.0/16",
                                         "fc00::/7",      "fe80::/10",     "::1/128"};

bool is_private(const Address& address) {
    return std::ranges::any_of(kPrivate, [&](std::string_view block) {
        const auto parsed = parse_cidr(block);
        return parsed && parsed->contains(address);
    });
}

// The TCP port of the running server; none: it does not run, or with another data folder.
std::optional<std::uint16_t> running_port(const Config& config) {
    std::ifstream file(config.text("data") + "/port");
    std::uint32_t port = 0;
    if (!(file >> port) || port == 0 || port > 65'535) {
        return std::nullopt;
    }
    return static_cast<std::uint16_t>(port);
}

void check_page(const Config& config, Findings& findings) {
    if (!config.text("tls.cert").empty()) {
        findings.good("https", "pages come over TLS: browsers give them microphone and camera");
    } else if (!config.list("proxies").empty() || config.text("notify.url").starts_with("https:")) {
        findings.good("https",
                      "TLS is the proxy's; browsers give microphone and camera to https "
                      "pages, and to http://localhost");
    } else {
        findings.note("https",
                      "pages come over http: browsers give microphone and camera to "
                      "http://localhost alone. Set tls.cert and tls.key, or put a proxy "
                      "with TLS before the server and name it in proxies");
    }
}

void check_clock(const Config& config, Findings& findings) {
    std::error_code error;
    const auto written = std::filesystem::last_write_time(config.text("data") + "/main.db", error);
    const auto now = std::filesystem::file_time_type::clock::now();
    if (!error && written > now + std::chrono::milliseconds(kAheadMsMax)) {
        findings.bad("clock",
                     "it went back: the database was written later than now. Relays "
                     "refuse credentials of a wrong time");
        return;
    }
    timex state{};
    if (::adjtimex(&state) == TIME_ERROR) {
        findings.note("clock",
                      "the system does not say that it is synchronised (chrony, "
                      "systemd-timesyncd); relays refuse credentials of a wrong time");
        return;
    }
    findings.good("clock", "synchronised");
}

std::vector<Address> advertised(const Config& config) {
    std::vector<Address> all;
    for (const std::string& text : config.list("rtc.addresses")) {
        all.push_back(*parse_address(text));  // checked in check_rules()
    }
    if (const auto bound = parse_address(config.text("address")); all.empty() && bound) {
        return {*bound};
    }
    return all.empty() ? net::choose_advertised(net::interface_addresses()) : all;
}

void check_advertised(const Config& config, std::uint16_t port, Findings& findings) {
    const std::vector<Address> all = advertised(config);
    for (const Address& address : all) {
        const auto seen = probe_stun(to_string(address), port);
        const std::string name = fmt::format("{} UDP {}", to_string(address), port);
        if (seen) {
            findings.good("address", fmt::format("{} is told to browsers, and answers", name));
        } else {
            findings.note("address",
                          fmt::format("{} is told to browsers, but does not answer this machine "
                                      "itself. Behind NAT that may be so: forward UDP {} to here, "
                                      "and ask from outside",
                                      name, port));
        }
    }
    if (std::ranges::all_of(all, is_private)) {
        findings.note("address",
                      "none of them is public: calls of people elsewhere need "
                      "rtc.addresses with the public address and the forwarded port, "
                      "or a relay");
    }
}

void check_udp(const Config& config, std::uint16_t tcp_port, Findings& findings) {
    const std::optional<std::uint16_t> wanted = rtc_port(config);
    if (!wanted) {
        findings.note("udp", config.shown("rtc.port") +
                                 ": browsers find each other in one "
                                 "network, or over relays");
        return;
    }
    const std::uint16_t port = *wanted == 0 ? tcp_port : *wanted;
    const std::string& bound = config.text("address");
    const auto seen = probe_stun(bound.empty() ? "127.0.0.1" : bound, port);
    if (!seen) {
        findings.bad("udp", fmt::format("port {} does not answer STUN: {}. The server's log says "
                                        "whether it could open it",
                                        port, seen.error().message));
        return;
    }
    findings.good("udp",
                  fmt::format("port {} answers STUN and sees this machine at {}", port, *seen));
    check_advertised(config, port, findings);
    findings.good("firewall",
                  fmt::format("to be open: TCP {} for pages, UDP {} for calls", tcp_port, port));
}

std::string advice(const Error& error) {
    if (error.code != ErrorCode::forbidden) {
        return error.message;
    }
    return error.message +
           ". The relay refuses our credentials: its static-auth-secret is not "
           "what stands in turn.secret_file, use-auth-secret is missing there, or "
           "one of the clocks is wrong";
}

void check_relays(const Config& config, Findings& findings) {
    const auto options = ice_options(config);
    if (!options) {
        return findings.bad("relay", options.error().message);
    }
    if (options->turn_urls.empty()) {
        return findings.note("relay",
                             "none: between two people behind strict NAT, or without "
                             "UDP, calls do not come about (deploy/coturn.conf)");
    }
    const proto::IceConfig ice = make_ice(*options, UserId(), DeviceId(), gateway::wall_ms());
    const proto::IceServer& server = ice.servers.front();
    bool tcp = false;
    for (const std::string& url : options->turn_urls) {
        tcp = tcp || url.starts_with("turns:") || url.ends_with("transport=tcp");
        const auto report =
            probe_relay(url, {.username = *server.username, .credential = *server.credential});
        if (!report) {
            findings.bad("relay", fmt::format("{}: {}", url, advice(report.error())));
        } else if (report->private_too) {
            findings.bad("relay", url +
                                      " sends into private networks and to itself: who has an "
                                      "account here reaches what the relay reaches. Take the "
                                      "denied-peer-ip lines of deploy/coturn.conf");
        } else {
            findings.good("relay", fmt::format("{} takes our credentials and relays at {}", url,
                                               report->relayed));
        }
    }
    if (!tcp) {
        findings.note("relay",
                      "none over TCP: networks that block UDP stay out. Name the relay "
                      "once more with ?transport=tcp");
    }
}

// For what watches containers: the answer of /readyz, without a program that speaks HTTP.
int check_health(const Config& config) {
    const auto answer = control_request(Service::control_path(config), "/control/ready", "");
    const std::string text = answer ? answer->body : answer.error().message + '\n';
    static_cast<void>(std::fputs(text.c_str(), stdout));
    return answer && answer->status == 200 ? kExitOk : kExitFailed;
}

}  // namespace

int doctor(const Config& config) {
    if (config.rest() == std::vector<std::string>{"health"}) {
        return check_health(config);
    }
    if (config.rest() == std::vector<std::string>{"redis"}) {
        return doctor_redis(config);
    }
    if (config.rest() != std::vector<std::string>{"calls"}) {
        static_cast<void>(
            std::fputs("usage: teahouse doctor calls|redis|health [FLAGS]\n", stderr));
        return kExitUsage;
    }
    if (!gateway::init_crypto()) {
        static_cast<void>(std::fputs("teahouse: the system has no randomness\n", stderr));
        return kExitFailed;
    }
    Findings findings;
    if (!config.boolean("calls.enabled")) {
        findings.bad("calls", config.shown("calls.enabled") + ": nobody can call");
    }
    if (const auto port = running_port(config)) {
        findings.good("server", fmt::format("runs, TCP port {}", *port));
        check_udp(config, *port, findings);
    } else {
        findings.bad("server", "does not run with " + config.shown("data") + "; start it first");
    }
    check_page(config, findings);
    check_clock(config, findings);
    check_relays(config, findings);
    return findings.sum_up("Calls can be made.");
}

}  // namespace teahouse::app
