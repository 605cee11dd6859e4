// SPDX-License-Identifier: MIT
// For tests: a Reader (proto/fields.h) that reads nothing but chance, so that every struct of the
// schema can be filled within its limits by the same generated code that decodes it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "proto/failure.h"
#include "proto/fields.h"

namespace teahouse::proto {

// SplitMix64: the same numbers for the same seed, everywhere.
class Chance {
public:
    explicit Chance(std::uint64_t seed) : state_(seed) {}

    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15U;
        std::uint64_t z = state_;
        z = (z ^ z >> 30U) * 0xBF58476D1CE4E5B9U;
        z = (z ^ z >> 27U) * 0x94D049BB133111EBU;
        return z ^ z >> 31U;
    }
    // 0 … below-1
    std::uint64_t below(std::uint64_t below) { return next() % below; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }

private:
    std::uint64_t state_;
};

class RandomReader {
public:
    struct List {
        std::size_t expected = 0;
    };
    static constexpr std::size_t kNever = ~std::size_t{0};

    // With `over` n, the n-th text or list (from 0) is one byte or item too long and nothing
    // optional is left out.
    explicit RandomReader(Chance& chance, std::size_t over = kNever)
        : chance_(chance), over_(over) {}

    bool boolean(bool& out) {
        out = chance_.one_in(2);
        return true;
    }
    // Small and large ones, and the limits themselves.
    bool number(std::uint64_t& out, std::uint64_t max) {
        out = chance_.next() >> chance_.below(64);
        out = chance_.one_in(8) ? max : out & (max | max >> 1U);
        out = std::min(out, max);
        return true;
    }
    bool text(std::string& out, std::size_t bytes_max) {
        out.clear();
        if (is_over()) {
            out.assign(bytes_max + 1, 'x');
            return true;
        }
        const std::size_t size = chance_.one_in(16)
                                     ? bytes_max
                                     : chance_.below(std::min<std::size_t>(bytes_max, 80) + 1);
        while (out.size() < size) {
            const std::string_view piece = kPieces[chance_.below(kPieces.size())];
            if (out.size() + piece.size() > size) {
                out.append(size - out.size(), 'a');
            } else {
                out += piece;
            }
        }
        return true;
    }
    template <class E>
    bool enumerator(E& out) {
        while (!from_number(1 + chance_.below(32), out)) {
        }
        return true;
    }
    template <class T>
    bool structure(T& out) {
        for (unsigned i = 0; i < Fields<T>::kNames.size(); ++i) {
            Fields<T>::read(*this, out, i);
        }
        return true;
    }
    bool null() { return over_ == kNever && chance_.one_in(2); }
    bool begin_list(List& list) {
        over_list_ = is_over();
        list.expected = chance_.one_in(8) ? 20 : chance_.below(4);
        return true;
    }
    bool next_item(List& list) {
        if (list.expected == 0) {
            return false;
        }
        --list.expected;
        return true;
    }
    // Whether the list begun last is the one to be too long; the filler of lists asks.
    [[nodiscard]] bool over_list() const { return over_list_; }
    // Whether something was made too long: false when `over` is beyond the last text and list.
    [[nodiscard]] bool overdone() const { return overdone_; }

    Failure& failure() { return failure_; }

private:
    static constexpr std::array<std::string_view, 12> kPieces{
        "a", "Tea", " ", "\"", "\\", "\n", "\x01", "\x7f", "é", "茶", "🍵", "\xE2\x80\xA8"};

    bool is_over() {
        const bool found = count_++ == over_;
        overdone_ = overdone_ || found;
        return found;
    }

    Chance& chance_;  // the test's
    std::size_t over_;
    std::size_t count_ = 0;
    bool over_list_ = false;
    bool overdone_ = false;
    Failure failure_;
};

// Chosen before the general read_list of proto/fields.h: a list may be asked to be too long.
template <class T>
bool read_list(RandomReader& reader, std::vector<T>& out, std::size_t items_max) {
    RandomReader::List list;
    reader.begin_list(list);
    if (reader.over_list()) {
        out.assign(items_max + 1, T{});
        return true;
    }
    for (std::size_t i = 0; i < items_max && reader.next_item(list); ++i) {
        read_value(reader, out.emplace_back());
    }
    return true;
}

}  // namespace teahouse::proto
