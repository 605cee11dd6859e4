// SPDX-License-Identifier: MIT
// The web client as it was when the binary was built: a table of files in read-only memory.
#pragma once

#include <span>
#include <string_view>

namespace teahouse::media {

// One file. All views point into the binary and live as long as the process.
struct EmbeddedFile {
    std::string_view path;    // as in a URL: "/index.html", "/assets/app-1a2b3c.js"
    std::string_view plain;   // the bytes as built
    std::string_view brotli;  // the same, compressed; empty when that would not be smaller
    std::string_view gzip;    // likewise
};

// Every file, sorted by path (byte order). Empty when the client was not built before the server.
// Safe from any thread.
std::span<const EmbeddedFile> embedded_files();

}  // namespace teahouse::media
