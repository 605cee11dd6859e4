// SPDX-License-Identifier: MIT
#include "app/log_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <ctime>
#include <initializer_list>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <unistd.h>

#include "base/error.h"
#include "base/log.h"
#include "base/result.h"
#include "base/utf8.h"

namespace teahouse::app {
namespace {

std::string_view word_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "error";
}

// 2026-11-22T21:03:46.123Z (RFC 3339)
std::string timestamp(std::int64_t time_ms) {
    const std::time_t seconds = time_ms / 1000;
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    std::array<char, 32> text{};
    const std::size_t size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%S", &parts);
    std::string out(text.data(), size);
    const std::string millis = std::to_string(time_ms % 1000);
    return out + '.' + std::string(3 - millis.size(), '0') + millis + 'Z';
}

void append_hex(std::string& out, unsigned char byte) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    out += kDigits[byte >> 4U];
    out += kDigits[byte & 15U];
}

// How many bytes the character at the beginning of `text` has, 0 if they are no UTF-8.
std::size_t character_bytes(std::string_view text) {
    for (std::size_t size = 1; size <= std::min<std::size_t>(4, text.size()); ++size) {
        if (is_utf8(text.substr(0, size))) {
            return size;
        }
    }
    return 0;
}

// Keeps a value from breaking out of its line, and the line valid UTF-8 whatever a client sent: a
// byte that is none becomes U+FFFD.
void append_quoted(std::string& out, std::string_view text) {
    out += '"';
    while (!text.empty()) {
        const char c = text.front();
        const auto byte = static_cast<unsigned char>(c);
        std::size_t size = 1;
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (byte < 0x20 || byte == 0x7F) {
            out += "\\u00";
            append_hex(out, byte);
        } else if (byte < 0x80) {
            out += c;
        } else if (size = character_bytes(text); size > 0) {
            out += text.substr(0, size);
        } else {
            out += "\\ufffd";
            size = 1;
        }
        text.remove_prefix(size);
    }
    out += '"';
}

}  // namespace

std::string format_line(LogFile::Format format, std::int64_t time_ms, LogLevel level,
                        std::string_view message, std::initializer_list<LogField> fields) {
    std::string line;
    if (format == LogFile::Format::json) {
        line = R"({"time":")" + timestamp(time_ms) + R"(","level":")" +
               std::string(word_of(level)) + R"(","message":)";
        append_quoted(line, message);
        for (const LogField& field : fields) {
            line += ',';
            append_quoted(line, field.key);
            line += ':';
            append_quoted(line, field.value);
        }
        line += '}';
        return line;
    }
    line = timestamp(time_ms) + ' ' + std::string(word_of(level)) + ' ' + std::string(message);
    for (const LogField& field : fields) {
        line += ' ';
        line += field.key;
        line += '=';
        append_quoted(line, field.value);
    }
    return line;
}

LogFile::LogFile(Format format, std::string path) : format_(format), path_(std::move(path)) {}

LogFile::~LogFile() {
    if (descriptor_ > 2) {
        ::close(descriptor_);
    }
}

Status LogFile::open() {
    if (path_.empty()) {
        return {};
    }
    const int opened = ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0640);
    if (opened < 0) {
        return fail(ErrorCode::invalid,
                    "cannot open " + path_ + ": " + std::generic_category().message(errno));
    }
    const std::scoped_lock lock(mutex_);
    if (descriptor_ > 2) {
        ::close(descriptor_);
    }
    descriptor_ = opened;
    return {};
}

void LogFile::write(LogLevel level, std::string_view message,
                    std::initializer_list<LogField> fields) noexcept {
    const auto now = std::chrono::duration_cast<std::chrono::milliseconds>(
                         std::chrono::system_clock::now().time_since_epoch())
                         .count();
    std::string line = format_line(format_, now, level, message, fields);
    line += '\n';
    const std::scoped_lock lock(mutex_);
    // A full disk or closed pipe loses the line, not the server.
    static_cast<void>(!::write(descriptor_, line.data(), line.size()));
}

Result<LogLevel> parse_level(std::string_view word) {
    for (const LogLevel level :
         {LogLevel::debug, LogLevel::info, LogLevel::warning, LogLevel::error}) {
        if (word_of(level) == word) {
            return level;
        }
    }
    return fail(ErrorCode::invalid, "no such log level");
}

}  // namespace teahouse::app
