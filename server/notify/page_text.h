// SPDX-License-Identifier: MIT
// Texts of foreign pages: from their charset, from their entities, into one line.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace teahouse::notify {

// As UTF-8; what is not valid becomes U+FFFD. `type`: a Content-Type.
[[nodiscard]] std::string page_to_utf8(std::string_view bytes, std::string_view type);
// &amp; &#33860; and so on. What is no entity that is known stays as it is.
[[nodiscard]] std::string decode_entities(std::string_view text);
// One line of at most so many bytes, cut between characters and then with an ellipsis. `text` is
// mostly UTF-8.
[[nodiscard]] std::string one_line(std::string_view text, std::size_t bytes_max);

}  // namespace teahouse::notify
