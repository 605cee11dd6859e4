// SPDX-License-Identifier: MIT
// Frames as MessagePack: requests [id, op, field…], answers [0, re, [field…]], errors [1, re,
// [field…]], pushes [number, field…].
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include <tl/expected.hpp>

#include "base/check.h"
#include "base/error.h"
#include "base/pack.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/fields.h"
#include "proto/format.h"
#include "proto/generated/dispatch.h"
#include "proto/generated/fields_replies.h"   // IWYU pragma: keep
#include "proto/generated/fields_requests.h"  // IWYU pragma: keep
#include "proto/generated/fields_types.h"     // IWYU pragma: keep
#include "proto/messages.h"
#include "proto/msgpack_reader.h"
#include "proto/msgpack_writer.h"
#include "proto/pack.h"

namespace teahouse::proto {

namespace msgpack {

namespace {

constexpr std::uint64_t kAnswer = 0;
constexpr std::uint64_t kError = 1;

// [re, value] behind the number of an answer.
template <class T>
void encode_re(std::uint64_t number, std::uint64_t re, const T& value, std::string& out) {
    MsgpackWriter writer(out);
    writer.array(3);
    writer.value(number);
    writer.value(re);
    writer.value(value);
}

Result<ServerFrame> decode_answer(MsgpackReader& reader, std::uint64_t re, const OpOfId& op_of_id) {
    const std::optional<Op> op = op_of_id(re);
    if (!op) {
        return fail(ErrorCode::bad_frame, "answers nothing that was asked");
    }
    Answer answer{.re = re};
    if (!with_reply(*op, answer.reply, [&](auto& reply) { return read_value(reader, reply); })) {
        return tl::unexpected(reader.failure().error());
    }
    return answer;
}

Result<ServerFrame> decode_push(MsgpackReader& reader, std::uint64_t number, std::size_t fields) {
    Push push;
    if (!with_push(number, push,
                   [&](auto& fields_of) { return reader.items(fields_of, fields); })) {
        reader.failure().set(ErrorCode::bad_frame, "is no known push");
        return tl::unexpected(reader.failure().error());
    }
    return push;
}

Result<ServerFrame> decode_frame(MsgpackReader& reader, const OpOfId& op_of_id) {
    MsgpackReader::List list;
    std::uint64_t number = 0;
    if (!reader.begin_list(list) || !reader.number(number, kNumberMax)) {
        return fail(ErrorCode::bad_frame, "is no frame");
    }
    if (number > kError) {
        return decode_push(reader, number, list.expected - 1);
    }
    std::uint64_t re = 0;
    if (list.expected != 3 || !reader.number(re, kNumberMax)) {
        return fail(ErrorCode::bad_frame, "is no answer");
    }
    if (number == kAnswer) {
        return decode_answer(reader, re, op_of_id);
    }
    ErrorBody body;
    if (!read_value(reader, body)) {
        return tl::unexpected(reader.failure().error());
    }
    return AnswerError{.re = re, .error = from_body(std::move(body))};
}

}  // namespace

tl::expected<RequestFrame, Refusal> decode_request(std::string_view frame) {
    MsgpackReader reader(frame);
    MsgpackReader::List list;
    std::uint64_t id = 0;
    const auto refuse = [&](ErrorCode code, std::string_view message) {
        reader.failure().clear();
        reader.failure().set(code, message);
        return tl::unexpected(Refusal{.id = id, .error = reader.failure().error()});
    };
    if (!reader.begin_list(list) || list.expected == 0 || !reader.number(id, kNumberMax) ||
        id == 0) {
        id = 0;
        return refuse(ErrorCode::bad_frame, "is no array that starts with an id");
    }
    std::uint64_t number = 0;
    if (list.expected == 1 || !reader.number(number, kNumberMax)) {
        return refuse(ErrorCode::bad_frame, "has no operation");
    }
    const std::optional<Op> op = op_by_number(number);
    if (!op) {
        return refuse(ErrorCode::unknown_op, "no such operation");
    }
    tl::expected<RequestFrame, Refusal> result;
    result->id = id;
    const auto read = [&](auto& request) { return reader.items(request, list.expected - 2); };
    if (!with_request(*op, result->request, read) || !reader.end()) {
        result = tl::unexpected(Refusal{.id = id, .error = reader.failure().error()});
    }
    return result;
}

void encode_request(std::uint64_t id, const Request& request, std::string& out) {
    MsgpackWriter writer(out);
    const auto op = static_cast<std::uint64_t>(op_of(request));
    visit(
        [&]<class T>(const T& fields) {
            const std::size_t size = Fields<T>::size(fields);
            writer.array(2 + size);
            writer.value(id);
            writer.value(op);
            writer.items(fields, size);
        },
        request);
}

void encode_answer(std::uint64_t re, const Reply& reply, std::string& out) {
    visit([&](const auto& fields) { encode_re(kAnswer, re, fields, out); }, reply);
}

void encode_error(std::uint64_t re, const ErrorBody& error, std::string& out) {
    encode_re(kError, re, error, out);
}

void encode_push(const Push& push, std::string& out) {
    MsgpackWriter writer(out);
    visit(
        [&]<class T>(const T& fields) {
            const std::size_t size = Fields<T>::size(fields);
            writer.array(1 + size);
            writer.value(std::uint64_t{kPushNumbers[push.index()]});
            writer.items(fields, size);
        },
        push);
}

void encode_events(std::span<const Event> events, std::string& out) {
    constexpr std::uint64_t kNumber = kPushNumbers[EventsPush::kIndex];
    MsgpackWriter writer(out);
    writer.array(2);
    writer.value(kNumber);
    writer.list(events);
}

Result<ServerFrame> decode_server_frame(std::string_view frame, const OpOfId& op_of_id) {
    MsgpackReader reader(frame);
    Result<ServerFrame> result = decode_frame(reader, op_of_id);
    if (result && !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return result;
}

}  // namespace msgpack

namespace {

template <class T>
Result<T> decode_alone(std::string_view bytes) {
    MsgpackReader reader(bytes);
    Result<T> result;
    if (!read_value(reader, *result) || !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return result;
}

}  // namespace

void encode_body(const Body& body, std::string& out) { MsgpackWriter(out).value(body); }

Result<Body> decode_body(std::string_view bytes) { return decode_alone<Body>(bytes); }

void encode_event(const Event& event, std::string& out) { MsgpackWriter(out).value(event); }

Result<Event> decode_event(std::string_view bytes) { return decode_alone<Event>(bytes); }

namespace {

// Any operation whose answer is of that type; all of them are numbered below this.
constexpr std::uint64_t kOpsMax = 256;

std::optional<Op> op_answered_by(std::uint64_t index) {
    static const std::vector<std::optional<Op>> kOps = [] {
        std::vector<std::optional<Op>> ops;
        for (std::uint64_t number = 0; number < kOpsMax; ++number) {
            const std::optional<Op> op = op_by_number(number);
            Reply reply;
            if (op && with_reply(*op, reply, [](auto& /*fields*/) { return true; })) {
                ops.resize(std::max(ops.size(), reply.index() + 1));
                ops[reply.index()] = op;
            }
        }
        return ops;
    }();
    return index < kOps.size() ? kOps[index] : std::nullopt;
}

// [number, value]: which of the alternatives, and that one.
template <class One>
void pack_one(Packer& archive, std::uint64_t number, const One& one) {
    std::string bytes;
    MsgpackWriter writer(bytes);
    writer.array(2);
    writer.value(number);
    visit([&](const auto& fields) { writer.value(fields); }, one);
    archive.bytes(bytes);
}

template <class Read>
void unpack_one(Unpacker& archive, const Read& read) {
    MsgpackReader reader(archive.bytes(), false);
    MsgpackReader::List list;
    std::uint64_t number = 0;
    if (!archive.good() || !reader.begin_list(list) || list.expected != 2 ||
        !reader.number(number, kNumberMax) || !read(reader, number) || !reader.end()) {
        archive.fail();
    }
}

}  // namespace

void pack(Packer& archive, const Request& value) {
    pack_one(archive, static_cast<std::uint64_t>(op_of(value)), value);
}

void pack(Unpacker& archive, Request& value) {
    unpack_one(archive, [&](MsgpackReader& reader, std::uint64_t number) {
        const std::optional<Op> op = op_by_number(number);
        return op &&
               with_request(*op, value, [&](auto& fields) { return read_value(reader, fields); });
    });
}

void pack(Packer& archive, const Reply& value) {
    const std::optional<Op> op = op_answered_by(value.index());
    CHECK(op.has_value());
    pack_one(archive, static_cast<std::uint64_t>(*op), value);
}

void pack(Unpacker& archive, Reply& value) {
    unpack_one(archive, [&](MsgpackReader& reader, std::uint64_t number) {
        const std::optional<Op> op = op_by_number(number);
        return op &&
               with_reply(*op, value, [&](auto& fields) { return read_value(reader, fields); });
    });
}

void pack(Packer& archive, const Push& value) {
    pack_one(archive, kPushNumbers[value.index()], value);
}

void pack(Unpacker& archive, Push& value) {
    unpack_one(archive, [&](MsgpackReader& reader, std::uint64_t number) {
        return with_push(number, value, [&](auto& fields) { return read_value(reader, fields); });
    });
}

}  // namespace teahouse::proto
