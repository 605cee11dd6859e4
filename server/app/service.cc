// SPDX-License-Identifier: MIT
#include "app/service.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <memory>
#include <string>
#include <thread>
#include <utility>

#include "app/config.h"
#include "base/error.h"
#include "base/result.h"
#include "chat/engine.h"
#include "gateway/gateway.h"
#include "gateway/metrics.h"
#include "gateway/options.h"
#include "gateway/token.h"
#include "media/blob_store.h"
#include "net/address.h"
#include "net/metrics.h"
#include "net/options.h"
#include "net/server.h"
#include "net/worker.h"
#include "store/metrics.h"
#include "store/sqlite/options.h"
#include "store/sqlite/sqlite_store.h"

namespace teahouse::app {
namespace {

constexpr std::size_t kCoresForOwnEngineThread =
    5;  // with four or fewer the engine shares worker 0's loop

bool is_loopback(const std::string& address) {
    const auto parsed = net::parse_address(address);
    return address == "localhost" || (parsed && parsed->is_loopback());
}

gateway::Options gateway_options(const Config& config) {
    gateway::Options options;
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
    options.command_burst = options.commands_per_second * 2;
    options.hello_timeout_ms = config.integer("ws.hello_timeout_ms");
    constexpr std::uint64_t kMb = 1024 * 1024;
    options.uploads = {
        .folder = config.text("data"),
        .file_bytes_max = static_cast<std::uint64_t>(config.integer("files.size_mb")) * kMb,
        .quota_bytes = static_cast<std::uint64_t>(config.integer("files.quota_mb")) * kMb};
    options.metrics_public = config.boolean("metrics.public");
    return options;
}

chat::EngineConfig engine_config(const Config& config) {
    return {
        .server_name = config.text("name"),
        .version = TEAHOUSE_VERSION,
        .registration_open = config.text("registration") == "open",
        .file_bytes_max = static_cast<std::uint64_t>(config.integer("files.size_mb")) * 1024 * 1024,
        .single_session = config.text("sessions") == "single"};
}

Result<net::ServerOptions> server_options(const Config& config, bool listen) {
    net::ServerOptions options;
    const bool tls = !config.text("tls.cert").empty() || !config.text("tls.key").empty();
    if (tls && (config.text("tls.cert").empty() || config.text("tls.key").empty())) {
        return fail(ErrorCode::invalid, "tls.cert and tls.key are both needed");
    }
    options.tls = {.certificate_file = config.text("tls.cert"), .key_file = config.text("tls.key")};
    if (listen) {
        std::string address = config.text("address");
        if (config.boolean("test.fast_hash")) {
            if (address.empty()) {
                address = "127.0.0.1";
            } else if (!is_loopback(address)) {
                return fail(ErrorCode::invalid,
                            "test.fast_hash = \"true\": refused with address = \"" + address +
                                "\", which is no loopback address");
            }
        }
        options.listen.push_back({.host = address,
                                  .port = static_cast<std::uint16_t>(config.integer("port")),
                                  .tls = tls});
    }
    const std::int64_t workers = config.integer("workers");
    options.workers = workers > 0 ? static_cast<std::uint32_t>(workers)
                                  : std::max(1U, std::thread::hardware_concurrency());
    options.control_path = Service::control_path(config);
    for (const std::string& proxy : config.list("proxies")) {
        auto block = net::parse_cidr(proxy);
        if (!block) {
            return fail(ErrorCode::invalid,
                        "proxies = \"" + proxy + "\": " + block.error().message);
        }
        options.trusted_proxies.push_back(*block);
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

void write_net(const net::Metrics& metrics, gateway::PrometheusText& out) {
    out.gauge("teahouse_connections", "Open connections.",
              static_cast<double>(metrics.connections));
    out.gauge("teahouse_websockets", "Open WebSockets.", static_cast<double>(metrics.websockets));
    out.counter("teahouse_accepted_total", "Connections accepted.", metrics.accepted);
    out.counter("teahouse_accept_errors_total", "Failed accepts.", metrics.accept_errors);
    out.counter("teahouse_refused_total", "Connections over the limit.", metrics.refused);
    out.counter("teahouse_request_errors_total", "Malformed, too large or too slow requests.",
                metrics.request_errors);
    out.counter("teahouse_messages_in_total", "WebSocket messages received.", metrics.messages_in);
    out.counter("teahouse_protocol_errors_total", "WebSockets closed for breaking the protocol.",
                metrics.protocol_errors);
    out.counter("teahouse_bytes_in_total", "Bytes received.", metrics.bytes_in);
    out.counter("teahouse_bytes_out_total", "Bytes sent.", metrics.bytes_out);
    out.counter("teahouse_sends_total", "Writes of the flush.", metrics.sends);
    out.counter("teahouse_frames_private_total", "Messages to one connection.",
                metrics.frames_private);
    out.counter("teahouse_segments_total", "Published pieces of frame logs.", metrics.segments);
    out.counter("teahouse_segments_dropped_total",
                "Ephemeral pieces dropped under the bandwidth cap.", metrics.segments_dropped);
    out.counter("teahouse_blocked_total", "Writes that a socket did not take whole.",
                metrics.blocked);
    out.counter("teahouse_lags_total", "Subscribers that were too far behind.", metrics.lags);
    out.counter("teahouse_stalls_total", "Connections closed with 4008.", metrics.stalls);
    out.counter("teahouse_timeouts_total", "Connections closed for silence or slowness.",
                metrics.timeouts);
    out.counter("teahouse_tls_errors_total", "Broken TLS sessions.", metrics.tls_errors);
    out.counter("teahouse_flushes_postponed_total", "Flushes that waited for the bandwidth cap.",
                metrics.flushes_postponed);
}

void write_store(const store::StoreMetrics& metrics, gateway::PrometheusText& out) {
    out.counter("teahouse_store_txns_committed_total", "Committed transactions.",
                metrics.txns_committed.load());
    out.counter("teahouse_store_txns_failed_total", "Failed transactions.",
                metrics.txns_failed.load());
    out.gauge("teahouse_store_txns_queued", "Transactions waiting.",
              static_cast<double>(metrics.txns_queued.load()));
    out.counter("teahouse_store_commits_total", "Group commits.", metrics.commits.load());
    out.counter("teahouse_store_commit_microseconds_total", "Time in commits.",
                metrics.commit_us.sum.load());
    out.counter("teahouse_store_queries_total", "Queries.", metrics.queries.load());
    out.counter("teahouse_store_queries_failed_total", "Failed queries.",
                metrics.queries_failed.load());
    out.gauge("teahouse_store_failing", "1 while writing does not work.",
              metrics.failing.load() ? 1 : 0);
}

}  // namespace

// In the order of making; destroyed the other way round, so that nothing outlives what it uses.
struct Service::Parts {
    store::SqliteStore* store = nullptr;  // the gateway's
    std::unique_ptr<media::BlobStore> blobs;
    std::unique_ptr<gateway::Gateway> gateway;
    std::unique_ptr<net::Server> server;
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

Result<std::unique_ptr<Service>> Service::start(const Config& config, bool listen) {
    if (!gateway::init_crypto()) {
        return fail(ErrorCode::internal, "the system has no randomness");
    }
    TRY(options, server_options(config, listen));
    auto parts = std::make_unique<Parts>();
    parts->workers = options.workers;
    parts->secure = !options.listen.empty() && options.listen.front().tls;
    const std::string& data = config.text("data");
    store::SqliteOptions store_options;
    store_options.directory = data;
    store_options.disk_limit_kb = static_cast<std::uint64_t>(config.integer("test.disk_limit_kb"));
    auto store = std::make_unique<store::SqliteStore>(std::move(store_options));
    parts->store = store.get();
    parts->blobs = std::make_unique<media::BlobStore>(data + "/blobs");
    parts->gateway = std::make_unique<gateway::Gateway>(
        gateway_options(config), engine_config(config), std::move(store), *parts->blobs);
    TRY_STATUS(parts->gateway->load());
    TRY(server, net::Server::create(std::move(options), [&](net::Worker& worker, std::uint32_t) {
            return parts->gateway->make_handler(worker);
        }));
    parts->server = std::move(server);
    parts->gateway->add_metrics([parts = parts.get()](gateway::PrometheusText& out) {
        write_net(parts->server->metrics(), out);
        write_store(parts->store->metrics(), out);
    });
    parts->server->start();
    parts->gateway->start(parts->workers >= kCoresForOwnEngineThread);
    if (listen) {
        parts->port_file = data + "/port";
        std::ofstream(parts->port_file) << parts->server->port() << '\n';
    }
    return std::make_unique<Service>(std::move(parts));
}

std::uint16_t Service::port() const { return parts_->server->port(); }

bool Service::secure() const { return parts_->secure; }

Status Service::reload(const Config& config) {
    parts_->gateway->set_registration_open(config.text("registration") == "open");
    parts_->store->set_disk_limit_kb(
        static_cast<std::uint64_t>(config.integer("test.disk_limit_kb")));
    return parts_->secure ? parts_->server->reload_tls() : Status{};
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
    parts_->gateway->stop();
    parts_->server->stop();
    parts_->server->join();
}

}  // namespace teahouse::app
