// SPDX-License-Identifier: MIT
#include "http/line_reader.h"

#include <cstddef>
#include <string_view>

namespace teahouse::http {

LineReader::Outcome LineReader::next(std::string_view& input, std::size_t bytes_max) {
    if (held_done_) {
        held_.clear();
        held_done_ = false;
    }
    const std::size_t end = input.find('\n');
    const std::size_t count = end == std::string_view::npos ? input.size() : end + 1;
    if (held_.size() + count > bytes_max) {
        return Outcome::too_long;
    }
    const std::string_view piece = input.substr(0, count);
    input.remove_prefix(count);
    if (end == std::string_view::npos) {
        held_.append(piece);
        return Outcome::need_more;
    }
    line_ = piece;
    if (!held_.empty()) {
        held_.append(piece);
        held_done_ = true;
        line_ = held_;
    }
    if (!line_.ends_with("\r\n")) {
        return Outcome::bare_lf;
    }
    line_.remove_suffix(2);
    return Outcome::line;
}

}  // namespace teahouse::http
