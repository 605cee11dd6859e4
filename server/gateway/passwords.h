// SPDX-License-Identifier: MIT
// argon2id (libsodium). Slow on purpose: run it in a WorkPool only. Hashes of bcrypt, which come in
// with accounts of another chat, are checked as well and made new when they fit.
#pragma once

#include <string>
#include <string_view>

namespace teahouse::gateway {

class Passwords {
public:
    // `fast`: the cheapest parameters, for tests on loopback.
    explicit Passwords(bool fast) : fast_(fast) {}

    // Empty when memory is short.
    [[nodiscard]] std::string hash(std::string_view password) const;

    struct Outcome {
        bool fits = false;
        std::string rehash;  // a hash with today's parameters, when the kept one is older
        // How much work it was, which is what its time tells: slow hashes computed.
        int argon2ids = 0;
        int bcrypts = 0;
    };
    // An empty `kept` (no such account) costs the same as a real one and never fits. A password
    // that does not fit one of bcrypt costs what one that fits does.
    [[nodiscard]] Outcome verify(std::string_view password, std::string_view kept) const;

private:
    bool fast_;
};

}  // namespace teahouse::gateway
