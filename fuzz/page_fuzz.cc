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
    const std::string_view input{reinterpret_cast<const char*>(data), size};
    const std::size_t line = std::min(input.find('\n'), size);
    const std::string_view page = input.substr(std::min(line + 1, size));
    const teahouse::notify::PageHead head =
        teahouse::notify::read_page(page, input.substr(0, line));
    CHECK(head.site.size() <= teahouse::limits::kPreviewSiteBytes && teahouse::is_utf8(head.site));
    CHECK(head.title.size() <= teahouse::limits::kPreviewTitleBytes &&
          teahouse::is_utf8(head.title));
    CHECK(head.text.size() <= teahouse::limits::kPreviewTextBytes && teahouse::is_utf8(head.text));
    CHECK(head.image.size() <= teahouse::limits::kLinkBytesMax && teahouse::is_utf8(head.image));
    CHECK(head.title.find_first_of("\r\n\t") == std::string_view::npos);
    if (const auto address = teahouse::notify::web_address(head.image, "https://tea.example/a")) {
        CHECK(address->url.starts_with("http"));
    }
    if (teahouse::is_utf8(page)) {
        for (const std::string& link :
             teahouse::text::links_in(page, {.links = 3, .bytes = 2'048})) {
            CHECK(link.size() <= 2'048 && teahouse::is_utf8(link));
        }
    }
    return 0;
}
