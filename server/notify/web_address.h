// SPDX-License-Identifier: MIT
// Addresses of pages: in the form in which they are asked for, and of what they name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace teahouse::notify {

struct WebAddress {
    std::string url = {};   // without a fragment, in ASCII but for the host
    std::string host = {};  // in lower case
};
// None: it is no http or https address, or has a name and a password in it. `base`: what a relative
// one is relative to.
[[nodiscard]] std::optional<WebAddress> web_address(std::string_view text,
                                                    const std::string& base = {});

}  // namespace teahouse::notify
