// SPDX-License-Identifier: MIT
// A command for Redis, as it is sent: an array of byte strings in one buffer.
#pragma once

#include <charconv>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace teahouse::resp {

// Any bytes may be in its words. A value; one thread at a time.
class Command {
public:
    Command() = default;
    // Command("SET", key, 5): texts and integers.
    template <class... Words>
    explicit Command(std::string_view name, const Words&... words) {
        add(name);
        (add(words), ...);
    }

    Command& add(std::string_view word);
    Command& add(std::integral auto number) {
        char digits[24];
        const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
        return add(std::string_view(digits, static_cast<std::size_t>(end - digits)));
    }

    [[nodiscard]] std::size_t words() const { return words_; }
    // As it is sent.
    [[nodiscard]] std::size_t bytes() const;
    void append_to(std::string& out) const;

private:
    std::string body_;  // the words with their lengths, without the head
    std::uint32_t words_ = 0;
};

}  // namespace teahouse::resp
