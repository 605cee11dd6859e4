// SPDX-License-Identifier: MIT
// What must hold for any bytes, in either format: decoding ends with a value or a refusal; a value
// that is encoded decodes to the same value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/check.h"
#include "proto/codec.h"

namespace teahouse::proto {

inline void check_request(Format format, std::string_view bytes) {
    const auto decoded = decode_request(format, bytes);
    if (!decoded) {
        return;
    }
    std::string again;
    encode_request(format, decoded->id, decoded->request, again);
    const auto twice = decode_request(format, again);
    CHECK(twice.has_value());
    CHECK(twice->id == decoded->id);
    CHECK(twice->request == decoded->request);
}

inline void check_server_frame(Format format, std::string_view bytes) {
    // The golden vectors, which are the seeds, use the number of the operation as id.
    const OpOfId op_of_id = [](std::uint64_t re) { return op_by_number(re); };
    const auto decoded = decode_server_frame(format, bytes, op_of_id);
    if (!decoded) {
        return;
    }
    std::string again;
    if (const auto* answer = std::get_if<Answer>(&*decoded)) {
        encode_answer(format, answer->re, answer->reply, again);
    } else if (const auto* error = std::get_if<AnswerError>(&*decoded)) {
        encode_error(format, error->re, error->error, again);
    } else {
        encode_push(format, std::get<Push>(*decoded), again);
    }
    const auto twice = decode_server_frame(format, again, op_of_id);
    CHECK(twice.has_value());
    CHECK(*twice == *decoded);
}

}  // namespace teahouse::proto
