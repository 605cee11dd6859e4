// SPDX-License-Identifier: MIT
// Names of accounts: the original takes any text, here they follow rules and differ by more than
// case.
#pragma once

#include <functional>
#include <set>
#include <string>
#include <string_view>

#include "base/result.h"

namespace teahouse::original {

struct AccountName {
    std::string shown = {};
    std::string key = {};
};

// The rules of the server: what is shown and the key that no two accounts share, or a refusal.
using NameRules = std::function<Result<AccountName>(std::string_view)>;

class NameGiver {
public:
    explicit NameGiver(NameRules rules) : rules_(std::move(rules)) {}

    // The name itself where the rules allow it and nobody has it; else one like it.
    AccountName give(std::string_view wanted, std::string_view fallback);

private:
    AccountName allowed(std::string_view wanted, std::string_view fallback) const;

    NameRules rules_;
    std::set<std::string, std::less<>> keys_;
};

}  // namespace teahouse::original
