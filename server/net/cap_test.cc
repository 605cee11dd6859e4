// SPDX-License-Identifier: MIT
// The bandwidth cap over real sockets: who goes first, who takes turns, what is kept for whom.
#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <sys/ioctl.h>

#include "base/check.h"
#include "base/limits.h"
#include "http/message.h"
#include "net/metrics.h"
#include "net/options.h"
#include "net/testing.h"
#include "net/worker.h"

namespace teahouse::net::testing {
namespace {

constexpr ChannelId kRoom(1);
using Clients = std::vector<std::unique_ptr<TestClient>>;

Clients subscribers(TestServer& server, int count) {
    Clients clients;
    for (int i = 0; i < count; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.server->port()));
        CHECK(clients.back()->upgrade());
    }
    server.run([&](Worker& worker, TestHandler& handler) {
        for (const ConnectionId id : handler.sockets) {
            worker.subscribe(id, kRoom);
        }
    });
    return clients;
}

void publish(TestServer& server, std::string_view text, bool ephemeral = false) {
    server.run([&](Worker& worker, TestHandler&) {
        worker.publish(kRoom, segment_of(text_frame(text)), ephemeral);
    });
}

std::size_t arrived(const TestClient& client) {
    int bytes = 0;
    CHECK(::ioctl(client.fd(), FIONREAD, &bytes) == 0);
    return static_cast<std::size_t>(bytes);
}

TEST(Cap, merges_and_drops_ephemeral_segments_first) {
    ServerOptions options;
    options.bandwidth_mbit = 2;  // 250 KB/s
    TestServer server(options);
    const Clients clients = subscribers(server, 5);
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 100; ++i) {
        publish(server, "message " + std::to_string(i) + std::string(500, ' '));
        publish(server, "typing", true);
    }
    publish(server, "last");
    int typing = 0;
    for (const auto& client : clients) {
        int next = 0;
        for (std::string text = client->next_text(); text != "last"; text = client->next_text()) {
            if (text == "typing") {
                ++typing;
            } else {
                ASSERT_TRUE(text.starts_with("message " + std::to_string(next++))) << text;
            }
        }
        EXPECT_EQ(next, 100);
    }
    const auto elapsed = std::chrono::steady_clock::now() - start;
    // 260 KB take a second; what is sent last need not be waited for.
    EXPECT_GE(elapsed, std::chrono::milliseconds(500));
    EXPECT_LT(elapsed, std::chrono::seconds(10));
    EXPECT_LT(typing, 250);
    const Metrics metrics = server.server->metrics();
    EXPECT_GT(metrics.flushes_postponed, 0U);
    EXPECT_GT(metrics.segments_dropped, 0U);
    EXPECT_LT(metrics.sends, 250U);
}

TEST(Cap, members_take_turns) {
    constexpr std::size_t kBytes = 4'000;
    constexpr std::size_t kMessages = 10;
    ServerOptions options;
    options.bandwidth_mbit = 2;  // a turn is 12.5 KB, so four messages
    TestServer server(options);
    const Clients clients = subscribers(server, 6);
    server.run([&](Worker& worker, TestHandler&) {
        for (std::size_t i = 0; i < kMessages; ++i) {
            worker.publish(kRoom, segment_of(text_frame(std::string(kBytes, 'x'))), false);
        }
    });
    const std::size_t all = kMessages * text_frame(std::string(kBytes, 'x')).size();
    std::size_t unfair = 0;
    EXPECT_TRUE(wait_until([&] {
        std::size_t most = 0;
        for (const auto& client : clients) {
            most = std::max(most, arrived(*client));
        }
        // Looked at later than the one that has most: never less fair than it was.
        std::size_t least = all;
        for (const auto& client : clients) {
            least = std::min(least, arrived(*client));
        }
        unfair = std::max(unfair, most > least ? most - least : 0);
        return least == all;
    }));
    EXPECT_LE(unfair, 5 * kBytes);
}

