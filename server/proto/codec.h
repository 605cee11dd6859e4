// SPDX-License-Identifier: MIT
// Messages to bytes and back, in both formats of the wire protocol (docs/protocol.md). Pure
// functions, any thread.
//
// Decoding is strict and bounded: one pass, no recursion on what the sender chooses, every text and
// list within the limit of the schema, UTF-8 checked, nothing may follow the frame. Encoding
// appends to the given string.
//
// Refusals: bad_frame (not the format at all), unknown_op, invalid (a field is missing, given
// twice, of a wrong type or out of range), too_large (a text or list over its limit); the last two
// name the field, e.g. `open[3].seq`.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/result.h"
#include "proto/messages.h"

namespace teahouse::proto {

enum class Format : std::uint8_t {
    json,     // text frames, objects with words
    msgpack,  // binary frames, arrays in the order of the schema
};

// --- Server side
// --------------------------------------------------------------------------------------

struct RequestFrame {
    std::uint64_t id = 0;  // the client's, not 0
    Request request = {};
};

struct Refusal {
    std::uint64_t id = 0;  // 0: could not be read
    Error error = {};
};

tl::expected<RequestFrame, Refusal> decode_request(Format format, std::string_view frame);

// The body of POST /api/v1/<op>: the fields as a JSON object; no body at all stands for {}.
Result<Request> decode_request_body(Op op, std::string_view json);

void encode_answer(Format format, std::uint64_t re, const Reply& reply, std::string& out);
void encode_error(Format format, std::uint64_t re, const Error& error, std::string& out);
void encode_push(Format format, const Push& push, std::string& out);
// An `events` push of what lies elsewhere, without a copy. At most limits::kResumeEventsMax events,
// as the schema says: callers cut longer rows.
void encode_events(Format format, std::span<const Event> events, std::string& out);

// Bodies of HTTP answers: the reply as an object, or {"error":{…}}.
void encode_reply_body(const Reply& reply, std::string& out);
// What is posted to an incoming webhook, and what the program behind an outgoing one answers.
Result<HookText> decode_hook_text(std::string_view json);

void encode_error_body(const Error& error, std::string& out);

// --- Client side (tests, bench, simulator)
// --------------------------------------------------------------

struct Answer {
    std::uint64_t re = 0;
    Reply reply = {};
    friend bool operator==(const Answer&, const Answer&) = default;
};

struct AnswerError {
    std::uint64_t re = 0;
    Error error = {};
    friend bool operator==(const AnswerError&, const AnswerError&) = default;
};

using ServerFrame = std::variant<Answer, AnswerError, Push>;

void encode_request(Format format, std::uint64_t id, const Request& request, std::string& out);

// Which operation was asked under an id; none: the answer is not understood (bad_frame).
using OpOfId = std::function<std::optional<Op>(std::uint64_t re)>;
Result<ServerFrame> decode_server_frame(Format format, std::string_view frame,
                                        const OpOfId& op_of_id);

// Fails with the server's error for {"error":{…}}, and with bad_frame and the like for what is not
// an answer.
Result<Reply> decode_reply_body(Op op, std::string_view json);

// --- Stand-alone values, as MessagePack (what stores keep)
// ------------------------------------------------

void encode_body(const Body& body, std::string& out);
Result<Body> decode_body(std::string_view bytes);
void encode_event(const Event& event, std::string& out);
Result<Event> decode_event(std::string_view bytes);

}  // namespace teahouse::proto
