// SPDX-License-Identifier: MIT
// teahouse_media_bench: what the media router costs. One publisher (about 500 kbit/s of video in 15
// frames a second, audio in 50 packets) and N viewers that send feedback as browsers do; counted is
// the CPU of the router alone, in microseconds for each packet that it sends. Peers are native, the
// time is made up, no socket is used; then the same with sockets (udp_bench.h). With arguments: the
// numbers of viewers. tests/media/compare runs it beside another server.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <time.h>

#include "rtc/address.h"
#include "rtc/out.h"
#include "rtc/testing/native_peer.h"
#include "rtc/testing/world.h"
#include "udp_bench.h"

namespace teahouse::rtc::native {
namespace {

double cpu_us() {
    timespec time{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_nsec) / 1e3;
}

long memory_kib() {
    std::ifstream file("/proc/self/statm");
    long size = 0;
    long resident = 0;
    file >> size >> resident;
    return resident * 4;
}

struct Load {
    int layers = 1;
    std::size_t viewers = 10;
    int seconds = 4;
};

class Bench {
public:
    explicit Bench(const Load& load) : load_(load) {
        world_.enter(1, {.video_layers = load.layers});
        for (std::uint64_t i = 0; i < load.viewers; ++i) {
            NativePeer& viewer = world_.enter(
                kFirstViewer + i,
                {.audio = false,
                 .video_layers = 0,
                 .wanted = {{PeerId(1), MediaSource::audio}, {PeerId(1), MediaSource::video}}});
            viewer.keep = false;
            by_place_[world_.places[kFirstViewer + i]] = &viewer;
        }
        by_place_[world_.places[1]] = world_.peers[1].get();
    }

    void run() {
        const long before = memory_kib();
        NativePeer& publisher = *world_.peers[1];
        std::size_t plis = 0;
        for (int step = 0; step < load_.seconds * 50; ++step) {
            publisher.send_audio(40);
            if (step % 10 == 0 || step % 10 == 3 || step % 10 == 6) {
                for (int layer = 0; layer < load_.layers; ++layer) {
                    publisher.send_video(
                        {.layer = layer, .key = publisher.plis.size() > plis, .packets = 4});
                }
                plis = publisher.plis.size();
            }
            for (auto& [number, peer] : world_.peers) {
                if (step % 5 == static_cast<int>(number % 5)) {
                    peer->send_feedback();
                }
                if (step % 100 == 0) {
                    peer->check(world_.now);
                }
            }
            work();
            for (int tick = 0; tick < 2; ++tick) {
                world_.now += 10'000;
                const double start = cpu_us();
                world_.router->tick(world_.now, world_.out);
                spent_us_ += cpu_us() - start;
                hand_out();
            }
        }
        const auto sent = static_cast<double>(world_.router->stats().packets_out);
        std::uint64_t received = 0;
        for (const auto& [number, peer] : world_.peers) {
            received += peer->packets_received;
        }
        std::printf("%7zu %7d %12.0f %10.2f %9.1f %% %10ld KiB\n", load_.viewers, load_.layers,
                    sent / load_.seconds, spent_us_ / sent,
                    100 * static_cast<double>(received) / sent, memory_kib() - before);
    }

private:
    static constexpr std::uint64_t kFirstViewer = 100;

    void work() {
        std::vector<std::pair<Endpoint, std::vector<std::uint8_t>>> going;
        going.swap(world_.wire);
        for (auto& [from, datagram] : going) {
            const double start = cpu_us();
            world_.router->on_datagram(datagram, {.peer = from}, world_.now, world_.out);
            spent_us_ += cpu_us() - start;
            hand_out();
        }
    }
    void hand_out() {
        for (const auto& datagram : world_.out.datagrams()) {
            by_place_[datagram.path.peer]->on_datagram(world_.out.bytes(datagram), world_.now);
        }
        world_.out.clear();
    }

    const Load load_;
    World world_;
    std::unordered_map<Endpoint, NativePeer*> by_place_;
    double spent_us_ = 0;
};

}  // namespace
}  // namespace teahouse::rtc::native

int main(int count, char** arguments) {
    namespace native = teahouse::rtc::native;
    const bool compare = count > 2 && std::string_view(arguments[1]) == "compare";
    std::vector<std::size_t> viewers;
    for (int i = compare ? 3 : 1; i < count; ++i) {
        viewers.push_back(std::strtoul(arguments[i], nullptr, 10));
    }
    if (viewers.empty()) {
        viewers = {10, 40, 100, 150};
    }
    native::Place place;
    if (compare) {
        place = {.server = "10.77.0.1", .clients = "10.77.0.2", .net = arguments[2]};
    } else {
        std::printf("viewers  layers  packets/s  us/packet  delivered     memory\n");
        for (const std::size_t number : viewers) {
            native::Bench({.viewers = number}).run();
        }
        native::Bench({.layers = 3, .viewers = viewers.back()}).run();
    }
    std::printf("server     viewers   packets/s  us/packet  delivered      CPU\n");
    constexpr int kSeconds = 5;
    for (const std::size_t number : viewers) {
        native::run_udp_bench(place, number, kSeconds);
        if (compare && !native::run_janus_bench(place, number, kSeconds)) {
            std::printf("janus is not installed\n");
        }
    }
    return 0;
}
