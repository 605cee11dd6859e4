// SPDX-License-Identifier: MIT
#include "resp/slots.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <gtest/gtest.h>

#include "resp/parser.h"
#include "resp/reply.h"
#include "resp/url.h"

namespace teahouse::resp {
namespace {

TEST(RespSlots, are_those_of_the_specification) {
    EXPECT_EQ(crc16("123456789"), 0x31C3);
    EXPECT_EQ(slot_of(""), 0);
    // As CLUSTER KEYSLOT of Redis 7.0.15 answers.
    EXPECT_EQ(slot_of("foo"), 12182);
    EXPECT_EQ(slot_of("bar"), 5061);
    EXPECT_EQ(slot_of("hello"), 866);
    EXPECT_EQ(slot_of("茶馆"), 511);
}

TEST(RespSlots, hash_tags) {
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("{user1000}.followers"));
    EXPECT_EQ(slot_of("{user1000}.following"), slot_of("user1000"));
    EXPECT_EQ(slot_of("foo{}{bar}"), crc16("foo{}{bar}") % kSlots) << "an empty tag is none";
    EXPECT_EQ(slot_of("foo{{bar}}zap"), slot_of("{bar"));
    EXPECT_EQ(slot_of("foo{bar}{zap}"), slot_of("bar"));
    EXPECT_EQ(slot_of("foo{bar"), crc16("foo{bar") % kSlots);
    EXPECT_EQ(slot_of("}foo{bar}"), slot_of("bar"));
}

std::optional<SlotMap> map_in(std::string_view bytes) {
    Parser parser;
    const Event event = parser.next(bytes);
    EXPECT_EQ(event.kind, Event::Kind::reply);
    return SlotMap::read(event.reply.root(), {"asked", 1});
}

std::string owner_of(const SlotMap& map, std::uint16_t slot) {
    const Endpoint* owner = map.owner(slot);
    return owner == nullptr ? "nobody" : to_string(*owner);
}

TEST(RespSlots, are_read) {
    const auto read = map_in(
        "*3\r\n"
        "*4\r\n:0\r\n:100\r\n*4\r\n$1\r\na\r\n:7001\r\n$2\r\nid\r\n*0\r\n*3\r\n$1\r\nb\r\n:"
        "7002\r\n+id\r\n"
        "*3\r\n:101\r\n:16382\r\n*3\r\n$0\r\n\r\n:7003\r\n+id\r\n"
        "*4\r\n:16383\r\n:16383\r\n*2\r\n$1\r\na\r\n:7001\r\n*2\r\n$-1\r\n:7004\r\n");
    ASSERT_TRUE(read.has_value());
    const SlotMap map = read.value_or(SlotMap());
    EXPECT_EQ(owner_of(map, 0), "a:7001");
    EXPECT_EQ(owner_of(map, 100), "a:7001");
    EXPECT_EQ(owner_of(map, 101), "asked:7003") << "it does not know its own address";
    EXPECT_EQ(owner_of(map, 16'383), "a:7001");
    EXPECT_EQ(map.masters().size(), 2U);
    EXPECT_EQ(map.replicas().size(), 2U);
    EXPECT_TRUE(map.complete());
    SlotMap changed = map;
    EXPECT_TRUE(changed == map);
    changed.set(5, {"c", 9});
    EXPECT_EQ(owner_of(changed, 5), "c:9");
    EXPECT_FALSE(changed == map);
    EXPECT_TRUE(changed.has_master({"c", 9}));
    EXPECT_EQ(owner_of(SlotMap(), 5), "nobody");
    EXPECT_FALSE(SlotMap().complete());
}

TEST(RespSlots, refuse_what_is_no_map) {
    for (const std::string_view bytes :
         {"-ERR cluster support disabled\r\n", "+OK\r\n", "*1\r\n:1\r\n",
          "*1\r\n*2\r\n:0\r\n:1\r\n", "*1\r\n*3\r\n:0\r\n:16384\r\n*2\r\n+a\r\n:1\r\n",
          "*1\r\n*3\r\n:5\r\n:1\r\n*2\r\n+a\r\n:1\r\n",
          "*1\r\n*3\r\n:-1\r\n:1\r\n*2\r\n+a\r\n:1\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n+a\r\n:0\r\n",
          "*1\r\n*3\r\n:0\r\n:1\r\n*2\r\n+a\r\n:70000\r\n", "*1\r\n*3\r\n:0\r\n:1\r\n+a\r\n"}) {
        EXPECT_FALSE(map_in(bytes)) << bytes;
    }
    EXPECT_TRUE(map_in("*0\r\n")) << "a node that knows no slots yet";
    std::string many = "*1100\r\n";
    for (int i = 0; i < 1'100; ++i) {
        many += "*3\r\n:" + std::to_string(i) + "\r\n:" + std::to_string(i) +
                "\r\n*2\r\n+h\r\n:" + std::to_string(i + 1) + "\r\n";
    }
    EXPECT_FALSE(map_in(many));
}

}  // namespace
}  // namespace teahouse::resp
