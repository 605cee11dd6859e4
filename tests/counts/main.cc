// SPDX-License-Identifier: MIT
// teahouse_counts PHASE N: does one part of the way of a command N times, always the same, for
// tests/counts/run, which counts the instructions of it.
//   decode    a masked frame from a client to a request, JSON and MessagePack in turns
//   step      requests through the engine and a store in memory, ten sessions in a group
//   encode    events, answers and pushes to frames, both formats in turns
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "base/check.h"
#include "base/ids.h"
#include "chat/command.h"
#include "chat/engine.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "store/memory/memory_store.h"
#include "testkit/host.h"
#include "ws/parser.h"
#include "ws/writer.h"

namespace teahouse::counts {
namespace {

constexpr TimeMs kStart = 1'700'000'000'000;
constexpr TimeMs kStepMs = 20;
constexpr std::uint64_t kPeople = 10;
constexpr std::uint64_t kFrames = 16;  // each request in both formats
constexpr std::array kKey = {std::byte{17}, std::byte{4}, std::byte{201}, std::byte{99}};
constexpr std::string_view kText =
    "The kettle sings, 茶馆 opens: who wants a cup of the *green* one? https://example.org/tea";

// What people do, message by message: mostly writing.
proto::Request request_of(std::uint64_t number, RoomId room) {
    const std::string cmid = "counted-" + std::to_string(number);
    switch (number % 8) {
        case 3: return proto::ReadRequest{.room = room, .seq = Seq(1 + number / 8)};
        case 5: return proto::TypingRequest{.room = room, .on = true};
        case 6:
            return proto::MessageReactRequest{
                .room = room, .cmid = cmid, .ref = Seq(2 + number % 5), .sign = "🍵"};
        case 7: return proto::HistoryRequest{.room = room, .limit = 20};
        default:
            return proto::MessageSendRequest{
                .room = room, .cmid = cmid, .text = std::string(kText)};
    }
}

proto::Format format_of(std::uint64_t number) {
    return number % 2 == 0 ? proto::Format::json : proto::Format::msgpack;
}

// Frames as they come from clients; made beforehand, since a client pays for it.
std::vector<std::pair<proto::Format, std::string>> frames_of_clients() {
    std::vector<std::pair<proto::Format, std::string>> frames;
    for (std::uint64_t i = 0; i < kFrames; ++i) {
        const proto::Format format = format_of(i);
        std::string body;
        proto::encode_request(format, i + 1, request_of(i / 2, RoomId(2)), body);
        const ws::Opcode opcode =
            format == proto::Format::json ? ws::Opcode::text : ws::Opcode::binary;
        frames.emplace_back(format, "");
        ws::append_masked_frame(frames.back().second, {.opcode = opcode},
                                std::as_bytes(std::span(body)), kKey);
    }
    return frames;
}

std::uint64_t decode(std::uint64_t times) {
    const auto frames = frames_of_clients();
    ws::Parser parser(ws::ParserOptions{});
    std::uint64_t sum = 0;
    std::string frame;
    for (std::uint64_t i = 0; i < times; ++i) {
        const auto& [format, bytes] = frames[i % kFrames];
        frame = bytes;  // it is unmasked in place
        std::span<std::byte> input = std::as_writable_bytes(std::span(frame));
        const ws::Event event = parser.next(input, nullptr);
        CHECK(event.kind == ws::Event::Kind::message);
        const auto request = proto::decode_request(format, event.payload_text());
        CHECK(request.has_value());
        sum += request->id;
    }
    return sum;
}

class Room {
public:
    Room() : host_({}, store::CommitMode::immediate, store::MemoryState(), kStart) {
        std::vector<UserId> others;
        for (std::uint64_t person = 1; person <= kPeople; ++person) {
            const UserId user = enter(person);
            if (person > 1) {
                others.push_back(user);
            }
        }
        ask(1, proto::RoomCreateRequest{
                   .kind = proto::RoomKind::group, .title = "Tea", .users = std::move(others)});
        for (testkit::Received& received : host_.take(session_of(1))) {
            const auto* answer = std::get_if<testkit::Answered>(&received);
            const auto* reply =
                answer == nullptr ? nullptr : std::get_if<proto::Reply>(&answer->result);
            const auto* made = reply == nullptr ? nullptr : get_if<proto::RoomCreateReply>(reply);
            room_ = made == nullptr ? room_ : made->room.id;
        }
        CHECK(room_);
        for (std::uint64_t person = 1; person <= kPeople; ++person) {
            ask(person, proto::RoomOpenRequest{.open = {.room = room_, .epoch = Epoch(1)}});
            (void)host_.take(session_of(person));
        }
    }

