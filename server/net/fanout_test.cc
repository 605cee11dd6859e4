// SPDX-License-Identifier: MIT
// Channels and the flush over real sockets: order, whole frames, slow readers.
#include <atomic>
#include <map>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

#include "net/testing.h"

namespace teahouse::net::testing {
namespace {

constexpr ChannelId kRoom(1);

void subscribe_all(TestServer& server, ChannelId channel = kRoom) {
    for (std::uint32_t i = 0; i < server.server->worker_count(); ++i) {
        server.run(
            [&](Worker& worker, TestHandler& handler) {
                for (const ConnectionId id : handler.sockets) {
                    worker.subscribe(id, channel);
                }
            },
            i);
    }
}

void publish(TestServer& server, std::string_view text, bool ephemeral = false) {
    server.run([&](Worker& worker, TestHandler&) {
        worker.publish(kRoom, segment_of(text_frame(text)), ephemeral);
    });
}

TEST(Fanout, every_subscriber_gets_all_in_order_with_one_send_per_tick) {
    constexpr int kClients = 200;
    constexpr int kMessages = 64;
    TestServer server;
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < kClients; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.server->port()));
        ASSERT_TRUE(clients.back()->upgrade());
    }
    subscribe_all(server);
    const std::uint64_t sends_before = server.metrics().sends;
    server.run([&](Worker& worker, TestHandler&) {
        // Adjoining segments of one chunk, as the gateway makes them.
        std::string frames;
        std::vector<std::size_t> ends;
        for (int i = 0; i < kMessages; ++i) {
            frames += text_frame("message " + std::to_string(i));
            ends.push_back(frames.size());
        }
        const Segment chunk = segment_of(frames);
        std::size_t begin = 0;
        for (const std::size_t end : ends) {
            worker.publish(kRoom,
                           {.owner = chunk.owner, .data = chunk.data + begin, .size = end - begin},
                           false);
            begin = end;
        }
    });
    for (const auto& client : clients) {
        for (int i = 0; i < kMessages; ++i) {
            ASSERT_EQ(client->next_text(), "message " + std::to_string(i));
        }
    }
    EXPECT_EQ(server.metrics().sends - sends_before, std::uint64_t{kClients});
}

TEST(Fanout, private_messages_and_several_channels_share_one_send) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        worker.subscribe(handler.last_socket, ChannelId(1));
        worker.subscribe(handler.last_socket, ChannelId(2));
        worker.subscribe(handler.last_socket, ChannelId(2));  // changes nothing
    });
    const std::uint64_t sends_before = server.metrics().sends;
    server.run([](Worker& worker, TestHandler& handler) {
        worker.publish(ChannelId(1), segment_of(text_frame("one")), false);
        worker.publish(ChannelId(2), segment_of(text_frame("two")), false);
        worker.send(handler.last_socket, true, bytes_of("ack"));
    });
    EXPECT_EQ(client.next_text(), "ack");
    EXPECT_EQ(client.next_text(), "one");
    EXPECT_EQ(client.next_text(), "two");
    EXPECT_EQ(server.metrics().sends - sends_before, 1U);
}

TEST(Fanout, unsubscribing_keeps_what_was_published_and_its_place) {
    TestServer server;
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        const ConnectionId id = handler.last_socket;
        worker.subscribe(id, kRoom);
        worker.publish(kRoom, segment_of(text_frame("before")), false);
        worker.unsubscribe(id, kRoom);
        worker.publish(kRoom, segment_of(text_frame("never")), false);
        worker.send(id, true, bytes_of("between"));
        worker.subscribe(id, kRoom);
        worker.publish(kRoom, segment_of(text_frame("after")), false);
    });
    EXPECT_EQ(client.next_text(), "before");
    EXPECT_EQ(client.next_text(), "between");
    EXPECT_EQ(client.next_text(), "after");
}

// Fills a client that does not read until the worker has unsubscribed it.
int publish_until_lag(TestServer& server) {
    int published = 0;
    while (server.server->metrics().lags == 0 && published < 100'000) {
        server.run([&](Worker& worker, TestHandler&) {
            for (int i = 0; i < 20; ++i) {
                worker.publish(
                    kRoom, segment_of(text_frame("message " + std::to_string(published++))), false);
            }
        });
    }
    return published;
}

