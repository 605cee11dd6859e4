// SPDX-License-Identifier: MIT
// Appends JSON to a string. Texts must be valid UTF-8, as everything is that was decoded.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/ids.h"
#include "proto/fields.h"

namespace teahouse::proto {

class JsonWriter {
public:
    explicit JsonWriter(std::string& out) : out_(out) {}

    void raw(std::string_view text) { out_.append(text); }
    void value(bool v) { raw(v ? "true" : "false"); }
    void value(std::uint64_t v);
    void value(std::uint32_t v) { value(std::uint64_t{v}); }
    void value(TimeMs v) { value(static_cast<std::uint64_t>(v)); }
    void value(std::string_view v);
    void value(const std::string& v) { value(std::string_view(v)); }

    template <class Tag>
    void value(const Id<Tag>& v) {
        value(v.value);
    }
    template <class E>
        requires std::is_enum_v<E>
    void value(E v) {
        out_.push_back('"');
        raw(to_string(v));
        out_.push_back('"');
    }
    template <class T>
    void value(const std::vector<T>& v) {
        list(v);
    }
    template <class T>
        requires requires { Fields<T>::kRequired; }
    void value(const T& v) {
        Members members{.writer = *this, .tuple = Fields<T>::kTuple};
        out_.push_back(Fields<T>::kTuple ? '[' : '{');
        Fields<T>::write(members, v);
        out_.push_back(Fields<T>::kTuple ? ']' : '}');
    }
    // The members of `v` alone, without braces.
    template <class T>
    void members(const T& v) {
        Members members{.writer = *this};
        Fields<T>::write(members, v);
    }
    template <class Range>
    void list(const Range& items) {
        out_.push_back('[');
        bool first = true;
        for (const auto& item : items) {
            if (!first) {
                out_.push_back(',');
            }
            first = false;
            value(item);
        }
        out_.push_back(']');
    }

private:
    // What Fields<T>::write calls: members of an object, or items of a tuple.
    struct Members {
        JsonWriter& writer;  // outlives it
        bool tuple = false;
        bool first = true;

        template <class T>
        void field(std::string_view name, const T& v) {
            if (!first) {
                writer.out_.push_back(',');
            }
            first = false;
            if (!tuple) {
                writer.out_.push_back('"');
                writer.raw(name);
                writer.raw("\":");
            }
            writer.value(v);
        }
        template <class T>
        void field(std::string_view name, const std::optional<T>& v) {
            if (v.has_value()) {
                field(name, *v);
            }
        }
    };

    std::string& out_;  // the caller's
};

}  // namespace teahouse::proto
