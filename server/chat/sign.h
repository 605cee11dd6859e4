// SPDX-License-Identifier: MIT
// What people may put at a message as a reaction.
#pragma once

#include <string_view>

namespace teahouse::chat {

// Whether valid UTF-8 is made of emoji and what belongs to them (variation selectors, skin tones,
// joiners, keycaps, flags) and nothing else: no letters, blanks, marks or invisible characters.
bool is_sign(std::string_view text);

}  // namespace teahouse::chat
