// SPDX-License-Identifier: MIT
// Decodes the chunked transfer coding (RFC 9112 section 7.1). Extensions and trailers are checked
// and dropped.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "http/line_reader.h"

namespace teahouse::http {

class ChunkedDecoder {
public:
    enum class Outcome : std::uint8_t {
        need_more,     // the input is used up
        done,          // the body is complete; what is left of the input is not part of it
        bad,           // 400
        too_large,     // the body exceeds the limit: 413
        too_much_talk  // too many extensions or trailers: 431
    };

    // Appends what it decodes to `body`, which never grows beyond `bytes_max`.
    Outcome next(std::string_view& input, std::string& body, std::size_t bytes_max);
    [[nodiscard]] std::string_view why() const { return why_; }

private:
    enum class Stage : std::uint8_t { size_line, data, data_end, trailers };

    Outcome read_line(std::string_view& input, const std::string& body, std::size_t bytes_max);
    Outcome on_size_line(std::string_view line, std::size_t room);
    Outcome on_trailer(std::string_view line);
    Outcome fail(Outcome outcome, std::string_view why);

    LineReader lines_;
    std::uint64_t chunk_left_ = 0;
    std::size_t extension_bytes_ = 0;
    std::size_t trailer_bytes_ = 0;
    std::size_t trailer_count_ = 0;
    std::string_view why_;
    Stage stage_ = Stage::size_line;
};

}  // namespace teahouse::http
