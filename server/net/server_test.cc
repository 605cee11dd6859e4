// SPDX-License-Identifier: MIT
// Listeners, the control socket, tasks and timers of workers, running out of descriptors, the end.
#include "net/server.h"

#include <atomic>
#include <cstring>
#include <filesystem>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/un.h>

#include "net/testing.h"

namespace teahouse::net::testing {
namespace {

const Server::HandlerFactory kNoHandler = [](Worker&, std::uint32_t) { return nullptr; };

ServerOptions listening_on(const std::string& host, std::uint16_t port) {
    ServerOptions options;
    options.listen.push_back({.host = host, .port = port});
    return options;
}

TEST(Server, says_that_a_port_is_in_use) {
    const TestServer first;
    const auto second = Server::create(listening_on("127.0.0.1", first.server->port()), kNoHandler);
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error().code, ErrorCode::conflict);
    EXPECT_NE(second.error().message.find(std::to_string(first.server->port())), std::string::npos);
}

TEST(Server, says_that_an_address_is_wrong) {
    const auto unknown = Server::create(listening_on("no.such.host.invalid", 0), kNoHandler);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().code, ErrorCode::invalid);
    const auto foreign = Server::create(listening_on("192.0.2.1", 0), kNoHandler);
    ASSERT_FALSE(foreign);
    EXPECT_EQ(foreign.error().code, ErrorCode::invalid);
}

TEST(Server, listens_everywhere_and_on_names) {
    for (const std::string host : {"", "localhost", "0.0.0.0"}) {
        TestServer server(listening_on(host, 0));
        if (host == "localhost" && !server.server->port()) {
            continue;
        }
        TestClient client(server.server->port());
        client.write("GET /x HTTP/1.1\r\nHost: test\r\n\r\n");
        EXPECT_EQ(client.response().value().body, "/x ") << host;
    }
}

TEST(Server, tasks_of_each_poster_run_in_order) {
    ServerOptions options;
    options.workers = 2;
    TestServer server(options);
    constexpr int kPosters = 4;
    constexpr int kTasks = 20'000;
    std::vector<std::vector<int>> seen(kPosters);
    std::vector<std::thread> posters;
    for (std::size_t p = 0; p < kPosters; ++p) {
        posters.emplace_back([&, p] {
            Worker& worker = server.server->worker(p % 2);
            for (int i = 0; i < kTasks; ++i) {
                while (!worker.post([&seen, p, i] { seen[p].push_back(i); })) {
                    std::this_thread::yield();  // full
                }
            }
        });
    }
    for (std::thread& poster : posters) {
        poster.join();
    }
    server.run([](Worker&, TestHandler&) {}, 0);
    server.run([](Worker&, TestHandler&) {}, 1);
    for (const std::vector<int>& numbers : seen) {
        ASSERT_EQ(numbers.size(), std::size_t{kTasks});
        EXPECT_TRUE(std::is_sorted(numbers.begin(), numbers.end()));
    }
}

TEST(Server, a_full_mailbox_refuses_but_for_what_must_be_done) {
    ServerOptions options;
    options.bounds.mailbox_tasks_max = 3;
    TestServer server(options);
    Worker& worker = server.server->worker(0);
    std::promise<void> started;
    std::promise<void> go_on;
    worker.post([&] {
        started.set_value();
        go_on.get_future().wait();
    });
    started.get_future().wait();
    int accepted = 0;
    std::atomic<int> run = 0;
    while (worker.post([&] { ++run; })) {
        ++accepted;
    }
    EXPECT_EQ(accepted, 3);
    EXPECT_TRUE(worker.post([&] { ++run; }, true));
    go_on.set_value();
    server.run([&](Worker&, TestHandler&) { EXPECT_EQ(run, 4); });
}

TEST(Server, timers_run_in_order_and_can_be_cancelled) {
    TestServer server;
    std::promise<std::string> done;
    std::string order;
    server.run([&](Worker& worker, TestHandler&) {
        worker.call_after(60, [&] { order += 'c'; });
        worker.call_after(20, [&] { order += 'a'; });
        const Worker::TimerId cancelled = worker.call_after(30, [&] { order += 'x'; });
        worker.call_after(40, [&] {
            order += 'b';
            worker.call_after(60, [&] { done.set_value(order + 'd'); });
        });
        worker.cancel(cancelled);
        worker.cancel(12'345);
    });
    EXPECT_EQ(done.get_future().get(), "abcd");
}

TEST(Server, stopping_closes_everything_and_refuses_tasks) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        worker.send(handler.last_socket, true, bytes_of("last words"));
        worker.stop();
    });
    server.server->join();
    EXPECT_EQ(client.next_text(), "last words");
    EXPECT_EQ(client.next_text(), "end");
    EXPECT_TRUE(server.events.wait_for("closed"));
    EXPECT_FALSE(server.server->worker(0).post([] {}, true));
}

