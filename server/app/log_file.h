// SPDX-License-Identifier: MIT
// The log sink: one line per event, text or JSON, to standard error or a file that is opened anew
// on SIGHUP.
#pragma once

#include <mutex>
#include <string>

#include "base/log.h"
#include "base/result.h"

namespace teahouse::app {

class LogFile final : public LogSink {
public:
    enum class Format : std::uint8_t { text, json };

    // An empty path: standard error.
    LogFile(Format format, std::string path);
    ~LogFile() override;
    LogFile(const LogFile&) = delete;
    LogFile& operator=(const LogFile&) = delete;

    // Opens (again, after rotation). A failure keeps what was open.
    Status open();
    void write(LogLevel level, std::string_view message,
               std::initializer_list<LogField> fields) noexcept override;

private:
    const Format format_;
    const std::string path_;
    std::mutex mutex_;  // the lines of several threads do not mix
    int descriptor_ = 2;
};

// The line without its end, for tests. `time_ms` since the Unix epoch.
std::string format_line(LogFile::Format format, std::int64_t time_ms, LogLevel level,
                        std::string_view message, std::initializer_list<LogField> fields);

Result<LogLevel> parse_level(std::string_view word);

}  // namespace teahouse::app
