// SPDX-License-Identifier: MIT
// The two formats behind codec.h; only its .cc files include this.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/messages.h"

namespace teahouse::proto {

// How an Error travels, and back. Too long texts are cut.
ErrorBody to_body(const Error& error);
Error from_body(ErrorBody body);

// The longest start of a valid text that has at most `bytes_max` bytes and ends between characters.
constexpr std::string_view cut_bytes(std::string_view text, std::size_t bytes_max) {
    if (text.size() <= bytes_max) {
        return text;
    }
    while (bytes_max > 0 && (static_cast<unsigned char>(text[bytes_max]) & 0xC0U) == 0x80U) {
        --bytes_max;
    }
    return text.substr(0, bytes_max);
}

namespace json {

tl::expected<RequestFrame, Refusal> decode_request(std::string_view frame);
void encode_request(std::uint64_t id, const Request& request, std::string& out);
void encode_answer(std::uint64_t re, const Reply& reply, std::string& out);
void encode_error(std::uint64_t re, const ErrorBody& error, std::string& out);
void encode_push(const Push& push, std::string& out);
void encode_events(std::span<const Event> events, std::string& out);
Result<ServerFrame> decode_server_frame(std::string_view frame, const OpOfId& op_of_id);

}  // namespace json

namespace msgpack {

tl::expected<RequestFrame, Refusal> decode_request(std::string_view frame);
void encode_request(std::uint64_t id, const Request& request, std::string& out);
void encode_answer(std::uint64_t re, const Reply& reply, std::string& out);
void encode_error(std::uint64_t re, const ErrorBody& error, std::string& out);
void encode_push(const Push& push, std::string& out);
void encode_events(std::span<const Event> events, std::string& out);
Result<ServerFrame> decode_server_frame(std::string_view frame, const OpOfId& op_of_id);

}  // namespace msgpack

}  // namespace teahouse::proto
