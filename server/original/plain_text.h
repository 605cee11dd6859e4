// SPDX-License-Identifier: MIT
// What the original keeps of a text is the HTML of its editor: entities, <br> and <div> for lines,
// and names of stickers as [!name].
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::original {

struct PlainText {
    std::string text = {};  // valid UTF-8, without control characters but line breaks and tabs
    bool tags = false;      // had tags that are gone now
    bool broken = false;    // was no UTF-8
};

// The text that the original's page shows. Tags that an editor makes are taken for what they do;
// whatever else looks like a tag was written by hand and stays as it is, for nobody takes it for
// HTML any more.
PlainText plain_text(std::string_view html);

// Bytes that are no UTF-8, and NUL, replaced by U+FFFD.
std::string valid_text(std::string_view bytes);
// At most so many bytes, cut before a character.
std::string_view cut_bytes(std::string_view text, std::size_t bytes_max);
// The same text in pieces, cut behind a line where there is one.
std::vector<std::string> split_text(std::string_view text, std::size_t bytes_max);

}  // namespace teahouse::original
