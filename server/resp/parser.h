// SPDX-License-Identifier: MIT
// Incremental parser of what Redis sends, RESP2 and RESP3 alike
// (https://redis.io/docs/latest/develop/reference/protocol-spec/). Bytes in, replies out; no
// sockets, no clock.
//
//     std::string_view input = received;
//     for (;;) {
//         resp::Event event = parser.next(input);
//         if (event.kind == resp::Event::Kind::need_more) break;   // input is used up
//         ...
//     }
//
// Streamed strings and aggregates ("$?", "*?"), which no released server sends, are refused.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/limits_resp.h"
#include "resp/reply.h"

namespace teahouse::resp {

struct ParserOptions {
    std::size_t depth_max = limits::kRespDepthMax;
    std::size_t elements_max = limits::kRespElementsMax;  // of one reply, with its attributes
    std::size_t bytes_max = limits::kRespReplyBytesMax;   // of its texts; below 4 GB
};

struct Event {
    enum class Kind : std::uint8_t {
        need_more,  // the input is used up
        reply,      // `reply`, whole; it is the caller's
        error,      // what came is not RESP or is over a bound; `why`, for ever. Later input is
                    // ignored: close the connection.
    };
    Kind kind = Kind::need_more;
    Reply reply = {};
    std::string_view why = {};
};

// One per connection, on its thread. Between replies it holds some hundred bytes. What it does for
// a byte does not grow with what came before, however the bytes are cut.
class Parser {
public:
    explicit Parser(const ParserOptions& options = {});

    // The next reply of `input`, which shrinks by what was used.
    Event next(std::string_view& input);

    // Between two replies, nothing held.
    [[nodiscard]] bool idle() const;
    // Memory of the unfinished reply.
    [[nodiscard]] std::size_t bytes_held() const;

private:
    enum class Stage : std::uint8_t { line, text, text_end, failed };
    // An aggregate that is not complete.
    struct Open {
        std::size_t node = 0;
        std::size_t text_bytes = 0;  // before it, to cut off an attribute
        std::uint64_t left = 0;      // children still to come
        bool attribute = false;
    };

    bool step(std::string_view& input);
    bool read_line(std::string_view& input, std::string_view& line);
    bool on_line(std::string_view line);
    bool on_number(char type, std::string_view rest);
    bool on_text_header(Type type, std::string_view rest);
    bool on_aggregate(char mark, std::string_view rest);
    bool read_text(std::string_view& input);
    bool read_text_end(std::string_view& input);
    bool add_node(const Reply::Node& node);
    bool add_text(Type type, std::string_view text);
    void complete_value();
    bool fail(std::string_view why);

    ParserOptions options_;
    Stage stage_ = Stage::line;
    bool complete_ = false;  // reply_ is whole
    Type text_type_ = Type::bulk;
    std::uint64_t text_left_ = 0;  // bytes of the text, or of its line end
    std::size_t elements_ = 0;     // of the reply so far
    std::string line_;             // its beginning, from input before
    std::vector<Open> open_;
    Reply reply_;
    std::string_view why_;
};

}  // namespace teahouse::resp
