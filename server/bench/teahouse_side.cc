// SPDX-License-Identifier: MIT
// Our server: real accounts, tokens, rooms and the wire protocol in MessagePack.
#include <filesystem>
#include <memory>
#include <string>
#include <utility>
#include <variant>

#include <unistd.h>

#include "base/one_of.h"
#include "bench/api.h"
#include "bench/peer.h"
#include "bench/side.h"
#include "proto/codec.h"

namespace teahouse::bench {

namespace {

class TeahouseSide final : public Side {
public:
    explicit TeahouseSide(const Settings& settings)
        : Side(settings, command(settings), data_folder(settings) + "/port",
               settings.folder + "/teahouse" + settings.tag + ".log") {
        std::filesystem::remove_all(data_folder(settings));
        start();
        for (std::size_t node = 1; node < settings.nodes; ++node) {
            add_node(node);
        }
        wait_until_ready(port());
        for (const std::uint16_t other : other_ports_) {
            wait_until_ready(other);
        }
    }

    [[nodiscard]] std::string_view name() const override { return "teahouse"; }
    void prepare(std::size_t members) override;
    void refresh() override;
    [[nodiscard]] std::string open_large(std::size_t member) override {
        return opening(member, lobby_);
    }
    [[nodiscard]] std::string open_pair(std::size_t pair, bool is_b) override {
        return opening(pair * 2 + (is_b ? 1 : 0), pairs_[pair]);
    }
    [[nodiscard]] std::string open_login(std::size_t member) override {
        return opening(member, {});
    }
    [[nodiscard]] std::uint16_t port_of(std::size_t index) const override {
        const std::size_t node = index % (other_ports_.size() + 1);
        return node == 0 ? port() : other_ports_[node - 1];
    }
    [[nodiscard]] std::int64_t used_ns() const override {
        std::int64_t used = cpu_ns(pid());
        for (const auto& other : others_) {
            used += cpu_ns(other->pid());
        }
        return used;
    }
    [[nodiscard]] bool has_welcome() const override { return true; }
    [[nodiscard]] Reading reading() const override {
        return settings_.deflate  ? Reading::inflate
               : settings_.frames ? Reading::frames
                                  : Reading::bytes;
    }
    [[nodiscard]] std::string send_large(std::uint64_t number) override {
        return send(lobby_.room, number);
    }
    [[nodiscard]] std::string send_pair(std::size_t pair, std::uint64_t number) override {
        return send(pairs_[pair].room, number);
    }
    [[nodiscard]] bool is_error(std::string_view payload, std::string& why) override;
    [[nodiscard]] std::int64_t stored() override {
        refresh();
        return lobby_messages_;
    }

private:
    struct Account {
        UserId id;
        std::string token;
    };

    static std::string data_folder(const Settings& settings, std::size_t node = 0) {
        return settings.folder + "/teahouse-data" + settings.tag +
               (node == 0 ? "" : "-" + std::to_string(node));
    }
    void add_node(std::size_t node);
    static std::vector<std::string> command(const Settings& settings, std::size_t node = 0) {
        // Cheap password hashes and no rate limits: neither is what is measured.
        std::vector<std::string> words = {
            settings.teahouse, "serve", "--port=0", "--address=127.0.0.1",
            "--workers=" + std::to_string(settings.workers),
            "--data=" + data_folder(settings, node), "--test.fast_hash=true",
            // The members of a group do not answer pings while another server is measured.
            "--ws.ping_ms=300000", "--ws.silence_ms=600000", "--limits.commands_per_second=1000000",
            "--limits.registers_per_minute=1000000", "--log.level=warning"};
        words.insert(words.end(), settings.flags.begin(), settings.flags.end());
        return words;
    }
    [[nodiscard]] std::string opening(std::size_t member, const proto::OpenRoom& room) const;
    [[nodiscard]] std::string send(RoomId room, std::uint64_t number);

