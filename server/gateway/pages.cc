// SPDX-License-Identifier: MIT
#include "gateway/pages.h"

#include <array>

#include <sodium.h>

#include "gateway/http_answers.h"
#include "http/content.h"
#include "http/etag.h"
#include "http/range.h"

namespace teahouse::gateway {
namespace {

std::string content_hash(std::string_view bytes) {
    std::array<unsigned char, 16> hash{};
    crypto_generichash(hash.data(), hash.size(),
                       reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(), nullptr,
                       0);
    std::array<char, hash.size() * 2 + 1> text{};
    sodium_bin2hex(text.data(), text.size(), hash.data(), hash.size());
    return std::string(text.data());
}

bool is_hashed_asset(std::string_view path) { return path.starts_with("/assets/"); }

bool is_client_route(const http::RequestHead& head) {
    const std::string_view last = std::string_view(head.path).substr(head.path.rfind('/') + 1);
    return last.find('.') == std::string_view::npos &&
           head.field("accept").find("text/html") != std::string_view::npos;
}

std::string_view coded(const media::EmbeddedFile& file, http::Coding coding) {
    switch (coding) {
        case http::Coding::brotli: return file.brotli;
        case http::Coding::gzip: return file.gzip;
        case http::Coding::identity: return file.plain;
    }
    return file.plain;
}

}  // namespace

Pages::Pages() {
    for (const media::EmbeddedFile& file : media::embedded_files()) {
        pages_.emplace(file.path, Page{.file = &file, .etag = content_hash(file.plain)});
    }
}

const Pages::Page* Pages::find(const http::RequestHead& head) const {
    auto found = pages_.find(head.path == "/" ? std::string_view("/index.html")
                                              : std::string_view(head.path));
    if (found == pages_.end() && is_client_route(head)) {
        found = pages_.find("/index.html");
    }
    return found == pages_.end() ? nullptr : &found->second;
}

std::optional<http::Response> Pages::answer(const http::RequestHead& head, bool secure) const {
    const Page* page = find(head);
    if (page == nullptr) {
        return std::nullopt;
    }
    const media::EmbeddedFile& file = *page->file;
    const bool ranged = !head.field("range").empty();
    // Ranges are of the plain bytes: a range of a coded one would be of no use to anybody.
    const http::Coding coding =
        ranged ? http::Coding::identity
               : http::choose_coding(head.field("accept-encoding"),
                                     {.gzip = !file.gzip.empty(), .brotli = !file.brotli.empty()});
    const std::string etag = '"' + page->etag + (coding == http::Coding::identity ? "" : "-") +
                             std::string(http::to_string(coding)) + '"';
    http::Response response;
    response.fields.push_back({"ETag", etag});
    response.fields.push_back({"Vary", "Accept-Encoding"});
    response.fields.push_back({"Cache-Control", is_hashed_asset(file.path)
                                                    ? "public, max-age=31536000, immutable"
                                                    : "no-cache"});
    add_page_headers(response, head.field("host"), secure);
    if (http::if_none_match_hits(head.field("if-none-match"), etag)) {
        response.status = 304;
        return response;
    }
    response.fields.push_back({"Content-Type", std::string(http::content_type(file.path))});
    response.fields.push_back({"Accept-Ranges", "bytes"});
    response.shared = coded(file, coding);
    if (coding != http::Coding::identity) {
        response.fields.push_back({"Content-Encoding", std::string(http::to_string(coding))});
    }
    if (ranged && http::if_range_holds(head.field("if-range"), etag)) {
        const http::RangeChoice choice = http::choose_range(head.field("range"), file.plain.size());
        if (choice.kind == http::RangeChoice::Kind::partial) {
            response.status = 206;
            response.fields.push_back(
                {"Content-Range", http::content_range(choice, file.plain.size())});
            response.shared = file.plain.substr(choice.offset, choice.size);
        } else if (choice.kind == http::RangeChoice::Kind::unsatisfiable) {
            response.status = 416;
            response.fields.push_back(
                {"Content-Range", http::unsatisfied_range(file.plain.size())});
            response.shared = {};
        }
    }
    return response;
}

}  // namespace teahouse::gateway
