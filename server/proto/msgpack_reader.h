// SPDX-License-Identifier: MIT
// A pull reader for MessagePack, one pass over bytes that the caller keeps alive. No exceptions, no
// tree, no recursion on the input; a length is believed only as far as bytes are there.
//
// What is cut or no MessagePack is noted as bad_frame, another type than asked for as invalid.
// Numbers are integers from 0 up in any width; floating point is none.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "proto/failure.h"
#include "proto/fields.h"

namespace teahouse::proto {

class MsgpackReader {
public:
    struct List {
        std::size_t expected = 0;  // items still to come
    };

    // Not `bounded`: of this server's own making, so that no limit of the schema is looked at.
    explicit MsgpackReader(std::string_view bytes, bool bounded = true)
        : bytes_(bytes), bounded_(bounded) {}
    [[nodiscard]] bool bounded() const { return bounded_; }

    bool boolean(bool& out);
    bool number(std::uint64_t& out, std::uint64_t max);
    bool text(std::string& out, std::size_t bytes_max);
    // Takes a nil; false: something else comes, or nothing, and no failure is noted.
    bool null();

    template <class E>
    bool enumerator(E& out);
    // An array of the fields.
    template <class T>
    bool structure(T& out);
    // The fields as the next `count` items.
    template <class T>
    bool items(T& out, std::size_t count);

    bool begin_list(List& list);
    bool next_item(List& list);

    // Any value.
    bool skip();
    // Nothing follows.
    bool end();

    Failure& failure() { return failure_; }

private:
    enum class Kind : std::uint8_t {
        nil,
        never,
        boolean,
        natural,
        integer,
        real,
        text,
        bytes,
        extension,
        array,
        map
    };

    // What the first byte says about the rest.
    struct Form {
        Kind kind = Kind::never;
        std::uint8_t width = 0;  // bytes of the number or length behind it
        std::uint8_t fixed = 0;  // extension of a fixed size: bytes that follow, with the type
    };
    // A value without what it holds.
    struct Head {
        Kind kind = Kind::never;
        bool negative = false;
        std::uint64_t value = 0;     // the number, or the count of items or bytes
        std::uint64_t payload = 0;   // bytes that follow
        std::uint64_t children = 0;  // values that follow
    };
    static const std::array<Form, 32> kForms;  // by first byte - 0xC0

    bool broken() { return failure_.set(ErrorCode::bad_frame, "is not valid MessagePack"); }
    bool read_head(Head& head);
    bool read_wide(const Form& form, Head& head);
    bool measure(Head& head);
    // Reads a head of that kind; of another kind, it is a mismatch.
    bool expect(Kind kind, std::string_view what, Head& head);

    std::string_view bytes_;  // owned by the caller
    bool bounded_;
    std::size_t position_ = 0;
    Failure failure_;
};

template <class E>
bool MsgpackReader::enumerator(E& out) {
    std::uint64_t found = 0;
    if (!number(found, 0xFFU)) {
        return false;
    }
    return from_number(found, out) || failure_.set(ErrorCode::invalid, "is not a known number");
}

template <class T>
bool MsgpackReader::structure(T& out) {
    List list;
    return begin_list(list) && items(out, list.expected);
}

template <class T>
bool MsgpackReader::items(T& out, std::size_t count) {
    constexpr std::size_t kSize = Fields<T>::kNames.size();
    const auto known = static_cast<unsigned>(std::min(count, kSize));
    for (unsigned i = 0; i < known; ++i) {
        if (!Fields<T>::read(*this, out, i)) {
            return failure_.at(Fields<T>::kNames[i]);
        }
    }
    for (std::size_t i = known; i < count; ++i) {
        if (!skip()) {
            return false;
        }
    }
    const std::uint32_t missing = known < kSize ? ~0U << known : 0;
    return fail_missing<T>(*this, Fields<T>::kRequired & missing);
}

}  // namespace teahouse::proto
