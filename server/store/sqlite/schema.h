// SPDX-License-Identifier: MIT
// The tables of main.db and how an older file becomes the current one. `PRAGMA user_version` holds
// the version, `PRAGMA application_id` says that the file is ours.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "store/sqlite/db.h"

namespace teahouse::store {

// "Teah": what file(1) and we know our files by.
inline constexpr std::int64_t kApplicationId = 0x54656168;

// Step i turns version i into version i + 1; step 0 makes the tables in an empty file. A released
// step is never changed: a new need is a new step.
std::span<const char* const> schema_steps();

// Brings the file to the version of the last step, each step in a transaction of its own. Refuses a
// newer version and a file that is not ours. `file` is the name for messages.
Status upgrade_schema(Db& db, std::string_view file, std::span<const char* const> steps);

}  // namespace teahouse::store
