// SPDX-License-Identifier: MIT
// `cjk2`, the tokenizer of the search index, for FTS5 of SQLite: text/cut.h says how it cuts. The
// built-in ones find nothing for two Chinese characters (decision 6).
//
// A text may begin with a header of ready-made tokens: kHeader, tokens with kNext between them,
// kEnd, then the text that is cut. So the sender, the kind and the mark of a link become tokens
// that no text can hold, and phrases are handed over as they were cut already.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/ids.h"
#include "base/result.h"
#include "proto/messages.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

inline constexpr char kHeader = '\x01';
inline constexpr char kNext = '\x02';
inline constexpr char kEnd = '\x04';

// Makes `cjk2` known to one connection.
Status register_cjk2(Db& db);

// Tokens of what is no text.
std::string sender_token(UserId sender);
std::string kind_token(proto::EventKind kind);
inline constexpr std::string_view kLinkToken = "\x03l";

std::string ready_made(std::span<const std::string> tokens);

}  // namespace teahouse::store
