// SPDX-License-Identifier: MIT
// Properties that hold for every struct of the schema, shown with random values: what is encoded
// decodes to the same, each limit is enforced and named, and cut or changed bytes are refused or
// understood, but never break anything.
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <gtest/gtest.h>

#include "base/error.h"
#include "base/one_of.h"
#include "proto/codec.h"
#include "proto/messages.h"
#include "proto/random_reader.h"
// After the random reader, whose read_list goes before the general one:
#include "proto/generated/dispatch.h"
#include "proto/generated/fields_replies.h"   // IWYU pragma: keep
#include "proto/generated/fields_requests.h"  // IWYU pragma: keep
#include "proto/generated/fields_types.h"     // IWYU pragma: keep

namespace teahouse::proto {
namespace {

constexpr std::array kFormats{Format::json, Format::msgpack};
constexpr std::uint64_t kRounds = 200;

std::string_view word(Format format) { return format == Format::json ? "json" : "msgpack"; }

Request make_request(Op op, RandomReader& reader) {
    Request request;
    EXPECT_TRUE(with_request(op, request, [&](auto& fields) { return reader.structure(fields); }));
    return request;
}

Reply make_reply(Op op, RandomReader& reader) {
    Reply reply;
    EXPECT_TRUE(with_reply(op, reply, [&](auto& fields) { return reader.structure(fields); }));
    return reply;
}

Push make_push(std::uint64_t number, RandomReader& reader) {
    Push push;
    EXPECT_TRUE(with_push(number, push, [&](auto& fields) { return reader.structure(fields); }));
    return push;
}

OpOfId always(Op op) {
    return [op](std::uint64_t) { return std::optional<Op>(op); };
}

// What a decoder must do with any bytes at all: refuse them with a code for that, or give a value
// that survives another round.
void expect_sane_request(Format format, std::string_view bytes) {
    const auto decoded = decode_request(format, bytes);
    if (!decoded) {
        const ErrorCode code = decoded.error().error.code;
        EXPECT_TRUE(code == ErrorCode::bad_frame || code == ErrorCode::unknown_op ||
                    code == ErrorCode::invalid || code == ErrorCode::too_large)
            << to_string(code);
        return;
    }
    std::string again;
    encode_request(format, decoded->id, decoded->request, again);
    const auto twice = decode_request(format, again);
    ASSERT_TRUE(twice.has_value());
    EXPECT_EQ(twice->id, decoded->id);
    EXPECT_TRUE(twice->request == decoded->request);
}

TEST(Codec, requests_survive_both_formats) {
    for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
        for (const OpInfo& info : kOps) {
            SCOPED_TRACE(std::string(info.name) + ", seed " + std::to_string(seed));
            Chance chance(seed);
            RandomReader reader(chance);
            const Request request = make_request(info.op, reader);
            EXPECT_EQ(op_of(request), info.op);
            for (const Format format : kFormats) {
                std::string bytes;
                encode_request(format, seed, request, bytes);
                const auto decoded = decode_request(format, bytes);
                ASSERT_TRUE(decoded.has_value())
                    << word(format) << " " << decoded.error().error.message << " at "
                    << decoded.error().error.field;
                EXPECT_EQ(decoded->id, seed);
                EXPECT_TRUE(decoded->request == request) << word(format);
            }
        }
    }
}

TEST(Codec, answers_survive_both_formats_and_http) {
    for (std::uint64_t seed = 1; seed <= kRounds / 4; ++seed) {
        for (const OpInfo& info : kOps) {
            SCOPED_TRACE(std::string(info.name) + ", seed " + std::to_string(seed));
            Chance chance(seed);
            RandomReader reader(chance);
            const Reply reply = make_reply(info.op, reader);
            for (const Format format : kFormats) {
                std::string bytes;
                encode_answer(format, seed, reply, bytes);
                const auto decoded = decode_server_frame(format, bytes, always(info.op));
                ASSERT_TRUE(decoded.has_value()) << word(format) << " " << decoded.error().message;
                EXPECT_TRUE(*decoded == ServerFrame(Answer{.re = seed, .reply = reply}))
                    << word(format);
            }
            std::string body;
            encode_reply_body(reply, body);
            const auto decoded = decode_reply_body(info.op, body);
            ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
            EXPECT_TRUE(*decoded == reply);
        }
    }
}

TEST(Codec, pushes_survive_both_formats) {
    for (std::uint64_t seed = 1; seed <= kRounds / 4; ++seed) {
        for (const std::uint8_t number : kPushNumbers) {
            SCOPED_TRACE("push " + std::to_string(number) + ", seed " + std::to_string(seed));
            Chance chance(seed);
            RandomReader reader(chance);
            const Push push = make_push(number, reader);
            for (const Format format : kFormats) {
                std::string bytes;
                encode_push(format, push, bytes);
                const auto decoded = decode_server_frame(format, bytes, always(Op::ping));
                ASSERT_TRUE(decoded.has_value()) << word(format) << " " << decoded.error().message;
                EXPECT_TRUE(*decoded == ServerFrame(push)) << word(format);
                if (const auto* events = get_if<EventsPush>(&push)) {
                    std::string same;
                    encode_events(format, events->events, same);
                    EXPECT_EQ(same, bytes);
                }
            }
        }
    }
}

TEST(Codec, bodies_and_events_survive_alone) {
    for (std::uint64_t seed = 1; seed <= kRounds; ++seed) {
        SCOPED_TRACE("seed " + std::to_string(seed));
        Chance chance(seed);
        RandomReader reader(chance);
        Event event;
        reader.structure(event);
        std::string bytes;
        encode_event(event, bytes);
        const auto decoded = decode_event(bytes);
        ASSERT_TRUE(decoded.has_value());
        EXPECT_EQ(*decoded, event);

        bytes.clear();
        encode_body(event.body, bytes);
        const auto body = decode_body(bytes);
        ASSERT_TRUE(body.has_value());
        EXPECT_EQ(*body, event.body);
        EXPECT_FALSE(decode_body(bytes + "x").has_value());
        EXPECT_FALSE(decode_body(bytes.substr(0, bytes.size() - 1)).has_value());
    }
}

// Every text and list of every request in turn, one byte or item above its limit.
TEST(Codec, each_limit_of_requests_is_enforced_and_named) {
    std::size_t limits = 0;
    for (const OpInfo& info : kOps) {
        for (std::size_t over = 0;; ++over) {
            SCOPED_TRACE(std::string(info.name) + ", limit " + std::to_string(over));
            Chance chance(over + 1);
            RandomReader reader(chance, over);
            const Request request = make_request(info.op, reader);
            if (!reader.overdone()) {
                break;
            }
            ++limits;
            for (const Format format : kFormats) {
                std::string bytes;
                encode_request(format, 7, request, bytes);
                const auto decoded = decode_request(format, bytes);
                ASSERT_FALSE(decoded.has_value());
                EXPECT_EQ(decoded.error().id, 7U);
                EXPECT_EQ(decoded.error().error.code, ErrorCode::too_large);
                EXPECT_FALSE(decoded.error().error.field.empty());
            }
        }
    }
    EXPECT_GE(limits, 29U);
}

TEST(Codec, each_limit_of_pushes_is_enforced_and_named) {
    for (const std::uint8_t number : kPushNumbers) {
        for (std::size_t over = 0; over < 40; ++over) {
            SCOPED_TRACE("push " + std::to_string(number) + ", limit " + std::to_string(over));
            Chance chance(over + 1);
            RandomReader reader(chance, over);
            const Push push = make_push(number, reader);
            if (!reader.overdone()) {
                break;
            }
            for (const Format format : kFormats) {
                std::string bytes;
                encode_push(format, push, bytes);
                const auto decoded = decode_server_frame(format, bytes, always(Op::ping));
                ASSERT_FALSE(decoded.has_value());
                EXPECT_EQ(decoded.error().code, ErrorCode::too_large);
                EXPECT_FALSE(decoded.error().field.empty());
            }
        }
    }
}

TEST(Codec, no_start_of_a_frame_is_a_frame) {
    for (const OpInfo& info : kOps) {
        SCOPED_TRACE(info.name);
        Chance chance(3);
        RandomReader reader(chance);
        const Request request = make_request(info.op, reader);
        for (const Format format : kFormats) {
            std::string bytes;
            encode_request(format, 7, request, bytes);
            for (std::size_t size = 0; size < bytes.size(); size += 1 + size / 64) {
                EXPECT_FALSE(
                    decode_request(format, std::string_view(bytes).substr(0, size)).has_value());
            }
            EXPECT_FALSE(decode_request(format, bytes + "0").has_value());
        }
    }
}

TEST(Codec, changed_bytes_break_nothing) {
    for (std::uint64_t seed = 1; seed <= kRounds / 4; ++seed) {
        for (const OpInfo& info : kOps) {
            SCOPED_TRACE(std::string(info.name) + ", seed " + std::to_string(seed));
            Chance chance(seed);
            RandomReader reader(chance);
            const Request request = make_request(info.op, reader);
            for (const Format format : kFormats) {
                std::string bytes;
                encode_request(format, 7, request, bytes);
                for (int change = 0; change < 8; ++change) {
                    std::string changed = bytes;
                    const std::size_t at = chance.below(changed.size());
                    switch (chance.below(3)) {
                        case 0: changed[at] = static_cast<char>(chance.next()); break;
                        case 1: changed.erase(at, 1 + chance.below(4)); break;
                        default:
                            changed.insert(at, bytes, chance.below(bytes.size()), chance.below(8));
                            break;
                    }
                    expect_sane_request(format, changed);
                    static_cast<void>(decode_server_frame(format, changed, always(info.op)));
                }
            }
        }
    }
}

}  // namespace
}  // namespace teahouse::proto
