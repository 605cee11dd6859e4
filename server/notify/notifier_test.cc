// SPDX-License-Identifier: MIT
// The notifier against a small HTTP server on this machine.
#include "notify/notifier.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/limits.h"
#include "notify/crypto.h"
#include "notify/outbound.h"
#include "notify/shapes.h"
#include "notify/testing/http_server.h"
#include "notify/webpush.h"
#include "proto/hook_call.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::notify {
namespace {

using testing::HttpServer;

class NotifierTest : public ::testing::Test {
protected:
    void start(bool allow_private) {
        notifier_ = std::make_unique<Notifier>(
            About{},
            OutboundOptions{
                .reach = {.private_too = allow_private}, .timeout_ms = 5'000, .parallel_max = 4},
            VapidKey(make_key()), [this](Outcome outcome) {
                const std::scoped_lock lock(mutex_);
                outcomes_[outcome.channel] = std::move(outcome);
                changed_.notify_all();
            });
    }
    static Job job(std::uint64_t id, std::string endpoint) {
        return {
            .channel = {.id = id,
                        .user = UserId{id},
                        .kind = proto::ChannelKind::json,
                        .level = proto::ContentLevel::full,
                        .endpoint = std::move(endpoint)},
            .message = {
                .room = RoomId{1}, .seq = Seq{2}, .count = 1, .server = "Tea", .text = "hello"}};
    }
    Outcome sent(Job job) {
        const std::uint64_t id = job.channel.id;
        std::vector<Job> jobs;
        jobs.push_back(std::move(job));
        notifier_->submit(std::move(jobs));
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return outcomes_.contains(id); });
        Outcome outcome = outcomes_.at(id);
        outcomes_.erase(id);
        return outcome;
    }
    [[nodiscard]] const Metrics& metrics() const { return notifier_->metrics(); }
    Notifier& notifier() { return *notifier_; }
    void stop() { notifier_->stop(); }

private:
    std::mutex mutex_;  // guards outcomes_
    std::condition_variable changed_;
    std::map<std::uint64_t, Outcome> outcomes_;
    std::unique_ptr<Notifier> notifier_;  // last: its thread uses the others
};

constexpr std::string_view kBusy =
    "HTTP/1.1 503 Busy\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n";

TEST_F(NotifierTest, posts_and_tells_what_became_of_it) {
    HttpServer server({"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok",
                       "HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n",
                       "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n"});
    start(true);
    const Outcome taken = sent(job(1, server.url()));
    EXPECT_EQ(taken.fault, "");
    EXPECT_EQ(taken.endpoint, server.url());
    EXPECT_EQ(sent(job(1, server.url())).fault, "it answered 403");
    const Outcome gone = sent(job(1, server.url()));
    EXPECT_TRUE(gone.gone);
    const std::vector<std::string> requests = server.requests();
    ASSERT_EQ(requests.size(), 3U);
    EXPECT_TRUE(requests[0].starts_with("POST /x HTTP/1.1\r\n")) << requests[0];
    EXPECT_NE(requests[0].find(R"("text":"hello")"), std::string::npos);
    EXPECT_EQ(metrics().sent.load(), 1U);
    EXPECT_EQ(metrics().failed.load(), 2U);
    EXPECT_EQ(metrics().removed.load(), 1U);
    EXPECT_EQ(metrics().waiting.load(), 0U);
}

TEST_F(NotifierTest, tries_again_where_there_is_no_time) {
    HttpServer server({std::string(kBusy)});
    start(true);
    EXPECT_EQ(sent(job(1, server.url())).fault, "");
    EXPECT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(metrics().retried.load(), 1U);
}

