// SPDX-License-Identifier: MIT
// What a DetailRecord says: the struct of its kind, and how it is kept.
#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::proto {

using Detail = std::variant<RoomPrefs, MemberNote, Account, Link, Seen, Draft>;

void encode_detail(const Detail& detail, std::string& out);
Result<Detail> decode_detail(DetailKind kind, std::string_view bytes);

// The text of a code and back: ten letters and digits that are not taken for one another. 0: none.
std::string link_code(std::uint64_t number);
std::uint64_t link_number(std::string_view code);
// Numbers of codes are below this.
inline constexpr std::uint64_t kLinkNumbers = std::uint64_t{1} << 50U;

}  // namespace teahouse::proto
