// SPDX-License-Identifier: MIT
// The bytes of transactions: what the log of several nodes keeps. It is in this layer for its
// samples.
#include "proto/pack_records.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "base/pack.h"
#include "proto/file_records.h"
#include "proto/kept.h"
#include "proto/messages.h"
#include "proto/records.h"
#include "store/testing/samples.h"

namespace teahouse::store::testing {
namespace {

template <class T>
std::string packed(const T& value) {
    std::string bytes;
    Packer packer(bytes);
    packer(value);
    return bytes;
}

proto::FileRecord make_packed_file() {
    return {.id = "f1",
            .owner = kAnn,
            .hash = "ab",
            .size = 300,
            .mime = "image/png",
            .name = "tea.png",
            .width = 4,
            .height = 3,
            .created = 12};
}
proto::KeptRecord make_packed_kept() {
    return {.kind = proto::KeptKind::sticker, .id = 9, .body = "body", .secret = "secret"};
}
proto::RoomRecord make_full_room() {
    proto::RoomRecord room = make_room(2);
    room.direct_low = kAnn;
    room.direct_high = kBob;
    room.slow = 5;
    room.keep = 30;
    room.pins = {Seq{3}, Seq{4}};
    room.gone_count = 8;
    return room;
}

// One of each, in the order of the variant.
std::vector<proto::Write> all_writes() {
    proto::MemberRecord member = make_member(kRoom, kAnn);
    member.read_count = 300;
    return {
        proto::PutUser{make_user(1, "ann")},
        proto::PutDevice{make_device(2, kAnn)},
        proto::DeleteDevice{DeviceId{3}},
        proto::PutRoom{make_full_room()},
        message(kRoom, kAnn, "c1"),
        put_member(member, proto::MemberChange::joins),
        read_mark(kRoom, kAnn, Seq{7}),
        touch_device(DeviceId{4}, 5),
        proto::FindAppended{.from = kBob, .cmid = "c2"},
        proto::PutDetail{{.key = {.kind = proto::DetailKind::note, .a = 1, .b = 2}, .value = "v"}},
        proto::PutChannel{make_channel(6, kAnn)},
        proto::DeleteChannel{7},
        proto::PutFile{make_packed_file()},
        proto::DropFile{"f2"},
        proto::PutKept{make_packed_kept()},
        proto::DropKept{.kind = proto::KeptKind::ban, .id = 4},
        proto::HoldFile{.record = make_packed_kept(), .file = "f3"},
        proto::RaiseEpochs{.generation = 7}};
}

std::string in_hex(std::string_view bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string hex;
    for (const char byte : bytes) {
        const auto value = static_cast<unsigned char>(byte);
        hex += kDigits[value >> 4U];
        hex += kDigits[value & 15U];
    }
    return hex;
}

TEST(PackRecords, come_back_as_they_were) {
    const std::vector<proto::Write> writes = all_writes();
    ASSERT_EQ(writes.size(), std::variant_size_v<proto::Write::variant>) << "one of each";
    const proto::Txn txn{.id = TxnId{77}, .writes = writes};
    const std::string bytes = packed(txn);
    proto::Txn back;
    Unpacker unpacker(bytes);
    unpacker(back);
    ASSERT_TRUE(unpacker.ended());
    EXPECT_EQ(back.id, txn.id);
    ASSERT_EQ(back.writes.size(), writes.size());
    EXPECT_EQ(std::get<proto::PutUser>(back.writes[0]).user, make_user(1, "ann"));
    EXPECT_EQ(std::get<proto::PutDevice>(back.writes[1]).device, make_device(2, kAnn));
    EXPECT_EQ(std::get<proto::PutRoom>(back.writes[3]).room, make_full_room());
    EXPECT_EQ(std::get<proto::Append>(back.writes[4]).event, message(kRoom, kAnn, "c1").event);
    EXPECT_EQ(std::get<proto::PutChannel>(back.writes[10]).channel, make_channel(6, kAnn));
    EXPECT_EQ(std::get<proto::PutFile>(back.writes[12]).file, make_packed_file());
    EXPECT_EQ(std::get<proto::HoldFile>(back.writes[16]).record, make_packed_kept());
    EXPECT_EQ(std::get<proto::RaiseEpochs>(back.writes[17]).generation, 7U);
    EXPECT_EQ(packed(back), bytes);
}

TEST(PackRecords, refuse_what_was_cut) {
    const std::string bytes = packed(proto::Txn{.id = TxnId{77}, .writes = all_writes()});
    for (std::size_t size = 1; size < bytes.size(); ++size) {
        proto::Txn txn;
        Unpacker unpacker(std::string_view(bytes).substr(0, size));
        unpacker(txn);
        EXPECT_FALSE(unpacker.ended()) << size;
    }
}

// Logs and snapshots outlive programs: what is here does not change, it may grow at the ends.
TEST(PackRecords, are_these_bytes) {
    const std::vector<std::string_view> golden = {
        "001c1b0103616e6e03616e6e0b246172676f6e326964243100000100d20f",
        "012f2e020b02020202020202020202020202020202020202020202020202020202020202020962726f77"
        "73657220320a0c",
        "020103",
        "031f1e020206726f6f6d2032000001010b0c000e05011e00000000000203040008",
        "0417010080a0abfef9620b0100010263310791a568656c6c6f",
        "050c0a010b01000000ac02001001",
        "0603010b07",
        "0702040a",
        "08040c026332",
        "090706030201020176",
        "0a3736060b0701020770686f6e6520361668747470733a2f2f707573682e6578616d706c652f36036b65"
        "7906736563726574057a682d434e12",
        "0b0107",
        "0c1f1e0266310b026162ac0209696d6167652f706e67077465612e706e67040318",
        "0d03026632",
        "0e0f0e2c0904626f647906736563726574",
        "0f020204",
        "10120e2c0904626f647906736563726574026633",
        "110107",
    };
    const std::vector<proto::Write> writes = all_writes();
    for (std::size_t i = 0; i < writes.size(); ++i) {
        const std::string hex = in_hex(packed(writes[i]));
        EXPECT_EQ(hex, i < golden.size() ? golden[i] : "") << i;
    }
}

}  // namespace
}  // namespace teahouse::store::testing
