// SPDX-License-Identifier: MIT
// The lines of a request's head, one at a time, and the rules that hold between them. Used by
// http/parser.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "http/message.h"

namespace teahouse::http {

// What is wrong with a head: the status to answer, 0 for nothing.
struct HeadError {
    int status = 0;
    std::string_view why = {};  // static text

    explicit operator bool() const { return status != 0; }
};

// One field line, cut at its colon; views of the line. `why` says what is wrong with it, if
// anything.
struct FieldLine {
    std::string_view name;
    std::string_view value;
    std::string_view why;
};
FieldLine read_field_line(std::string_view line);

// Collects a request's head.
class HeadReader {
public:
    HeadError on_request_line(std::string_view line, std::size_t target_bytes_max);
    HeadError on_field(std::string_view line);
    // After the empty line: Host, framing, Connection and Expect, as they must fit together.
    HeadError on_end();

    RequestHead& head() { return head_; }
    [[nodiscard]] bool expects_continue() const { return expects_continue_; }

private:
    HeadError read_version(std::string_view text);
    HeadError read_target(std::string_view target, bool is_options);
    HeadError read_absolute_form(std::string_view target);
    HeadError read_origin_form(std::string_view target);
    HeadError check_host();
    HeadError check_framing();

    RequestHead head_;
    std::string authority_;  // of an absolute-form target: replaces Host (RFC 9112 section 3.2.2)
    bool expects_continue_ = false;
};

}  // namespace teahouse::http
