// SPDX-License-Identifier: MIT
// Incremental HTTP/1.x request parser (RFC 9110, RFC 9112), strict: what two readers could
// understand differently is refused. Bytes in, steps out; no sockets, no clock.
//
//     std::string_view input = received;
//     for (;;) {
//         switch (parser.next(input)) {
//             case need_more: if (parser.take_continue()) send "100 Continue"; return;   // input
//             is used up case head:      parser.set_body_limit(handler.body_limit(parser.head()));
//             break; case request:   handle(parser.take()); break;      // `input` starts at the
//             next request case error:     answer parser.error().status, close after it; return;
//         }
//     }
//
// Refused with 400 and closed: Transfer-Encoding beside Content-Length, repeated Content-Length or
// Host, bare CR or LF, folded fields, space before the colon, control characters, bad
// percent-encoding, "." and ".." segments, "//", "\", %2F, %5C, %00 ... Other answers: 413 body,
// 414 target, 417 Expect, 431 head, 501 method or coding, 505 version.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/limits.h"
#include "http/message.h"

namespace teahouse::http {

struct ParserLimits {
    std::size_t head_bytes_max = limits::kHeadBytesMax;
    std::size_t field_count_max = limits::kHeaderCountMax;
    std::size_t target_bytes_max = limits::kTargetBytesMax;
};

struct ParseError {
    int status = 400;
    std::string_view why = {};  // static text, for the log and the answer's body
};

// One per connection, on its thread. Holds memory only while a request is being read. The same
// bytes give the same steps however they are cut.
class RequestParser {
public:
    enum class Step : std::uint8_t {
        need_more,  // the input is used up
        head,       // head() is complete; set the body limit before going on (0 without it)
        body,       // with set_body_streaming(): take_body() before going on
        request,  // take() the request before going on; what is left of the input is not part of it
        error,    // see error(); answer and close. The rest of the input is ignored
    };

    RequestParser();
    RequestParser(RequestParser&&) noexcept;
    RequestParser& operator=(RequestParser&&) noexcept;
    RequestParser(const RequestParser&) = delete;
    RequestParser& operator=(const RequestParser&) = delete;
    ~RequestParser();

    // Must be called between requests only. The limits outlive the parser; the default are those of
    // base/limits.h.
    void set_limits(const ParserLimits* limits);

    // The next step of `input`, which shrinks by what was used.
    Step next(std::string_view& input);

    // From `head` to take().
    [[nodiscard]] const RequestHead& head() const;
    // After `head`: a larger body (declared or arriving) is an error 413 in the next call of
    // next().
    void set_body_limit(std::size_t bytes);
    // After `head`: the body comes in pieces (step `body`) and is not kept; the request's body is
    // empty. For bodies of a declared length only.
    void set_body_streaming();
    // After `body`.
    std::string take_body();
    // True once, when the client waits for "100 Continue" before it sends an acceptable body.
    bool take_continue();
    // After `request`; the parser is idle again.
    Request take();
    // After `error`.
    [[nodiscard]] ParseError error() const;

    // No byte of a request has been seen: the keep-alive timeout applies, otherwise the head or
    // body timeout.
    [[nodiscard]] bool idle() const { return state_ == nullptr; }
    [[nodiscard]] bool reading_body() const;
    // Body bytes so far, for the minimum rate.
    [[nodiscard]] std::size_t body_bytes() const;

private:
    struct State;
    std::unique_ptr<State> state_;
    const ParserLimits* limits_;
};

}  // namespace teahouse::http
