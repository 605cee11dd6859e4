// SPDX-License-Identifier: MIT
#include "app/doctor_redis.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "app/asked_redis.h"
#include "app/cluster.h"
#include "app/commands.h"
#include "app/config.h"
#include "app/findings.h"
#include "base/address.h"
#include "base/error.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "gateway/clock.h"
#include "resp/command.h"
#include "resp/info.h"
#include "resp/reply.h"
#include "resp/slots.h"
#include "resp/url.h"
#include "store/redis/redis_log.h"

namespace teahouse::app {
namespace {

using resp::Command;
using resp::info_value;

constexpr std::int64_t kClockNoteMs = 1'000;
constexpr std::int64_t kClockBadMs = 5'000;  // as long as the lease of who leads
constexpr std::int64_t kFarUs = 20'000;      // each commit waits for a way there and back
constexpr double kFullNote = 0.8;
constexpr std::size_t kSentinelsLeast = 3;
constexpr std::size_t kMastersLeast = 3;

// Publishes to a channel of nobody and writes a key that goes by itself, as nodes do.
constexpr std::string_view kTryScript =
    "redis.call('SPUBLISH', KEYS[1], '') redis.call('INFO', 'server') redis.call('TIME')"
    " return redis.call('SET', KEYS[1], '1', 'PX', 1000)";

// What Redis says of itself. A setting that it does not tell is empty.
struct Said {
    std::string info;
    resp::Reply settings;

