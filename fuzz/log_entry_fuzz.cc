// SPDX-License-Identifier: MIT
// A transaction from the log of several nodes, from any bytes: what is read is packed to bytes that
// read as the same again.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "base/pack.h"
#include "proto/pack_records.h"
#include "proto/records.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    teahouse::proto::Txn txn;
    teahouse::Unpacker unpacker(bytes);
    unpacker(txn);
    if (unpacker.good()) {
        std::string once;
        teahouse::Packer packer(once);
        packer(txn);
        teahouse::proto::Txn back;
        teahouse::Unpacker again(once);
        again(back);
        CHECK(again.ended() || once.empty());
        std::string twice;
        teahouse::Packer repacker(twice);
        repacker(back);
        CHECK(once == twice);
    }
    return 0;
}
