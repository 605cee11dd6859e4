// SPDX-License-Identifier: MIT
// Words that are not allowed, and reports about messages.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "chat/state.h"
#include "proto/messages.h"

namespace teahouse::chat {

// The words of a message: `filtered` if one is not allowed, or with stars in its place.
Status filter_text(const State& state, std::string& text, std::string_view field);
Status filter_body(const State& state, proto::Body& body);
// A name, a title, …: `filtered` if a word in it is not allowed.
Status check_words(const State& state, const std::optional<std::string>& text,
                   std::string_view field);

// After a change of the words, and at the start.
void index_words(State& state);

}  // namespace teahouse::chat
