// SPDX-License-Identifier: MIT
#include "http/parser.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/ascii.h"
#include "base/check.h"
#include "http/chunked.h"
#include "http/head.h"
#include "http/line_reader.h"
#include "http/message.h"

namespace teahouse::http {
namespace {

constexpr ParserLimits kDefaultLimits = {};

}  // namespace

struct RequestParser::State {
    enum class Stage : std::uint8_t {
        request_line,
        fields,
        fixed_body,
        chunked_body,
        complete,
        failed
    };

    const ParserLimits* limits = &kDefaultLimits;
    HeadReader reader;
    LineReader lines;
    ChunkedDecoder chunks;
    std::string body;
    std::size_t head_bytes = 0;  // so far
    std::size_t line_start = 0;  // of them before the current line
    std::size_t field_count = 0;
    std::size_t body_limit = 0;
    std::size_t received = 0;  // of a body of declared length
    ParseError error;
    Stage stage = Stage::request_line;
    bool blank_line_seen = false;
    bool limit_checked = false;
    bool continue_told = false;
    bool streaming = false;

    Step step(std::string_view& input);
    Step read_head_line(std::string_view& input);
    Step on_head_line(std::string_view line);
    Step on_head_end();
    Step read_fixed_body(std::string_view& input);
    Step read_chunked_body(std::string_view& input);
    Step fail(int status, std::string_view why);

    [[nodiscard]] bool in_body() const {
        return stage == Stage::fixed_body || stage == Stage::chunked_body;
    }
};

RequestParser::RequestParser() : limits_(&kDefaultLimits) {}
RequestParser::RequestParser(RequestParser&&) noexcept = default;
RequestParser& RequestParser::operator=(RequestParser&&) noexcept = default;
RequestParser::~RequestParser() = default;

void RequestParser::set_limits(const ParserLimits* limits) {
    CHECK(idle());
    limits_ = limits;
}

RequestParser::Step RequestParser::next(std::string_view& input) {
    if (state_ == nullptr) {
        if (input.empty()) {
            return Step::need_more;
        }
        state_ = std::make_unique<State>();
        state_->limits = limits_;
    }
    const Step step = state_->step(input);
    if (step == Step::error) {
        input = {};
    }
    return step;
}

const RequestHead& RequestParser::head() const {
    CHECK(state_ != nullptr);
    return state_->reader.head();
}

void RequestParser::set_body_limit(std::size_t bytes) {
    CHECK(state_ != nullptr);
    state_->body_limit = bytes;
}

void RequestParser::set_body_streaming() {
    CHECK(state_ != nullptr && !state_->reader.head().chunked);
    state_->streaming = true;
}

std::string RequestParser::take_body() {
    CHECK(state_ != nullptr && state_->streaming);
    return std::exchange(state_->body, {});
}

bool RequestParser::take_continue() {
    if (state_ == nullptr || !state_->in_body() || !state_->limit_checked ||
        state_->continue_told || state_->received > 0 || !state_->body.empty() ||
        !state_->reader.expects_continue()) {
        return false;
    }
    state_->continue_told = true;
    return true;
}

Request RequestParser::take() {
    CHECK(state_ != nullptr && state_->stage == State::Stage::complete);
    const std::unique_ptr<State> state = std::move(state_);
    return {.head = std::move(state->reader.head()), .body = std::move(state->body)};
}

ParseError RequestParser::error() const {
    CHECK(state_ != nullptr && state_->stage == State::Stage::failed);
    return state_->error;
}

bool RequestParser::reading_body() const { return state_ != nullptr && state_->in_body(); }

std::size_t RequestParser::body_bytes() const {
    return state_ == nullptr ? 0 : std::max(state_->body.size(), state_->received);
}

RequestParser::Step RequestParser::State::step(std::string_view& input) {
    switch (stage) {
        case Stage::request_line:
        case Stage::fields: return read_head_line(input);
        case Stage::fixed_body: return read_fixed_body(input);
        case Stage::chunked_body: return read_chunked_body(input);
        case Stage::complete: return Step::request;
        case Stage::failed: break;
    }
    return Step::error;
}

RequestParser::Step RequestParser::State::read_head_line(std::string_view& input) {
    while (!input.empty()) {
        // Something else than HTTP (a TLS hello, say) is told so at once and not waited for.
        const char first = input.front();
        if (head_bytes == 0 && first != '\r' && !ascii::is_token_char(first)) {
            return fail(400, "this is no HTTP request");
        }
        const std::size_t before = input.size();
        const LineReader::Outcome outcome = lines.next(input, limits->head_bytes_max - line_start);
        head_bytes += before - input.size();
        switch (outcome) {
            case LineReader::Outcome::need_more: return Step::need_more;
            case LineReader::Outcome::bare_lf: return fail(400, "LF without CR");
            case LineReader::Outcome::too_long:
                return stage == Stage::request_line ? fail(414, "the request line is too long")
                                                    : fail(431, "the head is too large");
            case LineReader::Outcome::line: break;
        }
        line_start = head_bytes;
        if (const Step result = on_head_line(lines.line()); result != Step::need_more) {
            return result;
        }
    }
    return Step::need_more;
}

RequestParser::Step RequestParser::State::on_head_line(std::string_view line) {
    if (stage == Stage::request_line) {
        if (line.empty() && !blank_line_seen) {
            blank_line_seen = true;  // RFC 9112 section 2.2 asks to forgive one
            return Step::need_more;
        }
        if (const HeadError wrong = reader.on_request_line(line, limits->target_bytes_max)) {
            return fail(wrong.status, wrong.why);
        }
        stage = Stage::fields;
        return Step::need_more;
    }
    if (line.empty()) {
        return on_head_end();
    }
    if (++field_count > limits->field_count_max) {
        return fail(431, "too many fields");
    }
    if (const HeadError wrong = reader.on_field(line)) {
        return fail(wrong.status, wrong.why);
    }
    return Step::need_more;
}

RequestParser::Step RequestParser::State::on_head_end() {
    if (const HeadError wrong = reader.on_end()) {
        return fail(wrong.status, wrong.why);
    }
    stage = reader.head().chunked ? Stage::chunked_body : Stage::fixed_body;
    return Step::head;
}

RequestParser::Step RequestParser::State::read_fixed_body(std::string_view& input) {
    const std::uint64_t length = reader.head().content_length;
    if (length > body_limit) {
        return fail(413, "the body is too large");
    }
    limit_checked = true;
    const std::size_t missing = static_cast<std::size_t>(length) - received;
    const std::size_t count = std::min(missing, input.size());
    body.append(input.substr(0, count));
    input.remove_prefix(count);
    received += count;
    if (streaming && !body.empty()) {
        return Step::body;
    }
    if (count < missing) {
        return Step::need_more;
    }
    stage = Stage::complete;
    return Step::request;
}

RequestParser::Step RequestParser::State::read_chunked_body(std::string_view& input) {
    limit_checked = true;
    switch (chunks.next(input, body, body_limit)) {
        case ChunkedDecoder::Outcome::need_more: return Step::need_more;
        case ChunkedDecoder::Outcome::done: break;
        case ChunkedDecoder::Outcome::bad: return fail(400, chunks.why());
        case ChunkedDecoder::Outcome::too_large: return fail(413, chunks.why());
        case ChunkedDecoder::Outcome::too_much_talk: return fail(431, chunks.why());
    }
    stage = Stage::complete;
    return Step::request;
}

RequestParser::Step RequestParser::State::fail(int status, std::string_view why) {
    stage = Stage::failed;
    error = {.status = status, .why = why};
    return Step::error;
}

}  // namespace teahouse::http