TEST(Cap, downloads_do_not_hold_messages_back) {
    constexpr std::size_t kDownloadBytes = 2U << 20U;
    constexpr int kDownloads = 8;
    ServerOptions options;
    options.bandwidth_mbit = 2;  // the downloads alone take a minute
    TestServer server(options, [](TestHandler& handler) {
        handler.on_request_hook = [](Worker& worker, ConnectionId id,
                                     const http::Request& request) {
            if (request.head.path != "/download") {
                return false;
            }
            http::Response response;
            response.body = std::string(kDownloadBytes, 'd');
            worker.respond(id, std::move(response));
            return true;
        };
    });
    const Clients clients = subscribers(server, 50);
    Clients downloaders;
    std::vector<std::thread> readers;
    for (int i = 0; i < kDownloads; ++i) {
        downloaders.push_back(std::make_unique<TestClient>(server.server->port()));
        downloaders.back()->write("GET /download HTTP/1.1\r\nHost: test\r\n\r\n");
        readers.emplace_back([&client = *downloaders.back()] { client.read_to_end(); });
    }
    EXPECT_TRUE(wait_until([&] { return server.server->metrics().bytes_out > 100'000; }));
    const std::uint64_t before = server.metrics().bytes_out;
    publish(server, "message");
    for (const auto& client : clients) {
        EXPECT_EQ(client->next_text(), "message");
    }
    // Two turns and the messages are some 30 KB; the rest is for a test that was slow to look.
    EXPECT_LT(server.metrics().bytes_out - before, 1'000'000U);
    for (const auto& downloader : downloaders) {
        ::shutdown(downloader->fd(), SHUT_RDWR);
    }
    for (std::thread& reader : readers) {
        reader.join();
    }
}

TEST(Cap, messages_do_not_shut_http_out) {
    ServerOptions options;
    options.bandwidth_mbit = 2;
    TestServer server(options);
    const Clients clients = subscribers(server, 20);
    for (int i = 0; i < 20; ++i) {  // 2 MB: eight seconds
        publish(server, std::string(5'000, 'x'));
    }
    TestClient visitor(server.server->port());
    const std::uint64_t before = server.metrics().bytes_out;
    visitor.write("GET /hello HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(visitor.response());
    EXPECT_LT(server.metrics().bytes_out - before, 1'000'000U);
}

TEST(Cap, bounds_the_log_of_a_room) {
    ServerOptions options;
    options.bandwidth_mbit = 1;
    TestServer server(options);
    const Clients clients = subscribers(server, 12);
    std::uint64_t most = 0;
    for (int i = 0; i < 100; ++i) {
        publish(server, std::string(60'000, 'x'));
        most = std::max(most, server.metrics().log_bytes);
    }
    // What is published in one tick comes on top.
    EXPECT_LT(most, limits::kLagBytesMax + std::size_t{10} * 60'100);
    EXPECT_TRUE(wait_until([&] { return server.metrics().lags == 12; }));
    server.run([](Worker& worker, TestHandler&) { EXPECT_EQ(worker.subscriber_count(kRoom), 0U); });
    EXPECT_EQ(server.metrics().log_bytes, 0U);
}

TEST(Cap, alone_closes_nobody) {
    ServerOptions options;
    options.bandwidth_mbit = 16;
    options.bounds.outbox_bytes_max = 50'000;
    options.timeouts.silence = 100;
    options.timeouts.ping = 50;
    TestServer server(options);
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        for (int i = 0; i < 150; ++i) {  // more than the bound and one message of the largest size
            worker.send(handler.last_socket, true, bytes_of(std::string(10'000, 'x')));
        }
        worker.send(handler.last_socket, true, bytes_of("last"));
    });
    for (int i = 0; i < 150; ++i) {
        ASSERT_EQ(client.next_text().size(), 10'000U) << i;
    }
    EXPECT_EQ(client.next_text(), "last");
    EXPECT_EQ(server.server->metrics().stalls, 0U);
}

TEST(Cap, answers_that_it_holds_back_are_not_stalled) {
    ServerOptions options;
    options.bandwidth_mbit = 1;
    options.timeouts.stalled = 50;  // shorter than the time between two turns of one connection
    TestServer server(options, [](TestHandler& handler) {
        handler.on_request_hook = [](Worker& worker, ConnectionId id, const http::Request&) {
            http::Response response;
            response.body = std::string(20'000, 'd');
            worker.respond(id, std::move(response));
            return true;
        };
    });
    Clients clients;
    for (int i = 0; i < 5; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.server->port()));
        clients.back()->write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    }
    for (const auto& client : clients) {
        const auto response = client->response();
        ASSERT_TRUE(response);
        EXPECT_EQ(response ? response->body.size() : 0, 20'000U);
    }
    EXPECT_EQ(server.server->metrics().stalls, 0U);
}

TEST(Cap, tells_while_websockets_wait_for_it) {
    ServerOptions options;
    options.bandwidth_mbit = 2;
    TestServer server(options);
    const Clients clients = subscribers(server, 2);
    const auto pressed = [&] {
        bool answer = false;
        server.run([&](Worker& worker, TestHandler&) { answer = worker.pressed(); });
        return answer;
    };
    EXPECT_FALSE(pressed());
    publish(server, std::string(60'000, 'x'));  // half a second for both
    EXPECT_TRUE(wait_until(pressed));
    for (const auto& client : clients) {
        EXPECT_EQ(client->next_text().size(), 60'000U);
    }
    EXPECT_TRUE(wait_until([&] { return !pressed(); }));
}

TEST(Cap, downloads_alone_press_nobody) {
    ServerOptions options;
    options.bandwidth_mbit = 2;
    TestServer server(options, [](TestHandler& handler) {
        handler.on_request_hook = [](Worker& worker, ConnectionId id, const http::Request&) {
            http::Response response;
            response.body = std::string(100'000, 'd');
            worker.respond(id, std::move(response));
            return true;
        };
    });
    TestClient downloader(server.server->port());
    downloader.write("GET / HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_TRUE(wait_until([&] { return server.metrics().flushes_postponed > 0; }));
    server.run([](Worker& worker, TestHandler&) { EXPECT_FALSE(worker.pressed()); });
    EXPECT_TRUE(downloader.response());
}

}  // namespace
}  // namespace teahouse::net::testing
