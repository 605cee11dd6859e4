// SPDX-License-Identifier: MIT
// The body of an event in an export: JSON as on the wire, where that gives the stored bytes again.
#pragma once

#include <string>
#include <string_view>

#include "proto/json_reader.h"

namespace teahouse::archive {

// Appends `,"body":{…}`, or `,"raw":"…"` with the bytes in base64.
void append_body(std::string_view stored, std::string& out);
// Reads the value of `body`; false: it is none.
bool read_body(proto::JsonReader& json, std::string& stored);

}  // namespace teahouse::archive