TEST(Fanout, a_slow_reader_lags_alone_and_can_catch_up) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    options.bounds.lag_bytes_max = 20'000;
    TestServer server(options, [](TestHandler& handler) {
        handler.on_lag_hook = [](Worker& worker, ConnectionId id, ChannelId) {
            worker.send(id, true, bytes_of("lag"));
        };
    });
    TestClient slow(server.server->port(), 4'096);
    TestClient fast(server.server->port());
    ASSERT_TRUE(slow.upgrade());
    ASSERT_TRUE(fast.upgrade());
    subscribe_all(server);
    int published = 0;
    std::thread reader([&] {
        for (int next = 0;; ++next) {
            const std::string text = fast.next_text();
            if (text == "end of test") {
                return;
            }
            ASSERT_EQ(text, "message " + std::to_string(next));
        }
    });
    published = publish_until_lag(server);
    EXPECT_TRUE(server.events.wait_for("lag 1"));
    // The slow one gets whole frames in order, then the notice, and nothing that came later.
    int next = 0;
    std::string text = slow.next_text();
    for (; text == "message " + std::to_string(next); text = slow.next_text()) {
        ++next;
    }
    EXPECT_EQ(text, "lag");
    EXPECT_LT(next, published);
    subscribe_all(server);
    publish(server, "end of test");
    EXPECT_EQ(slow.next_text(), "end of test");
    reader.join();
    EXPECT_EQ(server.server->metrics().stalls, 0U);
}

