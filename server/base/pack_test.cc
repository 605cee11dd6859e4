// SPDX-License-Identifier: MIT
#include "base/pack.h"

#include <array>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"

namespace teahouse {
namespace {

enum class Colour : std::uint8_t { red = 1, green = 200 };

struct Inner {
    std::string text;
    std::int64_t number = 0;

    friend bool operator==(const Inner&, const Inner&) = default;
};
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Inner>& inner) {
    archive(inner.text, inner.number);
}

struct Outer {
    bool flag = false;
    std::uint32_t small = 0;
    std::uint64_t large = 0;
    Colour colour = Colour::red;
    UserId user = {};
    std::array<std::uint8_t, 3> raw = {};
    std::optional<Inner> maybe = {};
    std::vector<Inner> list = {};
    std::vector<bool> flags = {};
    std::variant<Inner, std::string> either = {};

    friend bool operator==(const Outer&, const Outer&) = default;
};
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, Outer>& outer) {
    archive(outer.flag, outer.small, outer.large, outer.colour, outer.user, outer.raw, outer.maybe,
            outer.list, outer.flags, outer.either);
}

// The same in an older program.
struct OuterBefore {
    bool flag = false;
    std::uint32_t small = 0;
};
template <class Archive>
void pack(Archive& archive, PackedAs<Archive, OuterBefore>& outer) {
    archive(outer.flag, outer.small);
}

Outer full() {
    return {.flag = true,
            .small = std::numeric_limits<std::uint32_t>::max(),
            .large = std::numeric_limits<std::uint64_t>::max(),
            .colour = Colour::green,
            .user = UserId(300),
            .raw = {1, 0, 255},
            .maybe = Inner{.text = "茶", .number = -1},
            .list = {{.text = "", .number = std::numeric_limits<std::int64_t>::min()},
                     {.text = std::string(300, 'x'), .number = 127}},
            .flags = {true, false, true},
            .either = "other"};
}

template <class T>
std::string packed(const T& value) {
    std::string out;
    Packer packer(out);
    packer(value);
    return out;
}

TEST(Pack, GivesBackWhatWasPacked) {
    for (const Outer& outer : {full(), Outer{}}) {
        const std::string bytes = packed(outer);
        Outer read = full();
        read.list.clear();
        Unpacker unpacker(bytes);
        unpacker(read);
        EXPECT_TRUE(unpacker.ended());
        EXPECT_EQ(read, outer);
    }
}

TEST(Pack, NumbersAreShort) {
    EXPECT_EQ(packed(std::uint64_t{127}).size(), 1U);
    EXPECT_EQ(packed(std::uint64_t{128}).size(), 2U);
    EXPECT_EQ(packed(std::int64_t{-64}).size(), 1U);
}

TEST(Pack, OlderAndNewerProgramsReadEachOther) {
    Outer read;
    read.user = UserId(7);
    const std::string old_bytes = packed(OuterBefore{.flag = true, .small = 5});
    Unpacker newer(old_bytes);
    newer(read);
    EXPECT_TRUE(newer.ended());
    EXPECT_EQ(read.small, 5U);
    EXPECT_EQ(read.user, UserId(7));  // untouched

    OuterBefore before;
    std::uint64_t behind = 0;
    std::string bytes = packed(full());
    bytes += packed(std::uint64_t{9});
    Unpacker older(bytes);
    older(before, behind);
    EXPECT_TRUE(older.ended());
    EXPECT_TRUE(before.flag);
    EXPECT_EQ(behind, 9U);
}

TEST(Pack, RefusesWhatIsCutOrChanged) {
    const std::string bytes = packed(full());
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        Outer read;
        Unpacker unpacker(std::string_view(bytes).substr(0, size));
        unpacker(read);
        EXPECT_FALSE(unpacker.ended()) << size;
    }
    for (std::size_t place = 0; place < bytes.size(); ++place) {
        for (const unsigned value : {0x00U, 0x7FU, 0x80U, 0xFFU}) {
            std::string changed = bytes;
            changed[place] = static_cast<char>(value);
            Outer read;
            Unpacker unpacker(changed);
            unpacker(read);  // whatever it says: nothing is read that is not there
        }
    }
    std::uint32_t narrow = 0;
    const std::string wide = packed(std::uint64_t{1} << 32U);
    Unpacker unpacker(wide);
    unpacker(narrow);
    EXPECT_FALSE(unpacker.good());
}

}  // namespace
}  // namespace teahouse
