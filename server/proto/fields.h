// SPDX-License-Identifier: MIT
// What the codecs know of a struct, and how values of every type are read. Only the codecs include
// this.
//
// A Reader has boolean, number, text, enumerator, structure, null, begin_list, next_item and
// failure(); a function that reads returns false after it has noted a failure.
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <type_traits>
#include <vector>

#include "base/error.h"
#include "base/ids.h"

namespace teahouse::proto {

// Generated for every struct of the schema (generated/fields_*.h):
//   kTuple     an array in both formats
//   kNames     the names in order
//   kRequired  a bit for each field that is not optional
//   index(word)              the field of that name, or kNoField
//   read(reader, value, i)   reads field i
//   write(writer, value)     calls writer.field(name, value) for each field
//   size(value)              fields up to the last one that is set
template <class T>
struct Fields;

inline constexpr unsigned kNoField = ~0U;
// Numbers are carried by JavaScript, exact below 2^53.
inline constexpr std::uint64_t kNumberMax = (std::uint64_t{1} << 53U) - 1;

template <class R>
bool read_value(R& reader, bool& out) {
    return reader.boolean(out);
}

template <class R>
bool read_value(R& reader, std::uint64_t& out) {
    return reader.number(out, kNumberMax);
}

template <class R>
bool read_value(R& reader, std::uint32_t& out) {
    std::uint64_t wide = 0;
    const bool good = reader.number(wide, std::numeric_limits<std::uint32_t>::max());
    out = static_cast<std::uint32_t>(wide);
    return good;
}

template <class R>
bool read_value(R& reader, TimeMs& out) {
    std::uint64_t wide = 0;
    const bool good = reader.number(wide, kNumberMax);
    out = static_cast<TimeMs>(wide);
    return good;
}

template <class R, class Tag>
bool read_value(R& reader, Id<Tag>& out) {
    return reader.number(out.value, kNumberMax);
}

template <class R, class E>
    requires std::is_enum_v<E>
bool read_value(R& reader, E& out) {
    return reader.enumerator(out);
}

template <class R, class T>
    requires requires { Fields<T>::kRequired; }
bool read_value(R& reader, T& out) {
    return reader.structure(out);
}

template <class R, class T>
bool read_list(R& reader, std::vector<T>& out, std::size_t items_max) {
    typename R::List list;
    if (!reader.begin_list(list)) {
        return false;
    }
    if constexpr (requires { reader.bounded(); }) {
        items_max = reader.bounded() ? items_max : std::numeric_limits<std::size_t>::max();
    }
    out.clear();
    out.reserve(list.expected < items_max ? list.expected : items_max);
    while (reader.next_item(list)) {
        if (out.size() == items_max) {
            return reader.failure().set(ErrorCode::too_large, "has too many items");
        }
        if (!read_value(reader, out.emplace_back())) {
            return reader.failure().at_index(out.size() - 1);
        }
    }
    return !reader.failure();
}

// Notes the first field of `missing` (bits as in kRequired).
template <class T, class R>
bool fail_missing(R& reader, std::uint32_t missing) {
    for (unsigned i = 0; i < Fields<T>::kNames.size(); ++i) {
        if ((missing >> i & 1U) != 0) {
            reader.failure().set(ErrorCode::invalid, "is missing");
            return reader.failure().at(Fields<T>::kNames[i]);
        }
    }
    return true;
}

}  // namespace teahouse::proto