    std::uint64_t step(std::uint64_t number) {
        host_.advance_to(host_.now() + kStepMs);
        ask(1 + number % kPeople, request_of(number, room_));
        std::uint64_t received = 0;
        for (std::uint64_t person = 1; person <= kPeople; ++person) {
            received += host_.take(session_of(person)).size();
        }
        return received;
    }

private:
    static SessionId session_of(std::uint64_t person) { return SessionId(100 + person); }

    UserId enter(std::uint64_t person) {
        proto::TokenHash token{};
        token[0] = static_cast<std::uint8_t>(person);
        const std::string name = "person " + std::to_string(person);
        const SessionId once(person);
        host_.apply(chat::Register{.session = once,
                                   .name = name,
                                   .name_key = name,
                                   .password_hash = "hash",
                                   .token = token,
                                   .label = "counts"});
        const UserId user = std::get<proto::UserInfo>(host_.take_login(once)->result).id;
        host_.apply(chat::Hello{.session = session_of(person),
                                .re = 1,
                                .token = token,
                                .request = {.version = proto::kProtocolVersion}});
        (void)host_.take(session_of(person));
        return user;
    }

    void ask(std::uint64_t person, proto::Request request) {
        host_.apply(chat::Request{
            .session = session_of(person), .re = ++last_re_, .request = std::move(request)});
    }

    testkit::Host host_;
    RoomId room_;
    std::uint64_t last_re_ = 1;
};

std::uint64_t step(std::uint64_t times) {
    Room room;
    std::uint64_t sum = 0;
    for (std::uint64_t i = 0; i < times; ++i) {
        sum += room.step(i);
    }
    return sum;
}

std::uint64_t encode(std::uint64_t times) {
    std::uint64_t sum = 0;
    std::string body;
    std::string frames;
    for (std::uint64_t i = 0; i < times; ++i) {
        const proto::Format format = format_of(i);
        const proto::Event event{.room = RoomId(2),
                                 .seq = Seq(i + 1),
                                 .at = kStart + static_cast<TimeMs>(i),
                                 .from = UserId(1 + i % kPeople),
                                 .kind = proto::EventKind::text,
                                 .body = {.text = std::string(kText)}};
        body.clear();
        frames.clear();
        proto::encode_events(format, std::span(&event, 1), body);
        ws::append_frame(frames, {.opcode = ws::Opcode::text}, std::as_bytes(std::span(body)));
        body.clear();
        proto::encode_answer(
            format, i + 1,
            proto::MessageSendReply{.seq = event.seq, .epoch = Epoch(1), .at = event.at}, body);
        ws::append_frame(frames, {.opcode = ws::Opcode::text}, std::as_bytes(std::span(body)));
        sum += frames.size();
    }
    return sum;
}

}  // namespace

// None: there is no such phase.
std::optional<std::uint64_t> run(std::string_view phase, std::uint64_t times) {
    if (phase == "decode") {
        return decode(times);
    }
    if (phase == "step") {
        return step(times);
    }
    return phase == "encode" ? std::optional(encode(times)) : std::nullopt;
}

}  // namespace teahouse::counts

int main(int argc, char** argv) {
    const auto sum = argc == 3 ? teahouse::counts::run(argv[1], std::strtoull(argv[2], nullptr, 10))
                               : std::nullopt;
    if (!sum) {
        std::fputs("teahouse_counts decode|step|encode N\n", stderr);
        return 2;
    }
    std::printf("%llu\n", static_cast<unsigned long long>(*sum));
    return 0;
}
