// SPDX-License-Identifier: MIT
// A pull reader for JSON (RFC 8259), one pass over a text that the caller keeps alive and has
// checked to be UTF-8. No exceptions, no tree, no recursion on the input; nesting of skipped values
// is limited.
//
// What is not JSON is noted as bad_frame, JSON of another type than asked for as invalid. Numbers
// are whole, from 0 up; 1.0 and 1e3 are not.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"
#include "proto/failure.h"
#include "proto/fields.h"

namespace teahouse::proto {

class JsonReader {
public:
    struct List {
        std::size_t expected = 0;  // items that may come, as far as is known
    };

    explicit JsonReader(std::string_view text) : text_(text) {}

    bool boolean(bool& out);
    bool number(std::uint64_t& out, std::uint64_t max);
    bool text(std::string& out, std::size_t bytes_max);
    // A text without copying: valid until the next word or key. `what` completes "must be …".
    bool word(std::string_view& out, std::string_view what);
    // Takes a null; false: something else comes, or nothing, and no failure is noted.
    bool null();

    template <class E>
    bool enumerator(E& out);
    // An object, or an array for a tuple.
    template <class T>
    bool structure(T& out);
    // The members of an object that was begun. Unknown names are asked for: `known_elsewhere(name)`
    // says false after it has noted a failure; the value is skipped.
    template <class T>
    bool members(T& out) {
        return members(out, [](std::string_view) { return true; });
    }
    template <class T, class Known>
    bool members(T& out, const Known& known_elsewhere);

    bool begin_object();
    // The next member's name, valid until the next word or key; false at the end, or with a
    // failure.
    bool next_key(std::string_view& key);
    bool begin_list(List& list);
    bool next_item(const List& list);

    // Any value.
    bool skip();
    // Nothing but space follows.
    bool end();

    // Where the reader stands between two members of one object; going back leaves no trace.
    struct Mark {
        std::size_t position = 0;
        bool first = false;
    };
    [[nodiscard]] Mark mark() const { return {.position = position_, .first = first_}; }
    void go_to(Mark mark);

    Failure& failure() { return failure_; }

private:
    struct Nesting;

    [[nodiscard]] char peek();  // after space; 0 at the end
    bool take(char c);
    bool broken() { return failure_.set(ErrorCode::bad_frame, "is not valid JSON"); }
    bool mismatch(std::string_view what);
    bool next_element(char close);
    bool raw_text(std::string_view& raw, bool& escaped);
    bool unescape(std::string_view raw, std::string& out);
    bool unescape_unicode(std::string_view raw, std::size_t& at, std::string& out);
    bool skip_key();
    bool skip_number();
    bool skip_literal();
    bool skip_start(Nesting& nesting, bool& open);
    bool skip_rest(Nesting& nesting);
    template <class T>
    bool tuple(T& out);

    std::string_view text_;  // owned by the caller
    std::size_t position_ = 0;
    bool first_ = false;   // directly after { or [
    std::string scratch_;  // the last word or key, if it had escapes
    Failure failure_;
};

template <class E>
bool JsonReader::enumerator(E& out) {
    std::string_view found;
    if (!word(found, "must be a word")) {
        return false;
    }
    return from_word(found, out) || failure_.set(ErrorCode::invalid, "is not a known word");
}

template <class T>
bool JsonReader::structure(T& out) {
    if constexpr (Fields<T>::kTuple) {
        return tuple(out);
    } else {
        return begin_object() && members(out);
    }
}

template <class T, class Known>
bool JsonReader::members(T& out, const Known& known_elsewhere) {
    std::uint32_t seen = 0;
    std::string_view key;
    while (next_key(key)) {
        const unsigned index = Fields<T>::index(key);
        if (index == kNoField) {
            if (!known_elsewhere(key) || !skip()) {
                return false;
            }
            continue;
        }
        if ((seen >> index & 1U) != 0) {
            failure_.set(ErrorCode::invalid, "is given twice");
            return failure_.at(Fields<T>::kNames[index]);
        }
        seen |= 1U << index;
        if (!Fields<T>::read(*this, out, index)) {
            return failure_.at(Fields<T>::kNames[index]);
        }
    }
    return !failure_ && fail_missing<T>(*this, Fields<T>::kRequired & ~seen);
}

template <class T>
bool JsonReader::tuple(T& out) {
    List list;
    if (!begin_list(list)) {
        return false;
    }
    unsigned index = 0;
    for (; next_item(list); ++index) {
        if (index >= Fields<T>::kNames.size()) {
            if (!skip()) {
                return false;
            }
        } else if (!Fields<T>::read(*this, out, index)) {
            return failure_.at(Fields<T>::kNames[index]);
        }
    }
    const std::uint32_t missing = index < Fields<T>::kNames.size() ? ~0U << index : 0;
    return !failure_ && fail_missing<T>(*this, Fields<T>::kRequired & missing);
}

}  // namespace teahouse::proto
