// SPDX-License-Identifier: MIT
#include "gateway/worker_handler.h"

#include <utility>

#include "base/limits.h"
#include "base/log.h"
#include "gateway/http_answers.h"
#include "gateway/unanswered.h"

namespace teahouse::gateway {
namespace {

constexpr std::string_view kApi = "/api/v1/";
constexpr std::string_view kControl = "/control/";
constexpr std::string_view kPicture = "/a/";
constexpr std::string_view kPreview = "/p/";
constexpr std::string_view kUploads = "/api/v1/upload";
constexpr std::string_view kUpload = "/api/v1/upload/";
constexpr std::string_view kFile = "/f/";
constexpr std::string_view kHook = "/hooks/";

std::string_view to_text(http::Method method) {
    switch (method) {
        case http::Method::get: return "GET";
        case http::Method::head: return "HEAD";
        case http::Method::post: return "POST";
        case http::Method::put: return "PUT";
        case http::Method::patch: return "PATCH";
        case http::Method::delete_: return "DELETE";
        case http::Method::options: return "OPTIONS";
    }
    return "?";
}

// For the log: the address of a webhook is its secret.
std::string shown_path(const std::string& path) {
    return path.starts_with(kHook) ? std::string(kHook) + "..." : path;
}

bool is_read(http::Method method) {
    return method == http::Method::get || method == http::Method::head;
}

}  // namespace

WorkerHandler::WorkerHandler(Shared& shared, net::Worker& worker, const Pages& pages, bool first)
    : context_{.shared = shared, .worker = worker, .outgoing = {}, .request = 0},
      pages_(pages),
      sockets_(context_),
      api_(context_),
      files_(context_, first) {}

std::size_t WorkerHandler::body_limit(const http::RequestHead& head) {
    if (head.method == http::Method::patch) {
        // A chunked body would be kept whole: it is refused at its first byte.
        return !head.chunked && std::string_view(head.path).starts_with(kUpload)
                   ? static_cast<std::size_t>(context_.shared.options.uploads.file_bytes_max)
                   : 0;
    }
    if (head.method != http::Method::post) {
        return 0;
    }
    if (head.path == "/api/v1/avatar") {
        return limits::kAvatarBytesMax;
    }
    const bool taken = head.path.starts_with(kApi) || head.path.starts_with(kControl) ||
                       head.path.starts_with(kHook);
    return taken ? limits::kBodyBytesMax : 0;
}

bool WorkerHandler::on_upload(net::ConnectionId connection, const http::RequestHead& head) {
    if (head.method != http::Method::patch || context_.worker.is_control(connection)) {
        return false;
    }
    context_.shared.counters.http_requests.fetch_add(1, std::memory_order_relaxed);
    context_.request = context_.shared.next_request.fetch_add(1, std::memory_order_relaxed);
    if (!host_allowed(context_.shared.options.origins, head.field("host"))) {
        context_.respond(connection, text_answer(403, "This host is not served here.\n"));
        return true;
    }
    files_.on_patch(connection, std::string_view(head.path).substr(kUpload.size()), head);
    return true;
}

void WorkerHandler::on_body(net::ConnectionId connection, std::string_view piece) {
    files_.on_body(connection, piece);
}

void WorkerHandler::on_request(net::ConnectionId connection, http::Request request) {
    if (files_.on_body_end(connection)) {
        return;
    }
    Shared& shared = context_.shared;
    shared.counters.http_requests.fetch_add(1, std::memory_order_relaxed);
    context_.request = shared.next_request.fetch_add(1, std::memory_order_relaxed);
    if (log_enabled(LogLevel::debug)) {
        log(LogLevel::debug, "request",
            {{"request", context_.request_id(context_.request)},
             {"method", std::string(to_text(request.head.method))},
             {"path", shown_path(request.head.path)},
             {"peer", context_.worker.peer_address(connection)}});
    }
    if (context_.worker.is_control(connection)) {
        if (std::string_view(request.head.path).starts_with(kControl)) {
            const std::string name = request.head.path.substr(kControl.size());
            if (name == "metrics") {
                return context_.respond(connection, metrics_answer());
            }
            if (name == "ready") {
                return context_.respond(connection, readiness());
            }
            return api_.on_control(connection, name, std::move(request));
        }
        return context_.respond(connection, text_answer(404, "Not found.\n"));
    }
    if (!is_probe(connection, request.head) &&
        !host_allowed(shared.options.origins, request.head.field("host"))) {
        shared.counters.http_refused.fetch_add(1, std::memory_order_relaxed);
        log(LogLevel::warning, "request refused: foreign host",
            {{"request", context_.request_id(context_.request)},
             {"host", std::string(request.head.field("host"))},
             {"peer", context_.worker.peer_address(connection)}});
        return context_.respond(connection, text_answer(403, "This host is not served here.\n"));
    }
    route(connection, std::move(request));
}

// What watches the server knows it by its address, not by the names that it is served under. The
// metrics only by this machine's own, so that no page of a foreign name can read them.
bool WorkerHandler::is_probe(net::ConnectionId connection, const http::RequestHead& head) const {
    return head.path == "/healthz" || head.path == "/readyz" ||
           (head.path == "/metrics" && context_.worker.is_loopback(connection) &&
            is_loopback_host(head.field("host")));
}

void WorkerHandler::route(net::ConnectionId connection, http::Request request) {
    const http::RequestHead& head = request.head;
    const std::string_view path = head.path;
    if (path == "/ws") {
        if (context_.shared.draining.load(std::memory_order_relaxed)) {
            return context_.respond(connection, text_answer(503, "Draining.\n"));
        }
        return sockets_.upgrade(connection, head);
    }
    if (path == kUploads || path.starts_with(kUpload)) {
        return files_.on_upload_request(connection, path.substr(kUploads.size()), head);
    }
    if (path.starts_with(kApi)) {
        const std::string name = head.path.substr(kApi.size());
        return api_.on_request(connection, name, std::move(request));
    }
    if (path.starts_with(kHook)) {
        return api_.on_hook(connection, path.substr(kHook.size()), request);
    }
    if (path == "/echo" && context_.shared.options.test_echo &&
        context_.worker.is_loopback(connection)) {
        return sockets_.upgrade_echo(connection, head);
    }
    if (!is_read(head.method)) {
        http::Response response = text_answer(405, "Use GET.\n");
        response.fields.push_back({"Allow", "GET, HEAD"});
        return context_.respond(connection, std::move(response));
    }
    if (path.starts_with(kPicture)) {
        return api_.on_picture(connection, path.substr(kPicture.size()), head, false);
    }
    if (path.starts_with(kPreview)) {
        return api_.on_picture(connection, path.substr(kPreview.size()), head, true);
    }
    if (path.starts_with(kFile)) {
        return files_.on_download(connection, path.substr(kFile.size()), head);
    }
    if (path == "/healthz") {
        return context_.respond(connection, text_answer(200, "ok\n"));
    }
    if (path == "/readyz") {
        return context_.respond(connection, readiness());
    }
    if (path == "/metrics") {
        return context_.respond(connection, metrics(connection));
    }
    if (auto page = pages_.answer(head, context_.worker.is_secure(connection))) {
        return context_.respond(connection, std::move(*page));
    }
    http::Response response = text_answer(
        404, path == "/" ? "This server was built without the web client (./run.sh builds both).\n"
                         : "Not found.\n");
    context_.respond(connection, std::move(response));
}

http::Response WorkerHandler::readiness() const {
    const Shared& shared = context_.shared;
    std::string_view why;
    if (shared.draining.load()) {
        why = "draining";
    } else if (!shared.ready.load()) {
        why = "starting or ending";
    } else if (shared.fault) {
        why = shared.fault();
    }
    return why.empty() ? text_answer(200, "ready\n")
                       : text_answer(503, "not ready: " + std::string(why) + '\n');
}

http::Response WorkerHandler::metrics(net::ConnectionId connection) {
    if (!context_.shared.options.metrics_public && !context_.worker.is_loopback(connection)) {
        return text_answer(403, "Metrics are for this machine only (metrics.public).\n");
    }
    return metrics_answer();
}

http::Response WorkerHandler::metrics_answer() {
    PrometheusText text;
    write_counters(context_.shared.counters, text);
    const chat::EngineStats stats = context_.shared.engine->stats();
    text.gauge("teahouse_users", "Accounts.", static_cast<double>(stats.users));
    text.gauge("teahouse_rooms", "Rooms.", static_cast<double>(stats.rooms));
    text.gauge("teahouse_sessions", "Live sessions.", static_cast<double>(stats.sessions));
    text.gauge("teahouse_users_online", "People online.", static_cast<double>(stats.users_online));
    text.gauge("teahouse_txns_in_flight", "Transactions waiting for the store.",
               static_cast<double>(stats.txns_in_flight));
    text.gauge("teahouse_queries_in_flight", "Queries waiting for the store.",
               static_cast<double>(stats.queries_in_flight));
    text.counter("teahouse_messages_accepted_total", "Messages committed.",
                 stats.messages_accepted);
    text.counter("teahouse_notifications_skipped_total",
                 "Notifications not made: too many of one account, or too many waited.",
                 stats.notifications_dropped);
    text.counter("teahouse_messages_duplicate_total", "Repeated sends answered with the first seq.",
                 stats.messages_duplicate);
    text.counter("teahouse_store_failures_total", "Transactions the store refused.",
                 stats.store_failures);
    write_calls(stats, text);
    text.gauge("teahouse_password_queue", "Passwords waiting to be hashed.",
               static_cast<double>(context_.shared.passwords->waiting()));
    if (context_.shared.ready.load() && context_.shared.more_metrics) {
        context_.shared.more_metrics(text);
    }
    http::Response response = text_answer(200, text.take());
    response.fields[0].value = "text/plain; version=0.0.4; charset=utf-8";
    return response;
}

void WorkerHandler::on_message(net::ConnectionId connection, bool text,
                               std::span<const std::byte> payload) {
    sockets_.on_message(connection, text, payload);
}

void WorkerHandler::on_closed(net::ConnectionId connection) {
    if (!sockets_.on_closed(connection)) {
        api_.on_closed(connection);
        files_.on_closed(connection);
    }
}

void WorkerHandler::on_lag(net::ConnectionId connection, net::ChannelId channel) {
    sockets_.on_lag(connection, channel);
}

void WorkerHandler::on_tick() {
    files_.on_tick();
    if (!context_.outgoing.empty()) {
        send_to_engine();
    }
}

void WorkerHandler::send_to_engine() {
    std::vector<Inbound> batch = std::exchange(context_.outgoing, {});
    if (context_.shared.engine->post(batch, era_)) {
        return;
    }
    sockets_.refuse(batch);
    api_.refuse(batch);
    files_.refuse(batch);
    // Sessions that ended must be known: they are tried again next tick.
    for (Inbound& inbound : batch) {
        if (std::holds_alternative<chat::Disconnect>(inbound.command) ||
            std::holds_alternative<chat::Lagged>(inbound.command)) {
            context_.outgoing.push_back(std::move(inbound));
        }
    }
}

void WorkerHandler::deliver(DeliveryBatch& batch) {
    for (Delivery& delivery : batch) {
        std::visit(
            [this](auto& one) {
                using One = std::decay_t<decltype(one)>;
                if constexpr (std::is_same_v<One, chat::Reply>) {
                    if (api_.has(one.session)) {
                        api_.apply(one);
                    } else {
                        sockets_.apply(one);
                    }
                } else if constexpr (std::is_same_v<One, chat::Credential> ||
                                     std::is_same_v<One, chat::LoggedIn> ||
                                     std::is_same_v<One, chat::AccountRows>) {
                    api_.apply(one);
                } else if constexpr (std::is_same_v<One, chat::FileAnswer>) {
                    files_.apply(one);
                } else {
                    sockets_.apply(one);
                }
            },
            delivery);
    }
}

void WorkerHandler::drain() { sockets_.drain(); }

void WorkerHandler::end_sockets(std::uint32_t era) {
    era_ = era;
    std::erase_if(context_.outgoing,
                  [](const Inbound& inbound) { return of_socket(inbound.command); });
    sockets_.end_all();
}

}  // namespace teahouse::gateway
