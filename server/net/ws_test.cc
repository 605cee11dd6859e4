// SPDX-License-Identifier: MIT
// WebSockets over real sockets: echo, closing, pings, compression, limits.
#include <cstdint>
#include <string>

#include <gtest/gtest.h>

#include "base/steady_ms.h"
#include "net/testing.h"

namespace teahouse::net::testing {
namespace {

using Kind = ws::Event::Kind;

TEST(WebSocket, echoes) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    for (const std::size_t size : {0U, 1U, 125U, 126U, 65'535U, 65'536U, 1'000'000U}) {
        const std::string text(size, 'x');
        client.send_text(text);
        EXPECT_TRUE(client.next_text() == text) << size;
    }
    EXPECT_EQ(server.metrics().websockets, 1U);
}

TEST(WebSocket, frames_sent_together_with_the_upgrade_are_not_lost) {
    TestServer server;
    TestClient client(server.server->port());
    std::string bytes = upgrade_request();
    ws::append_masked_frame(bytes, {}, bytes_of("early"), {});
    client.write(bytes);
    EXPECT_EQ(client.response().value().status, 101);
    EXPECT_EQ(client.next_text(), "early");
}

TEST(WebSocket, frames_that_come_before_a_late_accept_are_not_lost) {
    ConnectionId waiting;
    TestServer server({}, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker&, ConnectionId id, http::Request&) {
            waiting = id;
            return true;
        };
    });
    TestClient client(server.server->port());
    std::string bytes = upgrade_request();
    ws::append_masked_frame(bytes, {}, bytes_of("early"), {});
    client.write(bytes);
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().requests == 1; }));
    server.run([&](Worker& worker, TestHandler&) {
        worker.accept_websocket(waiting, {.message_bytes_max = 1000});
        worker.send(waiting, true, bytes_of("welcome"));
    });
    EXPECT_EQ(client.response().value().status, 101);
    EXPECT_EQ(client.next_text(), "welcome");
    EXPECT_EQ(client.next_text(), "early");
}

TEST(WebSocket, refuses_what_is_no_handshake) {
    TestServer server;
    TestClient client(server.server->port());
    client.write("GET /ws HTTP/1.1\r\nHost: test\r\n\r\n");
    const auto answer = client.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 426);
    EXPECT_EQ(answer->field("sec-websocket-version"), "13");
}

TEST(WebSocket, answers_pings_and_closes) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    client.send(ws::Opcode::ping, "abc");
    Received received = client.next();
    EXPECT_EQ(received.kind, Kind::pong);
    EXPECT_EQ(received.payload, "abc");
    std::string close = ws::close_payload(4005, "bye");
    client.send(ws::Opcode::close, close);
    received = client.next();
    EXPECT_EQ(received.kind, Kind::close);
    EXPECT_EQ(received.code, 4005);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(WebSocket, closes_with_a_code_when_the_peer_breaks_the_protocol) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    client.write(text_frame("not masked"));
    EXPECT_EQ(client.next_text(), "close 1002");
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(server.metrics().protocol_errors, 1U);
}

