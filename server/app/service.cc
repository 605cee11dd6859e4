// SPDX-License-Identifier: MIT
#include "app/service.h"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <memory>
#include <optional>
#include <ostream>
#include <string>
#include <string_view>
#include <system_error>
#include <thread>
#include <utility>

#include <unistd.h>

#include "app/call_ways.h"
#include "app/cluster.h"
#include "app/config.h"
#include "app/config_rules.h"
#include "app/link_previews.h"
#include "app/notifications.h"
#include "app/service_metrics.h"
#include "app/shared_folder.h"
#include "base/error.h"
#include "base/ids.h"
#include "base/limits.h"
#include "base/log.h"
#include "base/result.h"
#include "base/slow_log.h"
#include "base/steady_ms.h"
#include "chat/command.h"
#include "chat/effects.h"
#include "chat/engine.h"
#include "gateway/gateway.h"
#include "gateway/ice.h"
#include "gateway/media_port.h"
#include "gateway/metrics.h"
#include "gateway/options.h"
#include "gateway/router_calls.h"
#include "gateway/token.h"
#include "media/blob_store.h"
#include "net/address.h"
#include "net/listener.h"
#include "net/metrics.h"
#include "net/options.h"
#include "net/server.h"
#include "net/worker.h"
#include "store/metrics.h"
#include "store/search_metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"

