// SPDX-License-Identifier: MIT
// Takes CRLF-terminated lines out of input that arrives in pieces. Holds memory only inside a line.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace teahouse::http {

class LineReader {
public:
    enum class Outcome : std::uint8_t {
        need_more,  // the input is used up
        line,       // line() is complete
        too_long,   // no end within the allowed bytes
        bare_lf,    // the line ends with LF alone
    };

    // `bytes_max` bounds the line with its CRLF and must not change inside a line. Does not look
    // for CR inside of the line: every grammar for lines refuses it.
    Outcome next(std::string_view& input, std::size_t bytes_max);
    // Without CRLF; lives until the next call and not longer than the input.
    [[nodiscard]] std::string_view line() const { return line_; }

private:
    std::string held_;
    std::string_view line_;
    bool held_done_ = false;
};

}  // namespace teahouse::http
