// SPDX-License-Identifier: MIT
// Serves the embedded web client: entity tags, precompressed variants, immutable caching of hashed
// assets.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include "http/message.h"
#include "media/embedded.h"

namespace teahouse::gateway {

class Pages {
public:
    Pages();

    // The answer to a GET or HEAD, or nothing if no such page exists. Client-side routes (no dot in
    // the last segment, accepting HTML) get the index page.
    [[nodiscard]] std::optional<http::Response> answer(const http::RequestHead& head,
                                                       bool secure) const;

private:
    struct Page {
        const media::EmbeddedFile* file = nullptr;
        std::string etag;  // of the plain bytes, without quotes
    };
    [[nodiscard]] const Page* find(const http::RequestHead& head) const;

    std::unordered_map<std::string_view, Page> pages_;
};

}  // namespace teahouse::gateway
