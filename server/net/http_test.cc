// SPDX-License-Identifier: MIT
// HTTP over real sockets.
#include <cstdio>
#include <string>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "net/testing.h"

namespace teahouse::net::testing {
namespace {

std::string get(std::string_view path, std::string_view more = {}) {
    return "GET " + std::string(path) + " HTTP/1.1\r\nHost: test\r\n" + std::string(more) + "\r\n";
}

TEST(Http, answers_and_keeps_the_connection) {
    TestServer server;
    TestClient client(server.server->port());
    for (int i = 0; i < 3; ++i) {
        client.write(get("/a"));
        const auto answer = client.response();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 200);
        EXPECT_EQ(answer->body, "/a ");
        EXPECT_FALSE(answer->field("date").empty());
        EXPECT_TRUE(answer->keep_alive);
    }
    const Metrics metrics = server.server->metrics();
    EXPECT_EQ(metrics.requests, 3U);
    EXPECT_EQ(metrics.accepted, 1U);
}

TEST(Http, answers_pipelined_requests_in_order) {
    TestServer server;
    TestClient client(server.server->port());
    std::string requests;
    for (int i = 0; i < 100; ++i) {
        requests += get("/" + std::to_string(i));
    }
    client.write(requests);
    for (int i = 0; i < 100; ++i) {
        const auto answer = client.response();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "/" + std::to_string(i) + " ");
    }
}

TEST(Http, answers_later_from_another_task) {
    ConnectionId waiting;
    TestServer server({}, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker&, ConnectionId id, http::Request&) {
            waiting = id;
            return true;
        };
    });
    TestClient client(server.server->port());
    client.write(get("/x") + get("/y"));
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().requests == 1; }));
    server.run([&](Worker& worker, TestHandler& handler) {
        handler.on_request_hook = nullptr;
        http::Response response;
        response.body = "late";
        worker.respond(waiting, std::move(response));
    });
    EXPECT_EQ(client.response().value().body, "late");
    EXPECT_EQ(client.response().value().body, "/y ");
}

TEST(Http, head_has_the_length_and_no_body) {
    TestServer server;
    TestClient client(server.server->port());
    client.write("HEAD /abc HTTP/1.1\r\nHost: test\r\n\r\n" + get("/d"));
    const auto answer = client.response(true);
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->field("content-length"), "5");
    EXPECT_EQ(client.response().value().body, "/d ");
}

TEST(Http, sends_continue_when_asked) {
    TestServer server;
    TestClient client(server.server->port());
    client.write(
        "POST /p HTTP/1.1\r\nHost: test\r\nContent-Length: 4\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(client.read_some(), "HTTP/1.1 100 Continue\r\n\r\n");
    client.write("body");
    EXPECT_EQ(client.response().value().body, "/p body");
}

TEST(Http, refuses_a_large_body_and_the_answer_is_not_lost) {
    TestServer server;
    TestClient client(server.server->port());
    client.write("POST /small HTTP/1.1\r\nHost: test\r\nContent-Length: 10000000\r\n\r\n");
    // The client goes on writing for a while; a reset would take the answer away.
    client.write(std::string(200'000, 'x'));
    const auto answer = client.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Http, malformed_requests_get_400_and_the_connection_ends) {
    TestServer server;
    TestClient client(server.server->port());
    client.write(
        "GET / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n");
    const auto answer = client.response();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400);
    EXPECT_FALSE(answer->keep_alive);
    EXPECT_EQ(client.read_to_end(), "");
    EXPECT_EQ(server.metrics().request_errors, 1U);
}

TEST(Http, half_closed_clients_get_their_answer) {
    TestServer server;
    TestClient client(server.server->port());
    client.write(get("/1") + get("/2"));
    ::shutdown(client.fd(), SHUT_WR);
    EXPECT_EQ(client.response().value().body, "/1 ");
    EXPECT_EQ(client.response().value().body, "/2 ");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Http, sends_large_shared_bodies_to_a_slow_reader) {
    const std::string large = [] {
        std::string text;
        for (int i = 0; text.size() < 3'000'000; ++i) {
            text += std::to_string(i);
        }
        return text;
    }();
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    TestServer server(options, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker& worker, ConnectionId id, http::Request&) {
            http::Response response;
            response.shared = large;
            worker.respond(id, std::move(response));
            return true;
        };
    });
    TestClient client(server.server->port(), 4'096);
    client.write(get("/"));
    EXPECT_TRUE(client.response().value().body == large);
}

TEST(Http, sends_files) {
    std::FILE* file = std::tmpfile();
    ASSERT_NE(file, nullptr);
    std::string content;
    for (int i = 0; content.size() < 1'000'000; ++i) {
        content += std::to_string(i);
    }
    ASSERT_EQ(std::fwrite(content.data(), 1, content.size(), file), content.size());
    ASSERT_EQ(std::fflush(file), 0);
    TestServer server({}, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker& worker, ConnectionId id, http::Request& request) {
            http::Response response;
            response.file = ::dup(fileno(file));
            response.file_offset = request.head.path == "/part" ? 1'000 : 0;
            response.file_size = request.head.path == "/part" ? 5'000 : content.size();
            worker.respond(id, std::move(response));
            return true;
        };
    });
    TestClient client(server.server->port());
    client.write(get("/whole") + get("/part"));
    EXPECT_TRUE(client.response().value().body == content);
    EXPECT_TRUE(client.response().value().body == content.substr(1'000, 5'000));
    client.write("HEAD /whole HTTP/1.1\r\nHost: test\r\n\r\n" + get("/part"));
    EXPECT_EQ(client.response(true).value().field("content-length"),
              std::to_string(content.size()));
    EXPECT_EQ(client.response().value().body.size(), 5'000U);
    std::fclose(file);
}