int connect_unix(const std::string& path) {
    const int fd = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, path.data(), path.size());
    EXPECT_EQ(::connect(fd, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
    return fd;
}

TEST(Server, the_control_socket_is_private_and_replaces_a_dead_one) {
    const std::string path = std::filesystem::temp_directory_path() /
                             ("teahouse-" + std::to_string(::getpid()) + ".sock");
    ServerOptions options = listening_on("127.0.0.1", 0);
    options.control_path = path;
    {
        TestServer server(options, [](TestHandler& handler) {
            handler.on_request_hook = [](Worker& worker, ConnectionId id, http::Request&) {
                http::Response response;
                response.body = worker.is_control(id) ? worker.peer_address(id) : "not control";
                worker.respond(id, std::move(response));
                return true;
            };
        });
        struct stat info{};
        ASSERT_EQ(::stat(path.c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0600U);
        const Fd client(connect_unix(path));
        const std::string request = "GET / HTTP/1.0\r\n\r\n";
        ASSERT_EQ(::write(client.get(), request.data(), request.size()),
                  static_cast<ssize_t>(request.size()));
        std::string answer(1'000, '\0');
        const ssize_t got = ::read(client.get(), answer.data(), answer.size());
        answer.resize(static_cast<std::size_t>(std::max<ssize_t>(got, 0)));
        EXPECT_TRUE(answer.ends_with("\r\n\r\nunix")) << answer;
        const auto second = Server::create(options, kNoHandler);
        ASSERT_FALSE(second);
        EXPECT_EQ(second.error().code, ErrorCode::conflict);
    }
    EXPECT_FALSE(std::filesystem::exists(path));
    // What a killed server leaves behind: a socket file on which nobody listens.
    {
        const Fd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        std::memcpy(address.sun_path, path.data(), path.size());
        ASSERT_EQ(::bind(dead.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
                  0);
    }
    EXPECT_TRUE(Server::create(options, kNoHandler));
}

// Lowers the limit of descriptors for a while.
class DescriptorLimit {
public:
    explicit DescriptorLimit(rlim_t limit) {
        ::getrlimit(RLIMIT_NOFILE, &before_);
        const rlimit lowered{.rlim_cur = limit, .rlim_max = before_.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &lowered);
    }
    ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
    DescriptorLimit(const DescriptorLimit&) = delete;
    DescriptorLimit& operator=(const DescriptorLimit&) = delete;

private:
    rlimit before_{};
};

TEST(Server, out_of_descriptors_it_waits_and_recovers) {
    TestServer server;
    TestClient waiting(server.server->port());  // opened before the limit falls
    waiting.write("GET /1 HTTP/1.1\r\nHost: test\r\n\r\n");
    EXPECT_EQ(waiting.response().value().status, 200);
    const Fd later(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    std::uint64_t ticks = 0;
    {
        const DescriptorLimit limit(static_cast<rlim_t>(later.get()) + 1);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(server.server->port());
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ASSERT_EQ(
            ::connect(later.get(), reinterpret_cast<const sockaddr*>(&address), sizeof(address)),
            0);
        ASSERT_TRUE(wait_until([&] { return server.server->metrics().accept_errors > 0; }));
        ticks = server.server->metrics().ticks;
        // Another one is served meanwhile, and the loop does not spin.
        waiting.write("GET /2 HTTP/1.1\r\nHost: test\r\n\r\n");
        EXPECT_EQ(waiting.response().value().status, 200);
        ASSERT_TRUE(wait_until([&] { return server.server->metrics().accept_errors > 1; }));
        EXPECT_LT(server.metrics().ticks - ticks, 50U);
    }
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().accepted == 2; }));
}

TEST(Server, too_many_connections_are_refused) {
    ServerOptions options = listening_on("127.0.0.1", 0);
    options.bounds.connections_max = 3;
    TestServer server(options);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 3; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.server->port()));
        ASSERT_TRUE(clients.back()->upgrade());
    }
    TestClient refused(server.server->port());
    EXPECT_EQ(refused.read_to_end(), "");
    EXPECT_EQ(server.metrics().refused, 1U);
    clients.pop_back();
    EXPECT_TRUE(wait_until([&] { return server.server->metrics().connections == 2; }));
    TestClient again(server.server->port());
    EXPECT_TRUE(again.upgrade());
}

TEST(Server, what_waits_in_queues_is_counted) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    TestServer server(options);
    TestClient slow(server.server->port(), 4'096);
    ASSERT_TRUE(slow.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        worker.subscribe(handler.last_socket, ChannelId(1));
    });
    EXPECT_EQ(server.metrics().outbox_bytes, 0U);
    server.run([](Worker& worker, TestHandler& handler) {
        worker.send(handler.last_socket, true, bytes_of(std::string(500'000, 'x')));
        worker.publish(ChannelId(1), segment_of(text_frame(std::string(10'000, 'x'))), false);
    });
    EXPECT_TRUE(wait_until([&] {
        const Metrics metrics = server.metrics();
        return metrics.outbox_bytes > 100'000 && metrics.log_bytes > 10'000;
    }));
    server.run([&](Worker& worker, TestHandler&) {
        for (int i = 0; i < 5; ++i) {
            worker.post([] {}, true);
        }
        EXPECT_EQ(server.server->metrics().mailbox_tasks, 5U);
    });
    slow.close();
    EXPECT_TRUE(server.events.wait_for("closed"));
    EXPECT_TRUE(wait_until([&] {
        const Metrics metrics = server.metrics();
        return metrics.outbox_bytes == 0 && metrics.log_bytes == 0 && metrics.mailbox_tasks == 0;
    }));
}

}  // namespace
}  // namespace teahouse::net::testing
