// SPDX-License-Identifier: MIT
#include "http/client_parser.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace teahouse::http {
namespace {

using Step = ResponseParser::Step;

std::vector<std::string> feed(ResponseParser& parser, std::string_view input) {
    std::vector<std::string> seen;
    for (;;) {
        switch (parser.next(input)) {
            case Step::need_more: return seen;
            case Step::error: seen.emplace_back("error"); return seen;
            case Step::response: {
                const ClientResponse response = parser.take();
                seen.push_back(std::to_string(response.status) + (response.keep_alive ? "+" : "-") +
                               response.body);
                break;
            }
        }
    }
}

TEST(HttpClientParser, reads_responses_at_every_cut) {
    const std::string stream =
        "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nX: y\r\n\r\nabc"
        "HTTP/1.1 204 No Content\r\n\r\n"
        "HTTP/1.1 100 Continue\r\n\r\n"
        "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nde\r\n0\r\n\r\n"
        "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    const std::vector<std::string> expected = {"200+abc", "204+", "404+de", "200-"};
    for (std::size_t cut = 0; cut <= stream.size(); ++cut) {
        ResponseParser parser;
        std::vector<std::string> seen = feed(parser, std::string_view(stream).substr(0, cut));
        for (std::string& response : feed(parser, std::string_view(stream).substr(cut))) {
            seen.push_back(std::move(response));
        }
        ASSERT_EQ(seen, expected) << cut;
    }
}

TEST(HttpClientParser, reads_a_body_that_runs_to_the_end) {
    ResponseParser parser;
    EXPECT_TRUE(feed(parser, "HTTP/1.0 200 OK\r\n\r\nab").empty());
    EXPECT_TRUE(feed(parser, "c").empty());
    ASSERT_TRUE(parser.finish());
    EXPECT_EQ(parser.take().body, "abc");
    EXPECT_TRUE(feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nab").empty());
    EXPECT_FALSE(parser.finish());
}

TEST(HttpClientParser, knows_answers_without_a_body) {
    ResponseParser parser;
    parser.expect(true);
    EXPECT_EQ(feed(parser, "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n"),
              (std::vector<std::string>{"200+"}));
    parser.expect(false);
    std::string_view input = "HTTP/1.1 101 Switching Protocols\r\n\r\n\x81\x01x";
    EXPECT_EQ(parser.next(input), Step::response);
    EXPECT_EQ(parser.take().status, 101);
    EXPECT_EQ(input, "\x81\x01x");
}

TEST(HttpClientParser, gives_up_on_what_is_no_response) {
    for (const std::string_view text :
         {"HTTP/2 200 OK\r\n", "HTTP/1.1 OK\r\n", "HTTP/1.1 20\r\n", "SSH-2.0\r\n",
          "HTTP/1.1 200 OK\n", "HTTP/1.1 200 OK\r\nX\r\n",
          "HTTP/1.1 200 OK\r\nContent-Length: x\r\n\r\n",
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nx\r\n"}) {
        ResponseParser parser;
        EXPECT_EQ(feed(parser, text), (std::vector<std::string>{"error"})) << text;
    }
}

}  // namespace
}  // namespace teahouse::http
