// SPDX-License-Identifier: MIT
#include "packaged_sides.h"

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "bench/peer.h"
#include "bench/process.h"

namespace teahouse::bench {

namespace {

constexpr const char* kNginx = "/usr/sbin/nginx";
constexpr const char* kNchan = "/usr/lib/nginx/modules/ngx_nchan_module.so";
constexpr const char* kNats = "/usr/sbin/nats-server";
constexpr const char* kMosquitto = "/usr/sbin/mosquitto";

std::string write(const std::string& path, const std::string& text) {
    std::ofstream(path) << text;
    return path;
}

// A room is a topic with a number: 0 is the large one, the others belong to pairs.
class TopicSide : public Side {
public:
    using Side::Side;

    void prepare(std::size_t /*members*/) override {}
    [[nodiscard]] std::string open_large(std::size_t member) override { return join(0, member); }
    [[nodiscard]] std::string open_pair(std::size_t pair, bool is_b) override {
        return join(pair + 1, pair * 2 + (is_b ? 1 : 0));
    }
    [[nodiscard]] std::string open_login(std::size_t member) override { return join(0, member); }
    [[nodiscard]] bool has_welcome() const override { return true; }
    [[nodiscard]] std::string send_large(std::uint64_t number) override {
        return publish(0, number);
    }
    [[nodiscard]] std::string send_pair(std::size_t pair, std::uint64_t number) override {
        return publish(pair + 1, number);
    }
    [[nodiscard]] bool is_error(std::string_view /*payload*/, std::string& /*why*/) override {
        return false;
    }

protected:
    // The first bytes of a connection that listens to the room.
    [[nodiscard]] virtual std::string join(std::size_t room, std::size_t member) = 0;
    [[nodiscard]] virtual std::string publish(std::size_t room, std::uint64_t number) = 0;
};

class NchanSide final : public TopicSide {
public:
    NchanSide(const Settings& settings, std::uint16_t port)
        : TopicSide(settings,
                    {kNginx, "-p", settings.folder, "-c",
                     write(settings.folder + "/nchan.conf", configuration(port))},
                    port, settings.folder + "/nchan.log") {
        start();
    }
    [[nodiscard]] std::string_view name() const override { return "nginx + nchan"; }
    [[nodiscard]] bool has_welcome() const override { return false; }

private:
    static std::string configuration(std::uint16_t port) {
        return std::string("load_module ") + kNchan +
               ";\n"
               "daemon off; master_process off; pid nchan.pid; error_log stderr error;\n"
               "worker_rlimit_nofile 20000;\n"
               "events { worker_connections 19000; }\n"
               "http { access_log off; client_body_temp_path t1; proxy_temp_path t2;\n"
               "fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;\n"
               "nchan_shared_memory_size 256m;\n"
               "server { listen 127.0.0.1:" +
               std::to_string(port) +
               " backlog=4096; location ~ ^/([0-9]+)$ { nchan_pubsub websocket; nchan_channel_id "
               "$1; nchan_subscriber_first_message newest; } } }\n";
    }
    [[nodiscard]] std::string join(std::size_t room, std::size_t /*member*/) override {
        return upgrade_request("/" + std::to_string(room));
    }
    [[nodiscard]] std::string publish(std::size_t /*room*/, std::uint64_t number) override {
        return message_text(number);
    }
};

class NatsSide final : public TopicSide {
public:
    NatsSide(const Settings& settings, std::uint16_t port)
        : TopicSide(settings,
                    {kNats, "-c", write(settings.folder + "/nats.conf", configuration(port))}, port,
                    settings.folder + "/nats.log") {
        start();
    }
    [[nodiscard]] std::string_view name() const override { return "nats-server"; }
    [[nodiscard]] bool waits_for_upgrade() const override { return true; }

private:
    static std::string configuration(std::uint16_t port) {
        return "host: 127.0.0.1\nport: " + std::to_string(free_port()) +
               "\nmax_connections: 30000\nwebsocket { host: 127.0.0.1, port: " +
               std::to_string(port) + ", no_tls: true }\n";
    }
    [[nodiscard]] std::string join(std::size_t room, std::size_t /*member*/) override {
        return upgrade_request("/") +
               masked_frame(
                   "CONNECT {\"verbose\":false,\"pedantic\":false,\"echo\":true}\r\nSUB r." +
                   std::to_string(room) + " 1\r\nPING\r\n");
    }
    [[nodiscard]] std::string publish(std::size_t room, std::uint64_t number) override {
        const std::string text = message_text(number);
        return "PUB r." + std::to_string(room) + " " + std::to_string(text.size()) + "\r\n" + text +
               "\r\n";
    }
};

// MQTT 3.1.1: what a packet has behind its first byte, with its length before it.
std::string packet(char kind, const std::string& body) {
    std::string out(1, kind);
    std::size_t left = body.size();
    do {
        const auto low = static_cast<unsigned char>(left % 128);
        left /= 128;
        out += static_cast<char>(left > 0 ? low | 0x80U : low);
    } while (left > 0);
    return out + body;
}
std::string text_field(const std::string& text) {
    return std::string{static_cast<char>(text.size() / 256), static_cast<char>(text.size() % 256)} +
           text;
}

class MosquittoSide final : public TopicSide {
public:
    MosquittoSide(const Settings& settings, std::uint16_t port)
        : TopicSide(
              settings,
              {kMosquitto, "-c", write(settings.folder + "/mosquitto.conf", configuration(port))},
              port, settings.folder + "/mosquitto.log") {
        start();
    }
    [[nodiscard]] std::string_view name() const override { return "mosquitto"; }

private:
    static std::string configuration(std::uint16_t port) {
        // It does not start with a listener for WebSockets alone.
        return "allow_anonymous true\npersistence false\nlog_type error\nmax_queued_messages 0\n"
               "listener " +
               std::to_string(free_port()) + " 127.0.0.1\nlistener " + std::to_string(port) +
               " 127.0.0.1\nprotocol websockets\n";
    }
    [[nodiscard]] std::string join(std::size_t room, std::size_t member) override {
        using namespace std::literals;
        const std::string id = "m" + std::to_string(room) + "-" + std::to_string(member);
        return upgrade_request("/", "Sec-WebSocket-Protocol: mqtt\r\n") +
               masked_frame(packet('\x10', "\0\4MQTT\4\2\0\0"s + text_field(id))) +
               masked_frame(
                   packet('\x82', "\0\1"s + text_field("r/" + std::to_string(room)) + "\0"s));
    }
    [[nodiscard]] std::string publish(std::size_t room, std::uint64_t number) override {
        return packet('\x30', text_field("r/" + std::to_string(room)) + message_text(number));
    }
};

class BeastSide final : public TopicSide {
public:
    BeastSide(const Settings& settings, const std::string& program)
        : TopicSide(settings, {program, settings.folder + "/beast.port"},
                    settings.folder + "/beast.port", settings.folder + "/beast.log") {
        start();
    }
    [[nodiscard]] std::string_view name() const override { return "Boost.Beast"; }
    [[nodiscard]] bool has_welcome() const override { return false; }

private:
    [[nodiscard]] std::string join(std::size_t room, std::size_t /*member*/) override {
        return upgrade_request("/" + std::to_string(room));
    }
    [[nodiscard]] std::string publish(std::size_t /*room*/, std::uint64_t number) override {
        return message_text(number);
    }
};

}  // namespace

std::vector<std::unique_ptr<Side>> make_packaged(const Settings& settings) {
    std::vector<std::unique_ptr<Side>> sides;
    if (std::filesystem::exists(kNginx) && std::filesystem::exists(kNchan)) {
        sides.push_back(std::make_unique<NchanSide>(settings, free_port()));
    }
    if (std::filesystem::exists(kNats)) {
        sides.push_back(std::make_unique<NatsSide>(settings, free_port()));
    }
    if (std::filesystem::exists(kMosquitto)) {
        sides.push_back(std::make_unique<MosquittoSide>(settings, free_port()));
    }
    const auto beast = std::filesystem::path(settings.self).parent_path() / "teahouse_beast";
    if (std::filesystem::exists(beast)) {
        sides.push_back(std::make_unique<BeastSide>(settings, beast.string()));
    }
    return sides;
}

}  // namespace teahouse::bench
