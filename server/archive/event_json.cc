// SPDX-License-Identifier: MIT
#include "archive/event_json.h"

#include <string>
#include <string_view>

#include "archive/export_format.h"
#include "base/result.h"
#include "proto/codec.h"
#include "proto/generated/fields_types.h"
#include "proto/json_reader.h"
#include "proto/json_writer.h"
#include "proto/messages.h"

namespace teahouse::archive {

void append_body(std::string_view stored, std::string& out) {
    if (const auto body = proto::decode_body(stored)) {
        std::string text;
        proto::JsonWriter(text).value(*body);
        std::string again;
        proto::JsonReader json(text);
        if (read_body(json, again) && again == stored) {
            out += R"(,"body":)";
            out += text;
            return;
        }
    }
    out += R"(,"raw":")" + to_base64(stored) + '"';
}

bool read_body(proto::JsonReader& json, std::string& stored) {
    proto::Body body;
    if (!json.structure(body)) {
        return false;
    }
    stored.clear();
    proto::encode_body(body, stored);
    return true;
}

}  // namespace teahouse::archive
