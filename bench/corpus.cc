// SPDX-License-Identifier: MIT
#include "corpus.h"

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teahouse::bench {

namespace {

constexpr std::size_t kWordsKnown = 4'000;
constexpr std::size_t kBytesOfHan = 3;

// Frequent characters of written Chinese.
constexpr std::string_view kCharacters =
    "的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可"
    "她里后小么心多天而能好都然没日于起还发成事只作当想看文无开手十用主行方又如前所本见经头面公同三"
    "已"
    "老从动两长知民样现分将外但身些与高意进把法此实回二理美点月明其种声全工己话儿者向情部正名定女问"
    "力"
    "机给等几很业最间新什打便位因重被走电四第门相次东政海口使教西再平真听世气信北少关并内加化由却代"
    "军"
    "产入先山五太水万市眼体别处总才场师书比住员九笑性通目华报立马命张活难神数件安表原车白应路期叫死"
    "常"
    "提感金何更反合放做系计或司利受光王果亲界及今京务制解各任至清物台象记边共风战干接它许八特觉望直"
    "服"
    "毛林题建南度统色字请交爱让认算论百吃义科怎元社术结六功指思非流每青管夫连远资队跟带花快条院变联"
    "言";

constexpr std::array<std::string_view, 24> kLatin{
    "ok",     "tea",   "meeting", "the",  "and",   "lol",    "PDF",     "bug",
    "fix",    "API",   "demo",    "team", "wifi",  "app",    "release", "to",
    "server", "today", "done",    "hi",   "email", "thanks", "no",      "2026"};

constexpr std::array<std::string_view, 10> kSigns{"，", "。", "！", "？", "…",
                                                  "👍", "😂", " ",  "：", "~"};

}  // namespace

Corpus::Corpus(std::uint64_t seed) : state_(seed) {
    const std::size_t characters = kCharacters.size() / kBytesOfHan;
    for (std::size_t i = 0; i < kWordsKnown; ++i) {
        std::string word;
        for (int half = 0; half < 2; ++half) {
            word += kCharacters.substr(random() % characters * kBytesOfHan, kBytesOfHan);
        }
        words_.push_back(std::move(word));
    }
}

std::uint64_t Corpus::random() {  // splitmix64
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t z = state_;
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBULL;
    return z ^ (z >> 31U);
}

std::size_t Corpus::zipf(std::size_t size) {
    const double unit = static_cast<double>(random() >> 11U) * 0x1.0p-53;
    const auto rank =
        static_cast<std::size_t>(std::exp(unit * std::log(static_cast<double>(size) + 1)) - 1);
    return rank < size ? rank : size - 1;
}

std::string Corpus::message() {
    std::string text;
    const std::size_t parts = 3 + random() % 7;
    for (std::size_t i = 0; i < parts; ++i) {
        const std::uint64_t kind = random() % 100;
        if (kind < 72) {
            text += words_[zipf(words_.size())];
        } else if (kind < 82) {
            text += kCharacters.substr(zipf(kCharacters.size() / kBytesOfHan) * kBytesOfHan,
                                       kBytesOfHan);
        } else if (kind < 90) {
            text += kLatin[zipf(kLatin.size())];
        } else {
            text += kSigns[random() % kSigns.size()];
        }
    }
    if (random() % 100 == 0) {
        text += " https://tea.example/" + std::to_string(random() % 1'000'000);
    }
    return text;
}

}  // namespace teahouse::bench
