// SPDX-License-Identifier: MIT
// HTTP/1.1 messages as values (RFC 9110, RFC 9112).
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teahouse::http {

enum class Method : std::uint8_t { get, head, post, put, patch, delete_, options };

struct Field {
    std::string name;  // lower case
    std::string value;
};

struct RequestHead {
    Method method = Method::get;
    std::string path;   // percent-decoded, normalised, starts with '/', valid UTF-8, no NUL, no "."
                        // or ".." segments; "*" for OPTIONS *
    std::string query;  // raw, without '?'
    std::vector<Field> fields;
    int minor_version = 1;
    bool keep_alive = true;
    std::uint64_t content_length = 0;
    bool chunked = false;

    // The value of a field (lower-case name), or empty. The parser joins repeated list fields with
    // ", " and refuses repeated single ones, so there is one entry per name.
    [[nodiscard]] std::string_view field(std::string_view name) const;
    [[nodiscard]] bool has_field(std::string_view name) const;
    // A cookie's value, or empty (RFC 6265 section 4.2).
    [[nodiscard]] std::string_view cookie(std::string_view name) const;
};

struct Request {
    RequestHead head;
    std::string body;
};

// A response. Exactly one kind of body: `body`, or `shared` bytes that live as long as `owner`
// (embedded assets have none and live for ever), or a file sent by the transport.
struct Response {
    int status = 200;
    std::vector<Field> fields;  // Content-Length, Date and Connection are added by the transport
    std::string body;
    std::shared_ptr<const void> owner;
    std::string_view shared;
    int file =
        -1;  // open descriptor, owned by the response until sent; with file_offset and file_size
    std::uint64_t file_offset = 0;
    std::uint64_t file_size = 0;
    bool close = false;  // end the connection afterwards
};

}  // namespace teahouse::http
