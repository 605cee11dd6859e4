// SPDX-License-Identifier: MIT
// HTTP from any bytes: requests and responses, whole and cut, and every reader of a field's value.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "base/utf8.h"
#include "cutter.h"
#include "http/client_parser.h"
#include "http/content.h"
#include "http/cookie.h"
#include "http/date.h"
#include "http/etag.h"
#include "http/message.h"
#include "http/parser.h"
#include "http/range.h"
#include "http/response.h"
#include "http/uri.h"

namespace {

namespace http = teahouse::http;
using teahouse::fuzz::Cutter;

constexpr std::size_t kBodyBytesMax = 512;
constexpr http::ParserLimits kLimits = {
    .head_bytes_max = 1024, .field_count_max = 8, .target_bytes_max = 128};

bool is_clean(std::string_view text) {
    return std::none_of(text.begin(), text.end(),
                        [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void check_path(const std::string& path) {
    CHECK(path == "*" || path.starts_with('/'));
    CHECK(is_clean(path) && teahouse::is_utf8(path));
    CHECK(path.find("//") == std::string::npos && path.find('\\') == std::string::npos);
    CHECK((path + '/').find("/../") == std::string::npos);
    CHECK((path + '/').find("/./") == std::string::npos);
}

void check_value(std::string_view value) {
    const http::RangeChoice range = http::choose_range(value, 1000);
    CHECK(range.offset + range.size <= 1000);
    CHECK(range.kind != http::RangeChoice::Kind::partial || range.size > 0);
    static_cast<void>(http::if_none_match_hits(value, "\"a\""));
    static_cast<void>(http::if_match_holds(value, "\"a\""));
    static_cast<void>(http::choose_coding(value, {.gzip = true, .brotli = true}));
    static_cast<void>(http::content_type(value));
    static_cast<void>(http::find_cookie(value, "sid"));
    static_cast<void>(http::parse_query(value));
    if (const auto seconds = http::parse_date(value)) {
        CHECK(http::format_date(*seconds) == value);
    }
    if (const auto origin = http::parse_origin(value)) {
        CHECK(http::is_same_origin(value, origin->host + ':' + std::to_string(origin->port),
                                   origin->scheme == "https"));
    }
    CHECK(http::percent_decode(http::percent_encode(value)) == value);
    http::Response response;
    response.fields.push_back({.name = "X", .value = std::string(value)});
    std::string head;
    http::append_head(head, response, {});
    CHECK(std::count(head.begin(), head.end(), '\n') == 4);
}

std::string check_request(const http::Request& request) {
    check_path(request.head.path);
    CHECK(is_clean(request.head.query));
    CHECK(request.body.size() <= kBodyBytesMax);
    CHECK(request.head.chunked || request.body.size() == request.head.content_length);
    CHECK(request.head.fields.size() <= kLimits.field_count_max);
    CHECK(request.head.minor_version == 0 || !request.head.field("host").empty());
    std::string text = request.head.path + '?' + request.head.query;
    for (const http::Field& field : request.head.fields) {
        CHECK(is_clean(field.name) && is_clean(field.value) && !field.name.empty());
        check_value(field.value);
        text += '\n' + field.name + ':' + field.value;
    }
    return text + '\n' + request.body;
}

class RequestReader {
public:
    RequestReader() { parser_.set_limits(&kLimits); }

    void feed(std::string_view piece) {
        const std::string copy(piece);
        std::string_view input = copy;
        while (!failed_) {
            switch (parser_.next(input)) {
                case http::RequestParser::Step::need_more: CHECK(input.empty()); return;
                case http::RequestParser::Step::head: parser_.set_body_limit(kBodyBytesMax); break;
                case http::RequestParser::Step::body: CHECK(false); break;
                case http::RequestParser::Step::request:
                    seen_.push_back(check_request(parser_.take()));
                    break;
                case http::RequestParser::Step::error:
                    failed_ = true;
                    seen_.push_back(std::to_string(parser_.error().status));
                    CHECK(parser_.error().status >= 400 && !parser_.error().why.empty());
                    break;
            }
        }
    }
    [[nodiscard]] const std::vector<std::string>& seen() const { return seen_; }

private:
    http::RequestParser parser_;
    std::vector<std::string> seen_;
    bool failed_ = false;
};

class ResponseReader {
public:
    void feed(std::string_view piece) {
        const std::string copy(piece);
        std::string_view input = copy;
        while (!failed_) {
            switch (parser_.next(input)) {
                case http::ResponseParser::Step::need_more: CHECK(input.empty()); return;
                case http::ResponseParser::Step::response: take(); break;
                case http::ResponseParser::Step::error: failed_ = true; break;
            }
        }
    }
    [[nodiscard]] const std::string& seen() const { return seen_; }

private:
    void take() {
        const http::ClientResponse response = parser_.take();
        CHECK(response.status >= 100 && response.status <= 999);
        seen_ += std::to_string(response.status) + ' ' + response.body + '\n';
    }

    http::ResponseParser parser_;
    std::string seen_;
    bool failed_ = false;
};

template <class Reader>
void check_cuts(Cutter cutter) {
    Reader whole;
    whole.feed(cutter.whole());
    Reader pieces;
    for (std::string_view piece = cutter.next(); !piece.empty(); piece = cutter.next()) {
        pieces.feed(piece);
    }
    CHECK(whole.seen() == pieces.seen());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const Cutter cutter(data, size);
    switch (cutter.options() % 4) {
        case 0: check_value(cutter.whole()); break;
        case 1: check_cuts<ResponseReader>(cutter); break;
        default: check_cuts<RequestReader>(cutter); break;
    }
    return 0;
}
