// SPDX-License-Identifier: MIT
// Frames that are wrong in one way each, and what is said about them.
#include "proto/codec.h"

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/ids.h"
#include "base/one_of.h"
#include "proto/messages.h"

namespace teahouse::proto {
namespace {

using std::string_literals::operator""s;

struct Case {
    std::string bytes;
    std::uint64_t id;
    ErrorCode code;
    std::string field = {};
};

void expect_refusals(Format format, std::initializer_list<Case> cases) {
    for (const Case& item : cases) {
        SCOPED_TRACE(item.bytes);
        const auto decoded = decode_request(format, item.bytes);
        ASSERT_FALSE(decoded.has_value());
        EXPECT_EQ(decoded.error().id, item.id);
        EXPECT_EQ(to_string(decoded.error().error.code), to_string(item.code));
        EXPECT_EQ(decoded.error().error.field, item.field);
        EXPECT_FALSE(decoded.error().error.message.empty());
    }
}

TEST(JsonCodec, refuses_what_is_no_frame) {
    expect_refusals(
        Format::json,
        {
            {"", 0, ErrorCode::bad_frame},
            {"   ", 0, ErrorCode::bad_frame},
            {"x", 0, ErrorCode::bad_frame},
            {"null", 0, ErrorCode::bad_frame},
            {"[]", 0, ErrorCode::bad_frame},
            {"{}", 0, ErrorCode::bad_frame},
            {R"({"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":1})", 1, ErrorCode::bad_frame},
            {R"({"id":0,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":-1,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":1.0,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":"1","op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":9007199254740992,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":99999999999999999999999,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":1,"op":2})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping"}{})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping"},)", 1, ErrorCode::bad_frame},
            {"{\"id\":1,\"op\":\"ping\"}\0"s, 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping",})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping")", 1, ErrorCode::bad_frame},
            {R"({"id":1 "op":"ping"})", 1, ErrorCode::bad_frame},
            {R"({"id" 1,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({id:1,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({,"id":1,"op":"ping"})", 0, ErrorCode::bad_frame},
            {R"({"id":1,"id":1,"op":"ping"})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping","id":1})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"op":"ping","op":"ping"})", 1, ErrorCode::bad_frame},
            {R"({"id":1,"x":0,"op":"ping","op":"ping"})", 1, ErrorCode::bad_frame},
            {"{\"id\":1,\"op\":\"ping\",\"x\":\"\xFF\"}", 0, ErrorCode::bad_frame},
            {"{\"id\":1,\"op\":\"ping\",\"x\":\"\xED\xA0\x80\"}", 0, ErrorCode::bad_frame},
            {"\xEF\xBB\xBF{\"id\":1,\"op\":\"ping\"}", 0, ErrorCode::bad_frame},
        });
}

TEST(JsonCodec, refuses_broken_values_of_unknown_names) {
    for (const std::string_view value : {"",
                                         "nul",
                                         "tru",
                                         "01",
                                         "-",
                                         "+1",
                                         "1.",
                                         ".5",
                                         "1e",
                                         "1e+",
                                         "0x1",
                                         "NaN",
                                         "'a'",
                                         R"("a)",
                                         "\"a\nb\"",
                                         R"("\x")",
                                         R"("\u12")",
                                         R"("\u12g4")",
                                         R"("\ud800")",
                                         R"("\udc00\ud800")",
                                         R"("\ud83dA")",
                                         "[",
                                         "[1",
                                         "[1,]",
                                         "[,1]",
                                         "[1 2]",
                                         "{",
                                         R"({"a"})",
                                         R"({"a":})",
                                         R"({"a":1,})",
                                         R"({1:2})",
                                         "[}",
                                         "{]",
                                         "[1}",
                                         R"({"a":1])"}) {
        SCOPED_TRACE(value);
        const std::string text = R"({"id":5,"op":"ping","x":)" + std::string(value) + "}";
        const auto decoded = decode_request(Format::json, text);
        ASSERT_FALSE(decoded.has_value());
        EXPECT_EQ(decoded.error().error.code, ErrorCode::bad_frame);
        EXPECT_EQ(decoded.error().id, 5U);
    }
}