TEST(Http, slow_heads_and_bodies_are_cut_off) {
    ServerOptions options;
    options.timeouts.head = 100;
    options.timeouts.body_grace = 100;
    TestServer server(options);
    TestClient silent(server.server->port());
    TestClient head(server.server->port());
    TestClient body(server.server->port());
    head.write("GET / HTT");
    body.write("POST / HTTP/1.1\r\nHost: test\r\nContent-Length: 100000\r\n\r\nabc");
    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(head.response().value().status, 408);
    EXPECT_EQ(body.response().value().status, 408);
    EXPECT_EQ(server.metrics().timeouts, 2U);
}

TEST(Http, idle_connections_end) {
    ServerOptions options;
    options.timeouts.keep_alive = 100;
    TestServer server(options);
    TestClient client(server.server->port());
    client.write(get("/"));
    EXPECT_EQ(client.response().value().status, 200);
    EXPECT_EQ(client.read_to_end(), "");
}

TEST(Http, the_handler_hears_of_clients_that_leave_while_it_works) {
    TestServer server({}, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker&, ConnectionId, http::Request&) { return true; };
    });
    TestClient client(server.server->port());
    client.write(get("/"));
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().requests == 1; }));
    const linger reset{.l_onoff = 1, .l_linger = 0};
    ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
    client.close();
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(Http, believes_trusted_proxies_only) {
    for (const bool trusted : {true, false}) {
        ServerOptions options;
        if (trusted) {
            options.trusted_proxies.push_back(parse_cidr("127.0.0.0/8").value());
        }
        TestServer server(options, [&](TestHandler& handler) {
            handler.on_request_hook = [&](Worker& worker, ConnectionId id, http::Request&) {
                http::Response response;
                response.body = worker.peer_address(id) + (worker.is_secure(id) ? " secure" : "") +
                                (worker.is_loopback(id) ? " loopback" : "");
                worker.respond(id, std::move(response));
                return true;
            };
        });
        TestClient client(server.server->port());
        client.write(
            get("/", "X-Forwarded-For: 6.6.6.6, 198.51.100.7\r\nX-Forwarded-Proto: https\r\n"));
        EXPECT_EQ(client.response().value().body, trusted ? "198.51.100.7 secure" : "127.0.0.1");
        client.write(get("/"));  // the same connection, and the machine itself asks
        EXPECT_EQ(client.response().value().body, "127.0.0.1 loopback");
        for (const std::string mark : {"X-Forwarded-For: unknown", "X-Forwarded-For: 127.0.0.1",
                                       "X-Forwarded-For:", "Forwarded: for=203.0.113.9",
                                       "X-Real-IP: 203.0.113.9", "Via: 1.1 proxy"}) {
            client.write(get("/", mark + "\r\n"));
            EXPECT_EQ(client.response().value().body, "127.0.0.1") << mark;
        }
    }
}

TEST(Http, draining_ends_connections_after_their_answer) {
    ConnectionId waiting;
    TestServer server({}, [&](TestHandler& handler) {
        handler.on_request_hook = [&](Worker&, ConnectionId id, http::Request& request) {
            waiting = id;
            return request.head.path == "/wait";
        };
    });
    TestClient idle(server.server->port());
    idle.write(get("/"));
    EXPECT_TRUE(idle.response().value().keep_alive);
    TestClient busy(server.server->port());
    busy.write(get("/wait"));
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().requests == 2; }));
    server.server->begin_drain();
    EXPECT_EQ(idle.read_to_end(), "");
    server.run([&](Worker& worker, TestHandler&) { worker.respond(waiting, {}); });
    EXPECT_FALSE(busy.response().value().keep_alive);
    EXPECT_EQ(busy.read_to_end(), "");
    const Fd late(::socket(AF_INET, SOCK_STREAM, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.server->port());
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    EXPECT_NE(::connect(late.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
              0);
}

}  // namespace
}  // namespace teahouse::net::testing
