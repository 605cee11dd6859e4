// SPDX-License-Identifier: MIT
#include "gateway/passwords.h"

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <crypt.h>
#include <sodium.h>

namespace teahouse::gateway {
namespace {

struct Cost {
    unsigned long long operations;
    std::size_t memory;
};

Cost cost_of(bool fast) {
    if (fast) {
        return {.operations = crypto_pwhash_OPSLIMIT_MIN, .memory = crypto_pwhash_MEMLIMIT_MIN};
    }
    return {.operations = crypto_pwhash_OPSLIMIT_INTERACTIVE,
            .memory = crypto_pwhash_MEMLIMIT_INTERACTIVE};
}

bool is_bcrypt(std::string_view kept) {
    return kept.starts_with("$2y$") || kept.starts_with("$2b$") || kept.starts_with("$2a$");
}

// bcrypt reads a password to its first NUL, and would take what follows for right.
// libsodium wants no null pointer, not even for nothing.
const char* bytes_of(std::string_view password) { return password.empty() ? "" : password.data(); }

bool fits_bcrypt(std::string_view password, const std::string& kept) {
    const bool whole = password.find('\0') == std::string_view::npos;
    const std::string text(password);
    const auto work = std::make_unique<crypt_data>();  // 32 KB; zeroed, as it has to be
    const char* made = ::crypt_r(text.c_str(), kept.c_str(), work.get());
    const bool fits = whole && made != nullptr && kept.size() == std::string_view(made).size() &&
                      sodium_memcmp(made, kept.data(), kept.size()) == 0;
    sodium_memzero(work.get(), sizeof *work);
    return fits;
}

}  // namespace

std::string Passwords::hash(std::string_view password) const {
    const Cost cost = cost_of(fast_);
    std::array<char, crypto_pwhash_STRBYTES> text{};
    if (crypto_pwhash_str_alg(text.data(), bytes_of(password), password.size(), cost.operations,
                              cost.memory, crypto_pwhash_ALG_ARGON2ID13) != 0) {
        return {};
    }
    return std::string(text.data());
}

Passwords::Outcome Passwords::verify(std::string_view password, std::string_view kept) const {
    if (kept.empty()) {
        // As long as for a known account, so that the time does not tell which names exist.
        static_cast<void>(hash(password));
        return {.fits = false, .rehash = {}, .argon2ids = 1};
    }
    const std::string kept_text(kept);  // libsodium wants a terminating NUL
    if (is_bcrypt(kept)) {
        const bool fits = fits_bcrypt(password, kept_text);
        // In any case: bcrypt alone is done sooner than what an unknown name gets.
        std::string made = hash(password);
        return {.fits = fits,
                .rehash = fits ? std::move(made) : std::string(),
                .argon2ids = 1,
                .bcrypts = 1};
    }
    if (crypto_pwhash_str_verify(kept_text.c_str(), bytes_of(password), password.size()) != 0) {
        return {.fits = false, .rehash = {}, .argon2ids = 1};
    }
    const Cost cost = cost_of(fast_);
    Outcome outcome{.fits = true, .rehash = {}, .argon2ids = 1};
    if (crypto_pwhash_str_needs_rehash(kept_text.c_str(), cost.operations, cost.memory) == 1) {
        outcome.rehash = hash(password);
        ++outcome.argon2ids;
    }
    return outcome;
}

}  // namespace teahouse::gateway
