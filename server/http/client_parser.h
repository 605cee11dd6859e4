// SPDX-License-Identifier: MIT
// A small HTTP/1.1 response parser for our own clients: the bench and the live runner of the
// transcripts.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "http/chunked.h"
#include "http/line_reader.h"
#include "http/message.h"

namespace teahouse::http {

struct ClientResponse {
    int status = 0;
    std::vector<Field> fields;  // names in lower case, repeated ones as they came
    std::string body;
    bool keep_alive = true;

    // The first value of a field (lower-case name), or empty.
    [[nodiscard]] std::string_view field(std::string_view name) const;
};

// Reads one response after the other. 100 Continue is skipped; what follows a 101 is not looked at.
class ResponseParser {
public:
    enum class Step : std::uint8_t {
        need_more,  // the input is used up
        response,   // take() it before going on
        error,      // malformed, or larger than the limits; give the connection up
    };

    // Before each response: whether it answers a HEAD request, and so has no body.
    void expect(bool head_request) { head_request_ = head_request; }
    // The next step of `input`, which shrinks by what was used.
    Step next(std::string_view& input);
    // The connection has ended: completes a response whose body runs to its end. False: cut off.
    bool finish();
    // After `response`, or after finish() was true.
    ClientResponse take();

private:
    enum class Stage : std::uint8_t {
        status_line,
        fields,
        fixed_body,
        chunked_body,
        body_to_end,
        done
    };

    static constexpr std::size_t kLineBytesMax = 64 * 1024;
    static constexpr std::size_t kBodyBytesMax = 64 * 1024 * 1024;

    bool on_line(std::string_view line);
    bool on_status_line(std::string_view line);
    bool on_head_end();
    bool read_body(std::string_view& input);

    ClientResponse response_;
    LineReader lines_;
    ChunkedDecoder chunks_;
    std::uint64_t body_size_ = 0;
    Stage stage_ = Stage::status_line;
    bool head_request_ = false;
};

}  // namespace teahouse::http
