// SPDX-License-Identifier: MIT
// Files and folders, written so that they are there whole after a power cut, or not at all.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "media/descriptor.h"

namespace teahouse::archive {

// What errno says of `what`, e.g. "cannot open FILE: no such file": read_only where there is no
// space, not_found, else store_unavailable.
Error os_failure(const std::string& what);

// Takes flock() on a folder; none: somebody holds it. The kernel gives it back however the process
// ends.
Result<media::Descriptor> lock_folder(const std::string& path);

// With all folders above it (0700). Well if it is there.
Status make_folders(const std::filesystem::path& path);
// fsync of the folders at and below `path`, the deepest first; files are synced as they are
// written.
Status sync_folders(const std::string& path);
Status move_to(const std::string& from, const std::string& to);

// The bytes of a file in pieces.
Status read_pieces(const std::string& path, const std::function<void(std::string_view)>& take);
// SHA-256 in hex.
Result<std::string> hash_of(const std::string& path);

enum class Placed : std::uint8_t { linked, copied };
// A second name for a file that nobody writes to again, or a copy (0600, durable) on another file
// system. Well if `to` is there.
Result<Placed> link_or_copy(const std::string& from, const std::string& to);
Status copy_file(const std::string& from, const std::string& to);

// A small file whole; too_large over `bytes_max`.
Result<std::string> read_text(const std::string& path, std::uint64_t bytes_max);
// Under a temporary name, then renamed: 0600, durable.
Status write_text(const std::string& path, std::string_view text);

}  // namespace teahouse::archive
