// SPDX-License-Identifier: MIT
// Chat messages as they are in a Chinese group: some eleven characters, words of two characters
// with the frequencies of a language (Zipf), some English, links, signs. The same for the same
// seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace teahouse::bench {

class Corpus {
public:
    explicit Corpus(std::uint64_t seed);

    std::string message();
    // Words of two characters, the most frequent first.
    [[nodiscard]] const std::vector<std::string>& words() const { return words_; }

private:
    std::uint64_t random();
    // Below `size`, smaller ones more often.
    std::size_t zipf(std::size_t size);

    std::uint64_t state_;
    std::vector<std::string> words_;
};

}  // namespace teahouse::bench