TEST(JsonCodec, skips_valid_values_of_unknown_names) {
    for (const std::string_view value :
         {"null", "true", "false", "0", "-0", "-1.5e-7", "1E9", "123456789012345678901234567890",
          R"("")", R"("\"\\\/\b\f\n\r\t\u0000\ud83c\udf75")", "[]", "{}", " [ 1 , [ ] , { } ] ",
          R"({"a":{"b":[{"c":null}]}})"}) {
        SCOPED_TRACE(value);
        const std::string text = R"({"id":5,"x":)" + std::string(value) + R"(,"op":"ping","y":)" +
                                 std::string(value) + "}";
        EXPECT_TRUE(decode_request(Format::json, text).has_value());
    }
}

TEST(JsonCodec, limits_nesting) {
    const auto nested = [](std::size_t depth) {
        return R"({"id":5,"op":"ping","x":)" + std::string(depth, '[') + std::string(depth, ']') +
               "}";
    };
    EXPECT_TRUE(decode_request(Format::json, nested(32)).has_value());
    EXPECT_FALSE(decode_request(Format::json, nested(33)).has_value());
    EXPECT_FALSE(decode_request(Format::json, nested(100'000)).has_value());
}

TEST(JsonCodec, refuses_wrong_fields_by_name) {
    const auto send = [](std::string_view fields) {
        return R"({"id":3,"op":"message.send",)" + std::string(fields) + "}";
    };
    expect_refusals(
        Format::json,
        {
            {send(R"("cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":1)"), 3, ErrorCode::invalid, "cmid"},
            {send(R"("room":null,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":"1","cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":1.0,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":1e0,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":-1,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":01,"cmid":"a")"), 3, ErrorCode::bad_frame},
            {send(R"("room":9007199254740992,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":18446744073709551617,"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":[1],"cmid":"a")"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":1,"cmid":7)"), 3, ErrorCode::invalid, "cmid"},
            {send(R"("room":1,"cmid":"a","kind":"nothing")"), 3, ErrorCode::invalid, "kind"},
            {send(R"("room":1,"cmid":"a","kind":1)"), 3, ErrorCode::invalid, "kind"},
            {send(R"("room":1,"cmid":"a","room":1)"), 3, ErrorCode::invalid, "room"},
            {send(R"("room":1,"cmid":"a","text":"\ud800")"), 3, ErrorCode::bad_frame},
            {send(R"("room":1,"cmid":")" + std::string(65, 'a') + "\""), 3, ErrorCode::too_large,
             "cmid"},
            {R"({"id":3,"op":"typing","room":1,"on":1})", 3, ErrorCode::invalid, "on"},
            {R"({"id":3,"op":"typing","room":1,"on":truth})", 3, ErrorCode::bad_frame},
            {R"({"id":3,"op":"hello","version":4294967296})", 3, ErrorCode::invalid, "version"},
            {R"({"id":3,"op":"hello","version":1,"open":{}})", 3, ErrorCode::invalid, "open"},
            {R"({"id":3,"op":"hello","version":1,"open":[[1,2]]})", 3, ErrorCode::invalid,
             "open[0].seq"},
            {R"({"id":3,"op":"hello","version":1,"open":[[1,2,3],[1,2,"x"]]})", 3,
             ErrorCode::invalid, "open[1].seq"},
            {R"({"id":3,"op":"hello","version":1,"open":[[1,2,3],7]})", 3, ErrorCode::invalid,
             "open[1]"},
        });
}

TEST(JsonCodec, reads_members_in_any_order_and_with_escaped_names) {
    const auto decoded = decode_request(Format::json,
                                        " { \"text\" : \"\\u8336\\ud83c\\udf75\\/\" , \"o\\u0070\" "
                                        ": \"message\\u002esend\", \"cmid\":\"a\", "
                                        "\"id\" : 3,\t\"r\\u006fom\" : 4, \"ref\":null }\n");
    ASSERT_TRUE(decoded.has_value()) << decoded.error().error.message;
    EXPECT_EQ(decoded->id, 3U);
    const auto& send = get<MessageSendRequest>(decoded->request);
    EXPECT_EQ(send.room, RoomId(4));
    EXPECT_EQ(send.text, "茶🍵/");
    EXPECT_FALSE(send.ref.has_value());
}

TEST(JsonCodec, measures_texts_after_their_escapes) {
    const auto request = [](std::size_t count) {
        std::string text = R"({"id":3,"op":"message.send","room":1,"cmid":")";
        for (std::size_t i = 0; i < count; ++i) {
            text += R"(\u0061)";
        }
        return text + "\"}";
    };
    EXPECT_TRUE(decode_request(Format::json, request(64)).has_value());
    EXPECT_FALSE(decode_request(Format::json, request(65)).has_value());
}

TEST(JsonCodec, says_unknown_op_with_the_id_wherever_it_stands) {
    expect_refusals(Format::json, {{R"({"id":9,"op":"dance"})", 9, ErrorCode::unknown_op},
                                   {R"({"op":"dance","x":[1],"id":9})", 9, ErrorCode::unknown_op},
                                   {R"({"id":9,"op":""})", 9, ErrorCode::unknown_op}});
}

TEST(MsgpackCodec, refuses_what_is_no_frame) {
    expect_refusals(Format::msgpack,
                    {
                        {"", 0, ErrorCode::bad_frame},
                        {"\x90", 0, ErrorCode::bad_frame},
                        {"\x01", 0, ErrorCode::bad_frame},
                        {"\x80", 0, ErrorCode::bad_frame},
                        {"\xC1", 0, ErrorCode::bad_frame},
                        {"\x91\x05", 5, ErrorCode::bad_frame},               // no op
                        {"\x92\x00\x02"s, 0, ErrorCode::bad_frame},          // id 0
                        {"\x92\xFF\x02", 0, ErrorCode::bad_frame},           // id -1
                        {"\x92\xA1x\x02", 0, ErrorCode::bad_frame},          // id text
                        {"\x92\x05\xA4ping", 5, ErrorCode::bad_frame},       // op text
                        {"\x92\x05\x7F", 5, ErrorCode::unknown_op},          //
                        {"\x92\x05\xCD\x01\x02", 5, ErrorCode::unknown_op},  // op 258
                        {"\x92\x05\x02\xC0", 5, ErrorCode::bad_frame},       // trailing bytes
                        {"\x93\x05\x02", 0, ErrorCode::bad_frame},      // fewer bytes than items
                        {"\x93\x05\x02\xC1", 5, ErrorCode::bad_frame},  // never used
                        {"\x93\x05\x02\xD9", 5, ErrorCode::bad_frame},  // length cut
                        {"\x93\x05\x02\xDD\xFF\xFF\xFF\xFF", 5, ErrorCode::bad_frame},
                        {"\x93\x05\x02\xDF\xFF\xFF\xFF\xFF", 5, ErrorCode::bad_frame},
                        {"\x93\x05\x02\xDB\xFF\xFF\xFF\xFF", 5, ErrorCode::bad_frame},
                        {"\x93\x05\x02\xC9\xFF\xFF\xFF\xFF\x01", 5, ErrorCode::bad_frame},
                        {"\xDD\xFF\xFF\xFF\xFF\x05\x02", 0, ErrorCode::bad_frame},
                    });
}

// room.state = 27 (0x1B) { room }, message.send = 28 (0x1C) { room cmid kind? text? ref? }, hello =
// 1, typing = 31
TEST(MsgpackCodec, refuses_wrong_fields_by_name) {
    expect_refusals(
        Format::msgpack,
        {
            {"\x92\x05\x1B", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xC0", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xA1x", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xFF", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xD0\x80", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xD3\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xCF\x00\x20\x00\x00\x00\x00\x00\x00"s, 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\xCA\x3F\x80\x00\x00"s, 5, ErrorCode::invalid, "room"},  // 1.0
            {"\x93\x05\x1B\xC4\x01x", 5, ErrorCode::invalid, "room"},
            {"\x93\x05\x1B\x81\x01\x02", 5, ErrorCode::invalid, "room"},
            {"\x94\x05\x1C\x01\x02", 5, ErrorCode::invalid, "cmid"},
            {"\x94\x05\x1C\x01\xC4\x01x", 5, ErrorCode::invalid, "cmid"},
            {"\x94\x05\x1C\x01\xD9\x41" + std::string(65, 'a'), 5, ErrorCode::too_large, "cmid"},
            {"\x94\x05\x1C\x01\xA2\xC3\x28", 5, ErrorCode::bad_frame},  // broken UTF-8
            {"\x95\x05\x1C\x01\xA1x\x7F", 5, ErrorCode::invalid, "kind"},
            {"\x95\x05\x1C\x01\xA1x\x00"s, 5, ErrorCode::invalid, "kind"},
            {"\x94\x05\x1F\x01\x01", 5, ErrorCode::invalid, "on"},
            {"\x97\x05\x01\x01\xC0\xC0\xC0\x91\x92\x01\x02", 5, ErrorCode::invalid, "open[0].seq"},
            {"\x97\x05\x01\x01\xC0\xC0\xC0\x80", 5, ErrorCode::invalid, "open"},
        });
}

TEST(MsgpackCodec, accepts_every_width_and_skips_what_it_does_not_know) {
    for (const std::string& number :
         {"\x07"s, "\xCC\x07"s, "\xCD\x00\x07"s, "\xCE\x00\x00\x00\x07"s,
          "\xCF\x00\x00\x00\x00\x00\x00\x00\x07"s, "\xD0\x07"s, "\xD1\x00\x07"s,
          "\xD2\x00\x00\x00\x07"s, "\xD3\x00\x00\x00\x00\x00\x00\x00\x07"s}) {
        const auto decoded = decode_request(Format::msgpack, "\x93\x05\x1B" + number);
        ASSERT_TRUE(decoded.has_value());
        EXPECT_EQ(get<RoomStateRequest>(decoded->request).room, RoomId(7));
    }
    for (const std::string& extra :
         {"\xC0"s, "\xCA\x00\x00\x00\x00"s, "\xCB\x00\x00\x00\x00\x00\x00\x00\x00"s,
          "\x82\x01\x02\x03\x91\xC2"s, "\xDE\x00\x01\x01\x02"s, "\xDC\x00\x02\x01\x02"s,
          "\xC4\x02xx"s, "\xC5\x00\x01x"s, "\xC7\x01\x09x"s, "\xD4\x09x"s,
          "\xD8\x09xxxxxxxxxxxxxxxx"s, "\xDA\x00\x01x"s}) {
        EXPECT_TRUE(decode_request(Format::msgpack, "\x94\x05\x1B\x07" + extra).has_value());
        EXPECT_FALSE(
            decode_request(Format::msgpack, "\x94\x05\x1B\x07" + extra.substr(0, extra.size() - 1))
                .has_value());
    }
    const std::string deep(100'000, '\x91');
    EXPECT_TRUE(decode_request(Format::msgpack, "\x94\x05\x1B\x07" + deep + "\x01").has_value());
    EXPECT_FALSE(decode_request(Format::msgpack, "\x94\x05\x1B\x07" + deep).has_value());
}

TEST(Codec, server_frames_are_refused_when_not_understood) {
    const OpOfId none = [](std::uint64_t) { return std::optional<Op>(); };
    const OpOfId ping = [](std::uint64_t) { return std::optional(Op::ping); };
    for (const std::string_view text :
         {R"({"re":1,"ok":{}})", R"({"re":1})", R"({"ok":{"now":1}})", R"({"x":1})", "[]", "",
          R"({"re":1,"ok":{"now":1},"error":{"code":"busy","message":""}})",
          R"({"re":1,"error":{"code":"lazy","message":""}})"}) {
        SCOPED_TRACE(text);
        EXPECT_FALSE(decode_server_frame(Format::json, text, ping).has_value());
    }
    EXPECT_TRUE(
        decode_server_frame(Format::json, R"({"ok":{"now":1},"x":2,"re":1})", ping).has_value());
    EXPECT_FALSE(decode_server_frame(Format::json, R"({"re":1,"ok":{"now":1}})", none).has_value());
    for (const std::string& bytes : {"\x93\x00\x01\x90"s, "\x92\x00\x01"s, "\x93\x01\x01\x91\x05"s,
                                     "\x92\x7F\x90"s, "\x93\x00\x01\x91\x05\x01"s, "\x90"s, ""s}) {
        EXPECT_FALSE(decode_server_frame(Format::msgpack, bytes, ping).has_value());
    }
    EXPECT_TRUE(decode_server_frame(Format::msgpack, "\x93\x00\x01\x91\x05"s, ping).has_value());
    EXPECT_FALSE(decode_server_frame(Format::msgpack, "\x93\x00\x01\x91\x05"s, none).has_value());
}

TEST(Codec, http_bodies) {
    EXPECT_TRUE(decode_request_body(Op::server_info, "").has_value());
    EXPECT_TRUE(decode_request_body(Op::server_info, " {} ").has_value());
    for (const std::string_view text : {"null", "[]", "{", "{}x", "\xFF"}) {
        EXPECT_FALSE(decode_request_body(Op::server_info, text).has_value());
    }
    const auto login = decode_request_body(Op::login, R"({"name":"mei"})");
    ASSERT_FALSE(login.has_value());
    EXPECT_EQ(login.error().field, "password");

    const Error error{.code = ErrorCode::rate_limited, .message = "slowly", .retry_after_ms = 3000};
    std::string text;
    encode_error_body(error, text);
    EXPECT_EQ(text, R"({"error":{"code":"rate_limited","message":"slowly","retry_after":3000}})");
    EXPECT_EQ(decode_reply_body(Op::ping, text).error(), error);
    EXPECT_EQ(decode_reply_body(Op::ping, "<html>").error().code, ErrorCode::bad_frame);
}

TEST(Codec, long_error_texts_are_cut_between_characters) {
    std::string message;
    for (int i = 0; i < 400; ++i) {
        message += "茶";
    }
    std::string bytes;
    encode_error(Format::json, 1, Error{.code = ErrorCode::internal, .message = message}, bytes);
    const auto decoded =
        decode_server_frame(Format::json, bytes, [](std::uint64_t) { return std::optional<Op>(); });
    ASSERT_TRUE(decoded.has_value());
    EXPECT_EQ(std::get<AnswerError>(*decoded).error.message, message.substr(0, 510));
}

TEST(Codec, words_and_numbers_of_errors_are_those_of_base) {
    for (std::uint64_t number = 1; number <= 27; ++number) {
        ErrorCode by_number{};
        ErrorCode by_word{};
        ASSERT_TRUE(from_number(number, by_number));
        ASSERT_TRUE(from_word(to_string(by_number), by_word)) << to_string(by_number);
        EXPECT_EQ(by_number, by_word);
        EXPECT_EQ(static_cast<std::uint64_t>(by_number), number);
    }
    ErrorCode none{};
    EXPECT_FALSE(from_number(0, none));
    EXPECT_FALSE(from_number(28, none));
    EXPECT_FALSE(from_word("nonsense", none));
}

TEST(Codec, operations_are_found_by_name_and_number) {
    for (const OpInfo& info : kOps) {
        EXPECT_EQ(op_by_name(info.name), info.op);
        EXPECT_EQ(op_by_number(static_cast<std::uint64_t>(info.op)), info.op);
        EXPECT_EQ(&op_info(info.op), &info);
        EXPECT_TRUE(info.ws || info.http);
    }
    EXPECT_FALSE(op_by_name("room").has_value());
    EXPECT_FALSE(op_by_number(0).has_value());
}

}  // namespace
}  // namespace teahouse::proto
