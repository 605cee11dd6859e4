// SPDX-License-Identifier: MIT
#include "resp/parser.h"

#include <cmath>
#include <cstddef>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/limits_resp.h"
#include "resp/reply.h"

namespace teahouse::resp {
namespace {

// What a parser says of the bytes, cut at `cuts`: replies, and last an error if there was one.
std::vector<std::string> said_of(std::string_view bytes, const std::vector<std::size_t>& cuts = {},
                                 const ParserOptions& options = {}) {
    Parser parser(options);
    std::vector<std::string> said;
    std::size_t from = 0;
    bool failed = false;
    const auto feed = [&](std::size_t to) {
        const std::string piece(bytes.substr(from, to - from));
        std::string_view input = piece;
        from = to;
        while (!failed) {
            const Event event = parser.next(input);
            if (event.kind == Event::Kind::need_more) {
                EXPECT_TRUE(input.empty());
                break;
            }
            failed = event.kind == Event::Kind::error;
            said.push_back(failed ? "failed: " + std::string(event.why)
                                  : describe(event.reply.root()));
        }
    };
    for (const std::size_t cut : cuts) {
        feed(cut);
    }
    feed(bytes.size());
    EXPECT_TRUE(failed || parser.idle() || parser.bytes_held() > 0);
    return said;
}

std::string one(std::string_view bytes) {
    const std::vector<std::string> said = said_of(bytes);
    return said.size() == 1 ? said[0] : "replies: " + std::to_string(said.size());
}

TEST(RespParser, reads_every_type) {
    EXPECT_EQ(one("+OK\r\n"), R"("OK")");
    EXPECT_EQ(one("+\r\n"), R"("")");
    EXPECT_EQ(one("-ERR no such key\r\n"), R"(error "ERR no such key")");
    EXPECT_EQ(one("!11\r\nSYNTAX a\r\nb\r\n"), R"(error "SYNTAX a\x0d\x0ab")");
    EXPECT_EQ(one(":-42\r\n"), "-42");
    EXPECT_EQ(one(":+42\r\n"), "42");
    EXPECT_EQ(one(":9223372036854775807\r\n"), "9223372036854775807");
    EXPECT_EQ(one("$5\r\na\r\n\0b\r\n"), "replies: 0") << "the literal ends at the zero byte";
    EXPECT_EQ(one(std::string_view("$5\r\na\r\n\0b\r\n", 11)), R"("a\x0d\x0a\x00b")");
    EXPECT_EQ(one("$0\r\n\r\n"), R"("")");
    EXPECT_EQ(one("=8\r\ntxt:beer\r\n"), R"("beer")");
    EXPECT_EQ(one(",1.5\r\n"), std::to_string(1.5));
    EXPECT_EQ(one(",-inf\r\n"), "-inf");
    EXPECT_EQ(one(",nan\r\n"), "nan");
    EXPECT_EQ(one("#t\r\n"), "true");
    EXPECT_EQ(one("#f\r\n"), "false");
    EXPECT_EQ(one("(-3492890328409238509324850943850943825024385\r\n"),
              "-3492890328409238509324850943850943825024385");
    EXPECT_EQ(one("_\r\n"), "null");
    EXPECT_EQ(one("$-1\r\n"), "null");
    EXPECT_EQ(one("*-1\r\n"), "null");
    EXPECT_EQ(one("*0\r\n"), "[]");
    EXPECT_EQ(one("*3\r\n:1\r\n*2\r\n+a\r\n_\r\n:2\r\n"), R"([1,["a",null],2])");
    EXPECT_EQ(one("%2\r\n+a\r\n:1\r\n+b\r\n*0\r\n"), R"({"a",1,"b",[]})");
    EXPECT_EQ(one("~2\r\n:1\r\n:2\r\n"), "set[1,2]");
    EXPECT_EQ(one(">2\r\n+message\r\n+x\r\n"), R"(push["message","x"])");
}

TEST(RespParser, leaves_attributes_out) {
    EXPECT_EQ(one("|1\r\n+ttl\r\n:3600\r\n*2\r\n:1\r\n|1\r\n+x\r\n*1\r\n+y\r\n:2\r\n"), "[1,2]");
    EXPECT_EQ(one("|0\r\n+a\r\n"), R"("a")");
    EXPECT_EQ(one("|1\r\n|1\r\n+a\r\n+b\r\n+k\r\n+v\r\n+c\r\n"), R"("c")");
    EXPECT_EQ(one("|1\r\n+a\r\n+b\r\n"), "replies: 0") << "what it belongs to is to come";
}

TEST(RespParser, gives_values) {
    Parser parser;
    std::string_view input = "%3\r\n+n\r\n$2\r\n17\r\n+list\r\n*2\r\n+a\r\n+b\r\n+d\r\n,2.5\r\n";
    const Event event = parser.next(input);
    const Value root = event.reply.root();
    EXPECT_EQ(root.size(), 6U);
    EXPECT_EQ(root.find("n").integer(), 17);
    EXPECT_EQ(root.find("list").at(1).text(), "b");
    EXPECT_EQ(root.find("list").at(2).type(), Type::null);
    EXPECT_TRUE(root.find("a").is_null()) << "not a key";
    EXPECT_DOUBLE_EQ(root.find("d").real(), 2.5);
    EXPECT_EQ(root.at(6).begin(), root.at(6).end());
    EXPECT_TRUE(parser.idle());
    EXPECT_EQ(Reply().root().type(), Type::null);
    const Reply none;
    EXPECT_EQ(none.root().begin(), none.root().end());
    EXPECT_EQ(describe(none.root()), "null");
}

TEST(RespParser, gives_the_code_of_an_error) {
    Parser parser;
    std::string_view input = "-MOVED 3999 127.0.0.1:6381\r\n-ERR\r\n+ERR x\r\n";
    EXPECT_EQ(parser.next(input).reply.root().code(), "MOVED");
    EXPECT_EQ(parser.next(input).reply.root().code(), "ERR");
    EXPECT_EQ(parser.next(input).reply.root().code(), "");
}

TEST(RespParser, refuses_what_is_not_resp) {
    for (const std::string_view bytes : {"\r\n",
                                         "hello\r\n",
                                         "+OK\n",
                                         "+O\rK\r\n",
                                         ":\r\n",
                                         ":x\r\n",
                                         ":1x\r\n",
                                         ":+-1\r\n",
                                         ":99999999999999999999\r\n",
                                         "$-2\r\n",
                                         "$x\r\n",
                                         "$1\r\nab\r\n",
                                         "$1\r\na\n\n",
                                         "*-2\r\n",
                                         "%-1\r\n",
                                         "~-1\r\n",
                                         "*1x\r\n",
                                         "#x\r\n",
                                         "#\r\n",
                                         ",x\r\n",
                                         "_x\r\n",
                                         "(\r\n",
                                         "(1.5\r\n",
                                         "!-1\r\n",
                                         "=-1\r\n",
                                         "=3\r\ntxt\r\n",
                                         "=4\r\ntext\r\n",
                                         "*1\r\n>1\r\n+a\r\n"}) {
        const std::vector<std::string> said = said_of(bytes);
        ASSERT_EQ(said.size(), 1U) << bytes;
        EXPECT_TRUE(said[0].starts_with("failed: ")) << bytes << said[0];
    }
    for (const std::string_view bytes : {"$?\r\n;4\r\n", "*?\r\n", "%?\r\n", ";4\r\n", ".\r\n"}) {
        EXPECT_EQ(one(bytes), "failed: streamed replies are not read");
    }
}

TEST(RespParser, stays_failed) {
    Parser parser;
    std::string_view input = "?\r\n+OK\r\n";
    EXPECT_EQ(parser.next(input).kind, Event::Kind::error);
    EXPECT_TRUE(input.empty());
    input = "+OK\r\n";
    EXPECT_EQ(parser.next(input).kind, Event::Kind::error);
    EXPECT_EQ(parser.bytes_held(), 0U);
}

TEST(RespParser, has_bounds) {
    const ParserOptions options = {.depth_max = 3, .elements_max = 8, .bytes_max = 10};
    const auto failed = [&options](std::string_view bytes) {
        const std::vector<std::string> said = said_of(bytes, {}, options);
        return !said.empty() && said.back().starts_with("failed: ");
    };
    EXPECT_FALSE(failed("*1\r\n*1\r\n*1\r\n:1\r\n"));
    EXPECT_TRUE(failed("*1\r\n*1\r\n*1\r\n*0\r\n"));
    EXPECT_FALSE(failed("*7\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n*7\r\n"));
    EXPECT_TRUE(failed("*8\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n:1\r\n"));
    EXPECT_TRUE(failed("*9\r\n")) << "refused before it comes";
    EXPECT_TRUE(failed("|2\r\n+a\r\n:1\r\n+b\r\n:2\r\n*3\r\n:1\r\n+c\r\n+d\r\n"))
        << "attributes count";
    EXPECT_FALSE(failed("*2\r\n$5\r\nabcde\r\n$5\r\nabcde\r\n"));
    EXPECT_TRUE(failed("*2\r\n$5\r\nabcde\r\n$6\r\n")) << "refused before it comes";
    EXPECT_TRUE(failed("+abcdefghijk\r\n"));
    EXPECT_TRUE(failed("$9223372036854775807\r\n"));
    EXPECT_TRUE(failed("*9223372036854775807\r\n"));
    const std::string endless(limits::kRespLineBytesMax + 1, '1');
    EXPECT_TRUE(failed(":" + endless));
}

TEST(RespParser, holds_no_memory_for_what_is_only_announced) {
    Parser parser;
    std::string_view input = "*100000\r\n$30000000\r\nab";
    EXPECT_EQ(parser.next(input).kind, Event::Kind::need_more);
    EXPECT_LT(parser.bytes_held(), 1'000U);
}

// A random reply, at most `depth` deep, in the bytes of RESP3.
std::string random_reply(std::mt19937& random) {
    std::string bytes;
    std::vector<std::size_t> left = {1};
    while (!left.empty()) {
        if (left.back() == 0) {
            left.pop_back();
            continue;
        }
        --left.back();
        const std::size_t choice = random() % 12;
        const std::size_t count = random() % 4;
        if (choice < 4 && left.size() < 6) {
            bytes += std::string(1, "*%~|"[choice]) + std::to_string(count) + "\r\n";
            left.back() += choice == 3 ? 1 : 0;  // an attribute is no value
            left.push_back(choice == 1 || choice == 3 ? 2 * count : count);
            continue;
        }
        std::string text;
        for (std::size_t i = random() % 40; i > 0; --i) {
            text += "ab\r\n\0$*:"[random() % 8];
        }
        const std::string leaves[] = {
            "+simple\r\n", "-ERR x\r\n", ":12345\r\n",        "_\r\n",  "#t\r\n",
            ",3.25\r\n",   "(123\r\n",   "=7\r\ntxt:abc\r\n", "$-1\r\n"};
        bytes += choice < 8 ? "$" + std::to_string(text.size()) + "\r\n" + text + "\r\n"
                            : leaves[random() % std::size(leaves)];
    }
    return bytes;
}

TEST(RespParser, says_the_same_however_bytes_are_cut) {
    const unsigned seed = std::random_device{}();
    SCOPED_TRACE(testing::Message() << "seed " << seed);
    std::mt19937 random(seed);
    for (std::size_t round = 0; round < 300; ++round) {
        std::string bytes;
        for (std::size_t i = 0; i <= random() % 4; ++i) {
            bytes += random_reply(random);
        }
        if (round % 3 == 0) {
            bytes[random() % bytes.size()] = static_cast<char>(random());
        }
        const std::vector<std::string> whole = said_of(bytes);
        std::vector<std::size_t> cuts;
        for (std::size_t at = 0; at < bytes.size(); at += 1 + random() % (1 + round % 20)) {
            cuts.push_back(at);
        }
        EXPECT_EQ(said_of(bytes, cuts), whole);
    }
}

}  // namespace
}  // namespace teahouse::resp