TEST(Fanout, a_reader_that_is_behind_for_too_long_lags) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    options.timeouts.lag = 100;
    TestServer server(options);
    TestClient slow(server.server->port(), 4'096);
    ASSERT_TRUE(slow.upgrade());
    subscribe_all(server);
    for (int i = 0; i < 5; ++i) {  // more than the sockets take, less than the bound in bytes
        publish(server, std::string(30'000, 'x'));
    }
    EXPECT_TRUE(server.events.wait_for("lag 1"));
}

TEST(Fanout, a_peer_that_takes_nothing_is_closed_with_4008) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    options.timeouts.stalled = 200;
    options.timeouts.close = 10'000;
    TestServer server(options);
    TestClient client(server.server->port(), 4'096);
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        for (int i = 0; i < 100; ++i) {
            worker.send(handler.last_socket, true, bytes_of(std::string(10'000, 'x')));
        }
    });
    ASSERT_TRUE(wait_until([&] { return server.server->metrics().stalls == 1; }));
    std::string text = client.next_text();
    for (; text == std::string(10'000, 'x'); text = client.next_text()) {
    }
    EXPECT_EQ(text, "close 4008");
    EXPECT_TRUE(server.events.wait_for("closed"));
}

TEST(Fanout, a_full_outbox_closes_with_4008) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    options.bounds.outbox_bytes_max = 100'000;
    options.timeouts.close = 10'000;
    TestServer server(options);
    TestClient client(server.server->port(), 4'096);
    ASSERT_TRUE(client.upgrade());
    server.run([](Worker& worker, TestHandler& handler) {
        for (int i = 0; i < 1000; ++i) {
            worker.send(handler.last_socket, true, bytes_of(std::string(10'000, 'x')));
        }
    });
    std::string text = client.next_text();
    for (; text == std::string(10'000, 'x'); text = client.next_text()) {
    }
    EXPECT_EQ(text, "close 4008");
    EXPECT_TRUE(server.events.wait_for("closed"));
    EXPECT_EQ(server.server->metrics().stalls, 1U);
}

TEST(Fanout, ephemeral_segments_are_left_out_for_those_who_have_bytes_waiting) {
    ServerOptions options;
    options.send_buffer_bytes = 4'096;
    TestServer server(options);
    TestClient slow(server.server->port(), 4'096);
    ASSERT_TRUE(slow.upgrade());
    subscribe_all(server);
    while (server.server->metrics().blocked == 0) {
        publish(server, std::string(10'000, 'x'));
    }
    for (int i = 0; i < 10; ++i) {  // far more than the sockets still take
        publish(server, std::string(10'000, 'x'));
    }
    publish(server, "typing", true);
    publish(server, "message");
    publish(server, "typing", true);
    std::string text = slow.next_text();
    for (; text == std::string(10'000, 'x'); text = slow.next_text()) {
    }
    EXPECT_EQ(text, "message");
    publish(server, "typing again", true);
    EXPECT_EQ(slow.next_text(), "typing again");
}

// Random publishes, private messages, subscriptions and slow readers with tiny buffers. Every
// message carries its channel and number, so that a client notices a cut, lost, doubled or swapped
// one.
class Storm {
public:
    explicit Storm(std::uint32_t seed, ServerOptions options)
        : random_(seed),
          server_(std::move(options), [](TestHandler& handler) { handler.expects_more = true; }) {}

    void run(int clients, int steps) {
        for (int i = 0; i < clients; ++i) {
            clients_.push_back(std::make_unique<TestClient>(server_.server->port(), 4'096));
            ASSERT_TRUE(clients_.back()->upgrade());
        }
        server_.run([&](Worker&, TestHandler& handler) { ids_ = handler.sockets; });
        std::vector<std::thread> readers;
        for (int i = 0; i < clients; ++i) {
            readers.emplace_back([this, i] { read(i); });
        }
        for (int i = 0; i < steps; ++i) {
            server_.run([&](Worker& worker, TestHandler&) { step(worker); });
        }
        server_.run([&](Worker& worker, TestHandler&) {
            for (const ConnectionId id : ids_) {
                worker.close(id, 1000, "");
            }
        });
        for (std::thread& reader : readers) {
            reader.join();
        }
    }

private:
    std::uint32_t pick(std::uint32_t below) {
        return static_cast<std::uint32_t>(random_() % below);
    }

    std::string numbered(const std::string& name, int number) {
        return name + ' ' + std::to_string(number) + ' ' +
               std::string(pick(8) == 0 ? pick(9'000) : pick(200), 'x');
    }

    void step(Worker& worker) {
        for (std::uint32_t i = pick(20); i > 0; --i) {
            const ConnectionId id = ids_[pick(static_cast<std::uint32_t>(ids_.size()))];
            const std::uint32_t channel = 1 + pick(4);
            switch (pick(8)) {
                case 0: worker.subscribe(id, ChannelId(channel)); break;
                case 1: worker.unsubscribe(id, ChannelId(channel)); break;
                case 2:
                case 3:
                    worker.send(id, true, bytes_of(numbered("p", private_numbers_[id.value]++)));
                    break;
                default: {
                    std::string frames;
                    for (std::uint32_t n = 1 + pick(5); n > 0; --n) {
                        frames += text_frame(
                            numbered("c" + std::to_string(channel), channel_numbers_[channel]++));
                    }
                    worker.publish(ChannelId(channel), segment_of(frames), pick(10) == 0);
                }
            }
        }
    }

    // Private messages: none missing. Channels: only ever forward.
    void read(int index) {
        TestClient& client = *clients_[static_cast<std::size_t>(index)];
        std::mt19937 random(static_cast<std::uint32_t>(index));
        std::map<std::string, int> last;
        for (;;) {
            const std::string text = client.next_text(1 + random() % 3'000);
            if (text.starts_with("close 1000")) {
                return;
            }
            const std::size_t space = text.find(' ');
            ASSERT_TRUE(space == 1 || space == 2) << text;
            const std::string name = text.substr(0, space);
            const int number = std::stoi(text.substr(space + 1));
            if (name == "p") {
                ASSERT_EQ(number, last.contains(name) ? last[name] + 1 : 0);
            } else {
                ASSERT_GT(number, last.contains(name) ? last[name] : -1) << name;
            }
            ASSERT_TRUE(text.find_first_not_of('x', text.find(' ', space + 1) + 1) ==
                        std::string::npos);
            last[name] = number;
        }
    }

    std::mt19937 random_;
    TestServer server_;
    std::vector<std::unique_ptr<TestClient>> clients_;
    std::vector<ConnectionId> ids_;
    std::map<std::uint64_t, int> private_numbers_;
    std::map<std::uint32_t, int> channel_numbers_;
};

TEST(Fanout, frames_are_never_cut_lost_or_swapped) {
    for (std::uint32_t seed = 1; seed <= 8; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        ServerOptions options;
        options.send_buffer_bytes = 4'096;
        options.bounds.lag_bytes_max = seed % 2 == 0 ? 30'000 : 1'000'000;
        options.bounds.outbox_bytes_max = 64U << 20U;
        options.merge = {.us_per_subscriber = seed % 3 == 0 ? 400 : 0, .wait_max_ms = 3};
        options.bandwidth_mbit = seed % 4 == 1 ? 100 : 0;
        options.io_uring = seed > 4;
        options.timeouts.close = 60'000;  // the readers are slow, and have all to read before it
        Storm storm(seed, options);
        storm.run(8, 300);
        if (HasFatalFailure()) {
            return;
        }
    }
}

TEST(Fanout, publishing_to_clients_that_come_and_go_is_safe) {
    ServerOptions options;
    options.workers = 2;
    options.send_buffer_bytes = 4'096;
    options.bounds.lag_bytes_max = 10'000;
    TestServer server(options, [](TestHandler& handler) {
        handler.on_message_hook = [](Worker& worker, ConnectionId id, const std::string& text) {
            worker.subscribe(id, ChannelId(text.size() % 3 + 1));
        };
        handler.on_lag_hook = [](Worker& worker, ConnectionId id, ChannelId channel) {
            worker.send(id, true, bytes_of("lag"));
            worker.subscribe(id, channel);
        };
    });
    std::atomic<bool> done = false;
    std::thread publisher([&] {
        const Segment segment = segment_of(text_frame(std::string(500, 'x')));
        for (std::uint64_t i = 0; !done; ++i) {
            for (std::uint32_t w = 0; w < 2; ++w) {
                Worker& worker = server.server->worker(w);
                worker.post([&worker, segment, i] {
                    worker.publish(ChannelId(i % 3 + 1), segment, false);
                });
            }
            std::this_thread::yield();
        }
    });
    std::vector<std::thread> visitors;
    for (std::uint32_t i = 0; i < 4; ++i) {
        visitors.emplace_back([&, i] {
            std::mt19937 random(i);
            for (int visit = 0; visit < 40; ++visit) {
                TestClient client(server.server->port(), 4'096);
                ASSERT_TRUE(client.upgrade());
                client.send_text(std::string(random() % 3, 'a'));
                client.send_text(std::string(random() % 3, 'a'));
                for (auto reads = random() % 20; reads > 0; --reads) {
                    const std::string text = client.next_text(1'000);
                    ASSERT_TRUE(text == "lag" || text.size() == 500) << text;
                }
                if (random() % 3 == 0) {
                    const linger reset{.l_onoff = 1, .l_linger = 0};
                    ::setsockopt(client.fd(), SOL_SOCKET, SO_LINGER, &reset, sizeof(reset));
                }
            }
        });
    }
    for (std::thread& visitor : visitors) {
        visitor.join();
    }
    done = true;
    publisher.join();
    EXPECT_TRUE(wait_until([&] { return server.server->metrics().connections == 0; }));
    server.run(
        [](Worker& worker, TestHandler&) { EXPECT_EQ(worker.subscriber_count(ChannelId(1)), 0U); });
}

TEST(Fanout, large_channels_wait_a_little_while_more_is_expected) {
    ServerOptions options;
    options.merge = {.us_per_subscriber = 1'000'000, .wait_max_ms = 200};
    TestServer server(options, [](TestHandler& handler) { handler.expects_more = true; });
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    subscribe_all(server);
    const std::uint64_t sends_before = server.metrics().sends;
    for (int i = 0; i < 5; ++i) {
        publish(server, std::to_string(i));
    }
    server.run([](Worker& worker, TestHandler& handler) {
        worker.send(handler.last_socket, true, bytes_of("at once"));
    });
    EXPECT_EQ(client.next_text(), "at once");
    for (int i = 0; i < 5; ++i) {
        EXPECT_EQ(client.next_text(), std::to_string(i));
    }
    EXPECT_EQ(server.metrics().sends - sends_before, 2U);
    // Nothing more is expected: no wait.
    server.run([](Worker& worker, TestHandler& handler) {
        handler.expects_more = false;
        worker.publish(kRoom, segment_of(text_frame("x")), false);
    });
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(client.next_text(), "x");
    EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::milliseconds(150));
}

TEST(Fanout, the_log_of_a_room_is_bounded_without_a_cap_too) {
    ServerOptions options;
    options.bounds.lag_bytes_max = 50'000;
    options.bounds.log_bytes_max = 100'000;
    TestServer server(options);
    TestClient client(server.server->port());
    ASSERT_TRUE(client.upgrade());
    subscribe_all(server);
    server.run([](Worker& worker, TestHandler&) {
        for (int i = 0; i < 1'000; ++i) {  // more than the turn of one connection
            worker.publish(kRoom, segment_of(text_frame(std::string(10'000, 'x'))), false);
        }
    });
    EXPECT_TRUE(server.events.wait_for("lag 1"));
    EXPECT_EQ(server.metrics().log_bytes, 0U);
    subscribe_all(server);
    publish(server, "end of test");
    std::string text = client.next_text();
    for (; text.size() == 10'000; text = client.next_text()) {
    }
    EXPECT_EQ(text, "end of test");
}

TEST(Fanout, connections_are_spread_over_the_workers) {
    ServerOptions options;
    options.workers = 3;
    TestServer server(options);
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 60; ++i) {
        clients.push_back(std::make_unique<TestClient>(server.server->port()));
        ASSERT_TRUE(clients.back()->upgrade());
    }
    for (std::uint32_t i = 0; i < 3; ++i) {
        server.run(
            [&](Worker&, TestHandler& handler) {
                EXPECT_GE(handler.sockets.size(), 15U);
                for (const ConnectionId id : handler.sockets) {
                    EXPECT_EQ(worker_of(id), i);
                }
            },
            i);
    }
}

}  // namespace
}  // namespace teahouse::net::testing
