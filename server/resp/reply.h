// SPDX-License-Identifier: MIT
// One reply of Redis as a tree: all its nodes in one vector, all its texts in one buffer.
//
//     for (const resp::Value row : reply.root()) { use(row.text()); }
//
// Values are views of their Reply, which must outlive them and stay where it is. One thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace teahouse::resp {

// What RESP2 and RESP3 know. Attributes are read and left out, as clients may.
enum class Type : std::uint8_t {
    simple,      // text()
    error,       // text(), code(); also bulk errors
    integer,     // integer()
    bulk,        // text(), any bytes
    verbatim,    // text() without its format
    real,        // real()
    boolean,     // integer() is 0 or 1
    big_number,  // text(), digits
    null,        // also the null bulk string and the null array of RESP2
    array,       // size() and children
    map,         // children: key, value, key, value...; size() counts both
    set,
    push,  // not an answer to a command
};
[[nodiscard]] std::string_view to_string(Type type);

class Reply;

class Value {
public:
    class Iterator {
    public:
        Value operator*() const { return {reply_, at_}; }
        Iterator& operator++();
        friend bool operator==(const Iterator&, const Iterator&) = default;

    private:
        friend class Value;
        Iterator(const Reply* reply, std::size_t at) : reply_(reply), at_(at) {}
        const Reply* reply_;
        std::size_t at_;
    };

    [[nodiscard]] Type type() const;
    [[nodiscard]] bool is(Type type) const { return this->type() == type; }
    [[nodiscard]] bool is_error() const { return is(Type::error); }
    [[nodiscard]] bool is_null() const { return is(Type::null); }
    [[nodiscard]] bool is_aggregate() const;
    // Of simple, error, bulk, verbatim and big_number; else empty.
    [[nodiscard]] std::string_view text() const;
    // The first word of an error, e.g. "MOVED"; else empty.
    [[nodiscard]] std::string_view code() const;
    // Of integer and boolean, and of a text that is a number, as RESP2 and hashes give them; else
    // 0.
    [[nodiscard]] std::int64_t integer() const;
    // Of real, and of integer; else 0.
    [[nodiscard]] double real() const;
    // Children; else 0.
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Iterator begin() const;
    [[nodiscard]] Iterator end() const;
    // The child at `index`, which takes as many steps; a null where there is none.
    [[nodiscard]] Value at(std::size_t index) const;
    // The value of a text key, in a map or in an array of pairs (RESP2); a null where there is
    // none.
    [[nodiscard]] Value find(std::string_view key) const;

private:
    friend class Reply;
    Value(const Reply* reply, std::size_t at) : reply_(reply), at_(at) {}
    const Reply* reply_;
    std::size_t at_;
};

class Reply {
public:
    // A null.
    Reply() = default;

    [[nodiscard]] Value root() const { return {this, 0}; }
    // Memory that its texts and nodes take.
    [[nodiscard]] std::size_t bytes() const { return text_.size() + nodes_.size() * sizeof(Node); }

private:
    friend class Parser;
    friend class Value;

    struct Node {
        Type type = Type::null;
        std::uint32_t nodes = 1;  // of the tree below it, with itself
        std::uint32_t count = 0;  // children, or bytes of text
        union {
            std::int64_t integer = 0;
            double real;
            std::size_t text_at;
        };
    };
    static const Node kNull;
    [[nodiscard]] const Node& node(std::size_t at) const {
        return at < nodes_.size() ? nodes_[at] : kNull;
    }

    std::vector<Node> nodes_;
    std::string text_;
};

// As redis-cli would show it, on one line, for logs and tests: ["a",1,null]. Texts are cut and
// their control characters escaped.
[[nodiscard]] std::string describe(const Value& value);

}  // namespace teahouse::resp
