// SPDX-License-Identifier: MIT
// Hostile pages: read_page() must neither crash nor run long, and what it finds is UTF-8 within the
// bounds of a card. The first line of the input is the Content-Type.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/limits_previews.h"
#include "base/utf8.h"
#include "notify/page_head.h"
#include "notify/web_address.h"
#include "text/links.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace teahouse;
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const std::size_t line = std::min(input.find('\n'), size);
    const std::string_view page = input.substr(std::min(line + 1, size));
    const notify::PageHead head = notify::read_page(page, input.substr(0, line));
    CHECK(head.site.size() <= limits::kPreviewSiteBytes && is_utf8(head.site));
    CHECK(head.title.size() <= limits::kPreviewTitleBytes && is_utf8(head.title));
    CHECK(head.text.size() <= limits::kPreviewTextBytes && is_utf8(head.text));
    CHECK(head.image.size() <= limits::kLinkBytesMax && is_utf8(head.image));
    CHECK(head.title.find_first_of("\r\n\t") == std::string_view::npos);
    if (const auto address = notify::web_address(head.image, "https://tea.example/a")) {
        CHECK(address->url.starts_with("http"));
    }
    if (is_utf8(page)) {
        for (const std::string& link : text::links_in(page, {.links = 3, .bytes = 2'048})) {
            CHECK(link.size() <= 2'048 && is_utf8(link));
        }
    }
    return 0;
}
