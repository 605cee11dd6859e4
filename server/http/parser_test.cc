// SPDX-License-Identifier: MIT
#include "http/parser.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "http/message.h"

namespace teahouse::http {
namespace {

using Step = RequestParser::Step;

// What a stream of requests was understood as: one line for each request or error.
std::string describe(const Request& request) {
    std::string text =
        std::to_string(static_cast<int>(request.head.method)) + ' ' + request.head.path;
    if (!request.head.query.empty()) {
        text += '?' + request.head.query;
    }
    for (const Field& field : request.head.fields) {
        text += '|' + field.name + '=' + field.value;
    }
    text += request.head.keep_alive ? "|keep" : "|close";
    return text + '|' + request.body;
}

class Reader {
public:
    explicit Reader(std::size_t body_limit = 100) : body_limit_(body_limit) {}

    void feed(std::string_view input) {
        for (;;) {
            switch (parser_.next(input)) {
                case Step::need_more: EXPECT_TRUE(input.empty()); return;
                case Step::head: parser_.set_body_limit(body_limit_); break;
                case Step::body: ADD_FAILURE() << "nobody asked for pieces"; return;
                case Step::request: seen_.push_back(describe(parser_.take())); break;
                case Step::error:
                    seen_.push_back(std::to_string(parser_.error().status));
                    EXPECT_FALSE(parser_.error().why.empty());
                    EXPECT_TRUE(input.empty());
                    return;
            }
        }
    }
    [[nodiscard]] const std::vector<std::string>& seen() const { return seen_; }

private:
    RequestParser parser_;
    std::vector<std::string> seen_;
    std::size_t body_limit_;
};

std::vector<std::string> read(std::string_view stream, std::size_t body_limit = 100) {
    Reader reader(body_limit);
    reader.feed(stream);
    return reader.seen();
}

// The first error makes the rest of the pieces meaningless, so feeding stops there, as a connection
// would.
std::vector<std::string> read_in_two(std::string_view stream, std::size_t cut) {
    Reader reader;
    reader.feed(stream.substr(0, cut));
    if (reader.seen().empty() || reader.seen().back().size() != 3) {
        reader.feed(stream.substr(cut));
    }
    return reader.seen();
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
std::string chunked(std::string_view body) { return post("Transfer-Encoding: chunked", body); }
std::string repeat(std::string_view text, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        out += text;
    }
    return out;
}

struct Accepted {
    std::string stream;
    std::vector<std::string> seen;
};

std::vector<Accepted> accepted() {
    const std::string te = "|transfer-encoding=chunked";
    return {
        {get("/"), {"0 /|host=a|keep|"}},
        {"\r\n" + get("/"), {"0 /|host=a|keep|"}},
        {"HEAD /a/b/?x=1&y=%20?/ HTTP/1.1\r\nHOST:\t a:8080 \t\r\n\r\n",
         {"1 /a/b/?x=1&y=%20?/|host=a:8080|keep|"}},
        {get("/%E8%8C%B6%20%25"), {"0 /\xE8\x8C\xB6 %|host=a|keep|"}},
        {get("/?"), {"0 /|host=a|keep|"}},
        {with("Cookie: a=1\r\nX: y\r\nCookie: b=2; c=3"),
         {"0 /|host=a|cookie=a=1; b=2; c=3|x=y|keep|"}},
        {get("/a;b=c:@!$&'()*+,~_-."), {"0 /a;b=c:@!$&'()*+,~_-.|host=a|keep|"}},
        {get("/..."), {"0 /...|host=a|keep|"}},
        {get("http://b:81/x?y"), {"0 /x?y|host=b:81|keep|"}},
        {get("HTTPS://b"), {"0 /|host=b|keep|"}},
        {get("http://b?q"), {"0 /?q|host=b|keep|"}},
        {"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", {"6 *|host=a|keep|"}},
        {"GET / HTTP/1.0\r\n\r\n", {"0 /|close|"}},
        {"GET / HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n", {"0 /|connection=Keep-Alive|keep|"}},
        {"GET / HTTP/1.7\r\nHost: a\r\n\r\n", {"0 /|host=a|keep|"}},
        {"GET / HTTP/1.1\r\nHost: [::1]:80\r\n\r\n", {"0 /|host=[::1]:80|keep|"}},
        {with("Connection: close"), {"0 /|host=a|connection=close|close|"}},
        {with("Connection: x, Close"), {"0 /|host=a|connection=x, Close|close|"}},
        {with("X: 1\r\nY: 2\r\nx: 3"), {"0 /|host=a|x=1, 3|y=2|keep|"}},
        {with("X:"), {"0 /|host=a|x=|keep|"}},
        {with("X: caf\xC3\xA9"), {"0 /|host=a|x=caf\xC3\xA9|keep|"}},
        {post("Content-Length: 3", "abc"), {"2 /p|host=a|content-length=3|keep|abc"}},
        {post("Content-Length: 003", "abc"), {"2 /p|host=a|content-length=003|keep|abc"}},
        {post("Content-Length: 0", ""), {"2 /p|host=a|content-length=0|keep|"}},
        {chunked("0\r\n\r\n"), {"2 /p|host=a" + te + "|keep|"}},
        {chunked("3\r\nabc\r\n00A\r\n0123456789\r\n0\r\n\r\n"),
         {"2 /p|host=a" + te + "|keep|abc0123456789"}},
        {post("Transfer-Encoding: CHUNKED", "1\r\na\r\n0\r\n\r\n"),
         {"2 /p|host=a|transfer-encoding=CHUNKED|keep|a"}},
        {chunked("1;a=b;c=\"d;\\\" e\" ; f\r\nx\r\n0;last\r\n\r\n"),
         {"2 /p|host=a" + te + "|keep|x"}},
        {chunked("1\r\nx\r\n0\r\nDigest: x\r\nOther:\r\n\r\n"), {"2 /p|host=a" + te + "|keep|x"}},
        // Pipelining: each body ends where its framing says.
        {get("/1") + post("Content-Length: 2", "ab") + chunked("1\r\nc\r\n0\r\n\r\n") + get("/2"),
         {"0 /1|host=a|keep|", "2 /p|host=a|content-length=2|keep|ab",
          "2 /p|host=a" + te + "|keep|c", "0 /2|host=a|keep|"}},
        {get("/1") + "BAD\r\n\r\n", {"0 /1|host=a|keep|", "400"}},
    };
}

TEST(HttpParser, understands_requests) {
    for (const Accepted& item : accepted()) {
        EXPECT_EQ(read(item.stream), item.seen) << testing::PrintToString(item.stream);
    }
}

struct Refused {
    std::string stream;
    int status;
};

std::vector<Refused> refused_lines() {
    return {
        {" GET / HTTP/1.1\r\n", 400},
        {"\x16\x03\x01", 400},
        {"\n", 400},
        {"\r\n\r\n", 400},
        {"GET /\r\n", 400},
        {"GET\r\n", 400},
        {"GET  / HTTP/1.1\r\n", 400},
        {"GET /  HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1 \r\n", 400},
        {"GET /\tHTTP/1.1\r\n", 400},
        {"GET\t/ HTTP/1.1\r\n", 400},
        {"GET / HTTP/1.1\n", 400},
        {"GET / HTTP/1.1\r\r\n", 400},
        {"GET /\r HTTP/1.1\r\n", 400},
        {"GE(T / HTTP/1.1\r\n", 400},
        {"G\xC3\x89T / HTTP/1.1\r\n", 400},
        {"GET / HTTP/1\r\n", 400},
        {"GET / HTTP/1.\r\n", 400},
        {"GET / HTTP/1.10\r\n", 400},
        {"GET / HTTP/01.1\r\n", 400},
        {"GET / HTTP/1,1\r\n", 400},
        {"GET / http/1.1\r\n", 400},
        {"GET / HTTPS/1.1\r\n", 400},
        {"GET / HTTP/0.9\r\n", 505},
        {"GET / HTTP/2.0\r\n", 505},
        {"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505},
        {"GET / HTTP/3.0\r\n", 505},
        {"TRACE / HTTP/1.1\r\n", 501},
        {"CONNECT a:80 HTTP/1.1\r\n", 501},
        {"get / HTTP/1.1\r\n", 501},
        {"BREW / HTTP/1.1\r\n", 501},
        {"GET /" + std::string(8192, 'x') + " HTTP/1.1\r\n", 414},
        {"GET /" + std::string(20'000, 'x'), 414},
    };
}

std::vector<Refused> refused_targets() {
    std::vector<Refused> list;
    for (const std::string_view target : {"",
                                          "x",
                                          "*",
                                          "a:80",
                                          "?x",
                                          "//",
                                          "//a",
                                          "/a//b",
                                          "/.",
                                          "/..",
                                          "/a/.",
                                          "/a/..",
                                          "/../a",
                                          "/a/../b",
                                          "/./a",
                                          "/%2e",
                                          "/%2E%2e/",
                                          "/a/%2e%2e/b",
                                          "/.%2e",
                                          "/%2f",
                                          "/a%2Fb",
                                          "/%5c",
                                          "/%5Ca",
                                          "/\\",
                                          "/a\\b",
                                          "/%00",
                                          "/%0a",
                                          "/%0D",
                                          "/%1f",
                                          "/%7F",
                                          "/%",
                                          "/%4",
                                          "/%zz",
                                          "/%g0",
                                          "/a%2",
                                          "/%C3",
                                          "/%FF",
                                          "/%ED%A0%80",
                                          "/%C0%AE%C0%AE",
                                          "/a b",
                                          "/\"",
                                          "/<",
                                          "/>",
                                          "/{",
                                          "/}",
                                          "/|",
                                          "/^",
                                          "/`",
                                          "/[",
                                          "/#",
                                          "/a#b",
                                          "/?a#b",
                                          "/?a b",
                                          "/?\"",
                                          "/?<",
                                          "/?%",
                                          "/?%4",
                                          "/?%zz",
                                          "/?a\\b",
                                          "/?\x7f",
                                          "/?\xC3\xA9",
                                          "/\xC3\xA9",
                                          "/\x01",
                                          "http://",
                                          "http:///a",
                                          "http://a b/",
                                          "http://u@a/",
                                          "http://a:b/",
                                          "http://a:99999/",
                                          "ftp://a/",
                                          "http:/a",
                                          "http://a/..",
                                          "http://a//b",
                                          "javascript:alert(1)"}) {
        list.push_back({get(target), 400});
    }
    return list;
}

std::vector<Refused> refused_fields() {
    const std::string nul("X: a\0b", 6);
    return {
        {"GET / HTTP/1.1\r\n\r\n", 400},  // no Host
        {"GET / HTTP/1.1\r\nHost:\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: u@a\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a:b\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: a:65536\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: [::1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: ::1\r\n\r\n", 400},
        {"GET / HTTP/1.1\r\nHost: \xC3\xA9\r\n\r\n", 400},
        {"GET http://b/ HTTP/1.1\r\n\r\n", 400},  // absolute form does not replace a missing Host
        {"GET / HTTP/1.0\r\nHost: a\r\nHost: a\r\n\r\n", 400},
        {with("Host: a"), 400},
        {with("host: b"), 400},
        {with(" X: folded"), 400},
        {with("X: a\r\n b"), 400},
        {with("X: a\r\n\tb"), 400},
        {with("X : a"), 400},
        {with("X\t: a"), 400},
        {with(": a"), 400},
        {with("X"), 400},
        {with("X a"), 400},
        {with("X(: a"), 400},
        {with("X\xC3\xA9: a"), 400},
        {with(nul), 400},
        {with("X: a\rb"), 400},
        {with("X: a\x01"), 400},
        {with("X: a\x7f"), 400},
        {with("X: a\nY: b"), 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n\n", 400},
        {"GET / HTTP/1.1\r\nHost: a\r\n\rX", 400 * 0},  // incomplete: nothing to say yet
        {with("Origin: http://a\r\nOrigin: http://b"), 400},
        {with("Authorization: a\r\nAuthorization: b"), 400},
        {with("Sec-WebSocket-Key: a\r\nSec-WebSocket-Key: b"), 400},
        {with("Expect: 200-ok"), 417},
        {with("Expect: 100-continue, x"), 417},
        {with(repeat("X: 1\r\n", 99) + "Y: 2"), 431},
        {with("X: " + std::string(17'000, 'x')), 431},
        {with(repeat("X" + std::string(300, 'x') + ": 1\r\n", 60) + "Y: 2"), 431},
        {"GET / HTTP/1.1\r\nHost: " + std::string(300, 'a') + "\r\n\r\n", 400},
    };
}

std::vector<Refused> refused_framing() {
    return {
        {post("Content-Length: 3\r\nTransfer-Encoding: chunked", "0\r\n\r\n"), 400},
        {post("Transfer-Encoding: chunked\r\nContent-Length: 3", "0\r\n\r\n"), 400},
        {post("Content-Length: 3\r\nContent-Length: 3", "abc"), 400},
        {post("Content-Length: 3\r\nContent-Length: 4", "abc"), 400},
        {post("Content-Length: 3, 3", "abc"), 400},
        {post("Content-Length:", ""), 400},
        {post("Content-Length: +3", "abc"), 400},
        {post("Content-Length: -3", "abc"), 400},
        {post("Content-Length: 3a", "abc"), 400},
        {post("Content-Length: 0x3", "abc"), 400},
        {post("Content-Length: 1 2", "abc"), 400},
        {post("Content-Length: 3.0", "abc"), 400},
        {post("Content-Length: \"3\"", "abc"), 400},
        {post("Content-Length: 18446744073709551615", ""), 400},
        {post("Content-Length: 18446744073709551619", "abc"), 400},  // 3 when it wraps
        {post("Content-Length: 184467440737095516190", ""), 400},
        {post("Content-Length: 101", ""), 413},
        {post("Content-Length: 18446744073709551614", ""), 413},
        {post("Transfer-Encoding: gzip", ""), 501},
        {post("Transfer-Encoding: identity", ""), 501},
        {post("Transfer-Encoding: xchunked", ""), 501},
        {post("Transfer-Encoding: chunkedx", ""), 501},
        {post("Transfer-Encoding:", ""), 400},
        {post("Transfer-Encoding: gzip, chunked", ""), 400},
        {post("Transfer-Encoding: chunked, identity", ""), 400},
        {post("Transfer-Encoding: chunked, chunked", ""), 400},
        {post("Transfer-Encoding: chunked,", ""), 400},
        {post("Transfer-Encoding: ,chunked", ""), 400},
        {post("Transfer-Encoding: chunked;x", ""), 400},
        {post("Transfer-Encoding: \"chunked\"", ""), 400},
        {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked", ""), 400},
        {post("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", ""), 400},
        {post("Transfer-Encoding : chunked", ""), 400},
        {post("Transfer-Encoding: chunked\v", ""), 400},
        {post("Transfer-Encoding: \vchunked", ""), 400},
        {"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {chunked("\r\n"), 400},
        {chunked("g\r\n"), 400},
        {chunked("-1\r\n"), 400},
        {chunked("+1\r\n"), 400},
        {chunked("0x1\r\n"), 400},
        {chunked(" 1\r\n"), 400},
        {chunked("1 \r\n"), 400},
        {chunked("1\nx\r\n"), 400},
        {chunked("1\rx\r\n"), 400},
        {chunked("1;\r\n"), 400},
        {chunked("1;=a\r\n"), 400},
        {chunked("1;a=\r\n"), 400},
        {chunked("1;a=\"\r\n"), 400},
        {chunked("1;a=\"b\"c\r\n"), 400},
        {chunked("1;a\x01\r\n"), 400},
        {chunked("1 x\r\n"), 400},
        {chunked("10000000000000001\r\n"), 400},
        {chunked("00000000000000001\r\n"), 400},
        {chunked("1\r\nxy\r\n"), 400},
        {chunked("1\r\nx\n0\r\n\r\n"), 400},
        {chunked("1\r\nx0\r\n\r\n"), 400},
        {chunked("1\r\nx\r\n0\r\n\n"), 400},
        {chunked("0\r\nContent-Length: 3\r\n\r\n"), 400},
        {chunked("0\r\nTransfer-Encoding: chunked\r\n\r\n"), 400},
        {chunked("0\r\nhost: b\r\n\r\n"), 400},
        {chunked("0\r\nX : 1\r\n\r\n"), 400},
        {chunked("0\r\n X: 1\r\n\r\n"), 400},
        {chunked("0\r\nGET / HTTP/1.1\r\n\r\n"), 400},
        {chunked("65\r\n"), 413},
        {chunked("64\r\n" + std::string(100, 'x') + "\r\n1\r\n"), 413},
        {chunked("FFFFFFFFFFFFFFFF\r\n"), 413},
        {chunked("1;" + std::string(2000, 'a')), 431},
        {chunked(repeat("1;" + std::string(900, 'a') + "\r\nx\r\n", 5)), 431},
        {chunked("0\r\n" + repeat("X: 1\r\n", 101)), 431},
        {chunked("0\r\nX: " + std::string(17'000, 'x')), 431},
    };
}

TEST(HttpParser, refuses_with_the_right_status) {
    for (const auto& list :
         {refused_lines(), refused_targets(), refused_fields(), refused_framing()}) {
        for (const Refused& item : list) {
            const std::vector<std::string> expected =
                item.status == 0 ? std::vector<std::string>()
                                 : std::vector{std::to_string(item.status)};
            EXPECT_EQ(read(item.stream), expected)
                << testing::PrintToString(item.stream.substr(0, 200));
        }
    }
}

TEST(HttpParser, gives_the_same_steps_for_every_cut) {
    std::vector<std::string> streams;
    for (const Accepted& item : accepted()) {
        streams.push_back(item.stream);
    }
    for (const auto& list :
         {refused_lines(), refused_targets(), refused_fields(), refused_framing()}) {
        for (const Refused& item : list) {
            streams.push_back(item.stream);
        }
    }
    for (const std::string& stream : streams) {
        const std::vector<std::string> whole = read(stream);
        const std::size_t step = stream.size() > 1000 ? 97 : 1;
        for (std::size_t cut = 0; cut <= stream.size(); cut += step) {
            ASSERT_EQ(read_in_two(stream, cut), whole)
                << testing::PrintToString(stream.substr(0, 200)) << " cut at " << cut;
        }
        Reader by_bytes;
        for (const char c : stream) {
            if (!by_bytes.seen().empty() && by_bytes.seen().back().size() == 3) {
                break;
            }
            by_bytes.feed(std::string_view(&c, 1));
        }
        ASSERT_EQ(by_bytes.seen(), whole) << testing::PrintToString(stream.substr(0, 200));
    }
}

}  // namespace
}  // namespace teahouse::http