    [[nodiscard]] std::string value(std::string_view name) const { return info_value(info, name); }
    [[nodiscard]] std::uint64_t number(std::string_view name) const {
        const std::string text = value(name);
        std::uint64_t number = 0;
        std::from_chars(text.data(), text.data() + text.size(), number);
        return number;
    }
    [[nodiscard]] std::string_view setting(std::string_view name) const {
        return settings.root().find(name).text();
    }
};

bool is_here(const resp::Url& url) {
    return std::ranges::all_of(url.hosts, [](const resp::Endpoint& host) {
        const auto address = parse_address(host.host);
        return host.host == "localhost" || (address && address->is_loopback());
    });
}

void check_way(const resp::Url& url, const Config& config, Findings& findings) {
    if (url.tls) {
        const std::string& authority = config.text("redis.authority");
        findings.good("tls", "encrypted, and its certificate is good by " +
                                 (authority.empty() ? "the system's authorities" : authority));
    } else if (!is_here(url)) {
        findings.note("tls",
                      "not encrypted: whoever is on the way reads the password and all messages. "
                      "Take rediss:// (or a network that is yours alone)");
    }
    if (!url.password.empty()) {
        findings.good("login", url.user.empty() ? "our password is taken"
                                                : "our user and password are taken");
    } else if (!is_here(url)) {
        findings.note("login", "no password: whoever reaches it reads and writes everything");
    }
}

void check_rights(const AskedRedis& redis, Findings& findings) {
    const auto tried = redis.ask(Command("EVAL", kTryScript, 1, redis.key()));
    if (tried) {
        findings.good("rights", "scripts run, keys can be written, channels spoken to");
    } else {
        findings.bad("rights", "it does not do what nodes ask of it: " + tried.error().message);
    }
}

void check_version(const Said& said, Findings& findings) {
    const std::string version = said.value("redis_version");
    const std::string text = fmt::format("Redis {}, {}", version, said.value("redis_mode"));
    if (said.number("redis_version") < store::kRedisMajorLeast) {
        findings.bad("version", text + ": 7.0 or later is needed");
    } else {
        findings.good("version", text);
    }
}

void check_memory(const Said& said, Findings& findings) {
    const std::string policy = said.value("maxmemory_policy");
    if (policy != "noeviction") {
        findings.bad("memory", "maxmemory-policy " + policy +
                                   ": messages would be thrown away when its memory is full. Set "
                                   "maxmemory-policy noeviction");
        return;
    }
    const auto used = static_cast<double>(said.number("used_memory"));
    const auto most = static_cast<double>(said.number("maxmemory"));
    constexpr double kMb = 1024.0 * 1024.0;
    if (most == 0) {
        findings.note("memory", fmt::format("{:.0f} MB used, and no bound (maxmemory): where the "
                                            "machine has no more, the system ends Redis",
                                            used / kMb));
    } else if (used > most * kFullNote) {
        findings.note("memory", fmt::format("{:.0f} of {:.0f} MB used: when it is full, nothing "
                                            "can be sent",
                                            used / kMb, most / kMb));
    } else {
        findings.good("memory",
                      fmt::format("{:.0f} of {:.0f} MB used; noeviction", used / kMb, most / kMb));
    }
}

// What is there after Redis was away.
void check_durability(const Said& said, Findings& findings) {
    const bool file = said.value("aof_enabled") == "1";
    const std::string fsync(said.setting("appendfsync"));
    const std::string text = fmt::format(
        "appendonly {}, appendfsync {}: what was answered survives {}", file ? "yes" : "no",
        fsync.empty() ? "unknown" : fsync, store::what_survives(file, fsync));
    if (file && fsync == "always") {
        findings.good("keeps", text);
    } else {
        findings.note("keeps", text);
    }
    if (file && said.value("aof_last_write_status") == "err") {
        findings.bad("disk", "it cannot write its append-only file: is the disk full?");
    }
    if (said.value("rdb_last_bgsave_status") == "err" &&
        said.setting("stop-writes-on-bgsave-error") != "no") {
        findings.bad("disk",
                     "its last snapshot (BGSAVE) failed, so it refuses writing: is the "
                     "disk full?");
    }
}

void check_copies(const Said& said, resp::Topology topology, Findings& findings) {
    if (said.value("role") != "master") {
        findings.bad("copies", "this is a replica of " + said.value("master_host") + ':' +
                                   said.value("master_port") + ": name the master");
        return;
    }
    const std::uint64_t all = said.number("connected_slaves");
    std::uint64_t good = 0;
    for (std::uint64_t i = 0; i < all; ++i) {
        const std::string one = said.value(fmt::format("slave{}", i));
        good += one.find("state=online") != std::string::npos ? 1U : 0U;
    }
    std::uint64_t wanted = 0;
    const std::string_view least = said.setting("min-replicas-to-write");
    std::from_chars(least.data(), least.data() + least.size(), wanted);
    const std::string text =
        fmt::format("{} replicas, {} of them up to date; min-replicas-to-write {}", all, good,
                    least.empty() ? "unknown" : least);
    if (wanted > good) {
        findings.bad("copies", text + ": it refuses writing until there are more");
    } else if (good == 0 && topology != resp::Topology::single) {
        findings.bad("copies", text + ": nobody can take over from it");
    } else if (good == 0) {
        findings.note("copies", text + ": while this machine is away, nobody can write");
    } else if (wanted == 0 && !least.empty()) {
        findings.note("copies", text +
                                    ": a master that is cut off goes on alone, and what it was "
                                    "given then is offered again by the nodes. With 1 it refuses");
    } else {
        findings.good("copies", text);
    }
}

void check_clock(const AskedRedis& redis, Findings& findings) {
    constexpr std::int64_t kMicrosInMilli = 1'000;
    std::int64_t way_us = 0;
    std::int64_t ahead_ms = 0;
    // The quickest of some, as the first may have waited for the connection.
    for (int i = 0; i < 5; ++i) {
        const std::int64_t sent_us = steady_us();
        const auto time = redis.ask(Command("TIME"));
        const std::int64_t took_us = steady_us() - sent_us;
        if (!time) {
            return findings.note("clock", "it does not tell its time: " + time.error().message);
        }
        if (i == 0 || took_us < way_us) {
            way_us = took_us;
            const std::int64_t there_ms =
                time->root().at(0).integer() * 1'000 + time->root().at(1).integer() / 1'000;
            ahead_ms = there_ms + took_us / 2 / kMicrosInMilli - gateway::wall_ms();
        }
    }
    const std::int64_t apart_ms = std::abs(ahead_ms);
    const std::string text =
        fmt::format("{} ms {} ours", apart_ms, ahead_ms < 0 ? "behind" : "ahead of");
    if (apart_ms > kClockBadMs) {
        findings.bad("clock", text +
                                  ": times of messages would jump when another node leads. "
                                  "Let chrony or systemd-timesyncd set all clocks");
    } else if (apart_ms > kClockNoteMs) {
        findings.note("clock", text + ": let chrony or systemd-timesyncd set all clocks");
    } else {
        findings.good("clock", text);
    }
    const std::string way =
        fmt::format("{:.1f} ms there and back", static_cast<double>(way_us) / 1e3);
    if (way_us > kFarUs) {
        findings.note("way", way + ": each message waits so long before it is answered");
    } else {
        findings.good("way", way);
    }
}

void check_log(const AskedRedis& redis, const std::string& prefix, Findings& findings) {
    const auto key = [&prefix](std::string_view name) {
        return fmt::format("{{{}}}:{}", prefix, name);
    };
    const auto lease = redis.ask(Command("GET", key("lease")));
    const auto nodes = redis.ask(Command("HLEN", key("heads")));
    const auto length = redis.ask(Command("XLEN", key("log")));
    const auto meta = redis.ask(Command("EXISTS", key("meta")));
    if (!lease || !nodes || !length || !meta) {
        return findings.bad("log", "it cannot be read");
    }
    if (meta->root().integer() == 0) {
        return findings.note("log",
                             "none of " + prefix + " yet: the first node that starts makes it");
    }
    const std::string leader(lease->root().text());
    const std::string text = fmt::format("{} entries since the snapshot, {} nodes",
                                         length->root().integer(), nodes->root().integer());
    if (leader.empty()) {
        findings.note("log", text + ", none of which leads");
    } else {
        findings.good("log", fmt::format("{}, node {} leads", text, leader));
    }
}

// Each sentinel by itself: they need not agree.
struct Watch {
    std::size_t answered = 0;
    std::size_t known = 0;  // the most that one of them knows, itself included
    std::vector<std::string> masters;
};

void check_sentinel(const resp::Url& url, const resp::Endpoint& host, const Config& config,
                    Watch& watch, Findings& findings) {
    const std::string name = to_string(host);
    const resp::Url one{.tls = url.tls, .password = url.sentinel_password, .hosts = {host}};
    const auto sentinel = AskedRedis::open(one, config.text("redis.authority"), "");
    if (!sentinel) {
        return findings.bad("sentinel", sentinel.error().message);
    }
    const auto said = sentinel->ask(Command("SENTINEL", "MASTER", url.master));
    if (!said) {
        return findings.bad("sentinel", fmt::format("{}: {}", name, said.error().message));
    }
    ++watch.answered;
    const resp::Value master = said->root();
    const std::string at =
        fmt::format("{}:{}", master.find("ip").text(), master.find("port").text());
    watch.known = std::max(
        watch.known, static_cast<std::size_t>(master.find("num-other-sentinels").integer()) + 1);
    if (std::ranges::find(watch.masters, at) == watch.masters.end()) {
        watch.masters.push_back(at);
    }
    const std::string text = fmt::format(
        "{} watches {} at {}: quorum {}, down after {} ms, failover timeout {} ms", name,
        url.master, at, master.find("quorum").text(), master.find("down-after-milliseconds").text(),
        master.find("failover-timeout").text());
    const auto quorum = sentinel->ask(Command("SENTINEL", "CKQUORUM", url.master));
    if (!quorum) {
        findings.bad("sentinel", fmt::format("{}. {}", text, quorum.error().message));
    } else if (master.find("flags").text().find("down") != std::string_view::npos) {
        findings.bad("sentinel",
                     fmt::format("{}. It is down for it ({})", text, master.find("flags").text()));
    } else {
        findings.good("sentinel", text);
    }
}

void check_sentinels(const resp::Url& url, const Config& config, Findings& findings) {
    Watch watch;
    for (const resp::Endpoint& host : url.hosts) {
        check_sentinel(url, host, config, watch, findings);
    }
    if (watch.masters.size() > 1) {
        findings.bad("sentinel", fmt::format("they do not agree on the master: {} and {}",
                                             watch.masters[0], watch.masters[1]));
    }
    if (watch.answered > 0 && watch.known < kSentinelsLeast) {
        findings.note("sentinel", fmt::format("{} of them: with fewer than three, one that is gone "
                                              "keeps the others from a majority",
                                              watch.known));
    } else if (watch.known > url.hosts.size()) {
        findings.note("sentinel", fmt::format("there are {}, and store names {}: name all, so that "
                                              "any of them may be away",
                                              watch.known, url.hosts.size()));
    }
}

void check_cluster(const AskedRedis& redis, Findings& findings) {
    const auto said = redis.ask(Command("CLUSTER", "INFO"));
    const auto slots = redis.ask(Command("CLUSTER", "SLOTS"));
    if (!said || !slots) {
        return findings.bad("cluster", (said ? slots : said).error().message);
    }
    const std::string info(said->root().text());
    const auto map = resp::SlotMap::read(slots->root(), {});
    if (!map) {
        return findings.bad("cluster", "its map of slots cannot be read");
    }
    const std::size_t masters = map->masters().size();
    const std::string text = fmt::format("{} of {} slots work; {} masters, {} replicas",
                                         info_value(info, "cluster_slots_ok"), resp::kSlots,
                                         masters, map->replicas().size());
    if (info_value(info, "cluster_state") != "ok" || !map->complete()) {
        findings.bad("cluster", text + ": it is not whole, and refuses commands");
    } else if (masters < kMastersLeast) {
        findings.note("cluster", text + ": it takes three masters to choose a new one");
    } else {
        findings.good("cluster", text);
    }
}

// What the master says that has the log. None: it has been told what is wrong.
std::optional<Said> ask_server(const AskedRedis& redis, Findings& findings) {
    auto info = redis.ask(Command("INFO"));
    if (!info) {
        findings.bad("server", info.error().message);
        return std::nullopt;
    }
    Said said{.info = std::string(info->root().text()), .settings = {}};
    auto settings = redis.ask(Command("CONFIG", "GET", "appendfsync", "min-replicas-to-write",
                                      "stop-writes-on-bgsave-error"));
    if (settings) {
        said.settings = *std::move(settings);
    } else {
        findings.note("server",
                      "it does not tell its settings (CONFIG GET): " + settings.error().message);
    }
    return said;
}

}  // namespace

int doctor_redis(const Config& config) {
    if (!is_cluster(config)) {
        static_cast<void>(std::fputs("teahouse: store is sqlite: there is no Redis\n", stderr));
        return kExitUsage;
    }
    const std::string& prefix = config.text("redis.prefix");
    Findings findings;
    const auto url = resp::parse_url(config.text("store"));
    if (!url) {
        findings.bad("store", url.error().message);
        return findings.sum_up("");
    }
    if (url->topology == resp::Topology::sentinel) {
        check_sentinels(*url, config, findings);
    }
    const auto redis = AskedRedis::open(*url, config.text("redis.authority"),
                                        fmt::format("{{{}}}:doctor", prefix));
    if (!redis) {
        findings.bad("server", redis.error().message);
        return findings.sum_up("");
    }
    if (const auto said = ask_server(*redis, findings)) {
        findings.good("server", url->without_secrets() + " answers");
        check_way(*url, config, findings);
        check_version(*said, findings);
        check_rights(*redis, findings);
        check_memory(*said, findings);
        check_durability(*said, findings);
        check_copies(*said, url->topology, findings);
        if (url->topology == resp::Topology::cluster) {
            check_cluster(*redis, findings);
        }
        check_clock(*redis, findings);
        check_log(*redis, prefix, findings);
    }
    return findings.sum_up("Redis is as nodes need it.");
}

}  // namespace teahouse::app