    std::vector<std::unique_ptr<Process>> others_;  // nodes
    std::vector<std::uint16_t> other_ports_;
    std::vector<Account> accounts_;
    proto::OpenRoom lobby_;
    std::int64_t lobby_messages_ = 0;
    std::vector<proto::OpenRoom> pairs_;
};

void TeahouseSide::add_node(std::size_t node) {
    const std::string folder = data_folder(settings_, node);
    std::filesystem::remove_all(folder);
    others_.push_back(
        std::make_unique<Process>(command(settings_, node), settings_.server_cpu, folder + ".log"));
    other_ports_.push_back(wait_for_port(*others_.back(), folder + "/port"));
    if (other_ports_.back() == 0) {
        give_up("a node does not start; see " + folder + ".log");
    }
}

void TeahouseSide::prepare(std::size_t members) {
    std::vector<Call> calls;
    for (std::size_t i = 0; i < members; ++i) {
        calls.push_back({.op = proto::Op::register_,
                         .path = "register",
                         .token = {},
                         .json = "{\"name\":\"member" + std::to_string(i) +
                                 "\",\"password\":\"correct horse\",\"bearer\":true}"});
    }
    for (proto::Reply& reply : call_all(port(), calls)) {
        auto& registered = get<proto::RegisterReply>(reply);
        accounts_.push_back({.id = registered.user.id, .token = registered.token.value_or("")});
    }
    calls.clear();
    for (std::size_t i = 0; i + 1 < members; i += 2) {
        calls.push_back({.op = proto::Op::room_create,
                         .path = "room.create",
                         .token = accounts_[i].token,
                         .json = "{\"kind\":\"direct\",\"users\":[" +
                                 std::to_string(accounts_[i + 1].id.value) + "]}"});
    }
    for (const proto::Reply& reply : call_all(port(), calls)) {
        const proto::RoomInfo& room = get<proto::RoomCreateReply>(reply).room;
        pairs_.push_back({.room = room.id, .epoch = room.epoch, .seq = room.head});
    }
}

void TeahouseSide::refresh() {
    // Every pair's first member knows the lobby's head; the pairs' rooms are opened from where they
    // are.
    std::vector<Call> calls;
    for (std::size_t i = 0; i < accounts_.size(); i += 2) {
        calls.push_back({.op = proto::Op::room_list,
                         .path = "room.list",
                         .token = accounts_[i].token,
                         .json = R"({"scope":"mine"})"});
    }
    std::size_t pair = 0;
    for (const proto::Reply& reply : call_all(port(), calls)) {
        for (const proto::RoomInfo& room : get<proto::RoomListReply>(reply).rooms) {
            const proto::OpenRoom now{.room = room.id, .epoch = room.epoch, .seq = room.head};
            if (room.kind == proto::RoomKind::lobby) {
                lobby_ = now;
                lobby_messages_ = static_cast<std::int64_t>(room.count);
            } else if (pair < pairs_.size() && room.id == pairs_[pair].room) {
                pairs_[pair] = now;
            }
        }
        ++pair;
    }
}

std::string TeahouseSide::opening(std::size_t member, const proto::OpenRoom& room) const {
    std::vector<proto::OpenRoom> rooms;
    if (room.room) {
        rooms.push_back(room);
    }
    return teahouse_opening(accounts_[member % accounts_.size()].token, std::move(rooms),
                            settings_.deflate);
}

std::string TeahouseSide::send(RoomId room, std::uint64_t number) {
    proto::MessageSendRequest request;
    request.room = room;
    request.cmid = "bench-" + std::to_string(::getpid()) + "-" + std::to_string(number);
    request.text = message_text(number);
    std::string payload;
    proto::encode_request(proto::Format::msgpack, number, request, payload);
    return payload;
}

bool TeahouseSide::is_error(std::string_view payload, std::string& why) {
    const auto frame =
        proto::decode_server_frame(proto::Format::msgpack, payload, [](std::uint64_t re) {
            return std::optional(re == 1 ? proto::Op::hello : proto::Op::message_send);
        });
    if (!frame) {
        why = "cannot decode a frame: " + frame.error().message;
        return true;
    }
    if (const auto* error = std::get_if<proto::AnswerError>(&*frame)) {
        why = std::string(to_string(error->error.code)) + ": " + error->error.message;
        return true;
    }
    if (const auto* push = std::get_if<proto::Push>(&*frame);
        push != nullptr && holds_alternative<proto::LagPush>(*push)) {
        why = "a member was too slow";
        return true;
    }
    return false;
}

}  // namespace

std::string teahouse_opening(const std::string& token, std::vector<proto::OpenRoom> rooms,
                             bool deflate, std::optional<TimeMs> since) {
    proto::HelloRequest hello;
    hello.version = 1;
    hello.since = since;
    if (!rooms.empty()) {
        hello.open = std::move(rooms);
    }
    std::string payload;
    proto::encode_request(proto::Format::msgpack, 1, hello, payload);
    std::string fields =
        "Authorization: Bearer " + token + "\r\nSec-WebSocket-Protocol: teahouse.v1.msgpack\r\n";
    if (deflate) {
        fields += "Sec-WebSocket-Extensions: permessage-deflate\r\n";
    }
    return upgrade_request("/ws", fields) + masked_frame(payload);
}

std::unique_ptr<Side> make_teahouse(const Settings& settings) {
    return std::make_unique<TeahouseSide>(settings);
}

}  // namespace teahouse::bench
