// SPDX-License-Identifier: MIT
// The frames around messages: which format, which operation, which answer. Values are read and
// written by json_codec.cc and msgpack_codec.cc.
#include "proto/codec.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "proto/format.h"
#include "proto/messages.h"

namespace teahouse::proto {

tl::expected<RequestFrame, Refusal> decode_request(Format format, std::string_view frame) {
    return format == Format::json ? json::decode_request(frame) : msgpack::decode_request(frame);
}

void encode_request(Format format, std::uint64_t id, const Request& request, std::string& out) {
    format == Format::json ? json::encode_request(id, request, out)
                           : msgpack::encode_request(id, request, out);
}

void encode_answer(Format format, std::uint64_t re, const Reply& reply, std::string& out) {
    format == Format::json ? json::encode_answer(re, reply, out)
                           : msgpack::encode_answer(re, reply, out);
}

void encode_error(Format format, std::uint64_t re, const Error& error, std::string& out) {
    const ErrorBody body = to_body(error);
    format == Format::json ? json::encode_error(re, body, out)
                           : msgpack::encode_error(re, body, out);
}

void encode_push(Format format, const Push& push, std::string& out) {
    format == Format::json ? json::encode_push(push, out) : msgpack::encode_push(push, out);
}

void encode_events(Format format, std::span<const Event> events, std::string& out) {
    format == Format::json ? json::encode_events(events, out) : msgpack::encode_events(events, out);
}

Result<ServerFrame> decode_server_frame(Format format, std::string_view frame,
                                        const OpOfId& op_of_id) {
    return format == Format::json ? json::decode_server_frame(frame, op_of_id)
                                  : msgpack::decode_server_frame(frame, op_of_id);
}

ErrorBody to_body(const Error& error) {
    constexpr std::size_t kMessageBytesMax = 512;
    constexpr std::size_t kFieldBytesMax = 64;
    ErrorBody body{.code = error.code,
                   .message = std::string(cut_bytes(error.message, kMessageBytesMax))};
    if (!error.field.empty()) {
        body.field = cut_bytes(error.field, kFieldBytesMax);
    }
    if (error.retry_after_ms != 0) {
        body.retry_after = error.retry_after_ms;
    }
    return body;
}

Error from_body(ErrorBody body) {
    return {.code = body.code,
            .message = std::move(body.message),
            .field = std::move(body.field).value_or(std::string()),
            .retry_after_ms = body.retry_after.value_or(0)};
}

}  // namespace teahouse::proto
