// SPDX-License-Identifier: MIT
// Finds forbidden words in a text (Aho and Corasick, 1975: one pass, however many words there are).
// Both are folded first (text/fold.h), Chinese characters are simplified. Words of scripts without
// spaces are found wherever they stand, whatever spaces and signs are put between their characters;
// other words only as whole words.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace teahouse::text {

class WordFilter {
public:
    WordFilter() = default;
    explicit WordFilter(const std::vector<std::string>& words);

    [[nodiscard]] bool empty() const { return words_.empty() && dense_.empty(); }
    [[nodiscard]] bool finds(std::string_view text) const;
    // The text with a star for each character of what is found; none if nothing is.
    [[nodiscard]] std::optional<std::string> masked(std::string_view text) const;

private:
    // Bytes of the source.
    struct Place {
        std::uint32_t start = 0;
        std::uint32_t end = 0;
    };
    struct Sign {
        char32_t character = 0;
        Place place = {};
    };
    class Automaton {
    public:
        void add(std::u32string_view word);
        void finish();
        [[nodiscard]] bool empty() const { return nodes_.size() == 1; }
        // Calls `found(first, last)` with the places in `signs` of each match until it says false.
        template <class F>
        void run(const std::vector<Sign>& signs, F found) const;

    private:
        struct Node {
            std::uint32_t fail = 0;
            std::uint32_t length = 0;   // of the word that ends here, 0: none
            std::uint32_t shorter = 0;  // the next node on the way of `fail` where a word ends
        };
        [[nodiscard]] std::uint32_t step(std::uint32_t node, char32_t c) const;
        [[nodiscard]] const std::uint32_t* child(std::uint32_t node, char32_t c) const;

        std::vector<Node> nodes_ = {{}};
        std::unordered_map<std::uint64_t, std::uint32_t> children_;
    };

    void add(std::string_view word);
    template <class F>
    void run(std::string_view text, F found) const;

    Automaton words_;
    Automaton dense_;
};

}  // namespace teahouse::text
