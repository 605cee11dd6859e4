// SPDX-License-Identifier: MIT
// JSON as a tree, for tests that look into messages by path.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace teahouse::testkit {

struct Json {
    enum class Kind : std::uint8_t { null, boolean, number, string, array, object };

    Kind kind = Kind::null;
    bool boolean = false;
    std::int64_t number = 0;  // the protocol knows integers only
    std::string string = {};
    std::vector<Json> items = {};
    std::vector<std::pair<std::string, Json>> fields = {};

    static Json of(std::int64_t value);
    static Json of(std::string value);
    static Json of(bool value);
    static Json list(std::vector<Json> items);

    // Null if the text is not JSON.
    static std::optional<Json> parse(std::string_view text);
    [[nodiscard]] std::string text() const;

    // A field of an object, an item of an array ("0"), its length ("#"); null if there is none.
    [[nodiscard]] std::optional<Json> at(std::string_view path) const;
    [[nodiscard]] const Json* field(std::string_view name) const;
    // Sets a field of an object, adding it if it is not there.
    void set(std::string_view name, Json value);

    friend bool operator==(const Json&, const Json&) = default;
};

}  // namespace teahouse::testkit
