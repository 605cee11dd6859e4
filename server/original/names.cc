// SPDX-License-Identifier: MIT
#include "original/names.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "base/limits.h"
#include "original/plain_text.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kNumberBytesMax = 12;  // "-2" and on

std::size_t character_bytes(std::string_view text) {
    std::size_t size = 1;
    while (size < text.size() && (static_cast<unsigned char>(text[size]) & 0xC0U) == 0x80U) {
        ++size;
    }
    return size;
}

}  // namespace

AccountName NameGiver::allowed(std::string_view wanted, std::string_view fallback) const {
    const std::string valid = valid_text(wanted);
    if (auto name = rules_(valid)) {
        return *std::move(name);
    }
    // Without the characters that are refused by themselves.
    std::string kept;
    std::string_view rest = valid;
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, character_bytes(rest));
        if (one == " " || rules_(one)) {
            kept += one;
        }
        rest.remove_prefix(one.size());
    }
    if (auto name = rules_(cut_bytes(kept, limits::kNameBytesMax))) {
        return *std::move(name);
    }
    const std::string plain(cut_bytes(valid_text(fallback), limits::kNameBytesMax));
    if (auto name = rules_(plain)) {
        return *std::move(name);
    }
    return {.shown = "user", .key = "user"};
}

AccountName NameGiver::give(std::string_view wanted, std::string_view fallback) {
    AccountName name = allowed(wanted, fallback);
    const std::string base(cut_bytes(name.shown, limits::kNameBytesMax - kNumberBytesMax));
    for (std::size_t number = 2; keys_.contains(name.key); ++number) {
        const std::string next = base + '-' + std::to_string(number);
        auto other = rules_(next);
        name = other ? *std::move(other) : AccountName{.shown = next, .key = next};
    }
    keys_.insert(name.key);
    return name;
}

}  // namespace teahouse::original