TEST_F(NotifierTest, posts_messages_of_webhooks_and_brings_the_answer) {
    HttpServer server(
        {std::string(kBusy), "HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n{\"text\":\"hi\"}"});
    start(true);
    Job one = job(7, "");
    one.call = proto::HookCall{
        .hook = 7, .identity = UserId{9}, .endpoint = server.url(), .seq = Seq{3}, .text = "hello"};
    const Outcome taken = sent(std::move(one));
    EXPECT_EQ(taken.fault, "");
    EXPECT_EQ(taken.seq, Seq{3});
    EXPECT_EQ(taken.answer, R"({"text":"hi"})");
    ASSERT_EQ(server.requests().size(), 2U);
    EXPECT_NE(server.requests()[1].find("X-Teahouse-Delivery: 7-0-3"), std::string::npos);
}

TEST_F(NotifierTest, tries_no_more_what_is_not_wanted_any_more) {
    HttpServer server({std::string(kBusy)});
    start(true);
    const auto call_of = [&server](Seq seq, bool cancel) {
        Job one;
        one.call = proto::HookCall{.hook = 7,
                                   .cancel = cancel,
                                   .by = UserId{9},
                                   .endpoint = server.url(),
                                   .seq = seq,
                                   .text = "hello"};
        return one;
    };
    std::vector<Job> jobs;
    jobs.push_back(call_of(Seq{3}, false));
    jobs.push_back(call_of(Seq{4}, true));  // of which nothing is known
    notifier().submit(std::move(jobs));
    // Waits for its second attempt, or was never begun.
    jobs.clear();
    jobs.push_back(call_of(Seq{3}, true));
    notifier().submit(std::move(jobs));
    while (metrics().waiting.load() != 0) {
        std::this_thread::yield();
    }
    EXPECT_EQ(metrics().sent.load(), 0U);
    EXPECT_EQ(metrics().failed.load(), 0U);
    EXPECT_EQ(sent(job(1, server.url())).fault, "");
    EXPECT_LE(server.requests().size(), 2U) << "that of another, and one attempt";
}

TEST_F(NotifierTest, follows_nothing_and_reads_little) {
    HttpServer elsewhere({});
    HttpServer server(
        {"HTTP/1.1 302 Found\r\nLocation: " + elsewhere.url() + "\r\nContent-Length: 0\r\n\r\n",
         "HTTP/1.1 200 OK\r\nContent-Length: 8000000\r\n\r\n" + std::string(8'000'000, 'x')});
    start(true);
    EXPECT_EQ(sent(job(1, server.url())).fault, "it answered 302");
    EXPECT_EQ(sent(job(1, server.url())).fault, "");
    EXPECT_TRUE(elsewhere.requests().empty());
}

TEST_F(NotifierTest, calls_nobody_here_unless_it_may) {
    HttpServer server({});
    start(false);
    std::uint64_t id = 0;
    for (const char* host : {"127.0.0.1", "localhost", "127.1", "2130706433", "0x7f000001",
                             "0.0.0.0", "[::ffff:127.0.0.1]", "[::1]", "10.0.0.1"}) {
        EXPECT_EQ(sent(job(++id, server.url("https", host))).fault, "the address is not allowed")
            << host;
    }
    EXPECT_EQ(sent(job(++id, server.url("http"))).fault, "not an address to send to");
    EXPECT_EQ(sent(job(++id, "file:///etc/passwd")).fault, "not an address to send to");
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(NotifierTest, drops_what_is_too_much_of_one_account_and_stops_at_once) {
    // Nobody takes these: they wait for their second attempt.
    HttpServer server(std::vector<std::string>(200, std::string(kBusy)));
    start(true);
    std::vector<Job> jobs;
    for (std::size_t i = 0; i < limits::kNotifyQueuePerUserMax + 10; ++i) {
        jobs.push_back(job(7, server.url()));
    }
    notifier().submit(std::move(jobs));
    Job last = job(8, "file:///nowhere");
    EXPECT_NE(sent(std::move(last)).fault, "");  // by now the others were taken in
    EXPECT_EQ(metrics().dropped.load(), 10U);
    stop();
    notifier().submit({});
}

}  // namespace
}  // namespace teahouse::notify
