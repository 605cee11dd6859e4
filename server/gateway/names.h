// SPDX-License-Identifier: MIT
// Account names and titles: Unicode normalisation (UAX #15) and what is not allowed in them.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse::gateway {

// Loads the tables of normalisation that the whole process uses. Before there are threads: ICU
// would load them at their first use, under locks that ThreadSanitizer does not see in it.
Status load_unicode();

struct Name {
    std::string shown;  // NFC, outer spaces removed
    std::string key;    // NFKC, case-folded: two names with one key are the same name
};

// Refuses (invalid, field "name") empty and over-long names, control and invisible characters, text
// direction marks and line breaks, so that no two names look alike by such tricks.
Result<Name> normalize_name(std::string_view text);

// NFC of a password, so that all keyboards type the same one. Refuses (weak_password) short ones,
// (invalid) over-long ones.
Result<std::string> normalize_password(std::string_view text);
// The same without the length rule, for comparing with what was set once.
Result<std::string> password_for_comparison(std::string_view text);

}  // namespace teahouse::gateway
