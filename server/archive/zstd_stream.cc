// SPDX-License-Identifier: MIT
#include "archive/zstd_stream.h"

#include <cerrno>
#include <cstddef>
#include <string>
#include <string_view>

#include <tl/expected.hpp>
#include <unistd.h>
#include <zstd.h>

#include "archive/files.h"
#include "base/check.h"
#include "base/error.h"
#include "base/result.h"

namespace teahouse::archive {
namespace {

constexpr int kLevel = 3;
constexpr std::size_t kGatherBytes = 256 * 1024;

Status write_out(int file, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t written = ::write(file, bytes.data(), bytes.size());
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written < 0) {
            return tl::unexpected<Error>(os_failure("cannot write the export"));
        }
        bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return {};
}

}  // namespace

ZstdWriter::ZstdWriter(int file)
    : file_(file), context_(ZSTD_createCCtx()), out_(ZSTD_CStreamOutSize(), '\0') {
    NEED(context_ != nullptr);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_compressionLevel, kLevel);
    ZSTD_CCtx_setParameter(context_.get(), ZSTD_c_checksumFlag, 1);
}

Status ZstdWriter::write(std::string_view text) {
    in_ += text;
    if (in_.size() < kGatherBytes) {
        return {};
    }
    TRY_STATUS(compress(in_, ZSTD_e_continue));
    in_.clear();
    return {};
}

Status ZstdWriter::finish() {
    TRY_STATUS(compress(in_, ZSTD_e_end));
    in_.clear();
    return {};
}

Status ZstdWriter::compress(std::string_view text, ZSTD_EndDirective end) {
    ZSTD_inBuffer in{text.data(), text.size(), 0};
    while (true) {
        ZSTD_outBuffer out{out_.data(), out_.size(), 0};
        const std::size_t left = ZSTD_compressStream2(context_.get(), &out, &in, end);
        if (ZSTD_isError(left) != 0) {
            return fail(ErrorCode::internal, ZSTD_getErrorName(left));
        }
        TRY_STATUS(write_out(file_, std::string_view(out_).substr(0, out.pos)));
        if (end == ZSTD_e_end ? left == 0 : in.pos == in.size) {
            return {};
        }
    }
}

ZstdLines::ZstdLines(int file)
    : file_(file), context_(ZSTD_createDCtx()), in_(ZSTD_DStreamInSize(), '\0') {
    NEED(context_ != nullptr);
}

Result<bool> ZstdLines::next(std::string_view& line) {
    while (true) {
        const std::size_t end = text_.find('\n', searched_);
        if (end != std::string::npos) {
            line = std::string_view(text_).substr(position_, end - position_);
            position_ = end + 1;
            searched_ = position_;
            return true;
        }
        searched_ = text_.size();
        if (text_.size() - position_ > kLineBytesMax) {
            return fail(ErrorCode::invalid, "a line of the export is too long");
        }
        TRY(more, fill());
        if (!more) {
            if (position_ != text_.size() || open_frame_) {
                return fail(ErrorCode::invalid, "the export is cut off");
            }
            return false;
        }
    }
}

Result<bool> ZstdLines::fill() {
    // A full piece may have left more behind in the decoder.
    if (rest_.pos == rest_.size && !full_) {
        ssize_t got = 0;
        do {
            got = ::read(file_, in_.data(), in_.size());
        } while (got < 0 && errno == EINTR);
        if (got < 0) {
            return tl::unexpected<Error>(os_failure("cannot read the export"));
        }
        if (got == 0) {
            return false;
        }
        rest_ = {in_.data(), static_cast<std::size_t>(got), 0};
    }
    text_.erase(0, position_);
    searched_ -= position_;
    position_ = 0;
    const std::size_t before = text_.size();
    text_.resize(before + ZSTD_DStreamOutSize());
    ZSTD_outBuffer out{text_.data() + before, text_.size() - before, 0};
    const std::size_t left = ZSTD_decompressStream(context_.get(), &out, &rest_);
    text_.resize(before + out.pos);
    if (ZSTD_isError(left) != 0) {
        return fail(ErrorCode::invalid,
                    std::string("the export is damaged (") + ZSTD_getErrorName(left) + ')');
    }
    full_ = out.pos == out.size;
    open_frame_ = left != 0;
    return true;
}

}  // namespace teahouse::archive
