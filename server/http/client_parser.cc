// SPDX-License-Identifier: MIT
#include "http/client_parser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/check.h"
#include "http/chars.h"
#include "http/chunked.h"
#include "http/head.h"
#include "http/line_reader.h"
#include "http/message.h"
#include "http/response.h"

namespace teahouse::http {

std::string_view ClientResponse::field(std::string_view name) const {
    for (const Field& candidate : fields) {
        if (candidate.name == name) {
            return candidate.value;
        }
    }
    return {};
}

ResponseParser::Step ResponseParser::next(std::string_view& input) {
    while (stage_ != Stage::done && !input.empty()) {
        if (stage_ == Stage::status_line || stage_ == Stage::fields) {
            const LineReader::Outcome outcome = lines_.next(input, kLineBytesMax);
            if (outcome == LineReader::Outcome::need_more) {
                return Step::need_more;
            }
            if (outcome != LineReader::Outcome::line || !on_line(lines_.line())) {
                return Step::error;
            }
        } else if (!read_body(input)) {
            return Step::error;
        }
    }
    return stage_ == Stage::done ? Step::response : Step::need_more;
}

bool ResponseParser::finish() {
    if (stage_ == Stage::body_to_end) {
        stage_ = Stage::done;
    }
    return stage_ == Stage::done;
}

ClientResponse ResponseParser::take() {
    CHECK(stage_ == Stage::done);
    stage_ = Stage::status_line;
    chunks_ = {};
    return std::exchange(response_, {});
}

bool ResponseParser::on_line(std::string_view line) {
    if (stage_ == Stage::status_line) {
        return on_status_line(line);
    }
    if (line.empty()) {
        return on_head_end();
    }
    const FieldLine field = read_field_line(line);
    response_.fields.push_back(
        {.name = ascii::to_lower(field.name), .value = std::string(field.value)});
    return field.why.empty();
}

// "HTTP/1.1 200 OK"
bool ResponseParser::on_status_line(std::string_view line) {
    if (line.size() < 12 || !line.starts_with("HTTP/1.") || line[8] != ' ') {
        return false;
    }
    const std::optional<std::uint64_t> status = read_decimal(line.substr(9, 3));
    if (!status || *status < 100) {
        return false;
    }
    response_.status = static_cast<int>(*status);
    response_.keep_alive = line[7] != '0';
    stage_ = Stage::fields;
    return true;
}

bool ResponseParser::on_head_end() {
    if (response_.status == 100) {
        response_ = {};
        stage_ = Stage::status_line;
        return true;
    }
    if (ascii::has_token(response_.field("connection"), "close")) {
        response_.keep_alive = false;
    }
    if (head_request_ || !may_have_body(response_.status)) {
        stage_ = Stage::done;
        return true;
    }
    if (ascii::equals_ignoring_case(response_.field("transfer-encoding"), "chunked")) {
        stage_ = Stage::chunked_body;
        return true;
    }
    const std::string_view length = response_.field("content-length");
    if (length.empty()) {
        response_.keep_alive = false;
        stage_ = Stage::body_to_end;
        return true;
    }
    const std::optional<std::uint64_t> size = read_decimal(length);
    if (!size || *size > kBodyBytesMax) {
        return false;
    }
    body_size_ = *size;
    stage_ = body_size_ == 0 ? Stage::done : Stage::fixed_body;
    return true;
}

bool ResponseParser::read_body(std::string_view& input) {
    std::string& body = response_.body;
    if (stage_ == Stage::chunked_body) {
        const ChunkedDecoder::Outcome outcome = chunks_.next(input, body, kBodyBytesMax);
        if (outcome == ChunkedDecoder::Outcome::done) {
            stage_ = Stage::done;
        }
        return outcome == ChunkedDecoder::Outcome::done ||
               outcome == ChunkedDecoder::Outcome::need_more;
    }
    const std::uint64_t room =
        (stage_ == Stage::fixed_body ? body_size_ : kBodyBytesMax) - body.size();
    const std::size_t count = static_cast<std::size_t>(std::min<std::uint64_t>(room, input.size()));
    body.append(input.substr(0, count));
    input.remove_prefix(count);
    if (stage_ == Stage::fixed_body && body.size() == body_size_) {
        stage_ = Stage::done;
    }
    return stage_ != Stage::body_to_end || input.empty();
}

}  // namespace teahouse::http
