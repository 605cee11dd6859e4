// SPDX-License-Identifier: MIT
// Limits, bodies and the parser's own state; what is accepted and refused is in parser_test.cc.
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "http/message.h"
#include "http/parser.h"

namespace teahouse::http {
namespace {

using Step = RequestParser::Step;

// Feeds pieces and counts what comes out.
class Reader {
public:
    void feed(std::string_view input) {
        for (;;) {
            switch (parser_.next(input)) {
                case Step::need_more: continues_ += parser_.take_continue() ? 1 : 0; return;
                case Step::head: parser_.set_body_limit(100); break;
                case Step::body: break;  // only where it is asked for
                case Step::request:
                    static_cast<void>(parser_.take());
                    ++requests_;
                    break;
                case Step::error: status_ = parser_.error().status; return;
            }
        }
    }
    [[nodiscard]] const RequestParser& parser() const { return parser_; }
    [[nodiscard]] int requests() const { return requests_; }
    [[nodiscard]] int continues() const { return continues_; }
    [[nodiscard]] int status() const { return status_; }

private:
    RequestParser parser_;
    int requests_ = 0;
    int continues_ = 0;
    int status_ = 0;
};

// 200 for one good request, otherwise the error's status.
int read(std::string_view stream) {
    Reader reader;
    reader.feed(stream);
    return reader.requests() == 1 ? 200 : reader.status();
}

std::string get(std::string_view target) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: a\r\n\r\n";
}
std::string with(std::string_view fields) {
    return "GET / HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n\r\n";
}
std::string post(std::string_view fields, std::string_view body) {
    return "POST /p HTTP/1.1\r\nHost: a\r\n" + std::string(fields) + "\r\n\r\n" + std::string(body);
}
std::string repeat(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

TEST(HttpParser, allows_exactly_the_limits) {
    EXPECT_EQ(read(get("/" + std::string(8191, 'x'))), 200);
    EXPECT_EQ(read(get("/" + std::string(8192, 'x'))), 414);
    EXPECT_EQ(read(with(repeat("X: 1\r\n", 98) + "Y: 2")), 200);
    EXPECT_EQ(read(with(repeat("X: 1\r\n", 99) + "Y: 2")), 431);
    EXPECT_EQ(read(post("Content-Length: 100", std::string(100, 'x'))), 200);
    EXPECT_EQ(read(post("Content-Length: 101", std::string(101, 'x'))), 413);
    const std::string body = "64\r\n" + std::string(100, 'x') + "\r\n";
    EXPECT_EQ(read(post("Transfer-Encoding: chunked", body + "0\r\n\r\n")), 200);
    EXPECT_EQ(read(post("Transfer-Encoding: chunked", body + "1\r\nx\r\n0\r\n\r\n")), 413);
    const std::string start = "GET / HTTP/1.1\r\nHost: a\r\nX: ";
    const std::string filler(16'384 - start.size() - 4, 'x');
    EXPECT_EQ(read(start + filler + "\r\n\r\n"), 200);
    EXPECT_EQ(read(start + filler + "x\r\n\r\n"), 431);
}

TEST(HttpParser, honours_other_limits) {
    const ParserLimits limits = {
        .head_bytes_max = 64, .field_count_max = 1, .target_bytes_max = 10};
    const std::vector<std::pair<std::string, int>> cases = {
        {get("/0123456789"), 414},
        {with("X: 1"), 431},
        {"GET / HTTP/1.1\r\nHost: " + std::string(60, 'a'), 431}};
    for (const auto& [stream, status] : cases) {
        RequestParser parser;
        parser.set_limits(&limits);
        std::string_view input = stream;
        EXPECT_EQ(parser.next(input), Step::error);
        EXPECT_EQ(parser.error().status, status);
        EXPECT_TRUE(input.empty());
    }
}

TEST(HttpParser, refuses_a_declared_body_before_reading_it) {
    RequestParser parser;
    const std::string stream = post("Content-Length: 1000\r\nExpect: 100-continue", "");
    std::string_view input = stream;
    ASSERT_EQ(parser.next(input), Step::head);
    EXPECT_EQ(parser.head().content_length, 1000U);
    parser.set_body_limit(999);
    EXPECT_EQ(parser.next(input), Step::error);
    EXPECT_EQ(parser.error().status, 413);
    EXPECT_FALSE(parser.take_continue());
}

TEST(HttpParser, takes_no_body_without_a_limit) {
    RequestParser parser;
    const std::string stream = post("Content-Length: 1", "x");
    std::string_view input = stream;
    ASSERT_EQ(parser.next(input), Step::head);
    EXPECT_EQ(parser.next(input), Step::error);
    EXPECT_EQ(parser.error().status, 413);
}

TEST(HttpParser, tells_once_to_continue) {
    const std::string head = post("Content-Length: 2\r\nExpect: 100-Continue", "");
    Reader waits;
    waits.feed(head);
    EXPECT_EQ(waits.continues(), 1);
    waits.feed("a");
    EXPECT_EQ(waits.continues(), 1);
    EXPECT_EQ(waits.parser().body_bytes(), 1U);
    EXPECT_TRUE(waits.parser().reading_body());
    waits.feed("b");
    EXPECT_EQ(waits.requests(), 1);

    Reader sends_at_once;
    sends_at_once.feed(head + "a");
    EXPECT_EQ(sends_at_once.continues(), 0);
    Reader old;
    old.feed("POST / HTTP/1.0\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n");
    EXPECT_EQ(old.continues(), 0);
    Reader chunks;
    chunks.feed(post("Transfer-Encoding: chunked\r\nExpect: 100-continue", ""));
    EXPECT_EQ(chunks.continues(), 1);
}

// What a streamed body comes to, and the steps that it took, when the stream is cut in pieces.
std::pair<std::string, std::string> streamed(std::string_view stream, std::size_t piece) {
    RequestParser parser;
    std::string body;
    std::string steps;
    std::size_t before = 0;  // bodies of earlier requests
    while (!stream.empty()) {
        std::string_view input = stream.substr(0, piece);
        stream.remove_prefix(input.size());
        for (Step step = parser.next(input); step != Step::need_more; step = parser.next(input)) {
            if (step == Step::head) {
                parser.set_body_limit(100);
                parser.set_body_streaming();
                before = body.size();
                steps += 'h';
            } else if (step == Step::body) {
                body += parser.take_body();
                EXPECT_EQ(parser.body_bytes(), body.size() - before);
            } else if (step == Step::request) {
                EXPECT_EQ(parser.take().body, "");
                steps += 'r';
            } else {
                return {body, steps + 'e'};
            }
        }
    }
    return {body, steps};
}

TEST(HttpParser, streams_bodies_however_they_are_cut) {
    const std::string two = post("Content-Length: 10", "0123456789") +
                            post("Content-Length: 0", "") + post("Content-Length: 3", "abc");
    for (std::size_t piece = 1; piece <= two.size(); ++piece) {
        EXPECT_EQ(streamed(two, piece),
                  std::pair(std::string("0123456789abc"), std::string("hrhrhr")));
    }
    EXPECT_EQ(streamed(post("Content-Length: 101", std::string(101, 'x')), 50).second, "he");
}

TEST(HttpParser, holds_nothing_when_idle) {
    EXPECT_LE(sizeof(RequestParser), 16U);
    Reader reader;
    EXPECT_TRUE(reader.parser().idle());
    reader.feed("G");
    EXPECT_FALSE(reader.parser().idle());
    reader.feed("ET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(reader.parser().idle());
}

TEST(RequestHead, finds_fields_and_cookies) {
    RequestHead head;
    head.fields = {{.name = "cookie", .value = "a=1; sid=\"x y\"; sid=2"},
                   {.name = "x", .value = "1"}};
    EXPECT_EQ(head.field("x"), "1");
    EXPECT_EQ(head.field("y"), "");
    EXPECT_EQ(head.cookie("sid"), "x y");
    EXPECT_EQ(head.cookie("id"), "");
}

}  // namespace
}  // namespace teahouse::http
