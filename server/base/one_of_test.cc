// SPDX-License-Identifier: MIT
#include "base/one_of.h"

#include <cstdint>
#include <string>
#include <type_traits>
#include <utility>

#include <gtest/gtest.h>

namespace teahouse {
namespace {

class Shape;

// Counts how many are alive.
struct Circle {
    using Of = Shape;
    static constexpr std::uint16_t kIndex = 0;

    Circle() noexcept { ++alive; }
    explicit Circle(int given) : radius(given) { ++alive; }
    Circle(const Circle& other) : radius(other.radius) { ++alive; }
    Circle(Circle&& other) noexcept : radius(std::exchange(other.radius, -1)) { ++alive; }
    Circle& operator=(const Circle&) = default;
    Circle& operator=(Circle&&) noexcept = default;
    ~Circle() { --alive; }
    friend bool operator==(const Circle& a, const Circle& b) { return a.radius == b.radius; }

    int radius = 0;
    static inline int alive = 0;
};

struct Label {
    using Of = Shape;
    static constexpr std::uint16_t kIndex = 1;

    std::string text;
    friend bool operator==(const Label&, const Label&) = default;
};

struct Stranger {};

class Shape : public OneOf<Shape, kOneOfBytes<Circle, Label>> {
public:
    using OneOf::OneOf;
};

static_assert(!std::is_constructible_v<Shape, Stranger>);
static_assert(std::is_nothrow_move_constructible_v<Shape>);
static_assert(kOneOfBytes<Circle, Label> == sizeof(Label));

const std::string kLong(100, 'x');  // of an own allocation, so that a sanitizer sees what is lost

TEST(OneOf, says_what_it_is) {
    Shape shape = Label{kLong};
    EXPECT_EQ(shape.index(), 1U);
    EXPECT_TRUE(holds_alternative<Label>(shape));
    EXPECT_EQ(get<Label>(shape).text, kLong);
    EXPECT_EQ(get_if<Circle>(&shape), nullptr);
    EXPECT_EQ(get_if<Label>(static_cast<Shape*>(nullptr)), nullptr);
    const Shape& same = shape;
    EXPECT_EQ(get_if<Label>(&same), get_if<Label>(&shape));
    EXPECT_EQ(get<Label>(std::move(shape)).text, kLong);
}

TEST(OneOf, copies_and_moves_what_it_holds) {
    Shape one = Circle(3);
    Shape two = one;
    EXPECT_EQ(one, two);
    const Shape three = std::move(two);
    EXPECT_EQ(get<Circle>(three).radius, 3);
    EXPECT_EQ(get<Circle>(two).radius, -1);  // still a circle
    EXPECT_NE(two, three);
    one = Label{kLong};
    EXPECT_NE(one, three);
    two = one;
    EXPECT_EQ(get<Label>(two).text, kLong);
    EXPECT_EQ(get<Label>(one).text, kLong);
    one = std::move(two);
    EXPECT_EQ(get<Label>(one).text, kLong);
    const Shape& itself = one;
    one = itself;
    EXPECT_EQ(get<Label>(one).text, kLong);
}

TEST(OneOf, ends_what_it_held) {
    {
        Shape shape = Circle(1);
        EXPECT_EQ(Circle::alive, 1);
        Shape other = shape;
        EXPECT_EQ(Circle::alive, 2);
        shape.emplace<Label>().text = kLong;
        EXPECT_EQ(Circle::alive, 1);
        other = shape;
        EXPECT_EQ(Circle::alive, 0);
        EXPECT_EQ(other.emplace<Circle>().radius, 0);
        EXPECT_EQ(Circle::alive, 1);
    }
    EXPECT_EQ(Circle::alive, 0);
}

TEST(OneOfDeathTest, gives_nothing_that_it_is_not) {
    Shape shape = Circle(1);
    EXPECT_DEATH(static_cast<void>(get<Label>(shape)), "is<T>");
}

}  // namespace
}  // namespace teahouse
