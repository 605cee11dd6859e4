// SPDX-License-Identifier: MIT
// Rows of the original that are not taken over, kept as they are in a file beside the store: one
// JSON object a line.
//
//     {"why":"broken_message","key":"message:common_id:0","score":"1713751200.5","row":"…"}
//
// A row (or key) that is no UTF-8 stands as "row_base64" ("key_base64").
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "media/descriptor.h"

namespace teahouse::original {

struct LeftRow {
    std::string_view why = {};
    std::string_view key = {};
    std::string_view row = {};
    double score = 0;
};

// The line of it, with its end.
std::string line_of(const LeftRow& row);

class LeftOut {
public:
    // Made (0600) with the first row; there must be no such file yet. Empty: only counts.
    explicit LeftOut(std::string path) : path_(std::move(path)) {}

    Status keep(const LeftRow& row);
    // The last of it, durable.
    Status end();
    [[nodiscard]] std::uint64_t rows() const { return rows_; }

private:
    Status write();

    std::string path_;
    media::Descriptor file_;
    std::string waiting_;
    std::uint64_t written_ = 0;
    std::uint64_t rows_ = 0;
};

}  // namespace teahouse::original
