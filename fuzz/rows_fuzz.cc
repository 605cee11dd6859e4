// SPDX-License-Identifier: MIT
// Rows of the database that are damaged: columns of any type and any bytes are an event, a record,
// a detail or an error; what is read is written and read again as the same.
//
// The first byte says which columns hold their right type, the second a kind; eight bytes of
// numbers; then a body.
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/error.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/details.h"
#include "proto/kept.h"
#include "proto/records.h"
#include "store/sqlite/db.h"
#include "store/sqlite/events.h"
#include "store/sqlite/kept.h"
#include "store/sqlite/members.h"

namespace {

namespace proto = teahouse::proto;
namespace store = teahouse::store;

constexpr std::size_t kHead = 10;
constexpr int kDetailKinds = 6;

struct Row {
    std::uint8_t types = 0;
    std::uint8_t kind = 0;
    std::int64_t number = 0;
    std::string_view body;
};

void check_event(const teahouse::Result<proto::Event>& event) {
    if (!event) {
        CHECK(event.error().code == teahouse::ErrorCode::store_unavailable);
        return;
    }
    std::string bytes;
    proto::encode_event(*event, bytes);
    const auto again = proto::decode_event(bytes);
    CHECK(!again || *again == *event);  // kinds that nobody writes are refused by the second
    bytes.clear();
    proto::encode_body(event->body, bytes);
    const auto body = proto::decode_body(bytes);
    CHECK(body && *body == event->body);
}

void check_rows(const Row& row) {
    static auto db = store::Db::open(":memory:", {});
    CHECK(db.has_value());
    static auto select = db->prepare("SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9");
    CHECK(select.has_value());
    const auto bytes = store::as_bytes(row.body);
    const std::optional<std::int64_t> ref =
        (row.types & 1U) != 0 ? std::optional(row.number) : std::nullopt;
    const auto read = [](store::Row at) {
        check_event(store::read_event(at));
        check_event(store::read_merged(at));
        static_cast<void>(store::read_member(at));
        static_cast<void>(store::read_kept(at));
    };
    const std::int64_t kind = row.kind;
    if ((row.types & 2U) != 0) {
        CHECK(select->query(read, row.number, row.number, row.number, row.number, kind, ref,
                            row.body, bytes, bytes));
    } else if ((row.types & 4U) != 0) {
        CHECK(select->query(read, row.body, bytes, row.body, row.number, row.body, bytes,
                            row.number, row.body, ref));
    } else {
        CHECK(select->query(read, row.number, row.number, row.number, row.number, kind, ref, ref,
                            bytes, ref));
    }
}

void check_values(const Row& row) {
    const auto kept_kind = proto::kKeptKinds.at(row.kind % proto::kKeptKinds.size());
    const auto kept = proto::decode_kept({.kind = kept_kind,
                                          .id = static_cast<std::uint64_t>(row.number),
                                          .body = std::string(row.body)});
    if (kept) {
        const proto::KeptRecord record =
            proto::encode_kept(static_cast<std::uint64_t>(row.number), *kept);
        const auto again = proto::decode_kept(record);
        CHECK(again && *again == *kept);
    }
    const auto detail_kind = static_cast<proto::DetailKind>(1 + row.kind % kDetailKinds);
    if (const auto detail = proto::decode_detail(detail_kind, row.body)) {
        std::string bytes;
        proto::encode_detail(*detail, bytes);
        const auto again = proto::decode_detail(detail_kind, bytes);
        CHECK(again && *again == *detail);
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    if (size < kHead) {
        return 0;
    }
    Row row{.types = data[0], .kind = data[1]};
    std::memcpy(&row.number, data + 2, sizeof(row.number));
    row.body = {reinterpret_cast<const char*>(data) + kHead, size - kHead};
    check_rows(row);
    check_values(row);
    return 0;
}
