// SPDX-License-Identifier: MIT
#include "waves.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "base/limits.h"
#include "bench/api.h"
#include "bench/group.h"
#include "bench/peer.h"
#include "bench/process.h"
#include "table.h"

namespace teahouse::bench {

namespace {

constexpr std::size_t kResumers = 20;  // accounts that are in all rooms
constexpr std::size_t kResumes = 1'000;
constexpr std::size_t kRooms = 100;
constexpr std::size_t kMissed = 5;  // messages in every tenth room
constexpr std::size_t kHistoryMessages = 5'000;
constexpr std::size_t kHistoryPages = 2'000;
constexpr std::size_t kPageMessages = 50;
constexpr std::size_t kFiles = 16;
constexpr std::size_t kFileBytes = std::size_t{8} << 20U;

double cpu_us(const Side& side) { return static_cast<double>(side.used_ns()) / 1e3; }

std::vector<std::string> register_all(Side& side, std::size_t count, std::vector<UserId>& users) {
    std::vector<Call> calls;
    for (std::size_t i = 0; i < count; ++i) {
        calls.push_back({.op = proto::Op::register_,
                         .path = "register",
                         .token = {},
                         .json = "{\"name\":\"wave" + std::to_string(i) +
                                 "\",\"password\":\"correct horse\",\"bearer\":true}"});
    }
    std::vector<std::string> tokens;
    for (proto::Reply& reply : call_all(side.port(), calls)) {
        auto& registered = get<proto::RegisterReply>(reply);
        users.push_back(registered.user.id);
        tokens.push_back(registered.token.value_or(""));
    }
    return tokens;
}

Call message(const std::string& token, RoomId room, std::size_t number) {
    return {.op = proto::Op::message_send,
            .path = "message.send",
            .token = token,
            .json = "{\"room\":" + std::to_string(room.value) + ",\"cmid\":\"wave-cmid-" +
                    std::to_string(number) + "\",\"text\":\"" + message_text(number) + "\"}"};
}

struct Rooms {
    std::vector<std::string> tokens;
    std::vector<proto::OpenRoom> open;  // from their heads
};

// kResumers in kRooms groups.
Rooms make_rooms(Side& side) {
    Rooms rooms;
    std::vector<UserId> users;
    rooms.tokens = register_all(side, kResumers, users);
    std::string others;
    for (std::size_t i = 1; i < users.size(); ++i) {
        others += (i > 1 ? "," : "") + std::to_string(users[i].value);
    }
    std::vector<Call> calls;
    for (std::size_t i = 0; i < kRooms; ++i) {
        calls.push_back({.op = proto::Op::room_create,
                         .path = "room.create",
                         .token = rooms.tokens.front(),
                         .json = "{\"kind\":\"group\",\"title\":\"Room " + std::to_string(i) +
                                 "\",\"users\":[" + others + "]}"});
    }
    for (const proto::Reply& reply : call_all(side.port(), calls)) {
        const proto::RoomInfo& room = get<proto::RoomCreateReply>(reply).room;
        rooms.open.push_back({.room = room.id, .epoch = room.epoch, .seq = room.head});
    }
    return rooms;
}

// What the server does when the connections of a measurement end is not of the next one.
void rest(Side& side) {
    for (double before = -1; before != cpu_us(side);) {
        before = cpu_us(side);
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
}

double resume_us(Side& side, const Rooms& rooms, std::optional<TimeMs> since = std::nullopt) {
    rest(side);
    const double before = cpu_us(side);
    Group group(side);
    group.connect(kResumes, [&](std::size_t index) {
        return teahouse_opening(rooms.tokens[index % rooms.tokens.size()], rooms.open, false,
                                since);
    });
    return (cpu_us(side) - before) / kResumes;
}

TimeMs wait_past_slack() {
    std::this_thread::sleep_for(std::chrono::milliseconds(limits::kSinceSlackMs + 500));
    return std::chrono::duration_cast<std::chrono::milliseconds>(
               std::chrono::system_clock::now().time_since_epoch())
        .count();
}

double login_us(Side& side, const Rooms& rooms) {
    rest(side);
    const double before = cpu_us(side);
    Group group(side);
    group.connect(kResumes, [&](std::size_t index) {
        return teahouse_opening(rooms.tokens[index % rooms.tokens.size()], {});
    });
    return (cpu_us(side) - before) / kResumes;
}

std::string tus(const std::string& token) {
    return " HTTP/1.1\r\nHost: localhost\r\nTus-Resumable: 1.0.0\r\nAuthorization: Bearer " +
           token + "\r\n";
}

}  // namespace

void run_storm(const Settings& settings) {
    const auto side = make_teahouse(settings);
    side->prepare(settings.members);
    std::vector<double> seconds;
    std::vector<double> each;
    for (int round = 0; round < settings.rounds; ++round) {
        side->refresh();
        const std::string first = side->open_large(0);
        side->restart();
        const std::int64_t begin = now_ns();
        const double before = cpu_us(*side);
        Group group(*side);
        group.connect(
            settings.members, [&](std::size_t index) { return side->open_large(index); },
            settings.members);
        seconds.push_back(static_cast<double>(now_ns() - begin) / 1e9);
        each.push_back((cpu_us(*side) - before) / static_cast<double>(settings.members));
    }
    std::printf(
        "\nAll %zu members come back to the large room in the same moment after a restart:\n"
        "  %.2f s until the last is there, %.0f us of CPU each (medians of %d)\n",
        settings.members, median(seconds), median(each), settings.rounds);
    std::fflush(stdout);
}

void run_resume(const Settings& settings) {
    const auto side = make_teahouse(settings);
    Rooms rooms = make_rooms(*side);
    std::vector<double> logins;
    std::vector<double> whole;
    std::vector<double> nothing;
    std::vector<double> missed;
    // What has just changed is told once more, since clocks differ; so it must be some time ago.
    const TimeMs since = wait_past_slack();
    for (int round = 0; round < settings.rounds; ++round) {
        logins.push_back(login_us(*side, rooms));
        whole.push_back(resume_us(*side, rooms));
        nothing.push_back(resume_us(*side, rooms, since));
    }
    std::vector<Call> calls;
    for (std::size_t i = 0; i < kRooms; i += 10) {
        for (std::size_t n = 0; n < kMissed; ++n) {
            calls.push_back(message(rooms.tokens.front(), rooms.open[i].room, i * kMissed + n));
        }
    }
    (void)call_all(side->port(), calls);
    for (int round = 0; round < settings.rounds; ++round) {
        missed.push_back(resume_us(*side, rooms, since));
    }
    std::printf(
        "\nA device that connects, us of CPU each (medians of %d):\n"
        "  for the first time, member of %zu rooms: %.0f; opening all of them: %.0f\n"
        "  coming back with all of them open: %.0f; with %zu messages missed in each of %zu: "
        "%.0f\n",
        settings.rounds, kRooms, median(logins), median(whole), median(nothing), kMissed,
        kRooms / 10, median(missed));
    std::fflush(stdout);
}

void run_history(const Settings& settings) {
    const auto side = make_teahouse(settings);
    std::vector<UserId> users;
    const std::string token = register_all(*side, 1, users).front();
    const proto::Reply made = Api(side->port())
                                  .call({.op = proto::Op::room_create,
                                         .path = "room.create",
                                         .token = token,
                                         .json = R"({"kind":"group","title":"Old","users":[]})"});
    const RoomId room = get<proto::RoomCreateReply>(made).room.id;
    std::vector<Call> calls;
    for (std::size_t i = 0; i < kHistoryMessages; ++i) {
        calls.push_back(message(token, room, i));
    }
    (void)call_all(side->port(), calls);
    calls.clear();
    for (std::size_t i = 0; i < kHistoryPages; ++i) {
        const std::size_t before = kPageMessages + 1 + i * 97 % (kHistoryMessages - kPageMessages);
        calls.push_back({.op = proto::Op::history,
                         .path = "history",
                         .token = token,
                         .json = "{\"room\":" + std::to_string(room.value) +
                                 ",\"before\":" + std::to_string(before) +
                                 ",\"limit\":" + std::to_string(kPageMessages) + "}"});
    }
    std::vector<double> each;
    for (int round = 0; round < settings.rounds; ++round) {
        const double before = cpu_us(*side);
        (void)call_all(side->port(), calls);
        each.push_back((cpu_us(*side) - before) / kHistoryPages);
    }
    std::printf("\nA page of %zu messages of history by HTTP: %.0f us of CPU (median of %d)\n",
                kPageMessages, median(each), settings.rounds);
    std::fflush(stdout);
}

void run_uploads(const Settings& settings) {
    const auto side = make_teahouse(settings);
    std::vector<UserId> users;
    const std::string token = register_all(*side, 1, users).front();
    const std::string bytes(kFileBytes, 't');
    std::vector<double> rate;
    std::vector<double> cpu;
    for (int round = 0; round < settings.rounds; ++round) {
        const std::int64_t begin = now_ns();
        const double before = cpu_us(*side);
        Api api(side->port());
        for (std::size_t i = 0; i < kFiles; ++i) {
            const std::string place =
                api.field("POST /api/v1/upload" + tus(token) + "Upload-Length: " +
                              std::to_string(bytes.size()) + "\r\nContent-Length: 0\r\n\r\n",
                          "location");
            const std::string offset =
                api.field("PATCH " + place + tus(token) +
                              "Upload-Offset: 0\r\nContent-Type: application/offset+octet-stream"
                              "\r\nContent-Length: " +
                              std::to_string(bytes.size()) + "\r\n\r\n" + bytes,
                          "upload-offset");
            if (offset != std::to_string(bytes.size())) {
                give_up("upload: only " + offset + " bytes were taken");
            }
        }
        const double mb = static_cast<double>(kFiles * kFileBytes) / 1e6;
        rate.push_back(mb * 1e9 / static_cast<double>(now_ns() - begin));
        cpu.push_back((cpu_us(*side) - before) / mb);
    }
    std::printf(
        "\nUploads of %zu MB, one after another: %.0f MB/s, %.0f us of CPU for each MB "
        "(medians of %d)\n",
        kFileBytes >> 20U, median(rate), median(cpu), settings.rounds);
    std::fflush(stdout);
}

}  // namespace teahouse::bench
