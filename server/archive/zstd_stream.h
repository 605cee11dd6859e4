// SPDX-License-Identifier: MIT
// Lines of text to and from a file compressed with zstd, a piece at a time.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <zstd.h>

#include "base/result.h"

namespace teahouse::archive {

// Writes to a descriptor that is the caller's. The frame carries a checksum of what was written.
class ZstdWriter {
public:
    explicit ZstdWriter(int file);
    Status write(std::string_view text);
    Status finish();

private:
    struct Free {
        void operator()(ZSTD_CCtx* context) const noexcept { ZSTD_freeCCtx(context); }
    };
    Status compress(std::string_view text, ZSTD_EndDirective end);

    int file_;
    std::unique_ptr<ZSTD_CCtx, Free> context_;
    std::string in_;
    std::string out_;
};

// Reads lines. invalid: not zstd, damaged, cut off, or a line over the limit.
class ZstdLines {
public:
    explicit ZstdLines(int file);
    // False at the end. The line, without its end, is valid until the next call.
    Result<bool> next(std::string_view& line);

    static constexpr std::size_t kLineBytesMax = 64ULL * 1024 * 1024;

private:
    struct Free {
        void operator()(ZSTD_DCtx* context) const noexcept { ZSTD_freeDCtx(context); }
    };
    Result<bool> fill();  // false: there is no more

    int file_;
    std::unique_ptr<ZSTD_DCtx, Free> context_;
    std::string in_;
    ZSTD_inBuffer rest_{};      // of in_
    std::string text_;          // decompressed
    std::size_t position_ = 0;  // in text_: the next line
    std::size_t searched_ = 0;  // no end of line before
    bool full_ = false;
    bool open_frame_ = true;
};

}  // namespace teahouse::archive
