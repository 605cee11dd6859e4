// SPDX-License-Identifier: MIT
#include "proto/msgpack_writer.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace teahouse::proto {

void MsgpackWriter::wide(std::uint64_t first, std::size_t width, std::uint64_t v) {
    byte(first);
    for (std::size_t i = width; i > 0; --i) {
        byte(v >> (8 * (i - 1)) & 0xFFU);
    }
}

void MsgpackWriter::array(std::size_t items) {
    if (items < 16) {
        byte(0x90U | items);
    } else if (items <= 0xFFFFU) {
        wide(0xDCU, 2, items);
    } else {
        wide(0xDDU, 4, items);
    }
}

void MsgpackWriter::value(std::uint64_t v) {
    if (v < 0x80U) {
        byte(v);
    } else if (v <= 0xFFU) {
        wide(0xCCU, 1, v);
    } else if (v <= 0xFFFFU) {
        wide(0xCDU, 2, v);
    } else if (v <= 0xFFFF'FFFFU) {
        wide(0xCEU, 4, v);
    } else {
        wide(0xCFU, 8, v);
    }
}

void MsgpackWriter::value(std::string_view v) {
    if (v.size() < 32) {
        byte(0xA0U | v.size());
    } else if (v.size() <= 0xFFU) {
        wide(0xD9U, 1, v.size());
    } else if (v.size() <= 0xFFFFU) {
        wide(0xDAU, 2, v.size());
    } else {
        wide(0xDBU, 4, v.size());
    }
    out_.append(v);
}

}  // namespace teahouse::proto
