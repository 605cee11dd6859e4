// SPDX-License-Identifier: MIT
// Frames as JSON: requests {"id":…,"op":…,fields}, answers {"re":…,"ok":{fields}}, errors
// {"re":…,"error":{fields}}, pushes {fields}. Members may come in any order; what must be known
// first is looked for first.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "base/utf8.h"
#include "proto/codec.h"
#include "proto/fields.h"
#include "proto/format.h"
#include "proto/generated/dispatch.h"
#include "proto/generated/fields_replies.h"   // IWYU pragma: keep
#include "proto/generated/fields_requests.h"  // IWYU pragma: keep
#include "proto/generated/fields_types.h"     // IWYU pragma: keep
#include "proto/json_reader.h"
#include "proto/json_writer.h"
#include "proto/messages.h"

namespace teahouse::proto {

namespace json {

namespace {

// `id` and `op` of a request. A client that puts them first is read in one pass.
struct Envelope {
    std::uint64_t id = 0;
    Op op = Op::ping;
    bool op_known = false;
    bool has_id = false;
    bool has_op = false;
    JsonReader::Mark
        fields;  // behind the last of them, or before the first member that was passed over
    bool id_before_fields = false;
    bool op_before_fields = false;
};

bool read_id(JsonReader& reader, Envelope& envelope) {
    if (envelope.has_id) {
        return reader.failure().set(ErrorCode::bad_frame, "has two ids");
    }
    envelope.has_id = true;
    std::uint64_t id = 0;
    if (!reader.number(id, kNumberMax) || id == 0) {
        reader.failure().clear();
        return reader.failure().set(ErrorCode::bad_frame, "the id is no number above 0");
    }
    envelope.id = id;
    return true;
}

bool read_op(JsonReader& reader, Envelope& envelope) {
    std::string_view word;
    if (envelope.has_op) {
        return reader.failure().set(ErrorCode::bad_frame, "has two operations");
    }
    envelope.has_op = true;
    if (!reader.word(word, "must be a text")) {
        reader.failure().clear();
        return reader.failure().set(ErrorCode::bad_frame, "the operation is no text");
    }
    const std::optional<Op> op = op_by_name(word);
    envelope.op_known = op.has_value();
    envelope.op = op.value_or(Op::ping);
    return true;
}

// Reads members until both are known; then the reader is taken to where the fields start.
bool read_envelope(JsonReader& reader, Envelope& envelope) {
    if (!reader.begin_object()) {
        return false;
    }
    bool passed_over = false;
    envelope.fields = reader.mark();
    std::string_view key;
    while (!(envelope.has_id && envelope.has_op) && reader.next_key(key)) {
        bool good = false;
        if (key == "id") {
            good = read_id(reader, envelope);
        } else if (key == "op") {
            good = read_op(reader, envelope);
        } else {
            passed_over = true;
            good = reader.skip();
        }
        if (!good) {
            return false;
        }
        if (!passed_over) {
            envelope.fields = reader.mark();
            envelope.id_before_fields = envelope.has_id;
            envelope.op_before_fields = envelope.has_op;
        }
    }
    if (reader.failure()) {
        return false;
    }
    if (!envelope.has_id || !envelope.has_op) {
        return reader.failure().set(ErrorCode::bad_frame,
                                    envelope.has_id ? "has no operation" : "has no id");
    }
    if (!envelope.op_known) {
        return reader.failure().set(ErrorCode::unknown_op, "no such operation");
    }
    reader.go_to(envelope.fields);
    return true;
}

// Among the fields: `id` and `op` may come once, unless they came before.
bool check_not_twice(JsonReader& reader, Envelope& envelope, std::string_view key) {
    bool* seen = key == "id"   ? &envelope.id_before_fields
                 : key == "op" ? &envelope.op_before_fields
                               : nullptr;
    if (seen == nullptr) {
        return true;
    }
    if (*seen) {
        return reader.failure().set(ErrorCode::bad_frame, "has two ids or operations");
    }
    *seen = true;
    return true;
}

// `re` and what it carries, or the number of a push.
struct ServerEnvelope {
    std::optional<std::uint64_t> re;
    std::optional<JsonReader::Mark> ok;
    std::optional<JsonReader::Mark> error;
    std::uint64_t push = 0;
};

bool read_server_envelope(JsonReader& reader, ServerEnvelope& envelope) {
    std::string_view key;
    while (reader.next_key(key)) {
        const JsonReader::Mark here = reader.mark();
        if (key == "re") {
            std::uint64_t re = 0;
            if (envelope.re || !reader.number(re, kNumberMax)) {
                return false;
            }
            envelope.re = re;
            continue;
        }
        if (key == "ok") {
            envelope.ok = here;
        } else if (key == "error") {
            envelope.error = here;
        } else if (envelope.push == 0) {
            envelope.push = push_number(key);
        }
        if (!reader.skip()) {
            return false;
        }
    }
    return !reader.failure();
}

Result<ServerFrame> decode_server_value(JsonReader& reader, const ServerEnvelope& envelope,
                                        const OpOfId& op_of_id) {
    if (!envelope.re) {
        Push push;
        if (!with_push(envelope.push, push, [&](auto& fields) { return reader.members(fields); })) {
            reader.failure().set(ErrorCode::bad_frame, "is no known push");
            return tl::unexpected(reader.failure().error());
        }
        return push;
    }
    if (envelope.ok.has_value() == envelope.error.has_value()) {
        return fail(ErrorCode::bad_frame, "is no answer");
    }
    if (envelope.error) {
        reader.go_to(*envelope.error);
        ErrorBody body;
        if (!read_value(reader, body)) {
            return tl::unexpected(reader.failure().error());
        }
        return AnswerError{.re = *envelope.re, .error = from_body(std::move(body))};
    }
    const std::optional<Op> op = op_of_id(*envelope.re);
    if (!op) {
        return fail(ErrorCode::bad_frame, "answers nothing that was asked");
    }
    reader.go_to(*envelope.ok);
    Answer answer{.re = *envelope.re};
    if (!with_reply(*op, answer.reply, [&](auto& reply) { return read_value(reader, reply); })) {
        return tl::unexpected(reader.failure().error());
    }
    return answer;
}

void write_re(JsonWriter& writer, std::uint64_t re) {
    writer.raw("{\"re\":");
    writer.value(re);
}

}  // namespace

tl::expected<RequestFrame, Refusal> decode_request(std::string_view frame) {
    JsonReader reader(frame);
    Envelope envelope;
    tl::expected<RequestFrame, Refusal> result;
    bool good = is_utf8(frame) || reader.failure().set(ErrorCode::bad_frame, "is not valid UTF-8");
    if (good && !read_envelope(reader, envelope)) {
        good = false;
        // Anything else than an object is not an invalid field but no frame.
        if (reader.failure().error().code == ErrorCode::invalid) {
            reader.failure().clear();
            reader.failure().set(ErrorCode::bad_frame, "must be an object");
        }
    }
    result->id = envelope.id;
    const auto other_key = [&](std::string_view key) {
        return check_not_twice(reader, envelope, key);
    };
    const auto read = [&](auto& fields) { return reader.members(fields, other_key); };
    if (!good || !with_request(envelope.op, result->request, read) || !reader.end()) {
        result = tl::unexpected(Refusal{.id = envelope.id, .error = reader.failure().error()});
    }
    return result;
}

void encode_request(std::uint64_t id, const Request& request, std::string& out) {
    JsonWriter writer(out);
    writer.raw("{\"id\":");
    writer.value(id);
    writer.raw(",\"op\":");
    writer.value(op_of(request));
    visit(
        [&]<class T>(const T& fields) {
            if (Fields<T>::size(fields) > 0) {
                writer.raw(",");
                writer.members(fields);
            }
        },
        request);
    writer.raw("}");
}

void encode_answer(std::uint64_t re, const Reply& reply, std::string& out) {
    JsonWriter writer(out);
    write_re(writer, re);
    writer.raw(",\"ok\":");
    visit([&](const auto& fields) { writer.value(fields); }, reply);
    writer.raw("}");
}

void encode_error(std::uint64_t re, const ErrorBody& error, std::string& out) {
    JsonWriter writer(out);
    write_re(writer, re);
    writer.raw(",\"error\":");
    writer.value(error);
    writer.raw("}");
}

void encode_push(const Push& push, std::string& out) {
    visit([&](const auto& fields) { JsonWriter(out).value(fields); }, push);
}

void encode_events(std::span<const Event> events, std::string& out) {
    JsonWriter writer(out);
    writer.raw("{\"events\":");
    writer.list(events);
    writer.raw("}");
}

Result<ServerFrame> decode_server_frame(std::string_view frame, const OpOfId& op_of_id) {
    JsonReader reader(frame);
    ServerEnvelope envelope;
    if (!is_utf8(frame) || !reader.begin_object()) {
        return fail(ErrorCode::bad_frame, "is no frame");
    }
    const JsonReader::Mark start = reader.mark();
    if (!read_server_envelope(reader, envelope) || !reader.end()) {
        return fail(ErrorCode::bad_frame, "is no frame");
    }
    reader.go_to(start);
    return decode_server_value(reader, envelope, op_of_id);
}

}  // namespace json

Result<Request> decode_request_body(Op op, std::string_view json) {
    const std::string_view text = json.empty() ? "{}" : json;
    if (!is_utf8(text)) {
        return fail(ErrorCode::bad_frame, "is not valid UTF-8");
    }
    JsonReader reader(text);
    Request request;
    if (!with_request(op, request, [&](auto& fields) { return read_value(reader, fields); }) ||
        !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return request;
}

Result<HookText> decode_hook_text(std::string_view json) {
    if (!is_utf8(json)) {
        return fail(ErrorCode::bad_frame, "is not valid UTF-8");
    }
    JsonReader reader(json);
    Result<HookText> text;
    if (!read_value(reader, *text) || !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return text;
}

void encode_reply_body(const Reply& reply, std::string& out) {
    visit([&](const auto& fields) { JsonWriter(out).value(fields); }, reply);
}

void encode_error_body(const Error& error, std::string& out) {
    JsonWriter writer(out);
    writer.raw("{\"error\":");
    writer.value(to_body(error));
    writer.raw("}");
}

Result<Reply> decode_reply_body(Op op, std::string_view json) {
    JsonReader reader(json);
    if (!is_utf8(json) || !reader.begin_object()) {
        return fail(ErrorCode::bad_frame, "is no object");
    }
    const JsonReader::Mark start = reader.mark();
    std::string_view key;
    if (reader.next_key(key) && key == "error") {
        ErrorBody body;
        if (!read_value(reader, body)) {
            return tl::unexpected(reader.failure().error());
        }
        return tl::unexpected(from_body(std::move(body)));
    }
    reader.go_to(start);
    Reply reply;
    if (!with_reply(op, reply, [&](auto& fields) { return reader.members(fields); }) ||
        !reader.end()) {
        return tl::unexpected(reader.failure().error());
    }
    return reply;
}

}  // namespace teahouse::proto
