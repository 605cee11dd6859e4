// SPDX-License-Identifier: MIT
// Transcripts as text: lines, words and values. The grammar is in transcripts/README.md.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "backend.h"
#include "testkit/json.h"

namespace teahouse::transcripts {

using testkit::Json;
using Variables = std::map<std::string, Json>;

struct Line {
    enum class Kind : std::uint8_t { request, post, raw, expect, action, control };
    Kind kind = Kind::control;
    std::size_t number = 0;
    std::string text = {};                // as written
    std::string client = {};              // all but control
    std::vector<std::string> words = {};  // what follows the sign; raw: one word, the frame
};

struct Script {
    std::string name;
    std::set<std::string> tags = {};  // engine-only, live-only
    Settings settings = {};
    std::vector<Line> lines = {};
};

// Throws Failure with the line that is not understood.
Script read_script(const std::filesystem::path& file);

// "a.b=VALUE" in two; a word without '=' fails.
std::pair<std::string, std::string> split_field(const std::string& word);
// A value in a request: all variables must be known.
Json value_of(std::string_view text, const Variables& variables);
// A raw frame with $NAME replaced by the value of each known variable.
std::string with_variables(std::string_view frame, const Variables& variables);
// Whether `found` is what `expected` says; binds a variable that is not known yet.
bool matches(const std::optional<Json>& found, std::string_view expected, Variables& variables);

}  // namespace teahouse::transcripts
