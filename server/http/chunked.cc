// SPDX-License-Identifier: MIT
#include "http/chunked.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/ascii.h"
#include "base/limits.h"
#include "http/chars.h"
#include "http/head.h"

namespace teahouse::http {
namespace {

constexpr std::size_t kSizeDigitsMax = 16;
constexpr std::size_t kSizeLineBytesMax = 1024;
constexpr std::size_t kExtensionBytesMax =
    4096;  // of one body: a byte of data must not cost a page of extensions

// chunk-ext: *( ";" name [ "=" value ] ), with optional white space around the signs.
bool is_extension_list(std::string_view text) {
    text = ascii::trim(text);
    if (text.empty() || text.front() != ';') {
        return false;
    }
    for (const std::string_view part : ascii::split(text.substr(1), ';')) {
        const std::size_t equals = part.find('=');
        if (!ascii::is_token(ascii::trim(part.substr(0, equals)))) {
            return false;
        }
        if (equals != std::string_view::npos) {
            const std::string_view value = ascii::trim(part.substr(equals + 1));
            if (!ascii::is_token(value) && !is_quoted_string(value)) {
                return false;
            }
        }
    }
    return true;
}

}  // namespace

ChunkedDecoder::Outcome ChunkedDecoder::next(std::string_view& input, std::string& body,
                                             std::size_t bytes_max) {
    while (!input.empty()) {
        if (stage_ == Stage::data) {
            const std::size_t count =
                static_cast<std::size_t>(std::min<std::uint64_t>(chunk_left_, input.size()));
            body.append(input.substr(0, count));
            input.remove_prefix(count);
            chunk_left_ -= count;
            if (chunk_left_ == 0) {
                stage_ = Stage::data_end;
            }
            continue;
        }
        const Outcome outcome = read_line(input, body, bytes_max);
        if (outcome != Outcome::need_more) {
            return outcome;
        }
    }
    return Outcome::need_more;
}

ChunkedDecoder::Outcome ChunkedDecoder::read_line(std::string_view& input, const std::string& body,
                                                  std::size_t bytes_max) {
    std::size_t line_bytes_max = kSizeLineBytesMax;
    if (stage_ == Stage::data_end) {
        line_bytes_max = 2;
    } else if (stage_ == Stage::trailers) {
        line_bytes_max = limits::kHeadBytesMax - trailer_bytes_;
    }
    switch (lines_.next(input, line_bytes_max)) {
        case LineReader::Outcome::need_more: return Outcome::need_more;
        case LineReader::Outcome::bare_lf: return fail(Outcome::bad, "LF without CR");
        case LineReader::Outcome::too_long:
            return stage_ == Stage::data_end
                       ? fail(Outcome::bad, "a chunk does not end where it should")
                       : fail(Outcome::too_much_talk, "a line is too long");
        case LineReader::Outcome::line: break;
    }
    switch (stage_) {
        case Stage::size_line: return on_size_line(lines_.line(), bytes_max - body.size());
        case Stage::trailers: return on_trailer(lines_.line());
        case Stage::data_end:
        case Stage::data: break;
    }
    // The line can only be empty: it has two bytes, and they are CR and LF.
    stage_ = Stage::size_line;
    return Outcome::need_more;
}

ChunkedDecoder::Outcome ChunkedDecoder::on_size_line(std::string_view line, std::size_t room) {
    std::size_t digits = 0;
    std::uint64_t size = 0;
    while (digits < line.size() && ascii::hex_value(line[digits]) >= 0) {
        if (digits == kSizeDigitsMax) {
            return fail(Outcome::bad, "a chunk size is too long");
        }
        size = size * 16 + static_cast<std::uint64_t>(ascii::hex_value(line[digits]));
        ++digits;
    }
    const std::string_view extensions = line.substr(digits);
    if (digits == 0 || (!extensions.empty() && !is_extension_list(extensions))) {
        return fail(Outcome::bad, "a chunk size is malformed");
    }
    extension_bytes_ += extensions.size();
    if (extension_bytes_ > kExtensionBytesMax) {
        return fail(Outcome::too_much_talk, "too many chunk extensions");
    }
    if (size > room) {
        return fail(Outcome::too_large, "the body is too large");
    }
    chunk_left_ = size;
    stage_ = size == 0 ? Stage::trailers : Stage::data;
    return Outcome::need_more;
}

ChunkedDecoder::Outcome ChunkedDecoder::on_trailer(std::string_view line) {
    if (line.empty()) {
        return Outcome::done;
    }
    trailer_bytes_ += line.size() + 2;
    if (++trailer_count_ > limits::kHeaderCountMax) {
        return fail(Outcome::too_much_talk, "too many trailers");
    }
    const FieldLine field = read_field_line(line);
    if (!field.why.empty()) {
        return fail(Outcome::bad, field.why);
    }
    for (const std::string_view name : {"content-length", "transfer-encoding", "host"}) {
        if (ascii::equals_ignoring_case(field.name, name)) {
            return fail(Outcome::bad, "a trailer says what only a header may");
        }
    }
    return Outcome::need_more;
}

ChunkedDecoder::Outcome ChunkedDecoder::fail(Outcome outcome, std::string_view why) {
    why_ = why;
    return outcome;
}

}  // namespace teahouse::http
