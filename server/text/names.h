// SPDX-License-Identifier: MIT
// Names of people and rooms as they are looked for: by a part of the name, and by how it is spelt:
// 张三 is found by 张, 三, zhangsan, zs, zhangs, san; Anna Li by li, al. What Chinese characters
// sound like comes from ICU (Han-Latin), without tones; surnames with a reading of their own (单,
// 曾 …) are known by both.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::text {

struct NameKey {
    std::string name = {};    // what it was made of
    std::string folded = {};  // NFKC, folded
    // How it is spelt: syllables and words; the second one if a surname is read otherwise.
    std::vector<std::vector<std::string>> spellings = {};
};

// Makes keys. The first one reads the tables of ICU, later ones cost microseconds. One thread at a
// time.
class Speller {
public:
    Speller();
    ~Speller();
    Speller(const Speller&) = delete;
    Speller& operator=(const Speller&) = delete;

    NameKey make(std::string_view name);

private:
    class Readings;
    std::unique_ptr<Readings> readings_;
};

// Smaller is better: 0 the whole name, 1 its beginning, 2 in it, 3 its spelling from the beginning,
// 4 from a later syllable; negative: not found. `folded_query` is folded_text() of what was typed.
int rank_name(const NameKey& key, std::string_view folded_query);

}  // namespace teahouse::text
