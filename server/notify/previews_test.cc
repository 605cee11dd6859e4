// SPDX-License-Identifier: MIT
// What is asked of pages, against a small HTTP server on this machine.
#include "notify/previews.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_previews.h"
#include "notify/outbound.h"
#include "notify/testing/http_server.h"
#include "proto/messages.h"

namespace teahouse::notify {
namespace {

using testing::HttpServer;
using Cards = std::vector<proto::LinkCard>;

std::string page(std::string_view body, std::string_view fields = {},
                 std::string_view type = "text/html; charset=utf-8") {
    return "HTTP/1.1 200 OK\r\nContent-Type: " + std::string(type) + "\r\n" + std::string(fields) +
           "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string redirect(std::string_view to) {
    return "HTTP/1.1 302 Found\r\nLocation: " + std::string(to) + "\r\nContent-Length: 0\r\n\r\n";
}

class PreviewsTest : public ::testing::Test {
protected:
    PreviewsTest() { start({.private_too = true}); }

    void start(const Reach& reach) {
        previews_.reset();
        previews_ = std::make_unique<Previews>(
            OutboundOptions{.reach = reach},
            [this](std::string_view bytes) -> std::optional<Previews::Picture> {
                pictures_.emplace_back(bytes);
                if (!bytes.starts_with("PIC")) {
                    return std::nullopt;
                }
                return Previews::Picture{.id = "abc", .width = 30, .height = 20};
            },
            [this](std::uint64_t id, Cards cards) {
                const std::scoped_lock lock(mutex_);
                answers_[id] = std::move(cards);
                changed_.notify_all();
            });
    }
    std::uint64_t ask(std::vector<std::string> urls) {
        previews_->ask(++last_, std::move(urls));
        return last_;
    }
    Cards answer_of(std::uint64_t id) {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return answers_.contains(id); });
        return answers_.at(id);
    }
    Cards cards(std::vector<std::string> urls) { return answer_of(ask(std::move(urls))); }
    Previews& previews() { return *previews_; }
    // Looked at when nothing is under way.
    [[nodiscard]] const std::vector<std::string>& pictures() const { return pictures_; }

private:
    std::vector<std::string> pictures_;
    std::uint64_t last_ = 0;
    std::mutex mutex_;  // guards answers_
    std::condition_variable changed_;
    std::map<std::uint64_t, Cards> answers_;
    std::unique_ptr<Previews> previews_;  // last: its thread uses the others
};

TEST_F(PreviewsTest, asks_a_page_and_its_picture) {
    HttpServer server({page("<title>Tea</title><meta property=og:image content='/p.png'>"
                            "<meta name=description content=green>"),
                       page("PIC", {}, "image/png")});
    const Cards found = cards({server.url("http", "127.0.0.1", "/a#part")});
    ASSERT_EQ(found.size(), 1U);
    EXPECT_EQ(found[0].url, server.url("http", "127.0.0.1", "/a#part"));
    EXPECT_EQ(found[0].title, "Tea");
    EXPECT_EQ(found[0].text, "green");
    EXPECT_FALSE(found[0].site);
    EXPECT_EQ(found[0].image, "abc");
    EXPECT_EQ(found[0].width, 30U);
    const auto requests = server.requests();
    ASSERT_EQ(requests.size(), 2U);
    EXPECT_TRUE(requests[0].starts_with("GET /a HTTP/1.1\r\n")) << requests[0];
    EXPECT_NE(requests[0].find("User-Agent: Teahouse"), std::string::npos);
    EXPECT_EQ(requests[0].find("Cookie"), std::string::npos);
    EXPECT_TRUE(requests[1].starts_with("GET /p.png HTTP/1.1\r\n")) << requests[1];
}

TEST_F(PreviewsTest, remembers_pages_and_those_that_say_nothing) {
    HttpServer server({page("<title>Tea</title>"), "HTTP/1.1 404 No\r\nContent-Length: 0\r\n\r\n"});
    const std::string url = server.url();
    const std::string none = server.url("http", "127.0.0.1", "/none");
    EXPECT_EQ(cards({url}).size(), 1U);
    EXPECT_EQ(cards({none}).size(), 0U);
    const Cards again = cards({none, url + "#other"});
    ASSERT_EQ(again.size(), 1U);
    EXPECT_EQ(again[0].url, url + "#other");
    EXPECT_EQ(server.requests().size(), 2U);
    EXPECT_EQ(previews().metrics().found.load(), 1U);
    EXPECT_EQ(previews().metrics().failed.load(), 1U);
    EXPECT_EQ(previews().metrics().waiting.load(), 0U);
}

