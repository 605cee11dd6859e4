// SPDX-License-Identifier: MIT
// Small pieces of work with files, for the stores of this folder.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include <tl/expected.hpp>

#include "base/error.h"
#include "base/ids.h"
#include "base/result.h"

namespace teahouse::media {

bool is_hex(std::string_view text, std::size_t size);
std::string to_hex(std::string_view bytes);
std::string sha256_hex(std::string_view bytes);
// 32 hex digits; none without randomness.
std::optional<std::string> random_id();

// What errno says: read_only if there is no space, else store_unavailable.
tl::unexpected<Error> disk_error();
bool make_folder(const std::string& path);
// A new name is durable only when its folder is.
bool sync_folder(const std::string& path);
// A whole small file, durable.
Status write_file(const std::string& path, std::string_view bytes);
bool write_at(int file, std::string_view bytes, std::uint64_t offset);
// The first `size` bytes in pieces.
bool read_file(int file, std::uint64_t size, const std::function<void(std::string_view)>& take);
// Whether the disk has more left than is kept for messages; true if it does not say.
bool has_room(const std::string& folder);
// 0 if it is not there.
TimeMs modified_ms(const std::string& path);

// What a file is.
struct Looked {
    std::string mime;
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::optional<std::string> bytes;  // a picture without its metadata, to be kept instead
};
// A picture that is broken or far too large is a file of no type.
Result<Looked> look_at(const std::string& path, std::uint64_t size);

}  // namespace teahouse::media
