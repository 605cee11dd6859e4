// SPDX-License-Identifier: MIT
// What a page on the web says of itself: Open Graph, Twitter cards, its title and description, from
// the head of its HTML. It reads whatever it is given in one pass and never fails; what it finds is
// text, without markup.
#pragma once

#include <string>
#include <string_view>

namespace teahouse::notify {

// UTF-8 within the bounds of limits::kPreview…Bytes, white space folded, without control characters
// and marks of direction; empty where the page says nothing.
struct PageHead {
    std::string site = {};
    std::string title = {};
    std::string text = {};
    std::string image = {};  // its address, as it stands there
};

// `bytes`: the page or its beginning. `type`: its Content-Type. The charset is that of the byte
// order mark, of the type or of the page: UTF-8, GBK, GB18030, Big5 and some more; UTF-8 if it is
// none of them.
[[nodiscard]] PageHead read_page(std::string_view bytes, std::string_view type);

}  // namespace teahouse::notify
