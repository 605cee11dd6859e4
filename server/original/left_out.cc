// SPDX-License-Identifier: MIT
#include "original/left_out.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <fmt/core.h>
#include <sodium.h>
#include <unistd.h>

#include "base/result.h"
#include "base/utf8.h"
#include "media/descriptor.h"
#include "media/disk.h"
#include "proto/json_writer.h"

namespace teahouse::original {
namespace {

constexpr std::size_t kWaitingBytes = 256 * 1024;

std::string base64_of(std::string_view bytes) {
    std::string text(sodium_base64_encoded_len(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
    sodium_bin2base64(text.data(), text.size(),
                      reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size(),
                      sodium_base64_VARIANT_ORIGINAL);
    text.pop_back();  // the NUL
    return text;
}

void add_member(std::string_view name, std::string_view bytes, std::string& out) {
    out += ",\"";
    out += name;
    const bool text = is_utf8(bytes);
    out += text ? "\":" : "_base64\":";
    proto::JsonWriter json(out);
    if (text) {
        json.value(bytes);
    } else {
        json.value(base64_of(bytes));
    }
}

}  // namespace

std::string line_of(const LeftRow& row) {
    std::string out = R"({"why":)";
    proto::JsonWriter(out).value(row.why);
    add_member("key", row.key, out);
    out += fmt::format(R"(,"score":"{}")", row.score);  // it may be endless, which no number is
    add_member("row", row.row, out);
    return out + "}\n";
}

Status LeftOut::keep(const LeftRow& row) {
    ++rows_;
    if (path_.empty()) {
        return {};
    }
    waiting_ += line_of(row);
    return waiting_.size() < kWaitingBytes ? Status{} : write();
}

Status LeftOut::write() {
    if (file_.get() < 0) {
        file_ = media::Descriptor(
            ::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600));
    }
    if (file_.get() < 0 || !media::write_at(file_.get(), waiting_, written_)) {
        return media::disk_error();
    }
    written_ += waiting_.size();
    waiting_.clear();
    return {};
}

Status LeftOut::end() {
    if (rows_ == 0 || path_.empty()) {
        return {};
    }
    TRY_STATUS(write());
    return ::fsync(file_.get()) == 0 ? Status{} : media::disk_error();
}

}  // namespace teahouse::original
