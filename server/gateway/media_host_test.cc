// SPDX-License-Identifier: MIT
// Media over real loopback sockets: the port, the router on its thread, two native peers.
#include "gateway/media_host.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <future>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include <gtest/gtest.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>

#include "base/error.h"
#include "base/result.h"
#include "base/steady_ms.h"
#include "gateway/executor.h"
#include "gateway/media_port.h"
#include "net/fd.h"
#include "rtc/bytes.h"
#include "rtc/dtls.h"
#include "rtc/out.h"
#include "rtc/router.h"
#include "rtc/testing/native_peer.h"
#include "rtc/transport.h"

namespace teahouse::gateway {
namespace {

using rtc::MediaSource;
using rtc::PeerId;
using rtc::native::NativePeer;

constexpr std::int64_t kMediaPatienceMs = 20'000;

std::int64_t now_us() { return steady_ms() * 1'000; }

// A native peer on a socket of its own, connected to the port.
class SocketPeer {
public:
    SocketPeer(std::uint64_t id, const rtc::DtlsIdentity& identity, std::uint16_t port)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)),
          peer(PeerId(id), identity,
               [this](rtc::Bytes bytes) { ::send(socket_.get(), bytes.data(), bytes.size(), 0); }) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        EXPECT_EQ(
            ::connect(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address),
            0);
    }

    // What comes, until `done` says so. False: it never did.
    template <class Done>
    bool receive_until(Done done) {
        const std::int64_t end = steady_ms() + kMediaPatienceMs;
        while (!done()) {
            pollfd waiting{.fd = socket_.get(), .events = POLLIN, .revents = 0};
            if (::poll(&waiting, 1, 20) > 0) {
                std::array<std::uint8_t, 2'000> buffer{};
                const ssize_t bytes = ::recv(socket_.get(), buffer.data(), buffer.size(), 0);
                if (bytes > 0) {
                    peer.on_datagram(rtc::Bytes(buffer).first(static_cast<std::size_t>(bytes)),
                                     now_us());
                }
            }
            peer.on_time(now_us());
            if (steady_ms() > end) {
                return false;
            }
        }
        return true;
    }

private:
    net::Fd socket_;

public:
    NativePeer peer;
};

class MediaHostTest : public ::testing::Test {
protected:
    MediaHostTest() {
        port_ = MediaPort::open({.host = "127.0.0.1"});
        host_ = *MediaHost::make(*port_, executor_, [this](std::vector<rtc::MediaEvent> events) {
            for (const rtc::MediaEvent& event : events) {
                if (std::holds_alternative<rtc::PeerConnected>(event) && ++connected_ == 2) {
                    both_connected_.set_value();
                }
            }
        });
        port_->start();
    }
    ~MediaHostTest() override { port_->stop(); }

    Result<rtc::IceCredentials> join(std::uint64_t id) {
        std::promise<Result<rtc::IceCredentials>> done;
        EXPECT_TRUE(host_->join(PeerId(id), {.high = 1}, rtc::RoomKind::call,
                                [&](auto result) { done.set_value(std::move(result)); }));
        return done.get_future().get();
    }
    Result<std::string> negotiate(PeerId id, rtc::Negotiation what) {
        std::promise<Result<std::string>> done;
        EXPECT_TRUE(host_->negotiate(id, std::move(what),
                                     [&](auto result) { done.set_value(std::move(result)); }));
        return done.get_future().get();
    }
    void enter(SocketPeer& one, const NativePeer::Shape& shape) {
        ASSERT_TRUE(join(one.peer.id.value));
        const auto answer = negotiate(one.peer.id, one.peer.offer(shape));
        ASSERT_TRUE(answer);
        ASSERT_TRUE(one.peer.on_answer(*answer, now_us()));
        one.peer.check(now_us());
        ASSERT_TRUE(one.receive_until([&] { return one.peer.connected(); }));
    }

    ThreadExecutor executor_;
    std::promise<void> both_connected_;
    int connected_ = 0;  // on the executor
    std::unique_ptr<MediaPort> port_;
    std::unique_ptr<MediaHost> host_;
    const rtc::DtlsIdentity identity_ = *rtc::DtlsIdentity::make();
};

TEST_F(MediaHostTest, media_goes_from_one_to_the_other) {
    SocketPeer alice(1, identity_, port_->port());
    SocketPeer bob(2, identity_, port_->port());
    enter(alice, {});
    enter(bob, {.audio = false,
                .video_layers = 0,
                .wanted = {{PeerId(1), MediaSource::audio}, {PeerId(1), MediaSource::video}}});
    ASSERT_EQ(both_connected_.get_future().wait_for(std::chrono::milliseconds(kMediaPatienceMs)),
              std::future_status::ready);
    ASSERT_TRUE(alice.receive_until([&] { return !alice.peer.plis.empty(); }));
    alice.peer.send_audio(30);
    alice.peer.send_video({.key = true, .packets = 3});
    EXPECT_TRUE(bob.receive_until([&] { return bob.peer.received.size() == 4; }));
    EXPECT_TRUE(alice.receive_until([&] { return alice.peer.feedbacks > 0; }));
    std::promise<std::optional<rtc::PeerStats>> stats;
    ASSERT_TRUE(host_->peer_stats(PeerId(2), [&](auto found) { stats.set_value(found); }));
    const auto found = stats.get_future().get();
    ASSERT_TRUE(found);
    EXPECT_TRUE(found->ready);
    EXPECT_EQ(found->packets_out, 4U);
}

TEST_F(MediaHostTest, errors_come_back) {
    EXPECT_EQ(negotiate(PeerId(7), {}).error().code, ErrorCode::not_found);
    ASSERT_TRUE(join(7));
    EXPECT_EQ(join(7).error().code, ErrorCode::conflict);
    EXPECT_FALSE(negotiate(PeerId(7), {.offer = "nothing"}));
    host_->leave(PeerId(7));
    EXPECT_TRUE(join(7));
    port_->stop();
    EXPECT_FALSE(host_->join(PeerId(8), {}, rtc::RoomKind::call, [](auto) { FAIL(); }));
}

}  // namespace
}  // namespace teahouse::gateway
