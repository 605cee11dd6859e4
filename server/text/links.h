// SPDX-License-Identifier: MIT
// The web addresses in a text, as the client's markup finds them (web/src/core/markup/inline.ts).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::text {

struct LinkBounds {
    std::size_t links = 0;
    std::size_t bytes = 0;  // of one; longer ones are passed over
};

// Each once, in the order of the text, as they are written there. None in code, none with a name
// or a password in it. `source` is UTF-8.
std::vector<std::string> links_in(std::string_view source, const LinkBounds& bounds);

}  // namespace teahouse::text