namespace teahouse::app {
namespace {

constexpr std::size_t kCoresForOwnEngineThread =
    5;  // with four or fewer the engine shares worker 0's loop

// Which setting an option of the transport comes from; empty: from none.
std::string_view key_of(std::string_view option) {
    if (option == "host") {
        return "address";
    }
    if (option == "port") {
        return "port";
    }
    if (option == "certificate_file") {
        return "tls.cert";
    }
    if (option == "key_file") {
        return "tls.key";
    }
    return option == "control_path" ? "data" : "";
}

// The error with the setting that is to blame before it.
tl::unexpected<Error> blame(const Config& config, Error error) {
    if (const std::string_view key = key_of(error.field); !key.empty()) {
        error.message = config.shown(key) + ": " + error.message;
    }
    return tl::unexpected<Error>(std::move(error));
}

net::TlsOptions tls_options(const Config& config) {
    return {.certificate_file = config.text("tls.cert"), .key_file = config.text("tls.key")};
}

constexpr std::uint64_t kMb = 1024 * 1024;

gateway::Options gateway_options(const Config& config, SlowLog& slow) {
    gateway::Options options;
    options.slow = &slow;
    options.server_name = config.text("name");
    options.version = TEAHOUSE_VERSION;
    options.origins = {.hosts = config.list("hosts"), .origins = config.list("origins")};
    options.test_echo = config.boolean("test.echo");
    options.test_fast_hash = config.boolean("test.fast_hash");
    options.compression = config.boolean("compression");
    options.password_threads = std::max(1U, std::thread::hardware_concurrency() / 2);
    options.logins_per_minute = config.number("limits.logins_per_minute");
    options.registers_per_minute = config.number("limits.registers_per_minute");
    options.commands_per_second = config.number("limits.commands_per_second");
    constexpr double kBurst =
        static_cast<double>(limits::kCommandBurst) / limits::kCommandsPerSecond;
    options.command_burst = options.commands_per_second * kBurst;
    options.hello_timeout_ms = config.integer("ws.hello_timeout_ms");
    options.unauthenticated_per_address =
        static_cast<std::size_t>(config.integer("limits.connections_per_address"));
    options.uploads = {
        .folder = shared_folder(config),
        .uploads = uploads_folder(config),
        .file_bytes_max = static_cast<std::uint64_t>(config.integer("files.size_mb")) * kMb,
        .quota_bytes = static_cast<std::uint64_t>(config.integer("files.quota_mb")) * kMb};
    options.accel = config.text("accel");
    options.thumbnail_program = "/proc/self/exe";
    options.metrics_public = config.boolean("metrics.public");
    return options;
}

chat::EngineConfig engine_config(const Config& config, std::string notify_key, bool previews,
                                 const gateway::Ice& ice) {
    return {.server_name = config.text("name"),
            .version = TEAHOUSE_VERSION,
            .registration_open = config.text("registration") == "open",
            .file_bytes_max = static_cast<std::uint64_t>(config.integer("files.size_mb")) * kMb,
            .single_session = config.text("sessions") == "single",
            .recall_ms = config.integer("recall_minutes") * 60'000,
            .commands_per_second = config.number("limits.commands_per_second"),
            .command_burst = config.number("limits.commands_per_second") * 2,
            .notify_key = std::move(notify_key),
            .notify_plain_http = config.boolean("notify.allow_private"),
            .notify_delay_ms = config.integer("notify.delay_s") * 1'000,
            .previews = previews,
            .calls = config.boolean("calls.enabled"),
            .sfu = config.boolean("calls.sfu") && rtc_port(config),
            .mesh_legs_max = static_cast<std::size_t>(config.integer("calls.mesh")),
            .ice = [&ice](UserId user, DeviceId device, TimeMs now) {
                return ice.config_for(user, device, now);
            }};
}

// Tests that weaken the server do so on this machine only.
bool is_testing(const Config& config) {
    return config.boolean("test.fast_hash") || config.boolean("test.private_pages");
}

Result<net::ServerOptions> server_options(const Config& config, bool listen,
                                          std::vector<int> passed) {
    net::ServerOptions options;
    options.send_buffer_bytes = static_cast<int>(config.integer("test.send_buffer_kb")) * 1024;
    options.merge.wait_max_ms = config.integer("test.merge_ms");
    options.tls = tls_options(config);
    if (listen) {
        std::string address = config.text("address");
        if (is_testing(config) && address.empty()) {
            address = "127.0.0.1";
        }
        options.listen.push_back({.host = address,
                                  .port = static_cast<std::uint16_t>(config.integer("port")),
                                  .tls = !options.tls.certificate_file.empty()});
        if (is_testing(config) && !std::ranges::all_of(passed, net::is_loopback_socket)) {
            return config.refuse("test.fast_hash",
                                 "refused with a socket of LISTEN_FDS that is "
                                 "not of a loopback address");
        }
        options.passed = std::move(passed);
    }
    const std::int64_t workers = config.integer("workers");
    options.workers = workers > 0 ? static_cast<std::uint32_t>(workers)
                                  : std::max(1U, std::thread::hardware_concurrency());
    options.io_uring = config.boolean("io_uring");
    options.control_path = Service::control_path(config);
    for (const std::string& proxy : config.list("proxies")) {
        TRY(block, net::parse_cidr(proxy));
        options.trusted_proxies.push_back(block);
    }
    options.bandwidth_mbit = config.number("bandwidth");
    options.timeouts.head = config.integer("http.head_timeout_ms");
    options.timeouts.body_grace = config.integer("http.body_grace_ms");
    options.timeouts.keep_alive = config.integer("http.keep_alive_ms");
    options.timeouts.ping = config.integer("ws.ping_ms");
    options.timeouts.silence = config.integer("ws.silence_ms");
    options.timeouts.stalled = config.integer("ws.stalled_ms");
    options.bounds.connections_max = static_cast<std::size_t>(config.integer("limits.connections"));
    options.bounds.requests_per_address_max =
        static_cast<std::size_t>(config.integer("limits.connections_per_address"));
    return options;
}

// The UDP port of calls; none where it is off or cannot be opened. `port` is that of TCP.
std::unique_ptr<gateway::MediaPort> open_media(const Config& config, const std::string& host,
                                               std::uint16_t port) {
    const std::optional<std::uint16_t> wanted = rtc_port(config);
    if (!wanted) {
        return nullptr;
    }
    // `auto` is that of TCP as it is, which a socket from outside may have chosen.
    const bool same = *wanted == 0 || config.text("rtc.port") == "auto";
    gateway::MediaPortOptions options{
        .host = host, .port = same ? port : *wanted, .any_if_taken = *wanted == 0};
    for (const std::string& text : config.list("rtc.addresses")) {
        options.addresses.push_back(*net::parse_address(text));  // checked in check_rules()
    }
    return gateway::MediaPort::open(options);
}

// What group calls go through; none where there is no port, or it is not wanted.
std::unique_ptr<gateway::RouterCalls> open_router(const Config& config, gateway::MediaPort* port,
                                                  gateway::Gateway& gateway) {
    if (port != nullptr && config.boolean("calls.sfu") && config.boolean("calls.enabled")) {
        auto router = gateway::RouterCalls::make(
            *port,
            [&gateway](chat::RouterAnswer answer) { gateway.router_answer(std::move(answer)); },
            [&gateway](chat::RouterEvents events) { gateway.router_events(std::move(events)); });
        if (router) {
            gateway.set_router([to = router->get()](std::vector<chat::RouterAct> acts) {
                to->carry_out(std::move(acts));
            });
            return std::move(*router);
        }
        log(LogLevel::warning, "calls of groups go from device to device",
            {{.key = "why", .value = router.error().message}});
    }
    gateway.no_router();
    return nullptr;
}

std::uint64_t size_of(const std::string& file) {
    std::error_code error;
    const auto size = std::filesystem::file_size(file, error);
    return error ? 0 : size;
}

}  // namespace

// In the order of making; destroyed the other way round, so that nothing outlives what it uses.
struct Service::Parts {
    SlowLog slow{0};                      // all else writes to it
    store::SqliteStore* store = nullptr;  // the gateway's; none where this is one of several nodes
    std::unique_ptr<Cluster> cluster;     // then
    std::unique_ptr<media::BlobStore> blobs;
    std::unique_ptr<Notifications> notifications;  // none where nobody can come in
    std::unique_ptr<LinkPreviews> previews;        // none there either, nor where they are off
    std::unique_ptr<gateway::Ice> ice;             // the engine asks it
    std::unique_ptr<gateway::Gateway> gateway;
    std::unique_ptr<net::Server> server;
    std::unique_ptr<gateway::MediaPort> media;     // none where it is off
    std::unique_ptr<gateway::RouterCalls> router;  // nor without that
    std::uint32_t workers = 1;
    bool secure = false;
    bool stopped = false;
    std::string port_file;
};

Service::Service(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {}

Service::~Service() { stop(); }

std::string Service::control_path(const Config& config) {
    return config.text("data") + "/control.sock";
}

Status Service::prepare_data(const Config& config) {
    const std::string& data = config.text("data");
    std::error_code error;
    if (!std::filesystem::is_directory(data, error)) {
        if (std::filesystem::create_directories(data, error); error) {
            return config.refuse("data", "cannot make the folder: " + error.message());
        }
        std::filesystem::permissions(data, std::filesystem::perms::owner_all, error);
    }
    if (::access(data.c_str(), R_OK | W_OK | X_OK) != 0) {
        return config.refuse("data",
                             "cannot use the folder: " + std::generic_category().message(errno));
    }
    return prepare_shared_folder(config);
}

Result<std::unique_ptr<Service>> Service::start(const Config& config, bool listen,
                                                std::vector<int> passed) {
    if (!gateway::init_crypto()) {
        return fail(ErrorCode::internal, "the system has no randomness");
    }
    TRY(options, server_options(config, listen, std::move(passed)));
    TRY(ways, ice_options(config));
    auto parts = std::make_unique<Parts>();
    parts->slow.set_limit_ms(config.integer("log.slow_ms"));
    parts->workers = options.workers;
    parts->secure = !options.listen.empty() && options.listen.front().tls;
    const std::string& data = config.text("data");
    store::SqliteOptions store_options;
    store_options.directory = data;
    store_options.slow = &parts->slow;
    store_options.disk_limit_kb = static_cast<std::uint64_t>(config.integer("test.disk_limit_kb"));
    std::unique_ptr<store::SqliteStore> store;
    if (is_cluster(config)) {
        TRY(cluster, Cluster::open(config, std::move(store_options)));
        parts->cluster = std::move(cluster);
    } else {
        store = std::make_unique<store::SqliteStore>(std::move(store_options));
        parts->store = store.get();
    }
    parts->blobs = std::make_unique<media::BlobStore>(shared_folder(config) + "/blobs");
    if (listen) {
        TRY(notifications, Notifications::open(config));
        parts->notifications = std::move(notifications);
        parts->previews = LinkPreviews::open(config);
    }
    parts->ice = std::make_unique<gateway::Ice>(std::move(ways));
    chat::EngineConfig engine =
        engine_config(config, listen ? parts->notifications->public_key() : "",
                      parts->previews != nullptr, *parts->ice);
    parts->gateway = parts->cluster ? std::make_unique<gateway::Gateway>(
                                          gateway_options(config, parts->slow), std::move(engine),
                                          parts->cluster->take_bus(), *parts->blobs)
                                    : std::make_unique<gateway::Gateway>(
                                          gateway_options(config, parts->slow), std::move(engine),
                                          std::move(store), *parts->blobs);
    if (listen) {
        parts->notifications->attach(*parts->gateway);
    }
    if (parts->previews) {
        parts->previews->attach(*parts->gateway);
    }
    if (const Status loaded = parts->gateway->load(); !loaded) {
        Error error = loaded.error();
        error.message = config.shown("data") + ": " + error.message;
        return tl::unexpected<Error>(std::move(error));
    }
    const std::string host = listen ? options.listen.front().host : "";
    auto server = net::Server::create(std::move(options), [&](net::Worker& worker, std::uint32_t) {
        return parts->gateway->make_handler(worker);
    });
    if (!server) {
        return blame(config, server.error());
    }
    parts->server = std::move(*server);
    if (listen) {
        parts->media = open_media(config, host, parts->server->port());
        parts->ice->set_stun_port(parts->media ? parts->media->port() : 0);
    }
    parts->router = open_router(config, parts->media.get(), *parts->gateway);
    parts->gateway->add_metrics([parts = parts.get()](gateway::PrometheusText& out) {
        write_process(parts->server->loop_cpu_us(), out);
        write_net(parts->server->metrics(), out);
        write_slow(parts->slow, out);
        if (parts->store != nullptr) {
            write_store(parts->store->metrics(), out);
            write_search(parts->store->search_metrics(), out);
        }
        if (parts->cluster) {
            parts->cluster->write_metrics(out);
        }
        if (parts->notifications) {
            parts->notifications->write_metrics(out);
        }
        if (parts->previews) {
            parts->previews->write_metrics(out);
        }
        if (parts->media) {
            parts->media->write_metrics(out);
        }
        if (parts->router) {
            parts->router->write_metrics(out);
        }
    });
    parts->gateway->set_machine([parts = parts.get(), file = data + "/main.db"] {
        gateway::MachineStats stats{
            .connections = static_cast<std::uint32_t>(parts->server->metrics().connections),
            .store_bytes = size_of(file) + size_of(file + "-wal")};
        if (parts->store != nullptr) {
            stats.commits = parts->store->metrics().commits.load();
            stats.commit_us = parts->store->metrics().commit_us.sum.load();
        }
        return stats;
    });
    parts->gateway->set_fault([parts = parts.get()]() -> std::string_view {
        if (parts->cluster) {
            return parts->cluster->fault();
        }
        return parts->store->metrics().damaged.load(std::memory_order_relaxed)
                   ? "the database is damaged"
                   : "";
    });
    parts->server->start();
    parts->gateway->start(parts->workers >= kCoresForOwnEngineThread);
    if (parts->media) {
        parts->media->start();
    }
    if (parts->cluster) {
        if (const Status joined = parts->cluster->start(*parts->gateway); !joined) {
            return config.refuse("store", joined.error().message);
        }
    }
    if (listen) {
        parts->port_file = data + "/port";
        std::ofstream file(parts->port_file);
        file << parts->server->port() << '\n' << std::flush;
        if (!file) {  // a full disk must not keep anybody from reading
            log(LogLevel::warning, "cannot write which port it is",
                {{.key = "file", .value = parts->port_file},
                 {.key = "port", .value = std::to_string(parts->server->port())}});
        }
    }
    return std::make_unique<Service>(std::move(parts));
}

std::uint16_t Service::port() const { return parts_->server->port(); }

bool Service::secure() const { return parts_->secure; }

Status Service::reload(const Config& config) {
    parts_->gateway->set_registration_open(config.text("registration") == "open");
    parts_->slow.set_limit_ms(config.integer("log.slow_ms"));
    if (parts_->store != nullptr) {
        parts_->store->set_disk_limit_kb(
            static_cast<std::uint64_t>(config.integer("test.disk_limit_kb")));
    }
    TRY(secret, read_turn_secret(config));
    parts_->ice->set_turn_secret(std::move(secret));
    if (!parts_->secure || config.text("tls.cert").empty()) {
        return {};
    }
    if (const Status done = parts_->server->reload_tls(tls_options(config)); !done) {
        return blame(config, done.error());
    }
    return {};
}

void Service::begin_drain() {
    parts_->gateway->begin_drain();
    parts_->server->begin_drain();
}

bool Service::drained() const { return parts_->server->metrics().connections == 0; }

void Service::stop() {
    if (parts_->stopped) {
        return;
    }
    parts_->stopped = true;
    std::remove(parts_->port_file.c_str());
    if (parts_->notifications) {
        parts_->notifications->stop();
    }
    if (parts_->previews) {
        parts_->previews->stop();
    }
    if (parts_->media) {
        parts_->media->stop();
    }
    if (parts_->cluster) {
        parts_->cluster->stop();
    }
    parts_->gateway->stop();
    parts_->server->stop();
    parts_->server->join();
}

}  // namespace teahouse::app