TEST(WebSocket, what_was_queued_and_published_goes_out_before_a_close) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        const ConnectionId id = handler.last_socket;
        worker.subscribe(id, ChannelId(7));
        worker.send(id, true, bytes_of("private"));
        worker.publish(ChannelId(7), segment_of(text_frame("published")), false);
        worker.close(id, 4002, "elsewhere");
        worker.send(id, true, bytes_of("too late"));
        worker.publish(ChannelId(7), segment_of(text_frame("too late")), false);
        EXPECT_EQ(worker.subscriber_count(ChannelId(7)), 0U);
    });
    EXPECT_EQ(client.next_text(), "private");
    EXPECT_EQ(client.next_text(), "published");
    EXPECT_EQ(client.next_text(), "close 4002");
    client.send(ws::Opcode::close, ws::close_payload(4002, ""));
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(WebSocket, a_peer_that_does_not_answer_the_close_is_cut_off) {
    ServerOptions options;
    options.timeouts.close = 100;
    TestServer server(options);
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run(
        [](Worker& worker, TestHandler& handler) { worker.close(handler.last_socket, 1000, ""); });
    EXPECT_EQ(client.next_text(), "close 1000");
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(WebSocket, pings_and_closes_the_silent) {
    ServerOptions options;
    options.timeouts.ping = 100;
    options.timeouts.silence = 350;
    options.timeouts.close = 100;
    TestServer server(options);
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    int pings = 0;
    Received received = client.next();
    for (; received.kind == Kind::ping; received = client.next()) {
        ++pings;
    }
    EXPECT_GE(pings, 2);
    EXPECT_EQ(received.kind, Kind::close);
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(WebSocket, nobody_was_silent_while_the_worker_was_away) {
    ServerOptions options;
    options.timeouts.ping = 400;
    options.timeouts.silence = 1'200;
    TestServer server(options);
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([&](Worker& worker, TestHandler& handler) {
        worker.set_deadline(handler.last_socket, 1'200, 4001);
        for (const std::int64_t end = steady_ms() + 2'000; steady_ms() < end;) {
            // away
        }
    });
    EXPECT_EQ(client.next().kind, Kind::ping);
    client.send(ws::Opcode::pong, "");
    server.run([](Worker& worker, TestHandler& handler) {
        worker.set_deadline(handler.last_socket, 0, 0);
        worker.send(handler.last_socket, true, bytes_of("still here"));
    });
    Received received = client.next();
    while (received.kind == Kind::ping) {
        client.send(ws::Opcode::pong, "");
        received = client.next();
    }
    EXPECT_EQ(received.kind, Kind::message);
}

TEST(WebSocket, deadlines_close_unless_cleared) {
    TestServer server;
    TestClient first(server.server->port());
    ASSERT_TRUE(first.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        worker.set_deadline(handler.last_socket, 100, 4001);
    });
    EXPECT_EQ(first.next_text(), "close 4001");
    TestClient second(server.server->port());
    ASSERT_TRUE(second.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        worker.set_deadline(handler.last_socket, 50, 4001);
        worker.set_deadline(handler.last_socket, 0, 0);
    });
    EXPECT_EQ(second.next(1024, 300).kind, Kind::need_more);
}

TEST(WebSocket, compresses_large_messages_when_agreed) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade("Sec-WebSocket-Extensions: permessage-deflate\r\n"));
    const std::string text(100'000, 'a');
    server.run([&](Worker& worker, TestHandler& handler) {
        worker.send(handler.last_socket, true, bytes_of(text));
    });
    EXPECT_TRUE(client.next_text() == text);
    EXPECT_LT(server.metrics().bytes_out, 5'000U);
}

TEST(WebSocket, calls_for_dead_connections_do_nothing) {
    TestServer server;
    ConnectionId dead;
    {
        TestClient client(server.server->port());
        ASSERT_TRUE(client.upgrade());
        server.run([&](Worker&, TestHandler& handler) { dead = handler.last_socket; });
    }
    EXPECT_TRUE(server.events.wait_for("closed"));
    TestClient next(server.server->port());  // takes the same slot
    ASSERT_TRUE(next.upgrade());
    server.run([&](Worker& worker, TestHandler& handler) {
        EXPECT_NE(dead, handler.last_socket);
        worker.send(dead, true, bytes_of("x"));
        worker.close(dead, 1000, "");
        worker.subscribe(dead, ChannelId(1));
        worker.unsubscribe(dead, ChannelId(1));
        worker.respond(dead, {});
        worker.accept_websocket(dead, {});
        worker.set_deadline(dead, 1, 4000);
        EXPECT_EQ(worker.peer_address(dead), "");
        EXPECT_EQ(worker.peer_address(handler.last_socket), "127.0.0.1");
        worker.send(handler.last_socket, true, bytes_of("alive"));
    });
    EXPECT_EQ(next.next_text(), "alive");
}

TEST(WebSocket, who_does_not_read_is_not_read_either) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    // Echoes of 60 MB never fit the sockets' buffers: the server must stop reading, not close with
    // 4008.
    const std::string text(200'000, 'x');
    std::string frame;
    ws::append_masked_frame(frame, {}, bytes_of(text), {});
    std::thread writer([&] {
        for (int i = 0; i < 300; ++i) {
            client.write(frame);
        }
    });
    // Until the server has stopped: no more messages come in although more are on their way.
    std::uint64_t before = 0;
    do {
        before = server.server->metrics().messages_in;
        std::this_thread::yield();
    } while (server.server->metrics().blocked == 0 ||
             server.server->metrics().messages_in != before);
    for (int i = 0; i < 300; ++i) {
        ASSERT_TRUE(client.next_text() == text) << i;
    }
    writer.join();
    EXPECT_EQ(server.metrics().stalls, 0U);
}

}  // namespace
}  // namespace teahouse::net::testing
