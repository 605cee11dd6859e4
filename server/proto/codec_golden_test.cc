// SPDX-License-Identifier: MIT
// The golden vectors: frames written down once by tools/schema/golden.py, which shares no code with
// the codecs. The web client is tested against the same file.
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/ascii.h"
#include "proto/codec.h"
#include "proto/json_reader.h"
#include "proto/messages.h"
#include "test_paths.h"

namespace teahouse::proto {
namespace {

struct Vector {
    std::string name;
    std::string kind;
    std::string about;
    std::string json;
    std::string msgpack;
};

std::string from_hex(std::string_view hex) {
    std::string bytes;
    for (std::size_t i = 0; i + 1 < hex.size(); i += 2) {
        bytes.push_back(
            static_cast<char>(ascii::hex_value(hex[i]) * 16 + ascii::hex_value(hex[i + 1])));
    }
    return bytes;
}

std::vector<Vector> read_vectors() {
    std::ifstream file(TEAHOUSE_SOURCE_DIR "/server/proto/golden/vectors.json");
    std::stringstream content;
    content << file.rdbuf();
    const std::string text = content.str();
    std::vector<Vector> vectors;
    JsonReader reader(text);
    JsonReader::List list;
    EXPECT_TRUE(reader.begin_list(list));
    while (reader.next_item(list)) {
        Vector& item = vectors.emplace_back();
        EXPECT_TRUE(reader.begin_object());
        std::string_view key;
        while (reader.next_key(key)) {
            std::string& out = key == "name"    ? item.name
                               : key == "kind"  ? item.kind
                               : key == "about" ? item.about
                               : key == "json"  ? item.json
                                                : item.msgpack;
            EXPECT_TRUE(reader.text(out, text.size()));
        }
        item.msgpack = from_hex(item.msgpack);
    }
    EXPECT_TRUE(reader.end());
    return vectors;
}

void encode_frame(Format format, const ServerFrame& frame, std::string& out) {
    if (const auto* answer = std::get_if<Answer>(&frame)) {
        encode_answer(format, answer->re, answer->reply, out);
    } else if (const auto* error = std::get_if<AnswerError>(&frame)) {
        encode_error(format, error->re, error->error, out);
    } else {
        encode_push(format, std::get<Push>(frame), out);
    }
}

void expect_request(const Vector& item, Format from, std::string_view bytes) {
    const auto decoded = decode_request(from, bytes);
    ASSERT_TRUE(decoded.has_value())
        << decoded.error().error.message << " at " << decoded.error().error.field;
    std::string json;
    std::string msgpack;
    encode_request(Format::json, decoded->id, decoded->request, json);
    encode_request(Format::msgpack, decoded->id, decoded->request, msgpack);
    EXPECT_EQ(json, item.json);
    EXPECT_EQ(msgpack, item.msgpack);
}

void expect_server_frame(const Vector& item, Format from, std::string_view bytes) {
    const auto decoded =
        decode_server_frame(from, bytes, [&](std::uint64_t) { return op_by_name(item.about); });
    ASSERT_TRUE(decoded.has_value()) << decoded.error().message << " at " << decoded.error().field;
    std::string json;
    std::string msgpack;
    encode_frame(Format::json, *decoded, json);
    encode_frame(Format::msgpack, *decoded, msgpack);
    EXPECT_EQ(json, item.json);
    EXPECT_EQ(msgpack, item.msgpack);
}

TEST(Codec, golden_vectors_hold_in_both_directions) {
    const std::vector<Vector> vectors = read_vectors();
    EXPECT_GT(vectors.size(), 4 * kOps.size());
    for (const Vector& item : vectors) {
        SCOPED_TRACE(item.name);
        const auto expect = item.kind == "request" ? expect_request : expect_server_frame;
        expect(item, Format::json, item.json);
        expect(item, Format::msgpack, item.msgpack);
    }
}

TEST(Codec, http_bodies_are_the_fields_alone) {
    for (const Vector& item : read_vectors()) {
        if (item.kind != "request") {
            continue;
        }
        SCOPED_TRACE(item.name);
        const std::optional<Op> op = op_by_name(item.about);
        if (!op) {
            ADD_FAILURE() << "no such operation";
            continue;
        }
        const auto framed = decode_request(Format::json, item.json);
        ASSERT_TRUE(framed.has_value());
        const auto body =
            decode_request_body(*op, item.json);  // id and op are unknown names here, and skipped
        ASSERT_TRUE(body.has_value()) << body.error().message;
        EXPECT_TRUE(*body == framed->request);
    }
}

}  // namespace
}  // namespace teahouse::proto