TEST_F(PreviewsTest, asks_once_for_many) {
    HttpServer server({page("<title>Tea</title>")});
    std::vector<std::uint64_t> asks;
    for (int i = 0; i < 20; ++i) {
        asks.push_back(ask({server.url()}));
    }
    for (const std::uint64_t id : asks) {
        EXPECT_EQ(answer_of(id).size(), 1U);
    }
    EXPECT_EQ(server.requests().size(), 1U);
}

TEST_F(PreviewsTest, follows_three_redirects) {
    HttpServer server({redirect("/1"), redirect("2"), redirect("/3"), page("<title>Tea</title>")});
    EXPECT_EQ(cards({server.url()}).size(), 1U);
    EXPECT_EQ(server.requests().size(), 4U);
    HttpServer endless({redirect("/1"), redirect("/2"), redirect("/3"), redirect("/4"),
                        page("<title>Tea</title>")});
    EXPECT_EQ(cards({endless.url()}).size(), 0U);
    EXPECT_EQ(endless.requests().size(), 4U);
    HttpServer astray({redirect("file:///etc/passwd"), redirect("ftp://127.0.0.1/")});
    EXPECT_EQ(cards({astray.url()}).size(), 0U);
    EXPECT_EQ(cards({astray.url() + "y"}).size(), 0U);
}

TEST_F(PreviewsTest, goes_to_no_private_address) {
    start({.plain_http = true, .web_ports_only = true});
    HttpServer server({});
    const std::string port = server.url().substr(server.url().rfind(':'));
    EXPECT_TRUE(cards({server.url(), "http://localhost" + port, "http://[::ffff:127.0.0.1]" + port,
                       "http://2130706433" + port, "http://0x7f.1" + port, "http://0" + port})
                    .empty());
    EXPECT_TRUE(server.requests().empty());
}

TEST_F(PreviewsTest, reads_pages_and_little_of_them) {
    const std::string late = std::string(limits::kPreviewPageBytesMax, ' ') + "<title>Tea</title>";
    HttpServer server({page("<title>Tea</title>", {}, "text/plain"),
                       page("<title>Tea</title>", {}, "image/svg+xml"), page(late),
                       page("not gzip", "Content-Encoding: gzip\r\n")});
    const auto title = [&](std::string_view path) {
        const Cards found = cards({server.url("http", "127.0.0.1", path)});
        return found.empty() ? "none" : found[0].title.value_or("");
    };
    EXPECT_EQ(title("/plain"), "none");
    EXPECT_EQ(title("/svg"), "none");
    EXPECT_EQ(title("/late"), "none");
    EXPECT_EQ(title("/broken"), "none");
}

TEST_F(PreviewsTest, does_without_pictures_that_are_none) {
    const std::string with = "<title>Tea</title><meta property=og:image content='/p'>";
    const std::string large(limits::kPreviewPictureBytesMax + 1, 'P');
    HttpServer server({page(with), page("<svg>", {}, "image/png"),  // not kept
                       page(with), page("PIC", {}, "text/html"),    // not read
                       page(with), page(large, {}, "image/png"),    // too large
                       page(with), redirect("/q"), page("PIC", {}, "image/gif")});
    for (const char* path : {"/1", "/2", "/3"}) {
        const Cards found = cards({server.url("http", "127.0.0.1", path)});
        ASSERT_EQ(found.size(), 1U) << path;
        EXPECT_FALSE(found[0].image) << path;
    }
    EXPECT_TRUE(cards({server.url("http", "127.0.0.1", "/4")})[0].image);
    EXPECT_EQ(pictures(), (std::vector<std::string>{"<svg>", "PIC"}));
}

TEST_F(PreviewsTest, answers_in_time_and_stops_at_once) {
    EXPECT_TRUE(cards({}).empty());
    EXPECT_TRUE(cards({"no address", "ftp://tea.example/"}).empty());
    ask({"http://127.0.0.1:1/"});
    previews().stop();
    ask({"http://127.0.0.1:1/"});
}

}  // namespace
}  // namespace teahouse::notify
