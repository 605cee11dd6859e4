// SPDX-License-Identifier: MIT
// The UDP port over real loopback sockets.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <functional>
#include <future>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/limits_rtc.h"
#include "base/result.h"
#include "net/fd.h"
#include "net/udp_out.h"
#include "net/udp_port.h"
#include "net/udp_socket.h"
#include "rtc/address.h"
#include "rtc/bytes.h"

// Sanitizers have operators of their own.
#if defined(__has_feature)
#if __has_feature(thread_sanitizer) || __has_feature(address_sanitizer)
#define TEAHOUSE_NO_COUNTING
#endif
#endif

namespace {
// Allocations of each thread; 0 where they are not counted.
// NOLINTNEXTLINE(cppcoreguidelines-avoid-non-const-global-variables)
thread_local std::size_t allocations = 0;
}  // namespace

#ifndef TEAHOUSE_NO_COUNTING
// NOLINTBEGIN(cppcoreguidelines-no-malloc)
void* operator new(std::size_t bytes) {
    ++allocations;
    if (void* const memory = std::malloc(bytes)) {
        return memory;
    }
    std::abort();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
// NOLINTEND(cppcoreguidelines-no-malloc)
#endif

namespace teahouse::net {
namespace {

// NOLINTBEGIN(bugprone-unchecked-optional-access): a none that nobody expects ends the test.

constexpr int kUdpPatienceMs = 20'000;

class FunctionSink : public UdpSink {
public:
    using OnDatagram = std::function<void(Datagram& datagram, UdpOut& out)>;
    explicit FunctionSink(OnDatagram on_datagram) : on_datagram_(std::move(on_datagram)) {}

    void on_datagrams(std::span<Datagram> datagrams, std::int64_t /*now_us*/,
                      UdpOut& out) override {
        for (Datagram& datagram : datagrams) {
            on_datagram_(datagram, out);
        }
    }
    void on_tick(std::int64_t now_us, UdpOut& /*out*/) override {
        next_us_ = ++ticks_ < 3 ? now_us + 1'000 : kNoTick;
        if (next_us_ == kNoTick) {
            ticked_.set_value(now_us);
        }
    }
    [[nodiscard]] std::int64_t next_tick_us() const override { return next_us_; }

    std::int64_t next_us_ = kNoTick;
    int ticks_ = 0;
    std::promise<std::int64_t> ticked_;

private:
    OnDatagram on_datagram_;
};

// A blocking socket of a test.
class UdpClient {
public:
    explicit UdpClient(const char* host = "127.0.0.1") {
        auto opened = open_udp(host, 0);
        EXPECT_TRUE(opened) << host;
        socket_ = *std::move(opened);
        endpoint_ = {.address = *parse_address(host), .port = socket_.port};
    }

    void send(std::string_view bytes, const rtc::Endpoint& to) {
        sockaddr_storage name{};
        const socklen_t size = write_name(to, socket_.v4_only, name);
        const auto sent = ::sendto(socket_.fd.get(), bytes.data(), bytes.size(), 0,
                                   reinterpret_cast<const sockaddr*>(&name), size);
        EXPECT_EQ(sent, static_cast<ssize_t>(bytes.size()));
    }
    bool try_send(std::string_view bytes, const rtc::Endpoint& to) {
        sockaddr_storage name{};
        const socklen_t size = write_name(to, socket_.v4_only, name);
        return ::sendto(socket_.fd.get(), bytes.data(), bytes.size(), 0,
                        reinterpret_cast<const sockaddr*>(&name), size) >= 0;
    }
    // The next datagram; `from` is who sent it.
    std::string receive(rtc::Endpoint* from = nullptr) {
        pollfd fd = {.fd = socket_.fd.get(), .events = POLLIN, .revents = 0};
        EXPECT_EQ(::poll(&fd, 1, kUdpPatienceMs), 1) << "nothing came";
        std::string bytes(70'000, '\0');
        sockaddr_storage name{};
        socklen_t size = sizeof(name);
        const auto got = ::recvfrom(socket_.fd.get(), bytes.data(), bytes.size(), MSG_DONTWAIT,
                                    reinterpret_cast<sockaddr*>(&name), &size);
        bytes.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
        if (from != nullptr) {
            *from = endpoint_of(name);
        }
        return bytes;
    }

    UdpSocket socket_;
    rtc::Endpoint endpoint_;
};

std::unique_ptr<UdpPort> opened_port(const std::string& host) {
    auto port = UdpPort::open({.host = host, .port = 0});
    EXPECT_TRUE(port) << (port ? "" : port.error().message);
    return port ? *std::move(port) : nullptr;
}

rtc::Endpoint at(std::string_view host, const UdpPort& port) {
    return {.address = *parse_address(host), .port = port.port()};
}

void echo(Datagram& datagram, UdpOut& out) {
    const rtc::MutableBytes answer = out.begin();
    std::ranges::copy(datagram.bytes, answer.begin());
    out.commit(datagram.bytes.size(), datagram.source, datagram.local);
}

TEST(UdpPort, answers_from_the_address_that_was_asked) {
    FunctionSink sink(echo);
    for (const char* host : {"", "127.0.0.1"}) {
        const auto port = opened_port(host);
        port->start(sink);
        UdpClient client;
        for (const std::string_view asked : {"127.0.0.1", "127.0.0.2"}) {
            if (*host != '\0' && asked != host) {
                continue;
            }
            client.send("hello", at(asked, *port));
            rtc::Endpoint from;
            EXPECT_EQ(client.receive(&from), "hello");
            EXPECT_EQ(to_string(from), to_string(at(asked, *port)));
        }
        port->stop();
        EXPECT_EQ(port->counters().received.get(), *host == '\0' ? 2U : 1U);
        EXPECT_EQ(port->counters().sent.get(), port->counters().received.get());
    }
}

TEST(UdpPort, speaks_ipv6_too) {
    if (!open_udp("::1", 0)) {
        GTEST_SKIP() << "this machine has no IPv6";
    }
    FunctionSink sink(echo);
    const auto port = opened_port("");
    port->start(sink);
    UdpClient client("::1");
    client.send("six", at("::1", *port));
    rtc::Endpoint from;
    EXPECT_EQ(client.receive(&from), "six");
    EXPECT_EQ(to_string(from), to_string(at("::1", *port)));
}

// A burst of datagrams to two peers in turn, of sizes that make runs and break them.
void check_burst(bool segmentation) {
    constexpr std::size_t kEach = 150;  // fits into the buffer of a socket that nobody reads yet
    UdpClient a;
    UdpClient b;
    const auto bytes_of = [](std::size_t i) {
        return std::string(i % 7 == 6 ? 450 : 500, static_cast<char>('a' + i % 26));
    };
    FunctionSink sink([&](Datagram& /*datagram*/, UdpOut& out) {
        if (!segmentation) {
            out.disable_segmentation();
        }
        for (std::size_t i = 0; i < kEach; ++i) {
            out.send(rtc::as_bytes(bytes_of(i)), a.endpoint_);
            out.send(rtc::as_bytes(bytes_of(i + 1)), b.endpoint_);
        }
    });
    const auto port = opened_port("127.0.0.1");
    port->start(sink);
    a.send("go", at("127.0.0.1", *port));
    for (std::size_t i = 0; i < kEach; ++i) {
        EXPECT_EQ(a.receive(), bytes_of(i)) << i;
        EXPECT_EQ(b.receive(), bytes_of(i + 1)) << i;
    }
    port->stop();
    EXPECT_EQ(port->counters().sent.get(), 2 * kEach);
    EXPECT_EQ(port->counters().send_dropped.get(), 0U);
    EXPECT_LE(port->counters().send_calls.get(), 4U) << "batches, not single calls";
}

TEST(UdpPort, bursts_keep_their_order) { check_burst(true); }

TEST(UdpPort, bursts_keep_their_order_without_segmentation) { check_burst(false); }

TEST(UdpPort, what_cannot_be_sent_is_counted) {
    UdpClient client;
    FunctionSink sink([&](Datagram& /*datagram*/, UdpOut& out) {
        out.send(rtc::as_bytes("x"), *rtc::parse_endpoint("[2001:db8::1]:9"));
        out.send(rtc::as_bytes(std::string(limits::kDatagramBytesMax + 1, 'x')), client.endpoint_);
        out.send(rtc::as_bytes("y"), {.address = *parse_address("127.0.0.1"), .port = 0});
        out.send(rtc::as_bytes("z"), client.endpoint_);
    });
    const auto port = opened_port("127.0.0.1");
    port->start(sink);
    client.send("go", at("127.0.0.1", *port));
    EXPECT_EQ(client.receive(), "z");
    port->stop();
    EXPECT_EQ(port->counters().send_dropped.get(), 3U);
    EXPECT_EQ(port->counters().sent.get(), 1U);
}

TEST(UdpPort, drops_what_is_too_long) {
    FunctionSink sink(echo);
    const auto port = opened_port("127.0.0.1");
    port->start(sink);
    UdpClient client;
    client.send(std::string(limits::kDatagramBytesMax + 1, 'x'), at("127.0.0.1", *port));
    client.send(std::string(limits::kDatagramBytesMax, 'y'), at("127.0.0.1", *port));
    EXPECT_EQ(client.receive(), std::string(limits::kDatagramBytesMax, 'y'));
    port->stop();
    EXPECT_EQ(port->counters().truncated.get(), 1U);
    EXPECT_EQ(port->counters().received.get(), 2U);
}

TEST(UdpPort, ticks_when_the_sink_asks) {
    FunctionSink sink(echo);
    sink.next_us_ = 0;
    const auto port = opened_port("127.0.0.1");
    port->start(sink);
    auto ticked = sink.ticked_.get_future();
    ASSERT_EQ(ticked.wait_for(std::chrono::milliseconds(kUdpPatienceMs)),
              std::future_status::ready);
    port->stop();
    EXPECT_EQ(sink.ticks_, 3);
}

TEST(UdpPort, runs_what_is_posted_in_order_until_it_stops) {
    FunctionSink sink(echo);
    UdpClient client;
    auto port = opened_port("127.0.0.1");
    port->start(sink);
    std::vector<int> seen;
    for (int i = 0; i < 1'000; ++i) {
        EXPECT_TRUE(port->post([&seen, i](std::int64_t, UdpOut&) { seen.push_back(i); }));
    }
    EXPECT_TRUE(port->post([&](std::int64_t now_us, UdpOut& out) {
        EXPECT_GT(now_us, 0);
        out.send(rtc::as_bytes("bye"), client.endpoint_);
    }));
    port->stop();
    EXPECT_EQ(client.receive(), "bye");
    ASSERT_EQ(seen.size(), 1'000U);
    EXPECT_TRUE(std::ranges::is_sorted(seen));
    EXPECT_FALSE(port->post([](std::int64_t, UdpOut&) {}, true));
    port->stop();
}

TEST(UdpPort, takes_a_bounded_number_of_tasks) {
    FunctionSink sink(echo);
    const auto port = opened_port("127.0.0.1");
    std::size_t taken = 0;
    while (port->post([](std::int64_t, UdpOut&) {})) {
        ++taken;
    }
    EXPECT_EQ(taken, limits::kUdpTasksMax);
    bool ran = false;
    EXPECT_TRUE(port->post([&ran](std::int64_t, UdpOut&) { ran = true; }, true));
    port->start(sink);
    port->stop();
    EXPECT_TRUE(ran);
}

TEST(UdpPort, one_port_is_opened_once) {
    const auto port = opened_port("127.0.0.1");
    const auto again = UdpPort::open({.host = "127.0.0.1", .port = port->port()});
    ASSERT_FALSE(again);
    EXPECT_EQ(again.error().code, ErrorCode::conflict);
    const auto nowhere = UdpPort::open({.host = "192.0.2.1", .port = 0});
    ASSERT_FALSE(nowhere);
    EXPECT_EQ(nowhere.error().code, ErrorCode::invalid);
}

TEST(UdpPort, a_flood_allocates_nothing) {
    constexpr int kFlood = 200'000;
    std::atomic<std::size_t> before = 0;
    std::atomic<std::size_t> after = 0;
    std::atomic<int> seen = 0;
    std::promise<void> ended;
    bool over = false;
    FunctionSink sink([&](Datagram& datagram, UdpOut& out) {
        if (seen.fetch_add(1, std::memory_order_relaxed) == 0) {
            before = allocations;
        }
        echo(datagram, out);
        if (!over && rtc::as_text(datagram.bytes) == "end") {
            over = true;
            after = allocations;
            ended.set_value();
        }
    });
    const auto port = opened_port("127.0.0.1");
    port->start(sink);
    UdpClient client;
    const rtc::Endpoint to = at("127.0.0.1", *port);
    for (int i = 0; i < kFlood; ++i) {
        static_cast<void>(client.try_send("garbage of a stranger", to));
    }
    auto future = ended.get_future();
    // The last one may be lost like any other.
    do {
        static_cast<void>(client.try_send("end", to));
    } while (future.wait_for(std::chrono::milliseconds(10)) != std::future_status::ready);
    port->stop();
    EXPECT_GT(seen.load(), kFlood / 100);
    EXPECT_EQ(after.load() - before.load(), 0U);
#ifndef TEAHOUSE_NO_COUNTING
    EXPECT_GT(allocations, 0U) << "nothing is counted";
#endif
}

// NOLINTEND(bugprone-unchecked-optional-access)

}  // namespace
}  // namespace teahouse::net
