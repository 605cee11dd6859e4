// SPDX-License-Identifier: MIT
#include "proto/pack.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "base/ids.h"
#include "base/pack.h"
#include "proto/file_records.h"
#include "proto/messages.h"
#include "proto/records.h"

namespace teahouse::proto {
namespace {

template <class T>
std::string packed(const T& value) {
    std::string out;
    Packer packer(out);
    packer(value);
    return out;
}

template <class T>
void expect_back(const T& value) {
    const std::string bytes = packed(value);
    T read = {};
    Unpacker unpacker(bytes);
    unpacker(read);
    EXPECT_TRUE(unpacker.ended());
    EXPECT_EQ(read, value);
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        T cut = {};
        Unpacker half(std::string_view(bytes).substr(0, size));
        half(cut);
        EXPECT_FALSE(half.ended()) << size;
    }
}

TEST(PackRecords, GiveBackWhatWasPacked) {
    Event event{.room = RoomId(3), .seq = Seq(9), .at = 1'700'000'000'000};
    event.from = UserId(5);
    event.cmid = "0123456789abcdef";
    event.body.text = "茶 🍵";
    expect_back(event);
    expect_back(std::vector<Event>{event, Event{.room = RoomId(4), .seq = Seq(1)}});
    expect_back(FileRecord{.id = "ab",
                           .owner = UserId(5),
                           .hash = std::string(64, 'f'),
                           .size = 1ULL << 40U,
                           .mime = "image/png",
                           .name = "茶.png",
                           .width = 3,
                           .height = 4,
                           .created = 7});
    expect_back(ChannelRecord{.id = 1,
                              .user = UserId(2),
                              .device = DeviceId(3),
                              .kind = ChannelKind::json,
                              .level = ContentLevel::full,
                              .label = "l",
                              .endpoint = "https://e.example",
                              .p256dh = "p",
                              .auth = "a",
                              .lang = "zh",
                              .created = 9});
}

}  // namespace
}  // namespace teahouse::proto
